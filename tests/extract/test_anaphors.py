"""Words that stand for a name said before, and the calls made with them. Every sentence is written for these tests."""

from __future__ import annotations

import pytest

from commentary_nlp.extract import extract
from commentary_nlp.extract.anaphors import is_anaphor, with_anaphors
from commentary_nlp.extract.annotations import Annotations
from commentary_nlp.extract.blocks import find_blocks
from commentary_nlp.extract.instruments import find_instruments
from commentary_nlp.records import Article, Recommendation, article_id


def calls(text: str) -> tuple[Recommendation, ...]:
    return extract([Article(id=article_id(text), text=text, published_at="2024-05-03")])[0].recommendations


def legs(rec: Recommendation) -> list[tuple[str, str]]:
    return [(leg.side, leg.symbol) for a in rec.alternatives for leg in a.legs]


def stands_for(text: str) -> list[tuple[str, str]]:
    notes = Annotations(blocks=find_blocks(text), instruments=tuple(find_instruments(text)))
    found = with_anaphors(text, notes).instruments
    return [(text[m.start : m.end], m.symbol) for m in found if is_anaphor(m)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pepsi and Coca-Cola both raised prices. The latter kept its volumes.", [("The latter", "KO")]),
        ("Pepsi and Coca-Cola both raised prices. We own the former.", [("the former", "PEP")]),
        ("Pepsi raised prices. Coca-Cola did as well. We would own the second and short the first.",
         [("the second", "KO"), ("the first", "PEP")]),
        ("Pepsi, Coca-Cola and Starbucks report. Buy the third one.", [("the third one", "SBUX")]),
        ("Pepsi is dear. We are long Coca-Cola against it.", [("it", "PEP")]),
        ("Between Pepsi and Coca-Cola, Pepsi we keep; the other we leave.", [("the other", "KO")]),
    ],
)  # fmt: skip
def test_words_that_stand_for_a_name(text: str, expected: list[tuple[str, str]]) -> None:
    assert stands_for(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Pepsi and Coca-Cola both raised prices. The former chairman objected.",
        "Pepsi and Coca-Cola both raised prices in the latter half of the year.",
        "Pepsi and Coca-Cola both raised prices. The first target is 180, the second 190.",
        "Pepsi and Coca-Cola both raised prices for the second quarter in a row.",
        "Pepsi and Coca-Cola both raised prices. The first is that sugar costs fell.",
        "Pepsi, Coca-Cola and Starbucks report. We prefer the latter.",
        "Pepsi raised prices. We own the latter.",
        "Pepsi is dear. Sell the June 180 calls against it.",
        "Pepsi is dear. We own Pepsi and would sell calls against it.",
    ],
)
def test_words_that_stand_for_none(text: str) -> None:
    assert stands_for(text) == []


def test_a_pair_of_words_that_stand_for_names() -> None:
    (rec,) = calls("Pepsi pays for sugar. Coca-Cola pays its bottlers. We are long the second and short the first.")
    assert rec.alternatives[0].structure == "pair"
    assert legs(rec) == [("long", "KO"), ("short", "PEP")]


def test_it_across_from_a_name_is_the_other_leg() -> None:
    (rec,) = calls("Pepsi trades at thirty times earnings. We are long Coca-Cola against it, in equal money.")
    assert legs(rec) == [("long", "KO"), ("short", "PEP")]


def test_the_instruments_stay_those_that_are_named() -> None:
    text = "Pepsi and Coca-Cola both raised prices. Buy the latter."
    found = extract([Article(id=article_id(text), text=text)])[0].instruments
    assert {m.text for i in found for m in i.mentions} == {"Pepsi", "Coca-Cola"}


def test_leaving_what_a_word_stands_for_refers_and_names_nothing() -> None:
    recs = calls("Sell Pepsi at 170. Sell Coca-Cola at 62.\n\nCover the second one if it gets to 55.")
    assert [r.action for r in recs] == ["open", "open", "close"]
    assert recs[2].refers_to == (1,)
    assert recs[2].alternatives == ()


def test_a_position_said_to_be_held_in_the_sentence_before() -> None:
    (rec,) = calls("Some of our readers are long June WTI from 71. Take a third of the position off at 84.")
    (leg,) = rec.alternatives[0].legs
    assert (rec.action, leg.side, leg.symbol, leg.kind) == ("reduce", "long", "CL", "future")
    assert leg.expiry is not None
    assert leg.expiry.month == "2024-06"


def test_the_heading_says_whose_longs() -> None:
    text = "Levels\n\nGOLD\n\nWe buy gold at 2,300.\n\nDAX\n\nA quiet day. Longs should be lightened at 18,900."
    recs = calls(text)
    assert legs(recs[-1]) == [("long", "DAX")]
    assert recs[-1].refers_to == ()


def test_a_name_that_no_table_knows_is_not_the_one_before() -> None:
    recs = calls("Sell Pepsi at 170. Sell Quillonby at 4.")
    assert [legs(r) for r in recs] == [[("short", "PEP")]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pepsi raised prices. Coca-Cola followed. We are buying both.", ["PEP", "KO"]),
        ("Pepsi raised prices. Coca-Cola and Starbucks followed. All three are to be avoided.", ["PEP", "KO", "SBUX"]),
        ("Pepsi, Coca-Cola and Starbucks report. Avoid all three into the numbers.", ["PEP", "KO", "SBUX"]),
    ],
)
def test_several_at_once_are_a_basket(text: str, expected: list[str]) -> None:
    (rec,) = calls(text)
    assert rec.alternatives[0].structure == "basket"
    assert [symbol for _, symbol in legs(rec)] == expected


def test_both_sides_of_one_thing_are_no_basket() -> None:
    recs = calls("Pepsi and Coca-Cola report. Pepsi is cheap on both sides of the ocean. Buy it at 170.")
    assert [legs(r) for r in recs] == [[("long", "PEP")]]


def test_selling_both_into_strength_waits_for_strength() -> None:
    (rec,) = calls("Pepsi and Coca-Cola are dear. We would sell both into strength.")
    assert legs(rec) == [("short", "PEP"), ("short", "KO")]
    assert [c.role for c in rec.conditions] == ["trigger"]
