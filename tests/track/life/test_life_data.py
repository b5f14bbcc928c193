"""What is missing: dates, prices, bars in between; what is known so far; costs and the benchmark."""

from __future__ import annotations

from datetime import date

import pytest
from scenes import (
    FREE,
    PUBLISHED,
    call,
    condition,
    flat,
    ideas,
    lasts,
    leg,
    make_bars,
    market,
    price,
    run,
)

from commentary_nlp.records.contract import EntryPrice
from commentary_nlp.settings import TrackSettings

D = [date(2024, 5, day) for day in (6, 7, 8, 9, 10, 13)]
ROWS = [(100.0 + n, 101.0 + n, 99.0 + n, 100.5 + n) for n in range(60)]


def test_without_a_publication_date_it_is_not_settled_and_says_how() -> None:
    idea = run(call(leg()), market(make_bars("XYZ", ROWS)), published=None)[0]
    assert (idea.status, idea.outcome) == ("not_settled", None)
    assert "--published-at" in (idea.reason or "")


@pytest.mark.parametrize(
    ("published", "entry"),
    [
        ("2024-05-06", D[1]),  # a date alone: the next session after it
        ("2024-05-06T09:29:00-04:00", D[0]),
        ("2024-05-06T09:30:00-04:00", D[1]),
        ("2024-05-05T22:00:00+00:00", D[0]),
    ],
)
def test_it_enters_at_the_first_session_that_begins_after_publication(published: str, entry: date) -> None:
    out = run(call(leg()), market(make_bars("XYZ", ROWS)), published=published)[0].outcome
    assert out is not None
    assert out.entry_date == entry


def test_before_its_entry_it_is_pending() -> None:
    for as_of in (date(2024, 5, 1), date(2024, 5, 3), date(2024, 5, 5)):
        idea = run(call(leg()), market(make_bars("XYZ", ROWS), as_of=as_of))[0]
        assert (idea.status, idea.outcome) == ("pending", None)


def test_while_it_is_held_it_is_open_and_marked_to_the_last_close() -> None:
    idea = run(call(leg(), horizon=lasts(5)), market(make_bars("XYZ", ROWS), as_of=D[2]))[0]
    out = idea.outcome
    assert out is not None
    assert idea.status == "open"
    assert (out.exit_date, out.exit_price, out.sessions_held) == (None, None, 3)
    assert out.gross_return == pytest.approx(0.025)
    assert "2024-05-10" in (idea.reason or "")


def test_a_symbol_without_prices_names_itself_and_the_remedy() -> None:
    idea = run(call(leg(symbol="NONE")), market(make_bars("XYZ", ROWS)))[0]
    assert idea.status == "not_settled"
    assert "NONE" in (idea.reason or "")
    assert "commentary market" in (idea.reason or "")


def test_prices_that_start_too_late_or_end_too_early_are_not_settled() -> None:
    late = run(call(leg()), market(make_bars("XYZ", ROWS, first=date(2024, 6, 3))))[0]
    stale = run(call(leg()), market(make_bars("XYZ", ROWS[:5])))[0]
    assert (late.status, stale.status) == ("not_settled", "not_settled")
    assert "2024-06-03" in (late.reason or "")
    assert "2024-05-10" in (stale.reason or "")


def test_prices_a_few_sessions_behind_leave_it_open() -> None:
    idea = run(call(leg()), market(make_bars("XYZ", ROWS[:5]), as_of=date(2024, 5, 17)))[0]
    assert idea.status == "open"


def test_a_missing_entry_bar_enters_on_the_next_and_says_so() -> None:
    idea = run(call(leg(), horizon=lasts(2)), market(make_bars("XYZ", ROWS, skip=[D[0], D[1]])))[0]
    assert idea.outcome is not None
    assert (idea.outcome.entry_date, idea.outcome.entry_price, idea.outcome.exit_date) == (D[2], 102, D[3])
    assert any("entered on 2024-05-08" in note for note in idea.outcome.assumptions)


def test_a_missing_bar_is_carried_to_the_next() -> None:
    stop = condition("stop", price("below", 95))
    rows = [(100, 101, 99, 100), (90, 91, 89, 90), (93, 97, 92, 96), *flat(96, 4)]
    idea = run(call(leg(), horizon=lasts(5), conditions=[stop]), market(make_bars("XYZ", rows, skip=[D[1]])))[0]
    assert idea.outcome is not None
    assert (idea.reason, idea.outcome.exit_date, idea.outcome.exit_price) == ("stop", D[2], 93)
    assert idea.outcome.sessions_held == 3
    assert any("carried" in note for note in idea.outcome.assumptions)


def test_a_last_session_without_a_bar_leaves_at_the_next_open() -> None:
    bars = make_bars("XYZ", ROWS, skip=[D[2]])
    idea = run(call(leg(), horizon=lasts(3)), market(bars))[0]
    waiting = run(call(leg(), horizon=lasts(3)), market(bars, as_of=D[2]))[0]
    assert idea.outcome is not None
    assert (idea.reason, idea.outcome.exit_date, idea.outcome.exit_price) == ("horizon", D[3], 103)
    assert waiting.status == "open"


def test_a_long_gap_is_not_settled() -> None:
    gap = [day for day in (date(2024, 5, d) for d in range(8, 30)) if day != D[0]]
    idea = run(call(leg()), market(make_bars("XYZ", ROWS, skip=gap)))[0]
    assert idea.status == "not_settled"
    assert "no bars on" in (idea.reason or "")


