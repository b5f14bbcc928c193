"""`ingest`, `extract`, `evaluate`, `schema`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from commentary_nlp.cli.options import Db, Json, places_of

Paths = Annotated[list[str], typer.Argument(help="Files, folders, globs, or - for standard input.", metavar="PATH...")]
PublishedAt = Annotated[str | None, typer.Option(help="Date (or moment with offset) of articles that say none.")]
Source = Annotated[str | None, typer.Option(help="Publisher of articles that say none.")]
Author = Annotated[str | None, typer.Option(help="Author of articles that say none.")]
ExtractorName = Annotated[str, typer.Option("--extractor", help="By name, as registered.")]
SentimentName = Annotated[
    str | None,
    typer.Option(
        "--sentiment",
        help="What scores sentiment: default (the model that ships), lexicon, or hf:NAME_OR_PATH of a transformers "
        "classifier.",
        show_default="the extractor's own",
    ),
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Processes that extract.")]


def ingest(
    context: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument(help="Files, folders, globs, or - for standard input.")] = None,
    published_at: PublishedAt = None,
    source: Source = None,
    author: Author = None,
    calls: Annotated[
        Path | None, typer.Option(help="A CSV history of plain calls (date, symbol, call, ...).", metavar="FILE.csv")
    ] = None,
    map_: Annotated[str, typer.Option("--map", help="Columns of --calls: call=rating,symbol=ticker.")] = "",
    extractor: ExtractorName = "default",
    sentiment: SentimentName = None,
    jobs: Jobs = 1,
    min_confidence: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Leave out ideas that the extractor is less sure of.")
    ] = 0.0,
    db: Db = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> int:
    """Read articles, extract their ideas, store both. Safe to run twice, and to interrupt."""
    from commentary_nlp.cli.output import print_json, say
    from commentary_nlp.cli.progress import bar
    from commentary_nlp.pipeline import ingest as run
    from commentary_nlp.pipeline import ingest_calls
    from commentary_nlp.read import CallColumns

    if not paths and calls is None:
        raise typer.BadParameter("Name at least one PATH, or --calls FILE.csv.")
    places = places_of(context, db)
    reports = []
    if calls is not None:
        reports.append(ingest_calls(calls, places, columns=CallColumns.parse(map_)))
    if paths:
        facts = facts_of(published_at, source, author)
        with bar("reading", quiet) as progress:
            reports.append(
                run(
                    paths,
                    places,
                    facts=facts,
                    extractor=extractor,
                    sentiment=sentiment,
                    jobs=jobs,
                    min_confidence=min_confidence,
                    progress=progress,
                )
            )
    failures = [failure for report in reports for failure in report.failures]
    undated = [path for report in reports for path in report.undated]
    total = {
        name: sum(getattr(report, name) for report in reports)
        for name in ("files", "skipped", "added", "updated", "unchanged", "ideas", "unsure")
    }
    for failure in failures:
        say(f"not read: {failure}")
    if undated:
        named = ", ".join(undated[:5]) + (f" and {len(undated) - 5} more" if len(undated) > 5 else "")
        say(
            f"{len(undated)} stored without a publication date, so not tracked: {named}. Read them again with "
            "--published-at DATE (2024-05-03, or 2024-05-03T09:30:00-04:00)."
        )
    if as_json:
        print_json([{**total, "undated": undated, "failures": [str(f) for f in failures], "store": str(places.db)}])
    else:
        left_out = f", {total['unsure']} left out below confidence {min_confidence:g}" if total["unsure"] else ""
        typer.echo(
            f"{total['files']} files: {total['added']} articles added, {total['updated']} updated, "
            f"{total['unchanged']} unchanged, {total['skipped']} files read before, {len(failures)} failures. "
            f"{total['ideas']} ideas{left_out}. Store: {places.db}"
        )
    return 1 if failures else 0


def extract(
    paths: Paths,
    published_at: PublishedAt = None,
    source: Source = None,
    author: Author = None,
    extractor: ExtractorName = "default",
    sentiment: SentimentName = None,
    jobs: Jobs = 1,
    as_json: Json = False,
) -> int:
    """Print what articles hold, one JSON object a line (a table on a terminal without --json). Stores nothing."""
    import sys

    from commentary_nlp.cli.output import print_json, print_table, say
    from commentary_nlp.cli.progress import bar
    from commentary_nlp.cli.wording import IDEA_COLUMNS, idea_row
    from commentary_nlp.pipeline import extract as run
    from commentary_nlp.records import Extraction, ideas_of

    failed = False
    facts = facts_of(published_at, source, author)
    with bar("extracting", quiet=sys.stdout.isatty()) as progress:
        for item in run(paths, facts=facts, extractor=extractor, sentiment=sentiment, jobs=jobs, progress=progress):
            if not isinstance(item, Extraction):
                say(f"not read: {item}")
                failed = True
            elif as_json or not sys.stdout.isatty():
                print_json([item.to_dict()])
            else:
                title = f"{item.article.title or 'Untitled'} ({item.article.path})"
                rows = [[c for n, c in enumerate(idea_row(i)) if n not in (1, 2, 7, 8)] for i in ideas_of(item)]
                print_table(title, [c for n, c in enumerate(IDEA_COLUMNS) if n not in (1, 2, 7, 8)], rows)
    return 1 if failed else 0


def evaluate(
    gold: Annotated[
        list[Path] | None,
        typer.Argument(
            help="A folder of NAME.txt with NAME.gold.json; with --sentiment any number, and .jsonl sets of labelled "
            "text (none: the held-out sentences that ship).",
            metavar="GOLD_DIR",
        ),
    ] = None,
    extractor: ExtractorName = "default",
    sentiment: Annotated[
        bool, typer.Option("--sentiment", help="Score sentiment instead: each scorer on each set.")
    ] = False,
    scorers: Annotated[
        list[str] | None,
        typer.Option("--scorer", help="With --sentiment: default, lexicon or hf:NAME_OR_PATH; may be repeated."),
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="Say what is wrong, article by article.")] = False,
    as_json: Json = False,
) -> int:
    """Score extractions against annotations: F1 by field, and exact; or sentiment, with --sentiment."""
    from commentary_nlp.audit.annotation import FIELDS
    from commentary_nlp.cli.output import plain, print_json, print_table
    from commentary_nlp.cli.scoring import print_agreement
    from commentary_nlp.pipeline import evaluate as run

    if sentiment:
        return print_agreement(gold or [], scorers or ["lexicon", "default"], as_json)
    if gold is None or len(gold) != 1:
        raise typer.BadParameter("Name one GOLD_DIR (any number of them with --sentiment).")
    agreed = run(gold[0], extractor=extractor)
    if errors and not as_json:
        for name, lines in agreed.errors.items():
            typer.echo(f"{name}:")
            for line in lines:
                typer.echo(f"  {plain(line)}")
    if as_json:
        print_json([agreed.to_dict()])
        return 0
    rows = []
    for name in FIELDS:
        value = agreed.f1(name)
        rows.append([name, "–" if value is None else f"{value:.4f}", *agreed.counts[name]])
    accuracy = agreed.label_accuracy
    print_table(
        f"Agreement over {agreed.articles} articles",
        ["field", ">F1", ">right", ">annotated", ">extracted"],
        rows,
        f"sentiment label accuracy {accuracy:.4f}, ungrounded spans {agreed.ungrounded}"
        if accuracy is not None
        else "",
    )
    return 0


def schema(
    store: Annotated[bool, typer.Option("--store", help="The store's tables instead, as Datasette metadata.")] = False,
    changes: Annotated[
        bool, typer.Option("--changes", help="What each measure and change means instead, with its thresholds.")
    ] = False,
) -> int:
    """Print the JSON Schemas of an extraction and of an idea (or the store's tables, or what conditions mean)."""
    from commentary_nlp.cli.output import print_table
    from commentary_nlp.pipeline import definitions, store_tables
    from commentary_nlp.pipeline import schema as run

    if changes:
        print_table("Conditions", ["kind", "name", "*meaning"], [[d.kind, d.name, d.text] for d in definitions()])
    else:
        typer.echo(json.dumps(store_tables() if store else run(), indent=1))
    return 0


def facts_of(published_at: str | None, source: str | None, author: str | None):  # type: ignore[no-untyped-def]
    """What fills in where a text does not say, or None.

    Raises:
        BadParameter: the date is none.
    """
    from commentary_nlp.read import Fill
    from commentary_nlp.records import parse_published

    if published_at is not None:
        try:
            parse_published(published_at)
        except ValueError as error:
            raise typer.BadParameter(
                f"--published-at: {error}. Write 2024-05-03 or 2024-05-03T09:30:00-04:00."
            ) from None
    return Fill(published_at, source, author) if any((published_at, source, author)) else None
