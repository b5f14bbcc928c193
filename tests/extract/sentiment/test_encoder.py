"""The encoder that ships: what it says, that order and batches change nothing, and what happens to broken files."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from commentary_nlp.errors import ExtractError
from commentary_nlp.extract import load_extractor
from commentary_nlp.extract.sentiment.choosing import check_scorer, choose_scorer
from commentary_nlp.extract.sentiment.encoder import Encoder, shipped
from commentary_nlp.extract.sentiment.reading import read_sentiment
from commentary_nlp.pipeline import evaluate_sentiment
from commentary_nlp.records import Article, article_id
from commentary_nlp.settings import SentimentSettings

ROOT = Path(__file__).resolve().parents[3]
TEXTS = [
    "Quarterly profit rose to EUR 8.4 mn from EUR 5.1 mn a year earlier.",
    "Quarterly profit fell to EUR 5.1 mn from EUR 8.4 mn a year earlier.",
    "The annual meeting will be held in Tampere on 12 April.",
    "Shares of the lender tumbled 14% after it warned of further losses.",
    "$AMD breaking out on big volume, adding here",
]


def test_what_it_says_of_plain_sentences() -> None:
    scores = shipped()([(text, None) for text in TEXTS])
    assert [score.label for score in scores] == ["positive", "negative", "neutral", "negative", "positive"]
    for score in scores:
        assert score.probabilities is not None
        assert sum(score.probabilities) == pytest.approx(1, abs=1e-5)
    assert scores[0].score > 0.2
    assert scores[3].score < -0.3


def test_targets_of_one_sentence_differ() -> None:
    text = "Carrefour gained 6% on its sales while Casino slumped 9% after a second profit warning."
    up, down = shipped()([(text, "Carrefour"), (text, "Casino")])
    assert (up.label, down.label) == ("positive", "negative")


def test_neither_order_nor_batch_nor_threads_change_a_score() -> None:
    pairs = [(text, None) for text in TEXTS] + [(text * 5, None) for text in TEXTS]
    together, _ = shipped().run(pairs)
    backwards, _ = shipped().run(pairs[::-1])
    alone, _ = Encoder(shipped().folder, SentimentSettings(batch=1, threads=1)).run(pairs)
    # 8-bit activations are scaled by batch: padding and company move a logit a little
    assert np.abs(together - backwards[::-1]).max() < 0.35
    assert np.abs(together - alone).max() < 0.35
    assert (together.argmax(1) == alone.argmax(1)).all()


def test_pages_go_a_few_at_a_time() -> None:
    shapes: list[tuple[int, int]] = []

    class Session:
        def run(self, outputs: list[str], feed: dict[str, Any]) -> list[Any]:
            shapes.append(feed["ids"].shape)
            rows = len(feed["ids"])
            return [np.zeros((rows, 3), np.float32), np.zeros(rows, np.float32)]

    class Watched(Encoder):
        _session = Session()  # type: ignore[assignment]

    pairs = [("profit rose " * 300, None)] * 20 + [("profit rose", None)] * 70
    told: list[int] = []
    Watched(shipped().folder).run(pairs, lambda done, total: told.append(done))
    assert sum(rows for rows, _ in shapes) == told[-1] == len(pairs)
    assert max(rows for rows, _ in shapes) == SentimentSettings().batch
    assert max(rows * longest**2 for rows, longest in shapes) <= 500_000
    assert min(longest for _, longest in shapes) < 10  # no short text is padded to a page
    assert max(longest for _, longest in shapes) == 482


def test_its_figures_are_those_of_its_meta() -> None:
    meta = json.loads((shipped().folder / "meta.json").read_text("utf-8"))
    held = sorted((ROOT / "corpus/sentiment/held_out").glob("*.jsonl"))
    assert held
    for found in evaluate_sentiment(held, ["default"]):
        said = meta["performance"][f"{found.name}_{'texts' if found.kind == 'whole' else 'targets'}"]
        assert found.figures.macro_f1 == pytest.approx(said["macro_f1"], abs=0.02)


def test_the_model_is_described_hashed_and_small() -> None:
    folder = shipped().folder
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    assert {"lang", "name", "version", "license", "sources", "performance"} <= set(meta)
    for name, digest in meta["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert sum(path.stat().st_size for path in folder.iterdir()) < 60_000_000
    assert meta["files"]["model.onnx"][:12] in shipped().name
    for name, digest in meta["data"].items():
        own = ROOT / "corpus" / "sentiment" / name
        if name.endswith(".jsonl"):
            assert hashlib.sha256(own.read_bytes()).hexdigest() == digest, f"{name} changed after training"


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped().folder, tmp_path / "model"))


def test_an_altered_file_is_refused_with_its_remedy(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    data = bytearray((folder / "model.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "model.onnx").write_bytes(bytes(data))
    with pytest.raises(ExtractError, match="not the file") as caught:
        Encoder(folder)([("x", None)])
    assert "lexicon" in caught.value.remedy


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "calibration.json", "meta.json"])
def test_a_missing_file_is_told(tmp_path: Path, name: str) -> None:
    folder = copied(tmp_path)
    (folder / name).unlink()
    with pytest.raises(ExtractError, match="cannot be read"):
        Encoder(folder).check()
    with pytest.raises(ExtractError):
        Encoder(folder)([("Shares rose.", None)])


def test_a_garbled_meta_is_told(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    for garbage in ("", "[]", '{"files": 3}', "\x00"):
        (folder / "meta.json").write_text(garbage, "utf-8")
        with pytest.raises(ExtractError):
            Encoder(folder).check()


def test_without_the_model_the_lexicon_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commentary_nlp.extract.sentiment.encoder.model_folder", lambda name: None)
    choose_scorer.cache_clear()
    try:
        with pytest.raises(ExtractError, match="not installed"):
            check_scorer("default")
        text = "The rally is strong."
        (found,) = load_extractor("default", "lexicon")([Article(id=article_id(text), text=text)])
        assert found.sentiment is not None
        assert found.sentiment.label == "positive"
    finally:
        choose_scorer.cache_clear()


def _score(queue: multiprocessing.Queue[str]) -> None:
    queue.put(shipped()([(TEXTS[0], None)])[0].label)


def test_a_fork_makes_a_session_of_its_own() -> None:
    shipped()([(TEXTS[0], None)])
    choose_scorer("default")
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[str] = context.Queue()
    child = context.Process(target=_score, args=(queue,), daemon=True)
    child.start()
    assert queue.get(timeout=60) == "positive"


def test_hostile_texts() -> None:
    texts = [
        "🚀" * 3000,
        "<b>" * 2000,
        "\x00\ufffe" * 50,
        "a" * 100_000,
        "&amp;" * 5000,
        "ab\u202ecd",
        "profit " * 20000,
    ]
    readings = read_sentiment([(text, None) for text in texts], shipped())
    assert len(readings) == len(texts)
    assert all(r.score is None or -1 <= r.score <= 1 for r in readings)
