"""The contract, version 1: what an extraction holds, and what became of it.

These frozen records are its one definition; `commentary schema` prints their JSON Schema.

Two rules stand above the rest:

* **Grounded.** Every value comes from a span of the article: `text`, `start` (inclusive) and `end`
  (exclusive) in code points, with ``text == article.text[start:end]``.
* **Never guessed.** `None` means "the text does not say". A part seen but not understood keeps its
  span with `test=None`; it is never dropped.

Lists in JSON are tuples here, so that a record is hashable and cannot change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCHEMA_VERSION: Literal["1"] = "1"

AssetClass = Literal["equity", "etf", "index", "future", "fx", "crypto", "bond", "commodity"]
Action = Literal["open", "close", "reduce", "hedge", "hold", "avoid", "watch"]
Structure = Literal[
    "outright", "pair", "basket", "call_spread", "put_spread", "calendar_spread", "diagonal_spread",
    "straddle", "strangle", "butterfly", "iron_condor", "risk_reversal", "collar", "covered_call",
    "cash_secured_put", "ratio_spread", "custom",
]  # fmt: skip
Side = Literal["long", "short"]
Kind = Literal["share", "option", "future", "spot", "index"]
Right = Literal["call", "put"]
StrikeUnit = Literal["price", "percent_otm", "delta", "atm"]
PriceKind = Literal["limit", "debit", "credit"]
SizeUnit = Literal["percent", "shares", "contracts"]
Role = Literal["trigger", "stop", "target", "exit", "invalidation", "scenario"]
Measure = Literal[
    "price", "spread", "relative_strength", "realized_vol", "implied_vol", "volatility", "breadth",
    "volume", "drawdown", "leadership", "moving_average", "rsi", "yield", "credit_spread", "currency",
    "earnings", "earnings_revisions", "macro_release", "policy", "positioning", "premium", "pnl", "other",
]  # fmt: skip
Change = Literal[
    "rises", "falls", "stabilizes", "above", "below", "crosses_above", "crosses_below", "holds",
    "retraces", "broadens", "widens", "narrows", "outperforms", "underperforms", "improves", "worsens",
    "rotates", "occurs",
]  # fmt: skip
LevelUnit = Literal["price", "percent", "bp", "points", "sigma", "ratio", "session"]
Basis = Literal["close", "intraday"]
DurationUnit = Literal["session", "day", "week", "month", "quarter", "year"]
SentimentLabel = Literal["positive", "neutral", "negative"]
# Why a text has a score or none: there was no word in it, or it is in a language that is not read.
SentimentStatus = Literal["scored", "no_text", "unsupported_language"]


class Record(BaseModel):
    """Frozen; unknown keys are refused; written to JSON by the contract's names."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, populate_by_name=True)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: plain dicts, lists and scalars; dates as ISO 8601."""
        return self.model_dump(mode="json")


class Span(Record):
    """Words of the article: `start` inclusive, `end` exclusive, in code points."""

    text: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class Duration(Span):
    """A stated period. Both ends inclusive; `None` where no number is said ("near term" has none at all).

    A point in time ("into year end") has no `min` and no `max` but `until`: an ISO date where the text
    settles it, else the words.
    """

    min: float | None = None
    max: float | None = None
    unit: DurationUnit | None = None
    until: str | None = None


class Stated(Record):
    """What the publisher itself prints; never ours."""

    sentiment_label: str | None = None
    sentiment_score: Annotated[float, Field(ge=-1, le=1)] | None = None
    market_impact: Annotated[float, Field(ge=0, le=1)] | None = None


class Article(Record):
    """A text to read. `text` is canonical: every span of its extraction points into it.

    `published_at` is ISO 8601: a date alone where no time is said, else a moment with its offset.
    `path` is where it was read from; it takes no part in `id`.
    """

    id: str
    title: str | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    published_at: str | None = None
    topics: tuple[str, ...] = ()
    stated: Stated = Stated()
    text: str
    path: str | None = None

    @model_validator(mode="after")
    def _date_is_iso(self) -> Article:
        if self.published_at is not None:
            parse_published(self.published_at)
        return self


