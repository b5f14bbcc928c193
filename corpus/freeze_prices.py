"""Cut from a long table of daily bars what the demo needs: its articles' symbols, over the days that can matter.

    python corpus/freeze_prices.py BARS.parquet

BARS has the columns symbol, date, open, high, low, close and vendor. For each article of corpus/demo the
symbols it names are kept from a year before it (a 200-day average needs 200 sessions) until half a year after
(longer where an idea's horizon is); what the demo's benchmark and volatility index need comes along. Where
several vendors deliver a symbol, the first by name is taken. Writes corpus/prices/VENDOR.csv.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from commentary_nlp.pipeline import extract
from commentary_nlp.records import Extraction, predicates

HERE = Path(__file__).parent
ALWAYS = ("SPY", "VIX")
BEFORE, AFTER = timedelta(days=330), timedelta(days=190)
UNIT_DAYS = {"session": 1.5, "day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


def needed() -> dict[str, list[tuple[date, date]]]:
    """The spans of days (inclusive) needed of each symbol."""
    spans: dict[str, list[tuple[date, date]]] = {}
    for item in extract([HERE / "demo"]):
        if not isinstance(item, Extraction):
            raise SystemExit(str(item))
        assert item.article.published_at, item.article.path
        day = date.fromisoformat(item.article.published_at[:10])
        last = day + AFTER
        symbols = {*ALWAYS, *(i.symbol for i in item.instruments)}
        for rec in item.recommendations:
            symbols |= {leg.symbol for alternative in rec.alternatives for leg in alternative.legs}
            symbols |= {s for c in rec.conditions for p in predicates(c.test) for s in p.symbols}
            if rec.horizon and rec.horizon.max and rec.horizon.unit:
                last = max(last, day + timedelta(days=rec.horizon.max * UNIT_DAYS[rec.horizon.unit] + 60))
        for symbol in symbols:
            spans.setdefault(symbol, []).append((day - BEFORE, last))
    return spans


def main(source: Path) -> None:
    bars = pd.read_parquet(source)
    bars["date"] = pd.to_datetime(bars["date"]).dt.date
    kept = []
    for symbol, spans in sorted(needed().items()):
        rows = bars[bars.symbol == symbol]
        if rows.empty:
            print(f"no prices of {symbol}")
            continue
        rows = rows[rows.vendor == sorted(rows.vendor.unique())[0]].dropna(subset=["open", "high", "low", "close"])
        wanted = pd.Series(False, index=rows.index)
        for first, last in spans:
            wanted |= (rows.date >= first) & (rows.date <= last)
        kept.append(rows[wanted])
    table = pd.concat(kept)
    for vendor, rows in table.groupby("vendor"):
        out = HERE / "prices" / f"{vendor}.csv"
        columns = ["symbol", "date", "open", "high", "low", "close", "vendor"]
        rows[columns].round(4).to_csv(out, index=False)
        print(f"{out}: {rows.symbol.nunique()} symbols, {len(rows)} bars, {out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
