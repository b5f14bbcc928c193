"""Verdicts on the conditions of an idea, or of a whole article, on one day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from commentary_nlp.market.bars import MarketView
from commentary_nlp.market.calendar import Calendar, calendar
from commentary_nlp.records import (
    Article,
    Condition,
    Extraction,
    Idea,
    Leg,
    Situation,
    Verdict,
    ideas_of,
    parse_published,
)
from commentary_nlp.settings import ValidateSettings
from commentary_nlp.validate.judge import MarketJudge


def verdicts_for(
    idea: Idea, market: MarketView, day: date, settings: ValidateSettings | None = None
) -> tuple[Verdict, ...]:
    """One verdict for each condition of the idea's recommendation, in text order, as of the close of `day`.

    The idea is taken as not entered: what asks about a position is unknown. Windows count from the first session
    after publication; of an article without a date what has to be counted is unknown.

    Raises:
        MarketError: `day` is later than the view.
    """
    legs = idea.trade.legs if idea.trade is not None else ()
    return _verdicts(
        idea.recommendation.conditions, legs, idea.article.published_at, market=market, day=day, settings=settings
    )


def confirm(
    extraction: Extraction, market: MarketView, as_of: date, settings: ValidateSettings | None = None
) -> list[Verdict]:
    """Verdicts on all conditions of an article: first its thesis's own, then each idea's, in text order.

    Raises:
        MarketError: `as_of` is later than the view.
    """
    article: Article = extraction.article
    found = list(
        _verdicts(extraction.conditions, (), article.published_at, market=market, day=as_of, settings=settings)
    )
    for idea in ideas_of(extraction):
        found.extend(verdicts_for(idea, market, as_of, settings))
    return found


def _verdicts(
    conditions: tuple[Condition, ...], legs: tuple[Leg, ...], published_at: str | None, *,
    market: MarketView, day: date, settings: ValidateSettings | None,
) -> tuple[Verdict, ...]:  # fmt: skip
    judge = _judge(market, settings or ValidateSettings())
    sessions: Calendar = calendar()
    first = sessions.first_session_after(parse_published(published_at)) if published_at is not None else None
    out = []
    for condition in conditions:
        situation = Situation(role=condition.role, legs=legs, first_session=first or day)
        judgement = judge.judge(condition.test, day, situation, dated=first is not None)
        out.append(Verdict(role=condition.role, text=condition.text, date=day, value=judgement.value,
                           evidence=judgement.evidence))  # fmt: skip
    return tuple(out)


@lru_cache(maxsize=2)
def _judge(market: MarketView, settings: ValidateSettings) -> MarketJudge:
    """A judge keeps its series: the ideas of one run share one."""
    return MarketJudge(market, settings)
