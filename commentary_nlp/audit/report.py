"""One self-contained HTML page of ideas, outcomes and the audit: no script, no request, every word escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from commentary_nlp.audit.forward import ForwardRow
from commentary_nlp.audit.scorecard import UNKNOWN, AuditRow, caller
from commentary_nlp.records import Article, Idea, Leg

if TYPE_CHECKING:
    from jinja2 import Environment

# Characters of the article shown on either side of an idea's sentence.
_CONTEXT = 220


@dataclass(frozen=True, slots=True)
class Passage:
    """An idea's sentence in its place."""

    before: str
    sentence: str
    after: str


def render_report(
    ideas: Sequence[Idea],
    rows: Sequence[AuditRow],
    forward: Sequence[ForwardRow],
    articles: Mapping[str, Article],
    *,
    as_of: date,
    by: str = "author",
    title: str = "Commentary audit",
) -> str:
    """The page as HTML. `articles` by id give each idea its surroundings; one left out shows the sentence alone."""
    shown = sorted(
        ideas, key=lambda i: (i.article.published_at or "", i.article.id, i.place, i.alternative), reverse=True
    )
    template = _environment().get_template("report.html.j2")
    return template.render(
        title=title,
        as_of=as_of.isoformat(),
        by=by,
        rows=rows,
        forward=[row for row in forward if row.observations],
        ideas=[(idea, describe(idea), _passage(idea, articles.get(idea.article.id))) for idea in shown],
        counts=_counts(ideas),
        articles=len({idea.article.id for idea in ideas}),
        strips=_strips(ideas, rows) if by == "author" else {},
        unknown=UNKNOWN,
    )


def describe(idea: Idea) -> str:
    """The trade in one line: "short IWF / long IWD", "long SPY 450 put, short SPY 430 put"."""
    if idea.trade is None:
        return idea.recommendation.action
    joint = " / " if idea.trade.structure == "pair" else ", "
    return joint.join(_leg(leg) for leg in idea.trade.legs)


def _leg(leg: Leg) -> str:
    words: list[str] = [leg.side]
    if leg.ratio != 1:
        words.append(f"{leg.ratio:g}x")
    words.append(leg.symbol)
    if leg.expiry is not None:
        words.append(leg.expiry.date or leg.expiry.month or leg.expiry.text)
    if leg.strike is not None:
        unit = leg.strike.unit
        words.append({"price": f"{leg.strike.value:g}", "atm": "ATM"}.get(unit, f"{leg.strike.value:g} {unit}"))
    if leg.kind == "option":
        words.append(leg.right or "option")
    return " ".join(words)


def _counts(ideas: Sequence[Idea]) -> list[tuple[str, int]]:
    order = ("closed", "open", "pending", "never_triggered", "not_settled", "call")
    return [(status.replace("_", " "), n) for status in order if (n := sum(i.status == status for i in ideas))]


def _passage(idea: Idea, article: Article | None) -> Passage:
    rec = idea.recommendation
    if article is None or article.text[rec.start : rec.end] != rec.text:
        return Passage("", rec.text, "")
    before = article.text[max(0, rec.start - _CONTEXT) : rec.start]
    after = article.text[rec.end : rec.end + _CONTEXT]
    return Passage(
        ("… " if rec.start > _CONTEXT else "") + before,
        rec.text,
        after + (" …" if rec.end + _CONTEXT < len(article.text) else ""),
    )


def _strips(ideas: Sequence[Idea], rows: Sequence[AuditRow]) -> dict[str, list[float]]:
    """Net returns of each author's settled ideas, for the dots of the chart."""
    strips: dict[str, list[float]] = {row.group: [] for row in rows}
    for idea in ideas:
        author = caller(idea)
        if idea.status == "closed" and idea.outcome and idea.outcome.net_return is not None and author in strips:
            strips[author].append(idea.outcome.net_return)
    return strips


def _percent(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{100 * value:+.{digits}f}%"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f}%"


def _price(value: float | None) -> str:
    return "–" if value is None else f"{value:,.4g}" if abs(value) < 10 else f"{value:,.2f}"


def _verdict(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, "unknown")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    source = files("commentary_nlp.audit").joinpath("report.html.j2").read_text("utf-8")
    environment = Environment(loader=DictLoader({"report.html.j2": source}), autoescape=True, undefined=StrictUndefined)
    environment.filters.update(percent=_percent, share=_share, price=_price, verdict=_verdict)
    return environment
