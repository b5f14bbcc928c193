"""Every store that was ever written opens, with all that it held."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from commentary_nlp.errors import StoreError
from commentary_nlp.records import ideas_of
from commentary_nlp.track import IdeaQuery, Store
from commentary_nlp.track.connection import open_database
from commentary_nlp.track.migrations import SCHEMA

FIRST = Path(__file__).with_name("schema_1.sql")


def shape(db: Database) -> dict[str, tuple[object, ...]]:
    """Tables, views, indexes and triggers by name, with their SQL."""
    rows = db.conn.execute("select name, type, tbl_name, sql from sqlite_master")
    return {name: rest for name, *rest in rows}  # type: ignore[misc]


def names(path: Path) -> list[str]:
    with Database(path) as db:
        return [migration.name for migration in SCHEMA.applied(db)]


@pytest.fixture
def first(path: Path) -> Path:
    with sqlite3.connect(path) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
    connection.close()
    return path


def test_the_first_schema_upgrades_in_place_with_all_it_held(first: Path) -> None:
    with Store.open(first) as store:
        (found,) = store.ideas(IdeaQuery(text="zoe call", symbol="nvda", last=date(2024, 5, 3)))
        assert (found.status, found.reason) == ("closed", "stop")
        assert [verdict.value for verdict in found.verdicts] == [False, True]
        assert found.verdicts[0].evidence[0].values == {"close": 921.4}
        assert found.outcome is not None
        assert found.outcome.net_return == -0.64
        extraction = store.extraction(found.article.id)
        assert extraction.article.author == "Zoë Bell"
        assert ideas_of(extraction)[0].id == found.id
        assert store.seen("desk.txt", "d1")
        assert store.add([extraction]).unchanged == 1
        assert store.counts().ideas == 2


def test_an_upgraded_store_is_shaped_like_a_new_one(first: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    Store.open(new).close()
    Store.open(first).close()
    with Database(first) as upgraded, Database(new) as fresh:
        assert shape(upgraded) == shape(fresh)
    assert names(first) == names(new)


def test_the_first_migration_is_still_what_the_first_release_wrote(first: Path, tmp_path: Path) -> None:
    with Database(tmp_path / "again.db") as again, Database(first) as frozen:
        SCHEMA.apply(again, stop_before="m002_indexes")
        assert shape(again) == shape(frozen)


def test_a_migration_that_fails_leaves_the_store_as_it_was(first: Path) -> None:
    before = first.read_bytes()
    failing = Migrations("commentary")
    for migration in SCHEMA.pending(Database(memory=True)):
        failing(name=migration.name)(migration.fn)

    @failing()
    def m999_breaks(db: Database) -> None:
        db.execute("alter table ideas add column mood text")
        db.execute("select * from no_such_table")

    with pytest.raises(sqlite3.OperationalError, match="no_such_table"):
        open_database(first, create=False, read_only=False, timeout=1, schema=failing)
    with Database(first) as db:
        assert names(first) == ["m001_tables"]
        assert "mood" not in db.table("ideas").columns_dict
        assert db.table("ideas").detect_fts() is None
    assert len(before) == first.stat().st_size
    with Store.open(first) as store:
        assert store.counts().ideas == 2


def test_a_newer_schema_is_refused_with_the_remedy_and_not_touched(path: Path) -> None:
    Store.open(path).close()
    with Database(path) as db:
        row = {"migration_set": "commentary", "name": "m900_from_the_future", "applied_at": "2099-01-01"}
        db.table("_sqlite_migrations").insert(row)
    for read_only in (False, True):
        with pytest.raises(StoreError, match="newer release") as caught:
            Store.open(path, read_only=read_only)
        assert "pip install --upgrade" in caught.value.remedy
        assert "m900_from_the_future" in caught.value.message


def test_an_older_schema_that_cannot_be_upgraded_says_so(first: Path) -> None:
    with pytest.raises(StoreError, match="older release"):
        Store.open(first, read_only=True)
    assert names(first) == ["m001_tables"]
