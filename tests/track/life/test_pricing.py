"""Options: the model against published and hand-computed values, expiries, strikes, bases of return."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes import FREE, Row, call, condition, flat, lasts, leg, make_bars, market, option, pnl, price, run

from commentary_nlp.market.bars import Bars
from commentary_nlp.market.calendar import calendar
from commentary_nlp.records.contract import Expiry, Leg, Strike
from commentary_nlp.records.outcome import Outcome
from commentary_nlp.settings import TrackSettings
from commentary_nlp.track.capital import stake
from commentary_nlp.track.options import Held
from commentary_nlp.track.pricing import (
    black_scholes,
    expiry_date,
    strike_of_delta,
    third_friday,
    volatility,
    years_left,
)
from commentary_nlp.track.schedule import Sessions
from commentary_nlp.track.unsettled import UnsettledError

US = Sessions([calendar("XNYS")])
MONDAY = date(2024, 5, 6)
START = date(2024, 1, 2)
BEFORE = len(calendar().sessions(START, date(2024, 5, 3)))


def history(rows: list[Row], symbol: str = "XYZ", wobble: float = 1.0) -> Bars:
    """Four months around 100 before the Monday, then the given rows."""
    past = [(100.0, 101.0, 99.0, 100.0 + wobble * (n % 2)) for n in range(BEFORE)]
    return make_bars(symbol, [*past, *rows], first=START)


def outcome(*legs: Leg, rows: list[Row], structure: str = "outright", horizon: int = 40, **more: object) -> Outcome:
    settings = more.pop("settings", FREE)
    rec = call(*legs, structure=structure, horizon=lasts(horizon), **more)  # type: ignore[arg-type]
    idea = run(rec, market(history(rows)), settings=settings)[0]  # type: ignore[arg-type]
    assert idea.outcome is not None, idea.reason
    return idea.outcome


def test_black_scholes_gives_the_textbook_s_example() -> None:
    """Hull, Options, Futures, and Other Derivatives, "The Black-Scholes-Merton model": S 42, K 40, r 10%,
    volatility 20%, six months."""
    c, p = (float(black_scholes(right, 42, 40, years=0.5, volatility=0.2, rate=0.1)) for right in ("call", "put"))  # type: ignore[arg-type]
    assert c == pytest.approx(4.76, abs=0.005)
    assert p == pytest.approx(0.81, abs=0.005)


positive = st.floats(1, 1000)


@given(positive, positive, st.floats(0.001, 3), st.floats(0.01, 2), st.floats(0, 0.1))
def test_put_call_parity(spot: float, strike: float, years: float, vol: float, rate: float) -> None:
    c, p = (
        float(black_scholes(right, spot, strike, years=years, volatility=vol, rate=rate)) for right in ("call", "put")
    )  # type: ignore[arg-type]
    assert c - p == pytest.approx(spot - strike * math.exp(-rate * years), abs=1e-8 * (spot + strike))


@given(positive, st.floats(5, 95), st.floats(0.01, 2), st.floats(0.05, 1))
def test_a_strike_has_the_delta_it_was_asked_for(spot: float, delta: float, years: float, vol: float) -> None:
    step = spot * 1e-4
    for right in ("call", "put"):
        strike = strike_of_delta(right, delta, spot, years=years, volatility=vol, rate=0.03)  # type: ignore[arg-type]
        up, down = (
            float(black_scholes(right, s, strike, years=years, volatility=vol, rate=0.03))  # type: ignore[arg-type]
            for s in (spot + step, spot - step)
        )
        assert abs(up - down) / (2 * step) * 100 == pytest.approx(delta, abs=0.2)


def test_at_expiry_an_option_is_worth_its_intrinsic_value() -> None:
    assert black_scholes("call", [110, 90], 100, years=0, volatility=0.2, rate=0.03).tolist() == [10, 0]
    assert black_scholes("put", [110, 90], 100, years=0, volatility=0.2, rate=0.03).tolist() == [0, 10]


def test_time_runs_in_calendar_days_to_the_close_of_the_expiry() -> None:
    days = np.array(["2024-06-14", "2024-06-21", "2024-06-24"], dtype="datetime64[D]")
    assert years_left(date(2024, 6, 21), days, "close").tolist() == pytest.approx([7 / 365, 0, 0])
    assert years_left(date(2024, 6, 21), days, "open")[1] == pytest.approx(6.5 / 24 / 365)


@pytest.mark.parametrize(
    ("expiry", "day"),
    [
        (Expiry(text="x", date="2024-06-28"), date(2024, 6, 28)),
        (Expiry(text="x", date="2024-07-04"), date(2024, 7, 3)),
        (Expiry(text="x", month="2024-06"), date(2024, 6, 21)),
        (Expiry(text="x", month="2025-04"), date(2025, 4, 17)),  # Good Friday
        (Expiry(text="x", month="03"), date(2025, 3, 21)),
        (Expiry(text="x", month="05"), date(2024, 5, 17)),
        (Expiry(text="x", dte_min=30, dte_max=60), date(2024, 6, 21)),
        (Expiry(text="x", dte_min=30, dte_max=45), date(2024, 6, 12)),  # no monthly inside: the middle
        (Expiry(text="x", dte_min=90, dte_max=90), date(2024, 8, 2)),
        (None, date(2024, 5, 17)),
    ],
)
def test_expiries(expiry: Expiry | None, day: date) -> None:
    assert expiry_date(expiry, date(2024, 5, 4) if expiry and expiry.dte_min == 90 else MONDAY, US, 15)[0] == day


def test_third_fridays() -> None:
    assert [third_friday(2024, month).day for month in (1, 3, 6, 9)] == [19, 15, 21, 20]


def test_a_date_that_is_none_is_refused() -> None:
    for bad in (Expiry(text="x", date="soon"), Expiry(text="x", month="2024-13")):
        with pytest.raises(UnsettledError):
            expiry_date(bad, MONDAY, US, 30)


def test_volatility_at_an_open_reads_no_bar_of_that_day() -> None:
    calm, wild = history(flat(100, 3)), history([(100, 300, 50, 200), *flat(100, 2)])
    days = np.array(calendar().sessions(MONDAY, date(2024, 5, 8)), dtype="datetime64[D]")
    a, b = (volatility("XYZ", days, market(bars), FREE) for bars in (calm, wild))
    assert a.at_open[0] == b.at_open[0]
    assert a.at_close[0] < b.at_close[0]
    logs = np.diff(np.log(calm.close[BEFORE - 64 : BEFORE]))
    assert a.at_open[0] == pytest.approx(logs.std(ddof=1) * math.sqrt(252))


def test_a_volatility_index_is_used_where_it_is_at_hand() -> None:
    vix = make_bars("VIX", [(20, 20, 20, 20), (30, 30, 30, 30)], first=date(2024, 5, 3))
    days = np.array([MONDAY], dtype="datetime64[D]")
    found = volatility("SPY", days, market(vix), FREE)
    assert (found.at_open[0], found.at_close[0], found.index) == (0.2, 0.3, True)


def test_without_a_past_there_is_no_volatility() -> None:
    idea = run(call(option("long", "call", 100, "2024-06-21")), market(make_bars("XYZ", flat(100, 40))))[0]
    assert idea.status == "not_settled"
    assert "volatility of XYZ is unknown" in (idea.reason or "")


def test_a_bought_call_ends_at_its_expiry_at_intrinsic_value() -> None:
    out = outcome(option("long", "call", 100, "2024-05-17"), rows=[*flat(100, 9), (100, 108, 100, 107), *flat(99, 30)])
    years = (11 + 6.5 / 24) / 365
    vol = float(np.diff(np.log([100.0 + (n % 2) for n in range(BEFORE)]))[-63:].std(ddof=1) * math.sqrt(252))
    paid = float(black_scholes("call", 100, 100, years=years, volatility=vol, rate=0.03))
    assert out.exit_date == date(2024, 5, 17)
    assert (out.legs[0].entry_price, out.legs[0].exit_price) == (pytest.approx(paid), pytest.approx(7))
    assert out.gross_return == pytest.approx(7 / paid - 1)
    assert (out.return_basis, out.pricing, out.entry_price) == ("premium", "modelled", None)
    assert out.mfe == pytest.approx(8 / paid - 1, rel=0.02)


def test_a_horizon_before_the_expiry_comes_first() -> None:
    rec = call(option("long", "call", 100, "2024-06-21"), horizon=lasts(3))
    idea = run(rec, market(history(flat(100, 60))))[0]
    assert idea.outcome is not None
    assert (idea.reason, idea.outcome.exit_date) == ("horizon", date(2024, 5, 8))
    default = run(call(option("long", "call", 100, "2024-06-21")), market(history(flat(100, 60))))[0]
    to_expiry = TrackSettings(hold_options_to_expiry=True)
    held = run(call(option("long", "call", 100, "2024-06-21")), market(history(flat(100, 60))), settings=to_expiry)[0]
    assert (default.reason, held.reason) == ("horizon", "expiry")


def test_an_option_that_had_expired_is_not_settled() -> None:
    idea = run(call(option("long", "call", 100, "2024-04-19")), market(history(flat(100, 9))))[0]
    assert idea.status == "not_settled"
    assert "expired on 2024-04-19" in (idea.reason or "")


def test_a_credit_spread_returns_on_its_largest_loss() -> None:
    legs = (
        option("short", "call", 100, "2024-05-17", strike_rank=1),
        option("long", "call", 105, "2024-05-17", strike_rank=2),
    )
    lost = outcome(*legs, rows=[*flat(100, 9), (100, 112, 100, 111)], structure="call_spread")
    won = outcome(*legs, rows=[*flat(100, 9), (100, 100, 95, 96)], structure="call_spread")
    assert lost.return_basis == "max_loss"
    assert lost.gross_return == pytest.approx(-1)
    sold, bought = (one.entry_price or 0.0 for one in won.legs)
    assert won.gross_return == pytest.approx((sold - bought) / (5 - (sold - bought)))


def test_bases_by_structure() -> None:
    expiry = "2024-06-21"
    c = lambda side, k, **more: option(side, "call", k, expiry, **more)  # noqa: E731
    p = lambda side, k, **more: option(side, "put", k, expiry, **more)  # noqa: E731
    cases = [
        ("premium", "straddle", (c("long", 100), p("long", 100))),
        ("premium", "call_spread", (c("long", 100), c("short", 105))),
        ("premium", "butterfly", (c("long", 98), c("short", 100, ratio=2), c("long", 102))),
        ("premium", "covered_call", (leg(), c("short", 105))),
        ("premium", "calendar_spread", (c("short", 100), option("long", "call", 100, "2024-09-20"))),
        ("max_loss", "put_spread", (p("short", 100), p("long", 95))),
        ("max_loss", "iron_condor", (p("long", 90), p("short", 98), c("short", 102), c("long", 110))),
        ("max_loss", "cash_secured_put", (p("short", 98),)),
        ("margin", "straddle", (c("short", 100), p("short", 100))),
        ("margin", "outright", (p("short", 98),)),
        ("margin", "covered_call", (c("short", 102),)),
        ("margin", "ratio_spread", (c("long", 100), c("short", 103, ratio=2))),
        ("margin", "calendar_spread", (c("long", 100), option("short", "call", 100, "2024-09-20"))),
        ("margin", "risk_reversal", (p("short", 98), c("long", 102))),
    ]
    for basis, structure, legs in cases:
        out = outcome(*legs, rows=flat(100, 60), structure=structure, horizon=5)
        assert out.return_basis == basis, structure


def test_margin_of_a_naked_short_option() -> None:
    """20% of 100 less 5 out of the money is 15, and the premium of 2: FINRA Rule 4210(f)(2)."""
    short = Held(option("short", "call", 105, "2024-06-21"), -1, 105, date(2024, 6, 21))
    far = Held(option("short", "put", 80, "2024-06-21"), -1, 80, date(2024, 6, 21))
    assert stake([short], [2.0], 100, "outright", FREE).amount == pytest.approx(17)
    assert stake([far], [1.0], 100, "outright", FREE).amount == pytest.approx(9)  # the floor: 10% of the strike
    assert stake([short, far], [2.0, 1.0], 100, "strangle", FREE).amount == pytest.approx(18)


def test_a_cash_secured_put_risks_its_strike_less_the_credit() -> None:
    put = Held(option("short", "put", 95, "2024-06-21"), -1, 95, date(2024, 6, 21))
    assert stake([put], [2.0], 100, "cash_secured_put", FREE).amount == pytest.approx(93)


def test_what_is_worth_nothing_has_no_return() -> None:
    idea = run(call(option("long", "call", 9000, "2024-05-17")), market(history(flat(100, 20))))[0]
    assert idea.status == "not_settled"
    assert "nothing at stake" in (idea.reason or "")


def test_missing_strikes_follow_the_structure_and_are_said() -> None:
    e = "2024-06-21"

    def noted(structure: str, *legs: Leg) -> list[float]:
        out = outcome(*legs, rows=flat(100, 40), structure=structure, horizon=3)
        return [float(n.rsplit(" ", 1)[-1]) for n in out.assumptions if n.startswith("no strike is said")]

    def o(side: str, right: str, rank: int | None = None, strike: float | None = None) -> Leg:
        return option(side, right, strike, e, strike_rank=rank)

    assert noted("outright", o("long", "call")) == [100]
    assert noted("call_spread", o("long", "call", 1), o("short", "call", 2)) == [100, 105]
    assert noted("put_spread", o("long", "put", 2), o("short", "put", 1)) == [100, 95]
    assert noted("call_spread", o("long", "call", 1, 102), o("short", "call", 2)) == [107]
    assert noted("strangle", o("long", "put", 1), o("long", "call", 2)) == [95, 105]
    assert noted("straddle", o("long", "put"), o("long", "call")) == [100, 100]
    condor = (o("long", "put", 1), o("short", "put", 2), o("short", "call", 3), o("long", "call", 4))
    assert noted("iron_condor", *condor) == [90, 95, 105, 110]
    wings = (o("long", "call", 1), option("short", "call", None, e, strike_rank=2, ratio=2), o("long", "call", 3))
    assert noted("butterfly", *wings) == [95, 100, 105]


def test_strikes_by_percent_and_delta() -> None:
    e = Expiry(text="x", date="2024-06-21")
    legs = [
        Leg(side="long", symbol="XYZ", kind="option", right=right, strike=Strike(value=v, unit=unit), expiry=e)  # type: ignore[arg-type]
        for right, v, unit in (("put", 5, "percent_otm"), ("call", 5, "percent_otm"), ("call", 0, "atm"))
    ]
    said = " ".join(outcome(*legs, rows=flat(100, 40), structure="custom", horizon=3).assumptions)
    assert "strike of 95" in said
    assert "strike of 105" in said
    assert "0 atm is a strike of 100" in said


def test_a_calendar_without_expiries_buys_the_later_one() -> None:
    legs = [Leg(side=side, symbol="XYZ", kind="option", right="call") for side in ("long", "short")]  # type: ignore[arg-type]
    out = outcome(*legs, rows=flat(100, 60), structure="calendar_spread", horizon=3)
    assert out.return_basis == "premium"


def test_a_stop_on_the_underlying_fills_at_the_modelled_value_there() -> None:
    stop = condition("stop", price("below", 95))
    rows = [*flat(100, 2), (99, 99, 90, 91), *flat(91, 40)]
    out = outcome(option("long", "call", 100, "2024-06-21"), rows=rows, conditions=[stop])
    before = history(rows)
    vol = volatility("XYZ", before.dates[BEFORE + 2 : BEFORE + 3], market(before), FREE).at_open[0]
    at_stop = float(black_scholes("call", 95, 100, years=(44 + 6.5 / 24) / 365, volatility=vol, rate=0.03))
    assert out.exit_date == date(2024, 5, 8)
    assert out.legs[0].exit_price == pytest.approx(at_stop)


def test_a_gain_on_the_premium_fills_at_its_level() -> None:
    target = condition("target", pnl("above", 50))
    out = outcome(
        option("long", "call", 100, "2024-06-21"), rows=[*flat(100, 2), (100, 120, 100, 118), *flat(118, 30)],
        conditions=[target],
    )  # fmt: skip
    assert out.gross_return == pytest.approx(0.5)
    assert out.target_touched is True


def test_a_straddle_s_worst_may_lie_inside_the_day_s_range() -> None:
    rows = [(110, 110, 90, 110), *flat(110, 40)]
    out = outcome(
        option("long", "call", 100, "2024-05-17"), option("long", "put", 100, "2024-05-17"),
        rows=rows, structure="straddle", horizon=1,
    )  # fmt: skip
    assert out.mae is not None
    assert out.mae < -0.5  # near 100 it is worth far less than at 90 or 110


def test_options_across_underlyings_are_scaled_to_equal_dollars() -> None:
    a = history(flat(100, 40), "A")
    b = make_bars(
        "B",
        [
            tuple(v / 10 for v in row)
            for row in [(100.0, 101.0, 99.0, 100.0 + n % 2) for n in range(BEFORE)] + flat(100, 40)
        ],
        first=START,
    )  # type: ignore[misc]
    legs = (
        option("long", "call", 100, "2024-06-21", symbol="A"),
        option("short", "call", 10, "2024-06-21", symbol="B"),
    )
    out = run(call(*legs, structure="pair", horizon=lasts(10)), market(a, b))[0].outcome
    assert out is not None
    assert out.return_basis == "margin"
    assert out.gross_return == pytest.approx(0, abs=1e-9)  # the same option on the same path, both ways


def test_option_costs_are_of_the_premium_and_none_at_expiry() -> None:
    settings = TrackSettings(option_cost_percent=3, share_cost_bp=0)
    out = outcome(
        option("long", "call", 100, "2024-05-17"), rows=[*flat(100, 9), (100, 108, 100, 107)], settings=settings
    )
    assert out.gross_return is not None
    assert out.net_return == pytest.approx(out.gross_return - 0.03)


def test_neither_call_nor_put_is_not_settled() -> None:
    idea = run(call(Leg(side="long", symbol="XYZ", kind="option")), market(history(flat(100, 5))))[0]
    assert idea.status == "not_settled"
    assert "neither call nor put" in (idea.reason or "")
