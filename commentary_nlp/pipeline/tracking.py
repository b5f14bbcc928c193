"""Conditions put to the market, and ideas followed to their outcome."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from commentary_nlp.pipeline.places import Places, Progress, silent
from commentary_nlp.pipeline.prices import market_view
from commentary_nlp.pipeline.querying import reading
from commentary_nlp.records import Idea, Status, Verdict
from commentary_nlp.settings import Settings

if TYPE_CHECKING:
    from commentary_nlp.track import IdeaQuery

# Articles settled and saved at a time: what a killed run settles again, at most.
_ARTICLES = 100


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A verdict with the idea it is about."""

    idea: Idea
    verdict: Verdict

    def to_dict(self) -> dict[str, Any]:
        """The verdict's fields with the idea's id, article and trade beside them."""
        return {"idea": self.idea.id, "article": self.idea.article.to_dict(), **self.verdict.to_dict()}


@dataclass(frozen=True, slots=True)
class TrackReport:
    """How ideas stand as of a day: their number by status, and why the unsettled are so."""

    as_of: date
    ideas: int
    changed: int
    statuses: Mapping[Status, int]
    not_settled: Mapping[str, int]


def validate(
    query: IdeaQuery | None = None,
    places: Places | None = None,
    *,
    as_of: date | None = None,
    settings: Settings | None = None,
) -> list[VerdictRow]:
    """The verdict on each condition of the ideas asked for, as of the close of a day; nothing is stored.

    Ideas published later than that day are left out. Without `as_of`: the latest day with prices.

    Raises:
        StoreError: there is no store.
        MarketError: there are no prices.
    """
    from commentary_nlp.validate import verdicts_for

    settings = settings or Settings()
    view = market_view(places, as_of, settings)
    rows = []
    with reading(places) as store:
        for idea in store.ideas(query):
            published = idea.article.published_at
            if published is not None and date.fromisoformat(published[:10]) > view.as_of:
                continue
            verdicts = verdicts_for(idea, view, view.as_of, settings.validate_)
            rows += [VerdictRow(idea, verdict) for verdict in verdicts]
    return rows


def track(
    places: Places | None = None,
    *,
    as_of: date | None = None,
    settings: Settings | None = None,
    progress: Progress = silent,
) -> TrackReport:
    """Settles every idea of the store as of the close of a day, and stores how each stands.

    The same prices give the same result however often it is asked; with an earlier day the store tells how
    things stood then. `progress` counts articles.

    Raises:
        StoreError: there is no store, or it cannot be written.
        MarketError: there are no prices.
    """
    from commentary_nlp.market.symbols import calendar_for
    from commentary_nlp.track import Store, settle
    from commentary_nlp.validate import judge_with

    settings, places = settings or Settings(), places or Places.of()
    view = market_view(places, as_of, settings)
    judge = judge_with(view, settings.validate_)
    statuses: Counter[Status] = Counter()
    reasons: Counter[str] = Counter()
    changed = 0
    with Store.open(places.db, create=False) as store:
        by_article: dict[str, list[Idea]] = defaultdict(list)
        for idea in store.ideas():
            by_article[idea.article.id].append(idea)
        groups = list(by_article.values())
        progress(0, len(groups))
        for start in range(0, len(groups), _ARTICLES):
            settled: list[Idea] = []
            for ideas in groups[start : start + _ARTICLES]:
                ordered = sorted(ideas, key=lambda idea: (idea.place, idea.alternative))
                settled += settle(ordered, market=view, judge=judge, calendar_for=calendar_for, settings=settings.track)
            changed += store.save(settled).saved
            statuses.update(idea.status for idea in settled)
            reasons.update(idea.reason or "no reason given" for idea in settled if idea.status == "not_settled")
            progress(min(start + _ARTICLES, len(groups)), len(groups))
    return TrackReport(view.as_of, sum(statuses.values()), changed, dict(statuses), dict(reasons.most_common()))
