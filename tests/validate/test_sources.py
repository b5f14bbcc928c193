"""What each measure is read off, and why it is unknown where it cannot be."""

from __future__ import annotations

from typing import get_args

import pytest

from commentary_nlp.records import Leg, Measure
from commentary_nlp.settings import ValidateSettings
from commentary_nlp.validate.subjects import Trade, rsi_sessions_said, sessions_said, subjects, trade_of
from tests.validate.conftest import asked, bars, predicate, share, view, within

N = 80
DRIFT = [100.0 + 0.1 * n + (n % 2) for n in range(N)]
FLAT = [50.0 + (n % 2) for n in range(N)]
LAST = N - 1


class TestSpread:
    market = view(bars("AAA", [10, 12, 9]), bars("BBB", [8, 8, 12]))

    def test_a_ratio_by_default_and_a_difference_in_price(self) -> None:
        ratio = asked(self.market, predicate("spread", "above", 1.4, "ratio", ["AAA", "BBB"]), 1)
        assert (ratio.value, ratio.values["close"], ratio.series) == (True, 1.5, "ratio AAA/BBB")
        less = asked(self.market, predicate("spread", "below", -2.5, "price", ["AAA", "BBB"]), 2)
        assert (less.value, less.values["close"]) == (True, -3.0)

    def test_of_a_pair_the_long_side_over_the_short(self) -> None:
        legs = [share("BBB", "short"), share("AAA")]
        assert asked(self.market, predicate("spread", "above", 1.4, "ratio"), 1, legs=legs).series == "ratio AAA/BBB"

    def test_of_one_instrument_it_is_unknown(self) -> None:
        found = asked(self.market, predicate("spread", "above", 2, "price", ["AAA"]), 1, legs=[share()])
        assert found.value is None
        assert "two instruments" in (found.unknown or "")

    def test_widens_by_distance_from_zero(self) -> None:
        test = predicate("spread", "widens", 0.9, "price", ["AAA", "BBB"])
        # Differences 2, 4, -3.
        assert [asked(self.market, test, day).value for day in (1, 2)] == [True, True]
        assert asked(self.market, predicate("spread", "narrows", 2, "points", ["AAA", "BBB"]), 1).value is False

    def test_the_curve_is_in_basis_points(self) -> None:
        market = view(bars("US10Y", [4.0, 4.1]), bars("US2Y", [4.5, 4.4]))
        found = asked(market, predicate("spread", "above", -40, "bp", subject="the curve"), 1)
        assert found.value is True
        assert found.values["close in bp"] == pytest.approx(-30)

    def test_the_ratios_percent_is_its_move(self) -> None:
        assert asked(self.market, predicate("spread", "rises", 19, "percent", ["AAA", "BBB"]), 1).value is True

    def test_a_ratio_has_no_extremes_of_the_day(self) -> None:
        found = asked(self.market, predicate("spread", "above", 1, "ratio", ["AAA", "BBB"], basis="intraday"), 1)
        assert "close" in str(found.values["basis"])


class TestVolatility:
    market = view(bars("SPX", DRIFT), bars("AAA", FLAT), bars("VIX", FLAT), bars("SPY", DRIFT))

    def test_realized_of_the_named_over_the_said_sessions(self) -> None:
        found = asked(self.market, predicate("realized_vol", "above", 20, "percent", ["AAA"],
                                             subject="10-day realised vol"), LAST)  # fmt: skip
        assert found.series == "10-session realized volatility of AAA close"
        assert found.value is True
        short = asked(self.market, predicate("realized_vol", "above", 20, "percent", ["AAA"]), 20)
        assert short.value is None

    def test_not_said_which_of_nothing_named_is_the_markets(self) -> None:
        test = predicate("volatility", "falls", subject="volatility")
        assert "SPX" in (asked(self.market, test, LAST, legs=[share()]).series or "")
        named = predicate("volatility", "above", 40, "points", ["VIX"])
        assert asked(self.market, named, LAST).series == "VIX close"

    def test_implied_is_an_index_and_only_an_index(self) -> None:
        of_fund = asked(self.market, predicate("implied_vol", "above", 40, "points", ["SPY"]), LAST)
        assert of_fund.value is True
        assert "VIX" in str(of_fund.values["note"])
        assert asked(self.market, predicate("implied_vol", "above", 40, "percent", ["VIX"]), LAST).value is True
        share_of = asked(self.market, predicate("implied_vol", "below", 50, "percent", ["AAA"]), LAST)
        assert "option prices" in (share_of.unknown or "")
        holds = predicate("implied_vol", "holds")
        assert asked(self.market, holds, LAST, first=60).series == "VIX close"
        assert asked(self.market, holds, LAST, first=60, legs=[share()]).series == "VIX close"
        call = Leg(side="long", symbol="AAA", kind="option", right="call")
        assert asked(self.market, holds, LAST, first=60, legs=[call]).value is None


