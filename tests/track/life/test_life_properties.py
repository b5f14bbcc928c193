"""An idea's life against a plain engine of its own, and against itself with the future cut off."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenes import (
    MONDAY,
    Row,
    call,
    condition,
    days_from,
    event,
    lasts,
    leg,
    make_bars,
    market,
    option,
    pnl,
    predicate,
    price,
    run,
)

from commentary_nlp.records.contract import AllOf, AnyOf, Expression, Predicate, Recommendation
from commentary_nlp.records.outcome import Idea, Judgement, Situation

COUNT = 45
DAYS = days_from(MONDAY, COUNT)
FINAL = {"closed", "never_triggered"}


def walk(seed: int, count: int, start: float = 100.0) -> list[Row]:
    """Bars of a random walk that gaps and swings."""
    noise = np.random.default_rng(seed)
    rows: list[Row] = []
    last = start
    for _ in range(count):
        first = last * float(np.exp(noise.normal(0, 0.015)))
        close = first * float(np.exp(noise.normal(0, 0.015)))
        high = max(first, close) * float(np.exp(abs(noise.normal(0, 0.01))))
        low = min(first, close) * float(np.exp(-abs(noise.normal(0, 0.01))))
        rows.append((first, high, low, close))
        last = close
    return rows


def plain(
    rows: list[Row], side: int, stop: float | None, target: float | None, sessions: int
) -> tuple[str, int, float]:
    """The contract's words for one share, read once more: reason, row and price of the exit."""
    for n, (first, high, low, close) in enumerate(rows):
        adverse, favourable = (low, high) if side > 0 else (high, low)
        if stop is not None and side * (first - stop) <= 0:
            return "stop", n, first
        if target is not None and side * (first - target) >= 0:
            return "target", n, first
        if stop is not None and side * (adverse - stop) <= 0:
            return "stop", n, stop
        if target is not None and side * (favourable - target) >= 0:
            return "target", n, target
        if n == sessions - 1:
            return "horizon", n, close
    raise AssertionError("not ended")


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 10**6), st.sampled_from([1, -1]), st.floats(0.005, 0.08), st.floats(0.005, 0.08), st.integers(1, 30)
)
def test_a_share_s_exit_agrees_with_a_plain_engine(
    seed: int, side: int, risk: float, reward: float, sessions: int
) -> None:
    rows = walk(seed, COUNT)
    entry = rows[0][0]
    stop, target = entry * (1 - side * risk), entry * (1 + side * reward)
    conditions = [
        condition("stop", price("below" if side > 0 else "above", stop)),
        condition("target", price("above" if side > 0 else "below", target)),
    ]
    rec = call(leg("long" if side > 0 else "short"), horizon=lasts(sessions), conditions=conditions)
    idea = run(rec, market(make_bars("XYZ", rows)))[0]
    reason, row, left = plain(rows, side, stop, target, sessions)
    out = idea.outcome
    assert out is not None
    assert (idea.reason, out.exit_date, out.sessions_held) == (reason, DAYS[row], row + 1)
    assert out.exit_price == pytest.approx(left)
    # returns are kept to ten places
    assert out.gross_return == pytest.approx(side * (left / entry - 1), abs=1e-9)
    assert out.mae is not None
    assert out.mfe is not None
    assert out.mae <= min(0, out.gross_return) + 1e-12
    assert out.mfe >= max(0, out.gross_return) - 1e-12


def coin(test: Expression | None, day: date, situation: Situation) -> Judgement:
    """Answers by the day and the subject alone, so no later bar can matter to it."""
    subject = test.subject if isinstance(test, Predicate) else "compound"
    turn = (day.toordinal() * 7919 + sum(map(ord, subject or ""))) % 11
    return Judgement(value=None if turn == 0 else turn < 3)


def some(kind: int, level: float) -> list[Recommendation]:
    stop, target = condition("stop", pnl("below", -level)), condition("target", pnl("above", level))
    percent = predicate("price", "above", level, "percent")
    order = call(action="close", refers_to=[0], conditions=[condition("trigger", event("c"))])
    call_, put = option("long", "call"), option("short", "put")
    trigger = condition("trigger", event("a", window=lasts(4)))
    leave = condition("exit", event("b"))
    history = [
        [call(leg(), horizon=lasts(8), conditions=[stop, target])],
        [call(leg("short"), conditions=[trigger, leave]), order],
        [call(leg(), leg("short", "ABC"), structure="pair", horizon=lasts(2, "week"), conditions=[target, leave])],
        [call(call_, conditions=[stop, target]), call(put, horizon=lasts(1, "month"))],
        [
            call(leg(), horizon=lasts(9)),
            order,
            call(leg(symbol="ABC"), horizon=lasts(5), refers_to=[1]),
            call(leg(), action="avoid", horizon=lasts(6), conditions=[leave]),
        ],
        [
            call(leg(), horizon=lasts(12), conditions=[
                trigger, condition("invalidation", event("d")),
                condition("stop", AnyOf(any=(price("below", 100 - level), pnl("below", -level, basis="close")))),
                condition("target", AllOf(all=(pnl("above", level / 2), percent))),
            ]),
            call(action="reduce", refers_to=[0], conditions=[condition("trigger", event("e"))]),
        ],
        [
            call(leg("short"), horizon=lasts(15), conditions=[
                condition("stop", pnl("below", -level / 3, window=lasts(3, min_=3))),
                condition("target", price("below", 100 - level, window=lasts(None, "week", min_=1))),
            ]),
        ],
    ]  # fmt: skip
    return history[kind]


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 10**6), st.integers(0, 6), st.floats(1, 8), st.integers(0, COUNT + 20), st.integers(0, COUNT + 20),
    st.sets(st.integers(0, COUNT - 1), max_size=4),
)  # fmt: skip
def test_cutting_the_future_off_changes_nothing_of_the_past(
    seed: int, kind: int, level: float, one: int, other: int, holes: set[int]
) -> None:
    earlier, later = sorted((one, other))
    past = [day for day in days_from(date(2024, 1, 2), 200) if day < MONDAY]
    days = past[-20:] + DAYS
    missing = {"XYZ": [DAYS[hole] for hole in holes]}
    series = [
        make_bars(symbol, walk(seed + n, len(past) + COUNT), first=past[0], skip=missing.get(symbol, []))
        for n, symbol in enumerate(("XYZ", "ABC", "SPY"))
    ]
    calls = some(kind, level)

    def at(place: int) -> list[Idea]:
        return run(calls, market(*series, as_of=days[min(place, len(days) - 1)]), judge=coin)

    for before, after in zip(at(earlier), at(later), strict=True):
        if before.status in FINAL:
            assert before == after
        elif after.outcome is not None and after.status == "closed" and before.outcome is not None:
            assert before.outcome.entry_date == after.outcome.entry_date
            assert before.outcome.legs[0].entry_price == after.outcome.legs[0].entry_price
        seen = {(v.role, v.text, v.date): v.value for v in after.verdicts}
        assert all(seen.get((v.role, v.text, v.date), v.value) == v.value for v in before.verdicts)
        assert all(v.date <= days[min(earlier, len(days) - 1)] for v in before.verdicts)


def test_the_same_question_has_the_same_answer() -> None:
    view = market(make_bars("XYZ", walk(1, COUNT)))
    rec = call(leg(), horizon=lasts(8), conditions=[condition("stop", price("below", 97))])
    assert run(rec, view) == run(rec, view)
