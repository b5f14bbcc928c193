"""The trade of each statement: its own words', its topic's, an earlier idea's, or that of a rating."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from commentary_nlp.extract.anaphors import is_anaphor
from commentary_nlp.extract.annotations import Annotations, InstrumentMention, beginning, within
from commentary_nlp.extract.holdings import against_holding
from commentary_nlp.extract.kept import Kept
from commentary_nlp.extract.own_terms import own_terms
from commentary_nlp.extract.places import block_from
from commentary_nlp.extract.references import Around, Earlier, find_references
from commentary_nlp.extract.statements import Statement
from commentary_nlp.extract.topics import antecedent_of, heading_topic, names_own, only_in_condition, same_position
from commentary_nlp.extract.trades import Trade, find_trades
from commentary_nlp.records import Alternative, Kind, Leg, Side, Size

_HISTORY = re.compile(
    r"\s*\((?:entered|opened|bought|sold|initiated|added|in at|from|cost|now)\b[^)]*\)", re.IGNORECASE
)


# What is rolled was named in the sentence before.
_ROLLS_IT = re.compile(r"\broll(?:ing|ed)?\s(?:them|it|these|those|this|that)\b", re.IGNORECASE)
_DEFINES = re.compile(r"\s?\((?:[A-Z]{2,6}: ?)?")


@dataclass(frozen=True, slots=True)
class Traded:
    """One trade of a statement and the rule that found it; `start`..`end` are the words it was read from.

    `meant` is the trade of the earlier ideas, at the places `refers`, that a call which names nothing itself leaves.
    `part` are the words that speak of one thing alone where each of several has terms of its own, `size` its weight.
    """

    alternatives: tuple[Alternative, ...]
    rule: str
    start: int
    end: int
    meant: tuple[Alternative, ...] = ()
    refers: tuple[int, ...] = ()
    part: tuple[int, int] | None = None
    size: Size | None = None


def trades_of(
    text: str, notes: Annotations, statement: Statement, earlier: Sequence[Earlier], marks: Sequence[tuple[str, int]]
) -> list[Traded]:
    """The trade of each recommendation that a statement makes; one without alternatives where none is named."""
    if statement.action == "watch":
        return [Traded((), "waiting names no trade", *statement.cue)]
    if statement.rating:
        return [Traded(_rated(statement), "what the rating names", *statement.region)]
    if statement.subject is not None and statement.subject.asset_class in {"equity", "etf"}:
        leg = Leg(side="long", symbol=statement.subject.symbol, kind=kind_of(statement.subject))
        return [
            Traded(
                (Alternative(structure="outright", legs=(leg,)),), "the holding that the line names", *statement.region
            )
        ]
    same = same_position(text, statement, earlier)
    if same:
        held = tuple(alternative.model_copy(update={"price": None}) for alternative in same)
        return [Traded(held, "the position spoken of before", *statement.region)]
    leaves = statement.action in {"close", "reduce"} and not names_own(text, notes, statement)
    if leaves and find_references(text, statement, (), earlier, marks, around(notes, statement)):
        return [Traded((), "it only refers to earlier ideas", *statement.region)]
    antecedent = antecedent_of(text, notes, statement, earlier)
    notes = for_trades(text, notes)
    if antecedent and only_in_condition(text, notes, statement):
        start, end = statement.region
        notes = replace(notes, instruments=tuple(m for m in notes.instruments if not start <= m.start < end))
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
        if trades and leaves and (only := _only_refers(text, notes, statement, trades, earlier, marks)):
            return [only]
        if trades:
            rule = "the grammar of trades"
            out: list[Traded] = []
            for trade in trades:
                held = _as_held(statement, trade.alternatives, earlier)
                settled = against_holding(text, notes, region, held, earlier)
                parts = own_terms(text, notes, region, settled) if len(trades) == 1 else []
                out += [Traded((one,), rule, *words, part=words, size=size) for one, words, size in parts] or [
                    Traded(settled, rule, trade.start, trade.end)
                ]
            return out
    return _topic_alone(text, notes, statement)


def _only_refers(
    text: str,
    notes: Annotations,
    statement: Statement,
    trades: Sequence[Trade],
    earlier: Sequence[Earlier],
    marks: Sequence[tuple[str, int]],
) -> Traded | None:
    """ "A third of it comes off at 180": what is left or lightened is an earlier idea, and is not named again."""
    if len(trades) != 1:
        return None
    meant = _as_held(statement, trades[0].alternatives, earlier)
    refers = find_references(text, statement, meant, earlier, marks, around(notes, statement), nameless=True)
    if not refers or any(e.start == statement.start for e in earlier if e.place in refers):
        return None
    return Traded((), "it only refers to earlier ideas", *statement.region, meant=meant, refers=refers)


def _topic_alone(text: str, notes: Annotations, statement: Statement) -> list[Traded]:
    """ "Advised owners of Ford to book gains": what is named before the words of action, where nothing is behind."""
    named = [m.symbol for m in beginning(notes.instruments, statement.region[0], statement.cue[0])]
    behind = [m.symbol for m in within(notes.instruments, statement.cue[1], statement.region[1])]
    symbol = named[-1] if named else behind[0] if behind else None
    if symbol is None:
        return [Traded((), "nothing is named", *statement.region)]
    trades = find_trades(text, notes, (statement.cue[0], statement.region[1]), statement.action, antecedent=(symbol,))
    if trades:
        return [Traded(trades[0].alternatives, "what its sentence is about", *statement.region)]
    mention = next(m for m in notes.instruments if m.symbol == symbol)
    leg = Leg(side=statement.side or "long", symbol=symbol, kind=kind_of(mention))
    alone = (Alternative(structure="outright", legs=(leg,)),)
    return [Traded(alone, "what its sentence is about", *statement.region)]


def _as_held(
    statement: Statement, alternatives: tuple[Alternative, ...], earlier: Sequence[Earlier]
) -> tuple[Alternative, ...]:
    """A position that is left, lightened, kept or rolled has the side on which an earlier idea holds it."""
    if statement.action not in {"close", "reduce", "hold"} and statement.roll != "new":
        return alternatives
    sides: dict[tuple[str, str, str | None], list[Side]] = {}
    for e in earlier:
        for leg in e.legs if e.live else ():
            sides.setdefault((leg.symbol, leg.kind, leg.right), []).append(leg.side)
    # a spread holds both sides: it tells of neither
    held = {key: found[-1] for key, found in sides.items() if len(set(found)) == 1}
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


def around(notes: Annotations, statement: Statement) -> Around:
    """What a statement and the words around it name."""
    own = within(notes.instruments, *statement.region)
    since = statement.start if statement.listed else statement.paragraph
    return Around(
        named=frozenset(m.symbol for m in own),
        stood_for=frozenset(m.symbol for m in own if is_anaphor(m)),
        local=bool(within(notes.instruments, since, statement.region[0])),
        headed=None if statement.listed else heading_topic(notes, statement),
    )


def _regions(text: str, notes: Annotations, statement: Statement) -> list[tuple[int, int]]:
    """Where a statement's trade is looked for: the sentence of its words in a list's line, then all of its part."""
    start, end = statement.region
    history = _HISTORY.search(text, start, end)
    if history and history.start() > start:
        return [(start, history.start()), statement.region]
    if statement.roll and _ROLLS_IT.search(text, start, end):
        return [(_sentence_before(notes, start), end), statement.region]
    if not statement.listed or statement.verbless:
        return [statement.region]
    block = block_from(notes, statement.paragraph)
    for s, e in block.sentences if block else ():
        if s <= statement.cue[0] < e:
            own = (max(s, start), min(e, end))
            named = bool(within(notes.instruments, own[0], own[1]))
            return [own, statement.region] if named and own != statement.region else [statement.region]
    return [statement.region]


def _sentence_before(notes: Annotations, start: int) -> int:
    """Where the sentence before the one at `start` begins, in the same paragraph; `start` where there is none."""
    block = next((b for b in notes.blocks if b.start <= start < b.end), None)
    before = [s for s, _ in block.sentences if s < start] if block else []
    return before[-1] if before else start


def for_trades(text: str, notes: Annotations) -> Annotations:
    """The notes without a name that the bracketed ticker behind it defines: "gold (GLD)" is GLD."""
    return _for_trades(text, 0, len(text), notes)


def _without_defined(text: str, start: int, end: int, notes: Annotations) -> Annotations:
    found = notes.instruments
    defined = {
        a.start
        for a, b in pairwise(found)
        if a.symbol != b.symbol and _DEFINES.fullmatch(text, a.end, b.start) and text[b.end : b.end + 1] == ")"
    }
    return replace(notes, instruments=tuple(m for m in found if m.start not in defined)) if defined else notes


# Asked for each statement of an article.
_for_trades = Kept(_without_defined)


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
