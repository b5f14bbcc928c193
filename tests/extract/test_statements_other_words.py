"""Calls said with the thing as subject, by nouns, in answers or in other words; and what only sounds like one."""

from __future__ import annotations

import pytest

from commentary_nlp.extract.extractor import extract
from commentary_nlp.extract.statements.tokens import verbs
from commentary_nlp.records import Article, article_id


def _said(text: str) -> list[str]:
    article = Article(id=article_id(text), text=text, published_at="2024-06-03")
    return [r["action"] for r in extract([article])[0].to_dict()["recommendations"]]


CALLS = [
    ("open", "Caterpillar goes in at 2% of the book."),
    ("open", "We are edging back into Caterpillar."),
    ("open", "I helped myself to Caterpillar yesterday."),
    ("open", "Dips in Caterpillar are there to be bought."),
    ("open", "We recommend the purchase of Caterpillar below 300."),
    ("open", "Caterpillar is where our spare cash goes."),
    ("open", "Is Caterpillar a buy? Yes, under 300."),
    ("open", "Caterpillar 320, stop 305, target 360."),
    ("close", "Out goes Caterpillar."),
    ("close", "We are binning Caterpillar."),
    ("close", "Farewell to Caterpillar."),
    ("close", "Caterpillar has to be sold."),
    ("hold", "Caterpillar you keep."),
    ("hold", "Should we sell Caterpillar? We think not."),
    ("hold", "We continue to own Caterpillar."),
    ("reduce", "A third of the Caterpillar comes off above 350."),
    ("avoid", "Caterpillar leaves us cold."),
    ("avoid", "Nothing would tempt me to buy Caterpillar here."),
    ("watch", "Call me when Caterpillar sees 280."),
    ("watch", "We are waiting for 280 before we buy Caterpillar."),
]
NONE = [
    "Caterpillar goes in and out of fashion.",
    "Our addition to the reading list is a history of Caterpillar.",
    "We looked into Caterpillar last autumn and learned little.",
    "Hold that thought on Caterpillar.",
    "I own a Ford, and the gearbox is on its third owner.",
    "In our poll of readers 70% would buy Caterpillar.",
    "Buy low, the saying goes, and Caterpillar is at a record.",
    "One strategist told us that everybody must be short Caterpillar.",
    "Would they buy Caterpillar? Nobody knows.",
    "Desks had been short the pound and long the euro all spring.",
    "Caterpillar put on 4% by the close.",
    "Index funds will need to buy Caterpillar on Friday.",
    "Imagine Caterpillar at 300. Buy the 300 call for 9.00, sell the 320 call for 3.00, and the outlay is 6.00.",
    "Say you own 100 shares of Caterpillar. Sell the 320 call against them and you take in 4.00.",
    "Take an investor who holds Caterpillar. He buys the 280 put; sell the 340 call and it costs him nothing.",
]


@pytest.mark.parametrize(("action", "sentence"), CALLS)
def test_a_call_in_other_words(action: str, sentence: str) -> None:
    assert _said(sentence) == [action]


@pytest.mark.parametrize("sentence", NONE)
def test_what_only_sounds_like_a_call(sentence: str) -> None:
    assert _said(sentence) == []


def test_what_is_supposed_ends_with_its_paragraph() -> None:
    supposed = "Suppose Caterpillar trades at 300. Buy the 300 straddle for 20.00 and you need 320 or 280."
    assert _said(f"{supposed}\n\nToday we are buying Deere below 380.") == ["open"]


def test_an_example_ends_where_the_author_acts() -> None:
    assert _said("For example, a holder sells the Deere 400 call. We are buying Deere below 380.") == ["open"]


def test_each_passive_of_a_row_is_a_call() -> None:
    assert _said("Of the three, Deere is to be bought, Caterpillar held and Boeing trimmed.") == [
        "open",
        "hold",
        "reduce",
    ]


def test_verbs_given_by_class_are_spelled_by_rule() -> None:
    forms = {" ".join(spelling) for spellings in verbs().values() for spelling, _, _ in spellings}
    assert {"binning", "axed", "edging back into", "clips", "swerved"} <= forms
