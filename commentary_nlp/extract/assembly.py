"""From statements to the contract's records: trades, conditions, horizon, size and references of each, all grounded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from commentary_nlp.extract import tracing
from commentary_nlp.extract.anaphors import with_anaphors
from commentary_nlp.extract.annotations import Annotations, Block, InstrumentMention
from commentary_nlp.extract.conditions import (
    TradeContext,
    find_conditions,
    find_payoff_ratio,
    find_rationale,
    find_thesis,
    rated_conditions,
    row_conditions,
)
from commentary_nlp.extract.horizons import expiries_of, find_horizon, is_expiry, section_horizon, shared_horizon
from commentary_nlp.extract.order_log import as_logged
from commentary_nlp.extract.places import Spans, block_at
from commentary_nlp.extract.references import Earlier, find_references
from commentary_nlp.extract.sentiment.against import against_sentiment
from commentary_nlp.extract.size import find_size, is_model_portfolio
from commentary_nlp.extract.statements import Statement, find_statements, is_order_log
from commentary_nlp.extract.tables import entry_price, titles_of
from commentary_nlp.extract.traded import Traded, around, trades_of
from commentary_nlp.records import (
    Action,
    Alternative,
    Article,
    Condition,
    Duration,
    EntryPrice,
    Extraction,
    Instrument,
    Recommendation,
    Sentiment,
    Span,
    parse_published,
    predicates,
)

_MARK = re.compile(r"[ \t]*(?:[•▪*–—-]\s*)?(\(?(?:\d{1,2}[:.]\d{2}|\d{1,2}|[a-hA-H])[.)]?)[ \t]+$")


# Ideas back to which a later one may refer: no article has as many, and a dump of articles stays linear.
_MEMORY = 150


def published_date(article: Article) -> date | None:
    """The day on which the article appeared, or None."""
    if article.published_at is None:
        return None
    moment = parse_published(article.published_at)
    return moment.date() if isinstance(moment, datetime) else moment


def find_recommendations(text: str, notes: Annotations, published: date | None) -> tuple[Recommendation, ...]:
    """The recommendations of a text, in text order.

    Args:
        text: the article's canonical text.
        notes: what the recognisers found in it.
        published: the day of publication, from which dates without a year follow.
    """
    notes = with_anaphors(text, notes)
    model = is_model_portfolio(text)
    marks = _marks(text, notes)
    earlier: list[Earlier] = []
    out: list[Recommendation] = []
    for said in find_statements(text, notes):
        for found in trades_of(text, notes, said, earlier[-_MEMORY:], marks):
            recent = earlier[-_MEMORY:]
            statement, trade = as_logged(text, notes, said, found, recent)
            rec = _one(text, notes, statement, trade, recent, marks, published, model)
            if rec is None:
                tracing.refused("traded", trade.rule, *statement.cue)
                continue
            _tell(statement, trade, rec)
            place = len(out)
            out.append(rec)
            count = rec.size.value if rec.size is not None else None
            earlier.append(Earlier(place, statement.start, rec.action, rec.alternatives, rec.attributed_to, count))
    shared = shared_horizon(text, notes)
    if shared is not None:
        tracing.said("shared", "horizons", "one period for all ideas", shared.start, shared.end)
    for place, rec in enumerate(out):
        if rec.horizon is None and rec.action in {"open", "hedge"} and rec.attributed_to is None:
            given = shared or section_horizon(text, notes, rec.start)
            out[place] = rec.model_copy(update={"horizon": given})
    return tuple(out)


def _tell(statement: Statement, trade: Traded, rec: Recommendation) -> None:
    """Says which words and which rule gave each field, where somebody listens."""
    tracing.said("action", "statements", rec.action, *statement.cue)
    if trade.alternatives or rec.action != "watch":
        tracing.said("legs", "traded", trade.rule, trade.start, trade.end)
    tracing.said("recommendation", "assembly", rec.action, rec.start, rec.end)


def assemble(
    article: Article,
    notes: Annotations,
    recommendations: tuple[Recommendation, ...],
    sentiment: Sentiment | None,
    towards: dict[str, Sentiment],
) -> Extraction:
    """The whole extraction of an article.

    Args:
        article: it.
        notes: what the recognisers found.
        recommendations: its recommendations.
        sentiment: the reading of the whole text.
        towards: the reading towards each instrument, by symbol.
    """
    text = article.text
    recommendations = tuple(
        rec.model_copy(update={"against_sentiment": against}) if (against := against_sentiment(rec, towards)) else rec
        for rec in recommendations
    )
    taken = _taken(recommendations)
    thesis = _grounded(text, find_thesis(text, notes, taken))
    mentions: dict[str, list[InstrumentMention]] = {}
    for mention in notes.instruments:
        mentions.setdefault(mention.symbol, []).append(mention)
    instruments = tuple(
        Instrument(
            symbol=symbol,
            name=next((m.name for m in found if m.name), None),
            asset_class=found[0].asset_class,
            sentiment=towards.get(symbol),
            mentions=tuple(Span(text=text[m.start : m.end], start=m.start, end=m.end) for m in found),
        )
        for symbol, found in mentions.items()
    )
    windows = [p.window for r in recommendations for c in r.conditions for p in predicates(c.test) if p.window] + [
        p.window for c in thesis for p in predicates(c.test) if p.window
    ]
    busy = Spans((w.start, w.end) for w in windows)
    used = frozenset().union(*(expiries_of(r.alternatives) for r in recommendations))
    horizons = tuple(
        d
        for d in notes.durations
        if not busy.overlap(d.start, d.end) and not is_expiry(notes, d, used) and _is_prose(notes, d)
    )
    return Extraction(
        article=article,
        sentiment=sentiment,
        instruments=instruments,
        horizons=horizons,
        conditions=thesis,
        recommendations=recommendations,
    )


def _is_prose(notes: Annotations, duration: Duration) -> bool:
    block = block_at(notes, duration.start)
    return block is None or block.kind not in {"furniture", "title", "heading"}


def _taken(recommendations: Sequence[Recommendation]) -> list[tuple[int, int]]:
    spans = [(r.start, r.end) for r in recommendations]
    spans += [(c.start, c.end) for r in recommendations for c in r.conditions]
    return spans


def _one(
    text: str,
    notes: Annotations,
    statement: Statement,
    trade: Traded,
    earlier: Sequence[Earlier],
    marks: Sequence[tuple[str, int]],
    published: date | None,
    model: bool,
) -> Recommendation | None:
    """One recommendation, or None where it names no trade and speaks of no earlier one."""
    alternatives = trade.alternatives
    statement = replace(statement, region=trade.part) if trade.part is not None else statement
    refers = trade.refers or find_references(text, statement, alternatives, earlier, marks, around(notes, statement))
    on_earlier = statement.action in {"close", "reduce", "hold"} and bool(refers)
    if not alternatives and statement.action != "watch" and not on_earlier:
        return None
    meant = alternatives or trade.meant
    first = meant[0] if meant else None
    context = TradeContext(
        action=statement.action,
        structure=first.structure if first else None,
        legs=first.legs if first else (),
        published=published,
    )
    regions = [statement.region, *statement.following]
    conditions = _grounded(text, find_conditions(text, notes, regions, context))
    if statement.rating is not None:
        conditions = rated_conditions(text, statement.rating, conditions)
    reducing = statement.action in {"close", "reduce"} and is_order_log(text)
    if first is not None and first.price is not None and reducing:
        # "half off at 3.10": the price it is done at, and no trigger besides
        level = first.price.value
        conditions = tuple(
            c for c in conditions if c.role != "trigger" or level not in {p.value for p in predicates(c.test)}
        )
    titles = titles_of(text, notes, statement.paragraph) if statement.listed else None
    if titles is not None:
        row = (statement.start, statement.end)
        cells = _grounded(text, row_conditions(text, row, (titles.start, titles.end), context, notes))
        inside = [c for c in conditions if not any(c.start < k.end and c.end > k.start for k in cells)]
        conditions = tuple(sorted([*cells, *inside], key=lambda c: c.start))
        alternatives = _priced(text, titles, row, alternatives, cells)
    return Recommendation(
        text=text[statement.start : statement.end],
        start=statement.start,
        end=statement.end,
        action=_action(statement, alternatives),
        alternatives=alternatives,
        size=trade.size or find_size(text, statement.region, alternatives, model, statement.subject is not None),
        horizon=find_horizon(text, notes, statement, conditions, expiries_of(alternatives)),
        conditions=conditions,
        payoff_ratio=find_payoff_ratio(text, regions),
        rationale=_span(text, find_rationale(text, notes, regions, conditions)),
        attributed_to=statement.attributed_to,
        refers_to=refers,
    )


def _action(statement: Statement, alternatives: Sequence[Alternative]) -> Action:
    """The statement's; a collar whose shares are bought with it opens a position and protects none that exists."""
    bought = any(
        alternative.structure == "collar" and any(leg.kind == "share" for leg in alternative.legs)
        for alternative in alternatives
    )
    return "open" if statement.action == "hedge" and bought else statement.action


