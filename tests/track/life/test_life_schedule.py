"""Sessions, waits and horizons, holidays among them."""

from __future__ import annotations

from datetime import date

import pytest
from scenes import FREE, condition, event, lasts

from commentary_nlp.market.calendar import calendar
from commentary_nlp.records.contract import AllOf, AnyOf, Duration, Not
from commentary_nlp.track.schedule import End, Sessions, deadline, horizon_end, later, wait_end

US = Sessions([calendar("XNYS")])
FRIDAY = date(2024, 5, 24)  # Monday the 27th is Memorial Day


@pytest.mark.parametrize(
    ("horizon", "end"),
    [
        (lasts(1), FRIDAY),
        (lasts(2), date(2024, 5, 28)),
        (lasts(5, min_=2), date(2024, 5, 31)),
        (lasts(3, "day"), FRIDAY),  # to Monday, a holiday
        (lasts(4, "day"), date(2024, 5, 28)),
        (lasts(2, "week", min_=1), date(2024, 6, 7)),
        (lasts(1, "month"), date(2024, 6, 24)),
        (lasts(1, "quarter"), date(2024, 8, 23)),  # 24 August is a Saturday
        (lasts(1, "year"), date(2025, 5, 23)),  # 24 May 2025 is a Saturday
        (lasts(1.5, "month"), date(2024, 7, 9)),
        (lasts(None, None, until="2024-06-19"), date(2024, 6, 18)),  # Juneteenth
    ],
)
def test_a_horizon_ends_on_the_last_session_not_later_than_its_length(horizon: Duration, end: date) -> None:
    found = horizon_end(horizon, FRIDAY, US, FREE)
    assert found.last == end
    assert found.notes == ()


def test_months_keep_to_their_last_day() -> None:
    assert later(date(2024, 1, 31), 1, "month") == date(2024, 2, 29)
    assert later(date(2023, 11, 30), 1, "quarter") == date(2024, 2, 29)
    assert later(date(2024, 2, 29), 1, "year") == date(2025, 2, 28)


def test_only_the_least_is_taken_and_said() -> None:
    found = horizon_end(lasts(None, "month", min_=1), FRIDAY, US, FREE)
    assert found.last == date(2024, 6, 24)
    assert "only its least" in found.notes[0]


@pytest.mark.parametrize("horizon", [None, lasts(None, None), lasts(None, None, until="the June FOMC")])
def test_without_a_number_the_default_holds_and_is_said(horizon: Duration | None) -> None:
    found = horizon_end(horizon, date(2024, 5, 6), US, FREE)
    assert found.last == date(2024, 6, 4)  # 21 sessions with the 27th a holiday
    assert "default of 21 sessions" in found.notes[0]


@pytest.mark.parametrize("length", [40, 1e6, 1e12])
def test_a_horizon_beyond_the_calendar_does_not_end(length: float) -> None:
    assert horizon_end(lasts(length, "year"), FRIDAY, US, FREE).last is None


def test_windows_of_parts() -> None:
    first = date(2024, 5, 6)
    two, five, none = event("x", window=lasts(2)), event("x", window=lasts(5)), event("x")
    day = {2: date(2024, 5, 7), 5: date(2024, 5, 10)}
    assert deadline(AllOf(all=(two, five, none)), first, US) == day[2]
    assert deadline(AnyOf(any=(two, five)), first, US) == day[5]
    assert deadline(AnyOf(any=(two, none)), first, US) is None
    assert deadline(Not(not_=five), first, US) == day[5]
    assert deadline(event("x", window=lasts(5, min_=5)), first, US) is None  # how long, not until when
    assert deadline(event("x", window=lasts(1, "week")), first, US) == date(2024, 5, 13)
    assert deadline(event("x", window=lasts(None, None, until="2024-05-12")), first, US) == day[5]


def test_a_wait_is_as_long_as_the_earliest_window_else_the_setting_else_the_horizon() -> None:
    first = date(2024, 5, 6)
    windowed = [condition("trigger", event("x", window=lasts(n))) for n in (5, 3)]
    bare = [condition("trigger", event("x"))]
    assert wait_end(windowed, None, first, US, FREE).last == date(2024, 5, 8)
    assert wait_end(bare, None, first, US, FREE).last == date(2024, 6, 4)
    ages = [condition("trigger", event("x", window=lasts(400, "year")))]
    assert wait_end(ages, None, first, US, FREE) == End(None)
    assert wait_end(bare, lasts(3, "month"), first, US, FREE).last == date(2024, 8, 6)
    assert wait_end(bare, lasts(2), first, US, FREE).last == date(2024, 6, 4)
    assert wait_end(bare, lasts(None, None, until="2024-05-15"), first, US, FREE).last == date(2024, 5, 15)


def test_legs_on_two_exchanges_share_the_days_on_which_both_trade() -> None:
    both = Sessions([calendar("XNYS"), calendar("XLON")])
    friday = date(2024, 5, 3)
    assert both.first_after(friday) == date(2024, 5, 7)  # the 6th is a bank holiday in London
    assert both.next(date(2024, 5, 24)) == date(2024, 5, 28)
    assert both.last_by(date(2024, 5, 6)) == friday
    assert both.nth(friday, 3) == date(2024, 5, 8)
