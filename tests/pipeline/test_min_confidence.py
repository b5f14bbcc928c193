"""Precision over recall: ideas below a confidence are left out, counted, and can be had by reading again."""

from __future__ import annotations

import json
from pathlib import Path

from making import extraction

from commentary_nlp.pipeline import Places, ideas, ingest
from commentary_nlp.records import Extraction


def _sure(*confidences: float | None) -> Extraction:
    one = extraction("Buy XYZ now.")
    recs = tuple(
        one.recommendations[0].model_copy(update={"confidence": value, "refers_to": (place - 1,) if place else ()})
        for place, value in enumerate(confidences)
    )
    return one.model_copy(update={"recommendations": recs})


def test_the_unsure_are_left_out_and_references_follow() -> None:
    kept = _sure(0.9, 0.2, 0.8, None).surer_than(0.5)
    assert [r.confidence for r in kept.recommendations] == [0.9, 0.8, None]
    assert [r.refers_to for r in kept.recommendations] == [(), (), (1,)]


def test_all_stay_where_nothing_is_asked() -> None:
    whole = _sure(0.9, 0.0)
    assert whole.surer_than(0.0) is whole


def test_ingest_counts_what_it_leaves_out(tmp_path: Path) -> None:
    path = tmp_path / "ideas.jsonl"
    path.write_text(json.dumps(_sure(0.9, 0.2).to_dict()) + "\n", "utf-8")
    places = Places.of(tmp_path / "i.db")
    report = ingest([path], places, min_confidence=0.5)
    assert (report.ideas, report.unsure) == (1, 1)
    assert len(ideas(places=places)) == 1
    again = ingest([path], places)
    assert (again.skipped, again.unsure) == (0, 0)
    assert len(ideas(places=places)) == 2
