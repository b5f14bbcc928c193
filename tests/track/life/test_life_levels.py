"""Stops and targets at levels: intraday, gapped over, both in one bar, on the close."""

from __future__ import annotations

from datetime import date

import pytest
from scenes import MONDAY, call, condition, lasts, leg, make_bars, market, pnl, price, run

from commentary_nlp.records.contract import Condition
from commentary_nlp.records.outcome import Idea

D = [date(2024, 5, day) for day in (6, 7, 8, 9, 10, 13)]


def one(rows: list[tuple[float, float, float, float]], *conditions: Condition, side: str = "long") -> Idea:
    bars = make_bars("XYZ", rows)
    return run(call(leg(side), horizon=lasts(5), conditions=conditions), market(bars))[0]


def test_a_long_is_bought_at_the_open_and_leaves_at_the_close_of_its_last_session() -> None:
    rows = [(100, 103, 99, 102), (102, 104, 95, 101), (101, 112, 100, 108), (108, 109, 105, 106), (106, 110, 104, 107)]
    idea = one(rows)
    out = idea.outcome
    assert out is not None
    assert (idea.status, idea.reason) == ("closed", "horizon")
    assert (out.entry_date, out.exit_date, out.sessions_held) == (D[0], D[4], 5)
    assert (out.entry_price, out.exit_price) == (100, 107)
    assert out.gross_return == pytest.approx(0.07)
    assert (out.mae, out.mfe) == (pytest.approx(-0.05), pytest.approx(0.12))
    assert (out.return_basis, out.pricing, out.target_touched) == ("notional", "observed", None)


def test_a_short_returns_minus_the_price() -> None:
    out = one([(100, 103, 99, 102), (102, 104, 95, 98), *[(98, 98, 98, 98)] * 3], side="short").outcome
    assert out is not None
    assert out.gross_return == pytest.approx(0.02)
    assert (out.mae, out.mfe) == (pytest.approx(-0.04), pytest.approx(0.05))


def test_a_stop_fills_at_its_level() -> None:
    idea = one([(100, 101, 99, 100), (99, 100, 94, 99)], condition("stop", price("below", 95)))
    out = idea.outcome
    assert out is not None
    assert (idea.status, idea.reason, out.exit_date, out.exit_price) == ("closed", "stop", D[1], 95)
    assert out.gross_return == pytest.approx(-0.05)
    assert out.mae == pytest.approx(-0.05)  # the bar's low lies beyond what was held
    assert out.mfe == pytest.approx(0.01)


def test_a_stop_that_the_open_has_passed_fills_at_the_open() -> None:
    idea = one([(100, 101, 99, 100), (90, 97, 88, 96)], condition("stop", price("below", 95)))
    out = idea.outcome
    assert out is not None
    assert (idea.reason, out.exit_price) == ("stop", 90)
    assert out.gross_return == pytest.approx(-0.10)
    assert out.mae == pytest.approx(-0.10)
    assert out.mfe == pytest.approx(0.01)  # the day's high came after the exit


def test_a_target_fills_at_its_level_or_at_a_better_open() -> None:
    target = condition("target", price("above", 105))
    inside = one([(100, 101, 99, 100), (101, 107, 98, 103)], target).outcome
    gapped = one([(100, 101, 99, 100), (108, 110, 107, 109)], target).outcome
    assert inside is not None
    assert gapped is not None
    assert (inside.exit_price, inside.target_touched) == (105, True)
    assert inside.mfe == pytest.approx(0.05)
    assert inside.mae == pytest.approx(-0.02)
    assert (gapped.exit_price, gapped.target_touched) == (108, True)


def test_where_one_bar_reaches_both_it_is_the_stop() -> None:
    both = (condition("target", price("above", 105)), condition("stop", price("below", 95)))
    idea = one([(100, 101, 99, 100), (100, 110, 90, 100)], *both)
    assert idea.outcome is not None
    assert (idea.reason, idea.outcome.exit_price, idea.outcome.target_touched) == ("stop", 95, True)


def test_an_open_beyond_the_target_comes_before_a_stop_within_the_day() -> None:
    both = (condition("target", price("above", 105)), condition("stop", price("below", 95)))
    idea = one([(100, 101, 99, 100), (106, 110, 90, 100)], *both)
    assert idea.outcome is not None
    assert (idea.reason, idea.outcome.exit_price) == ("target", 106)


def test_the_entry_s_own_bar_counts() -> None:
    idea = one([(100, 104, 94, 100)], condition("stop", price("below", 95)))
    assert idea.outcome is not None
    assert (idea.reason, idea.outcome.exit_date, idea.outcome.sessions_held) == ("stop", MONDAY, 1)


