"""Records to rows and back, exactly.

Nested records are kept as JSON in `record` columns, which alone are read back; the columns beside them are
copies to filter, sort and read by. Article, verdict and outcome are flat and are read back from their columns.
JSON here is Python's: an infinite number is written `Infinity`. Numbers in flat columns that are no number
(NaN) come back as None: unknown. Whole numbers beyond 64 bits stand in `record` only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from commentary_nlp.records import (
    Article,
    ArticleRef,
    Condition,
    Duration,
    Extraction,
    Idea,
    Instrument,
    Outcome,
    Recommendation,
    Record,
    Sentiment,
    Stated,
    Verdict,
    ideas_of,
    parse_published,
    predicates,
)

Row = dict[str, Any]
Rows = dict[str, list[Row]]

# Parents before children, so that every foreign key finds what it names.
TABLES = (
    "articles", "instruments", "recommendations", "conditions", "ideas", "legs", "idea_symbols", "verdicts",
    "outcomes",
)  # fmt: skip

_OUTCOME_PARTS = ("legs", "prices", "assumptions")


def extraction_rows(extraction: Extraction, added_at: str, sessions_per: Mapping[str, float]) -> Rows:
    """The rows of an article and of all that was read in it, by table. Its ideas are pending.

    Args:
        added_at: ISO 8601 moment.
        sessions_per: trading sessions in one of each unit of a duration.
    """
    article = extraction.article
    rows: Rows = {table: [] for table in TABLES}
    rows["articles"].append(_article_row(extraction, added_at))
    for place, instrument in enumerate(extraction.instruments):
        tone = instrument.sentiment
        rows["instruments"].append(
            {
                "article_id": article.id,
                "place": place,
                "symbol": instrument.symbol,
                "name": instrument.name,
                "asset_class": instrument.asset_class,
                "sentiment_label": tone.label if tone else None,
                "sentiment_score": tone.score if tone else None,
                "record": as_json(instrument),
            }
        )
    rows["conditions"] += _condition_rows(article.id, None, extraction.conditions)
    for place, rec in enumerate(extraction.recommendations):
        rows["recommendations"].append(_recommendation_row(article.id, place, rec))
        rows["conditions"] += _condition_rows(article.id, place, rec.conditions)
    for idea in ideas_of(extraction):
        rows["ideas"].append(_idea_row(idea, sessions_per))
        rows["legs"] += _leg_rows(idea)
        rows["idea_symbols"] += [
            {"idea_id": idea.id, "symbol": symbol, "side": side} for symbol, side in sorted(_symbols(idea))
        ]
    return rows


def verdict_rows(idea_id: str, verdicts: Sequence[Verdict]) -> list[Row]:
    return [
        {
            "idea_id": idea_id,
            "number": number,
            "role": verdict.role,
            "text": verdict.text,
            "date": verdict.date.isoformat(),
            "value": None if verdict.value is None else int(verdict.value),
            "evidence": dump([part.to_dict() for part in verdict.evidence]),
        }
        for number, verdict in enumerate(verdicts)
    ]


def outcome_row(idea_id: str, outcome: Outcome) -> Row:
    row = outcome.to_dict()
    for part in _OUTCOME_PARTS:
        row[part] = dump(row[part])
    if outcome.target_touched is not None:
        row["target_touched"] = int(outcome.target_touched)
    return {"idea_id": idea_id, **row}


def article_of(row: Row) -> Article:
    return Article(
        id=row["id"],
        title=row["title"],
        source=row["source"],
        author=row["author"],
        url=row["url"],
        published_at=row["published_at"],
        topics=tuple(json.loads(row["topics"])),
        stated=Stated(
            sentiment_label=row["stated_sentiment_label"],
            sentiment_score=row["stated_sentiment_score"],
            market_impact=row["stated_market_impact"],
        ),
        text=row["text"],
        path=row["path"],
    )


def extraction_of(
    article: Row, instruments: Iterable[Row], conditions: Iterable[Row], recommendations: Iterable[Row]
) -> Extraction:
    """From an article's row and its others in order of place; `conditions` are the thesis's alone."""
    return Extraction(
        schema_version=article["schema_version"],
        article=article_of(article),
        sentiment=_sentiment_of(article),
        instruments=tuple(Instrument.model_validate_json(row["record"]) for row in instruments),
        horizons=tuple(Duration.model_validate(part) for part in json.loads(article["horizons"])),
        conditions=tuple(Condition.model_validate_json(row["record"]) for row in conditions),
        recommendations=tuple(Recommendation.model_validate_json(row["record"]) for row in recommendations),
    )


def idea_of(row: Row, recommendation: Recommendation, verdicts: Iterable[Row], outcome: Row | None) -> Idea:
    return Idea(
        id=row["id"],
        article=ArticleRef(
            id=row["article_id"],
            title=row["title"],
            author=row["author"],
            source=row["source"],
            published_at=row["published_at"],
        ),
        place=row["place"],
        alternative=row["alternative"],
        recommendation=recommendation,
        status=row["status"],
        reason=row["reason"],
        verdicts=tuple(_verdict_of(verdict) for verdict in verdicts),
        outcome=_outcome_of(outcome) if outcome is not None else None,
    )


def dump(value: object) -> str:
    """JSON text, readable as it stands."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def as_json(record: Record) -> str:
    return dump(record.to_dict())


