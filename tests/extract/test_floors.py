"""What the rules read of our own corpus does not fall below what was reached; the corpus is the one that was meant."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from commentary_nlp.pipeline import evaluate

CORPUS = Path(__file__).parent.parent.parent / "corpus"


def test_floors() -> None:
    pinned = json.loads((CORPUS / "floors.json").read_text("utf-8"))
    files = sorted((CORPUS / "gold").glob("*.gold.json"))
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
        digest.update(path.with_name(path.name.replace(".gold.json", ".txt")).read_bytes())
    assert len(files) == pinned["articles"]
    assert digest.hexdigest() == pinned["sha256"], "the corpus changed: measure again and pin what it gives"
    figures = evaluate(CORPUS / "gold").to_dict()
    fallen = {name: figures[name] for name, floor in pinned["floors"].items() if (figures[name] or 0) < floor}
    assert not fallen, f"below the floors of corpus/floors.json: {fallen}"
    assert figures["ungrounded_spans"] == 0


@pytest.mark.parametrize("topic", sorted(path.stem for path in (CORPUS / "passages").glob("*.jsonl")))
def test_floors_of_passages(topic: str) -> None:
    pinned = json.loads((CORPUS / "floors.json").read_text("utf-8"))["passages"][topic]
    path = CORPUS / "passages" / f"{topic}.jsonl"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == pinned["sha256"], "the passages changed: measure again"
    assert (evaluate(path).f1("exact") or 0) >= pinned["exact"]


def test_articles_without_ideas_give_few() -> None:
    agreed = evaluate(CORPUS / "negative")
    assert agreed.articles >= 30
    assert agreed.counts["recommendations"][2] <= 6
