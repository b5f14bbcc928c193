"""What a call without a name speaks of: "it", "the stock", "the calls", a label, the subject of the paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commentary_nlp.extract.annotations import Annotations, InstrumentMention
from commentary_nlp.extract.references import Earlier
from commentary_nlp.extract.statements import Statement
from commentary_nlp.records import Leg

_SAME_POSITION = re.compile(
    r"\b(?:(?:the )?other (?:\d+|half|one)|the rest|second lot|them|those|it|(?:the|my|our) (?:position|pair|spread|calls?|puts?|shares|half))\b",
    re.IGNORECASE,
)


def antecedent_of(
    text: str, notes: Annotations, statement: Statement, earlier: Sequence[Earlier]
) -> tuple[Leg, ...] | tuple[str, ...]:
    """Legs or symbols that a statement which names nothing itself may stand for; empty where it names something.

    The nearest word wins: the same unit's trade, then the unit's label, then the paragraph's last subject, then
    the section's heading, then the paragraph before.
    """
    inside = [m for m in notes.instruments if statement.region[0] <= m.start and m.end <= statement.region[1]]
    if inside:
        return ()
    same = [e for e in earlier if e.start == statement.start and e.legs]
    if same:
        return same[-1].alternatives[0].legs
    unit = [m for m in notes.instruments if statement.start <= m.start < statement.region[0]]
    if unit:
        return (unit[-1].symbol,)
    before = [m for m in notes.instruments if statement.paragraph <= m.start < statement.start]
    if before:
        near = [e for e in earlier if statement.paragraph <= e.start < statement.start and e.legs]
        subject = _subject(text, notes, before, statement)
        if near and subject in near[-1].symbols and _takes_up(text, statement):
            return near[-1].alternatives[0].legs
        return (subject,)
    after = [m for m in notes.instruments if statement.region[1] <= m.start < statement.end]
    if after:
        return (after[0].symbol,)
    heading = _in_heading(notes, statement)
    if heading:
        return (heading,)
    if statement.listed:
        return ()
    last = [m for m in notes.instruments if m.start < statement.start]
    return (last[-1].symbol,) if last else ()


def _takes_up(text: str, statement: Statement) -> bool:
    """Whether the statement lightens, keeps or adds to the very position said before it."""
    words = text[statement.region[0] : statement.region[1]]
    return (statement.action in {"reduce", "hold", "close"} and bool(_SAME_POSITION.search(words))) or bool(
        re.search(r"\bsecond lot\b|\bother half\b", words)
    )


def _subject(text: str, notes: Annotations, before: Sequence[InstrumentMention], statement: Statement) -> str:
    """The subject of the nearest sentence that names something: what it names first."""
    block = next((b for b in notes.blocks if b.start == statement.paragraph), None)
    if block is None:
        return before[-1].symbol
    for start, end in reversed(block.sentences):
        if start >= statement.start:
            continue
        named = [m for m in before if start <= m.start < end]
        if named:
            return named[0].symbol
    return before[-1].symbol


def _in_heading(notes: Annotations, statement: Statement) -> str | None:
    """An instrument in the nearest heading above."""
    heading = None
    for block in notes.blocks:
        if block.start >= statement.start:
            break
        if block.kind in {"heading", "title"}:
            heading = block
    if heading is None:
        return None
    named = [m for m in notes.instruments if heading.start <= m.start and m.end <= heading.end]
    return named[0].symbol if named else None
