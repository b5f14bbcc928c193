"""Three values, verdicts on ideas and articles, definitions, and no look-ahead."""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commentary_nlp.errors import MarketError
from commentary_nlp.records import (
    AllOf,
    Alternative,
    AnyOf,
    Article,
    Basis,
    Change,
    Condition,
    Expression,
    Extraction,
    LevelUnit,
    Measure,
    Not,
    Position,
    Predicate,
    Recommendation,
    Role,
    Situation,
    article_id,
    ideas_of,
)
from commentary_nlp.settings import ValidateSettings
from commentary_nlp.validate import confirm, definitions, judge_with, verdicts_for
from commentary_nlp.validate.subjects import subjects
from tests.validate.conftest import Hand, bars, predicate, session, share, view, within

PARTS: dict[bool | None, Predicate] = {
    True: predicate("price", "above", 90, "price", ["AAA"]),
    False: predicate("price", "above", 110, "price", ["AAA"]),
    None: predicate("policy", "occurs"),
}
SMALL = view(bars("AAA", [100, 101, 102]))
HERE = Situation(role="trigger", legs=(), first_session=session(1))


@pytest.mark.parametrize(("one", "two"), list(itertools.product(PARTS, repeat=2)))
def test_kleenes_tables(one: bool | None, two: bool | None) -> None:
    judge = judge_with(SMALL)
    parts = (PARTS[one], PARTS[two])
    both = False if False in (one, two) else None if None in (one, two) else True
    either = True if True in (one, two) else None if None in (one, two) else False
    assert judge(AllOf(all=parts), session(1), HERE).value is both
    assert judge(AnyOf(any=parts), session(1), HERE).value is either
    denied = judge(Not(not_=AllOf(all=parts)), session(1), HERE)
    assert denied.value is (None if both is None else not both)
    assert len(denied.evidence) == 2


def test_words_not_understood_are_unknown() -> None:
    found = judge_with(SMALL)(None, session(1), HERE)
    assert found.value is None
    assert "not understood" in (found.evidence[0].unknown or "")


def test_a_day_ahead_of_the_view_is_refused() -> None:
    with pytest.raises(MarketError, match="lies ahead"):
        judge_with(SMALL)(PARTS[True], date(2023, 3, 1), HERE)


def test_on_a_weekend_the_last_session_counts() -> None:
    market = view(bars("AAA", [100, 101, 102, 103]), as_of=date(2023, 1, 8))
    found = judge_with(market)(PARTS[True], date(2023, 1, 7), HERE)
    assert found.value is True
    assert found.evidence[0].last == date(2023, 1, 6)


TEXT = "Buy AAA above 101. A slide would hurt."


def extraction(published: str | None) -> Extraction:
    article = Article(id=article_id(TEXT), text=TEXT, published_at=published)
    conditions = (
        Condition(text="above 101", start=8, end=17, role="trigger", test=predicate("price", "above", 101, "price")),
        Condition(text="above", start=8, end=13, role="stop",
                  test=predicate("price", "falls", 5, "percent", window=within(None, 2))),
        Condition(text="Buy", start=0, end=3, role="exit", test=None),
    )  # fmt: skip
    rec = Recommendation(text=TEXT[:18], start=0, end=18, action="open", conditions=conditions,
                         alternatives=(Alternative(structure="outright", legs=(share(),)),))  # fmt: skip
    thesis = Condition(text="A slide", start=19, end=26, role="scenario",
                       test=predicate("price", "falls", 1, "percent", ["AAA"]))  # fmt: skip
    return Extraction(article=article, conditions=(thesis,), recommendations=(rec,))