class TestYieldsAndCurrencies:
    def test_by_the_subjects_maturity(self) -> None:
        market = view(bars("US10Y", [4.0, 4.2]), bars("US30Y", [4.5, 4.6]))
        ten = asked(market, predicate("yield", "above", 4.1, "percent", subject="the 10-year yield"), 1)
        thirty = asked(market, predicate("yield", "above", 4.55, "percent", subject="the 30-year yield"), 1)
        assert (ten.value, ten.series, thirty.value) == (True, "US10Y yield", True)
        assert asked(market, predicate("yield", "above", 415, "bp"), 1).value is True
        assert asked(market, predicate("yield", "rises", 19, "bp"), 1).value is True
        assert asked(market, predicate("yield", "rises", 21, "bp"), 1).value is False

    @pytest.mark.parametrize("subject", ["real yields", "ten-year gilt yields", "the 30-year mortgage rate"])
    def test_another_yield_is_not_the_treasurys(self, subject: str) -> None:
        market = view(bars("US10Y", [4.0, 4.2]), bars("US30Y", [4.5, 4.6]))
        assert asked(market, predicate("yield", "above", 1, "percent", subject=subject), 1).value is None

    def test_a_currency_by_name(self) -> None:
        market = view(bars("DXY", [100, 103]), bars("USDJPY", [100, 105]))
        assert asked(market, predicate("currency", "rises", 2, "percent", subject="the dollar"), 1).value is True
        yen = asked(market, predicate("currency", "falls", 4, "percent", subject="the yen"), 1)
        assert (yen.value, yen.series) == (True, "1/USDJPY")
        level = asked(market, predicate("currency", "below", 150, "price", subject="the yen"), 1)
        assert level.value is None
        pair = predicate("currency", "above", 104, "price", ["USDJPY"])
        assert asked(market, pair, 1).value is True


class TestCredit:
    def test_a_proxy_tells_the_way_and_no_size(self) -> None:
        market = view(bars("LQD", FLAT), bars("HYG", [*([80.0, 80.5] * 39), 80.0, 70.0]))
        wide = asked(market, predicate("credit_spread", "widens", subject="high-yield spreads"), LAST, first=LAST)
        assert wide.value is True
        assert "proxy" in str(wide.values["note"])
        level = asked(market, predicate("credit_spread", "above", 400, "bp", subject="high-yield spreads"), LAST)
        assert "no spread" in (level.unknown or "")
        size = asked(market, predicate("credit_spread", "narrows", 100, "bp"), LAST)
        assert size.value is None

    def test_a_published_spread_carries_levels(self) -> None:
        market = view(bars("HYOAS", [3.9, 4.1]), bars("LQD", [1, 1]), bars("HYG", [1, 1]))
        test = predicate("credit_spread", "above", 400, "bp", subject="high-yield spreads")
        assert [asked(market, test, day).value for day in (0, 1)] == [False, True]

    def test_a_single_names_is_unknown(self) -> None:
        market = view(bars("LQD", [1, 1]), bars("HYG", [1, 1]))
        assert (
            asked(market, predicate("credit_spread", "below", 90, "bp", ["ORCL"], subject="ORCL CDS"), 1).value is None
        )


