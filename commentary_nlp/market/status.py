"""How far the prices at hand reach, where they have holes, and which of them are read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from commentary_nlp.errors import MarketError
from commentary_nlp.market.account import Dropped
from commentary_nlp.market.calendar import Calendar
from commentary_nlp.market.cleaning import missing_sessions
from commentary_nlp.market.store import PriceStore, Series
from commentary_nlp.market.symbols import calendar_for
from commentary_nlp.records.contract import Record
from commentary_nlp.settings import Adjustment, MarketSettings


class Gap(Record):
    """Sessions in a row without a bar; `first` and `last` are inclusive."""

    first: date
    last: date
    sessions: int


class SymbolStatus(Record):
    """One series of the store as of a day.

    `used` says that this is the series which is read where a symbol has several. `rows`, `first`, `last`
    (inclusive) and `missing` count what lies no later than the day: all 0 or None where nothing does.
    `missing` are sessions of the exchange between `first` and `last` without a bar, `gaps` the longest runs
    of them, longest first. `behind` counts the sessions after `last` up to the day; `stale` says that they
    are more than the setting allows. `dropped` and `repaired` are the imports' accounts. `problem` says why
    nothing is known: a damaged file.
    """

    symbol: str
    vendor: str | None = None
    adjustment: Adjustment | None = None
    close_only: bool = False
    used: bool = True
    calendar: str
    rows: int = 0
    first: date | None = None
    last: date | None = None
    missing: int = 0
    gaps: tuple[Gap, ...] = ()
    behind: int = 0
    stale: bool = False
    dropped: Mapping[Dropped, int] = {}
    repaired: int = 0
    hash: str | None = None
    problem: str | None = None


def status(
    store: PriceStore, as_of: date, settings: MarketSettings | None = None, *, gaps: int = 5
) -> list[SymbolStatus]:
    """Every series of the store as it stood at the close of `as_of`, by symbol, the one in use first.

    Args:
        store: the prices.
        as_of: the day up to which, inclusive.
        settings: when a series is stale.
        gaps: how many gaps to name.
    """
    settings = settings or MarketSettings()
    out: list[SymbolStatus] = []
    for symbol in store.symbols():
        calendar = calendar_for(symbol)
        try:
            found = store.series(symbol)
            out += [_status(store, series, n == 0, calendar, as_of, settings, gaps) for n, series in enumerate(found)]
        except MarketError as error:
            out.append(SymbolStatus(symbol=symbol, calendar=calendar.code, problem=str(error)))
    return out


def _status(
    store: PriceStore, series: Series, used: bool, calendar: Calendar, as_of: date, settings: MarketSettings, gaps: int
) -> SymbolStatus:
    bars = store.read(series).upto(as_of)
    known = {
        "symbol": series.symbol, "vendor": series.vendor, "adjustment": series.adjustment,
        "close_only": series.close_only, "used": used, "calendar": calendar.code,
        "dropped": series.dropped, "repaired": series.repaired, "hash": bars.hash,
    }  # fmt: skip
    if not len(bars):
        return SymbolStatus.model_validate(known)
    first, last = bars.day(0), bars.day(-1)
    missing = missing_sessions(bars.dates, calendar)
    after = max(last + timedelta(days=1), calendar.first)
    behind = calendar.count(after, min(as_of, calendar.last)) if after <= min(as_of, calendar.last) else 0
    return SymbolStatus.model_validate(
        known
        | {
            "rows": len(bars), "first": first, "last": last, "missing": len(missing),
            "gaps": _gaps(missing, calendar)[:gaps], "behind": behind,
            "stale": behind > settings.stale_sessions,
        }
    )  # fmt: skip


def _gaps(missing: np.ndarray, calendar: Calendar) -> tuple[Gap, ...]:
    """Missing sessions that follow one another in the calendar, joined; longest first, then earliest."""
    if not len(missing):
        return ()
    sessions = calendar.days(missing[0].item(), missing[-1].item())
    places = np.searchsorted(sessions, missing)
    runs = np.split(missing, np.flatnonzero(np.diff(places) > 1) + 1)
    found = [Gap(first=run[0].item(), last=run[-1].item(), sessions=len(run)) for run in runs]
    return tuple(sorted(found, key=lambda gap: (-gap.sessions, gap.first)))
