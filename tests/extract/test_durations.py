"""Periods to come, points that end them, days merely named."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary_nlp.extract.durations import find_durations, find_moments

SHARED = Path(__file__).resolve().parents[3] / "shared"
TODAY = date(2024, 5, 15)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Short it for 1-3 weeks.", (1, 3, "week")),
        ("Hold for two weeks.", (2, 2, "week")),
        ("Into strength over the next 5 trading days.", (None, 5, "session")),
        ("It must happen within 5 sessions.", (None, 5, "session")),
        ("Own it for at least a month.", (1, None, "month")),
        ("Own it for a couple of weeks.", (2, 2, "week")),
        ("Keep it for the next two months.", (2, 2, "month")),
        ("Over the coming three to six months it should pay.", (3, 6, "month")),
        ("Hold it no longer than three weeks.", (None, 3, "week")),
        ("No less than two quarters, at least two quarters.", (2, None, "quarter")),
        ("A 12-month target of 60.", (12, 12, "month")),
        ("On a two-quarter view we like it.", (2, 2, "quarter")),
        ("A one- to two-week trade.", (1, 2, "week")),
        ("Give it a month or two.", (1, 2, "month")),
        ("Over the next quarter or two.", (1, 2, "quarter")),
        ("In a year's time we shall know.", (1, 1, "year")),
        ("Horizon: ~3 weeks", (3, 3, "week")),
        ("Up to six weeks.", (None, 6, "week")),
        ("A six to nine month holding period.", (6, 9, "month")),
        ("until it has led for two weeks", (2, 2, "week")),
        ("if it closes below 50 for three consecutive sessions", (3, 3, "session")),
    ],
)
def test_counted(text: str, expected: tuple[float | None, float | None, str]) -> None:
    found = find_durations(text, TODAY)
    assert (found[0].min, found[0].max, found[0].unit) == expected
    assert found[0].text == text[found[0].start : found[0].end]


@pytest.mark.parametrize(
    "text",
    [
        "a matter of days to a few weeks",
        "Over the next few sessions.",
        "in coming weeks",
        "over the medium term",
        "a near-term target",
    ],
)
def test_no_number_gives_none(text: str) -> None:
    (found,) = find_durations(text, TODAY)
    assert (found.min, found.max, found.unit, found.until) == (None, None, None, None)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Keep it into year end.", "2024-12-31"),
        ("By the end of March we are out.", "2025-03-31"),
        ("Through Labor Day.", "2024-09-02"),
        ("Hold through July.", "2024-07-31"),
        ("we see 72 by June", "June"),
        ("for the rest of the third quarter", "2024-09-30"),
        ("Own it into the June FOMC.", "the June FOMC"),
        ("Carry it into the 7-Jun payrolls.", "2024-06-07"),
        ("Own it into tonight's report.", "2024-05-15"),
        ("Exit by Friday's close.", "2024-05-17"),
        ("It works by year end 2025.", "2025-12-31"),
        ("out by end-June", "2024-06-30"),
        ("out by mid-July", "mid-July"),
        ("through 2025", "2025-12-31"),
        ("over the summer", "the summer"),
        ("by the end of next week", "2024-05-24"),
    ],
)
def test_points(text: str, until: str) -> None:
    (found,) = find_durations(text, TODAY)
    assert (found.min, found.max, found.unit, found.until) == (None, None, None, until)


@pytest.mark.parametrize(
    "text",
    [
        "It fell over the past two sessions.",
        "It lost 10% in the last three weeks.",
        "The stock has gone nowhere for three weeks.",
        "Hedge funds have been sellers for six weeks.",
        "Six weeks ago it was 50.",
        "The ten-year yield and the 50-day average.",
        "A five-year low after a three-month decline.",
        "They pump two million barrels a day.",
        "One-month implied volatility is cheap.",
        "Sell the 30-day put 45 days out.",
        "into weakness, into 98.20",
        "roll March into May",
    ],
)
def test_not_to_come(text: str) -> None:
    assert find_durations(text, TODAY) == ()


def test_without_a_date_nothing_is_resolved() -> None:
    (found,) = find_durations("into year end", None)
    assert found.until == "year end"


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("if it closes above 50 on Friday", "2024-05-17"),
        ("should they cut in November", "2024-11-30"),
        ("wait for the print on the 23rd", "2024-05-23"),
        ("if it sells off this month", "2024-05-31"),
    ],
)
def test_moments(text: str, until: str) -> None:
    assert [moment.until for moment in find_moments(text, TODAY)] == [until]


def test_past_moment_is_left_out() -> None:
    assert find_moments("It was sold on Friday.", TODAY) == ()


@given(st.text(max_size=250), st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str, published: date | None) -> None:
    for found in (find_durations(text, published), find_moments(text, published)):
        last = 0
        for duration in found:
            assert duration.text == text[duration.start : duration.end]
            assert duration.start >= last
            last = duration.end


WORDS = [
    "for",
    "over",
    "the",
    "next",
    "two",
    "1-3",
    "weeks",
    "month",
    "end of",
    "into",
    "by",
    "June",
    "31",
    "Feb",
    "year",
    "a",
    "2025",
    "-",
    "to",
    "Friday",
    "until",
    "FOMC",
    "in",
    "the rest of",
    "Q3",
    "within",
    "and",
]


@given(st.lists(st.sampled_from(WORDS), max_size=25), st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)))
@settings(max_examples=300, deadline=None)
def test_words_of_time_in_any_order(words: list[str], published: date | None) -> None:
    text = " ".join(words)
    for duration in find_durations(text, published):
        assert duration.min is None or duration.max is None or duration.min <= duration.max
        assert duration.text == text[duration.start : duration.end]


def _key(duration: dict[str, Any]) -> tuple[Any, ...] | str | None:
    key = tuple(duration.get(name) for name in ("min", "max", "unit"))
    return key if any(part is not None for part in key) else duration.get("until")


def test_annotated_horizons() -> None:
    folder = SHARED / "dev"
    if not folder.is_dir():
        pytest.skip("the annotated articles are not beside the project")
    hits = total = 0
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        published = gold["article"].get("published_at")
        text = (folder / path.name.replace(".gold.json", ".txt")).read_text("utf-8")
        got = {
            _key(d.model_dump())
            for d in find_durations(text, date.fromisoformat(published[:10]) if published else None)
        }
        wanted = {_key(h) for h in gold["horizons"]} - {None}
        hits, total = hits + len(wanted & got), total + len(wanted)
    assert hits / total >= 0.95


@pytest.mark.parametrize("text", ["by 2024-30-01", "until 2024-13-45", "by 30/30/2024", "due 31 Feb 2024"])
def test_days_and_months_that_are_none(text: str) -> None:
    assert all(d.until is None or d.until[:4].isalpha() or d.until < "2024-13" for d in find_durations(text, None))
