"""Sentiment by words: polarity, and the scorer made of it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary_nlp.extract.sentiment.lexicon import Lexicon, model_name, polarity

SHARED = Path(__file__).resolve().parents[4] / "shared"


def test_words_of_good_and_bad() -> None:
    assert polarity("Margins improved and the shares rallied") > 0
    assert polarity("Margins collapsed and the shares plunged") < 0
    assert polarity("The meeting is on the ninth") == 0


def test_negation_turns_and_supposing_shades() -> None:
    assert polarity("The rally is not bullish at all") < polarity("The rally is bullish")
    assert 0 > polarity("If the shares plunged") > polarity("The shares plunged")


def test_scores_and_labels() -> None:
    good, bad, idle = Lexicon()([("A strong rally.", None), ("The rout deepened.", None), ("It met on Monday.", None)])
    assert (good.label, bad.label, idle.label) == ("positive", "negative", "neutral")
    assert good.score > 0 > bad.score
    assert idle.score == 0
    assert good.probabilities is None


def test_model_names_its_lexicon() -> None:
    assert model_name().startswith("lexicon:")
    assert Lexicon().name == model_name()


def test_towards_targets() -> None:
    text = "Buy NVDA: orders are strong."
    (liked,) = Lexicon()([(text, "NVDA")])
    (avoided,) = Lexicon()([("Avoid INTC, whose margins worsen.", "INTC")])
    assert (liked.label, avoided.label) == ("positive", "negative")


@given(st.lists(st.tuples(st.text(max_size=200), st.none() | st.text(max_size=20)), max_size=4))
@settings(max_examples=150, deadline=None)
def test_any_text(pairs: list[tuple[str, str | None]]) -> None:
    scores = Lexicon()(pairs)
    assert len(scores) == len(pairs)
    assert all(-1 <= score.score <= 1 for score in scores)


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
