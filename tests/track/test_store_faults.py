"""Locked, read-only, damaged, foreign, killed: a clear word, and nothing lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commentary_nlp.errors import StoreError
from commentary_nlp.settings import StoreSettings
from commentary_nlp.track import IdeaQuery, Store

BUY = ("Buy Nvidia on the dip.", "long", "NVDA")
HURRIED = StoreSettings(busy_timeout_seconds=0.2)

# Adds articles one batch of two after another, forever, and says after each what is stored.
INGEST = """
import sys, itertools
from commentary_nlp.records import Article, Extraction, Recommendation, article_id
from commentary_nlp.track import Store

def articles(first):
    for number in itertools.count(first):
        text = f"Watch share number {number}."
        rec = Recommendation(text=text, start=0, end=len(text), action="watch")
        yield Extraction(article=Article(id=article_id(text), text=text), recommendations=(rec,))

first, last = int(sys.argv[2]), int(sys.argv[3])
with Store.open(sys.argv[1]) as store:
    given = itertools.islice(articles(first), last - first)
    while some := list(itertools.islice(given, 5)):
        store.add(some, batch=2)
        print(store.counts().articles, flush=True)
"""


@contextmanager
def holding_the_lock(path: Path) -> Iterator[None]:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that a plain user can reach: pytest's own are for their owner alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@contextmanager
def plain_user() -> Iterator[None]:
    """Permissions do not hold for root: step down meanwhile."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_store_locked_by_another_program_says_so_and_can_still_be_read(path: Path, make) -> None:
    with Store.open(path, settings=HURRIED) as store:
        store.add([make(BUY)])
        with holding_the_lock(path):
            began = time.monotonic()
            with pytest.raises(StoreError, match="locked by another program") as caught:
                store.add([make(("Short Tesla.", "short", "TSLA"))])
            assert time.monotonic() - began >= 0.2
            assert "run this again" in caught.value.remedy
            assert len(list(store.ideas())) == 1
            with Store.open(path, settings=HURRIED) as second:
                assert second.counts().ideas == 1
        assert store.add([make(("Short Tesla.", "short", "TSLA"))]).added == 1


def test_a_new_store_locked_by_another_program_says_so(path: Path) -> None:
    sqlite3.connect(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="locked by another program"):
        Store.open(path, settings=HURRIED)
    other.close()


def test_a_writer_waits_for_a_lock_that_is_soon_released(path: Path, make) -> None:
    Store.open(path).close()
    code = "import sqlite3,sys,time\nc=sqlite3.connect(sys.argv[1],isolation_level=None)\n" \
        "c.execute('BEGIN IMMEDIATE')\nprint('held',flush=True)\ntime.sleep(0.5)\nc.execute('COMMIT')"  # fmt: skip
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with Store.open(path) as store:
            assert store.add([make(BUY)]).added == 1


def test_a_file_that_cannot_be_written_can_be_read(open_folder: Path, make) -> None:
    path = open_folder / "commentary.db"
    with Store.open(path) as store:
        store.add([make(BUY)])
    path.chmod(0o444)
    with plain_user(), Store.open(path) as store:
        assert store.read_only
        (idea,) = store.ideas(IdeaQuery(text="nvidia"))
        for write in (
            lambda: store.add([make(("Short Tesla.", "short", "TSLA"))]),
            lambda: store.save([idea.model_copy(update={"status": "open"})]),
            lambda: store.record_file("a.txt", digest="1"),
            lambda: store.remove(idea.article.id),
            lambda: store.start_run("ingest"),
        ):
            with pytest.raises(StoreError, match="reading only") as caught:
                write()
            assert "--db" in caught.value.remedy


def test_a_store_in_a_folder_that_cannot_be_written_can_be_read(open_folder: Path, make) -> None:
    path = open_folder / "odd name?#%.db"
    with Store.open(path) as store:
        store.add([make(BUY)])
    path.chmod(0o666)
    open_folder.chmod(0o555)
    with plain_user():
        with Store.open(path) as store:
            assert store.read_only
            assert len(list(store.ideas())) == 1
            with pytest.raises(StoreError, match="reading only"):
                store.add([make(BUY)])
        with pytest.raises(StoreError, match="cannot be"):
            Store.open(open_folder / "new.db")
        with pytest.raises(StoreError, match="cannot be made"):
            Store.open(open_folder / "deeper" / "new.db")


