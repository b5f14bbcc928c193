"""Fetching rows by key, a few hundred at a time, and the records made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from commentary_nlp.records import Extraction, Idea, Recommendation
from commentary_nlp.track.rows import Row, extraction_of, idea_of

if TYPE_CHECKING:
    from sqlite_utils import Database

# SQLite before 3.32 takes no more than 999 variables in a statement.
PAGE = 500


def pages(keys: Iterable[str]) -> Iterator[list[str]]:
    everything = list(keys)
    for first in range(0, len(everything), PAGE):
        yield everything[first : first + PAGE]


def rows_by(
    db: Database, table: str, column: str, keys: Iterable[str], *, order: str | None = None, where: str = ""
) -> dict[str, list[Row]]:
    """The rows of each key that has any, in `order` (a column of the table).

    `where` is SQL of this package, such as ``and recommendation is null``; never a user's.
    """
    found: dict[str, list[Row]] = {}
    for page in pages(keys):
        condition = f'"{column}" in ({placeholders(page)}) {where}'
        for row in db.table(table).rows_where(condition, page, order_by=f'"{order}"' if order else None):
            found.setdefault(row[column], []).append(row)
    return found


def stored_extractions(db: Database, ids: Iterable[str]) -> dict[str, Extraction]:
    """The extractions of those articles that the store holds, in the order of `ids`."""
    wanted = list(ids)
    with db.atomic():
        articles = rows_by(db, "articles", "id", wanted)
        present = [key for key in wanted if key in articles]
        instruments = rows_by(db, "instruments", "article_id", present, order="place")
        conditions = rows_by(db, "conditions", "article_id", present, order="place", where="and recommendation is null")
        recommendations = rows_by(db, "recommendations", "article_id", present, order="place")
    return {
        key: extraction_of(
            articles[key][0], instruments.get(key, []), conditions.get(key, []), recommendations.get(key, [])
        )
        for key in present
    }


def stored_ideas(db: Database, ids: Iterable[str]) -> Iterator[Idea]:
    """The ideas in the order of `ids`; one that was deleted meanwhile is passed over."""
    for page in pages(ids):
        yield from _ideas_page(db, page)


def _ideas_page(db: Database, page: Sequence[str]) -> list[Idea]:
    # One transaction, so that all of it is of one moment while another program writes.
    with db.atomic():
        ideas = rows_by(db, "ideas", "id", page)
        articles = {row["article_id"] for (row,) in ideas.values()}
        recommendations = rows_by(db, "recommendations", "article_id", articles)
        verdicts = rows_by(db, "verdicts", "idea_id", page, order="number")
        outcomes = rows_by(db, "outcomes", "idea_id", page)
    records = {(row["article_id"], row["place"]): row["record"] for rows in recommendations.values() for row in rows}
    parsed: dict[tuple[str, int], Recommendation] = {}
    found: list[Idea] = []
    for key in page:
        for row in ideas.get(key, []):
            place = (row["article_id"], row["place"])
            if place not in parsed:
                parsed[place] = Recommendation.model_validate_json(records[place])
            outcome = next(iter(outcomes.get(key, [])), None)
            found.append(idea_of(row, parsed[place], verdicts.get(key, []), outcome))
    return found


def placeholders(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
