"""What the encoder learns from, and the fits that need no torch; the network's own where torch is installed."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import numpy as np
import pytest

from commentary_nlp.errors import CommentaryError, ExtractError
from commentary_nlp.extract.sentiment.document import Weighing
from commentary_nlp.extract.sentiment.training.documents import Text, cross_validated, fit_weighing
from commentary_nlp.extract.sentiment.training.samples import (
    Sample,
    finentity,
    held_out,
    label_of,
    own,
    tfns,
    without,
)
from commentary_nlp.pipeline import train_sentiment
from commentary_nlp.pipeline.training_sentiment import fit_temperature, split


def test_own_sentences_give_one_sample_for_the_text_and_one_a_target(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps({"text": "A up, B down", "score": 0, "targets": {"A": 0.4, "B": -0.3}}) + "\n\n")
    assert own(path) == [
        Sample("A up, B down", None, 1, 0.0, "posts"),
        Sample("A up, B down", "A", 2, 0.4, "posts"),
        Sample("A up, B down", "B", 0, -0.3, "posts"),
    ]
    assert [label_of(score) for score in (-0.1, -0.09, 0.0, 0.1)] == [0, 1, 1, 2]


def test_a_fifth_of_the_documents_is_held_out_and_no_document_is_on_both_sides(tmp_path: Path) -> None:
    documents = [
        {"content": f"Firm {n} rose.", "annotations": [{"value": f"Firm {n}", "label": "Positive"}] * 2}
        for n in range(500)
    ]
    path = tmp_path / "finentity.json"
    path.write_text(json.dumps(documents))
    kept, held = finentity(path, held=False), finentity(path, held=True)
    assert len(kept) + len(held) == 1000
    assert not {s.text for s in kept} & {s.text for s in held}
    assert 0.14 < len(held) / 1000 < 0.26
    assert all(held_out(s.text) for s in held)


def test_unreadable_data_say_so(tmp_path: Path) -> None:
    bad = tmp_path / "x"
    bad.write_text('{"text": 1')
    for read in (own, tfns, lambda path: finentity(path, held=True)):
        with pytest.raises(ExtractError, match="training data"):
            read(tmp_path / "absent")
    with pytest.raises(ExtractError):
        own(bad)


def test_nothing_held_out_is_learned() -> None:
    samples = [Sample("The  Shares rose", None, 2, None, "a"), Sample("They fell", None, 0, None, "a")]
    assert [s.text for s in without(samples, [Sample("the shares ROSE", "x", 1, None, "b")])] == ["They fell"]


def test_texts_left_out_for_calibration_are_left_out_whole() -> None:
    samples = [Sample(f"text {n // 2}", str(n), 1, None, "a") for n in range(400)]
    learned, left = split(samples, 10)
    assert len(learned) + len(left) == 400
    assert not {s.text for s in learned} & {s.text for s in left}
    assert 20 < len(left) < 70


def test_the_temperature_of_logits_that_are_too_sure() -> None:
    rng = np.random.default_rng(1)
    true = rng.normal(size=(4000, 3))
    chances = np.exp(true) / np.exp(true).sum(1, keepdims=True)
    labels = [int(rng.choice(3, p=row)) for row in chances]
    assert fit_temperature(3 * true, labels) == pytest.approx(3, rel=0.1)
    with pytest.raises(ValueError, match="left out"):
        fit_temperature(true[:0], [])


def texts(count: int = 300) -> list[Text]:
    """Articles whose score is 1.2 times what the author says himself; what is quoted is noise."""
    rng = random.Random(3)
    found = []
    for _ in range(count):
        own_score, quoted = rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5)
        score = 1.2 * own_score
        label = "positive" if score > 0.15 else "negative" if score < -0.15 else "neutral"
        found.append(Text((("own", own_score), ("recital", own_score), ("quoted", quoted)), score, label))
    return found


def test_the_weighing_that_made_the_scores_is_found() -> None:
    fitted = Weighing.of(fit_weighing(texts()))
    assert fitted.weights["quoted"] < 0.5 * fitted.weights["own"]
    assert fitted.high == pytest.approx(0.15, abs=0.05)
    assert fitted.low == pytest.approx(-0.15, abs=0.05)
    folds = cross_validated(texts(), folds=3)
    assert sum(label == t.label for (_, label, _), t in zip(folds, texts(), strict=True)) / 300 > 0.85
    with pytest.raises(ValueError, match="too few"):
        fit_weighing(texts(5))


def test_training_without_data_or_checkpoint_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CommentaryError) as caught:
        train_sentiment(tmp_path, tmp_path, tmp_path / "out")
    assert caught.value.remedy


def test_the_network_learns_resumes_and_exports(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
    transformers = pytest.importorskip("transformers", reason="the extra `train` is not installed")
    from test_encoding import WORDS
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.pre_tokenizers import BertPreTokenizer

    from commentary_nlp.extract.sentiment.training.exporting import export, quantize
    from commentary_nlp.extract.sentiment.training.learning import fit, predict
    from commentary_nlp.extract.sentiment.training.network import Network
    from commentary_nlp.settings import TrainSentimentSettings

    config = transformers.BertConfig(
        vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    torch.manual_seed(0)
    transformers.BertModel(config).save_pretrained(tmp_path / "base")
    tokenizer = Tokenizer(WordPiece({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = BertPreTokenizer()
    samples = [
        Sample(text, target, label, score, "x")
        for text, target, label, score in (
            ("apple rose while deere fell", "apple", 2, 0.5),
            ("apple rose while deere fell", "deere", 0, -0.5),
            ("deere rose while apple fell", "deere", 2, 0.5),
            ("deere rose while apple fell", "apple", 0, -0.5),
            ("the market", None, 1, None),
        )
    ] * 20
    settings = TrainSentimentSettings(epochs=12, rate=2e-3, head_rate=1.0, batch=10, bfloat16=False, added=0.0)
    state = tmp_path / "work" / "state.pt"

    def interrupted(done: int, total: int, loss: float) -> None:
        assert math.isfinite(loss)
        if done == 35:
            raise KeyboardInterrupt

    network = Network(tmp_path / "base")
    with pytest.raises(KeyboardInterrupt):
        fit(network, tokenizer, samples, settings, state, "f", interrupted)
    assert state.is_file()
    steps: list[int] = []
    network = Network(tmp_path / "base")
    fit(network, tokenizer, samples, settings, state, "f", lambda done, total, loss: steps.append(done))
    assert (steps[0], steps[-1]) == (31, 120)
    assert not state.exists()
    logits, scores = predict(network, tokenizer, samples[:5])
    assert logits.argmax(1).tolist() == [2, 0, 2, 0, 1]
    assert scores[0] > 0 > scores[1]
    export(network, tmp_path / "full.onnx")
    quantize(tmp_path / "full.onnx", tmp_path / "small.onnx")
    assert (tmp_path / "small.onnx").stat().st_size < (tmp_path / "full.onnx").stat().st_size
