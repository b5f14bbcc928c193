"""Lines of text to readings, and scorers against labelled sets."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from commentary_nlp.audit.sentiment import Compared, calibration_error, compare
from commentary_nlp.errors import AuditError, ExtractError, ReadError
from commentary_nlp.pipeline import evaluate_sentiment, extract, ingest, sentiment
from commentary_nlp.pipeline.places import Places
from commentary_nlp.records import Extraction


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_lines_come_back_in_order_with_their_ids(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "a.jsonl",
        {"text": "The shares rallied.", "id": 7},
        {"text": "The shares plunged.", "target": "shares", "id": "b"},
        {"text": ""},
    )
    found = list(sentiment(path, scorer="lexicon"))
    assert [line.to_dict().get("id") for line in found] == [7, "b", None]
    readings = [line.reading for line in found]
    assert [r.label for r in readings if r] == ["positive", "negative", None]
    assert readings[2] is not None
    assert readings[2].status == "no_text"


def test_a_broken_line_costs_no_other_and_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'{"text": "The shares rallied."}\n\nnot json\n[1]\n{"txt": "x"}\n{"text": "x", "target": 3}\n'
        b'{"text": "caf\xe9"}\n{"text": "The shares plunged."}\n'
    )
    found = list(sentiment(path, scorer="lexicon"))
    assert [line.number for line in found] == [1, 3, 4, 5, 6, 7, 8]
    assert [line.reading is not None for line in found] == [True, False, False, False, False, False, True]
    assert "JSON" in str(found[1].error)
    assert "UTF-8" in str(found[5].error)


def test_standard_input_and_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    data = "".join(json.dumps({"text": f"The shares {w}."}) + "\n" for w in ("rallied", "plunged") * 600)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
    told: list[int] = []
    found = list(sentiment("-", scorer="lexicon", progress=lambda done, total: told.append(done)))
    assert [line.reading.label for line in found if line.reading] == ["positive", "negative"] * 600
    assert told == [512, 1024, 1200]


def test_files_and_scorers_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be read"):
        list(sentiment(tmp_path / "none.jsonl", scorer="lexicon"))
    with pytest.raises(ExtractError, match=r"lexicon, hf:NAME_OR_PATH"):
        list(sentiment("-", scorer="vibes"))
    with pytest.raises(ExtractError, match="vibes"):
        list(extract([tmp_path], sentiment="vibes"))


def test_each_scorer_on_each_set(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "posts.jsonl",
        {"text": "The shares rallied on strong demand.", "score": 0.5, "targets": {"shares": 0.6}},
        {"text": "The shares plunged.", "score": -0.7},
        {"text": "They met on Monday.", "label": "neutral"},
        {"text": "Le titre recule fortement après des résultats jugés très décevants.", "label": "negative"},
    )
    whole, target = evaluate_sentiment([path], ["lexicon"])
    assert (whole.kind, whole.figures.texts, whole.figures.scored) == ("whole", 4, 3)
    assert whole.figures.accuracy == 1
    assert (target.kind, target.figures.texts) == ("target", 1)


def test_annotated_articles_are_a_set(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The rally is strong. Demand is robust. We expect gains.", "utf-8")
    lines(tmp_path / "a.gold.json", {"article": {}, "sentiment": {"label": "positive", "score": 0.4}})
    (found,) = evaluate_sentiment([tmp_path], ["lexicon"])
    assert (found.kind, found.figures.accuracy) == ("article", 1)


def test_sets_that_are_none(tmp_path: Path) -> None:
    for row in ({"text": "x"}, {"label": "positive"}, {"text": "x", "label": "happy"}):
        with pytest.raises(AuditError):
            evaluate_sentiment([lines(tmp_path / "a.jsonl", row)], ["lexicon"])
    with pytest.raises(AuditError):
        evaluate_sentiment([tmp_path], ["lexicon"])


def test_figures_by_hand() -> None:
    rows = [
        Compared("positive", 0.5, "positive", 0.4, 0.9),
        Compared("negative", -0.5, "neutral", 0.0, 0.6),
        Compared("neutral", 0.0, "neutral", 0.1, 0.5),
        Compared("positive", 0.5, None, None, None),
    ]
    figures = compare(rows)
    assert (figures.texts, figures.scored) == (4, 3)
    assert figures.accuracy == pytest.approx(2 / 3)
    assert figures.macro_f1 == pytest.approx((0 + 2 / 3 + 1) / 3)
    assert figures.cosine == pytest.approx(0.2 / (0.5**0.5 * 0.17**0.5))
    assert figures.r2 == pytest.approx(1 - (0.01 + 0.25 + 0.01) / 0.5)
    assert calibration_error([(0.9, True), (0.6, False), (0.5, True)], bins=1) == pytest.approx(0)
    assert calibration_error([(0.9, True), (0.6, False)], bins=2) == pytest.approx((0.1 + 0.6) / 2)


def test_extraction_and_ingestion_take_a_scorer(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("We would own Deere here: orders are strong.\n\nThe rally is robust.", "utf-8")
    (found,) = extract([tmp_path / "a.txt"], sentiment="lexicon")
    assert isinstance(found, Extraction)
    assert found.sentiment is not None
    assert str(found.sentiment.model).startswith("lexicon:")
    places = Places(tmp_path / "s.db", tmp_path / "prices")
    assert ingest([tmp_path / "a.txt"], places, sentiment="lexicon").added == 1
    assert ingest([tmp_path / "a.txt"], places, sentiment="lexicon").skipped == 1
    assert ingest([tmp_path / "a.txt"], places, extractor="rules").skipped == 0
