"""The entry of an idea: its session, the path of its returns from there, and the session it ends on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commentary_nlp.market.bars import Bars, MarketView
from commentary_nlp.records.contract import Alternative, Duration, Leg
from commentary_nlp.settings import TrackSettings
from commentary_nlp.track.holding import Reason
from commentary_nlp.track.modelled import ModelledPath
from commentary_nlp.track.options import expiries
from commentary_nlp.track.returns import ObservedPath, Path, tape
from commentary_nlp.track.schedule import Sessions, horizon_end
from commentary_nlp.track.unsettled import UnsettledError
from commentary_nlp.track.wording import counted

_REMEDY = "import them with `commentary market import FILE` or `commentary market fetch"


@dataclass(frozen=True)
class Pending:
    """The entry lies ahead: why."""

    reason: str


def enter(
    legs: Sequence[Leg], start: date, sessions: Sessions, market: MarketView, settings: TrackSettings
) -> date | Pending:
    """The first session from `start` on, at most `max_missing_sessions` later, on which every leg has a bar.

    Raises:
        UnsettledError: a symbol has no prices at all, or none near enough.
    """
    if start > market.as_of:
        return Pending(f"it enters at the open of {start}")
    found: dict[str, Bars | None] = {leg.symbol: market.find(leg.symbol) for leg in legs}
    gone = [symbol for symbol, bars in found.items() if bars is None]
    if gone and not set(gone) <= set(market.symbols()):
        raise UnsettledError(f"there are no prices of {', '.join(gone)}; {_REMEDY} {' '.join(gone)}`")
    limit = settings.max_missing_sessions
    days = sessions.between(start, min(market.as_of, start + timedelta(days=2 * limit + 15)))[: limit + 1]
    for day in days:
        if all(bars is not None and bars.row(day) is not None for bars in found.values()):
            return day
    lacking = [
        symbol for symbol, bars in found.items()
        if bars is None or all(bars.row(day) is None for day in days)
    ]  # fmt: skip
    names = ", ".join(lacking or found)
    if len(days) <= limit:
        return Pending(f"{names}: no bar yet from {start} on")
    spans = [f"{s} has bars from {b.day(0)} to {b.day(len(b) - 1)}" for s in lacking if (b := found[s])]
    known = f" ({'; '.join(spans)})" if spans else ""
    raise UnsettledError(
        f"{names}: no bar in the {counted(len(days), 'session')} from its entry on {start}{known}; {_REMEDY} "
        f"{' '.join(lacking or found)}`"
    )


@dataclass(frozen=True)
class Course:
    """A trade from its entry on: its path, its last session (None: beyond the calendar), why it ends there,
    what was assumed, and how many sessions may be known."""

    path: Path
    last: date | None
    ending: Reason
    notes: tuple[str, ...]
    total: int


def course(
    trade: Alternative,
    horizon: Duration | None,
    entry: date,
    *,
    sessions: Sessions,
    market: MarketView,
    settings: TrackSettings,
) -> Course:
    """The course of a trade entered at the open of `entry`.

    Its horizon ends it, or the first expiry among its options where that is not later.

    Raises:
        UnsettledError: its options cannot be said or priced, or its series have no return.
        MarketError: a symbol has no bar.
    """
    end = horizon_end(horizon, entry, sessions, settings)
    notes = list(end.notes)
    last = end.last
    ending: Reason = "horizon"
    has_options = any(leg.kind == "option" for leg in trade.legs)
    days_of: list[date | None] = []
    if has_options:
        days_of, assumed = expiries(trade.legs, trade.structure, entry, sessions, settings)
        first = min(day for day in days_of if day is not None)
        stated = any(leg.expiry is not None for leg in trade.legs)
        if last is None or first <= last or (settings.hold_options_to_expiry and stated and horizon is None):
            last, ending, notes = first, "expiry", [] if horizon is None else notes
        notes += assumed
    # Some sessions more than may be missing at the end, so that a late exit is seen and staleness shows.
    reach = market.as_of
    if last is not None:
        reach = min(reach, last + timedelta(days=2 * settings.max_missing_sessions + 15))
    known = sessions.between(entry, reach)
    bars = tape(trade.legs, known, market, settings)
    path: Path = (
        ModelledPath(trade, bars, days_of, market, settings) if has_options else ObservedPath(trade, bars, settings)
    )
    return Course(path, last, ending, tuple(notes), len(known))
