"""Prices into their store, and how far they reach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from commentary_nlp.errors import MarketError
from commentary_nlp.market.bars import MarketView
from commentary_nlp.pipeline.places import Places
from commentary_nlp.settings import Adjustment, Settings

if TYPE_CHECKING:
    from commentary_nlp.market.account import ImportReport
    from commentary_nlp.market.status import SymbolStatus
    from commentary_nlp.market.store import PriceStore


def price_store(places: Places | None = None, settings: Settings | None = None) -> PriceStore:
    """The store of prices; its folder need not exist yet."""
    from commentary_nlp.market.store import PriceStore

    return PriceStore((places or Places.of()).prices, (settings or Settings()).market)


def import_market(
    path: str | Path,
    places: Places | None = None,
    *,
    vendor: str | None = None,
    symbol: str | None = None,
    adjustment: Adjustment | None = None,
    signed: bool | None = None,
) -> ImportReport:
    """Imports a CSV or Parquet file, or a folder of them; the report accounts for every row.

    Raises:
        MarketError: there is no such file, or the store cannot be written.
    """
    from commentary_nlp.market.importing import import_prices

    return import_prices(
        Path(path), price_store(places), vendor=vendor, symbol=symbol, adjustment=adjustment, signed=signed
    )


def fetch_market(
    symbols: Sequence[str],
    places: Places | None = None,
    *,
    provider: str = "yfinance",
    first: date | None = None,
    last: date | None = None,
) -> ImportReport:
    """Fetches daily bars from a provider found by name.

    Raises:
        MarketError: the provider is not installed, or does not answer.
    """
    from commentary_nlp.market.providers import fetch

    return fetch(symbols, provider, price_store(places), first=first, last=last)


def market_status(places: Places | None = None, as_of: date | None = None) -> list[SymbolStatus]:
    """Coverage, gaps and staleness of every series, as of a day (the latest at hand where none is given)."""
    from commentary_nlp.market.status import status

    store = price_store(places)
    return status(store, as_of or last_day(store))


def last_day(store: PriceStore) -> date:
    """The latest day of any series: what the market is known up to.

    Raises:
        MarketError: there are no prices at all.
    """
    days: list[date] = []
    for symbol in store.symbols():
        try:
            days += [series.last for series in store.series(symbol)]
        except MarketError:  # a damaged file: `market status` names it, and its symbol's ideas say so
            continue
    if not days:
        raise MarketError(
            f"There are no prices in {store.folder}.",
            "Import some with `commentary market import FILE`, or fetch them with `commentary market fetch SYMBOL`.",
        )
    return min(max(days), date.today())  # a bar of tomorrow is a mistake of its vendor


def market_view(
    places: Places | None = None, as_of: date | None = None, settings: Settings | None = None
) -> MarketView:
    """The market as of the close of a day: the latest at hand where none is given.

    Raises:
        MarketError: there are no prices at all.
    """
    store = price_store(places, settings)
    return MarketView(store, as_of or last_day(store))