class TestBreadth:
    def test_the_advance_decline_line_first(self) -> None:
        market = view(bars("NYAD", DRIFT), bars("RSP", FLAT), bars("SPY", DRIFT))
        assert asked(market, predicate("breadth", "improves"), LAST).series == "advance-decline line NYAD"

    def test_then_equal_weight(self) -> None:
        market = view(bars("RSP", FLAT), bars("SPY", DRIFT))
        assert asked(market, predicate("breadth", "worsens"), LAST).series == "equal weight RSP/SPY"

    def test_then_the_shares_at_hand(self) -> None:
        rising = [bars(f"S{n}", [100.0 + day for day in range(N)]) for n in range(9)]
        falling = [bars(f"F{n}", [200.0 - day for day in range(N)]) for n in range(3)]
        market = view(*rising, *falling, bars("XLK", DRIFT))
        found = asked(market, predicate("breadth", "above", 70, "percent"), LAST)
        assert (found.value, found.values["close"], found.values["of"]) == (True, 75.0, 12.0)
        assert "50-session" in (found.series or "")
        of_index = asked(market, predicate("breadth", "above", 70, "percent", ["RUT"]), LAST)
        assert "100 shares" in (of_index.unknown or "")

    def test_too_few_shares_are_none(self) -> None:
        market = view(*(bars(f"S{n}", DRIFT) for n in range(9)))
        assert "fewer than 10" in (asked(market, predicate("breadth", "improves"), LAST).unknown or "")

    def test_the_length_that_is_said(self) -> None:
        market = view(*(bars(f"S{n}", DRIFT) for n in range(10)))
        test = predicate("breadth", "below", 40, "percent", subject="shares above their 20-day average")
        assert "20-session" in (asked(market, test, LAST).series or "")


class TestDrawdown:
    def test_depth_is_positive(self) -> None:
        market = view(bars("AAA", [100, 120, 102]))
        found = asked(market, predicate("drawdown", "above", 14, "percent", ["AAA"]), 2)
        assert (found.value, found.values["close"]) == (True, 15.0)

    def test_broadens_into_the_named(self) -> None:
        market = view(bars("SPX", [100] * 3), bars("AAA", [100, 96, 94]), bars("BBB", [100, 94, 94.5]))
        test = predicate("drawdown", "broadens", symbols=["AAA", "BBB"])
        assert [asked(market, test, day).value for day in (1, 2)] == [False, True]

    def test_broadens_across_the_sectors(self) -> None:
        funds = subjects().market("sectors")
        hit = [bars(fund, [100, 99, 94 if n < 6 else 99]) for n, fund in enumerate(funds)]
        market = view(bars("SPX", [100] * 3), *hit)
        test = predicate("drawdown", "broadens")
        found = asked(market, test, 2)
        assert (found.value, found.values["funds"]) == (True, 11.0)
        assert asked(market, test, 1).value is False
        few = view(bars("SPX", [100] * 3), *hit[:5])
        assert "sector funds" in (asked(few, test, 2).unknown or "")

    def test_a_drawdown_that_was_as_broad_before_has_not_broadened(self) -> None:
        hit = [bars(fund, [100, 90, 90]) for fund in subjects().market("sectors")]
        market = view(bars("SPX", [100] * 3), *hit)
        assert asked(market, predicate("drawdown", "broadens"), 2, first=2).value is False

    def test_an_account_is_no_leg(self) -> None:
        market = view(bars("AAA", [100, 120, 102]))
        test = predicate("drawdown", "above", 10, "percent", subject="the account")
        assert asked(market, test, 2, legs=[share()]).value is None


