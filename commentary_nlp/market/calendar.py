"""Sessions of an exchange, from exchange_calendars: a holiday is never inferred from a gap in prices."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from commentary_nlp.errors import MarketError


class Calendar:
    """The sessions of one exchange. All days in and out are `date`; ranges are inclusive at both ends."""

    def __init__(self, code: str = "XNYS") -> None:
        import exchange_calendars as xc

        self.code = code
        self._calendar = xc.get_calendar(code, start="1990-01-01")
        self._days: NDArray[np.datetime64] = self._calendar.sessions.to_numpy().astype("datetime64[D]")

    def _place(self, day: date, side: str) -> int:
        n = int(
            np.searchsorted(self._days, np.datetime64(day, "D"), side="right" if side == "right" else "left")
        )
        if n >= len(self._days) + (side == "right") or n < 0:
            raise MarketError(f"{day} lies beyond the {self.code} calendar.", "Use a nearer day.")
        return n

    def _at(self, place: int, asked: date) -> date:
        if not 0 <= place < len(self._days):
            raise MarketError(
                f"The {self.code} calendar does not reach that far from {asked}.", "Use a nearer day."
            )
        value: date = self._days[place].item()
        return value

    def is_session(self, day: date) -> bool:
        place = int(np.searchsorted(self._days, np.datetime64(day, "D")))
        return place < len(self._days) and self._days[place] == np.datetime64(day, "D")

    def next_session(self, day: date) -> date:
        """The first session strictly after `day`."""
        return self._at(self._place(day, "right"), day)

    def last_session(self, day: date) -> date:
        """The last session not later than `day`."""
        return self._at(self._place(day, "right") - 1, day)

    def first_session_after(self, published: date | datetime) -> date:
        """The first session that *begins* after publication; a date alone: the next session after it."""
        import pandas as pd

        if not isinstance(published, datetime):
            return self.next_session(published)
        moment = pd.Timestamp(published).tz_convert("UTC")
        local = moment.tz_convert(self._calendar.tz).date()
        place = int(np.searchsorted(self._days, np.datetime64(local, "D")))
        session = self._at(place, local)
        if session == local and self._calendar.session_open(pd.Timestamp(session)) <= moment:
            return self._at(place + 1, local)
        return session

    def offset(self, session: date, count: int) -> date:
        """`count` sessions after `session` (before it where negative); `session` must be one."""
        return self._at(self._place(session, "left") + count, session)

    def sessions(self, first: date, last: date) -> list[date]:
        """Sessions from `first` to `last`, inclusive."""
        a = int(np.searchsorted(self._days, np.datetime64(first, "D")))
        b = int(np.searchsorted(self._days, np.datetime64(last, "D"), side="right"))
        out: list[date] = self._days[a:b].tolist()
        return out


@lru_cache(maxsize=16)
def calendar(code: str = "XNYS") -> Calendar:
    """The calendar of an exchange by its ISO 10383 code, opened once."""
    return Calendar(code)