def _priced(
    text: str,
    titles: Block,
    row: tuple[int, int],
    alternatives: tuple[Alternative, ...],
    cells: Sequence[Condition],
) -> tuple[Alternative, ...]:
    """A single trade without a price has that of the row's cell for its entry, unless that cell is a condition."""
    if len(alternatives) != 1 or alternatives[0].price is not None or any(c.role == "trigger" for c in cells):
        return alternatives
    value = entry_price(text, titles, row)
    if value is None or any(leg.kind == "option" for leg in alternatives[0].legs):
        return alternatives
    return (alternatives[0].model_copy(update={"price": EntryPrice(value=value, kind="limit")}),)


def _grounded(text: str, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Conditions whose words stand where they say; one that does not is a fault of the grammar and is left out."""
    return tuple(c for c in conditions if text[c.start : c.end] == c.text)


def _span(text: str, span: Span | None) -> Span | None:
    return span if span is not None and text[span.start : span.end] == span.text else None


def _marks(text: str, notes: Annotations) -> list[tuple[str, int]]:
    """The number, letter or time before each bullet."""
    out: list[tuple[str, int]] = []
    for block in notes.blocks:
        if block.kind not in {"bullet", "row"}:
            continue
        line = text.rfind("\n", 0, block.start) + 1
        match = _MARK.match(text[line : block.start])
        if match:
            out.append((match.group(1), block.start))
    return out
