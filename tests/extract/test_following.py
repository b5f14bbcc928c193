"""Which sentences and lines around a call say its levels and its time. Every sentence is written for these tests."""

from __future__ import annotations

import pytest

from commentary_nlp.extract import extract
from commentary_nlp.records import Article, Condition, Recommendation, article_id


def calls(text: str) -> tuple[Recommendation, ...]:
    return extract([Article(id=article_id(text), text=text, published_at="2024-05-03")])[0].recommendations


def levels(rec: Recommendation) -> list[tuple[str, float]]:
    return [(c.role, _value(c)) for c in rec.conditions]


def _value(condition: Condition) -> float:
    value = getattr(condition.test, "value", None)
    assert value is not None
    return float(value)


@pytest.mark.parametrize(
    "text",
    [
        "We are buying Pepsi here.\n\nStop 160, target 190. Time frame: three months.",
        "Buy Pepsi today.\n\nInitial stop: 160\n\nTarget: 190\n\nHolding period: three months",
        "Ideas\n\n• Buy Pepsi today\n• Stop 160\n• Target 190\n• Horizon: three months",
        "Buy Pepsi today\nStop: 160\nTarget: 190\nHorizon: three months",
    ],
)
def test_lines_of_terms_belong_to_the_call_above(text: str) -> None:
    (rec,) = calls(text)
    assert levels(rec) == [("stop", 160), ("target", 190)]
    assert rec.horizon is not None
    assert (rec.horizon.min, rec.horizon.max, rec.horizon.unit) == (3, 3, "month")


def test_a_line_that_names_another_thing_belongs_to_it() -> None:
    recs = calls("Buy Pepsi today.\n\nTarget on Ford was 14, and it got there.")
    assert [levels(r) for r in recs] == [[]]


def test_a_line_that_only_begins_alike_is_no_term() -> None:
    (rec,) = calls("Buy Pepsi today.\n\nStops on the highway were full of its trucks in the summer of 1998.")
    assert levels(rec) == []


def test_levels_on_lines_of_their_own_are_not_mixed() -> None:
    (rec,) = calls("Short Pepsi\nEntry: 170\nSL: 176\nTP: 158")
    assert levels(rec)[-2:] == [("stop", 176), ("target", 158)]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("We expect to be out within a month. Until then we own Pepsi.", (None, 1, "month")),
        ("Our holding period is two weeks. Buy Pepsi on a dip to 168.", (2, 2, "week")),
        ("Ten days is all we give it. Buy Pepsi at 170.", (10, 10, "day")),
        ("Buy Pepsi at 170. Our time frame is eighteen months.", (18, 18, "month")),
        ("Pepsi has a new chief. We are buying it at 170. Give the woman two quarters.", (2, 2, "quarter")),
        ("Trades for the next 4-6 weeks\n\n• Buy Pepsi\n• Short Ford", (4, 6, "week")),
    ],
)
def test_the_time_that_another_sentence_gives(text: str, span: tuple[float | None, float, str]) -> None:
    for rec in calls(text):
        assert rec.horizon is not None
        assert (rec.horizon.min, rec.horizon.max, rec.horizon.unit) == span
        assert rec.conditions == () or rec.conditions[0].role == "trigger"


@pytest.mark.parametrize(
    "text",
    [
        "The Fed meets within two weeks. Buy Pepsi at 170.",
        "Buy Pepsi at 170. Sugar will be scarce for two years.",
        "What to expect over the next two weeks\n\n• Buy Pepsi",
    ],
)
def test_time_that_the_world_takes_is_no_horizon(text: str) -> None:
    (rec,) = calls(text)
    assert rec.horizon is None


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Long Pepsi for the print, out at tomorrow's open whatever happens.", "2024-05-04"),
        ("Buy Pepsi at 170; we would not carry it past Jackson Hole.", "Jackson Hole"),
        ("Between now and the June FOMC we want to be long Pepsi.", "the June FOMC"),
    ],
)
def test_by_when_the_trade_is_left(text: str, until: str) -> None:
    (rec,) = calls(text)
    assert rec.horizon is not None
    assert rec.horizon.until == until


@pytest.mark.parametrize(
    "text",
    [
        "Buy Pepsi at Monday's open.",
        "We would buy Pepsi before the election.",
        "Pepsi pushed past the results without trouble. Buy it at 170.",
        "We are long Pepsi. Half of the position comes off at today's close.",
        "Buy Pepsi at 170. Most of our colleagues have it at 190 by year end.",
    ],
)
def test_when_something_is_done_is_no_horizon(text: str) -> None:
    recs = calls(text)
    assert recs
    assert [r.horizon for r in recs] == [None] * len(recs)
