"""Hit rates and returns by author and other groups, with the coverage that they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median
from typing import Any

from commentary_nlp.errors import AuditError
from commentary_nlp.records import Duration, Idea
from commentary_nlp.settings import AuditSettings

UNKNOWN = "(not said)"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One group's record. Rates and returns are fractions; None where nothing supports a figure.

    Attributes:
        group: the author, source, ... that the row is about.
        ideas: trades proposed (`open` and `hedge`), each alternative counted by itself.
        calls: advice that is no trade (hold, reduce, avoid, watch, close); not in the figures below.
        pending: waiting for entry; no verdict yet.
        triggered: share of the ideas whose entry is decided that were entered, 0..1.
        held: entered and still open.
        settled: entered and closed: what the figures below are about.
        never_triggered: lapsed without entry.
        not_settled: cannot be settled, each idea says why.
        hits: settled with a net return above zero.
        hit_rate: hits over settled, with its Wilson interval `hit_low`..`hit_high`.
        mean_net, median_net: net return of the settled.
        mean_excess: net return less the benchmark's over the same days; `excess_of` counts those with one.
        modelled: settled on modelled (option) prices.
    """

    group: str
    ideas: int
    calls: int
    pending: int
    held: int
    settled: int
    never_triggered: int
    not_settled: int
    triggered: float | None
    hits: int
    hit_rate: float | None
    hit_low: float | None
    hit_high: float | None
    mean_net: float | None
    median_net: float | None
    mean_excess: float | None
    excess_of: int
    modelled: int

    def to_dict(self) -> dict[str, Any]:
        """Plain scalars by field."""
        return asdict(self)


def wilson(hits: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a proportion, as (low, high) fractions, by scipy.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).

    Raises:
        AuditError: `trials` is below 1, or `hits` is outside 0..`trials`.
    """
    if trials < 1 or not 0 <= hits <= trials:
        raise AuditError(f"{hits} of {trials} is no proportion.", "Settle at least one idea first.")
    from scipy.stats import binomtest

    interval = binomtest(hits, trials).proportion_ci(confidence_level=confidence, method="wilson")
    return float(interval.low), float(interval.high)


def _horizon(duration: Duration | None) -> str:
    if duration is None:
        return UNKNOWN
    if duration.until:
        return "until a date"
    longest = duration.max if duration.max is not None else duration.min
    if longest is None or duration.unit is None:
        return "no number said"
    # Calendar weeks of one unit; the groups are those in which desks speak of horizons.
    weeks = longest * {"session": 0.2, "day": 1 / 7, "week": 1, "month": 4.35, "quarter": 13, "year": 52}[duration.unit]
    for limit, name in ((1, "up to 1 week"), (5, "1 week to 1 month"), (14, "1 to 3 months"), (53, "3 to 12 months")):
        if weeks <= limit:
            return name
    return "over 1 year"


def caller(idea: Idea) -> str:
    """Who made the call: the named firm or person where the article reports one, else the article's author,
    else the desk or product that published it."""
    article = idea.article
    return idea.recommendation.attributed_to or article.author or article.source or UNKNOWN


def _symbols(idea: Idea) -> list[str]:
    return sorted({leg.symbol for leg in idea.trade.legs}) if idea.trade else [UNKNOWN]


_KEYS: dict[str, Callable[[Idea], list[str]]] = {
    "author": lambda idea: [caller(idea)],
    "source": lambda idea: [idea.article.source or UNKNOWN],
    "structure": lambda idea: [idea.trade.structure if idea.trade else UNKNOWN],
    "action": lambda idea: [idea.recommendation.action],
    "symbol": _symbols,
    "horizon": lambda idea: [_horizon(idea.recommendation.horizon)],
}
GROUPS = (*_KEYS, "topic")


def audit(
    ideas: Iterable[Idea],
    by: str = "author",
    *,
    topics: Mapping[str, Sequence[str]] | None = None,
    settings: AuditSettings | None = None,
) -> list[AuditRow]:
    """One row a group, most settled ideas first.

    `by` is one of `GROUPS`. "author" is who made the call (see `caller`). An idea of several symbols or
    topics counts in each of their rows.
    `topics` gives an article's topics by its id, for "topic".

    Raises:
        AuditError: `by` is no known group.
    """
    settings = settings or AuditSettings()
    if by not in GROUPS:
        raise AuditError(f"There is no group {by!r}.", f"Choose one of {', '.join(GROUPS)}.")
    groups: dict[str, list[Idea]] = defaultdict(list)
    spelt: dict[str, str] = {}  # the first spelling of a name stands for all: mastheads shout, bylines do not
    for idea in ideas:
        keys = list((topics or {}).get(idea.article.id, ())) or [UNKNOWN] if by == "topic" else _KEYS[by](idea)
        for key in keys:
            groups[spelt.setdefault(" ".join(key.casefold().split()), key)].append(idea)
    rows = [_row(group, members, settings) for group, members in groups.items()]
    return sorted(rows, key=lambda row: (-row.settled, -row.ideas, row.group))


def _row(group: str, members: list[Idea], settings: AuditSettings) -> AuditRow:
    trades = [i for i in members if i.status != "call"]
    status: dict[str, int] = defaultdict(int)
    for idea in trades:
        status[idea.status] += 1
    outcomes = [i.outcome for i in trades if i.status == "closed" and i.outcome is not None]
    nets = [o.net_return for o in outcomes if o.net_return is not None]
    excesses = [o.excess_return for o in outcomes if o.excess_return is not None]
    hits = sum(net > 0 for net in nets)
    entered, lapsed = status["open"] + status["closed"], status["never_triggered"]
    low, high = wilson(hits, len(nets), settings.confidence_level) if nets else (None, None)
    return AuditRow(
        group=group,
        ideas=len(trades),
        calls=len(members) - len(trades),
        pending=status["pending"],
        held=status["open"],
        settled=len(nets),
        never_triggered=lapsed,
        not_settled=status["not_settled"] + status["closed"] - len(nets),
        triggered=entered / (entered + lapsed) if entered + lapsed else None,
        hits=hits,
        hit_rate=hits / len(nets) if nets else None,
        hit_low=low,
        hit_high=high,
        mean_net=fmean(nets) if nets else None,
        median_net=median(nets) if nets else None,
        mean_excess=fmean(excesses) if excesses else None,
        excess_of=len(excesses),
        modelled=sum(o.pricing == "modelled" for o in outcomes),
    )
