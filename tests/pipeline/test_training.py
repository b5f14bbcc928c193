"""Training from the command's function: data in, a verified folder out, and readings at first sight appended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commentary_nlp.errors import CommentaryError
from commentary_nlp.extract.trained import verified
from commentary_nlp.pipeline import add_first_sight, train_confidence

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT / "corpus" / "first_sight.jsonl"


def test_a_folder_that_verifies(tmp_path: Path) -> None:
    trained = train_confidence(DATA, tmp_path / "confidence")
    assert verified(trained.folder, "weights.json")
    meta = json.loads((trained.folder / "meta.json").read_text("utf-8"))
    assert meta["performance"]["error"] == pytest.approx(trained.calibration.error, abs=1e-3)
    assert "l2 = " in (trained.folder / "config.cfg").read_text("utf-8")


def test_too_little_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "none.jsonl"
    empty.write_text("", "utf-8")
    with pytest.raises(CommentaryError, match="too little"):
        train_confidence(empty, tmp_path / "out")
    empty.write_text("{}\n", "utf-8")
    with pytest.raises(CommentaryError, match="no first-sight readings"):
        train_confidence(empty, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_readings_are_appended(tmp_path: Path) -> None:
    text = "- Buy XLE on a dip to 84.\n- Sell IWM at 200.\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    legs = [{"side": "long", "symbol": "XLE", "kind": "share"}]
    rec = {
        "text": "Buy XLE on a dip to 84.",
        "action": "open",
        "alternatives": [{"structure": "outright", "legs": legs}],
    }
    (tmp_path / "a.gold.json").write_text(json.dumps({"article": {}, "recommendations": [rec]}), "utf-8")
    data = tmp_path / "data.jsonl"
    assert add_first_sight(tmp_path, data, "new") == 2
    rows = [json.loads(line) for line in data.read_text("utf-8").splitlines()]
    assert [row["right"] for row in rows] == [True, False]
    assert {row["batch"] for row in rows} == {"new"}
    with pytest.raises(CommentaryError, match=r"no \*.gold.json"):
        add_first_sight(tmp_path / "nowhere", data, "x")
