"""From statements to the contract's records: trades, conditions, horizon, size and references of each, all grounded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

from commentary_nlp.extract.annotations import Annotations, Block, InstrumentMention, within
from commentary_nlp.extract.conditions import (
    TradeContext,
    find_conditions,
    find_payoff_ratio,
    find_rationale,
    find_thesis,
    row_conditions,
)
from commentary_nlp.extract.horizons import expiries_of, find_horizon, is_expiry, shared_horizon
from commentary_nlp.extract.references import Earlier, find_references
from commentary_nlp.extract.size import find_size, is_model_portfolio
from commentary_nlp.extract.statements import Statement, find_statements
from commentary_nlp.extract.tables import entry_price, titles_of
from commentary_nlp.extract.topics import antecedent_of, names_own, same_position
from commentary_nlp.extract.trades import find_trades
from commentary_nlp.records import (
    Alternative,
    Article,
    Condition,
    Duration,
    EntryPrice,
    Extraction,
    Instrument,
    Kind,
    Leg,
    Recommendation,
    Sentiment,
    Span,
    parse_published,
    predicates,
)

_HISTORY = re.compile(
    r"\s*\((?:entered|opened|bought|sold|initiated|added|in at|from|cost|now)\b[^)]*\)", re.IGNORECASE
)
_MARK = re.compile(r"[ \t]*(?:[•▪*–—-]\s*)?(\(?(?:\d{1,2}[:.]\d{2}|\d{1,2}|[a-hA-H])[.)]?)[ \t]+$")


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
    model = is_model_portfolio(text)
    marks = _marks(text, notes)
    earlier: list[Earlier] = []
    out: list[Recommendation] = []
    for statement in find_statements(text, notes):
        for trade in _trades(text, notes, statement, earlier, marks):
            rec = _one(text, notes, statement, trade, earlier, marks, published, model)
            if rec is None:
                continue
            place = len(out)
            out.append(rec)
            earlier.append(Earlier(place, statement.start, rec.action, rec.alternatives, rec.attributed_to))
    shared = shared_horizon(text, notes)
    if shared is None:
        return tuple(out)
    return tuple(
        r.model_copy(update={"horizon": shared})
        if r.horizon is None and r.action in {"open", "hedge"} and r.attributed_to is None
        else r
        for r in out
    )


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
    busy = [(w.start, w.end) for w in windows]
    used = frozenset().union(*(expiries_of(r.alternatives) for r in recommendations))
    horizons = tuple(
        d
        for d in notes.durations
        if not any(d.start < e and d.end > s for s, e in busy) and not is_expiry(notes, d, used) and _is_prose(notes, d)
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
    return not any(
        b.start <= duration.start < b.end and b.kind in {"furniture", "title", "heading"} for b in notes.blocks
    )


def _taken(recommendations: Sequence[Recommendation]) -> list[tuple[int, int]]:
    spans = [(r.start, r.end) for r in recommendations]
    spans += [(c.start, c.end) for r in recommendations for c in r.conditions]
    return spans


def _trades(
    text: str, notes: Annotations, statement: Statement, earlier: Sequence[Earlier], marks: Sequence[tuple[str, int]]
) -> list[tuple[Alternative, ...]]:
    """The alternatives of each recommendation that a statement makes; one empty tuple where none is named."""
    if statement.action == "watch":
        return [()]
    if statement.rating:
        return [_rated(statement)]
    same = same_position(text, statement, earlier)
    if same:
        return [tuple(alternative.model_copy(update={"price": None}) for alternative in same)]
    leaves = statement.action in {"close", "reduce"} and not names_own(text, notes, statement)
    if leaves and find_references(text, statement, (), earlier, marks, *_around(notes, statement)):
        return [()]
    antecedent = antecedent_of(text, notes, statement, earlier)
    notes = for_trades(text, notes)
    named = bool(within(notes.instruments, statement.region[0], statement.region[1]))
    for region in _regions(text, notes, statement):
        trades = find_trades(
            text,
            notes,
            region,
            statement.action,
            default_side=statement.side if statement.soft or not named or statement.action == "close" else None,
            antecedent=antecedent,
        )
        if trades:
            return [_as_held(statement, trade.alternatives, earlier) for trade in trades]
    return _topic_alone(text, notes, statement)


def _topic_alone(text: str, notes: Annotations, statement: Statement) -> list[tuple[Alternative, ...]]:
    """ "Advised owners of Ford to book gains": what is named before the words of action, where nothing is behind."""
    named = [m.symbol for m in notes.instruments if statement.region[0] <= m.start < statement.cue[0]]
    behind = [m.symbol for m in within(notes.instruments, statement.cue[1], statement.region[1])]
    symbol = named[-1] if named else behind[0] if behind else None
    if symbol is None:
        return [()]
    trades = find_trades(text, notes, (statement.cue[0], statement.region[1]), statement.action, antecedent=(symbol,))
    if trades:
        return [trades[0].alternatives]
    mention = next(m for m in notes.instruments if m.symbol == symbol)
    leg = Leg(side=statement.side or "long", symbol=symbol, kind=kind_of(mention))
    return [(Alternative(structure="outright", legs=(leg,)),)]


def _as_held(
    statement: Statement, alternatives: tuple[Alternative, ...], earlier: Sequence[Earlier]
) -> tuple[Alternative, ...]:
    """A position that is left, lightened, kept or rolled has the side on which an earlier idea holds it."""
    if statement.action not in {"close", "reduce", "hold"} and statement.roll != "new":
        return alternatives
    held = {(leg.symbol, leg.kind, leg.right): leg.side for e in earlier if e.live for leg in e.legs}
    out: list[Alternative] = []
    for alternative in alternatives:
        if alternative.structure != "outright":
            out.append(alternative)
            continue
        legs = tuple(
            leg.model_copy(update={"side": held.get((leg.symbol, leg.kind, leg.right), leg.side)})
            for leg in alternative.legs
        )
        out.append(alternative.model_copy(update={"legs": legs}))
    return tuple(out)


def _around(notes: Annotations, statement: Statement) -> tuple[frozenset[str], bool]:
    """The symbols that a statement names, and whether its paragraph names one before it."""
    named = frozenset(m.symbol for m in within(notes.instruments, *statement.region))
    since = statement.start if statement.listed else statement.paragraph
    return named, bool(within(notes.instruments, since, statement.region[0]))


def _regions(text: str, notes: Annotations, statement: Statement) -> list[tuple[int, int]]:
    """Where a statement's trade is looked for: the sentence of its words in a list's line, then all of its part."""
    start, end = statement.region
    history = _HISTORY.search(text, start, end)
    if history and history.start() > start:
        return [(start, history.start()), statement.region]
    if not statement.listed or statement.verbless:
        return [statement.region]
    block = next((b for b in notes.blocks if b.start == statement.paragraph), None)
    for s, e in block.sentences if block else ():
        if s <= statement.cue[0] < e:
            own = (max(s, start), min(e, end))
            named = bool(within(notes.instruments, own[0], own[1]))
            return [own, statement.region] if named and own != statement.region else [statement.region]
    return [statement.region]


def for_trades(text: str, notes: Annotations) -> Annotations:
    """The notes without a name that the bracketed ticker behind it defines: "gold (GLD)" is GLD."""
    found = notes.instruments
    defined = {
        a.start
        for a, b in pairwise(found)
        if a.symbol != b.symbol
        and re.fullmatch(r"\s?\((?:[A-Z]{2,6}: ?)?", text[a.end : b.start])
        and text[b.end : b.end + 1] == ")"
    }
    return replace(notes, instruments=tuple(m for m in found if m.start not in defined)) if defined else notes


def _rated(statement: Statement) -> tuple[Alternative, ...]:
    assert statement.rating is not None
    legs = tuple(
        Leg(side=statement.rating.side, symbol=mention.symbol, kind=kind_of(mention))
        for mention in statement.rating.rated
    )
    return (Alternative(structure="basket" if len(legs) > 1 else "outright", legs=legs),)


def kind_of(mention: InstrumentMention) -> Kind:
    """What is held where nothing but its name is said."""
    kinds: dict[str, Kind] = {
        "index": "index",
        "future": "future",
        "commodity": "future",
        "fx": "spot",
        "crypto": "spot",
    }
    return kinds.get(mention.asset_class, "share")


def _one(
    text: str,
    notes: Annotations,
    statement: Statement,
    alternatives: tuple[Alternative, ...],
    earlier: Sequence[Earlier],
    marks: Sequence[tuple[str, int]],
    published: date | None,
    model: bool,
) -> Recommendation | None:
    """One recommendation, or None where it names no trade and speaks of no earlier one."""
    refers = find_references(text, statement, alternatives, earlier, marks, *_around(notes, statement))
    on_earlier = statement.action in {"close", "reduce", "hold"} and bool(refers)
    if not alternatives and statement.action != "watch" and not on_earlier:
        return None
    first = alternatives[0] if alternatives else None
    context = TradeContext(
        action=statement.action,
        structure=first.structure if first else None,
        legs=first.legs if first else (),
        published=published,
    )
    regions = [statement.region, *statement.following]
    conditions = _grounded(text, find_conditions(text, notes, regions, context))
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
        action=statement.action,
        alternatives=alternatives,
        size=find_size(text, statement.region, alternatives, model),
        horizon=find_horizon(text, notes, regions, conditions, expiries_of(alternatives)),
        conditions=conditions,
        payoff_ratio=find_payoff_ratio(text, regions),
        rationale=_span(text, find_rationale(text, notes, regions, conditions)),
        attributed_to=statement.attributed_to,
        refers_to=refers,
    )


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
