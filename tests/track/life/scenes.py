"""Ideas and markets in few words, for the tests of an idea's life.

Everything is published on Friday 2024-05-03, so that the first session after it is Monday 2024-05-06.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from commentary_nlp.market.bars import Bars, MarketView
from commentary_nlp.market.calendar import Calendar, calendar
from commentary_nlp.records.contract import (
    Alternative,
    Article,
    Condition,
    Duration,
    EntryPrice,
    Expiry,
    Expression,
    Extraction,
    Leg,
    Predicate,
    Recommendation,
    Strike,
)
from commentary_nlp.records.outcome import Evidence, Idea, Judge, Judgement, Situation, ideas_of
from commentary_nlp.settings import Adjustment, TrackSettings
from commentary_nlp.track.life import settle

PUBLISHED = "2024-05-03"
MONDAY = date(2024, 5, 6)
FREE = TrackSettings(share_cost_bp=0, option_cost_percent=0)

Row = tuple[float, float, float, float]


def days_from(first: date, count: int) -> list[date]:
    return calendar().sessions(first, first + timedelta(days=3 * count + 30))[:count]


def make_bars(
    symbol: str,
    rows: Sequence[Row],
    *,
    first: date = MONDAY,
    skip: Sequence[date] = (),
    adjusted: Sequence[float] | None = None,
    adjustment: Adjustment = "raw",
    on: Calendar | None = None,
) -> Bars:
    """Bars on consecutive sessions from `first`; those of `skip` are left out after their turn."""
    home = on or calendar()
    days = home.sessions(first, first + timedelta(days=3 * len(rows) + 30))[: len(rows)]
    keep = [n for n, day in enumerate(days) if day not in skip]
    table = np.array(rows, dtype=float).reshape(-1, 4)[keep]
    close = table[:, 3] if adjusted is None else np.array(adjusted, dtype=float)[keep]
    return Bars(
        symbol, np.array(days, dtype="datetime64[D]")[keep], table[:, 0], table[:, 1], table[:, 2], table[:, 3],
        close, np.full(len(keep), np.nan), "hand", adjustment, "",
    )  # fmt: skip


def flat(price: float, count: int) -> list[Row]:
    return [(price, price, price, price)] * count


class Source:
    def __init__(self, *series: Bars) -> None:
        self.series = {bars.symbol: bars for bars in series}

    def load(self, symbol: str) -> Bars | None:
        return self.series.get(symbol)

    def symbols(self) -> list[str]:
        return list(self.series)


def market(*series: Bars, as_of: date = date(2024, 12, 31)) -> MarketView:
    return MarketView(Source(*series), as_of)


def leg(side: str = "long", symbol: str = "XYZ", kind: str = "share", **more: Any) -> Leg:
    return Leg(side=side, symbol=symbol, kind=kind, **more)  # type: ignore[arg-type]


def option(
    side: str, right: str, strike: float | None = None, expiry: str | None = None, *, symbol: str = "XYZ", **more: Any
) -> Leg:
    return Leg(
        side=side, symbol=symbol, kind="option", right=right,  # type: ignore[arg-type]
        strike=None if strike is None else Strike(value=strike, unit="price"),
        expiry=None if expiry is None else Expiry(text=expiry, date=expiry), **more,
    )  # fmt: skip


def lasts(
    max_: float | None, unit: str | None = "session", min_: float | None = None, until: str | None = None
) -> Duration:
    return Duration(text="words", start=0, end=5, min=min_, max=max_, unit=unit, until=until)  # type: ignore[arg-type]


def predicate(measure: str, change: str, value: float | None = None, unit: str | None = None, **more: Any) -> Predicate:
    return Predicate(measure=measure, change=change, value=value, unit=unit, **more)  # type: ignore[arg-type]


def price(change: str, value: float, **more: Any) -> Predicate:
    return predicate("price", change, value, "price", **more)


def pnl(change: str, percent: float, **more: Any) -> Predicate:
    return predicate("pnl", change, percent, "percent", **more)


def condition(role: str, test: Expression | None) -> Condition:
    return Condition(role=role, text=f"the {role}", start=0, end=5, test=test)  # type: ignore[arg-type]


def call(
    *legs: Leg,
    action: str = "open",
    structure: str = "outright",
    horizon: Duration | None = None,
    conditions: Sequence[Condition] = (),
    refers_to: Sequence[int] = (),
    said: EntryPrice | None = None,
) -> Recommendation:
    trades = (Alternative(structure=structure, legs=legs, price=said),) if legs else ()  # type: ignore[arg-type]
    return Recommendation(
        text="Do it.", start=0, end=6, action=action, alternatives=trades, horizon=horizon,  # type: ignore[arg-type]
        conditions=tuple(conditions), refers_to=tuple(refers_to),
    )  # fmt: skip


def ideas(*calls: Recommendation, published: str | None = PUBLISHED) -> list[Idea]:
    article = Article(id="sha256:a", text="Do it.", published_at=published)
    return ideas_of(Extraction(article=article, recommendations=calls))


def says(answers: Mapping[str, Callable[[date], bool | None]]) -> Judge:
    """A judge that answers by a predicate's subject; what it was not told of is unknown."""

    def judge(test: Expression | None, day: date, situation: Situation) -> Judgement:
        subject = test.subject if isinstance(test, Predicate) else "compound"
        answer = answers.get(subject or "", lambda _: None)(day)
        why = None if answer is not None else f"nobody measures {subject}"
        return Judgement(value=answer, evidence=(Evidence(measure="other", change="occurs", unknown=why),))

    return judge


def event(subject: str, **more: Any) -> Predicate:
    return predicate("other", "occurs", subject=subject, **more)


NOBODY = says({})


def run(
    calls: Recommendation | Sequence[Recommendation],
    view: MarketView,
    *,
    judge: Judge = NOBODY,
    settings: TrackSettings = FREE,
    published: str | None = PUBLISHED,
) -> list[Idea]:
    some = [calls] if isinstance(calls, Recommendation) else list(calls)
    return settle(
        ideas(*some, published=published), market=view, judge=judge,
        calendar_for=lambda symbol, kind=None: calendar("XLON" if symbol.endswith(".L") else "XNYS"),
        settings=settings,
    )  # fmt: skip
