"""Precision over recall: ideas below a confidence are left out, counted, and can be had by reading again."""

from __future__ import annotations

import json
from pathlib import Path

from making import extraction

from commentary_nlp.pipeline import Places, ideas, ingest
from commentary_nlp.records import Extraction
from commentary_nlp.track import IdeaQuery


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


def test_stored_ideas_are_asked_for_by_confidence(tmp_path: Path) -> None:
    path = tmp_path / "ideas.jsonl"
    path.write_text(json.dumps(_sure(0.9, 0.2, None).to_dict()) + "\n", "utf-8")
    places = Places.of(tmp_path / "i.db")
    ingest([path], places)
    sure = ideas(IdeaQuery(min_confidence=0.5, sort="confidence"), places)
    assert [i.recommendation.confidence for i in sure] == [0.9, None]
    lowest = ideas(IdeaQuery(sort="confidence", descending=False), places)
    assert [i.recommendation.confidence for i in lowest] == [0.2, 0.9, None]


def test_an_older_store_takes_confidence_over_from_what_was_read(tmp_path: Path) -> None:
    from sqlite_utils import Database

    path = tmp_path / "ideas.jsonl"
    path.write_text(json.dumps(_sure(0.9).to_dict()) + "\n", "utf-8")
    places = Places.of(tmp_path / "i.db")
    ingest([path], places)
    with Database(places.db).conn as connection:
        connection.execute("alter table ideas drop column confidence")
        connection.execute("delete from _sqlite_migrations where name = 'm005_confidence'")
    assert [i.recommendation.confidence for i in ideas(IdeaQuery(min_confidence=0.8), places)] == [0.9]
