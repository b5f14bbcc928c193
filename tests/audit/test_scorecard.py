"""Counts, rates and intervals, against figures worked out by hand."""

from __future__ import annotations

import pytest
from making import settled

from commentary_nlp.audit import audit, wilson
from commentary_nlp.errors import AuditError
from commentary_nlp.records import Duration


def test_wilson_against_a_published_value() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, method 3.
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(("hits", "trials"), [(0, 0), (3, 2), (-1, 2)])
def test_no_proportion(hits: int, trials: int) -> None:
    with pytest.raises(AuditError):
        wilson(hits, trials)


def test_a_row_by_hand() -> None:
    ideas = [
        settled(0.10, number=1, excess=0.02),
        settled(-0.04, number=2, excess=-0.06),
        settled(0.0, number=3, excess=0.01),
        settled(None, number=4, status="never_triggered"),
        settled(None, number=5, status="not_settled"),
        settled(None, number=6, status="pending"),
        settled(0.5, number=7, status="open"),
        settled(0.9, number=8, status="call"),
        settled(0.2, number=9, author="Bo Renn"),
    ]
    row, other = audit(ideas, "author")
    assert (row.group, other.group) == ("Ana Liu", "Bo Renn")
    assert (row.ideas, row.calls, row.pending, row.held, row.settled) == (7, 1, 1, 1, 3)
    assert (row.never_triggered, row.not_settled) == (1, 1)
    assert row.triggered == pytest.approx(4 / 5)
    assert (row.hits, row.hit_rate) == (1, pytest.approx(1 / 3))  # a return of zero is no hit
    assert row.mean_net == pytest.approx(0.02)
    assert row.median_net == pytest.approx(0.0)
    assert row.mean_excess == pytest.approx(-0.01)
    assert row.hit_low is not None
    assert row.hit_high is not None
    assert row.hit_low < 1 / 3 < row.hit_high


def test_nothing_settled_gives_no_figures() -> None:
    (row,) = audit([settled(None, status="pending")])
    assert (row.hit_rate, row.hit_low, row.mean_net, row.triggered) == (None, None, None, None)
    assert audit([]) == []


def test_attributed_calls_are_the_named_firms() -> None:
    idea = settled(0.1)
    named = idea.model_copy(
        update={"recommendation": idea.recommendation.model_copy(update={"attributed_to": "Bernwick"})}
    )
    assert [row.group for row in audit([named])] == ["Bernwick"]


def test_one_name_in_two_spellings_is_one() -> None:
    (row,) = audit([settled(0.1, number=1), settled(0.2, number=2, author="ANA  LIU")])
    assert (row.group, row.settled) == ("Ana Liu", 2)


def test_groups() -> None:
    idea = settled(0.1)
    weeks = Duration(text="2 weeks", start=0, end=7, min=2, max=2, unit="week")
    timed = idea.model_copy(update={"recommendation": idea.recommendation.model_copy(update={"horizon": weeks})})
    assert audit([timed], "horizon")[0].group == "1 week to 1 month"
    assert audit([idea], "symbol")[0].group == "XYZ"
    assert audit([idea], "structure")[0].group == "outright"
    assert [r.group for r in audit([idea], "topic", topics={idea.article.id: ("Metals", "Rates")})] == [
        "Metals",
        "Rates",
    ]
    with pytest.raises(AuditError, match="no group"):
        audit([idea], "colour")