class Sentiment(Record):
    """The project's own reading: `score` from -1 to 1; `model` names (and hashes) what scored it.

    `confidence` is the chance that `label` is right, where the model gives one. What was not scored has neither
    label nor score, and `status` says why.
    """

    label: SentimentLabel | None
    score: Annotated[float, Field(ge=-1, le=1)] | None
    model: str | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    status: SentimentStatus = "scored"

    @model_validator(mode="after")
    def _status_fits(self) -> Sentiment:
        if (self.label is not None, self.score is not None) != (self.status == "scored",) * 2:
            raise ValueError(f"a sentiment with status {self.status!r} has label {self.label} and score {self.score}")
        return self


class Probabilities(Record):
    """Calibrated chances of the three labels; they sum to 1."""

    negative: Annotated[float, Field(ge=0, le=1)]
    neutral: Annotated[float, Field(ge=0, le=1)]
    positive: Annotated[float, Field(ge=0, le=1)]


class SentimentReading(Record):
    """What `commentary sentiment` says of one text, or of a target in it (`target`; None: the whole).

    `probabilities` are null where the scorer gives none (a lexicon), and all but `model`, `language` and
    `status` where nothing was scored. `language` is an ISO 639-1 code where it was recognised as another than
    English.
    """

    target: str | None = None
    score: Annotated[float, Field(ge=-1, le=1)] | None = None
    label: SentimentLabel | None = None
    probabilities: Probabilities | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    model: str
    language: str | None = None
    status: SentimentStatus = "scored"


class Instrument(Record):
    """A traded thing that the text names, traded in it or not. `sentiment` is towards it."""

    symbol: str
    name: str | None = None
    asset_class: AssetClass | None = None
    sentiment: Sentiment | None = None
    mentions: tuple[Span, ...] = ()


class Strike(Record):
    """`price` in the underlying's currency; `percent_otm` in percent; `delta` in hundredths, unsigned;
    `atm` with value 0."""

    value: float
    unit: StrikeUnit


class Expiry(Record):
    """Whichever is said: calendar days to expiry (both ends inclusive), an ISO date, or `YYYY-MM`
    (`MM` where no year follows)."""

    text: str
    dte_min: int | None = None
    dte_max: int | None = None
    date: str | None = None
    month: str | None = None


class Leg(Record):
    """One thing held. `side` is long or short *that very thing*: a bought put is `long`.

    `strike_rank` is 1 for the lowest of several strikes. `ratio` counts it per unit of the structure.
    """

    side: Side
    symbol: str
    kind: Kind
    right: Right | None = None
    strike: Strike | None = None
    strike_rank: Annotated[int, Field(ge=1)] | None = None
    expiry: Expiry | None = None
    ratio: Annotated[float, Field(gt=0)] = 1


class EntryPrice(Record):
    """The price said for entering the whole structure."""

    value: float
    kind: PriceKind


class Alternative(Record):
    """One way to do the trade. Several stand in a recommendation that offers a choice."""

    structure: Structure
    legs: tuple[Leg, ...]
    price: EntryPrice | None = None


class Size(Record):
    """`percent` is of the portfolio."""

    value: float
    unit: SizeUnit


class Predicate(Record):
    """One thing that can be true or false of the market on a day.

    `value` with its `unit` is a stated level; `basis` says whether closes or any trade of the day count
    (None: not said); `window` is the period within which it is looked for.
    """

    measure: Measure
    subject: str | None = None
    symbols: tuple[str, ...] = ()
    change: Change
    value: float | None = None
    unit: LevelUnit | None = None
    basis: Basis | None = None
    window: Duration | None = None


class AllOf(Record):
    """True when every part is; false when any is false; unknown otherwise."""

    all: Annotated[tuple[Expression, ...], Field(min_length=1)]


class AnyOf(Record):
    """True when any part is; false when every part is false; unknown otherwise."""

    any: Annotated[tuple[Expression, ...], Field(min_length=1)]


