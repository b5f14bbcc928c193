"""Expiries: days to run, tenors, dates and months; and the strikes that look like days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary_nlp.extract.expiries import find_expiries

TODAY = date(2024, 5, 15)


def found(text: str, published: date | None = TODAY) -> list[tuple[int | None, int | None, str | None, str | None]]:
    return [(m.expiry.dte_min, m.expiry.dte_max, m.expiry.date, m.expiry.month) for m in find_expiries(text, published)]


def days(low: int, high: int) -> tuple[int, int, None, None]:
    return (low, high, None, None)


def day(iso: str) -> tuple[None, None, str, None]:
    return (None, None, iso, None)


def month(said: str) -> tuple[None, None, None, str]:
    return (None, None, None, said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SPY puts 30-45 DTE", [days(30, 45)]),
        ("puts 30 to 45 days out", [days(30, 45)]),
        ("write calls two to three months out", [days(60, 90)]),
        ("a put a couple of months out", [days(60, 60)]),
        ("a 60/65 call spread, 45 days, for 1.80", [days(45, 45)]),
        ("own the one-month 1.2750/1.2575 put spread", [days(30, 30)]),
        ("sell puts two months out of caution", []),
        ("calls with 45 days to run", [days(45, 45)]),
        ("buy three-month calls", [days(90, 90)]),
        ("a 2-month put", [days(60, 60)]),
        ("calls expiring in 30 days", [days(30, 30)]),
        ("0DTE calls", [days(0, 0)]),
        ("the Dec 450 call", [month("2024-12")]),
        ("the March 90 put", [month("2025-03")]),
        ("the January 2026 35 call", [month("2026-01")]),
        ("Jan 2025 LEAPS", [month("2025-01"), (None, None, None, None)]),
        ("AAPL 200C 7/19 @ 1.15", [day("2024-07-19")]),
        ("the 3/20/2026 calls", [day("2026-03-20")]),
        ("the 21JUN24 500 calls", [day("2024-06-21")]),
        ("the 20-Sep 70 call", [day("2024-09-20")]),
        ("the 12 July collar", [day("2024-07-12")]),
        ("the July 19 88/80 put spread", [day("2024-07-19")]),
        ("the Sept. 20, 2024 puts", [day("2024-09-20")]),
        ("the July/August calendar", [month("2024-07"), month("2024-08")]),
        ("long December WTI", [month("2024-12")]),
        ("ESM4 and CLZ25", [month("2024-06"), month("2025-12")]),
        ("next Friday's 500 calls", [day("2024-05-24")]),
        # Strikes that look like days or dates.
        ("buy the January 21 call", [month("2025-01")]),
        ("the September 20/25 call spread", [month("2024-09")]),
        ("the Dec 9/8 put spread", [month("2024-12")]),
        ("the 12/10 put spread", []),
        ("the October 25-delta put", [month("2024-10")]),
        # A Friday beside a right is a day.
        ("the June 21 puts", [day("2024-06-21")]),
        # Months of events are none.
        ("options rose since March", []),
        ("the September FOMC moves calls", []),
    ],
)
def test_expiries(text: str, expected: list[object]) -> None:
    assert found(text) == expected


def test_year_stays_open_without_a_date() -> None:
    assert found("the Nov 50 calls", None) == [month("11")]
    assert found("the Nov 2025 50 calls", None) == [month("2025-11")]


def test_the_running_month_is_the_next_such_month() -> None:
    assert found("the May 50 calls") == [month("2024-05")]
    assert found("the April 50 calls") == [month("2025-04")]


@given(
    st.text(max_size=200) | st.text(alphabet="0123456789/- JanFebDecMay calput", max_size=80),
    st.none() | st.dates(date(1995, 1, 1), date(2080, 1, 1)),
)
@settings(max_examples=300, deadline=None)
def test_any_text(text: str, published: date | None) -> None:
    last = 0
    for mention in find_expiries(text, published):
        assert mention.expiry.text == text[mention.start : mention.end]
        assert mention.start >= last
        last = mention.end
        if mention.expiry.date:
            date.fromisoformat(mention.expiry.date)