def _verdict_of(row: Row) -> Verdict:
    value = row["value"]
    return Verdict.model_validate(
        {
            "role": row["role"],
            "text": row["text"],
            "date": row["date"],
            "value": None if value is None else bool(value),
            "evidence": json.loads(row["evidence"]),
        }
    )


def _outcome_of(row: Row) -> Outcome:
    fields = {name: value for name, value in row.items() if name != "idea_id"}
    for part in _OUTCOME_PARTS:
        fields[part] = json.loads(fields[part])
    return Outcome.model_validate(fields)


def _sentiment_of(article: Row) -> Sentiment | None:
    if article["sentiment_status"] is None:
        return None
    return Sentiment(
        label=article["sentiment_label"],
        score=article["sentiment_score"],
        model=article["sentiment_model"],
        confidence=article["sentiment_confidence"],
        status=article["sentiment_status"],
    )


def _article_row(extraction: Extraction, added_at: str) -> Row:
    article, tone = extraction.article, extraction.sentiment
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "author": article.author,
        "url": article.url,
        "published_at": article.published_at,
        "topics": dump(list(article.topics)),
        "stated_sentiment_label": article.stated.sentiment_label,
        "stated_sentiment_score": article.stated.sentiment_score,
        "stated_market_impact": article.stated.market_impact,
        "sentiment_label": tone.label if tone else None,
        "sentiment_score": tone.score if tone else None,
        "sentiment_model": tone.model if tone else None,
        "sentiment_confidence": tone.confidence if tone else None,
        "sentiment_status": tone.status if tone else None,
        "horizons": dump([horizon.to_dict() for horizon in extraction.horizons]),
        "text": article.text,
        "path": article.path,
        "schema_version": extraction.schema_version,
        "added_at": added_at,
    }


def _recommendation_row(article_id: str, place: int, rec: Recommendation) -> Row:
    return {
        "article_id": article_id,
        "place": place,
        "action": rec.action,
        "text": rec.text,
        "start": _whole(rec.start),
        "end": _whole(rec.end),
        "alternatives": len(rec.alternatives),
        "size": rec.size.value if rec.size else None,
        "size_unit": rec.size.unit if rec.size else None,
        "horizon": rec.horizon.text if rec.horizon else None,
        "payoff_ratio": rec.payoff_ratio,
        "attributed_to": rec.attributed_to,
        "record": as_json(rec),
    }


def _condition_rows(article_id: str, recommendation: int | None, conditions: Iterable[Condition]) -> list[Row]:
    return [
        {
            "article_id": article_id,
            "recommendation": recommendation,
            "place": place,
            "role": condition.role,
            "text": condition.text,
            "start": _whole(condition.start),
            "end": _whole(condition.end),
            "understood": int(condition.test is not None),
            "record": as_json(condition),
        }
        for place, condition in enumerate(conditions)
    ]


