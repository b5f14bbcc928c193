"""The store: one SQLite file of articles, their ideas and what became of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from commentary_nlp.errors import StoreError
from commentary_nlp.records import Article, Extraction, Idea, Record
from commentary_nlp.settings import StoreSettings
from commentary_nlp.track.connection import immediate, open_database, read_only_error, translated
from commentary_nlp.track.fetching import pages, rows_by, stored_extractions, stored_ideas
from commentary_nlp.track.queries import IdeaQuery, article_prefix, idea_ids, matching, storable
from commentary_nlp.track.rows import article_of, dump
from commentary_nlp.track.saving import AddReport, SaveReport, add_batch, batches, save_batch

if TYPE_CHECKING:
    from sqlite_utils import Database

T = TypeVar("T")

FileStatus = Literal["done", "failed"]
RunStatus = Literal["done", "failed", "interrupted"]

_LISTED = 10


class Counts(Record):
    """How much a store holds. `undated` articles cannot be tracked; `statuses` counts ideas by status."""

    articles: int
    undated: int
    recommendations: int
    ideas: int
    verdicts: int
    outcomes: int
    files: int
    failed_files: int
    statuses: Mapping[str, int]
    schema_name: str


class FileRecord(Record):
    """What the log says of a file that was read. `recorded_at` is an ISO 8601 moment in UTC."""

    path: str
    digest: str | None
    size: int | None
    mtime: float | None
    status: FileStatus
    error: str | None
    articles: int
    extractor: str | None
    recorded_at: str


def default_path() -> Path:
    """Where the store is kept unless another place is named: in the user's data directory."""
    from platformdirs import user_data_path

    return user_data_path("commentary-nlp", appauthor=False) / "commentary.db"


