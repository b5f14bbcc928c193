"""Measures against cases worked by hand, and against themselves on cut series."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentary_nlp.market import measures

RISING = np.array([10.0, 11.0, 12.0, 13.0])


def test_returns_begin_with_nothing_and_skip_a_price_that_is_not_positive() -> None:
    found = measures.returns(np.array([10.0, 11.0, 0.0, 5.0]))
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(0.1)
    assert found[2] == pytest.approx(-1.0)
    assert np.isnan(found[3])


def test_changes_are_in_the_values_own_unit() -> None:
    assert measures.changes(np.array([1.0, -1.0, 2.0]))[1:].tolist() == [-2.0, 3.0]


def test_realized_volatility_is_the_sample_deviation_of_log_returns_a_year_in_percent() -> None:
    close = np.array([100.0, 102.0, 101.0, 104.0])
    logs = [math.log(102 / 100), math.log(101 / 102), math.log(104 / 101)]
    mean = sum(logs) / 3
    by_hand = math.sqrt(sum((x - mean) ** 2 for x in logs) / 2) * math.sqrt(252) * 100
    found = measures.realized_volatility(close, 3)
    assert found[3] == pytest.approx(by_hand)
    assert np.isnan(found[:3]).all()


def test_simple_average() -> None:
    found = measures.simple_average(RISING, 2)
    assert found[1:].tolist() == [10.5, 11.5, 12.5]
    assert np.isnan(found[0])
    assert np.isnan(measures.simple_average(RISING, 5)).all()


def test_exponential_average_begins_with_the_simple_one() -> None:
    found = measures.exponential_average(np.array([1.0, 3.0, 5.0, 2.0]), 2)
    # Weight 2/3: 2; 2 + 2/3 (5 - 2) = 4; 4 + 2/3 (2 - 4) = 8/3.
    assert found[1:].tolist() == pytest.approx([2.0, 4.0, 8 / 3])


def test_rsi_by_hand() -> None:
    # Length 2. Changes +1, -1, +2: averages 0.5 / 0.5 -> 50; then gain (0.5 + 2) / 2 = 1.25, loss 0.25.
    found = measures.relative_strength_index(np.array([10.0, 11.0, 10.0, 12.0]), 2)
    assert found[2] == pytest.approx(50.0)
    assert found[3] == pytest.approx(100 * 1.25 / 1.5)


def test_rsi_of_only_rises_is_100_and_of_nothing_50() -> None:
    assert measures.relative_strength_index(RISING, 3)[3] == 100.0
    assert measures.relative_strength_index(np.full(4, 7.0), 3)[3] == 50.0


def test_rsi_of_wilders_smoothing_agrees_with_the_recursion() -> None:
    rng = np.random.default_rng(3)
    close = 100 + np.cumsum(rng.normal(size=60))
    moves = np.diff(close)
    gain, loss = np.clip(moves[:14], 0, None).mean(), np.clip(-moves[:14], 0, None).mean()
    for move in moves[14:]:
        gain, loss = (gain * 13 + max(move, 0)) / 14, (loss * 13 + max(-move, 0)) / 14
    assert measures.relative_strength_index(close)[-1] == pytest.approx(100 - 100 / (1 + gain / loss))


def test_drawdown_from_the_highest_so_far_and_of_the_last_sessions() -> None:
    close = np.array([100.0, 80.0, 90.0, 120.0, 108.0])
    assert measures.drawdown(close).tolist() == pytest.approx([0, 20, 10, 0, 10])
    assert measures.drawdown(close, 2).tolist() == pytest.approx([0, 20, 0, 0, 10])


def test_average_true_range() -> None:
    high, low, close = np.array([11.0, 12.0, 15.0]), np.array([9.0, 10.0, 13.0]), np.array([10.0, 11.0, 14.0])
    # True ranges 2 and 4 (15 less the close of 11).
    assert measures.average_true_range(high, low, close, 2)[2] == pytest.approx(3.0)


def test_volume_ratio_leaves_the_session_out_of_its_own_mean() -> None:
    found = measures.volume_ratio(np.array([10.0, 30.0, 40.0, 0.0]), 2)
    assert found[2:].tolist() == pytest.approx([2.0, 0.0])
    assert np.isnan(measures.volume_ratio(np.zeros(4), 2)[2:]).all()


def test_a_split_is_told_from_a_dividend() -> None:
    close = np.array([200.0, 202.0, 101.0, 100.0])
    assert measures.split_scale(close, np.array([99.0, 100.0, 100.0, 100.0]), 1.2) is not None
    scale = measures.split_scale(close, np.array([100.0, 101.0, 101.0, 100.0]), 1.2)
    assert scale is not None
    assert scale.tolist() == [1.0, 1.0, 2.0, 2.0]
    assert measures.split_scale(np.array([100.0, 98.0]), np.array([97.0, 98.0]), 1.2) is None
    assert measures.split_scale(close, np.full(4, np.nan), 1.2) is None


def test_a_basket_compounds_the_mean_return() -> None:
    found = measures.basket_index([np.array([10.0, 11.0, 11.0]), np.array([50.0, 50.0, 60.0])])
    assert found.tolist() == pytest.approx([100.0, 105.0, 115.5])


def test_swings() -> None:
    values = np.array([5.0, 4.0, 2.0, 3.0, 4.0, 3.5, 3.0, 3.2, 3.4, 3.3])
    assert measures.swing_rows(values, 2, lows=True).tolist() == [2, 6]
    assert measures.swing_rows(values, 2, lows=False).tolist() == [4]
    assert measures.nearest_swing(values, 9, 2, 20, low=True) == 6
    # One row earlier the swing at 6 is just confirmed; two rows earlier it is not, though 3.0 lies below 3.2.
    assert measures.nearest_swing(values, 8, 2, 20, low=True) == 6
    assert measures.nearest_swing(values, 7, 2, 20, low=True) == 2
    assert measures.nearest_swing(RISING, 3, 2, 20, low=True) == 0
    assert measures.nearest_swing(RISING, 3, 2, 20, low=False) is None


def test_last_swing_ends_at_the_later_extreme() -> None:
    assert measures.last_swing(np.array([5.0, 1.0, 3.0, 9.0, 6.0]), 4, 20) == (1, 3)
    assert measures.last_swing(np.array([5.0, 9.0, 3.0, 1.0, 6.0]), 4, 20) == (1, 3)
    assert measures.favourable_swing(np.array([9.0, 1.0, 4.0, 0.5, 2.0]), 4, 20) == (1, 2)


SERIES = st.lists(st.floats(min_value=1.0, max_value=1e4), min_size=30, max_size=80)


@given(SERIES, st.integers(min_value=0, max_value=79))
def test_no_measure_knows_what_comes_later(values: list[float], cut: int) -> None:
    whole = np.array(values)
    cut = min(cut, len(values) - 1)
    part = whole[: cut + 1]
    for measure in (
        measures.returns,
        measures.changes,
        lambda x: measures.realized_volatility(x, 5),
        lambda x: measures.simple_average(x, 7),
        lambda x: measures.exponential_average(x, 7),
        lambda x: measures.relative_strength_index(x, 6),
        measures.drawdown,
        lambda x: measures.drawdown(x, 6),
        lambda x: measures.average_true_range(x * 1.01, x * 0.99, x, 5),
        lambda x: measures.volume_ratio(x, 4),
        lambda x: measures.basket_index([x, x[::1] * 2]),
        lambda x: measures.split_scale(x, np.full(len(x), 10.0), 1.2) if len(x) > 1 else None,
    ):
        early, late = measure(part), measure(whole)
        if early is None or late is None:
            # No split so far is the same as a scale of one.
            assert late is None or early is not None or (late[: cut + 1] == 1.0).all()
            continue
        np.testing.assert_array_equal(early, late[: cut + 1])
