"""Sentiment against what followed: forward returns at fixed numbers of sessions.

The return runs from the open of the first session that begins after publication to the close of the n-th
session, that one being the first: what a reader could have had. No window reaches beyond the view's day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from statistics import fmean
from typing import Any

from commentary_nlp.market.bars import MarketView
from commentary_nlp.market.calendar import Calendar
from commentary_nlp.records import Extraction, parse_published
from commentary_nlp.settings import AuditSettings


@dataclass(frozen=True, slots=True)
class ForwardRow:
    """What followed sentiment over `sessions` sessions.

    Attributes:
        reading: whose sentiment ("article" ours of the whole text, "stated" the publisher's own, both against
            the benchmark; "instrument" ours towards each instrument against that instrument).
        sessions: length of the forward window.
        observations: readings with a score and a whole window of prices.
        without: readings with a score that have no such window, or no date.
        information_coefficient: Spearman's rank correlation of score and return; None below three
            observations or where either is constant. Windows of neighbouring articles overlap, so no
            significance is claimed here.
        hit_rate: share of readings off neutral whose sign the return had.
        mean_positive, mean_negative: mean return after scores above and below zero.
    """

    reading: str
    sessions: int
    observations: int
    without: int
    information_coefficient: float | None
    hit_rate: float | None
    mean_positive: float | None
    mean_negative: float | None

    def to_dict(self) -> dict[str, Any]:
        """Plain scalars by field."""
        return asdict(self)


def forward_returns(
    extractions: Iterable[Extraction],
    market: MarketView,
    calendar_for: Callable[[str], Calendar],
    *,
    benchmark: str = "SPY",
    settings: AuditSettings | None = None,
) -> list[ForwardRow]:
    """Rows by reading and window, in that order. Raw prices are used as the source gives them."""
    settings = settings or AuditSettings()
    samples: dict[str, list[tuple[float, str, date | datetime | None]]] = {
        "article": [],
        "stated": [],
        "instrument": [],
    }
    for extraction in extractions:
        published = parse_published(extraction.article.published_at) if extraction.article.published_at else None
        if extraction.sentiment is not None and extraction.sentiment.score is not None:
            samples["article"].append((extraction.sentiment.score, benchmark, published))
        if extraction.article.stated.sentiment_score is not None:
            samples["stated"].append((extraction.article.stated.sentiment_score, benchmark, published))
        for instrument in extraction.instruments:
            if instrument.sentiment is not None and instrument.sentiment.score is not None:
                samples["instrument"].append((instrument.sentiment.score, instrument.symbol, published))
    rows = []
    for reading, sample in samples.items():
        for sessions in settings.forward_sessions:
            pairs = [
                (score, forward)
                for score, symbol, published in sample
                if (forward := _forward(market, calendar_for, symbol, published, sessions)) is not None
            ]
            rows.append(_row(reading, sessions, pairs, len(sample) - len(pairs)))
    return rows


def _forward(
    market: MarketView,
    calendar_for: Callable[[str], Calendar],
    symbol: str,
    published: date | datetime | None,
    sessions: int,
) -> float | None:
    bars = market.find(symbol)
    if bars is None or published is None:
        return None
    calendar = calendar_for(symbol)
    first = calendar.first_session_after(published)
    last = calendar.offset(first, sessions - 1)
    start, end = bars.row(first), bars.row(last)
    return float(bars.close[end] / bars.open[start] - 1) if start is not None and end is not None else None


def _row(reading: str, sessions: int, pairs: Sequence[tuple[float, float]], without: int) -> ForwardRow:
    directional = [(score, forward) for score, forward in pairs if score != 0]
    positive = [forward for score, forward in pairs if score > 0]
    negative = [forward for score, forward in pairs if score < 0]
    return ForwardRow(
        reading=reading,
        sessions=sessions,
        observations=len(pairs),
        without=without,
        information_coefficient=_rank_correlation(pairs),
        hit_rate=fmean(float(s * f > 0) for s, f in directional) if directional else None,
        mean_positive=fmean(positive) if positive else None,
        mean_negative=fmean(negative) if negative else None,
    )


def _rank_correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    scores, forwards = [s for s, _ in pairs], [f for _, f in pairs]
    if len(pairs) < 3 or len(set(scores)) < 2 or len(set(forwards)) < 2:
        return None
    from scipy.stats import spearmanr

    return float(spearmanr(scores, forwards).statistic)
