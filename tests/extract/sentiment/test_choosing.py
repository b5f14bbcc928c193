"""Which scorer a name means, and how a foreign classifier's labels are read."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from commentary_nlp.errors import ExtractError
from commentary_nlp.extract import build_pipeline
from commentary_nlp.extract.sentiment.choosing import check_scorer, choose_scorer
from commentary_nlp.extract.sentiment.hub import Classifier, sides_of


@pytest.mark.parametrize("name", ["", "vibes", "hf:", "hf: ", "HF:x", "finbert"])
def test_names_that_mean_nothing(name: str) -> None:
    with pytest.raises(ExtractError, match="No sentiment scorer"):
        choose_scorer(name)


def test_names_that_mean_something() -> None:
    assert choose_scorer("lexicon").name.startswith("lexicon:")
    assert choose_scorer("default").name.startswith("commentary_sentiment ")
    assert choose_scorer("hf:/some/folder").name == "hf:/some/folder"
    check_scorer("lexicon")
    check_scorer("default")


@pytest.mark.parametrize(
    ("labels", "sides"),
    [
        ({0: "positive", 1: "negative", 2: "neutral"}, [2, 0, 1]),
        ({0: "Bearish", 1: "Bullish", 2: "Neutral"}, [0, 2, 1]),
        ({0: "NEG", 1: "POS"}, [0, 2]),
        ({0: "1 star", 1: "2 stars", 2: "3 stars", 3: "4 stars", 4: "5 stars"}, [0, 0, 1, 2, 2]),
        ({"0": "very_negative", "1": "neutral", "2": "very positive"}, [0, 1, 2]),
    ],
)
def test_labels_in_any_order(labels: dict[int, str], sides: list[int]) -> None:
    assert sides_of(labels) == sides


@pytest.mark.parametrize(
    "labels", [{0: "LABEL_0", 1: "LABEL_1"}, {0: "joy", 1: "anger"}, {0: "neutral", 1: "positive"}]
)
def test_labels_that_say_no_sentiment(labels: dict[int, str]) -> None:
    with pytest.raises(ExtractError):
        sides_of(labels)


def test_a_classifier_without_its_library_says_what_to_install() -> None:
    if importlib.util.find_spec("torch") is not None:
        pytest.skip("torch is installed here")
    with pytest.raises(ExtractError, match="needs") as caught:
        Classifier("some/model")([("Shares rose.", None)])
    assert "commentary-nlp[transformers]" in caught.value.remedy


def test_the_pipelines_component_takes_a_scorer() -> None:
    nlp = build_pipeline(sentiment="lexicon")
    assert nlp.get_pipe_config("commentary_sentiment")["scorer"] == "lexicon"
    with pytest.raises(ExtractError):
        build_pipeline(sentiment="vibes")


def test_a_classifier_from_disk(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="the extra `transformers` is not installed")
    transformers = pytest.importorskip("transformers", reason="the extra `transformers` is not installed")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "shares", "rose", "fell", "acme"]
    (tmp_path / "vocab.txt").write_text("\n".join(words), "utf-8")
    transformers.BertTokenizerFast(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        id2label={0: "Neutral", 1: "Bearish", 2: "Bullish"}, label2id={"Neutral": 0, "Bearish": 1, "Bullish": 2},
    )  # fmt: skip
    torch.manual_seed(1)
    model = transformers.BertForSequenceClassification(config)
    with torch.no_grad():
        model.classifier.bias.copy_(torch.tensor([0.0, 5.0, 0.0]))
    model.save_pretrained(tmp_path)
    pairs = [("Shares rose.", None), ("Shares fell " * 400, "Acme"), ("", None)]
    scores = Classifier(str(tmp_path))(pairs)
    assert len(scores) == 3
    assert {score.label for score in scores} == {"negative"}
    for score in scores:
        assert score.probabilities is not None
        assert sum(score.probabilities) == pytest.approx(1)
        assert score.score == pytest.approx(score.probabilities[2] - score.probabilities[0], abs=1e-3)


def test_a_folder_that_is_no_classifier(tmp_path: Path) -> None:
    pytest.importorskip("transformers", reason="the extra `transformers` is not installed")
    pytest.importorskip("torch", reason="the extra `transformers` is not installed")
    with pytest.raises(ExtractError, match="cannot be loaded"):
        Classifier(str(tmp_path))([("Shares rose.", None)])
