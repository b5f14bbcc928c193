"""Forward returns begin after publication, end inside the view, and are counted when they cannot be had."""

from __future__ import annotations

from datetime import date

import pytest
from making import Prices, bars, extraction

from commentary_nlp.audit import forward_returns
from commentary_nlp.market.bars import MarketView
from commentary_nlp.market.calendar import Calendar, calendar
from commentary_nlp.settings import AuditSettings

FIRST = date(2024, 5, 1)
CLOSES = [100.0, 101.0, 102.0, 104.0, 103.0, 106.0, 107.0, 105.0]


def calendar_of(symbol: str) -> Calendar:
    return calendar("XNYS")


def rows(scores: dict[str, float], as_of: date = date(2024, 5, 10)) -> dict[int, object]:
    view = MarketView(Prices(bars("SPY", FIRST, CLOSES)), as_of)
    extractions = [extraction(f"Buy on {day}.", published_at=day, score=score) for day, score in scores.items()]
    found = forward_returns(extractions, view, calendar_of, settings=AuditSettings(forward_sessions=(1, 3)))
    return {row.sessions: row for row in found if row.reading == "article"}


def test_returns_by_hand() -> None:
    found = rows({"2024-05-02": 0.5, "2024-05-03": -0.5})
    one = found[1]
    # Published on Thursday: Friday's open (101) to its close (102). On Friday: Monday's, 102 to 104.
    assert one.mean_positive == pytest.approx(102 / 101 - 1)  # type: ignore[attr-defined]
    assert one.mean_negative == pytest.approx(104 / 102 - 1)  # type: ignore[attr-defined]
    assert one.hit_rate == pytest.approx(0.5)  # type: ignore[attr-defined]
    three = found[3]
    assert three.mean_positive == pytest.approx(103 / 101 - 1)  # type: ignore[attr-defined]


def test_no_window_reaches_beyond_the_view() -> None:
    found = rows({"2024-05-02": 0.5, "2024-05-08": 0.5}, as_of=date(2024, 5, 8))
    assert (found[1].observations, found[1].without) == (1, 1)  # type: ignore[attr-defined]


def test_rank_correlation() -> None:
    found = rows({"2024-05-01": 0.1, "2024-05-02": 0.2, "2024-05-03": 0.3})
    # Next-day returns: 1/100, 1/101, 2/102: the ranks of the scores are 1 2 3, of the returns 2 1 3.
    assert found[1].information_coefficient == pytest.approx(0.5)  # type: ignore[attr-defined]


def test_undated_articles_are_counted() -> None:
    view = MarketView(Prices(bars("SPY", FIRST, CLOSES)), date(2024, 5, 10))
    found = forward_returns([extraction(published_at=None, score=0.4)], view, calendar_of)
    assert {(r.observations, r.without) for r in found if r.reading == "article"} == {(0, 1)}
