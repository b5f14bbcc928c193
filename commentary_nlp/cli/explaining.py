"""`explain`."""

from __future__ import annotations

from commentary_nlp.cli.options import Json
from commentary_nlp.cli.reading import Author, Paths, PublishedAt, Source, facts_of
from commentary_nlp.records import Explanation


def explain(
    paths: Paths,
    published_at: PublishedAt = None,
    source: Source = None,
    author: Author = None,
    as_json: Json = False,
) -> int:
    """Show which words and which rule gave each field, and why other sentences make no call. Stores nothing."""
    from commentary_nlp.cli.output import print_json, say
    from commentary_nlp.pipeline import explain as run

    failed = False
    for item in run(paths, facts=facts_of(published_at, source, author)):
        if not isinstance(item, Explanation):
            say(f"not read: {item}")
            failed = True
        elif as_json:
            print_json([item.to_dict()])
        else:
            _print(item)
    return 1 if failed else 0


def _print(explanation: Explanation) -> None:
    from rich.text import Text

    from commentary_nlp.cli.output import console, plain, print_table, share

    out = console()
    article = explanation.extraction.article
    where = f" ({plain(article.path)})" if article.path else ""
    out.print(Text(plain(article.title or "Untitled") + where, style="bold"))
    for rec in explanation.recommendations:
        sure = f" (confidence {share(rec.confidence)})" if rec.confidence is not None else ""
        out.print()
        out.print(Text(f"{rec.place}. {plain(rec.text)}{sure}"))
        rows = [[s.field, s.value, s.text, s.component, s.rule] for s in rec.sources]
        print_table("", ["field", "*value", "*words", "?component", "*rule"], rows)
        if against := explanation.extraction.recommendations[rec.place].against_sentiment:
            out.print(Text(f"Against the text's own sentiment towards {plain(', '.join(against))}."))
    refused = [[r.words, r.text, r.reason, r.component] for r in explanation.refusals]
    if refused:
        print_table("Looks like an idea and is none", ["*words", "*sentence", "*why not", "?component"], refused)
