"""What is done with a scorer's answers: whole texts, targets, articles, and what cannot be scored."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import Scripted

from commentary_nlp.extract.blocks import find_blocks
from commentary_nlp.extract.instruments import find_instruments
from commentary_nlp.extract.sentiment.document import NO_SUBJECT, Said, Subject, Weighing, pages_of, sentences_of
from commentary_nlp.extract.sentiment.reading import read_article, read_sentiment
from commentary_nlp.extract.sentiment.scorer import Score
from commentary_nlp.extract.sentiment.towards import Mentioned, contexts_of, subject_of, together


def test_order_is_kept_and_nothing_is_asked_of_what_cannot_be_scored() -> None:
    scorer = Scripted({"rose": 0.5, "fell": -0.4})
    pairs = [
        ("Shares rose.", None),
        ("", None),
        ("   12.4 %", "KO"),
        ("Der Gewinn des Konzerns ist im dritten Quartal deutlich gesunken, wie am Montag mitgeteilt wurde.", None),
        ("The shares fell.", "KO"),
    ]
    readings = read_sentiment(pairs, scorer)
    assert [r.status for r in readings] == ["scored", "no_text", "no_text", "unsupported_language", "scored"]
    assert [r.score for r in readings] == [0.5, None, None, None, -0.4]
    assert readings[3].language == "de"
    assert readings[4].target == "KO"
    assert [text for text, _ in scorer.asked] == ["Shares rose.", "The shares fell."]


def test_probabilities_sum_to_one_and_the_label_is_the_likeliest() -> None:
    (reading,) = read_sentiment([("Shares rose.", None)], Scripted({"rose": 0.7}))
    assert reading.probabilities is not None
    assert sum(reading.probabilities.to_dict().values()) == pytest.approx(1)
    assert (reading.label, reading.confidence) == ("positive", 0.7)


LONG = (
    "Deere had a dull year. The dealers are full and the order book is short, as everybody can see for himself. " * 4
    + "Caterpillar rose on its orders. " * 3
    + "We would still own Deere here. " * 2
    + "Nothing else happened in the sector. " * 4
)


def test_a_long_text_is_read_by_its_sentences() -> None:
    scorer = Scripted({"dull": -0.6, "rose": 0.5, "own Deere": 0.8})
    (whole,) = read_sentiment([(LONG, None)], scorer)
    assert len(scorer.asked) == 17
    assert whole.status == "scored"
    assert whole.score == pytest.approx(
        (4 * -0.6 + 3 * 0.5 + 2 * 1.5 * 0.8) / (15 + 2 * 1.5), abs=1e-3
    )  # what the author says in the first person counts half as much again


def test_towards_a_target_only_sentences_that_name_it_are_read() -> None:
    scorer = Scripted({"dull": -0.6, "rose": 0.5, "own Deere": 0.8})
    (reading,) = read_sentiment([(LONG, "Caterpillar")], scorer)
    assert reading.score == 0.5
    assert {text for text, _ in scorer.asked} == {"Caterpillar rose on its orders."}
    (unnamed,) = read_sentiment([(LONG, "Komatsu")], scorer)
    assert unnamed.status == "scored"
    assert scorer.asked[-1][1] == "Komatsu"


def test_own_claims_and_conclusions_outweigh_what_is_quoted() -> None:
    text = "Analysts at Brightwater said that the rally is over.\n\nOne line.\n\nWe see higher prices."
    said = sentences_of(text)
    assert [s.part for s in said] == ["quoted", "recital", "own"]
    weighing = Weighing({"own": 2.0, "quoted": 0.5}, 1.0, 0.0, 0.0, -0.1, 0.1, 0.1)
    assert weighing.weigh([("quoted", -0.6), ("recital", 0.0), ("own", 0.6)]) > 0.2


def test_a_text_is_cut_into_pages_of_like_length() -> None:
    text = "\n".join(f"Sentence {n} says that the outlook is fair." for n in range(120))
    said = sentences_of(text)
    pages = pages_of(text, said)
    assert [len(pages)] == [3]
    assert max(map(len, pages)) <= 1.1 * min(map(len, pages))
    assert " ".join(pages) == " ".join(text[s.start : s.end] for s in said)
    assert pages_of("", []) == []
    assert pages_of("Up.", [Said(0, 3, "recital")]) == ["Up."]
    book = "\n".join(f"Sentence {n} says that the outlook is fair." for n in range(9000))
    many = pages_of(book, sentences_of(book))
    assert len(many) == 24  # spread over the text, its ends among them
    assert "Sentence 0 " in many[0]
    assert "Sentence 8999 " in many[-1]


def test_pages_are_read_where_the_scorer_has_learned_to() -> None:
    text = "The tape rose.\n" * 60
    scorer = Scripted({"rose": 0.5})
    read_sentiment([(text, None)], scorer)
    assert {len(asked) for asked, _ in scorer.asked} == {14}
    scorer = Scripted({"rose": 0.5})
    scorer.weighing = Weighing({}, 0.0, 0.8, 0.0, -0.1, 0.1, 0.1)  # type: ignore[attr-defined]
    (reading,) = read_sentiment([(text, None)], scorer)
    assert reading.score == 0.4
    assert max(len(asked) for asked, _ in scorer.asked) > 500


def test_a_text_is_about_what_it_names_early_and_often() -> None:
    towards = {"DE": Score(0.6, "positive"), "CAT": Score(-0.6, "negative")}
    de, cat = Mentioned(900, 905, "DE"), Mentioned(1500, 1503, "CAT")
    assert subject_of([], towards) == subject_of([Mentioned(0, 2, "X")], towards) == NO_SUBJECT
    assert subject_of([de] * 9, towards) == Subject(pytest.approx(0.6), 9)
    both = 0.6 * (1 - math.exp(-1)) / (1 + math.exp(-1))
    assert subject_of([cat, de], towards) == Subject(pytest.approx(both), 2)
    assert subject_of([cat, cat, cat, de], towards).score < 0  # often outweighs early


def test_what_the_publisher_prints_is_no_sentence() -> None:
    text = "Overall sentiment: positive / 0.44\nThe rout deepened in the afternoon."
    assert [text[s.start : s.end] for s in sentences_of(text)] == ["The rout deepened in the afternoon."]


def test_the_parts_of_a_page() -> None:
    text = (
        "Gold shines again\n\nGold rose to a record on Monday.\n\n• Buy GLD above 240, stop 232.\n\n"
        "The dollar slipped.\n\nSilver lagged.\n\nThe path of least resistance is up."
    )
    blocks = find_blocks(text, "Gold shines again")
    start = text.index("Buy GLD")
    said = sentences_of(text, blocks, [(start, start + 20)])
    parts = {text[s.start : s.end]: s.part for s in said}
    assert parts["Gold shines again"] == "title"
    assert next(part for words, part in parts.items() if "Buy GLD" in words) == "advice"
    assert parts["The path of least resistance is up."] == "conclusion"
    assert parts["The dollar slipped."] == "recital"


def test_labels_follow_the_thresholds_with_chances() -> None:
    weighing = Weighing({}, 1.0, 0.0, 0.0, -0.1, 0.2, 0.1)
    assert [weighing.judge(score).label for score in (-0.3, -0.05, 0.05, 0.5)] == [
        "negative",
        "neutral",
        "neutral",
        "positive",
    ]
    chances = weighing.judge(0.2).probabilities
    assert chances is not None
    assert chances[2] == pytest.approx(0.5, abs=0.01)
    assert sum(chances) == pytest.approx(1)
    assert Weighing({}, 3.0, 0.0, 0.0, -0.1, 0.1, 0.1).weigh([("recital", 0.9)]) == 1.0


TEXT = "Nvidia beat again. The stock still fell, for it is crowded.\n\nIntel cut its outlook; Nvidia will gain from it."


def test_a_pronoun_speaks_on_of_the_name_before_it() -> None:
    said = sentences_of(TEXT)
    contexts = contexts_of(TEXT, said, find_instruments(TEXT))
    assert [(c.symbol, c.pair) for c in contexts] == [
        ("NVDA", ("Nvidia beat again. The stock still fell, for it is crowded.", "Nvidia")),
        ("INTC", ("Intel cut its outlook; Nvidia will gain from it.", "Intel")),
        ("NVDA", ("Intel cut its outlook; Nvidia will gain from it.", "Nvidia")),
    ]


def test_an_article_is_read_whole_and_towards_each_instrument() -> None:
    scorer = Scripted({"beat": 0.6, "cut": -0.5})
    whole, towards = read_article(TEXT, find_blocks(TEXT, None), find_instruments(TEXT), [], scorer)
    assert whole.status == "scored"
    assert whole.model == "scripted"
    assert set(towards) == {"NVDA", "INTC"}
    assert towards["INTC"].label == "negative"


def test_an_article_in_another_language_or_without_a_word_is_marked() -> None:
    foreign = "Le titre recule fortement après la publication des résultats du troisième trimestre, jugés décevants."
    for text, status in ((foreign, "unsupported_language"), ("", "no_text"), ("• •\n\n12", "no_text")):
        whole, towards = read_article(text, find_blocks(text, None), [], [], Scripted({}))
        assert (whole.status, whole.label, whole.score, towards) == (status, None, None, {})


def test_sentences_that_judge_outweigh_sentences_that_name() -> None:
    named, judged = Score(0.0, "neutral", (0.1, 0.8, 0.1)), Score(0.8, "positive", (0.05, 0.05, 0.9))
    both = together([named, judged])
    assert both.label == "positive"
    assert both.score > 0.4
    assert together([judged, Score(-0.8, "negative", (0.9, 0.05, 0.05))]).score == 0.0
    assert together([Score(0.5, "positive"), Score(0.0, "neutral")]).probabilities is None


@given(st.lists(st.tuples(st.text(max_size=900), st.none() | st.text(max_size=30)), max_size=3))
@settings(max_examples=120, deadline=None)
def test_any_text_has_a_reading(pairs: list[tuple[str, str | None]]) -> None:
    readings = read_sentiment(pairs, Scripted({"a": 0.3, "e": -0.9}))
    assert [r.target for r in readings] == [target for _, target in pairs]
    assert all((r.score is None) == (r.status != "scored") for r in readings)
