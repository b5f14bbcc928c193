"""What a call without a name speaks of, and which call before it. Every sentence is written for these tests."""

from __future__ import annotations

import pytest

from commentary_nlp.extract import extract
from commentary_nlp.records import Article, Recommendation, article_id


def calls(text: str) -> tuple[Recommendation, ...]:
    return extract([Article(id=article_id(text), text=text, published_at="2024-05-03")])[0].recommendations


def _symbols(rec: Recommendation) -> list[str]:
    return [leg.symbol for a in rec.alternatives for leg in a.legs]


@pytest.mark.parametrize(
    "behind",
    [
        "We would take a third off at 175.",
        "A third of it comes off at 175.",
        "Half of the position comes off at 175.",
        "Coke has been weak all year. Trim it on any rally to 175.",
    ],
)
def test_lightening_an_earlier_idea_names_it_by_its_place(behind: str) -> None:
    first, second = calls(f"We are long Pepsi. {behind}")
    assert _symbols(first) == ["PEP"]
    assert (second.action, second.alternatives, second.refers_to) == ("reduce", (), (0,))
    assert [c.role for c in second.conditions] == ["trigger"]


def test_lightening_what_no_earlier_idea_holds_names_it() -> None:
    (rec,) = calls("Pepsi is up 20% this year. Take half off.")
    assert (rec.action, _symbols(rec), rec.refers_to) == ("reduce", ["PEP"], ())


def test_lightening_within_the_sentence_that_keeps_is_a_call_of_its_own() -> None:
    _, second = calls("Stay long Pepsi but trim into 180.")
    assert (_symbols(second), second.refers_to) == (["PEP"], ())


@pytest.mark.parametrize(
    "behind",
    [
        "Below 150 we would add to it.",
        "Should it trade down to 150 we will go to 8%.",
    ],
)
def test_adding_to_an_earlier_idea_refers_to_it(behind: str) -> None:
    _, second = calls(f"We own Pepsi. {behind}")
    assert (second.action, _symbols(second), second.refers_to) == ("open", ["PEP"], (0,))


def test_a_hedge_of_it_refers_to_what_is_hedged() -> None:
    first, second = calls("Buy Pepsi. Hedge it with SPY puts, 45 days.")
    assert (_symbols(second), second.refers_to) == (["SPY"], (0,))
    assert first.refers_to == ()


def test_a_hedge_of_something_else_refers_to_nothing() -> None:
    recs = calls("Buy Pepsi. Readers with tech-heavy books can hedge with QQQ puts, 45 days.")
    assert [r.refers_to for r in recs] == [(), ()]


def test_a_sentence_about_somebody_of_the_thing_has_not_turned_to_another() -> None:
    (rec,) = calls("Pepsi suspended guidance. The new chief did his best work at Ford. I would buy the stock at 150.")
    assert _symbols(rec) == ["PEP"]


def test_a_sentence_about_another_thing_has_turned_to_it() -> None:
    (rec,) = calls("Pepsi suspended guidance. Ford did nothing of the kind. I would buy the stock at 12.")
    assert _symbols(rec) == ["F"]


def test_the_pair_are_the_two_named_before() -> None:
    (rec,) = calls("Pepsi and Danaher reported and both beat. The pair are worth buying on a pullback of 5%.")
    assert _symbols(rec) == ["PEP", "DHR"]


def test_what_only_a_condition_names_is_not_dealt_in() -> None:
    (rec,) = calls("Pepsi is dear. It is not a share to own until crude is back above 80.")
    assert "CL" not in _symbols(rec)


def test_what_a_condition_names_is_dealt_in_where_nothing_stands_for_another() -> None:
    recs = calls("Coke is dear. When Pepsi falls to 150, buy.")
    assert _symbols(recs[-1]) == ["PEP"]


def test_another_index_as_a_signal_is_not_what_is_lightened() -> None:
    _, second = calls("Buy Lam Research and KLA. If the SOX loses 4,800, lighten the two equipment names by a third.")
    assert (second.alternatives, second.refers_to) == ((), (0,))


def test_selling_the_thing_bought_is_how_it_is_left() -> None:
    recs = calls("We bought the SPY June 540 calls at 4.00. I'll sell the calls if they double.")
    assert [r.action for r in recs] == ["open"]