class TestLeadership:
    def test_rotates_when_leaders_trail_laggards(self) -> None:
        few = ValidateSettings(rotation_lead_sessions=3, rotation_sessions=2)
        led = [100, 102, 104, 106, 105, 104]
        lagged = [100, 99, 98, 97, 98, 99]
        flat = [100.0] * 6
        funds = dict(zip(subjects().market("sectors")[:6], [led, led, flat, flat, lagged, lagged], strict=True))
        market = view(bars("SPY", flat), *(bars(name, close) for name, close in funds.items()))
        found = asked(market, predicate("leadership", "rotates"), 5, settings=few)
        assert found.value is True
        assert found.values["leaders"] == "XLB, XLC"
        assert found.values["leaders less laggards"] == pytest.approx(100 * (104 / 106 - 99 / 97))
        named = asked(market, predicate("leadership", "rotates", symbols=["XLB"]), 5, settings=few)
        assert named.value is True
        assert asked(market, predicate("leadership", "rotates", symbols=["XLI"]), 5, settings=few).value is False

    def test_narrows_as_equal_weight_lags(self) -> None:
        market = view(bars("RSP", [*FLAT[:-1], 45.0]), bars("SPY", FLAT))
        assert asked(market, predicate("leadership", "narrows"), LAST, first=LAST).value is True
        assert asked(market, predicate("leadership", "broadens"), LAST, first=LAST).value is False


class TestVolume:
    market = view(bars("AAA", [100.0] * 25, volume=[100.0] * 22 + [130.0, 110.0, 70.0]), bars("BBB", [1.0] * 25))

    def test_against_its_own_mean(self) -> None:
        rises, falls = predicate("volume", "rises", symbols=["AAA"]), predicate("volume", "falls", symbols=["AAA"])
        assert [asked(self.market, rises, day).value for day in (22, 23, 24)] == [True, False, False]
        assert [asked(self.market, falls, day).value for day in (22, 23, 24)] == [False, False, True]
        assert asked(self.market, rises, 22).values["times usual"] == pytest.approx(1.3)

    @pytest.mark.parametrize(("change", "value", "unit", "answer"), [
        ("above", 1.2, "ratio", True), ("above", 1.4, "ratio", False), ("above", 25, "percent", True),
        ("above", None, None, True), ("below", None, None, False), ("above", 120, "points", True),
        ("rises", 35, "percent", False), ("falls", 10, "percent", False), ("holds", None, None, True),
        ("crosses_above", 1.2, "ratio", True),
    ])  # fmt: skip
    def test_stated(self, change: str, value: float | None, unit: str | None, answer: bool) -> None:
        test = predicate("volume", change, value, unit, ["AAA"])
        assert asked(self.market, test, 22).value is answer

    def test_without_volumes_it_is_unknown(self) -> None:
        assert asked(self.market, predicate("volume", "rises", symbols=["BBB"]), 24).value is None


class TestPosition:
    market = view(bars("AAA", [100, 101, 102]))

    @pytest.mark.parametrize(("change", "value", "pnl", "answer"), [
        ("below", -9, -0.091, True), ("below", -9, -0.09, False), ("above", 20, 0.201, True),
        ("above", 5, 105 / 100 - 1, False),
        ("falls", 9, -0.1, True),
        ("rises", 15, 0.1, False), ("above", 20, None, None),
    ])  # fmt: skip
    def test_pnl(self, change: str, value: float, pnl: float | None, answer: bool | None) -> None:
        test = predicate("pnl", change, value, "percent")
        assert asked(self.market, test, 1, role="stop", entered=1, pnl=pnl, legs=[share()]).value is answer

    def test_without_a_position_it_is_unknown(self) -> None:
        assert "no position" in (asked(self.market, predicate("pnl", "below", -9, "percent"), 1).unknown or "")
        assert asked(self.market, predicate("premium", "below", 3, "price"), 1).value is None

    def test_premium(self) -> None:
        test = predicate("premium", "below", 3.2, "price")
        assert asked(self.market, test, 1, role="target", entered=1, premium=3.1).value is True
        assert asked(self.market, test, 1, role="target", entered=1, premium=3.3).value is False
        assert asked(self.market, test, 1, role="target", entered=1).value is None
        half = predicate("premium", "falls", 50, "percent")
        assert asked(self.market, half, 1, role="target", entered=1, premium=1.0).value is None