def test_a_level_already_beyond_at_entry_leaves_at_the_same_open() -> None:
    idea = one([(93, 97, 92, 96)], condition("stop", price("below", 95)))
    out = idea.outcome
    assert out is not None
    assert (idea.reason, out.entry_price, out.exit_price, out.gross_return, out.mae, out.mfe) == (
        "stop",
        93,
        93,
        0,
        0,
        0,
    )


def test_on_a_close_basis_it_fires_on_the_close_and_fills_at_the_next_open() -> None:
    stop = condition("stop", price("below", 95, basis="close"))
    rows = [(100, 101, 90, 95), (96, 97, 93, 94), (92, 99, 91, 98), (98, 98, 98, 98), (98, 98, 98, 98)]
    idea = one(rows, stop)  # the first close is at the level, not below it
    out = idea.outcome
    assert out is not None
    assert (idea.reason, out.exit_date, out.exit_price) == ("stop", D[2], 92)
    assert out.mae == pytest.approx(-0.10)
    assert [(v.date, v.value) for v in idea.verdicts] == [(D[0], False), (D[1], True)]


def test_a_close_basis_stop_on_the_last_session_is_the_horizon() -> None:
    rows = [(100, 101, 90, 99)] * 4 + [(96, 97, 93, 94), (50, 50, 50, 50)]
    idea = one(rows, condition("stop", price("below", 95, basis="close")))
    assert idea.outcome is not None
    assert (idea.reason, idea.outcome.exit_price, idea.outcome.exit_date) == ("horizon", 94, D[4])


def test_a_short_s_levels_lie_the_other_way() -> None:
    both = (condition("target", price("below", 95)), condition("stop", price("above", 105)))
    stopped = one([(100, 106, 99, 100)], *both, side="short").outcome
    taken = one([(100, 101, 99, 100), (100, 101, 94, 96)], *both, side="short").outcome
    assert stopped is not None
    assert taken is not None
    assert (stopped.exit_price, stopped.gross_return) == (105, pytest.approx(-0.05))
    assert (taken.exit_price, taken.gross_return) == (95, pytest.approx(0.05))


def test_a_loss_in_percent_is_a_level_of_the_position() -> None:
    stop = condition("stop", pnl("below", -4))
    long = one([(100, 101, 95, 100)], stop).outcome
    short = one([(50, 51, 50, 51), (53, 54, 51, 52)], stop, side="short").outcome
    assert long is not None
    assert short is not None
    assert (long.exit_price, long.gross_return) == (96, pytest.approx(-0.04))
    assert (short.exit_price, short.gross_return) == (53, pytest.approx(-0.06))  # gapped over


def test_a_gain_in_percent_of_the_close_waits_for_the_close() -> None:
    target = condition("target", pnl("above", 5, basis="close"))
    rows = [(100, 110, 99, 104), (104, 108, 104, 106), (107, 107, 107, 107), (99, 99, 99, 99), (99, 99, 99, 99)]
    out = one(rows, target).outcome
    assert out is not None
    assert (out.exit_date, out.exit_price, out.target_touched) == (D[2], 107, True)


def test_a_loss_in_basis_points() -> None:
    stop = condition("stop", pnl("below", -250).model_copy(update={"unit": "bp"}))
    out = one([(100, 101, 95, 100)], stop).outcome
    assert out is not None
    assert out.exit_price == 97.5


def test_rises_and_falls_count_from_the_entry() -> None:
    target = condition("target", price("rises", 5).model_copy(update={"unit": "percent"}))
    out = one([(200, 211, 199, 205)], target).outcome
    assert out is not None
    assert out.exit_price == pytest.approx(210)


def test_of_two_targets_the_first_reached_ends_the_idea() -> None:
    two = [condition("target", price("above", level)) for level in (110, 105)]
    idea = one([(100, 101, 99, 100), (101, 112, 100, 111)], *two)
    assert idea.outcome is not None
    assert idea.outcome.exit_price == 105
    assert any("several targets" in note for note in idea.outcome.assumptions)


def test_a_level_has_a_verdict_for_each_change_and_the_last_day() -> None:
    idea = one(
        [(100, 101, 99, 100), (100, 101, 99, 100), (100, 101, 99, 100), (100, 106, 99, 100)],
        condition("target", price("above", 105)), condition("stop", price("below", 90)),
    )  # fmt: skip
    target = [(v.date, v.value) for v in idea.verdicts if v.role == "target"]
    stop = [(v.date, v.value) for v in idea.verdicts if v.role == "stop"]
    assert target == [(D[0], False), (D[3], True)]
    assert stop == [(D[0], False), (D[2], False)]
    fired = next(v for v in idea.verdicts if v.value)
    assert fired.evidence[0].threshold == 105
    assert fired.evidence[0].values["high"] == 106


def test_a_target_never_reached_was_not_touched() -> None:
    idea = one([(100, 101, 99, 100)] * 5, condition("target", price("above", 105)))
    assert idea.outcome is not None
    assert (idea.reason, idea.outcome.target_touched) == ("horizon", False)