def test_a_file_that_cannot_be_read_says_so(open_folder: Path) -> None:
    path = open_folder / "commentary.db"
    Store.open(path).close()
    path.chmod(0o000)
    with plain_user(), pytest.raises(StoreError, match="cannot be opened"):
        Store.open(path)


def test_read_only_makes_no_store_and_writes_nothing(path: Path, make) -> None:
    with pytest.raises(StoreError, match="There is no store") as caught:
        Store.open(path, read_only=True)
    assert "commentary ingest" in caught.value.remedy
    with pytest.raises(StoreError, match="There is no store"):
        Store.open(path, create=False)
    assert not path.exists()
    with Store.open(path) as store:
        store.add([make(BUY)])
    with Store.open(path, read_only=True) as store:
        assert len(list(store.ideas())) == 1
        with pytest.raises(StoreError, match="reading only"):
            store.add([make(BUY)])


def test_a_reader_beside_a_writer_sees_what_is_committed(path: Path, make) -> None:
    with Store.open(path) as writer, Store.open(path, read_only=True) as reader:
        writer.add([make(BUY)])
        assert reader.counts().articles == 1
        with writer.transaction():
            writer.add([make(("Short Tesla.", "short", "TSLA"))])
            assert reader.counts().articles == 1
        assert reader.counts().articles == 2


def test_what_is_no_store_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_bytes(b"These are notes and no database at all. " * 40)
    before = text.read_bytes()
    with pytest.raises(StoreError, match="no SQLite file"):
        Store.open(text)
    assert text.read_bytes() == before

    foreign = tmp_path / "cookies.sqlite"
    with sqlite3.connect(foreign) as connection:
        connection.execute("create table cookies (name text)")
    connection.close()
    for read_only in (False, True):
        with pytest.raises(StoreError, match="no store of commentary-nlp"):
            Store.open(foreign, read_only=read_only)
    with sqlite3.connect(foreign) as connection:
        assert connection.execute("select name from sqlite_master").fetchall() == [("cookies",)]
    connection.close()

    with pytest.raises(StoreError, match="is a folder"):
        Store.open(tmp_path)


def test_an_empty_file_becomes_a_store(path: Path, make) -> None:
    path.touch()
    with pytest.raises(StoreError, match="no store"):
        Store.open(path, read_only=True)
    with Store.open(path) as store:
        assert store.add([make(BUY)]).added == 1


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a" / "b" / "commentary.db") as store:
        assert store.counts().articles == 0


def test_a_damaged_store_says_so(path: Path, make) -> None:
    with Store.open(path) as store:
        store.add(make((f"Buy share number {n}.", "long", f"S{n}")) for n in range(300))
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\xa5" * (len(whole) - 4096)
    path.write_bytes(whole)
    with pytest.raises(StoreError, match="damaged"):  # noqa: SIM117
        with Store.open(path) as store:
            list(store.ideas())


def test_many_programs_may_make_the_same_store_at_once(path: Path) -> None:
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", INGEST, str(path), str(number * 5), str(number * 5 + 5)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        for number in range(4)
    ]  # fmt: skip
    for started in starts:
        _, told = started.communicate(timeout=60)
        assert started.returncode == 0, told
    with Store.open(path) as store:
        assert store.counts().articles == 20


def test_a_killed_ingest_goes_on_with_nothing_lost_and_nothing_twice(path: Path) -> None:
    whole = 200
    command = [sys.executable, "-c", INGEST, str(path), "0", str(whole)]
    reported = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        for line in killed.stdout:
            reported = int(line)
            if reported >= 40:
                break
        killed.send_signal(signal.SIGKILL)
    assert killed.returncode == -signal.SIGKILL
    with Store.open(path) as store:
        counts = store.counts()
        assert reported <= counts.articles < whole
        assert counts.articles == counts.ideas == counts.recommendations
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60)
    with Store.open(path) as store:
        counts = store.counts()
        assert counts.articles == counts.ideas == counts.recommendations == whole
        assert len(list(store.ideas(IdeaQuery(text="share number")))) == whole
        check = store._db.conn.execute("pragma integrity_check").fetchall()
        assert check == [("ok",)]
        assert store._db.conn.execute("pragma foreign_key_check").fetchall() == []