def test_verdicts_on_an_idea_and_on_its_article() -> None:
    market = view(bars("AAA", [100, 101, 102, 90]))
    found = extraction("2023-01-03T12:00:00-05:00")
    verdicts = verdicts_for(ideas_of(found)[0], market, session(3))
    assert [(verdict.role, verdict.value) for verdict in verdicts] == [
        ("trigger", False),
        ("stop", False),
        ("exit", None),
    ]
    assert "closed" in str(verdicts[1].evidence[0].values["window"])
    assert verdicts_for(ideas_of(found)[0], market, session(2))[0].value is True
    everything = confirm(found, market, session(3))
    assert [verdict.role for verdict in everything] == ["scenario", "trigger", "stop", "exit"]
    assert everything[0].value is True
    assert {verdict.date for verdict in everything} == {session(3)}


def test_without_a_date_only_what_need_not_be_counted_is_known() -> None:
    market = view(bars("AAA", [100, 101, 102, 90]))
    verdicts = confirm(extraction(None), market, session(2))
    assert [verdict.value for verdict in verdicts] == [None, True, None, None]
    assert "no date" in (verdicts[0].evidence[0].unknown or "")
    assert "no date" in (verdicts[2].evidence[0].unknown or "")


class TestDefinitions:
    def test_every_measure_and_change_has_one(self) -> None:
        found = definitions()
        assert {one.name for one in found if one.kind == "measure"} == set(get_args(Measure))
        assert {one.name for one in found if one.kind == "change"} == set(get_args(Change))
        assert not [one for one in found if re.search(r"[{}]", one.text)]

    def test_they_say_the_figures_that_decide(self) -> None:
        other = {one.name: one.text for one in definitions(ValidateSettings(retrace_percent=61.8))}
        assert "61.8 percent" in other["retraces"]

    def test_every_setting_stands_in_one(self) -> None:
        default = definitions()
        for name, field in ValidateSettings.model_fields.items():
            value = "QQQ" if isinstance(field.default, str) else field.default + 1000
            assert definitions(ValidateSettings(**{name: value})) != default, name


def _walk(seed: int, size: int, symbols: list[str]) -> Hand:
    rng = np.random.default_rng(seed)
    held = []
    for number, symbol in enumerate(symbols):
        close = 100 * np.exp(np.cumsum(rng.normal(0, 0.015, size)))
        spread = np.abs(rng.normal(0, 0.01, size))
        begin = int(rng.integers(0, 40)) if number % 3 == 2 else 0
        gaps = rng.choice(size, size=4, replace=False).tolist() if number % 4 == 3 else []
        traded = close.copy()
        if number % 5 == 4:
            traded[: size // 2] *= 2  # a split half way
        held.append(
            bars(symbol, traded, high=traded * (1 + spread), low=traded * (1 - spread),
                 volume=rng.uniform(50, 150, size),
                 adjusted=close if number % 2 == 0 else None, begin=begin, skip=gaps)
        )  # fmt: skip
    return Hand(*held)


SYMBOLS = ["AAA", "BBB", "SPX", "SPY", "VIX", "NYAD", "RSP", "HYG", "LQD", "US10Y", "US2Y", "DXY", "USDJPY",
           *subjects().market("sectors"), *(f"S{n}" for n in range(12))]  # fmt: skip
SIZE = 170
WALK = _walk(5, SIZE, SYMBOLS)
WINDOWS = st.sampled_from([None, within(None, 5), within(3, 3), within(1, None, "week"), within(2, 6),
                           within(None, None, None, "2023-08-01"), within(None, None, None, "soon")])  # fmt: skip
SUBJECTS = st.sampled_from([None, "the spread", "its 10-day", "the 10-year", "the curve", "the dollar", "the yen",
                            "high-yield spreads", "advance/decline line", "RSI(5)",
                            "members above their 20-day"])  # fmt: skip
PREDICATES = st.builds(
    Predicate,
    measure=st.sampled_from(get_args(Measure)),
    change=st.sampled_from(get_args(Change)),
    subject=SUBJECTS,
    symbols=st.sampled_from(
        [(), ("AAA",), ("AAA", "BBB"), ("SPX",), ("VIX",), ("XLK",), ("NDX",), ("BBB", "SPY", "XLE")]
    ),
    value=st.sampled_from([None, 1.0, 2.0, 20.0, 50.0, 100.0, -3.0]),
    unit=st.sampled_from([None, *get_args(LevelUnit)]),
    basis=st.sampled_from([None, *get_args(Basis)]),
    window=WINDOWS,
)
TRADES = st.sampled_from([(), (share("AAA"),), (share("AAA"), share("BBB", "short")),
                          (share("AAA"), share("BBB"), share("XLK"))])  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    PREDICATES,
    TRADES,
    st.sampled_from(get_args(Role)),
    st.integers(0, SIZE - 1),
    st.integers(0, SIZE - 1),
    st.booleans(),
)
def test_the_future_changes_no_answer(
    test: Predicate, legs: tuple[object, ...], role: Role, day: int, first: int, entered: bool
) -> None:
    position = Position(session(first), {"AAA": 100.0, "BBB": 90.0}, 0.01, 2.0) if entered and first <= day else None
    situation = Situation(role=role, legs=legs, first_session=session(first), position=position)  # type: ignore[arg-type]
    early = judge_with(WHOLE.at(session(day)))(test, session(day), situation)
    assert KEEPING(test, session(day), situation) == early