def test_a_split_is_undone() -> None:
    rows = [(100, 101, 99, 100), (50, 52, 49, 51), (51, 53, 50.5, 52)]
    stop = condition("stop", price("below", 95))
    bars = make_bars("XYZ", rows, adjusted=[50, 51, 52])
    idea = run(call(leg(), horizon=lasts(3), conditions=[stop]), market(bars))[0]
    assert idea.outcome is not None
    assert idea.reason == "horizon"
    assert idea.outcome.gross_return == pytest.approx(0.04)
    assert any("split" in note for note in idea.outcome.assumptions)


def test_the_benchmark_runs_over_the_same_days_at_the_same_moments() -> None:
    spy = make_bars("SPY", [(200, 210, 190, 202), (204, 210, 190, 206), (208, 210, 190, 209)])
    rows = [(100, 101, 99, 100), (100, 101, 99, 100), (110, 112, 109, 111)]
    target = condition("target", price("above", 105))
    gapped = run(call(leg(), horizon=lasts(3), conditions=[target]), market(make_bars("XYZ", rows), spy))[0].outcome
    held = run(call(leg(), horizon=lasts(3)), market(make_bars("XYZ", rows), spy))[0].outcome
    assert gapped is not None
    assert held is not None
    assert (gapped.benchmark, gapped.benchmark_return) == ("SPY", pytest.approx(0.04))
    assert gapped.excess_return == pytest.approx(0.06)
    assert held.benchmark_return == pytest.approx(0.045)


def test_without_the_benchmark_s_prices_there_is_no_excess() -> None:
    out = run(call(leg(), horizon=lasts(3)), market(make_bars("XYZ", ROWS)))[0].outcome
    assert out is not None
    assert (out.benchmark_return, out.excess_return) == (None, None)
    assert any("benchmark SPY" in note for note in out.assumptions)


def test_costs_are_paid_on_each_leg_and_side() -> None:
    settings = TrackSettings(share_cost_bp=10)
    view = market(make_bars("XYZ", ROWS), make_bars("ABC", flat(10, 10)))
    pair = call(leg(), leg("short", "ABC"), structure="pair", horizon=lasts(3))
    basket = call(leg(), leg("long", "ABC"), structure="basket", horizon=lasts(3))
    for rec, cost in ((call(leg(), horizon=lasts(3)), 0.002), (pair, 0.004), (basket, 0.002)):
        out = run(rec, view, settings=settings)[0].outcome
        assert out is not None
        assert out.gross_return is not None
        assert out.net_return == pytest.approx(out.gross_return - cost)
    held = run(call(leg()), market(make_bars("XYZ", ROWS), as_of=D[1]), settings=settings)[0].outcome
    assert held is not None
    assert held.gross_return is not None
    assert held.net_return == pytest.approx(held.gross_return - 0.001)


def test_the_prices_used_are_identified_and_later_ones_take_no_part() -> None:
    longer, shorter = (
        run(call(leg(), horizon=lasts(3)), market(make_bars("XYZ", ROWS[:n])))[0].outcome for n in (40, 3)
    )
    other = run(call(leg(), horizon=lasts(3)), market(make_bars("XYZ", [(1, 2, 1, 2), *ROWS[1:]])))[0].outcome
    assert longer is not None
    assert shorter is not None
    assert other is not None
    assert longer.prices == shorter.prices
    assert (longer.prices[0].vendor, longer.prices[0].adjustment) == ("hand", "raw")
    assert longer.prices[0].hash != other.prices[0].hash


def test_a_said_price_is_noted_and_not_waited_for() -> None:
    said = EntryPrice(value=90, kind="limit")
    out = run(call(leg(), said=said), market(make_bars("XYZ", ROWS)))[0].outcome
    assert out is not None
    assert out.entry_price == 100
    assert "said limit 90; entered at the open" in out.assumptions


def test_an_idea_without_an_instrument_has_nothing_to_hold() -> None:
    idea = run(call(), market(make_bars("XYZ", ROWS)))[0]
    assert idea.status == "not_settled"


def test_a_horizon_that_ended_before_publication_is_not_settled() -> None:
    idea = run(call(leg(), horizon=lasts(None, None, until="2024-05-01")), market(make_bars("XYZ", ROWS)))[0]
    assert idea.status == "not_settled"
    assert "2024-05-01" in (idea.reason or "")


def test_several_articles_at_once_keep_their_order_and_do_not_touch_one_another() -> None:
    from scenes import NOBODY

    from commentary_nlp.market.calendar import calendar
    from commentary_nlp.track.life import settle

    some = ideas(call(leg(), horizon=lasts(3)))
    closing = [
        idea.model_copy(update={"article": idea.article.model_copy(update={"id": "sha256:b"})})
        for idea in ideas(call(leg("short"), horizon=lasts(3)), call(action="close", refers_to=[0]))
    ]
    mixed = [closing[1], some[0], closing[0]]
    done = settle(
        mixed, market=market(make_bars("XYZ", ROWS)), judge=NOBODY,
        calendar_for=lambda symbol, kind=None: calendar(), settings=FREE,
    )  # fmt: skip
    assert [idea.id for idea in done] == [idea.id for idea in mixed]
    assert [(idea.status, idea.reason) for idea in done[1:]] == [("closed", "horizon"), ("closed", "author")]
    assert done[0].article.published_at == PUBLISHED
