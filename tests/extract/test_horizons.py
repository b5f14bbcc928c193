"""For how long a call is meant, where the sentences around it say so. Every sentence is written for these tests."""

from __future__ import annotations

import pytest

from commentary_nlp.extract import extract
from commentary_nlp.records import Article, Recommendation, article_id


def calls(text: str) -> tuple[Recommendation, ...]:
    return extract([Article(id=article_id(text), text=text, published_at="2024-05-03")])[0].recommendations


def _span(rec: Recommendation) -> tuple[object, ...] | None:
    h = rec.horizon
    return None if h is None else ((h.until,) if h.until else (h.min, h.max, h.unit))


@pytest.mark.parametrize(
    ("behind", "span"),
    [
        ("It may take two to four years to pay.", (2, 4, "year")),
        ("This could need a couple of quarters.", (2, 2, "quarter")),
        ("Two to three weeks, no more.", (2, 3, "week")),
        ("Nine months is as long as we are prepared to wait.", (9, 9, "month")),
        ("I mean to own it for at least a decade.", (10, None, "year")),
        ("We intend to keep it for a fortnight.", (2, 2, "week")),
        ("I won't be in it past Friday.", ("2024-05-10",)),
        ("The trade has until the end of June to work.", ("2024-06-30",)),
        ("I am looking for 190 by next summer.", ("next summer",)),
        ("Coke's results were poor. The holding period is six months.", (6, 6, "month")),
    ],
)
def test_a_sentence_behind_a_call_gives_it_time(behind: str, span: tuple[object, ...]) -> None:
    (rec,) = calls(f"We bought Pepsi at 160. {behind}")
    assert _span(rec) == span


@pytest.mark.parametrize(
    "behind",
    [
        "The stock took three years to recover the last time.",
        "It has needed two years to clear its stores.",
        "Stocks of syrup cover less than a week of use.",
        "The company has two years of cash.",
        "If we are called away we make 9% in seven weeks.",
        "Analysts think that sales will double in three years.",
        "Coke's results were poor. The company has promised better in six months.",
    ],
)
def test_time_of_other_things_is_not_the_calls(behind: str) -> None:
    rec = calls(f"We bought Pepsi at 160. {behind}")[0]
    assert rec.horizon is None


@pytest.mark.parametrize(
    "behind",
    [
        "Neither is cheap, but we expect to own both for five years.",
        "Both purchases assume that it rains, and both are to be held for five years.",
        "I mean to keep the two for five years.",
        "Our horizon for both is five years.",
    ],
)
def test_what_is_said_once_of_two_calls_is_said_of_each(behind: str) -> None:
    recs = calls(f"We bought Pepsi at 160. We also added to Danaher in April. {behind}")
    assert [_span(r) for r in recs] == [(5, 5, "year")] * 2


def test_what_is_said_of_the_second_call_is_not_said_of_the_first() -> None:
    first, second = calls("We bought Pepsi at 160. We also bought Danaher. We expect to own it for five years.")
    assert (_span(first), _span(second)) == (None, (5, 5, "year"))


def test_a_level_said_once_leaves_both() -> None:
    first, second = calls("We bought Pepsi at 160. We also bought Danaher. We would sell both if unemployment tops 5%.")
    assert [len(r.conditions) for r in (first, second)] == [1, 1]


@pytest.mark.parametrize(
    "text",
    [
        "Bought 400 shares of Pepsi today, a position we intend to keep for three years.",
        "We bought Pepsi, which I mean to own for three years.",
    ],
)
def test_how_long_the_thing_just_bought_is_kept_is_no_second_call(text: str) -> None:
    (rec,) = calls(text)
    assert (rec.action, _span(rec)) == ("open", (3, 3, "year"))


def test_a_clause_about_others_in_the_same_sentence_gives_no_time() -> None:
    (rec,) = calls("Management sees flat sales over the next twelve months; we short Pepsi here.")
    assert rec.horizon is None


def test_a_clause_of_the_call_in_the_same_sentence_gives_time() -> None:
    (rec,) = calls("The view over the next twelve months is dim; we short Pepsi here.")
    assert _span(rec) == (None, 12, "month")


def test_the_paragraph_behind_a_call_says_how_it_is_left() -> None:
    (rec,) = calls(
        "We bought Pepsi again in April. It is cheap.\n\n"
        "How long do I give it? At least two years. The weather was good. I would sell at 190."
    )
    assert _span(rec) == (2, None, "year")
    assert [c.role for c in rec.conditions] == ["target"]


def test_the_paragraph_behind_that_names_another_thing_is_not_the_calls() -> None:
    rec = calls("We bought Pepsi again in April.\n\nCoke needs at least two years. I would sell it at 50.")[0]
    assert (rec.horizon, rec.conditions) == (None, ())


def test_ideas_announced_with_one_period_before_the_colon() -> None:
    recs = calls("Two ideas, each for one month: buy Pepsi below 160, then sell Ford short above 12.")
    assert {_span(r) for r in recs} == {(1, 1, "month")}
