"""The store's schema: named migrations, applied in order and recorded in the file itself.

Append only. A migration that any store may have seen is never edited, renamed or removed: a store written by
an older release must upgrade in place, and one written by a newer release must be recognised. Columns are
described in `tables.toml`, which a test holds against a real store.

A whole upgrade runs inside one transaction, where SQLite ignores `PRAGMA foreign_keys`: a migration that
rebuilds a table others refer to (`table.transform`) must keep that in mind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations
from sqlite_utils.db import ForeignKey

if TYPE_CHECKING:
    from sqlite_utils import Database

SCHEMA = Migrations("commentary")


def _cascade(table: str, column: str, other: str, other_column: str = "id") -> ForeignKey:
    return ForeignKey(table, column, other, other_column, on_delete="CASCADE")


def _of_recommendation(table: str, column: str) -> ForeignKey:
    """A compound key: a recommendation is known by its article and its place in it."""
    return ForeignKey(
        table, None, "recommendations", None,
        columns=("article_id", column), other_columns=("article_id", "place"), is_compound=True,
        on_delete="CASCADE",
    )  # fmt: skip


@SCHEMA()
def m001_tables(db: Database) -> None:
    """Articles, what was read in them, what became of it, and the log of runs and files."""
    db.table("articles").create(
        {
            "id": str, "title": str, "source": str, "author": str, "url": str, "published_at": str,
            "topics": str, "stated_sentiment_label": str, "stated_sentiment_score": float,
            "stated_market_impact": float, "sentiment_label": str, "sentiment_score": float,
            "sentiment_model": str, "horizons": str, "text": str, "path": str, "schema_version": str,
            "added_at": str,
        },
        pk="id",
        not_null={"id", "topics", "horizons", "text", "schema_version", "added_at"},
    )  # fmt: skip
    db.table("instruments").create(
        {
            "article_id": str, "place": int, "symbol": str, "name": str, "asset_class": str,
            "sentiment_label": str, "sentiment_score": float, "record": str,
        },
        pk=("article_id", "place"),
        not_null={"symbol", "record"},
        foreign_keys=[_cascade("instruments", "article_id", "articles")],
    )  # fmt: skip
    db.table("recommendations").create(
        {
            "article_id": str, "place": int, "action": str, "text": str, "start": int, "end": int,
            "alternatives": int, "size": float, "size_unit": str, "horizon": str, "payoff_ratio": float,
            "attributed_to": str, "record": str,
        },
        pk=("article_id", "place"),
        not_null={"action", "text", "record"},
        foreign_keys=[_cascade("recommendations", "article_id", "articles")],
    )  # fmt: skip
    db.table("conditions").create(
        {
            "id": int, "article_id": str, "recommendation": int, "place": int, "role": str, "text": str,
            "start": int, "end": int, "understood": int, "record": str,
        },
        pk="id",
        not_null={"article_id", "place", "role", "text", "understood", "record"},
        foreign_keys=[
            _cascade("conditions", "article_id", "articles"),
            _of_recommendation("conditions", "recommendation"),
        ],
    )  # fmt: skip
    # An integer key of its own: the full-text index points at it, and VACUUM may renumber implicit rowids.
    db.table("ideas").create(
        {
            "key": int, "id": str, "article_id": str, "place": int, "alternative": int, "action": str,
            "structure": str, "symbols": str, "status": str, "reason": str, "horizon": str,
            "horizon_sessions": float, "published_at": str, "published_on": str, "published_utc": str,
            "title": str, "author": str, "source": str, "text": str,
        },
        pk="key",
        not_null={"id", "article_id", "place", "alternative", "action", "symbols", "status", "text"},
        foreign_keys=[
            _cascade("ideas", "article_id", "articles"),
            _of_recommendation("ideas", "place"),
        ],
    )  # fmt: skip
    db.table("ideas").create_index(["id"], unique=True)
    db.table("legs").create(
        {
            "idea_id": str, "place": int, "side": str, "symbol": str, "kind": str, "right": str,
            "strike": float, "strike_unit": str, "strike_rank": int, "expiry": str, "dte_min": int,
            "dte_max": int, "expiry_date": str, "expiry_month": str, "ratio": float,
        },
        pk=("idea_id", "place"),
        not_null={"side", "symbol", "kind", "ratio"},
        foreign_keys=[_cascade("legs", "idea_id", "ideas")],
    )  # fmt: skip
    db.table("idea_symbols").create(
        {"idea_id": str, "symbol": str, "side": str},
        pk=("idea_id", "symbol", "side"),
        not_null={"side"},
        foreign_keys=[_cascade("idea_symbols", "idea_id", "ideas")],
    )
    db.table("verdicts").create(
        {
            "idea_id": str, "number": int, "role": str, "text": str, "date": str, "value": int,
            "evidence": str,
        },
        pk=("idea_id", "number"),
        not_null={"role", "text", "date", "evidence"},
        foreign_keys=[_cascade("verdicts", "idea_id", "ideas")],
    )  # fmt: skip
    db.table("outcomes").create(
        {
            "idea_id": str, "entry_date": str, "entry_price": float, "exit_date": str, "exit_price": float,
            "legs": str, "gross_return": float, "net_return": float, "benchmark": str,
            "benchmark_return": float, "excess_return": float, "mae": float, "mfe": float,
            "sessions_held": int, "target_touched": int, "return_basis": str, "pricing": str, "prices": str,
            "assumptions": str,
        },
        pk="idea_id",
        not_null={"entry_date", "legs", "return_basis", "pricing", "prices", "assumptions"},
        foreign_keys=[_cascade("outcomes", "idea_id", "ideas")],
    )  # fmt: skip
    db.table("runs").create(
        {"id": int, "verb": str, "started_at": str, "ended_at": str, "status": str, "detail": str},
        pk="id",
        not_null={"verb", "started_at", "status", "detail"},
    )
    db.table("files").create(
        {
            "path": str, "digest": str, "size": int, "mtime": float, "status": str, "error": str,
            "articles": int, "extractor": str, "run_id": int, "recorded_at": str,
        },
        pk="path",
        not_null={"status", "articles", "recorded_at"},
        foreign_keys=[ForeignKey("files", "run_id", "runs", "id", on_delete="SET NULL")],
    )  # fmt: skip


@SCHEMA()
def m002_indexes(db: Database) -> None:
    """One index for each way in which ideas are asked for; the usual order (publication) rides along."""
    ideas = db.table("ideas")
    ideas.create_index(["article_id", "place", "alternative"])
    ideas.create_index(["published_utc"])
    ideas.create_index(["published_on"])
    ideas.create_index(["horizon_sessions"])
    for column in ("author", "source", "status", "action", "structure"):
        ideas.create_index([column, "published_utc"])
    db.table("idea_symbols").create_index(["symbol", "side", "idea_id"])
    db.table("conditions").create_index(["article_id", "recommendation", "place"])
    db.table("outcomes").create_index(["net_return"])
    db.table("files").create_index(["status"])


@SCHEMA()
def m003_search(db: Database) -> None:
    """Full-text search over an idea's sentence, its article's title and its author.

    Stemmed, so that "hedging puts" finds "hedge with a put"; accents do not count.
    """
    db.table("ideas").enable_fts(
        ["text", "title", "author"], create_triggers=True, tokenize="porter unicode61 remove_diacritics 2"
    )


@SCHEMA()
def m004_views(db: Database) -> None:
    """What a reader in Datasette opens first: each idea beside its outcome."""
    db.create_view(
        "ideas_view",
        """select ideas.id, ideas.published_at, ideas.author, ideas.source, ideas.action, ideas.structure,
            ideas.symbols, ideas.status, ideas.reason, ideas.horizon, outcomes.entry_date,
            outcomes.exit_date, outcomes.sessions_held, outcomes.gross_return, outcomes.net_return,
            outcomes.benchmark, outcomes.benchmark_return, outcomes.excess_return, outcomes.mae,
            outcomes.mfe, outcomes.target_touched, outcomes.return_basis, outcomes.pricing, ideas.text,
            ideas.title, ideas.article_id
        from ideas left join outcomes on outcomes.idea_id = ideas.id""",
    )


@SCHEMA()
def m005_confidence(db: Database) -> None:
    """How sure the extractor was of each idea, taken over from what was read."""
    db.table("ideas").add_column("confidence", float)
    db.execute(
        """update ideas set confidence = (
            select json_extract(recommendations.record, '$.confidence') from recommendations
            where recommendations.article_id = ideas.article_id and recommendations.place = ideas.place)"""
    )


@SCHEMA()
def m006_sentiment(db: Database) -> None:
    """How sure a text's sentiment is, and whether it could be scored at all."""
    articles = db.table("articles")
    articles.add_column("sentiment_confidence", float)
    articles.add_column("sentiment_status", str)
    db.execute("update articles set sentiment_status = 'scored' where sentiment_label is not null")
