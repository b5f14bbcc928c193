"""Asking for ideas: what may be asked, and the SQL that it becomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field

from commentary_nlp.records import Action, Record, Side, Status, Structure
from commentary_nlp.track.fetching import placeholders

if TYPE_CHECKING:
    from sqlite_utils import Database

T = TypeVar("T")

SortKey = Literal[
    "published", "author", "source", "title", "action", "structure", "symbol", "status", "horizon", "return",
    "confidence",
]  # fmt: skip

_SORTS: dict[str, str] = {
    "published": "ideas.published_utc",
    "author": "ideas.author",
    "source": "ideas.source",
    "title": "ideas.title",
    "action": "ideas.action",
    "structure": "ideas.structure",
    "symbol": "nullif(ideas.symbols, '')",
    "status": "ideas.status",
    "horizon": "ideas.horizon_sessions",
    "return": "outcomes.net_return",
    "confidence": "ideas.confidence",
}


def _several(value: object) -> object:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple | set | frozenset) else (value,)


OneOrMore = Annotated[tuple[T, ...], BeforeValidator(_several)]


class IdeaQuery(Record):
    """Which ideas, in which order. What is not asked for does not narrow; all that is asked for must hold.

    Attributes:
        symbol: any of these is a leg (whatever the case); an idea without legs is found by the symbols that
            its conditions measure. With `side`, the leg of that symbol must be of that side.
        author, source: any of these, whatever the case and the spaces.
        action, structure, side, status: any of these.
        horizon: trading sessions; ideas whose stated horizon ends within so many (see `StoreSettings`).
        min_confidence: 0 to 1; ideas that the extractor was less sure of are left out, those without one are not.
        first, last: days of publication, both inclusive, as the publication names them. An undated article
            lies in no range.
        text: words that must all stand in the sentence, the title or the author's name, in any form ("put"
            finds "puts"); "words in quotes" must follow each other. Nothing else has a meaning: any string
            may be asked for.
        article_id: exact, or the beginning of one, with or without ``sha256:``.
        id: exact, or the beginning of one.
        sort: ideas without the value come last in either direction; equals stand in text order.
        limit: at most so many, after the first `offset`.
    """

    symbol: OneOrMore[str] = ()
    author: OneOrMore[str] = ()
    source: OneOrMore[str] = ()
    action: OneOrMore[Action] = ()
    structure: OneOrMore[Structure] = ()
    side: OneOrMore[Side] = ()
    status: OneOrMore[Status] = ()
    horizon: float | None = None
    min_confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    first: date | None = None
    last: date | None = None
    text: str | None = None
    article_id: str | None = None
    id: str | None = None
    sort: SortKey = "published"
    descending: bool = True
    limit: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    offset: Annotated[int, Field(ge=0, lt=2**63)] = 0


def idea_ids(db: Database, query: IdeaQuery) -> list[str]:
    """Ids of the ideas asked for, in order."""
    sql, values = idea_sql(db, query)
    return [key for (key,) in db.conn.execute(sql, values)]


def idea_sql(db: Database, query: IdeaQuery) -> tuple[str, list[Any]]:
    """The statement and its values. Nothing a user wrote stands in the statement."""
    wheres: list[str] = []
    values: list[Any] = []

    def must(where: str, *bound: object) -> None:
        wheres.append(where)
        values.extend(bound)

    def among(column: str, allowed: Sequence[str]) -> None:
        if allowed:
            must(f"{column} in ({placeholders(allowed)})", *allowed)

    if query.symbol:
        symbols = [storable(symbol).strip().upper() for symbol in query.symbol]
        inner = f"symbol in ({placeholders(symbols)})"
        if query.side:
            inner += f" and side in ({placeholders(query.side)})"
        must(f"ideas.id in (select idea_id from idea_symbols where {inner})", *symbols, *query.side)
    elif query.side:
        must(
            "exists (select 1 from idea_symbols where idea_symbols.idea_id = ideas.id "
            f"and side in ({placeholders(query.side)}))",
            *query.side,
        )
    for column, asked in (("author", query.author), ("source", query.source)):
        if asked:
            known = _as_written(db, column, asked)
            must(f"ideas.{column} in ({placeholders(known)})", *known)
    among("ideas.action", query.action)
    among("ideas.structure", query.structure)
    among("ideas.status", query.status)
    if query.horizon is not None:
        must("ideas.horizon_sessions <= ?", query.horizon)
    if query.min_confidence is not None:
        must("(ideas.confidence is null or ideas.confidence >= ?)", query.min_confidence)
    if query.first is not None:
        must("ideas.published_on >= ?", query.first.isoformat())
    if query.last is not None:
        must("ideas.published_on <= ?", query.last.isoformat())
    if query.text is not None and (match := match_of(query.text)):
        must("ideas.key in (select rowid from ideas_fts where ideas_fts match ?)", match)
    if query.article_id is not None:
        must(*_prefix("ideas.article_id", article_prefix(query.article_id)))
    if query.id is not None:
        must(*_prefix("ideas.id", storable(query.id).strip().lower()))
    sql = "select ideas.id from ideas"
    if query.sort == "return":
        sql += " left join outcomes on outcomes.idea_id = ideas.id"
    if wheres:
        sql += " where " + " and ".join(wheres)
    # SQLite takes nulls for the smallest; said aloud only where they would not come last by themselves,
    # since an index cannot follow it.
    direction = "desc" if query.descending else "asc nulls last"
    sql += f" order by {_SORTS[query.sort]} {direction}, ideas.article_id, ideas.place, ideas.alternative"
    if query.limit is not None or query.offset:
        sql += " limit ? offset ?"
        values += [-1 if query.limit is None else query.limit, query.offset]
    return sql, values


def match_of(text: str) -> str:
    """What a user typed as an FTS5 query that asks for just those words; empty where there is none.

    Every word is quoted, so that `NOT`, `*`, `:` or a bracket mean nothing. Quotes are paired on one line
    first; one that is left open ends with the text.
    """
    line = " ".join(storable(text).replace("\0", " ").split())
    parts = line.split('"')
    # Every other part stood between quotes.
    phrases = [phrase for number, part in enumerate(parts) for phrase in ([part] if number % 2 else part.split())]
    return " ".join(f'"{phrase}"' for phrase in phrases if phrase.strip())


def matching(db: Database, table: str, prefix: str, limit: int) -> list[str]:
    """Ids that begin so, at most `limit`; the very id alone where there is one."""
    where, *values = _prefix("id", prefix)
    sql = f"select id from {table} where {where} order by id limit ?"
    found = [key for (key,) in db.conn.execute(sql, [*values, limit])]
    return [prefix] if prefix in found else found


def article_prefix(text: str) -> str:
    """The beginning of an article's id, as written or as the bare hash."""
    text = storable(text).strip()
    bare = bool(text) and all(letter in "0123456789abcdef" for letter in text.lower())
    return f"sha256:{text.lower()}" if bare else text


def storable(text: str) -> str:
    """Halves of surrogate pairs replaced: no stored text holds any, and SQLite takes none."""
    return text.encode("utf-8", "replace").decode()


def _prefix(column: str, prefix: str) -> tuple[str, str, str]:
    # No id holds a character beyond ASCII; an index can follow a range, and not LIKE.
    return f"{column} >= ? and {column} < ?", prefix, prefix + "\U0010ffff"


def _as_written(db: Database, column: str, asked: Iterable[str]) -> list[str]:
    """The stored spellings of a name. Few hundred names are held, and SQLite folds the case of ASCII alone."""
    folded = {_folded(name) for name in asked}
    rows = db.conn.execute(f"select distinct {column} from ideas where {column} is not null")
    return [name for (name,) in rows if _folded(name) in folded]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