def _idea_row(idea: Idea, sessions_per: Mapping[str, float]) -> Row:
    rec, trade, published_at = idea.recommendation, idea.trade, idea.article.published_at
    published = parse_published(published_at) if published_at is not None else None
    # A moment counts on the day it names: its author's day, whatever the day in Greenwich.
    day = published.date() if isinstance(published, datetime) else published
    return {
        "id": idea.id,
        "article_id": idea.article.id,
        "place": idea.place,
        "alternative": idea.alternative,
        "action": rec.action,
        "structure": trade.structure if trade else None,
        "symbols": " ".join(dict.fromkeys(leg.symbol for leg in trade.legs)) if trade else "",
        "status": idea.status,
        "reason": idea.reason,
        "horizon": rec.horizon.text if rec.horizon else None,
        "horizon_sessions": horizon_sessions(rec.horizon, day, sessions_per),
        "published_at": published_at,
        "published_on": day.isoformat() if day else None,
        "published_utc": _utc(published),
        "title": idea.article.title,
        "author": idea.article.author,
        "source": idea.article.source,
        "text": rec.text,
        "confidence": rec.confidence,
    }


def _leg_rows(idea: Idea) -> list[Row]:
    return [
        {
            "idea_id": idea.id,
            "place": place,
            "side": leg.side,
            "symbol": leg.symbol,
            "kind": leg.kind,
            "right": leg.right,
            "strike": leg.strike.value if leg.strike else None,
            "strike_unit": leg.strike.unit if leg.strike else None,
            "strike_rank": _whole(leg.strike_rank),
            "expiry": leg.expiry.text if leg.expiry else None,
            "dte_min": _whole(leg.expiry.dte_min) if leg.expiry else None,
            "dte_max": _whole(leg.expiry.dte_max) if leg.expiry else None,
            "expiry_date": leg.expiry.date if leg.expiry else None,
            "expiry_month": leg.expiry.month if leg.expiry else None,
            "ratio": leg.ratio,
        }
        for place, leg in enumerate(idea.trade.legs if idea.trade else ())
    ]


def _symbols(idea: Idea) -> set[tuple[str, str]]:
    """What the idea is found by: its legs, or, where it names no trade (a watch), what its conditions measure.
    In upper case, with the leg's side, or none."""
    if idea.trade and idea.trade.legs:
        return {(leg.symbol.upper(), leg.side) for leg in idea.trade.legs}
    return {
        (symbol.upper(), "")
        for condition in idea.recommendation.conditions
        for predicate in predicates(condition.test)
        for symbol in predicate.symbols
    }


def horizon_sessions(
    horizon: Duration | None, published: date | None, sessions_per: Mapping[str, float]
) -> float | None:
    """About how many trading sessions a stated horizon lasts at most; None where no end is said.

    For asking ("at most ten sessions"), not for settling: holidays are not counted out.
    """
    if horizon is None:
        return None
    if horizon.max is not None and horizon.unit is not None:
        return horizon.max * sessions_per[horizon.unit]
    if horizon.until is None or published is None:
        return None
    try:
        end = date.fromisoformat(horizon.until)
    except ValueError:
        return None
    return float(_weekdays(published, end)) if end >= published else None


def _weekdays(after: date, until: date) -> int:
    """Mondays to Fridays after one day, up to and with another not before it."""
    weeks, rest = divmod((until - after).days, 7)
    tail = sum((after + timedelta(days=number)).weekday() < 5 for number in range(1, rest + 1))
    return weeks * 5 + tail


def _utc(published: date | datetime | None) -> str | None:
    """For sorting: the moment in UTC; a date alone before every moment of that day."""
    if isinstance(published, datetime):
        try:
            published = published.astimezone(UTC)
        except OverflowError:  # the first or last day of the calendar
            published = published.replace(tzinfo=UTC)
        return published.isoformat(timespec="microseconds")
    return published.isoformat() if published else None


def _whole(number: int | None) -> int | None:
    return number if number is not None and abs(number) < 2**63 else None
