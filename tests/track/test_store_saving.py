"""What became of ideas is written once, without a thousand equal days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commentary_nlp.records import Idea, Outcome, Verdict
from commentary_nlp.track import Store, thinned

FIRST = date(2024, 5, 6)


def judged(values: list[bool | None], text: str = "below 40", role: str = "stop") -> list[Verdict]:
    return [
        Verdict(role=role, text=text, date=FIRST + timedelta(days=number), value=value)
        for number, value in enumerate(values)
    ]


def days(verdicts: tuple[Verdict, ...]) -> list[int]:
    return [(verdict.date - FIRST).days for verdict in verdicts]


def test_the_first_and_last_day_and_every_change_are_kept() -> None:
    assert days(thinned(judged([False] * 9))) == [0, 8]
    assert days(thinned(judged([None, None, False, False, False, True]))) == [0, 2, 5]
    assert days(thinned(judged([False, True, True, False, False]))) == [0, 1, 3, 4]
    assert days(thinned(judged([True]))) == [0]
    assert thinned([]) == ()


def test_each_condition_is_thinned_by_itself_and_order_is_kept() -> None:
    stop, target = judged([False, False, False, True]), judged([False] * 4, "above 50", "target")
    mixed = [verdict for pair in zip(stop, target, strict=True) for verdict in pair]
    assert thinned(mixed) == (stop[0], target[0], stop[3], target[3])


def test_two_conditions_of_the_same_words_are_kept_together() -> None:
    first, second = judged([False] * 4), judged([False, False, True, True])
    mixed = [verdict for pair in zip(first, second, strict=True) for verdict in pair]
    assert thinned(mixed) == (first[0], second[0], first[2], second[2], first[3], second[3])


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9), st.none() | st.booleans())))
def test_nothing_but_repetition_is_lost(days_judged: list[tuple[str, int, bool | None]]) -> None:
    whole = [
        Verdict(role="stop", text=text, date=FIRST + timedelta(days=day), value=value)
        for text, day, value in days_judged
    ]
    kept = thinned(whole)
    assert thinned(kept) == kept
    for text in "ab":
        on = {
            day: [v.value for v in whole if v.text == text and v.date == day]
            for day in sorted({v.date for v in whole if v.text == text})
        }
        kept_on = {day: [v.value for v in kept if v.text == text and v.date == day] for day in on}
        standing: list[bool | None] = []
        for day, values in on.items():
            standing = kept_on[day] or standing
            assert standing == values


def test_a_long_life_takes_few_rows_and_is_rewritten_only_when_it_changed(store: Store, make) -> None:
    store.add([make(("Buy Nvidia.", "long", "NVDA"), ("Short Tesla.", "short", "TSLA"))])
    buy, short = store.ideas()
    long_life = buy.model_copy(
        update={
            "status": "open",
            "verdicts": tuple(judged([False] * 900)),
            "outcome": Outcome(entry_date=FIRST, gross_return=0.25),
        }
    )
    report = store.save([long_life, short])
    assert (report.saved, report.unchanged, report.unknown) == (1, 1, ())
    assert store.counts().verdicts == 2
    assert store.idea(buy.id) == long_life.model_copy(update={"verdicts": thinned(long_life.verdicts)})
    assert store.save([long_life]).unchanged == 1
    back = buy.model_copy(update={"status": "pending"})
    assert store.save([back]).saved == 1
    assert store.idea(buy.id) == back
    assert store.counts().outcomes == 0


def test_saving_writes_nothing_but_the_life(store: Store, make) -> None:
    store.add([make(("Buy Nvidia.", "long", "NVDA"), author="Ada Bell")])
    (idea,) = store.ideas()
    tampered = idea.model_copy(
        update={
            "status": "open",
            "place": 7,
            "article": idea.article.model_copy(update={"author": "Other"}),
            "recommendation": idea.recommendation.model_copy(update={"action": "avoid"}),
        }
    )
    store.save([tampered])
    assert store.idea(idea.id) == idea.model_copy(update={"status": "open"})


def test_ideas_may_be_saved_while_they_are_gone_through(store: Store, make) -> None:
    store.add(make((f"Buy share number {n}.", "long", f"S{n}")) for n in range(1200))
    met = []
    for idea in store.ideas():
        met.append(idea.id)
        store.save([idea.model_copy(update={"status": "open"})])
    assert len(met) == len(set(met)) == 1200
    assert store.counts().statuses == {"open": 1200}


def test_ideas_that_the_store_does_not_hold_are_named(store: Store, make) -> None:
    store.add([make(("Buy Nvidia.", "long", "NVDA"))])
    (idea,) = store.ideas()
    stranger: Idea = idea.model_copy(update={"id": "feedfeedfeedfeed", "status": "open"})
    report = store.save([stranger, idea.model_copy(update={"status": "open"})])
    assert report.saved == 1
    assert report.unknown == ("feedfeedfeedfeed",)
