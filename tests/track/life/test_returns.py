"""Returns of pairs and baskets, their extremes, and what has none."""

from __future__ import annotations

from datetime import date

import pytest
from scenes import FREE, call, condition, flat, lasts, leg, make_bars, market, option, pnl, price, run

from commentary_nlp.settings import TrackSettings

A = make_bars("A", [(100, 102, 98, 101), (101, 106, 99, 104)])
B = make_bars("B", [(50, 51, 49, 50.5), (50, 52, 48, 49)])
C = make_bars("C", [(10, 11, 9, 10), (10, 12, 9, 11)])


def test_a_pair_is_the_long_leg_s_return_less_the_short_leg_s() -> None:
    out = run(call(leg("short", "B"), leg("long", "A"), structure="pair", horizon=lasts(2)), market(A, B))[0].outcome
    assert out is not None
    assert out.gross_return == pytest.approx(0.04 + 0.02)
    assert [(one.symbol, one.entry_price, one.exit_price) for one in out.legs] == [("B", 50, 49), ("A", 100, 104)]
    assert (out.entry_price, out.exit_price, out.return_basis) == (None, None, "notional")
    assert out.mae == pytest.approx(-0.01 - 0.04)  # A's low with B's high
    assert out.mfe == pytest.approx(0.06 + 0.04)
    assert "equal dollars in each leg" in out.assumptions


def test_several_legs_on_one_side_of_a_pair_share_its_dollars() -> None:
    rec = call(leg("long", "A"), leg("short", "B"), leg("short", "C"), structure="pair", horizon=lasts(2))
    out = run(rec, market(A, B, C))[0].outcome
    assert out is not None
    assert out.gross_return == pytest.approx(0.04 - (-0.02 + 0.10) / 2)


def test_a_basket_is_the_mean_of_its_legs_shorts_turned() -> None:
    long = run(call(leg(symbol="A"), leg(symbol="C"), structure="basket", horizon=lasts(2)), market(A, C))[0].outcome
    mixed = run(
        call(leg(symbol="A"), leg("short", "C"), structure="basket", horizon=lasts(2)), market(A, C)
    )[0].outcome  # fmt: skip
    assert long is not None
    assert mixed is not None
    assert long.gross_return == pytest.approx(0.07)
    assert mixed.gross_return == pytest.approx(-0.03)


def test_a_pair_s_loss_is_seen_at_open_and_close_and_fills_at_its_level() -> None:
    stop = condition("stop", pnl("below", -4.5))
    quiet = call(leg("long", "A"), leg("short", "B"), structure="pair", horizon=lasts(2), conditions=[stop])
    assert run(quiet, market(A, B))[0].reason == "horizon"  # only the legs' extremes, at no known moment, reach it
    extremes = TrackSettings(several_legs_pnl="extremes", share_cost_bp=0)
    assert run(quiet, market(A, B), settings=extremes)[0].reason == "stop"
    down = make_bars("A", [(100, 102, 98, 101), (101, 101, 90, 92)])
    idea = run(quiet, market(down, B))[0]
    assert idea.outcome is not None
    assert (idea.reason, idea.outcome.gross_return) == ("stop", pytest.approx(-0.045))
    assert [one.exit_price for one in idea.outcome.legs] == [None, None]


def test_a_pair_s_loss_gapped_over_fills_at_both_opens() -> None:
    down = make_bars("A", [(100, 102, 98, 101), (90, 101, 90, 100)])
    stop = condition("stop", pnl("below", -5))
    rec = call(leg("long", "A"), leg("short", "B"), structure="pair", horizon=lasts(2), conditions=[stop])
    idea = run(rec, market(down, B))[0]
    assert idea.outcome is not None
    assert idea.outcome.gross_return == pytest.approx(-0.10)
    assert [one.exit_price for one in idea.outcome.legs] == [90, 50]


def test_a_level_of_one_leg_of_a_pair_takes_the_other_at_its_close() -> None:
    target = condition("target", price("above", 105, symbols=("A",)))
    idea = run(
        call(leg("long", "A"), leg("short", "B"), structure="pair", horizon=lasts(2), conditions=[target]), market(A, B)
    )[0]  # fmt: skip
    assert idea.outcome is not None
    assert idea.outcome.gross_return == pytest.approx(0.05 + 0.02)
    assert [one.exit_price for one in idea.outcome.legs] == [105, 49]


def test_one_series_cannot_tell_two_contract_months_apart() -> None:
    spread = call(
        leg("long", "CL", "future"), leg("short", "CL", "future"), structure="calendar_spread", horizon=lasts(2)
    )  # fmt: skip
    idea = run(spread, market(make_bars("CL", flat(80, 5))))[0]
    assert idea.status == "not_settled"
    assert "both bought and sold" in (idea.reason or "")


def test_a_future_s_series_is_said_to_be_continuous() -> None:
    out = run(call(leg("long", "CL", "future"), horizon=lasts(2)), market(make_bars("CL", flat(80, 5))))[0].outcome
    assert out is not None
    assert any("continuous" in note for note in out.assumptions)
    assert out.entry_price == 80


def test_adjusted_prices_are_said_to_be_so() -> None:
    bars = make_bars("XYZ", flat(80, 5), adjustment="adjusted")
    out = run(call(leg(), horizon=lasts(2)), market(bars))[0].outcome
    assert out is not None
    assert any("adjusted prices" in note for note in out.assumptions)


def test_legs_of_two_exchanges_enter_where_both_trade() -> None:
    us = make_bars("A", flat(10, 10))
    uk = make_bars("VOD.L", flat(10, 10), first=date(2024, 5, 7))
    out = run(call(leg(symbol="A"), leg("short", "VOD.L"), structure="pair", horizon=lasts(2)), market(us, uk))[
        0
    ].outcome
    assert out is not None
    assert (out.entry_date, out.exit_date) == (date(2024, 5, 7), date(2024, 5, 8))


def test_an_option_and_a_share_across_underlyings_take_the_riskier_base() -> None:
    history = [make_bars(s, [(100, 101, 99, 100 + (n % 2)) for n in range(150)], first=date(2024, 1, 2)) for s in "AB"]
    rec = call(
        option("long", "call", 100, "2024-06-21", symbol="A"), leg("short", "B"), structure="pair", horizon=lasts(5)
    )  # fmt: skip
    out = run(rec, market(*history), settings=FREE)[0].outcome
    assert out is not None
    assert (out.return_basis, out.pricing) == ("notional", "modelled")
