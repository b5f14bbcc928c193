"""Small records and markets for tests, written out by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from commentary_nlp.market.bars import Bars
from commentary_nlp.records import (
    Alternative,
    Article,
    Extraction,
    Idea,
    Leg,
    Outcome,
    Recommendation,
    Sentiment,
    article_id,
    ideas_of,
)

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def extraction(
    sentence: str = "Buy XYZ now.",
    *,
    symbol: str = "XYZ",
    action: str = "open",
    author: str | None = "Ana Liu",
    published_at: str | None = "2024-05-03",
    score: float | None = None,
) -> Extraction:
    """One article with one recommendation: its sentence."""
    text = f"A note.\n\n{sentence}\n"
    start = text.index(sentence)
    rec = Recommendation(
        text=sentence,
        start=start,
        end=start + len(sentence),
        action=action,  # type: ignore[arg-type]
        alternatives=(Alternative(structure="outright", legs=(Leg(side="long", symbol=symbol, kind="share"),)),),
    )
    article = Article(id=article_id(text), title="A note", author=author, published_at=published_at, text=text)
    sentiment = None if score is None else Sentiment(label="neutral", score=score)
    return Extraction(article=article, sentiment=sentiment, recommendations=(rec,))


def settled(
    net: float | None, *, author: str = "Ana Liu", number: int = 0, status: str = "closed", excess: float = 0.0
) -> Idea:
    """An idea at the end of its life (or not) with a net return."""
    idea = ideas_of(extraction(f"Buy XYZ now, idea {number}.", author=author))[0]
    outcome = None
    if net is not None:
        outcome = Outcome(
            entry_date=date(2024, 5, 6),
            exit_date=date(2024, 5, 10),
            gross_return=net,
            net_return=net,
            excess_return=excess,
        )
    return idea.model_copy(update={"status": status, "outcome": outcome})


def bars(symbol: str, first: date, closes: list[float]) -> Bars:
    """One bar a weekday: the open is the close before, the high and low one percent beyond."""
    days = np.arange(np.datetime64(first, "D"), np.datetime64(first, "D") + 3 * len(closes) + 10)
    days = days[np.is_busday(days)][: len(closes)]
    close = np.array(closes, float)
    opened = np.concatenate([[close[0]], close[:-1]])
    return Bars(
        symbol=symbol, dates=days, open=opened, high=np.maximum(opened, close) * 1.01,
        low=np.minimum(opened, close) * 0.99, close=close,
        adjusted_close=np.full(len(close), np.nan), volume=np.full(len(close), np.nan),
        vendor="test", adjustment="raw", hash=f"{symbol}-{len(close)}",
    )  # fmt: skip


class Prices:
    """A price source of given bars."""

    def __init__(self, *series: Bars) -> None:
        self._series = {each.symbol: each for each in series}

    def load(self, symbol: str) -> Bars | None:
        return self._series.get(symbol)

    def symbols(self) -> list[str]:
        return list(self._series)
