"""Which sentences, bullets and rows make a recommendation, and the action of each.

In each unit words of action are found, the mood of each decides whether the author (or a named other) makes the
call, and calls that only say how another is left ("cover at 470") are left to the conditions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from commentary_nlp.extract import tracing
from commentary_nlp.extract.annotations import Annotations, beginning, within
from commentary_nlp.extract.attribution import Callers, find_callers
from commentary_nlp.extract.lexicon import patterns
from commentary_nlp.extract.statements.answers import read_answer
from commentary_nlp.extract.statements.changes import read_changes
from commentary_nlp.extract.statements.ended import is_ended
from commentary_nlp.extract.statements.following import IF, with_following
from commentary_nlp.extract.statements.judge import read_loosely, read_sentence
from commentary_nlp.extract.statements.log_lines import read_post
from commentary_nlp.extract.statements.ratings import find_ratings
from commentary_nlp.extract.statements.refuse import refusal
from commentary_nlp.extract.statements.resolve import Statement, resolve
from commentary_nlp.extract.statements.sentence import Cue
from commentary_nlp.extract.statements.supposed import supposed_stretches
from commentary_nlp.extract.statements.units import Unit, find_units
from commentary_nlp.extract.statements.verbless import read_cell, read_verbless

_OTHER_OBJECT = re.compile(r" (?:the|a|an|some|their|its) [a-z]")
# "Give it until Friday": time for the call just made.
_GIVES_TIME = re.compile(
    r"\b(?:give|giving|gets?|allow)\b[^.;]{0,30}\b(?:until|till|days?|weeks?|months?|time)\b", re.IGNORECASE
)
# "I'll sell the spread if it doubles"
_THE_POSITION = re.compile(
    r" (?:the|this|that|these|those|my|our) (?:[a-z]+ )?"
    r"(?:spreads?|calls?|puts?|position|shares|stock|options?|trade|lot)\b"
)
# "I mean to own all three for a decade"
_OF_SEVERAL = re.compile(
    r" (?:on to |onto )?(?:all (?:of them|two|three|four|five)|both|each(?: of them)?|the (?:two|three|lot))\b"
)
_OWNING = frozenset({"own", "owning", "hold", "holding", "keep", "keeping"})
_ORDER_CODES = re.compile(r"\b(?:BTO|STO|STC|BTC) \d")


def find_statements(text: str, notes: Annotations) -> tuple[Statement, ...]:
    """The recommendations of an article in text order, without their trades.

    Args:
        text: the article's canonical text.
        notes: its blocks and mentions.
    """
    if patterns("blocks", "invented_examples").search(text):
        tracing.refused("statements.detect", "the article says that its examples are invented", 0, len(text))
        return ()
    prose = [(b.start, b.end) for b in notes.blocks if b.kind in {"paragraph", "bullet", "row"}]
    callers = find_callers(text, prose)
    out: list[Statement] = []
    supposed = supposed_stretches(text, notes)
    units: list[Unit] = []
    for unit in find_units(text, notes, callers):
        if any(s <= unit.start < e or unit.start <= s < unit.end for s, e in supposed):
            tracing.refused("statements.supposed", "in a made-up example", unit.start, unit.end)
            continue
        if unit.host:
            tracing.refused("statements.units", "said by somebody whose house nobody names", unit.start, unit.end)
            continue
        units.append(unit)
        out.extend(_read_unit(text, unit, notes, callers, out))
    return tuple(with_following(text, notes, sorted([*out, *_loose(text, units, notes, callers, out)], key=_place)))


def _place(statement: Statement) -> tuple[int, int]:
    return statement.start, statement.cue[0]


def _loose(
    text: str, units: Sequence[Unit], notes: Annotations, callers: Callers, found: Sequence[Statement]
) -> list[Statement]:
    """The stances taken in paragraphs that no rule found a call in, on what is named in them."""
    called = {s.paragraph for s in found}
    out: list[Statement] = []
    for unit in units:
        if unit.listed or unit.since in called or unit.speaker:
            continue
        for start, end in unit.sentences:
            cue = read_loosely(text, start, end, unit, notes, callers)
            if cue is not None:
                called.add(unit.since)
                out.extend(resolve(text, unit, [cue], unit.mentions(notes)))
    return out


def _read_unit(
    text: str, unit: Unit, notes: Annotations, callers: Callers, earlier: Sequence[Statement]
) -> list[Statement]:
    mentions = unit.mentions(notes)
    cues: list[Cue] = []
    for start, end in unit.sentences:
        if refusal(text, start, end) == "question":
            tracing.refused("statements.refuse", "question", start, end)
            continue
        ratings = find_ratings(
            text,
            (start, end),
            since=unit.since,
            instruments=notes.instruments,
            callers=callers,
            listed=unit.listed,
            numbers=notes.numbers,
            behind=[span for span in unit.block.sentences if span[0] >= end],
        )
        cues.extend(Cue(r.start, r.end, r.action, r.side, "other", False, r.house, rating=r) for r in ratings)
        if not any(r.house for r in ratings):
            cues.extend(read_sentence(text, start, end, unit, notes, callers))
    if unit.listed and _ORDER_CODES.search(text, unit.start, unit.end):
        label = text.find(":", unit.start, unit.end)
        cues = [c for c in cues if not (c.start < label and _ORDER_CODES.search(text, label, unit.end))]
    post = read_post(text, unit, notes)
    if post is not None:
        cues = [post]
    changes = read_changes(text, unit, notes) if not any(c.rating for c in cues) else []
    cues = changes or cues
    cell = read_cell(text, unit, notes)
    if cell is not None and (not cues or (len(cues) == 1 and cues[0].start == cell.start)):
        cues = [cell]
    first = min((c.start for c in cues), default=unit.end)
    if not cues or (unit.listed and _only_leaves(text, unit, cues, first)):
        bare = read_verbless(text, unit, notes) or read_answer(text, unit)
        if bare:
            cues.append(bare)
    kept: list[Statement] = []
    for statement in resolve(text, unit, cues, mentions):
        if _goes_on(text, notes, statement, earlier):
            tracing.refused("statements.detect", "it goes on about the call before it", *statement.cue)
        elif is_ended(text, notes, statement):
            tracing.refused("statements.ended", "how it ended is told behind it", *statement.cue)
        else:
            kept.append(statement)
    return kept


def _only_leaves(text: str, unit: Unit, cues: Sequence[Cue], first: int) -> bool:
    """Whether a list's line speaks only of leaving or keeping, and that behind its first clause."""
    return all(c.action in {"close", "hold"} and c.object in {"pronoun", None} and not c.rating for c in cues) and bool(
        re.search(r"[;.]\s|, ", text[unit.start : first])
    )


