"""above, below, crosses and holds against hand-made prices."""

from __future__ import annotations

import pytest

from commentary_nlp.records import Leg
from tests.validate.conftest import asked, bars, predicate, share, view, within

# Sessions 0..5.
AAA = bars("AAA", [100, 101, 99, 102, 104, 98], high=[101, 103, 101, 105, 106, 103], low=[98, 99, 97, 100, 101, 96])
MARKET = view(AAA)


@pytest.mark.parametrize(("day", "above", "below"), [(1, True, False), (2, False, True), (0, False, False)])
def test_a_level_is_beyond_strictly_by_the_close(day: int, above: bool, below: bool) -> None:
    assert asked(MARKET, predicate("price", "above", 100, "price", ["AAA"]), day).value is above
    assert asked(MARKET, predicate("price", "below", 100, "price", ["AAA"]), day).value is below


def test_evidence_says_what_decided() -> None:
    found = asked(MARKET, predicate("price", "above", 100, "price", ["AAA"]), 1)
    assert (found.series, found.threshold, found.values["close"]) == ("AAA close", 100, 101)
    assert found.first == found.last == AAA.day(1)
    assert found.symbols == ("AAA",)


@pytest.mark.parametrize(
    ("role", "basis", "value"),
    [("trigger", None, False), ("stop", None, True), ("target", None, True), ("exit", None, False),
     ("stop", "close", False), ("trigger", "intraday", True)],
)  # fmt: skip
def test_stops_and_targets_are_watched_all_day_unless_a_close_is_said(
    role: str, basis: str | None, value: bool
) -> None:
    test = predicate("price", "above", 103, "price", ["AAA"], basis=basis)
    assert asked(MARKET, test, 1, role=role).value is value


def test_evidence_of_a_session_s_range_names_the_high_or_low() -> None:
    for change, basis, series in (("below", "intraday", "AAA low"), ("above", "intraday", "AAA high"),
                                  ("below", "close", "AAA close"), ("rises", "intraday", "AAA high")):  # fmt: skip
        test = predicate("price", change, 97, "price", ["AAA"], basis=basis)  # type: ignore[arg-type]
        assert asked(MARKET, test, 2).series == series


def test_a_price_of_a_pair_or_a_basket_must_name_whose() -> None:
    market = view(bars("AAA", [100, 110]), bars("BBB", [50, 50]))
    for legs in ([share("AAA"), share("BBB", "short")], [share("AAA"), share("BBB")]):
        for unit in ("price", "points", None):
            found = asked(market, predicate("price", "below", 95, unit), 1, legs=legs)
            assert found.value is None
            assert "AAA, BBB" in (found.unknown or "")
        assert asked(market, predicate("price", "below", 95, "price", ["BBB"]), 1, legs=legs).value is True
    pair = [share("AAA"), share("BBB", "short")]
    for test in (predicate("price", "above", 2.1, "ratio"), predicate("spread", "above", 2.1, "ratio")):
        assert asked(market, test, 1, legs=pair).values["close"] == 2.2


def test_a_touch_within_the_day_counts() -> None:
    assert asked(MARKET, predicate("price", "below", 97, "price", ["AAA"], basis="intraday"), 2).value is True
    assert asked(MARKET, predicate("price", "below", 96.9, "price", ["AAA"], basis="intraday"), 2).value is False


def test_without_symbols_the_leg_is_meant() -> None:
    assert asked(MARKET, predicate("price", "above", 100, "price"), 1, legs=[share()]).value is True
    its = predicate("price", "above", 100, "price", subject="the shares")
    assert asked(MARKET, its, 1, legs=[share()]).value is True
    other = asked(MARKET, predicate("price", "above", 100, "price", subject="uranium"), 1, legs=[share()])
    assert other.value is None
    assert "uranium" in (other.unknown or "")


def test_an_option_leg_stands_for_its_underlying() -> None:
    put = Leg(side="long", symbol="AAA", kind="option", right="put")
    assert asked(MARKET, predicate("price", "below", 100, "price"), 2, legs=[put]).value is True


def test_a_cross_is_of_today() -> None:
    up = predicate("price", "crosses_above", 100, "price", ["AAA"])
    assert [asked(MARKET, up, day).value for day in (1, 2, 3, 4)] == [True, False, True, False]
    down = predicate("price", "crosses_below", 100, "price", ["AAA"])
    assert [asked(MARKET, down, day).value for day in (1, 2, 3, 5)] == [False, True, False, True]


def test_the_first_bar_cannot_cross() -> None:
    found = asked(MARKET, predicate("price", "crosses_above", 90, "price", ["AAA"]), 0)
    assert found.value is None
    assert "earlier" in (found.unknown or "")


