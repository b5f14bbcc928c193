"""`validate`, `track`, `audit`, `report`: conditions, outcomes and the score."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commentary_nlp.cli.options import AsOf, Csv, Db, Json, places_of

if TYPE_CHECKING:
    from commentary_nlp.audit.scorecard import AuditRow

By = Annotated[str, typer.Option("--by", help="author, source, structure, action, symbol, horizon or topic.")]
AUDIT_COLUMNS = (
    ">ideas", "?>calls", "?>pending", ">triggered", "?>held", ">settled", ">not settled", ">hit rate", ">95% interval",
    ">mean net", "?>median net", "?>mean excess", "?>modelled",
)  # fmt: skip


def validate(
    context: typer.Context,
    as_of: AsOf = None,
    idea_id: Annotated[str | None, typer.Option("--idea", help="Only this one (beginning of its id).")] = None,
    symbol: Annotated[list[str] | None, typer.Option("--symbol", "-s", help="Only ideas with such a leg.")] = None,
    author: Annotated[list[str] | None, typer.Option()] = None,
    db: Db = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> int:
    """Say of each idea's conditions whether they are true, false or unknown on a day, with the figures."""
    from commentary_nlp.audit.report import describe
    from commentary_nlp.cli.asking import make_query
    from commentary_nlp.cli.output import print_csv, print_json, print_table
    from commentary_nlp.cli.wording import verdict_figures
    from commentary_nlp.pipeline import validate as run

    query = make_query(id=idea_id, symbol=symbol or (), author=author or ())
    rows = run(query, places_of(context, db), as_of=as_of)
    if as_json:
        print_json(row.to_dict() for row in rows)
    elif as_csv:
        print_csv([row.to_dict() for row in rows])
    else:
        names = {True: "true", False: "false", None: "unknown"}
        cells = [
            [row.idea.id[:8], describe(row.idea), row.verdict.role, row.verdict.text, row.verdict.date,
             names[row.verdict.value], verdict_figures(row.verdict)]
            for row in rows
        ]  # fmt: skip
        tally = {name: sum(row.verdict.value is value for row in rows) for value, name in names.items()}
        print_table(
            "Verdicts", ["idea", "?*trade", "role", "*condition", "day", "verdict", "*figures"], cells,
            ", ".join(f"{count} {name}" for name, count in tally.items()),
        )  # fmt: skip
    return 0


def track(
    context: typer.Context,
    as_of: AsOf = None,
    db: Db = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> int:
    """Follow every idea to its outcome, as of a day, and store how each stands."""
    from commentary_nlp.cli.output import plain, print_json
    from commentary_nlp.cli.progress import bar
    from commentary_nlp.pipeline import track as run

    with bar("settling", quiet) as progress:
        report = run(places_of(context, db), as_of=as_of, progress=progress)
    if as_json:
        print_json(
            [{"as_of": report.as_of.isoformat(), "ideas": report.ideas, "changed": report.changed,
              "statuses": dict(report.statuses), "not_settled": dict(report.not_settled)}]
        )  # fmt: skip
        return 0
    stand = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in sorted(report.statuses.items()))
    typer.echo(f"As of {report.as_of}: {report.ideas} ideas ({report.changed} changed): {stand or 'none'}.")
    for reason, count in list(report.not_settled.items())[:10]:
        typer.echo(f"  not settled, {count}: {plain(reason)}")
    return 0


def audit(context: typer.Context, by: By = "author", db: Db = None, as_json: Json = False, as_csv: Csv = False) -> int:
    """Who was right: hit rate with its interval, returns net of costs, excess over the benchmark, coverage."""
    from commentary_nlp.cli.output import percent, print_csv, print_json, print_table, say, share
    from commentary_nlp.errors import CommentaryError
    from commentary_nlp.pipeline import audit as run
    from commentary_nlp.pipeline import forward

    places = places_of(context, db)
    rows = run(places, by=by)
    if as_json:
        print_json(row.to_dict() for row in rows)
        return 0
    if as_csv:
        print_csv([row.to_dict() for row in rows])
        return 0
    print_audit(rows, by)
    try:
        followed = [row for row in forward(places) if row.observations]
    except CommentaryError as error:
        say(f"sentiment is not compared with returns: {error}")
        return 0
    if followed:
        cells = [
            [r.reading, r.sessions, r.observations, r.without,
             "–" if r.information_coefficient is None else f"{r.information_coefficient:+.2f}",
             share(r.hit_rate), percent(r.mean_positive), percent(r.mean_negative)]
            for r in followed
        ]  # fmt: skip
        print_table(
            "Sentiment against forward returns",
            ["reading", ">sessions", ">n", ">no prices", ">rank IC", ">sign right", ">mean after +", ">mean after −"],
            cells,
        )
    return 0


def print_audit(rows: list[AuditRow], by: str) -> None:
    """The audit as a table."""
    from commentary_nlp.cli.output import percent, print_table, share

    cells = [
        [r.group, r.ideas, r.calls, r.pending, share(r.triggered), r.held, r.settled, r.not_settled, share(r.hit_rate),
         "–" if r.hit_low is None else f"{share(r.hit_low)}-{share(r.hit_high)}",
         percent(r.mean_net), percent(r.median_net), percent(r.mean_excess), r.modelled]
        for r in rows
    ]  # fmt: skip
    print_table(f"Audit by {by}", [by, *AUDIT_COLUMNS], cells)


def report(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT.html")],
    by: By = "author",
    as_of: AsOf = None,
    db: Db = None,
) -> int:
    """Write the ideas, outcomes and audit as one self-contained HTML page."""
    from commentary_nlp.pipeline import report as run

    typer.echo(f"Written: {run(out, places_of(context, db), by=by, as_of=as_of)}")
    return 0