def _goes_on(text: str, notes: Annotations, statement: Statement, earlier: Sequence[Statement]) -> bool:
    """Whether a sentence only says how the call before it in the same paragraph is left: "I take it off at 4.20"."""
    if statement.rating or not earlier or statement.listed:
        return False
    last = earlier[-1]
    if last.paragraph != statement.paragraph or statement.object == "instrument":
        return False
    if last.attributed_to != statement.attributed_to:
        return False
    if statement.action == "watch":
        return last.action == "watch"
    nameless = not within(notes.instruments, statement.start, statement.end)
    if (
        nameless
        and (statement.object == "pronoun" or _OF_SEVERAL.match(text, statement.cue[1]))
        and last.action in {"open", "hold"}
        and not _turned(notes, last, statement)
        and text[slice(*statement.cue)].lower() in _OWNING
        and statement.side in {None, last.side}
    ):
        # "We mean to keep it for five years": how long the call just made is to be held
        return True
    if (
        nameless
        and statement.action == "hold"
        and last.action in {"open", "hedge"}
        and not _turned(notes, last, statement)
    ):
        # "We will give it until the end of next year": how long the call just made is held
        return True
    sold_again = (
        statement.action == "open"
        and statement.side == "short"
        and (statement.object in {None, "pronoun"} or _THE_POSITION.match(text, statement.cue[1]))
        and last.side != "short"
    )
    if (
        nameless
        and statement.action == "open"
        and statement.object is None
        and last.action in {"open", "hedge"}
        and not _turned(notes, last, statement)
        and _OTHER_OBJECT.match(text, statement.cue[1])
    ):
        # "we are buying the calm": what is bought is no thing that is traded
        return True
    word = text[slice(*statement.cue)].lower()
    # "I would not add to it above 50" is a call of its own
    shunned = statement.action == "avoid" and not word.startswith(("add", "buy", "chas", "own"))
    leaves = statement.action == "close" or (nameless and (sold_again or shunned))
    if statement.action == "avoid" and _turned(notes, last, statement):
        return False
    if not leaves or last.action not in {"open", "hedge", "hold"}:
        return False
    return bool(IF.search(text[statement.start : statement.end]))


def _turned(notes: Annotations, last: Statement, statement: Statement) -> bool:
    """Whether something else is spoken of between a call and the next."""
    own = {m.symbol for m in within(notes.instruments, last.start, last.end)}
    between = {m.symbol for m in beginning(notes.instruments, last.end, statement.start)}
    return bool(between - own)
