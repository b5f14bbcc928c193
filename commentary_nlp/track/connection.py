"""Opening the SQLite file: journal, locks, schema, and SQLite's errors in words that name the remedy."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from commentary_nlp.errors import OlderStoreError, StoreError

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations


def open_database(
    path: Path, *, create: bool, read_only: bool, timeout: float, schema: Migrations
) -> tuple[Database, bool]:
    """The database, its schema up to date, and whether it can be written.

    A file (or a folder: the write-ahead log stands beside the file) without permission to write opens for
    reading only, as if `read_only` had been asked.

    Args:
        timeout: seconds to wait for another program's lock.

    Raises:
        StoreError: absent and not to be created, a folder, no SQLite file, no store, damaged, locked, of a
            newer schema, or of an older one that cannot be upgraded because it is read-only.
    """
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a store.", "Name a file, such as commentary.db in it.")
    if not path.exists():
        if read_only or not create:
            raise StoreError(
                f"There is no store at {path}.",
                "Make one with `commentary ingest PATH`, or name another with --db.",
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder {path.parent} for the store cannot be made: {error.strerror}.",
                "Name a place that can be written with --db.",
            ) from error
    writable = not read_only and _writable(path)
    with translated(path, timeout):
        db = _connect(path, writable, timeout)
        try:
            _upgrade(db, path, writable, schema)
            db.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            db.close()
            raise
    return db, writable


@contextmanager
def translated(path: Path, timeout: float) -> Iterator[None]:
    """Turns what SQLite says about the file into a StoreError; a mistake of this package stays itself."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        told = _told(error, path, timeout)
        if told is None:
            raise
        raise told from error


@contextmanager
def immediate(db: Database) -> Iterator[None]:
    """A write transaction that takes its lock at once (so that waiting happens here, with nothing half done)
    and commits whole or not at all. Inside another it joins that one."""
    if db.conn.in_transaction:
        yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


def read_only_error(path: Path) -> StoreError:
    return StoreError(
        f"The store {path} is open for reading only: its file or folder cannot be written, or it was opened so.",
        "Make both writable, or name another store with --db.",
    )


def _writable(path: Path) -> bool:
    effective = os.access in os.supports_effective_ids
    parts = [path.parent, path] if path.exists() else [path.parent]
    # A folder that was never made is found out by the connection itself.
    return all(os.access(part, os.W_OK, effective_ids=effective) for part in parts)


def _connect(path: Path, writable: bool, timeout: float) -> Database:
    from sqlite_utils import Database

    if writable:
        # Plugins are of the sqlite-utils command; this file is ours alone.
        db = Database(sqlite3.connect(path, timeout=timeout), execute_plugins=False)
        try:
            _read_schema(db)
            _enable_wal(db, timeout)
            db.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            db.close()
            raise
        return db
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    db = Database(sqlite3.connect(uri, uri=True, timeout=timeout), execute_plugins=False)
    try:
        _read_schema(db)
    except sqlite3.OperationalError:
        db.close()
        # A store in a folder that cannot be written has nowhere to put its shared memory. Where no log is
        # left beside it nothing is being written, and the file alone is the whole store.
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise
        db = Database(sqlite3.connect(uri + "&immutable=1", uri=True, timeout=timeout), execute_plugins=False)
    except BaseException:
        db.close()
        raise
    return db


def _read_schema(db: Database) -> None:
    """The first touch of the file: fails here where it is no SQLite file, locked or out of reach."""
    db.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _enable_wal(db: Database, timeout: float) -> None:
    """Readers then never wait for the writer. Two programs that open a new store at once collide here
    without SQLite's own wait, so it is waited for here."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            db.enable_wal()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _upgrade(db: Database, path: Path, writable: bool, schema: Migrations) -> None:
    pending = schema.pending(db)
    applied = [migration.name for migration in schema.applied(db)]
    if not applied and db.table_names():
        raise _no_store(path)
    unknown = [name for name in applied if name not in _names(schema)]
    if unknown:
        raise StoreError(
            f"The store {path} was written by a newer release of commentary-nlp (schema {unknown[-1]}).",
            "Upgrade the package with `pip install --upgrade commentary-nlp`, or name another store with --db.",
        )
    if not pending:
        return
    if not writable:
        if not applied:
            raise _no_store(path)
        raise OlderStoreError(
            f"The store {path} was written by an older release and cannot be upgraded: it is read-only.",
            "Open it once where it can be written, for instance in a copy.",
        )
    with immediate(db):
        # Another program may have done it while this one waited: `apply` looks again.
        schema.apply(db)


def _names(schema: Migrations) -> set[str]:
    from sqlite_utils import Database

    with Database(memory=True, execute_plugins=False) as empty:
        return {migration.name for migration in schema.pending(empty)}


def _no_store(path: Path) -> StoreError:
    return StoreError(f"{path} is an SQLite file, but no store of commentary-nlp.", "Name another file with --db.")


def _told(error: sqlite3.DatabaseError, path: Path, timeout: float) -> StoreError | None:
    # Errors raised by the driver itself, and not by SQLite, carry no code.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(
            f"The store {path} is locked by another program (waited {timeout:g} s).",
            "Wait for it to end or close it, then run this again: nothing was lost.",
        )
    if code == sqlite3.SQLITE_READONLY:
        return read_only_error(path)
    if code == sqlite3.SQLITE_NOTADB:
        return StoreError(f"{path} is no SQLite file.", "Name another file with --db.")
    if code == sqlite3.SQLITE_CORRUPT:
        return StoreError(
            f"The store {path} is damaged: {error}.",
            "Restore a copy, or save what is left with `sqlite3 FILE .recover`.",
        )
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return StoreError(
            f"The disk of the store {path} is full or failing: {error}.",
            "Free some space, then run this again: what was committed is safe.",
        )
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return StoreError(
            f"The store {path} cannot be opened: {error}.",
            "Check that the file and its folder may be read and written, or name another with --db.",
        )
    if "no such module: fts5" in str(error):
        return StoreError(
            "This Python's SQLite has no full-text search (FTS5).",
            "Use a Python that is built with it, such as one from python.org.",
        )
    return None
