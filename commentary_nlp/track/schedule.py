"""When things happen to an idea: sessions to count on, the end of a wait, the end of a horizon.

Everything here counts days and reads no price.
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commentary_nlp.errors import MarketError
from commentary_nlp.market.calendar import Calendar
from commentary_nlp.records.contract import AllOf, AnyOf, Condition, Duration, Expression, Not, predicates
from commentary_nlp.settings import TrackSettings
from commentary_nlp.track.wording import counted

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}


class Sessions:
    """The sessions that several calendars share: the days on which every leg of a trade can be dealt in.

    All days in and out are `date`; ranges are inclusive at both ends. MarketError where a calendar does not
    reach the day asked for.
    """

    def __init__(self, calendars: Sequence[Calendar]) -> None:
        distinct = {one.code: one for one in calendars}
        self._calendars = list(distinct.values())
        self._first = self._calendars[0]

    def between(self, first: date, last: date) -> list[date]:
        """Shared sessions from `first` to `last`, inclusive; empty where `last` is earlier."""
        days = self._first.sessions(first, last)
        for other in self._calendars[1:]:
            open_then = set(other.sessions(first, last))
            days = [day for day in days if day in open_then]
        return days

    def first_after(self, published: date | datetime) -> date:
        """The first shared session that begins, on every calendar, after publication."""
        day = max(one.first_session_after(published) for one in self._calendars)
        return self._on_or_after(day)

    def next(self, day: date) -> date:
        """The first shared session strictly after `day`."""
        if len(self._calendars) == 1:
            return self._first.next_session(day)
        return self._on_or_after(day + timedelta(days=1))

    def last_by(self, day: date) -> date:
        """The last shared session not later than `day`."""
        if len(self._calendars) == 1:
            return self._first.last_session(day)
        for back in (30, 365):
            if days := self.between(day - timedelta(days=back), day):
                return days[-1]
        raise MarketError(f"The legs share no session in the year to {day}.", "Check their symbols.")

    def nth(self, first: date, count: int) -> date:
        """The `count`-th session from `first`, which is the first itself and must be one."""
        if len(self._calendars) == 1:
            return self._first.offset(first, count - 1)
        span = 2 * count + 30
        for _ in range(8):
            days = self.between(first, first + timedelta(days=span))
            if len(days) >= count:
                return days[count - 1]
            span *= 2
        raise MarketError(f"The legs share fewer than {count} sessions from {first}.", "Check their symbols.")

    def nth_back(self, day: date, count: int) -> date | None:
        """The first of the `count` sessions that end with `day`, itself a session; None where there are fewer."""
        span = 2 * count + 30
        for _ in range(8):
            days = self.between(day - timedelta(days=span), day)
            if len(days) >= count:
                return days[-count]
            span *= 2
        return None

    def _on_or_after(self, day: date) -> date:
        for ahead in (0, 30, 365):
            if days := self.between(day, day + timedelta(days=ahead)):
                return days[0]
        raise MarketError(f"The legs share no session in the year from {day}.", "Check their symbols.")


@dataclass(frozen=True)
class End:
    """When something ends: `last` is the last session it covers, inclusive; None where the calendar does
    not reach it (it lies years ahead). `notes` say what was assumed."""

    last: date | None
    notes: tuple[str, ...] = ()


def later(day: date, length: float, unit: str) -> date:
    """`day` plus a length in days, weeks, months, quarters or years.

    Whole months keep the day of the month, or the month's last day where it has fewer (31 January and one
    month: 28 February); a part of a month counts 30 days to it, a part of a day counts as a whole one.
    """
    if unit in _DAYS:
        return day + timedelta(days=math.ceil(length * _DAYS[unit]))
    months = length * _MONTHS[unit]
    whole = int(months)
    place = day.year * 12 + day.month - 1 + whole
    year, month = divmod(place, 12)
    month += 1
    moved = date(year, month, min(day.day, monthrange(year, month)[1]))
    return moved + timedelta(days=math.ceil((months - whole) * 30))


def stated_until(duration: Duration | None) -> date | None:
    """The day of a point in time that the text settles ("into year end"), else None."""
    if duration is None or duration.until is None:
        return None
    try:
        return date.fromisoformat(duration.until)
    except ValueError:
        return None


def ends(duration: Duration, first: date, sessions: Sessions) -> date | None:
    """The last session of a stated period that starts at session `first`, inclusive; None where it names
    neither a length nor a day.

    Of a range `max` counts, `min` where there is no other. A period of n sessions counts `first` as its
    first; one of days, weeks or months lasts to the last session not later than that long after `first`;
    one `until` a day to the last session not later than it (which may lie before `first`).

    Raises:
        MarketError: the calendar does not reach it.
    """
    length = duration.max if duration.max is not None else duration.min
    if length is not None and duration.unit is not None:
        if duration.unit == "session":
            return sessions.nth(first, max(1, math.ceil(length)))
        try:
            day = later(first, length, duration.unit)
        except (OverflowError, ValueError) as error:
            raise MarketError(f"{duration.text!r} reaches beyond any calendar.") from error
        return max(first, sessions.last_by(day))
    until = stated_until(duration)
    return sessions.last_by(until) if until is not None else None


def horizon_end(horizon: Duration | None, entry: date, sessions: Sessions, settings: TrackSettings) -> End:
    """The session at whose close an idea's horizon ends, counted from its entry.

    Without a horizon, or with one that names no number and no day, `default_horizon_sessions` hold and a
    note says so; so it does where only the least length is said.
    """
    count = settings.default_horizon_sessions
    held = counted(count, "session")
    notes: list[str] = []
    try:
        if horizon is not None:
            end = ends(horizon, entry, sessions)
            if end is not None:
                if horizon.max is None and horizon.min is not None:
                    notes.append(f'horizon "{horizon.text}" names only its least; that was taken')
                return End(end, tuple(notes))
            notes.append(f'horizon "{horizon.text}" names no number and no day: the default of {held}')
        else:
            notes.append(f"no horizon is said: the default of {held}")
        return End(sessions.nth(entry, count), tuple(notes))
    except MarketError:
        return End(None, tuple(notes))


def must_have_held(window: Duration | None) -> bool:
    """Whether a window is how long something must have held ("for 5 sessions": min and max are equal; "for at
    least a month": a min alone), not the days on which it is looked for."""
    if window is None or window.unit is None or window.min is None:
        return False
    return window.max is None or window.max == window.min


def held_from(window: Duration, day: date, sessions: Sessions) -> date | None:
    """The first session of a period that ends with session `day` and lasts the least that a window says; None
    where it reaches beyond the calendar."""
    length, unit = window.min, window.unit
    if length is None or unit is None:
        return day
    try:
        if unit == "session":
            return sessions.nth_back(day, max(1, math.ceil(length)))
        return sessions.next(later(day, -length, unit))
    except (MarketError, OverflowError, ValueError):
        return None


def deadline(test: Expression | None, first: date, sessions: Sessions) -> date | None:
    """The last session, inclusive, on which a condition is looked for by its own words, or None.

    A window starts at `first` (for a trigger the first session that begins after publication, for what a
    position is left on its entry's) and lasts to its `max`; a `min` below it delays nothing. Of `all` the
    earliest deadline counts, of `any` the latest if every part has one, a `not` has its part's. A period for
    which something must have held (see `must_have_held`) bounds no wait. `date.max` stands for a day that the
    calendar does not reach.
    """
    if test is None:
        return None
    if isinstance(test, Not):
        return deadline(test.not_, first, sessions)
    if isinstance(test, AllOf):
        known = [end for part in test.all if (end := deadline(part, first, sessions)) is not None]
        return min(known, default=None)
    if isinstance(test, AnyOf):
        parts = [deadline(part, first, sessions) for part in test.any]
        known = [end for end in parts if end is not None]
        return max(known) if len(known) == len(parts) else None
    window = test.window
    if window is None or must_have_held(window):
        return None
    try:
        return ends(window, first, sessions)
    except MarketError:
        return date.max


def wait_end(
    triggers: Sequence[Condition],
    horizon: Duration | None,
    first: date,
    sessions: Sessions,
    settings: TrackSettings,
) -> End:
    """The last session, inclusive, on which an idea's triggers are looked for; `first` is the first.

    The triggers' own windows decide, the earliest of them. Without a window: `trigger_wait_sessions`, or as
    long as the stated horizon would run from `first` where that is longer; never beyond a day that the
    horizon names.
    """
    own = [end for one in triggers if (end := deadline(one.test, first, sessions)) is not None]
    until = stated_until(horizon)
    try:
        if own:
            return End(None if min(own) == date.max else min(own))
        if until is not None:
            return End(sessions.last_by(until))
        last = sessions.nth(first, settings.trigger_wait_sessions)
        if horizon is not None:
            last = max(last, ends(horizon, first, sessions) or last)
    except MarketError:
        return End(None)
    said = [window.text for one in triggers for p in predicates(one.test) if (window := p.window) is not None]
    if said:
        return End(last, (f'the window "{said[0]}" names no last day: the trigger was looked for until {last}',))
    return End(last, (f"no window is said for the trigger: it was looked for until {last}",))
