"""Sessions of an exchange, from exchange_calendars: a holiday is never inferred from a gap in prices."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commentary_nlp.errors import MarketError

# Fixed, so that no answer depends on the day on which it is asked. Where an exchange's holidays are not
# known as far, its own bounds hold. Closures that are not yet announced are unknown to anyone.
FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2049, 12, 31)

# CME Globex: one trade date for each New York session, opening at 18:00 on the calendar day before it.
# What trades on a US holiday belongs to the next trade date. A daily bar's open is therefore struck on the
# evening before, and an idea of the morning has missed it.
GLOBEX = "GLBX"
_GLOBEX_OPEN_HOUR = 18


class Calendar:
    """The sessions of one exchange. All days in and out are `date`; ranges are inclusive at both ends.

    `code` is an ISO 10383 code, "24/7" (coins), "24/5" (currencies: a day of UTC, Monday to Friday) or
    "GLBX" (US futures).

    Raises:
        MarketError: the code is unknown; and, in every method, the day asked for lies outside of the days
            that the calendar knows (`first` to `last`).
    """

    def __init__(self, code: str = "XNYS") -> None:
        self.code = code
        self._calendar = _open("XNYS" if code == GLOBEX else code)
        self._days: NDArray[np.datetime64] = self._calendar.sessions.to_numpy().astype("datetime64[D]")
        opens = self._calendar.opens
        if code == GLOBEX:
            import pandas as pd

            before = self._calendar.sessions - pd.Timedelta(days=1) + pd.Timedelta(hours=_GLOBEX_OPEN_HOUR)
            opens = before.tz_localize(self._calendar.tz).tz_convert("UTC").to_series()
        self._opens = _utc(opens)
        self._closes = _utc(self._calendar.closes)
        self.zone = str(self._calendar.tz)
        self.first: date = _known_from(self._calendar)
        self.last: date = _known_to(self._calendar)

    def is_session(self, day: date) -> bool:
        """Whether the exchange opens on `day`."""
        self._check(day)
        place = self._place(day, "left")
        return bool(place < len(self._days) and self._days[place] == np.datetime64(day, "D"))

    def next_session(self, day: date) -> date:
        """The first session strictly after `day`."""
        self._check(day)
        return self._at(self._place(day, "right"), day)

    def last_session(self, day: date) -> date:
        """The last session not later than `day`."""
        self._check(day)
        return self._at(self._place(day, "right") - 1, day)

    def first_session_after(self, published: date | datetime) -> date:
        """The first session that *begins* after publication; a date alone: the next session after it.

        Before the open of a session it is that session; at the open or after it, the next.

        Raises:
            MarketError: `published` is a datetime without an offset.
        """
        if not isinstance(published, datetime):
            return self.next_session(published)
        if published.tzinfo is None:
            raise MarketError(f"{published.isoformat()} has no offset.", "Write it as 2024-05-03T09:30:00-04:00.")
        moment = published.astimezone(UTC)
        self._check(moment.date())
        place = int(np.searchsorted(self._opens, np.datetime64(moment.replace(tzinfo=None)), side="right"))
        return self._at(place, moment.date())

    def has_closed(self, session: date, moment: datetime) -> bool:
        """Whether `session` is over at `moment` (aware), so that its bar is final."""
        place = self._session_place(session)
        return bool(self._closes[place] <= np.datetime64(moment.astimezone(UTC).replace(tzinfo=None)))

    def offset(self, session: date, count: int) -> date:
        """`count` sessions after `session` (before it where negative).

        Raises:
            MarketError: `session` is none.
        """
        return self._at(self._session_place(session) + count, session)

    def sessions(self, first: date, last: date) -> list[date]:
        """Sessions from `first` to `last`, inclusive; empty where `last` is earlier."""
        out: list[date] = self.days(first, last).tolist()
        return out

    def days(self, first: date, last: date) -> NDArray[np.datetime64]:
        """Sessions from `first` to `last`, inclusive, as a read-only array of ``datetime64[D]``."""
        if last < first:
            return self._days[:0]
        self._check(first)
        self._check(last)
        return self._days[self._place(first, "left") : self._place(last, "right")]

    def count(self, first: date, last: date) -> int:
        """How many sessions there are from `first` to `last`, inclusive."""
        return len(self.days(first, last))

    def _place(self, day: date, side: Any) -> int:
        return int(np.searchsorted(self._days, np.datetime64(day, "D"), side=side))

    def _session_place(self, session: date) -> int:
        if not self.is_session(session):
            raise MarketError(
                f"{session} is no session of {self.code}.", "Ask for its `last_session` or `next_session`."
            )
        return self._place(session, "left")

    def _check(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise MarketError(
                f"{day} lies outside of the {self.code} calendar.",
                f"It knows the days from {self.first} to {self.last}.",
            )

    def _at(self, place: int, asked: date) -> date:
        if not 0 <= place < len(self._days):
            raise MarketError(
                f"The {self.code} calendar does not reach that far from {asked}.",
                f"It knows the days from {self.first} to {self.last}.",
            )
        value: date = self._days[place].item()
        return value


@lru_cache(maxsize=64)
def calendar(code: str = "XNYS") -> Calendar:
    """The calendar of an exchange by its code, opened once."""
    return Calendar(code)


def _open(code: str) -> Any:
    """The calendar over as many of our days as the library knows."""
    import exchange_calendars as xc

    start, end = FIRST_DAY, LAST_DAY
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of pandas, by the library's own code
            try:
                return xc.get_calendar(code, start=start.isoformat(), end=end.isoformat())
            except ValueError:  # its holidays are not recorded as far; an instance tells how far they are
                known = xc.get_calendar(code)
                if known.bound_min() is not None:
                    start = max(start, known.bound_min().date())
                if known.bound_max() is not None:
                    end = min(end, known.bound_max().date())
                return xc.get_calendar(code, start=start.isoformat(), end=end.isoformat())
    except (ValueError, xc.errors.CalendarError) as error:
        raise MarketError(
            f"There is no exchange calendar {code!r}.",
            "Use an ISO 10383 code such as XNYS, XLON or XETR, or 24/7, 24/5, GLBX.",
        ) from error


def _known_from(opened: Any) -> date:
    bound = opened.bound_min()
    return FIRST_DAY if bound is None else max(FIRST_DAY, bound.date())


def _known_to(opened: Any) -> date:
    bound = opened.bound_max()
    return LAST_DAY if bound is None else min(LAST_DAY, bound.date())


def _utc(moments: Any) -> NDArray[np.datetime64]:
    """Aware moments as naive UTC, to the microsecond (what `datetime` holds)."""
    naive: NDArray[np.datetime64] = moments.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
    return naive.astype("datetime64[us]")
