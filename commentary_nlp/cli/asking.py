"""`ideas`, `show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from commentary_nlp.cli.options import Csv, Db, Json, _day, places_of

if TYPE_CHECKING:
    from commentary_nlp.records import Article, Idea

Several = list[str] | None


def ideas(
    context: typer.Context,
    symbol: Annotated[Several, typer.Option("--symbol", "-s", help="Any of these is a leg.")] = None,
    author: Annotated[Several, typer.Option()] = None,
    source: Annotated[Several, typer.Option()] = None,
    action: Annotated[Several, typer.Option(help="open, close, reduce, hedge, hold, avoid, watch.")] = None,
    structure: Annotated[Several, typer.Option(help="outright, pair, put_spread, ...")] = None,
    side: Annotated[Several, typer.Option(help="long or short, of a leg.")] = None,
    status: Annotated[Several, typer.Option(help="pending, open, closed, never_triggered, not_settled, call.")] = None,
    horizon: Annotated[float | None, typer.Option(help="At most so many sessions.")] = None,
    min_confidence: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Not those that the extractor was less sure of.")
    ] = None,
    since: Annotated[Any, typer.Option(parser=_day, metavar="DATE", help="Published on or after.")] = None,
    until: Annotated[Any, typer.Option(parser=_day, metavar="DATE", help="Published on or before.")] = None,
    text: Annotated[str | None, typer.Option("--text", "-t", help="Words in the sentence, title or author.")] = None,
    article: Annotated[str | None, typer.Option(help="Beginning of an article's id.")] = None,
    sort: Annotated[
        str,
        typer.Option(
            help="published, author, source, title, action, structure, symbol, status, horizon, return, confidence."
        ),
    ] = "published",
    ascending: Annotated[bool, typer.Option("--ascending", help="Smallest or oldest first.")] = False,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=0)] = None,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    db: Db = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> int:
    """Query the stored ideas."""
    from commentary_nlp.cli.output import print_csv, print_json, print_table
    from commentary_nlp.cli.wording import IDEA_COLUMNS, idea_row
    from commentary_nlp.pipeline import ideas as run

    query = make_query(
        symbol=symbol or (), author=author or (), source=source or (), action=action or (), structure=structure or (),
        side=side or (), status=status or (), horizon=horizon, first=since, last=until, text=text,
        min_confidence=min_confidence, article_id=article, sort=sort, descending=not ascending, limit=limit,
        offset=offset,
    )  # fmt: skip
    found = run(query, places_of(context, db))
    if as_json:
        print_json(idea.to_dict() for idea in found)
    elif as_csv:
        print_csv([_flat(idea) for idea in found])
    else:
        print_table("Ideas", IDEA_COLUMNS, [idea_row(idea) for idea in found], f"{len(found)} ideas")
    return 0


def make_query(**asked: Any) -> Any:
    """The query, or a usage error that says which word is not known."""
    from pydantic import ValidationError

    from commentary_nlp.track import IdeaQuery

    try:
        return IdeaQuery(**asked)
    except ValidationError as error:
        problem = error.errors()[0]
        raise typer.BadParameter(f"{'.'.join(str(p) for p in problem['loc'])}: {problem['msg']}") from None


def _flat(idea: Idea) -> dict[str, Any]:
    from commentary_nlp.audit.report import describe

    rec, o = idea.recommendation, idea.outcome
    return {
        "id": idea.id,
        "article_id": idea.article.id,
        "published_at": idea.article.published_at,
        "author": idea.article.author,
        "source": idea.article.source,
        "title": idea.article.title,
        "attributed_to": rec.attributed_to,
        "action": rec.action,
        "structure": idea.trade.structure if idea.trade else None,
        "trade": describe(idea),
        "horizon": rec.horizon.text if rec.horizon else None,
        "text": rec.text,
        "confidence": rec.confidence,
        "against_sentiment": list(rec.against_sentiment),
        "status": idea.status,
        "reason": idea.reason,
        "entry_date": o.entry_date if o else None,
        "exit_date": o.exit_date if o else None,
        "gross_return": o.gross_return if o else None,
        "net_return": o.net_return if o else None,
        "benchmark_return": o.benchmark_return if o else None,
        "excess_return": o.excess_return if o else None,
        "mae": o.mae if o else None,
        "mfe": o.mfe if o else None,
        "pricing": o.pricing if o else None,
    }


def show(
    context: typer.Context,
    idea_id: Annotated[str, typer.Argument(metavar="ID", help="An idea's id, or the beginning of it.")],
    db: Db = None,
    as_json: Json = False,
) -> int:
    """One idea: its sentence in place, legs, conditions, verdicts, outcome."""
    from commentary_nlp.cli.output import print_json
    from commentary_nlp.pipeline import get_idea

    idea, article = get_idea(idea_id, places_of(context, db))
    if as_json:
        print_json([idea.to_dict()])
    else:
        _print_idea(idea, article)
    return 0


def _print_idea(idea: Idea, article: Article) -> None:
    from rich.text import Text

    from commentary_nlp.audit.report import describe
    from commentary_nlp.cli.output import console, percent, plain, print_table
    from commentary_nlp.cli.wording import duration, verdict_figures

    out, rec = console(), idea.recommendation
    out.print(Text(plain(article.title or "Untitled"), style="bold"))
    facts = (article.author, article.source, article.published_at or "undated", idea.id)
    out.print(Text(" · ".join(plain(fact) for fact in facts if fact), style="dim"))
    out.print()
    before, after = article.text[max(0, rec.start - 200) : rec.start], article.text[rec.end : rec.end + 200]
    out.print(Text.assemble((plain(before) + " ", "dim"), (plain(rec.text), "reverse"), (" " + plain(after), "dim")))
    out.print()
    number = f" (alternative {idea.alternative + 1} of {len(rec.alternatives)})" if len(rec.alternatives) > 1 else ""
    out.print(Text(f"{rec.action}: {describe(idea)}{number}", style="bold"))
    said = [("horizon", duration(rec.horizon)), ("structure", idea.trade.structure if idea.trade else "–")]
    if idea.trade and idea.trade.price:
        said.append(("price", f"{idea.trade.price.value:g} {idea.trade.price.kind}"))
    if rec.size:
        said.append(("size", f"{rec.size.value:g} {rec.size.unit}"))
    if rec.payoff_ratio is not None:
        said.append(("payoff ratio", f"{rec.payoff_ratio:g}"))
    if rec.rationale:
        said.append(("because", plain(rec.rationale.text)))
    if rec.attributed_to:
        said.append(("call of", plain(rec.attributed_to)))
    if rec.confidence is not None:
        said.append(("confidence", f"{rec.confidence:.2f}"))
    if rec.against_sentiment:
        said.append(("against the text's own sentiment towards", ", ".join(map(plain, rec.against_sentiment))))
    for name, value in said:
        out.print(Text(f"  {name}: {value}"))
    if rec.conditions:
        rows = []
        for condition in rec.conditions:
            judged = [v for v in idea.verdicts if (v.role, v.text) == (condition.role, condition.text)]
            last = judged[-1] if judged else None
            answer = "not judged" if last is None else {True: "true", False: "false", None: "unknown"}[last.value]
            rows.append(
                [
                    condition.role,
                    condition.text,
                    last.date if last else None,
                    answer,
                    verdict_figures(last) if last else "",
                ]
            )
        print_table("Conditions", ["role", "*words", "day", "verdict", "*figures"], rows)
    out.print(
        Text(f"{idea.status.replace('_', ' ')}" + (f": {plain(idea.reason)}" if idea.reason else ""), style="bold")
    )
    o = idea.outcome
    if o is None:
        return
    print_table(
        "Outcome",
        ["entry", ">at", "exit", ">at", ">sessions", ">gross", ">net", f">{o.benchmark or 'benchmark'}", ">excess",
         ">MAE", ">MFE"],
        [[o.entry_date, o.entry_price, o.exit_date or "held", o.exit_price, o.sessions_held, percent(o.gross_return, 2),
          percent(o.net_return, 2), percent(o.benchmark_return, 2), percent(o.excess_return, 2), percent(o.mae, 2),
          percent(o.mfe, 2)]],
    )  # fmt: skip
    for leg in o.legs:
        out.print(Text(f"  {leg.side} {leg.symbol} {leg.kind}: {leg.entry_price} -> {leg.exit_price}"))
    out.print(Text(f"  {o.pricing} prices, return on {o.return_basis}", style="dim"))
    for line in o.assumptions:
        out.print(Text(f"  assumed: {plain(line)}", style="dim"))
    for price in o.prices:
        out.print(Text(f"  prices: {price.vendor or 'vendor not said'}, {price.adjustment}, {price.hash}", style="dim"))