class Not(Record):
    """Unknown stays unknown."""

    not_: Annotated[Expression, Field(alias="not")]


Expression = AllOf | AnyOf | Not | Predicate


class Condition(Span):
    """Words that make the idea depend on the market; `test` is None where they were not understood."""

    role: Role
    test: Expression | None = None


class Recommendation(Span):
    """A statement that tells a reader what to do, or what the author does, with an instrument.

    The span is the sentence or bullet that makes it. `alternatives` is empty for a `watch`, or a `close`
    of ideas named elsewhere. `refers_to` holds 0-based places of earlier recommendations.
    `confidence` is the chance that this is a call, with this action on these legs; None from an extractor that
    gives none. `against_sentiment` names the symbols whose legs go against the text's own sentiment towards them
    (long what it speaks ill of, short what it praises): shown, for a reader to judge.
    """

    action: Action
    alternatives: tuple[Alternative, ...] = ()
    size: Size | None = None
    horizon: Duration | None = None
    conditions: tuple[Condition, ...] = ()
    payoff_ratio: float | None = None
    rationale: Span | None = None
    attributed_to: str | None = None
    refers_to: tuple[int, ...] = ()
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    against_sentiment: tuple[str, ...] = ()


class Extraction(Record):
    """What one article holds: the object that `commentary extract --json` prints, one a line."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    article: Article
    sentiment: Sentiment | None = None
    instruments: tuple[Instrument, ...] = ()
    horizons: tuple[Duration, ...] = ()
    conditions: tuple[Condition, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()

    def spans(self) -> Iterator[Span]:
        """Every span that must be grounded, in no promised order."""
        for instrument in self.instruments:
            yield from instrument.mentions
        yield from self.horizons
        yield from _condition_spans(self.conditions)
        for rec in self.recommendations:
            yield rec
            if rec.horizon:
                yield rec.horizon
            if rec.rationale:
                yield rec.rationale
            yield from _condition_spans(rec.conditions)

    def surer_than(self, minimum: float) -> Extraction:
        """Itself without the recommendations whose `confidence` is below `minimum`; those without one stay.

        `refers_to` follows: places are counted anew, and a place that is gone is left out.
        """
        kept = [n for n, r in enumerate(self.recommendations) if r.confidence is None or r.confidence >= minimum]
        if len(kept) == len(self.recommendations):
            return self
        place = {old: new for new, old in enumerate(kept)}
        recs = tuple(
            r.model_copy(update={"refers_to": tuple(place[p] for p in r.refers_to if p in place)})
            for r in (self.recommendations[n] for n in kept)
        )
        return self.model_copy(update={"recommendations": recs})

    def ungrounded(self) -> list[Span]:
        """Spans whose words do not stand where they say; empty for a sound extraction."""
        text = self.article.text
        return [span for span in self.spans() if text[span.start : span.end] != span.text]


def article_id(text: str) -> str:
    """`sha256:` and the hash of the canonical text: the same article read twice is one article."""
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def parse_published(value: str) -> date | datetime:
    """A `published_at` as a date (no time said) or an aware datetime.

    Raises:
        ValueError: not ISO 8601, or a time without an offset.
    """
    if len(value) == 10:
        return date.fromisoformat(value)
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has a time but no offset; write it as 2024-05-03T09:30:00-04:00")
    return moment


def predicates(test: Expression | None) -> Iterator[Predicate]:
    """Every predicate of an expression, negated or not, in text order."""
    if isinstance(test, AllOf):
        for part in test.all:
            yield from predicates(part)
    elif isinstance(test, AnyOf):
        for part in test.any:
            yield from predicates(part)
    elif isinstance(test, Not):
        yield from predicates(test.not_)
    elif test is not None:
        yield test


def _condition_spans(conditions: tuple[Condition, ...]) -> Iterator[Span]:
    for condition in conditions:
        yield condition
        for predicate in predicates(condition.test):
            if predicate.window:
                yield predicate.window


for _model in (AllOf, AnyOf, Not, Condition, Recommendation, Extraction):
    _model.model_rebuild()
