"""Ingesting is idempotent, resumable, and lets one bad file cost nothing but itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from making import extraction

from commentary_nlp.errors import StoreError
from commentary_nlp.pipeline import Places, ideas, ingest, ingest_calls
from commentary_nlp.read import Fill
from commentary_nlp.track import IdeaQuery, Store


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "store" / "a.db", tmp_path / "prices")


def note(folder: Path, name: str, words: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(words, "utf-8")
    return path


def test_twice_is_once(tmp_path: Path, places: Places) -> None:
    folder = tmp_path / "in"
    note(folder, "a.txt", "Buy Nvidia (NVDA) now; stop 90.\n")
    note(folder, "b.md", "Trim Apple (AAPL).\n")
    note(folder, "copy.txt", "Buy Nvidia (NVDA) now; stop 90.\n")
    first = ingest([folder], places)
    assert (first.files, first.added, len(first.failures)) == (3, 2, 0)
    again = ingest([folder], places)
    assert (again.skipped, again.added, again.updated) == (3, 0, 0)
    with Store.open(places.db) as store:
        assert store.counts().articles == 2


def test_bad_files_cost_only_themselves(tmp_path: Path, places: Places) -> None:
    folder = tmp_path / "in"
    note(folder, "a.txt", "Buy Nvidia (NVDA) now; stop 90.\n")
    note(folder, "empty.txt", "")
    (folder / "binary.txt").write_bytes(b"\x00\x01" * 500)
    (folder / "huge.txt").write_bytes(b"x")
    with (folder / "huge.txt").open("r+b") as file:
        file.truncate(50_000_000)
    report = ingest([folder, tmp_path / "absent.txt"], places)
    assert report.added == 1
    assert sorted(Path(f.path).name for f in report.failures) == ["absent.txt", "binary.txt", "empty.txt", "huge.txt"]
    assert all(f.remedy for f in report.failures)
    note(folder, "empty.txt", "Sell Tesla (TSLA) short here.\n")
    assert ingest([folder], places).added == 1  # mended, it is read; the good one is not read again


def test_a_date_given_later_dates_the_article(tmp_path: Path, places: Places) -> None:
    path = note(tmp_path / "in", "a.txt", "Buy Nvidia (NVDA) now; stop 90.\n")
    assert ingest([path], places).undated == (str(path),)
    report = ingest([path], places, facts=Fill(published_at="2024-05-03", author="Ana Liu"))
    assert (report.updated, report.undated) == (1, ())
    ingest([path], places, facts=Fill(published_at="2020-01-01"))
    with Store.open(places.db) as store:
        (article,) = [e.article for e in store.extractions()]
    assert (article.published_at, article.author) == ("2024-05-03", "Ana Liu")


def test_contract_form_of_another_extractor(tmp_path: Path, places: Places) -> None:
    lines = [json.dumps(extraction(f"Buy XYZ, number {n}.").to_dict()) for n in range(5)]
    path = note(tmp_path / "in", "ideas.jsonl", "\n".join(lines) + '\n{"broken": ')
    report = ingest([path], places)
    assert (report.added, report.ideas, len(report.failures)) == (5, 5, 1)
    assert report.failures[0].line == 6
    found = ideas(IdeaQuery(text="number 3"), places)
    assert [i.recommendation.text for i in found] == ["Buy XYZ, number 3."]


def test_calls(tmp_path: Path, places: Places) -> None:
    path = note(
        tmp_path / "in", "calls.csv", "date,symbol,call,author\n2024-05-03,NVDA,buy,Ana Liu\n2024-05-03,NVDA,??,x\n"
    )
    report = ingest_calls(path, places)
    assert (report.added, report.ideas, len(report.failures)) == (1, 1, 1)
    assert ingest_calls(path, places).added == 0


def test_no_store_where_a_file_is(tmp_path: Path) -> None:
    broken = note(tmp_path / "in", "a.db", "this is no database, whatever its name says. " * 40)
    with pytest.raises(StoreError):
        ingest([broken], Places(broken, tmp_path))


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_halfway_and_resumed(tmp_path: Path, places: Places) -> None:
    folder, count = tmp_path / "in", 300
    for n in range(count):
        note(folder, f"{n:03}.txt", f"Buy Nvidia (NVDA) now, letter {n}; stop {50 + n}.\n\nThat is all for week {n}.\n")
    words = [sys.executable, "-m", "commentary_nlp", "ingest", str(folder), "--db", str(places.db)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stored, deadline = 0, time.monotonic() + 60
    while stored == 0 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
        if places.db.exists():
            try:
                with Store.open(places.db, create=False, read_only=True) as store:
                    stored = store.counts().articles
            except StoreError:  # it is being made
                continue
    process.send_signal(signal.SIGKILL)
    process.wait()
    report = ingest([folder], places)
    assert report.skipped >= stored > 0
    assert report.skipped + report.added == count
    with Store.open(places.db) as store:
        assert store.counts().articles == count
        names = [article.path for article in (e.article for e in store.extractions())]
    assert len(set(names)) == count
    assert ingest([folder], places).skipped == count
