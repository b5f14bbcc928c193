"""What became of a recommendation: verdicts on its conditions, its life, its outcome.

Dates are sessions of the exchange, as ISO 8601. Returns are fractions: 0.01 is one percent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from commentary_nlp.records.contract import (
    Alternative,
    Expression,
    Extraction,
    Kind,
    Leg,
    Recommendation,
    Record,
    Role,
    Side,
)

Status = Literal["pending", "open", "closed", "never_triggered", "not_settled", "call"]
ReturnBasis = Literal["notional", "premium", "max_loss", "margin"]
Pricing = Literal["observed", "modelled"]


class Evidence(Record):
    """The figures that decided one predicate on one day.

    `series` names what was measured ("SPY close", "ratio IWF/IWD"), `values` its figures by name,
    `first` and `last` the inclusive days of the bars that were read. `unknown` says why there is no answer.
    """

    measure: str
    change: str
    series: str | None = None
    symbols: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    values: Mapping[str, float | str | None] = {}
    threshold: float | None = None
    value: bool | None = None
    unknown: str | None = None


class Judgement(Record):
    """An expression put to the market on a day: `value` is None where it is unknown."""

    value: bool | None
    evidence: tuple[Evidence, ...] = ()


class Verdict(Record):
    """One condition of one idea on one day."""

    role: Role
    text: str
    date: date
    value: bool | None
    evidence: tuple[Evidence, ...] = ()


class LegFill(Record):
    """Entry and exit of one leg, in its own price units."""

    symbol: str
    side: Side
    kind: Kind
    entry_price: float | None = None
    exit_price: float | None = None


class Prices(Record):
    """Where the prices came from. `hash` is of the bars that the outcome used."""

    vendor: str | None = None
    adjustment: str | None = None
    hash: str | None = None


class Outcome(Record):
    """What became of an idea. Returns are fractions of `return_basis` (0.01 is one percent).

    `entry_price` and `exit_price` stand here for a single share and in `legs` for the rest. `mae` and
    `mfe` are the worst and best return on a session's low or high between entry and exit, zero or beyond.
    For an idea still open, the exit fields are None and the returns mark it to the last close.
    """

    entry_date: date
    entry_price: float | None = None
    exit_date: date | None = None
    exit_price: float | None = None
    legs: tuple[LegFill, ...] = ()
    gross_return: float | None = None
    net_return: float | None = None
    benchmark: str | None = None
    benchmark_return: float | None = None
    excess_return: float | None = None
    mae: float | None = None
    mfe: float | None = None
    sessions_held: int | None = None
    target_touched: bool | None = None
    return_basis: ReturnBasis = "notional"
    pricing: Pricing = "observed"
    prices: tuple[Prices, ...] = ()
    assumptions: tuple[str, ...] = ()


class ArticleRef(Record):
    """Which article an idea stands in."""

    id: str
    title: str | None = None
    author: str | None = None
    source: str | None = None
    published_at: str | None = None


class Idea(Record):
    """One alternative of one recommendation, and its life. A recommendation without alternatives is one
    idea too, with `alternative` 0 and no legs.

    `place` is the recommendation's 0-based place in its article (what `refers_to` counts).
    """

    id: str
    article: ArticleRef
    place: int
    alternative: int = 0
    recommendation: Recommendation
    status: Status = "pending"
    reason: str | None = None
    verdicts: tuple[Verdict, ...] = ()
    outcome: Outcome | None = None

    @property
    def trade(self) -> Alternative | None:
        """The alternative that this idea follows, or None where the recommendation names no trade."""
        alternatives = self.recommendation.alternatives
        return alternatives[self.alternative] if self.alternative < len(alternatives) else None


@dataclass(frozen=True, slots=True)
class Position:
    """A trade that is on, as a condition may ask about it.

    Attributes:
        entry_date: the session of the entry.
        entry_prices: what was paid, by symbol, in price units (an option leg: its underlying's price then).
        pnl: gross return on the trade's return basis at the judged day's close, as a fraction; None where
            it cannot be measured.
        premium: the structure's own price at the judged day's close; None where there is no option.
    """

    entry_date: date
    entry_prices: Mapping[str, float]
    pnl: float | None = None
    premium: float | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What a judge must know of an idea besides the market.

    Attributes:
        role: the condition's.
        legs: of the idea's alternative; a predicate without symbols is about them.
        first_session: the first session that begins after publication, inclusive; windows start there.
        position: None before entry.
    """

    role: Role
    legs: tuple[Leg, ...]
    first_session: date
    position: Position | None = None


class Judge(Protocol):
    """Puts an expression to the market on a day, from bars no later than that day."""

    def __call__(self, test: Expression | None, day: date, situation: Situation) -> Judgement: ...


def ideas_of(extraction: Extraction) -> list[Idea]:
    """The ideas of an extraction, in text order, with ids that a second reading gives again.

    An id hashes the article, the sentence's words, which of several recommendations of that very sentence
    it is, and the alternative; so a better reading of the same sentence keeps its history.
    """
    article = extraction.article
    ref = ArticleRef(id=article.id, title=article.title, author=article.author, source=article.source,
                     published_at=article.published_at)  # fmt: skip
    seen: dict[tuple[int, int], int] = {}
    ideas: list[Idea] = []
    for place, rec in enumerate(extraction.recommendations):
        ordinal = seen.get((rec.start, rec.end), 0)
        seen[rec.start, rec.end] = ordinal + 1
        for number in range(max(1, len(rec.alternatives))):
            key = f"{article.id}|{rec.start}|{rec.text}|{ordinal}|{number}"
            digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            status: Status = "pending" if rec.action in ("open", "hedge") else "call"
            ideas.append(
                Idea(id=digest, article=ref, place=place, alternative=number, recommendation=rec, status=status)
            )
    return ideas
