"""*Market*: daily bars, the sessions of exchanges, and a view that shows nothing later than its day.

Names are imported on first use: reading prices loads pandas and pyarrow, `Bars` and `MarketView` do not.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commentary_nlp.market.account import ImportFailure, ImportReport, SymbolImport
    from commentary_nlp.market.bars import Bars, MarketView, PriceSource
    from commentary_nlp.market.calendar import Calendar
    from commentary_nlp.market.importing import import_prices
    from commentary_nlp.market.providers import Fetched, Provider, fetch, provider_names
    from commentary_nlp.market.status import Gap, SymbolStatus
    from commentary_nlp.market.store import PriceStore, Series
    from commentary_nlp.market.symbols import calendar_for, canonical

# `calendar`, `status` and `providers` are modules too; their functions are imported from them.
_HOMES = {
    "Bars": "bars",
    "Calendar": "calendar",
    "Fetched": "providers",
    "Gap": "status",
    "ImportFailure": "account",
    "ImportReport": "account",
    "MarketView": "bars",
    "PriceSource": "bars",
    "PriceStore": "store",
    "Provider": "providers",
    "Series": "store",
    "SymbolImport": "account",
    "SymbolStatus": "status",
    "calendar_for": "symbols",
    "canonical": "symbols",
    "fetch": "providers",
    "import_prices": "importing",
    "provider_names": "providers",
}

__all__ = [
    "Bars",
    "Calendar",
    "Fetched",
    "Gap",
    "ImportFailure",
    "ImportReport",
    "MarketView",
    "PriceSource",
    "PriceStore",
    "Provider",
    "Series",
    "SymbolImport",
    "SymbolStatus",
    "calendar_for",
    "canonical",
    "fetch",
    "import_prices",
    "provider_names",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
