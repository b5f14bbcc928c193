"""`market import`, `market fetch`, `market status`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commentary_nlp.cli.ending import guarded
from commentary_nlp.cli.options import AsOf, Csv, Db, Json, _day, places_of

if TYPE_CHECKING:
    from commentary_nlp.market.account import ImportReport

app = typer.Typer(no_args_is_help=True, help="Prices: import, fetch, and how far they reach.", rich_markup_mode=None)


@app.command("import")
@guarded
def import_(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="CSV or Parquet files, or folders of them.", metavar="PATH...")],
    vendor: Annotated[str | None, typer.Option(help="Who delivered them.")] = None,
    symbol: Annotated[str | None, typer.Option(help="Of a file that names none.")] = None,
    adjusted: Annotated[
        bool | None,
        typer.Option("--adjusted/--raw", help="What open, high, low and close are; else told from the file."),
    ] = None,
    signed: Annotated[
        bool | None, typer.Option("--signed", help="Values below zero are real (a spread, crude in April 2020).")
    ] = None,
    db: Db = None,
    as_json: Json = False,
) -> int:
    """Import daily bars; every row that is not kept is accounted for."""
    from commentary_nlp.market.account import ImportReport
    from commentary_nlp.pipeline import import_market

    places = places_of(context, db)
    adjustment: Any = None if adjusted is None else "adjusted" if adjusted else "raw"
    reports = [
        import_market(path, places, vendor=vendor, symbol=symbol, adjustment=adjustment, signed=signed)
        for path in paths
    ]
    return _tell(
        ImportReport(
            symbols=tuple(s for r in reports for s in r.symbols), failures=tuple(f for r in reports for f in r.failures)
        ),
        as_json,
    )


@app.command()
@guarded
def fetch(
    context: typer.Context,
    symbols: Annotated[list[str], typer.Argument(metavar="SYMBOL...")],
    provider: Annotated[str, typer.Option(help="By name, as registered.")] = "yfinance",
    since: Annotated[Any, typer.Option(parser=_day, metavar="DATE", help="First day.")] = None,
    until: Annotated[Any, typer.Option(parser=_day, metavar="DATE", help="Last day.")] = None,
    db: Db = None,
    as_json: Json = False,
) -> int:
    """Fetch daily bars from a provider (yfinance is an extra)."""
    from commentary_nlp.pipeline import fetch_market

    return _tell(fetch_market(symbols, places_of(context, db), provider=provider, first=since, last=until), as_json)


@app.command()
@guarded
def status(
    context: typer.Context, as_of: AsOf = None, db: Db = None, as_json: Json = False, as_csv: Csv = False
) -> int:
    """Coverage, gaps and staleness of each symbol."""
    from commentary_nlp.cli.output import print_csv, print_json, print_table
    from commentary_nlp.pipeline import market_status

    rows = [row.to_dict() for row in market_status(places_of(context, db), as_of)]
    if as_json:
        print_json(rows)
    elif as_csv:
        print_csv(rows)
    else:
        heads = ["symbol", "vendor", "prices", "used", "calendar", ">bars", "first", "last", ">missing", ">behind",
                 "stale", "*dropped", "*problem"]  # fmt: skip
        keys = ("symbol", "vendor", "adjustment", "used", "calendar", "rows", "first", "last", "missing", "behind",
                "stale", "dropped", "problem")  # fmt: skip
        cells = [[_cell(row[key]) for key in keys] for row in rows]
        print_table("Prices", heads, cells, f"{len(rows)} series; --json gives their gaps and hashes")
    return 0


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _tell(report: ImportReport, as_json: bool) -> int:
    from commentary_nlp.cli.output import print_json, print_table, say

    for failure in report.failures:
        say(f"not imported: {failure.source}: {failure.message}")
    if as_json:
        print_json([report.to_dict()])
    else:
        rows = [
            [s.symbol, s.vendor, s.adjustment, s.read, s.kept, ", ".join(f"{k} {n}" for k, n in s.dropped.items()),
             s.added, s.replaced, s.first, s.last, s.missing, "; ".join(s.notes)]
            for s in report.symbols
        ]  # fmt: skip
        heads = [
            "symbol",
            "vendor",
            "prices",
            ">read",
            ">kept",
            "*dropped",
            ">new",
            ">replaced",
            "first",
            "last",
            ">gaps",
            "*notes",
        ]
        print_table("Imported", heads, rows, f"{len(report.symbols)} symbols, {report.kept} bars kept")
    return 1 if report.failures else 0
