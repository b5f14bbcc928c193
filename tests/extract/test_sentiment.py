"""Sentiment of texts and towards instruments."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary_nlp.extract.instruments import find_instruments
from commentary_nlp.extract.sentiment import model_name, polarity, score_instruments, score_sentiment

SHARED = Path(__file__).resolve().parents[3] / "shared"


def test_words_of_good_and_bad() -> None:
    assert polarity("Margins improved and the shares rallied") > 0
    assert polarity("Margins collapsed and the shares plunged") < 0
    assert polarity("The meeting is on the ninth") == 0


def test_negation_turns_and_supposing_shades() -> None:
    assert polarity("The rally is not bullish at all") < polarity("The rally is bullish")
    assert 0 > polarity("If the shares plunged") > polarity("The shares plunged")


def test_labels_of_whole_texts() -> None:
    good = "Earnings beat again. The upgrade cycle is strong. We expect the rally to extend on robust demand."
    bad = "The rout deepened. Defaults rise and the downgrade wave worsens. We expect a recession and more losses."
    assert score_sentiment(good).label == "positive"
    assert score_sentiment(bad).label == "negative"
    assert score_sentiment("").label == "neutral"
    assert score_sentiment(good).score > 0 > score_sentiment(bad).score


def test_what_is_printed_decides_nothing() -> None:
    text = "The rout deepened. Defaults rise and losses worsen."
    assert score_sentiment("Overall Sentiment: positive\n" + text).label == score_sentiment(text).label == "negative"


def test_model_names_its_lexicon() -> None:
    assert model_name().startswith("lexicon:")
    assert score_sentiment("any").model == model_name()


def test_towards_instruments() -> None:
    text = "Buy NVDA: orders are strong. Avoid INTC, whose margins worsen. KO reports on Tuesday."
    scores = score_instruments(text, find_instruments(text))
    assert {symbol: s.label for symbol, s in scores.items()} == {
        "NVDA": "positive",
        "INTC": "negative",
        "KO": "neutral",
    }


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text(text: str) -> None:
    sentiment = score_sentiment(text)
    assert -1 <= sentiment.score <= 1
    score_instruments(text, find_instruments(text))


def test_agrees_in_direction_with_labelled_posts() -> None:
    path = SHARED / "data" / "tfns_valid.csv"
    if not path.is_file():
        pytest.skip("the labelled posts are not beside the project")
    right = wrong = 0
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            score, label = polarity(row["text"]), {"0": -1, "1": 1}.get(row["label"], 0)
            if label and score:
                right, wrong = right + (score * label > 0), wrong + (score * label < 0)
    assert right / (right + wrong) >= 0.85
