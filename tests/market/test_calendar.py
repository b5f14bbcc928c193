"""Sessions of exchanges: known holidays, openings, and the edges of what is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary_nlp.errors import MarketError
from commentary_nlp.market.calendar import calendar
from commentary_nlp.market.symbols import calendar_for

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("code", "day", "is_open"),
    [
        ("XNYS", date(2024, 1, 15), False),  # Martin Luther King
        ("XNYS", date(2024, 3, 29), False),  # Good Friday
        ("XNYS", date(2022, 6, 20), False),  # Juneteenth, on the Monday
        ("XNYS", date(2021, 6, 18), True),  # not yet a holiday of the exchange
        ("XNYS", date(2018, 12, 5), False),  # mourning of a president
        ("XNYS", date(2001, 9, 12), False),
        ("XNYS", date(2012, 10, 30), False),  # the storm
        ("XNYS", date(2024, 11, 29), True),  # a half day
        ("XNYS", date(2024, 7, 6), False),
        ("XLON", date(2022, 9, 19), False),  # the funeral of the queen
        ("XLON", date(2024, 7, 4), True),
        ("XETR", date(2024, 5, 1), False),
        ("XETR", date(2024, 12, 24), False),
        ("XTKS", date(2024, 1, 3), False),
        ("XHKG", date(2024, 2, 12), False),  # lunar new year
        ("24/7", date(2024, 12, 25), True),
        ("24/7", date(2024, 7, 6), True),
        ("24/5", date(2024, 12, 25), True),
        ("24/5", date(2024, 7, 6), False),
        ("GLBX", date(2024, 1, 15), False),
    ],
)
def test_known_days(code: str, day: date, is_open: bool) -> None:
    assert calendar(code).is_session(day) is is_open


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (date(2024, 5, 3), date(2024, 5, 6)),
        (date(2024, 5, 4), date(2024, 5, 6)),
        (datetime(2024, 5, 3, 9, 29, 59, 999999, tzinfo=NEW_YORK), date(2024, 5, 3)),
        (datetime(2024, 5, 3, 9, 30, tzinfo=NEW_YORK), date(2024, 5, 6)),
        (datetime(2024, 5, 3, 20, 0, tzinfo=NEW_YORK), date(2024, 5, 6)),
        (datetime(2024, 5, 3, 0, 30, tzinfo=UTC), date(2024, 5, 3)),  # still the 2nd in New York
        (datetime(2024, 5, 6, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo")), date(2024, 5, 6)),
        (datetime(2024, 7, 3, 17, 0, tzinfo=NEW_YORK), date(2024, 7, 5)),
        (datetime(2024, 1, 10, 13, 29, 59, tzinfo=UTC), date(2024, 1, 10)),  # winter: the open is 14:30 UTC
        (datetime(2024, 1, 10, 14, 30, tzinfo=UTC), date(2024, 1, 11)),
    ],
)
def test_first_session_that_begins_after_publication(published: date | datetime, expected: date) -> None:
    assert calendar().first_session_after(published) == expected


def test_futures_open_on_the_evening_before() -> None:
    globex = calendar_for("CL", "future")
    assert globex.first_session_after(datetime(2024, 5, 5, 17, 59, tzinfo=NEW_YORK)) == date(2024, 5, 6)
    assert globex.first_session_after(datetime(2024, 5, 5, 18, 0, tzinfo=NEW_YORK)) == date(2024, 5, 7)
    assert globex.first_session_after(datetime(2024, 5, 6, 8, 0, tzinfo=NEW_YORK)) == date(2024, 5, 7)


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(MarketError, match="offset"):
        calendar().first_session_after(datetime(2024, 5, 3, 9, 0))


def test_moving_by_sessions() -> None:
    nyse = calendar()
    assert nyse.next_session(date(2024, 3, 28)) == date(2024, 4, 1)
    assert nyse.last_session(date(2024, 3, 31)) == date(2024, 3, 28)
    assert nyse.last_session(date(2024, 3, 28)) == date(2024, 3, 28)
    assert nyse.offset(date(2024, 3, 28), 1) == date(2024, 4, 1)
    assert nyse.offset(date(2024, 4, 1), -1) == date(2024, 3, 28)
    assert nyse.sessions(date(2024, 3, 28), date(2024, 4, 2)) == [
        date(2024, 3, 28), date(2024, 4, 1), date(2024, 4, 2),
    ]  # fmt: skip
    assert nyse.sessions(date(2024, 4, 2), date(2024, 4, 1)) == []
    assert nyse.count(date(2024, 1, 1), date(2024, 12, 31)) == 252


def test_offset_wants_a_session() -> None:
    with pytest.raises(MarketError, match="no session"):
        calendar().offset(date(2024, 3, 29), 1)


@pytest.mark.parametrize("day", [date(1950, 1, 3), date(2090, 1, 3), date.min, date.max])
def test_days_beyond_the_calendar_are_said_to_be(day: date) -> None:
    nyse = calendar()
    for ask in (nyse.is_session, nyse.next_session, nyse.last_session, nyse.first_session_after):
        with pytest.raises(MarketError, match="from 1970-01-01 to 2049-12-31"):
            ask(day)


def test_the_last_known_session_has_no_next() -> None:
    with pytest.raises(MarketError, match="does not reach"):
        calendar().offset(date(2049, 12, 31), 1)


def test_an_exchange_with_shorter_records_says_its_own_bounds() -> None:
    tokyo = calendar("XTKS")
    assert tokyo.first == date(1997, 1, 1)
    with pytest.raises(MarketError, match="1997-01-01"):
        tokyo.is_session(date(1996, 5, 7))


def test_an_unknown_exchange() -> None:
    with pytest.raises(MarketError, match="no exchange calendar 'NOPE'"):
        calendar("NOPE")


def test_whether_a_session_is_over() -> None:
    nyse = calendar()
    assert not nyse.has_closed(date(2024, 5, 3), datetime(2024, 5, 3, 19, 59, tzinfo=UTC))
    assert nyse.has_closed(date(2024, 5, 3), datetime(2024, 5, 3, 20, 0, tzinfo=UTC))
    assert nyse.has_closed(date(2024, 11, 29), datetime(2024, 11, 29, 18, 0, tzinfo=UTC))  # 13:00 on a half day


@settings(deadline=None)  # the first example pays for imports
@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.sampled_from([UTC, NEW_YORK])),
    st.sampled_from(["XNYS", "XTKS", "GLBX", "24/7", "24/5"]),
)
def test_an_entry_never_lies_before_publication(moment: datetime, code: str) -> None:
    exchange = calendar(code)
    if moment.date() < exchange.first + timedelta(days=2):
        return
    session = exchange.first_session_after(moment)
    assert exchange.is_session(session)
    assert not exchange.has_closed(session, moment)
    before = exchange.offset(session, -1)
    assert before <= moment.astimezone(UTC).date() + timedelta(days=1)
    assert exchange.first_session_after(moment + timedelta(days=1)) >= session
