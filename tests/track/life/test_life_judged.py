"""Triggers, conditions put to the judge, the author's later word, calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from scenes import (
    FREE,
    call,
    condition,
    event,
    flat,
    lasts,
    leg,
    make_bars,
    market,
    option,
    predicate,
    price,
    run,
    says,
)

from commentary_nlp.errors import ValidateError
from commentary_nlp.market.bars import MarketView
from commentary_nlp.records.contract import AllOf, Expression
from commentary_nlp.records.outcome import Judgement, Situation

D = [date(2024, 5, day) for day in (6, 7, 8, 9, 10, 13, 14)]


def rising(as_of: date = date(2024, 12, 31), count: int = 60) -> MarketView:
    """Opens at 100, 101, 102, ... and closes half a point higher."""
    rows = [(100.0 + n, 101.0 + n, 99.5 + n, 100.5 + n) for n in range(count)]
    return market(make_bars("XYZ", rows), as_of=as_of)


def on(*days: date) -> Callable[[date], bool | None]:
    return lambda day: day in days


TRIGGER = condition("trigger", event("it"))


def test_it_enters_at_the_open_after_the_day_on_which_its_trigger_held() -> None:
    idea = run(call(leg(), horizon=lasts(2), conditions=[TRIGGER]), rising(), judge=says({"it": lambda d: d >= D[2]}))[
        0
    ]
    assert idea.outcome is not None
    assert (idea.outcome.entry_date, idea.outcome.entry_price, idea.outcome.exit_date) == (D[3], 103, D[4])
    assert [(v.date, v.value) for v in idea.verdicts] == [(D[0], False), (D[2], True)]


def test_the_first_session_after_publication_is_the_first_day_judged() -> None:
    seen: list[date] = []

    def judge(test: Expression | None, day: date, situation: Situation) -> Judgement:
        seen.append(day)
        assert situation.position is None
        assert situation.first_session == D[0]
        return Judgement(value=False)

    run(call(leg(), conditions=[TRIGGER]), rising(), judge=judge)
    assert seen[0] == D[0]
    assert len(seen) == FREE.trigger_wait_sessions


def test_before_its_trigger_it_is_pending_and_afterwards_it_was_never_triggered() -> None:
    window = condition("trigger", event("it", window=lasts(3)))
    never = says({"it": lambda _: False})
    early = run(call(leg(), conditions=[window]), rising(D[1]), judge=never)[0]
    late = run(call(leg(), conditions=[window]), rising(D[2]), judge=never)[0]
    assert (early.status, early.outcome) == ("pending", None)
    assert late.status == "never_triggered"
    assert "3 sessions" in (late.reason or "")


def test_a_trigger_that_held_on_the_last_known_day_is_still_pending() -> None:
    idea = run(call(leg(), conditions=[TRIGGER]), rising(D[1]), judge=says({"it": on(D[1])}))[0]
    assert idea.status == "pending"
    assert "2024-05-08" in (idea.reason or "")


def test_a_trigger_that_comes_after_its_window_does_not_count() -> None:
    window = condition("trigger", event("it", window=lasts(2)))
    idea = run(call(leg(), conditions=[window]), rising(), judge=says({"it": lambda d: d >= D[2]}))[0]
    assert idea.status == "never_triggered"


def test_unknown_is_not_false() -> None:
    for trigger in (TRIGGER, condition("trigger", None)):
        waiting = run(call(leg(), conditions=[trigger]), rising(D[3]))[0]
        over = run(call(leg(), conditions=[trigger]), rising())[0]
        assert waiting.status == "pending"
        assert over.status == "not_settled"
        assert "could not be judged" in (over.reason or "")
        assert over.verdicts[0].value is None


def test_several_triggers_must_hold_on_one_day() -> None:
    two = [condition("trigger", event("a")), condition("trigger", event("b"))]
    answers = says({"a": lambda d: d in (D[0], D[2]), "b": lambda d: d in (D[1], D[2])})
    idea = run(call(leg(), conditions=two), rising(), judge=answers)[0]
    assert idea.outcome is not None
    assert idea.outcome.entry_date == D[3]


def test_a_false_trigger_beside_an_unknown_one_is_false() -> None:
    two = [condition("trigger", event("a")), condition("trigger", event("nobody"))]
    never = run(call(leg(), conditions=two), rising(), judge=says({"a": lambda _: False}))[0]
    hung = run(call(leg(), conditions=two), rising(), judge=says({"a": on(D[1])}))[0]
    assert never.status == "never_triggered"
    assert hung.status == "not_settled"


def test_a_horizon_that_names_a_day_ends_the_wait() -> None:
    late = says({"it": lambda d: d >= date(2024, 5, 17)})
    rec = call(leg(), horizon=lasts(None, None, until="2024-05-15"), conditions=[TRIGGER])
    assert run(rec, rising(), judge=late)[0].status == "never_triggered"


@pytest.mark.parametrize("role", ["stop", "target", "exit", "invalidation"])
def test_a_judged_condition_acts_at_the_next_open(role: str) -> None:
    rec = call(leg(), horizon=lasts(5), conditions=[condition(role, event("it"))])
    idea = run(rec, rising(), judge=says({"it": lambda d: d >= D[1]}))[0]
    assert idea.outcome is not None
    assert (idea.status, idea.reason) == ("closed", role)
    assert (idea.outcome.exit_date, idea.outcome.exit_price, idea.outcome.sessions_held) == (D[2], 102, 3)
    assert idea.outcome.target_touched is (True if role == "target" else None)


def test_a_price_of_another_symbol_and_a_compound_test_are_for_the_judge() -> None:
    other = condition("stop", price("below", 95, symbols=("SPY",), subject="spy"))
    both = condition("stop", AllOf(all=(price("below", 500), event("it"))))
    for stop, key in ((other, "spy"), (both, "compound")):
        idea = run(call(leg(), horizon=lasts(5), conditions=[stop]), rising(), judge=says({key: on(D[2])}))[0]
        assert idea.outcome is not None
        assert (idea.reason, idea.outcome.exit_date) == ("stop", D[3])


def test_the_judge_is_told_of_the_position() -> None:
    seen: list[Situation] = []

    def judge(test: Expression | None, day: date, situation: Situation) -> Judgement:
        seen.append(situation)
        return Judgement(value=False)

    run(call(leg(), horizon=lasts(3), conditions=[condition("exit", event("it"))]), rising(), judge=judge)
    held = seen[1].position
    assert held is not None
    assert (held.entry_date, held.entry_prices, held.premium) == (D[0], {"XYZ": 100.0}, None)
    assert held.pnl == pytest.approx(0.015)
    assert len(seen) == 3


def test_what_could_not_be_judged_does_not_act_and_is_said() -> None:
    rec = call(leg(), horizon=lasts(3), conditions=[condition("exit", event("secret")), condition("target", None)])
    idea = run(rec, rising())[0]
    assert idea.outcome is not None
    assert (idea.reason, idea.outcome.target_touched) == ("horizon", None)
    assert any("nobody measures secret" in note for note in idea.outcome.assumptions)
    assert [v.date for v in idea.verdicts if v.role == "exit"] == [D[0], D[2]]


def test_a_judge_that_fails_on_purpose_leaves_it_unknown() -> None:
    def judge(test: Expression | None, day: date, situation: Situation) -> Judgement:
        raise ValidateError("No such series.", "Import it.")

    idea = run(call(leg(), horizon=lasts(3), conditions=[condition("exit", event("it"))]), rising(), judge=judge)[0]
    assert idea.outcome is not None
    assert idea.reason == "horizon"
    assert any("No such series" in note for note in idea.outcome.assumptions)


def test_a_stop_wins_over_an_exit_of_the_same_close() -> None:
    conditions = [condition("exit", event("a")), condition("stop", event("b"))]
    judge = says({"a": on(D[1]), "b": on(D[1])})
    assert run(call(leg(), horizon=lasts(5), conditions=conditions), rising(), judge=judge)[0].reason == "stop"


def test_a_close_ends_what_it_refers_to_and_is_itself_a_call() -> None:
    cover = call(action="close", conditions=[condition("trigger", event("it", window=lasts(3)))], refers_to=[0])
    judge = says({"it": on(D[1], D[4])})
    opened, closing = run([call(leg(), horizon=lasts(10)), cover], rising(), judge=judge)
    assert opened.outcome is not None
    assert (opened.status, opened.reason, opened.outcome.exit_date) == ("closed", "author", D[2])
    assert closing.status == "call"
    assert closing.outcome is None
    assert "2024-05-08" in (closing.reason or "")
    assert any(v.value for v in closing.verdicts)


def test_a_close_whose_window_is_over_closes_nothing() -> None:
    cover = call(action="close", conditions=[condition("trigger", event("it", window=lasts(3)))], refers_to=[0])
    opened, closing = run([call(leg(), horizon=lasts(5)), cover], rising(), judge=says({"it": on(D[3])}))
    assert opened.reason == "horizon"
    assert closing.status == "call"
    assert "did not hold" in (closing.reason or "")


def test_a_close_without_a_trigger_acts_at_the_first_open_and_not_on_what_opens_later() -> None:
    later = call(leg(), horizon=lasts(5), conditions=[TRIGGER])
    now, pending, closing = run(
        [call(leg(), horizon=lasts(5)), later, call(action="close", refers_to=[0, 1])],
        rising(), judge=says({"it": on(D[1])}),
    )  # fmt: skip
    assert now.outcome is not None
    assert pending.outcome is not None
    assert (now.reason, now.outcome.exit_date, now.outcome.gross_return) == ("author", D[0], 0)
    assert pending.reason == "horizon"
    assert any("later word" in note for note in pending.outcome.assumptions)
    assert closing.status == "call"


def test_a_close_of_what_never_opened_says_so() -> None:
    calls = [
        call(leg(), conditions=[condition("trigger", event("never", window=lasts(2)))]),
        call(action="close", refers_to=[0], conditions=[TRIGGER]),
    ]
    opened, closing = run(calls, rising(), judge=says({"never": lambda _: False, "it": on(D[3])}))
    assert opened.status == "never_triggered"
    assert "nothing it refers to was held" in (closing.reason or "")


def test_a_roll_enters_when_the_close_it_follows_acts() -> None:
    calls = [
        call(leg(), horizon=lasts(10)),
        call(action="close", refers_to=[0], conditions=[TRIGGER]),
        call(leg(), horizon=lasts(2), refers_to=[1]),
    ]
    old, _, new = run(calls, rising(), judge=says({"it": on(D[2])}))
    assert old.outcome is not None
    assert new.outcome is not None
    assert old.outcome.exit_date == new.outcome.entry_date == D[3]
    waiting = run(calls, rising(D[4]), judge=says({"it": lambda _: False}))[2]
    assert waiting.status == "pending"
    never = run(calls, rising(), judge=says({"it": lambda _: False}))[2]
    assert never.status == "never_triggered"


def test_a_roll_of_an_old_holding_enters_at_once_even_where_the_old_has_no_prices() -> None:
    calls = [call(leg(symbol="GONE"), action="close"), call(leg(), horizon=lasts(2), refers_to=[0])]
    new = run(calls, rising())[1]
    assert new.outcome is not None
    assert new.outcome.entry_date == D[0]


def test_ideas_that_refer_to_each_other_in_a_ring_do_not_hang() -> None:
    calls = [
        call(leg(), horizon=lasts(2), refers_to=[1]),
        call(action="close", refers_to=[0, 1], conditions=[TRIGGER]),
    ]
    assert [idea.status for idea in run(calls, rising(), judge=says({"it": on(D[0])}))][1] == "call"


@pytest.mark.parametrize("action", ["avoid", "hold", "reduce", "close"])
def test_a_call_is_judged_and_not_held(action: str) -> None:
    idea = run(call(leg(), action=action, horizon=lasts(3)), rising())[0]
    assert idea.status == "call"
    assert idea.outcome is not None
    assert idea.outcome.gross_return == idea.outcome.net_return == pytest.approx(0.025)
    assert "not held" in idea.outcome.assumptions[0]


def test_a_watch_is_a_call_without_an_outcome() -> None:
    rec = call(action="watch", conditions=[condition("trigger", event("it"))])
    idea = run(rec, rising(), judge=says({"it": on(D[1])}))[0]
    assert (idea.status, idea.outcome) == ("call", None)
    assert [v.value for v in idea.verdicts] == [False, True]


def test_a_hedge_is_held_like_an_open() -> None:
    idea = run(call(leg("short"), action="hedge", horizon=lasts(3)), rising())[0]
    assert (idea.status, idea.reason) == ("closed", "horizon")


def test_a_premium_s_level_is_judged_on_the_modelled_close() -> None:
    history = make_bars("XYZ", [(100, 101, 99, 100 + (n % 2)) for n in range(150)], first=date(2024, 1, 2))
    target = condition("target", predicate("premium", "rises", 0.0001, "percent"))
    idea = run(call(option("long", "call", 100, "2024-06-21"), conditions=[target]), market(history))[0]
    assert idea.outcome is not None
    assert idea.reason == "target"
    assert idea.verdicts[-1].evidence[0].series == "modelled price of the structure at the close"


def test_flat_prices_return_nothing() -> None:
    out = run(call(leg(), horizon=lasts(3)), market(make_bars("XYZ", flat(50, 5))))[0].outcome
    assert out is not None
    assert (out.gross_return, out.mae, out.mfe) == (0, 0, 0)
