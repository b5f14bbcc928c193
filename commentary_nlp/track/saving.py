"""Writing: articles with what was read in them, and what became of their ideas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from commentary_nlp.records import Article, Extraction, Idea, Recommendation, Stated, ideas_of
from commentary_nlp.track.fetching import rows_by, stored_extractions
from commentary_nlp.track.rows import TABLES, Row, Rows, extraction_rows, outcome_row, verdict_rows
from commentary_nlp.track.thinning import thinned

if TYPE_CHECKING:
    from sqlite_utils import Database

T = TypeVar("T")

_FILLED = ("title", "source", "author", "url", "published_at", "path")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An article that the store would not take, and why, in words with the remedy."""

    article_id: str
    path: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What `Store.add` did, in articles. `ideas` counts those of the added and updated ones.

    `updated` articles brought metadata that was missing, or another extraction; `unchanged` brought nothing.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    ideas: int = 0
    refused: tuple[Refusal, ...] = ()

    def __add__(self, other: AddReport) -> AddReport:
        return AddReport(
            added=self.added + other.added,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
            ideas=self.ideas + other.ideas,
            refused=self.refused + other.refused,
        )


@dataclass(frozen=True, slots=True)
class SaveReport:
    """What `Store.save` did, in ideas. `unknown` are ids that the store does not hold (any more)."""

    saved: int = 0
    unchanged: int = 0
    unknown: tuple[str, ...] = ()

    def __add__(self, other: SaveReport) -> SaveReport:
        return SaveReport(
            saved=self.saved + other.saved,
            unchanged=self.unchanged + other.unchanged,
            unknown=self.unknown + other.unknown,
        )


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`. Where `items` breaks off with an error, what it gave before comes first."""
    batch: list[T] = []
    source = iter(items)
    while True:
        try:
            item = next(source)
        except StopIteration:
            break
        except BaseException:
            if batch:
                yield batch
            raise
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def add_batch(
    db: Database, extractions: Sequence[Extraction], now: str, sessions_per: Mapping[str, float]
) -> AddReport:
    """Inside a transaction: adds what is new, updates what says more, leaves the rest as it is."""
    stored = stored_extractions(db, {extraction.article.id for extraction in extractions})
    final = dict(stored)
    written: dict[str, None] = {}
    report = AddReport()
    for extraction in extractions:
        key = extraction.article.id
        known = final.get(key)
        reason = _refusal(extraction, known)
        if reason is not None:
            refusal = Refusal(article_id=key, path=extraction.article.path, reason=reason)
            report += AddReport(refused=(refusal,))
        elif known is None:
            final[key], written[key] = extraction, None
            report += AddReport(added=1)
        elif (both := _merged(known, extraction)) == known:
            report += AddReport(unchanged=1)
        else:
            final[key], written[key] = both, None
            report += AddReport(updated=1)
    ideas = _write(db, [final[key] for key in written], stored, now, sessions_per)
    return replace(report, ideas=ideas)


def save_batch(db: Database, ideas: Sequence[Idea]) -> SaveReport:
    """Inside a transaction: status, reason, thinned verdicts and outcome of ideas that the store holds."""
    latest = {idea.id: idea for idea in ideas}
    lives = _lives(db, latest)
    changed: dict[str, _Life] = {}
    for key, idea in latest.items():
        if key in lives and (life := _life_of(idea)) != lives[key]:
            changed[key] = life
    _delete(db, "verdicts", "idea_id", changed)
    _delete(db, "outcomes", "idea_id", changed)
    db.conn.executemany(
        "UPDATE ideas SET status = ?, reason = ? WHERE id = ?",
        [(life.status, life.reason, key) for key, life in changed.items()],
    )
    _insert(
        db,
        {
            "verdicts": [row for life in changed.values() for row in life.verdicts],
            "outcomes": [life.outcome for life in changed.values() if life.outcome is not None],
        },
    )
    unknown = tuple(key for key in latest if key not in lives)
    return SaveReport(saved=len(changed), unchanged=len(latest) - len(changed) - len(unknown), unknown=unknown)


@dataclass(frozen=True, slots=True)
class _Life:
    """What became of an idea, as rows."""

    status: str
    reason: str | None
    verdicts: list[Row]
    outcome: Row | None


def _life_of(idea: Idea) -> _Life:
    return _Life(
        status=idea.status,
        reason=idea.reason,
        verdicts=verdict_rows(idea.id, thinned(idea.verdicts)),
        outcome=outcome_row(idea.id, idea.outcome) if idea.outcome is not None else None,
    )


def _lives(db: Database, ids: Iterable[str]) -> dict[str, _Life]:
    """The lives of those ideas that the store holds."""
    wanted = list(ids)
    verdicts = rows_by(db, "verdicts", "idea_id", wanted, order="number")
    outcomes = rows_by(db, "outcomes", "idea_id", wanted)
    return {
        key: _Life(
            status=row["status"],
            reason=row["reason"],
            verdicts=verdicts.get(key, []),
            outcome=next(iter(outcomes.get(key, [])), None),
        )
        for key, (row,) in rows_by(db, "ideas", "id", wanted).items()
    }


def _refusal(extraction: Extraction, known: Extraction | None) -> str | None:
    if known is not None and known.article.text != extraction.article.text:
        return (
            "another text is stored under this article's id, and the spans of one would not stand in the "
            "other. Give the article the id of its own text (sha256 of it)."
        )
    ids = [idea.id for idea in ideas_of(extraction)]
    if len(set(ids)) != len(ids):
        return "two of its recommendations claim the same words at different places. Correct their spans."
    try:
        extraction.model_dump_json().encode()
    except ValueError:  # pydantic's serialization error is one, and so is UnicodeEncodeError
        return (
            "it holds half of a surrogate pair, which no UTF-8 file can. Replace it (U+FFFD is usual) and "
            "read the article again."
        )
    return None


def _merged(known: Extraction, fresh: Extraction) -> Extraction:
    """The fresh reading of the same text, with the article's metadata as known, filled in where missing."""
    had, brought = known.article, fresh.article
    fill: dict[str, Any] = {name: getattr(brought, name) for name in _FILLED if getattr(had, name) is None}
    if not had.topics:
        fill["topics"] = brought.topics
    fill["stated"] = Stated(
        **{
            name: value if (value := getattr(had.stated, name)) is not None else getattr(brought.stated, name)
            for name in Stated.model_fields
        }
    )
    article: Article = had.model_copy(update=fill)
    return fresh.model_copy(update={"article": article})


def _write(
    db: Database,
    extractions: Sequence[Extraction],
    stored: Mapping[str, Extraction],
    now: str,
    sessions_per: Mapping[str, float],
) -> int:
    """Writes articles whole: an old one is deleted with all that hangs on it, and what still holds of its
    ideas' lives is put back."""
    replaced = [extraction.article.id for extraction in extractions if extraction.article.id in stored]
    added_at = {key: row["added_at"] for key, (row,) in rows_by(db, "articles", "id", replaced).items()}
    kept = _lives(
        db,
        [
            key
            for extraction in extractions
            if extraction.article.id in stored
            for key in _still_held(stored[extraction.article.id], extraction)
        ],
    )
    rows: Rows = {table: [] for table in TABLES}
    for extraction in extractions:
        added = added_at.get(extraction.article.id, now)
        for table, part in extraction_rows(extraction, added, sessions_per).items():
            rows[table] += part
    for row in rows["ideas"]:
        if (life := kept.get(row["id"])) is not None:
            row |= {"status": life.status, "reason": life.reason}
            rows["verdicts"] += life.verdicts
            rows["outcomes"] += [life.outcome] if life.outcome is not None else []
    _delete(db, "articles", "id", replaced)
    _insert(db, rows)
    return len(rows["ideas"])


def _still_held(old: Extraction, new: Extraction) -> set[str]:
    """Ids of the ideas of which what became is still true: the same words read as the same recommendation,
    which the same later ones act on, in an article of the same date."""
    if old.article.published_at != new.article.published_at:
        return set()
    before, after = _standing(old), _standing(new)
    return {key for key, standing in after.items() if before.get(key) == standing}


def _standing(extraction: Extraction) -> dict[str, tuple[Recommendation, tuple[Recommendation, ...]]]:
    return {
        idea.id: (
            idea.recommendation,
            tuple(rec for rec in extraction.recommendations if idea.place in rec.refers_to),
        )
        for idea in ideas_of(extraction)
    }


def _insert(db: Database, rows: Rows) -> None:
    for table in TABLES:
        if rows.get(table):
            db.table(table).insert_all(rows[table], batch_size=1000)


def _delete(db: Database, table: str, column: str, keys: Iterable[str]) -> None:
    db.conn.executemany(f'DELETE FROM "{table}" WHERE "{column}" = ?', [(key,) for key in keys])
