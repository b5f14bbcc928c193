"""The days on which a condition is looked for, and the period for which it must have held."""

from __future__ import annotations

import calendar as months
import math
from dataclasses import dataclass
from datetime import date, timedelta

from commentary_nlp.errors import MarketError
from commentary_nlp.market.calendar import Calendar
from commentary_nlp.records import Duration, DurationUnit
from commentary_nlp.validate.wording import counted


@dataclass(frozen=True, slots=True)
class Window:
    """When a predicate counts.

    Attributes:
        opens: the first day on which it is looked for, inclusive; None: no bound.
        closes: the last, inclusive; None: no bound.
        held_from: the first session of the period that ends on the judged day and for which it must have held;
            None where no such period is said.
        held: that period in words ("5 sessions"), for evidence.
        note: why a stated window binds nothing, or None.
    """

    opens: date | None = None
    closes: date | None = None
    held_from: date | None = None
    held: str | None = None
    note: str | None = None

    @property
    def bounded(self) -> bool:
        return self.closes is not None


OPEN = Window()


def window_of(window: Duration | None, base: date | None, day: date, calendar: Calendar) -> Window:
    """What a stated window means for `day`, counted from the session `base`, which is its first.

    * a maximum alone ("within 5 sessions"): from `base` to the 5th session, inclusive;
    * a date (`until`): from `base` to that day, inclusive;
    * two different numbers ("in 2 to 4 weeks"): from `base` to the second, inclusive; the first delays nothing;
    * one number twice ("for 5 sessions"), or a minimum alone ("for at least a month"): it must have held that
      long by `day`, with no last day.

    `base` None (the article is not dated) leaves a bounded window without days: see `note`.
    """
    if window is None:
        return OPEN
    low, high, unit = window.min, window.max, window.unit
    if unit is None or (low is None and high is None):
        return _until(window, base)
    if low is not None and (high is None or high == low):
        held = counted(low, unit)
        try:
            return Window(held_from=_back(day, low, unit, calendar), held=held)
        except MarketError:
            return Window(note=f"the window {window.text!r} reaches beyond the calendar")
    if base is None:
        return Window(note=f"the window {window.text!r} cannot be placed: the article has no date")
    try:
        closes = _forward(base, high, unit, calendar) if high is not None else None
    except (MarketError, OverflowError, ValueError):
        return Window(opens=base, note=f"the window {window.text!r} reaches beyond the calendar")
    return Window(opens=base, closes=closes)


def _until(window: Duration, base: date | None) -> Window:
    try:
        closes = date.fromisoformat(window.until or "")
    except ValueError:
        return Window(note=f"the window {window.text!r} names no days: it binds nothing")
    return Window(opens=base, closes=closes)


def _forward(base: date, count: float, unit: DurationUnit, calendar: Calendar) -> date:
    """The last day of `count` units of which `base` begins the first. Where `base` is no session of this
    exchange, the next one is the first."""
    if unit == "session":
        first = base if calendar.is_session(base) else calendar.next_session(base)
        return calendar.offset(first, max(1, math.ceil(count)) - 1)
    return _shift(base, count, unit)


def _back(day: date, count: float, unit: DurationUnit, calendar: Calendar) -> date:
    """The first session of `count` units that end with `day`."""
    last = calendar.last_session(day)
    if unit == "session":
        return calendar.offset(last, 1 - max(1, math.ceil(count)))
    return calendar.next_session(_shift(last, -count, unit))


def _shift(day: date, count: float, unit: DurationUnit) -> date:
    if unit in ("day", "week"):
        return day + timedelta(days=round(count * (7 if unit == "week" else 1)))
    whole = round(count * {"month": 1, "quarter": 3, "year": 12}.get(unit, 1))
    year, month = divmod(day.year * 12 + day.month - 1 + whole, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
