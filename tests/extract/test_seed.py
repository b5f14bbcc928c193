"""The worked example and the annotated articles beside the project, where they are at hand."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from commentary_nlp.extract import check_grounding, extract
from commentary_nlp.records import Article, Stated, article_id

SHARED = Path(__file__).resolve().parents[3] / "shared"
FIELDS = ("title", "source", "author", "url", "published_at")
# Floors a little below what the rules reach, so that a fault shows and a change of one article does not.
DEV_FLOORS = {"recommendations": 0.97, "legs": 0.94, "conditions": 0.92, "horizon": 0.93, "exact": 0.85}

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="no annotated articles beside the project")


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def article(gold: dict[str, Any], text: str) -> Article:
    told = gold["article"]
    stated = Stated(**(told.get("stated") or {}))
    return Article(id=article_id(text), text=text, stated=stated, **{k: told.get(k) for k in FIELDS})


def compared(names: list[Path]) -> dict[str, list[int]]:
    """Field -> [right, in gold, predicted] over all articles."""
    score = scorer()
    total: dict[str, list[int]] = {}
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in names]
    texts = [path.with_name(path.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8") for path in names]
    found = extract([article(gold, text) for gold, text in zip(golds, texts, strict=True)])
    for gold, extraction in zip(golds, found, strict=True):
        check_grounding(extraction)
        count, _ = score.compare(gold, extraction.to_dict())
        for field, numbers in count.items():
            total[field] = [a + b for a, b in zip(total.get(field, [0, 0, 0]), numbers, strict=True)]
    return total


def f1(numbers: list[int]) -> float:
    right, gold, predicted = numbers
    return 2 * right / (gold + predicted)


def test_the_worked_example_is_read_whole() -> None:
    total = compared([SHARED / "article.gold.json"])
    for field in ("recommendations", "exact", "legs", "conditions", "horizon", "refers_to", "instruments"):
        assert f1(total[field]) == 1.0, field


def test_the_annotated_articles_keep_their_floors() -> None:
    total = compared(sorted((SHARED / "dev").glob("*.gold.json")))
    short = {field: round(f1(total[field]), 3) for field, floor in DEV_FLOORS.items() if f1(total[field]) < floor}
    assert not short