class TestTheTrade:
    def test_a_basket_is_its_equal_weight_index(self) -> None:
        market = view(bars("AAA", [100, 110]), bars("BBB", [50, 50]))
        legs = [share("AAA"), share("BBB")]
        found = asked(market, predicate("price", "rises", 4, "percent"), 1, legs=legs)
        assert (found.value, found.series) == (True, "equal-weight AAA+BBB")
        assert asked(market, predicate("price", "above", 90, "price"), 1, legs=legs).value is None

    def test_sides(self) -> None:
        put = Leg(side="long", symbol="QQQ", kind="option", right="put")
        assert trade_of((share("IWM"), put)) == Trade(("IWM",), ("QQQ",), optional=True)
        sold = Leg(side="short", symbol="QQQ", kind="option", right="put")
        assert trade_of((put, sold)) == Trade(("QQQ",), (), optional=True)
        assert trade_of((share("AAA", "short"),)) == Trade(("AAA",), ())

    def test_a_stand_in_answers_what_names_no_level(self) -> None:
        market = view(bars("SPY", DRIFT))
        found = asked(market, predicate("rsi", "above", 10, "points", ["SPX"]), LAST)
        assert found.value is True
        assert "SPY stands in for SPX" in str(found.values["note"])
        assert "SPX" in (asked(market, predicate("price", "above", 10, "price", ["SPX"]), LAST).unknown or "")


class TestUnknown:
    def test_a_missing_symbol_names_its_remedy(self) -> None:
        found = asked(view(bars("AAA", [1, 2])), predicate("price", "above", 1, "price", ["ZZZ"]), 1)
        assert found.value is None
        assert "no prices of ZZZ" in (found.unknown or "")
        assert "market import" in (found.unknown or "")

    def test_a_gap_is_no_answer(self) -> None:
        market = view(bars("AAA", [1, 2, 3, 4], skip=[2]))
        test = predicate("price", "above", 1, "price", ["AAA"])
        assert [asked(market, test, day).value for day in (1, 2, 3)] == [True, None, True]
        assert "no bar of" in (asked(market, test, 2).unknown or "")

    def test_gaps_in_a_period(self) -> None:
        market = view(bars("AAA", [5.0] * 12, skip=[6]), bars("BBB", [5.0] * 12, skip=[5, 6, 7]))
        held = within(6, 6)
        one = asked(market, predicate("price", "above", 1, "price", ["AAA"], window=held), 9)
        assert one.value is True
        three = asked(market, predicate("price", "above", 1, "price", ["BBB"], window=held), 9)
        assert "3 bars" in (three.unknown or "")

    def test_prices_that_begin_later_are_not_there_yet(self) -> None:
        market = view(bars("AAA", [1, 2, 3]), bars("BBB", [5.0] * 3, begin=2))
        assert "no prices of BBB" in (asked(market, predicate("price", "above", 1, "price", ["BBB"]), 1).unknown or "")

    @pytest.mark.parametrize(
        "measure", ["earnings", "earnings_revisions", "macro_release", "policy", "positioning", "other"]
    )
    def test_what_bars_do_not_carry(self, measure: Measure) -> None:
        found = asked(view(bars("AAA", [1, 2])), predicate(measure, "rises", symbols=["AAA"]), 1)
        assert found.value is None
        assert found.unknown

    @pytest.mark.parametrize("measure", get_args(Measure))
    def test_an_event_is_never_told_from_bars(self, measure: Measure) -> None:
        market = view(
            *(bars(s, DRIFT, volume=DRIFT) for s in ("AAA", "SPY", "SPX", "VIX", "US10Y", "DXY", "HYG", "LQD"))
        )
        test = predicate(measure, "occurs", symbols=["SPY", "AAA"] if measure == "spread" else ["AAA"])
        found = asked(market, test, LAST, legs=[share()])
        assert found.value is None
        assert found.unknown


def test_lengths_in_words() -> None:
    assert sessions_said("20-day realised volatility") == 20
    assert sessions_said("two-week range") == 10
    assert sessions_said("1-month implied vol") == 21
    assert sessions_said("the spread") is None
    assert rsi_sessions_said("RSI(2)") == 2
    assert rsi_sessions_said("its 9-day RSI") == 9
    assert rsi_sessions_said("RSI") is None