class Store:
    """One SQLite file. Open it with `Store.open`; use it in a ``with`` block, or `close` it.

    Every write is one transaction, waits for another program's lock no longer than the settings say, and is
    there whole or not at all. Every method raises StoreError where the file is locked, damaged, full or (for
    writes) read-only. A store belongs to the thread that opened it.
    """

    def __init__(self, db: Database, path: Path, *, read_only: bool, settings: StoreSettings) -> None:
        self._db = db
        self._settings = settings
        self.path = path
        self.read_only = read_only

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        create: bool = True,
        read_only: bool = False,
        settings: StoreSettings | None = None,
    ) -> Store:
        """Opens a store, and makes or upgrades it where needed.

        A file (or a folder) that cannot be written opens for reading only; see `read_only` of the result.

        Raises:
            StoreError: it is absent (and may not be created), is no store, locked, damaged, or of a newer
                release. The message names the remedy.
        """
        from commentary_nlp.track.migrations import SCHEMA

        settings = settings or StoreSettings()
        path = Path(path).expanduser()
        db, writable = open_database(
            path, create=create, read_only=read_only, timeout=settings.busy_timeout_seconds, schema=SCHEMA
        )
        return cls(db, path, read_only=not writable, settings=settings)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside are there together or not at all; for instance articles and the file's record."""
        if self.read_only:
            raise read_only_error(self.path)
        with self._told(), immediate(self._db):
            yield

    def add(self, extractions: Iterable[Extraction], *, batch: int | None = None) -> AddReport:
        """Stores articles with what was read in them. Doing it twice is doing it once.

        An article is known by its id. Read again, its metadata is filled in where it was missing and never
        overridden; the rest of the extraction replaces the stored one. An idea keeps its status, verdicts and
        outcome where its words, its recommendation, those that refer to it and the publication date are
        unchanged; else it is pending again.

        Every `batch` articles are one transaction: killed in between, all before are stored. Where
        `extractions` itself raises, what it gave before is stored and the error goes on. An article that
        cannot be stored is in `refused` with the reason, and the rest goes on.
        """
        report = AddReport()
        for some in batches(extractions, batch or self._settings.batch):
            with self.transaction():
                report += add_batch(self._db, some, _now(), self._settings.sessions_per)
        return report

    def save(self, ideas: Iterable[Idea], *, batch: int | None = None) -> SaveReport:
        """Stores status, reason, verdicts and outcome of ideas that the store holds; nothing else of them.

        Of the verdicts on each condition are kept the first and last day judged and every day on which the
        value changed. Ideas that are as stored are not written again.
        """
        report = SaveReport()
        for some in batches(ideas, batch or self._settings.batch):
            with self.transaction():
                try:
                    report += save_batch(self._db, some)
                except UnicodeEncodeError as error:
                    raise StoreError(
                        f"An outcome or verdict holds half of a surrogate pair: {error}.",
                        "Replace it (U+FFFD is usual).",
                    ) from error
        return report

    def remove(self, article_id: str) -> None:
        """Deletes an article with all that was read in it and all that became of it.

        Raises:
            StoreError: no article, or several, have an id that begins so.
        """
        with self.transaction():
            self._db.execute("delete from articles where id = ?", [self._article_key(article_id)])

    def record_file(
        self,
        path: Path | str,
        *,
        digest: str | None,
        size: int | None = None,
        mtime: float | None = None,
        status: FileStatus = "done",
        error: str | None = None,
        articles: int = 0,
        extractor: str | None = None,
        run: int | None = None,
    ) -> None:
        """Logs that a file was read, so that it need not be again.

        Record it after its articles are added (or inside one `transaction` with them): a run that is killed
        in between reads the file once more, and nothing is lost or there twice.

        Args:
            digest: hash of all that decides the result: the file's bytes, and options that fill metadata in.
            mtime: seconds since the epoch.
            articles: how many the file held.
            extractor: name and version of what read it; a file read by another one is not `seen`.
            run: from `start_run`.
        """
        row = {
            "path": _path_key(path),
            "digest": digest,
            "size": size,
            "mtime": mtime,
            "status": status,
            "error": storable(error) if error is not None else None,
            "articles": articles,
            "extractor": extractor,
            "run_id": run,
            "recorded_at": _now(),
        }
        with self.transaction():
            self._db.table("files").upsert(row, pk="path")

    def start_run(self, verb: str, detail: Mapping[str, Any] | None = None) -> int:
        """Logs the beginning of a command; its number. One that never ends stays `running`."""
        row = {"verb": verb, "started_at": _now(), "status": "running", "detail": dump(dict(detail or {}))}
        with self.transaction():
            number = self._db.table("runs").insert(row).last_pk
        assert isinstance(number, int)
        return number

    def end_run(self, run: int, status: RunStatus, detail: Mapping[str, Any] | None = None) -> None:
        """Logs its end; `detail` (JSON values) is added to what `start_run` noted."""
        with self.transaction():
            row = self._db.table("runs").get(run)
            noted = json.loads(row["detail"]) | dict(detail or {})
            self._db.table("runs").update(run, {"ended_at": _now(), "status": status, "detail": dump(noted)})

    # Reading

    def seen(
        self,
        path: Path | str,
        digest: str | None = None,
        *,
        size: int | None = None,
        mtime: float | None = None,
        extractor: str | None = None,
    ) -> bool:
        """Whether that very file was read to its end (`done`): the same digest, or, where none is given, the
        same size and time of change. A given `extractor` must be the one that read it."""
        log = self.file(path)
        if log is None or log.status != "done" or extractor not in (None, log.extractor):
            return False
        if digest is not None:
            return log.digest == digest
        return size is not None and mtime is not None and (log.size, log.mtime) == (size, mtime)

    def file(self, path: Path | str) -> FileRecord | None:
        """What the log says of a file, or None."""
        with self._told():
            rows = list(self._db.table("files").rows_where("path = ?", [_path_key(path)]))
        return _file_of(rows[0]) if rows else None

    def files(self, status: FileStatus | None = None) -> list[FileRecord]:
        """The log of files, by path; those of one status where it is given."""
        with self._told():
            where, values = ("status = ?", [status]) if status else (None, [])
            rows = list(self._db.table("files").rows_where(where, values, order_by="path"))
        return [_file_of(row) for row in rows]

    def ideas(self, query: IdeaQuery | None = None) -> Iterator[Idea]:
        """The ideas asked for (all without a query), newest publication first unless asked otherwise.

        Which ideas they are is settled when this is called; each is read as it stands when its turn comes,
        a page at a time. So saving ideas while going through them is safe.
        """
        with self._told():
            keys = idea_ids(self._db, query or IdeaQuery())
        return self._paged(keys, stored_ideas)

    def count(self, query: IdeaQuery | None = None) -> int:
        """How many ideas are asked for; limit and offset count."""
        with self._told():
            return len(idea_ids(self._db, query or IdeaQuery()))

    def idea(self, id_or_prefix: str) -> Idea:
        """One idea by its id or the beginning of it.

        Raises:
            StoreError: no idea, or several, begin so.
        """
        prefix = storable(id_or_prefix).strip().lower()
        with self._told():
            found = matching(self._db, "ideas", prefix, _LISTED + 1) if prefix else []
            ideas = list(stored_ideas(self._db, found)) if len(found) == 1 else []
        if ideas:
            return ideas[0]
        raise _not_one("idea", id_or_prefix, found, "List ideas with `commentary ideas`.")

    def article(self, article_id: str) -> Article:
        """An article by its id or the beginning of it, with or without ``sha256:``.

        Raises:
            StoreError: no article, or several, begin so.
        """
        with self._told():
            key = self._article_key(article_id)
            ((row,),) = rows_by(self._db, "articles", "id", [key]).values()
        return article_of(row)

    def extraction(self, article_id: str) -> Extraction:
        """All that was read in an article; its id as for `article`.

        Raises:
            StoreError: no article, or several, begin so.
        """
        with self._told():
            (extraction,) = stored_extractions(self._db, [self._article_key(article_id)]).values()
        return extraction

    def extractions(self) -> Iterator[Extraction]:
        """All of them, in the order in which their articles were first added."""
        with self._told():
            sql = "select id from articles order by added_at, id"
            keys = [key for (key,) in self._db.conn.execute(sql)]
        return self._paged(keys, lambda db, page: stored_extractions(db, page).values())

    def counts(self) -> Counts:
        """How much the store holds."""
        from commentary_nlp.track.migrations import SCHEMA

        def number(sql: str) -> int:
            value: int = self._db.conn.execute(f"select count(*) from {sql}").fetchone()[0]
            return value

        with self._told():
            return Counts(
                articles=number("articles"),
                undated=number("articles where published_at is null"),
                recommendations=number("recommendations"),
                ideas=number("ideas"),
                verdicts=number("verdicts"),
                outcomes=number("outcomes"),
                files=number("files"),
                failed_files=number("files where status = 'failed'"),
                statuses=dict(
                    self._db.conn.execute("select status, count(*) from ideas group by status order by status")
                ),
                schema_name=SCHEMA.applied(self._db)[-1].name,
            )

    def _told(self) -> AbstractContextManager[None]:
        return translated(self.path, self._settings.busy_timeout_seconds)

    def _article_key(self, article_id: str) -> str:
        prefix = article_prefix(article_id)
        found = matching(self._db, "articles", prefix, _LISTED + 1) if prefix else []
        if len(found) != 1:
            raise _not_one("article", article_id, found, "See the article's id with `commentary show IDEA`.")
        return found[0]

    def _paged(self, keys: list[str], fetch: Callable[[Database, list[str]], Iterable[T]]) -> Iterator[T]:
        for page in pages(keys):
            with self._told():
                records = list(fetch(self._db, page))
            yield from records


def _not_one(what: str, asked: str, found: list[str], remedy: str) -> StoreError:
    if not found:
        return StoreError(f"No {what} in the store has an id that begins with {asked!r}.", remedy)
    listed = ", ".join(found[:_LISTED]) + (", ..." if len(found) > _LISTED else "")
    return StoreError(f"Several {what}s have an id that begins with {asked!r}: {listed}.", "Give more of it.")


def _path_key(path: Path | str) -> str:
    # A file's name need not be text; what of it is not, is spelled out.
    return str(path).encode("utf-8", "backslashreplace").decode()


def _file_of(row: dict[str, Any]) -> FileRecord:
    return FileRecord.model_validate({name: row[name] for name in FileRecord.model_fields})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