def test_moving_average() -> None:
    # Three-session averages: 100, 100.67, 101.67, 101.33.
    above = predicate("moving_average", "above", 3, "session", ["AAA"])
    assert [asked(MARKET, above, day).value for day in (2, 3, 4, 5)] == [False, True, True, False]
    crossing = predicate("moving_average", "crosses_above", 3, "session", ["AAA"])
    assert [asked(MARKET, crossing, day).value for day in (3, 4)] == [True, False]
    found = asked(MARKET, above, 5)
    assert found.threshold == pytest.approx((102 + 104 + 98) / 3)
    short = asked(MARKET, above, 1)
    assert short.value is None
    assert "too few" in (short.unknown or "")


def test_price_with_a_level_in_sessions_is_its_average() -> None:
    assert asked(MARKET, predicate("price", "above", 3, "session", ["AAA"]), 3).value is True


def test_a_faster_average_against_a_slower() -> None:
    # Two-session averages against three-session ones: day 2: 100 / 100, day 3: 100.5 / 100.67, day 4: 103 / 101.67.
    test = predicate("moving_average", "crosses_above", 3, "session", ["AAA"], subject="its 2-day")
    assert [asked(MARKET, test, day).value for day in (3, 4, 5)] == [False, True, False]


def test_an_average_of_a_ratio() -> None:
    market = view(bars("AAA", [10, 10, 12]), bars("BBB", [10, 10, 10]))
    test = predicate("moving_average", "above", 3, "session", ["AAA", "BBB"], subject="the ratio")
    found = asked(market, test, 2)
    assert found.value is True
    assert found.threshold == pytest.approx(3.2 / 3)


def test_several_symbols_must_all_be_there() -> None:
    market = view(bars("AAA", [10, 12]), bars("BBB", [10, 9]))
    assert asked(market, predicate("price", "above", 9.5, "price", ["AAA", "BBB"]), 0).value is True
    found = asked(market, predicate("price", "above", 9.5, "price", ["AAA", "BBB"]), 1)
    assert found.value is False
    assert (found.values["AAA close"], found.values["BBB close"]) == (12, 9)


def test_a_percent_of_a_price_is_its_move_since_the_counting_began() -> None:
    test = predicate("price", "above", 3, "percent", ["AAA"])
    assert asked(MARKET, test, 4, first=3).value is True  # 104 from 99
    assert asked(MARKET, test, 4, first=4).value is False  # from 102


def test_a_level_in_sigma_is_a_standard_score() -> None:
    swing = [100.0, 102.0] * 40
    market = view(bars("AAA", [*swing, 104.0]))
    # Mean 101, sample deviation about 1.006: 104 scores 2.98.
    found = asked(market, predicate("price", "above", 2.9, "sigma", ["AAA"]), 80)
    assert found.value is True
    assert asked(market, predicate("price", "above", 3.0, "sigma", ["AAA"]), 80).value is False
    assert asked(market, predicate("price", "above", 2.9, "sigma", ["AAA"]), 40).value is None


def test_a_level_must_fit_its_series() -> None:
    found = asked(MARKET, predicate("rsi", "above", 50, "bp", ["AAA"]), 5)
    assert found.value is None
    assert asked(MARKET, predicate("price", "above", None, None, ["AAA"]), 1).unknown is not None


def test_adjusted_prices_are_judged_and_named() -> None:
    market = view(bars("AAA", [100, 101], adjustment="adjusted"))
    found = asked(market, predicate("price", "above", 100, "price", ["AAA"]), 1)
    assert found.value is True
    assert "adjusted" in str(found.values["note"])
    assert "note" not in asked(MARKET, predicate("price", "above", 100, "price", ["AAA"]), 1).values


def test_prices_run_on_through_a_split_and_levels_do_not() -> None:
    close = [100.0, 102.0, 51.5, 52.0]
    market = view(bars("AAA", close, adjusted=[50.0, 51.0, 51.5, 52.0]))
    assert asked(market, predicate("price", "rises", 1, "percent", ["AAA"]), 2, first=2).value is False
    assert asked(market, predicate("price", "rises", 0.9, "percent", ["AAA"]), 2, first=2).value is True
    found = asked(market, predicate("price", "below", 60, "price", ["AAA"]), 2)
    assert found.value is True
    assert found.values["close"] == 51.5
    assert asked(market, predicate("drawdown", "above", 1, "percent", ["AAA"]), 2).value is False