WHOLE = view(*WALK.held.values())
KEEPING = judge_with(WHOLE)


@pytest.mark.parametrize("change", get_args(Change))
@pytest.mark.parametrize("measure", get_args(Measure))
def test_the_future_changes_no_answer_of_any_kind(measure: Measure, change: Change) -> None:
    answers = []
    for day in (60, 121, 122, 150):
        for legs in ((share("AAA"),), (share("AAA"), share("BBB", "short"))):
            for level in ((None, None), (2.0, "percent"), (50.0, "points")):
                test = predicate(measure, change, *level)
                situation = Situation(role="exit", legs=legs, first_session=session(day - 7))
                found = KEEPING(test, session(day), situation)
                assert found == judge_with(WHOLE.at(session(day)))(test, session(day), situation)
                answers.append(found)
    # Every answer is one of three, and an unknown says why.
    for answer in answers:
        assert (answer.value is None) == (answer.evidence[0].unknown is not None)


MEASURED = {
    "price": "above below crosses_above crosses_below rises falls stabilizes holds retraces improves worsens "
             "outperforms underperforms widens narrows",
    "spread": "above rises falls stabilizes holds retraces widens narrows broadens",
    "relative_strength": "above rises outperforms underperforms improves",
    "realized_vol": "above rises stabilizes holds improves", "implied_vol": "above falls holds crosses_below",
    "volatility": "falls improves", "breadth": "improves worsens stabilizes broadens narrows",
    "volume": "rises falls stabilizes holds", "drawdown": "above broadens worsens",
    "leadership": "rotates narrows broadens",
    "moving_average": "above crosses_above rises holds", "rsi": "above falls", "yield": "above stabilizes rises",
    "credit_spread": "widens narrows stabilizes holds", "currency": "rises falls",
}  # fmt: skip


@pytest.mark.parametrize(("measure", "change"), [(m, c) for m, names in MEASURED.items() for c in names.split()])
def test_what_bars_carry_is_answered(measure: Measure, change: Change) -> None:
    """With history enough, a predicate that can be measured is not unknown for any other reason than a gap."""
    stated = change in ("above", "below", "crosses_above", "crosses_below")
    level: tuple[float | None, str | None] = (None, None)
    if measure == "moving_average":
        level = (20.0, "session")
    elif stated:
        level = {"spread": (1.0, "ratio"), "relative_strength": (1.0, "percent")}.get(measure, (60.0, None))
    symbols = {"implied_vol": ["VIX"], "currency": ["DXY"], "price": ["AAA"] if stated else []}.get(measure, [])
    test: Expression = predicate(measure, change, *level, symbols)
    days = range(110, SIZE)
    answers = [
        KEEPING(
            test, session(day), Situation("exit", (share("AAA"), share("BBB", "short")), session(day - 4))
        ).evidence[0]
        for day in days
    ]
    unknown = [answer.unknown for answer in answers if answer.value is None and "no bar" not in str(answer.unknown)]
    assert not unknown
