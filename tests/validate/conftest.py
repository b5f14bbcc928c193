"""Small markets written out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from commentary_nlp.market.bars import Bars, MarketView
from commentary_nlp.market.calendar import calendar
from commentary_nlp.records import (
    Change,
    Duration,
    DurationUnit,
    Evidence,
    Leg,
    Measure,
    Position,
    Predicate,
    Role,
    Situation,
)
from commentary_nlp.settings import Adjustment, ValidateSettings
from commentary_nlp.validate import judge_with

FIRST = date(2023, 1, 3)
Closes = Sequence[float]


def session(number: int) -> date:
    """The session of that place, 0 being 3 January 2023."""
    return calendar().offset(FIRST, number)


def bars(
    symbol: str, close: Closes, *, high: Closes | None = None, low: Closes | None = None,
    volume: Closes | None = None, adjusted: Closes | None = None, adjustment: Adjustment = "raw",
    begin: int = 0, skip: Sequence[int] = (),
) -> Bars:  # fmt: skip
    """Bars from session `begin` on; `skip` leaves out sessions (counted from there)."""
    n = len(close)
    keep = [row for row in range(n) if row not in skip]
    days = calendar().sessions(session(begin), session(begin + n - 1))
    at = lambda values: np.asarray(values, dtype=float)[keep]  # noqa: E731
    return Bars(
        symbol=symbol, dates=np.asarray(days, dtype="datetime64[D]")[keep], open=at(close),
        high=at(high if high is not None else close), low=at(low if low is not None else close), close=at(close),
        adjusted_close=at(adjusted if adjusted is not None else [np.nan] * n),
        volume=at(volume if volume is not None else [np.nan] * n), vendor="hand", adjustment=adjustment, hash=symbol,
    )  # fmt: skip


class Hand:
    """A price source of bars in memory."""

    def __init__(self, *held: Bars) -> None:
        self.held = {one.symbol: one for one in held}

    def load(self, symbol: str) -> Bars | None:
        return self.held.get(symbol)

    def symbols(self) -> list[str]:
        return list(self.held)


def view(*held: Bars, as_of: date | None = None) -> MarketView:
    return MarketView(Hand(*held), as_of or max(one.day(len(one) - 1) for one in held))


def share(symbol: str = "AAA", side: str = "long") -> Leg:
    return Leg(side=side, symbol=symbol, kind="share")


def within(minimum: float | None, maximum: float | None, unit: DurationUnit | None = "session",
           until: str | None = None) -> Duration:  # fmt: skip
    return Duration(text="w", start=0, end=1, min=minimum, max=maximum, unit=unit, until=until)


def predicate(measure: Measure, change: Change, value: float | None = None, unit: str | None = None,
              symbols: Sequence[str] = (), **more: object) -> Predicate:  # fmt: skip
    return Predicate.model_validate(
        {"measure": measure, "change": change, "value": value, "unit": unit, "symbols": tuple(symbols), **more}
    )


def asked(market: MarketView, test: Predicate, day: int, *, role: Role = "trigger", legs: Sequence[Leg] = (),
          first: int = 1, entered: int | None = None, entry: Mapping[str, float] | None = None,
          pnl: float | None = None, premium: float | None = None,
          settings: ValidateSettings | None = None) -> Evidence:  # fmt: skip
    """The evidence of one predicate on the session `day`; counting begins at the session `first`."""
    position = None
    if entered is not None:
        position = Position(entry_date=session(entered), entry_prices=entry or {}, pnl=pnl, premium=premium)
    situation = Situation(role=role, legs=tuple(legs), first_session=session(first), position=position)
    judgement = judge_with(market, settings)(test, session(day), situation)
    assert len(judgement.evidence) == 1
    assert judgement.evidence[0].value is judgement.value
    return judgement.evidence[0]