class TestHoldsAtALevel:
    def test_no_close_beyond_it_since_the_counting_began(self) -> None:
        test = predicate("price", "holds", 99, "price", ["AAA"])
        # From the close of 100: 101, 99 (not below), 102, 104, then 98.
        assert [asked(MARKET, test, day).value for day in (1, 2, 4, 5)] == [True, True, True, False]
        assert asked(MARKET, test, 5).values["broken on"] == str(AAA.day(5))

    def test_once_broken_it_stays_broken(self) -> None:
        assert asked(MARKET, predicate("price", "holds", 99.5, "price", ["AAA"]), 4).value is False

    def test_resistance_holds_from_below(self) -> None:
        test = predicate("price", "holds", 103, "price", ["AAA"])
        assert [asked(MARKET, test, day).value for day in (3, 4)] == [True, False]
        assert asked(MARKET, test, 3).values["side"] == "below"

    def test_the_low_breaks_it_within_the_day(self) -> None:
        test = predicate("price", "holds", 99, "price", ["AAA"], basis="intraday")
        assert [asked(MARKET, test, day).value for day in (1, 2)] == [True, False]

    def test_an_average_holds(self) -> None:
        market = view(bars("AAA", [10, 10, 12, 13, 14, 10]))
        test = predicate("moving_average", "holds", 3, "session", ["AAA"])
        assert [asked(market, test, day, first=3).value for day in (3, 4, 5)] == [True, True, False]


class TestWindows:
    def test_within_sessions_it_is_looked_for_and_then_no_more(self) -> None:
        test = predicate("price", "above", 100, "price", ["AAA"], window=within(None, 3))
        answers = [asked(MARKET, test, day, first=1) for day in (1, 2, 3, 4)]
        assert [answer.value for answer in answers] == [True, False, True, False]
        assert "closed" in str(answers[3].values["window"])

    def test_not_before_it_opens(self) -> None:
        found = asked(MARKET, predicate("price", "above", 99, "price", ["AAA"], window=within(None, 3)), 1, first=2)
        assert found.value is False
        assert "opens" in str(found.values["window"])

    def test_the_lesser_of_two_numbers_delays_nothing(self) -> None:
        test = predicate("price", "above", 90, "price", ["AAA"], window=within(2, 3))
        assert [asked(MARKET, test, day, first=1).value for day in (1, 2, 3, 4)] == [True, True, True, False]

    def test_until_a_date(self) -> None:
        test = predicate("price", "above", 90, "price", ["AAA"], window=within(None, None, None, str(AAA.day(3))))
        assert [asked(MARKET, test, day, first=1).value for day in (3, 4)] == [True, False]

    def test_words_bind_nothing_and_say_so(self) -> None:
        test = predicate("price", "above", 90, "price", ["AAA"], window=within(None, None, None, "the winter"))
        found = asked(MARKET, test, 5)
        assert found.value is True
        assert "binds nothing" in str(found.values["window"])

    def test_one_number_is_how_long_it_must_have_held(self) -> None:
        test = predicate("price", "above", 98.5, "price", ["AAA"], window=within(3, 3))
        # Above since the counting began at session 1: held three sessions from session 3 on.
        assert [asked(MARKET, test, day, first=1).value for day in (1, 2, 3, 4, 5)] == [False, False, True, True, False]
        assert asked(MARKET, test, 4, first=1).values["sessions beyond it"] == 3

    def test_a_stop_that_must_have_held_is_judged_on_the_closes(self) -> None:
        # Lows 97, 100, 101 touch 101.5 on every session; the closes stand at 99, 102 and 104.
        for window, value in ((within(2, 2), False), (within(None, 2), True)):
            test = predicate("price", "below", 101.5, "price", ["AAA"], window=window)
            assert asked(MARKET, test, 3, role="stop", first=2).value is value

    def test_a_least_number_alone_is_such_a_period_too(self) -> None:
        test = predicate("price", "above", 98.5, "price", ["AAA"], window=within(2, None))
        assert [asked(MARKET, test, day, first=1).value for day in (1, 2)] == [False, True]

    def test_weeks_are_counted_by_the_calendar(self) -> None:
        # Session 1 is Wednesday 4 January 2023; a week from it ends on the 11th.
        market = view(bars("AAA", [100.0] * 10))
        test = predicate("price", "above", 90, "price", ["AAA"], window=within(None, 1, "week"))
        assert [asked(market, test, day, first=1).value for day in (6, 7)] == [True, False]

    def test_with_a_position_it_counts_from_the_entry(self) -> None:
        test = predicate("price", "above", 90, "price", ["AAA"], window=within(None, 2))
        assert asked(MARKET, test, 4, role="exit", first=1).value is False
        assert asked(MARKET, test, 4, role="exit", first=1, entered=3).value is True

    def test_a_cross_that_has_stayed(self) -> None:
        test = predicate("price", "crosses_above", 100, "price", ["AAA"], window=within(2, 2))
        assert [asked(MARKET, test, day, first=1).value for day in (2, 3, 4, 5)] == [False, False, True, False]
