"""The log of files lets a second run pass over what is done."""

from __future__ import annotations

from pathlib import Path

from commentary_nlp.track import Store


def test_a_file_is_seen_once_it_is_done_and_while_it_is_the_same(store: Store) -> None:
    assert not store.seen("a.txt", "d1")
    store.record_file("a.txt", digest="d1", size=10, mtime=5.25, articles=2, extractor="rules 1")
    assert store.seen("a.txt", "d1")
    assert store.seen(Path("a.txt"), "d1")
    assert store.seen("a.txt", size=10, mtime=5.25)
    assert store.seen("a.txt", "d1", extractor="rules 1")
    assert not store.seen("a.txt", "d2")
    assert not store.seen("a.txt", size=10, mtime=6.0)
    assert not store.seen("a.txt", size=10)
    assert not store.seen("a.txt")
    assert not store.seen("a.txt", "d1", extractor="rules 2")
    assert not store.seen("b.txt", "d1")


def test_a_failed_file_is_read_again_and_its_error_is_kept(store: Store) -> None:
    store.record_file("a.txt", digest="d1", status="failed", error="it is binary: \ud800")
    assert not store.seen("a.txt", "d1")
    (failed,) = store.files("failed")
    assert failed.error == "it is binary: ?"
    assert store.counts().failed_files == 1
    store.record_file("a.txt", digest="d1", articles=1)
    assert store.seen("a.txt", "d1")
    assert store.files("failed") == []
    assert [log.path for log in store.files()] == ["a.txt"]


def test_a_name_that_is_no_text_can_be_logged(store: Store) -> None:
    name = b"caf\xe9.txt".decode("utf-8", "surrogateescape")
    store.record_file(name, digest="d1")
    assert store.seen(name, "d1")


def test_runs_are_logged_and_files_name_theirs(store: Store) -> None:
    run = store.start_run("ingest", {"paths": ["a.txt"]})
    store.record_file("a.txt", digest="d1", run=run)
    store.end_run(run, "done", {"added": 3})
    other = store.start_run("track")
    rows = {row["id"]: row for row in store._db.table("runs").rows}
    assert (rows[run]["status"], rows[run]["detail"]) == ("done", '{"paths":["a.txt"],"added":3}')
    assert rows[run]["started_at"] <= rows[run]["ended_at"]
    assert (rows[other]["status"], rows[other]["ended_at"]) == ("running", None)
