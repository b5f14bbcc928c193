"""The grammar against annotated articles, given each recommendation's own trade: how well it reads in the wild."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commentary_nlp.extract.annotations import Annotations
from commentary_nlp.extract.conditions import TradeContext, find_conditions
from commentary_nlp.extract.durations import find_durations
from commentary_nlp.extract.instruments import find_instruments, find_themes
from commentary_nlp.extract.numbers import find_numbers
from commentary_nlp.extract.sentences import split_sentences
from commentary_nlp.records import Leg

SHARED = Path(__file__).resolve().parents[3] / "shared"
# Below what is reached, so that a change which loses part of it fails.
FLOOR = 0.95


def flat(test: dict[str, Any] | None, negated: bool = False) -> list[tuple[dict[str, Any], bool]]:
    if not test:
        return []
    if "not" in test:
        return flat(test["not"], not negated)
    if "all" in test or "any" in test:
        return [pair for part in test.get("all") or test["any"] for pair in flat(part, negated)]
    return [(test, negated)]


def keys(conditions: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    return Counter(
        (c["role"], p["measure"], p["change"], negated, p.get("value"), p.get("unit"))
        for c in conditions
        for p, negated in flat(c.get("test"))
    )


def regions(text: str, rec: dict[str, Any]) -> list[tuple[int, int]]:
    """Its own sentence and the others that hold its conditions."""
    start = text.find(rec["text"])
    found = {(start, start + len(rec["text"]))}
    for condition in rec["conditions"]:
        if condition["text"] not in rec["text"]:
            place = text.find(condition["text"], start)
            place = text.find(condition["text"]) if place < 0 else place
            for paragraph in re.finditer(r"[^\n]+(?:\n(?!\n)[^\n]+)*", text):
                found |= {s for s in split_sentences(text, *paragraph.span()) if s[0] <= place < s[1]}
    return sorted(found)


def context(rec: dict[str, Any], published: date | None) -> TradeContext:
    if not rec["alternatives"]:
        return TradeContext(rec["action"], None, (), published)
    first = rec["alternatives"][0]
    fields = ("side", "symbol", "kind", "right", "strike", "strike_rank")
    legs = tuple(Leg(**{k: leg[k] for k in fields if leg.get(k) is not None}) for leg in first["legs"])
    return TradeContext(rec["action"], first["structure"], legs, published)


@pytest.mark.skipif(not (SHARED / "dev").exists(), reason="the annotated articles are not at hand")
def test_reads_annotated_articles() -> None:
    right = gold = got = 0
    for path in [SHARED / "article.gold.json", *sorted((SHARED / "dev").glob("*.gold.json"))]:
        annotated = json.loads(path.read_text())
        text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text()
        said = annotated["article"].get("published_at")
        published = date.fromisoformat(said[:10]) if said else None
        notes = Annotations(
            instruments=find_instruments(text),
            themes=find_themes(text),
            durations=find_durations(text, published),
            numbers=find_numbers(text),
        )
        for rec in annotated["recommendations"]:
            if re.search(r"\S {3,}\S", rec["text"]):
                continue  # a table's row: read cell by cell
            found = find_conditions(text, notes, regions(text, rec), context(rec, published))
            one, other = keys(rec["conditions"]), keys([c.to_dict() for c in found])
            right, gold, got = right + (one & other).total(), gold + one.total(), got + other.total()
    assert 2 * right / (gold + got) > FLOOR
