"""Agreement figures on cases small enough to count."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from making import SHARED

from commentary_nlp.audit import agreement, agreement_of_files
from commentary_nlp.errors import AuditError

REC: dict[str, Any] = {
    "text": "Buy XYZ on a dip to 40, stop 36.",
    "start": 0,
    "end": 32,
    "action": "open",
    "alternatives": [{"structure": "outright", "legs": [{"side": "long", "symbol": "XYZ", "kind": "share"}]}],
    "horizon": {"text": "for two weeks", "min": 2, "max": 2, "unit": "week"},
    "conditions": [
        {
            "role": "trigger",
            "text": "on a dip to 40",
            "test": {"measure": "price", "change": "below", "value": 40, "unit": "price"},
        },
        {
            "role": "stop",
            "text": "stop 36",
            "test": {"measure": "price", "change": "below", "value": 36, "unit": "price"},
        },
    ],
}


def gold(*recs: dict[str, Any]) -> dict[str, Any]:
    return {"sentiment": {"label": "positive"}, "instruments": ["XYZ"], "recommendations": list(recs)}


def changed(**update: Any) -> dict[str, Any]:
    return {**copy.deepcopy(REC), **update}


def test_perfect() -> None:
    figures = agreement([("a", gold(REC), gold(REC))]).to_dict()
    assert all(figures[name] == 1.0 for name in ("recommendations", "action", "legs", "horizon", "levels", "exact"))
    assert figures["size"] is None  # neither side has any


def test_one_wrong_level_costs_exact_and_half_the_levels() -> None:
    other = changed()
    other["conditions"][1]["test"]["value"] = 35
    total = agreement([("a", gold(REC), gold(other))])
    assert total.f1("levels") == pytest.approx(0.5)
    assert total.f1("conditions") == 1.0
    assert total.f1("exact") == 0.0
    assert "levels" in " ".join(total.errors["a"])


def test_missed_and_invented() -> None:
    extra = changed(text="Something else entirely different here.", action="avoid")
    total = agreement([("a", gold(REC), gold(REC, extra)), ("b", gold(REC), gold())])
    assert total.counts["recommendations"] == [1, 2, 2]
    assert total.f1("recommendations") == pytest.approx(0.5)


def test_a_negation_is_not_its_opposite() -> None:
    other = changed()
    other["conditions"][0]["test"] = {"not": other["conditions"][0]["test"]}
    assert agreement([("a", gold(REC), gold(other))]).f1("conditions") == pytest.approx(0.5)


def test_files(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"no \*\.gold\.json"):
        agreement_of_files(tmp_path, {})
    (tmp_path / "a.gold.json").write_text(json.dumps(gold(REC)), "utf-8")
    assert agreement_of_files(tmp_path, {"a": gold(REC)}).f1("exact") == 1.0
    assert agreement_of_files(tmp_path, {}).f1("exact") == 0.0
    (tmp_path / "b.gold.json").write_text("{", "utf-8")
    with pytest.raises(AuditError, match="no JSON"):
        agreement_of_files(tmp_path, {})


@pytest.mark.skipif(not (SHARED / "score.py").exists(), reason="the reference scorer is not beside this checkout")
def test_same_figures_as_the_reference_scorer(tmp_path: Path) -> None:
    """Annotations with one thing in five spoiled, scored by both."""
    predicted = {}
    for number, path in enumerate(sorted((SHARED / "dev").glob("*.gold.json"))):
        item = json.loads(path.read_text("utf-8"))
        name = path.name.removesuffix(".gold.json")
        text = path.with_name(f"{name}.txt").read_text("utf-8")
        item["article"].update(text=text, path=f"{name}.txt")
        for place, rec in enumerate(item["recommendations"]):
            rec["start"] = text.find(rec["text"]) + (place == 3)
            rec["end"] = rec["start"] + len(rec["text"])
            spoil = (number + place) % 5
            if spoil == 0:
                rec["action"] = "hold"
            elif spoil == 1 and rec["conditions"]:
                rec["conditions"].pop()
            elif spoil == 2 and rec["alternatives"]:
                rec["alternatives"][0]["legs"][0]["side"] = "short"
        if number % 3 == 0:
            item["recommendations"] = item["recommendations"][1:]
        if number % 4 == 0:
            item["recommendations"] += item["recommendations"][:1]
            item["instruments"] = item["instruments"][1:]
        predicted[name] = item
    lines = tmp_path / "predicted.jsonl"
    lines.write_text("\n".join(json.dumps(p) for p in predicted.values()), "utf-8")
    words = [sys.executable, str(SHARED / "score.py"), str(SHARED / "dev"), str(lines), "--json"]
    reference = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    assert agreement_of_files(SHARED / "dev", predicted).to_dict() == reference
    assert 0.5 < reference["exact"] < 0.95
