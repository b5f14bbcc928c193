"""Words that stand for a name said before: "the latter", "the second, short the first", "long copper against it".

They become mentions like those of names, marked as such, so that every grammar behind reads them as it reads a name.
The instruments of an article stay those that it names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from commentary_nlp.extract.annotations import Annotations, Block, InstrumentMention, within
from commentary_nlp.extract.lexicon import load

HOW = "anaphor"
_LISTED = frozenset({"bullet", "row"})


def is_anaphor(mention: InstrumentMention) -> bool:
    """Whether a mention is a word for a name and no name itself."""
    return mention.how == HOW


def said_by_name(notes: Annotations, start: int, end: int) -> list[InstrumentMention]:
    """The names within ``start``..``end``, without the words that stand for one."""
    return [m for m in within(notes.instruments, start, end) if not is_anaphor(m)]


@cache
def _expression(name: str) -> re.Pattern[str]:
    return re.compile(load("anaphors")[name], re.IGNORECASE)


@cache
def _nouns() -> re.Pattern[str]:
    table = load("anaphors")
    return re.compile(rf"{table['nouns']}{table['ends']}|{table['nouns']}$", re.IGNORECASE)


@cache
def _places(kind: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    return tuple((re.compile(e["pattern"], re.IGNORECASE), e["place"]) for e in load("anaphors")[kind])


@cache
def _single(kind: str) -> re.Pattern[str]:
    return re.compile(load("anaphors")[kind]["pattern"], re.IGNORECASE)


def with_anaphors(text: str, notes: Annotations) -> Annotations:
    """The notes with a mention for each word that stands for a name, where it is clear for which.

    Args:
        text: the article's canonical text.
        notes: its blocks and the mentions of names.
    """
    found: list[InstrumentMention] = []
    before: Block | None = None
    for block in notes.blocks:
        if block.kind not in {"paragraph", "bullet", "row"}:
            before = None if block.kind == "heading" else before
            continue
        for start, end in block.sentences:
            found += _of_sentence(text, notes, block, before, start, end)
        before = block
    taken = notes.instruments
    free = [f for f in found if not any(m.start < f.end and m.end > f.start for m in taken)]
    if not free:
        return notes
    return replace(notes, instruments=tuple(sorted((*taken, *free), key=lambda m: m.start)))


def _of_sentence(
    text: str, notes: Annotations, block: Block, before: Block | None, start: int, end: int
) -> list[InstrumentMention]:
    words = text[start:end]
    low = words.lower()
    found: list[InstrumentMention] = []
    if "the former" in low or "the latter" in low:
        for pattern, place in _places("of_two"):
            for match in pattern.finditer(text, start, end):
                after = "ends" if place == 0 else "no_latter"
                if _expression(after).match(text, match.end()):
                    things = _things(notes, block, before, match.start(), enough=2)
                    if len(things) == 2:
                        found.append(_standing(match.span(), things[place]))
    if any(f"the {word}" in low for word in ("first", "second", "third", "last")):
        for pattern, place in _places("of_several"):
            for match in pattern.finditer(text, start, end):
                close = _closed(text, start, match.end())
                if close is None or not (close > match.end() or _dealt(text, start, match.start())):
                    continue
                things = _things(notes, block, before, match.start(), enough=99)
                if 2 <= len(things) <= 4 and place < len(things):
                    found.append(_standing((match.start(), close), things[place]))
    if "the other" in low:
        for match in _single("other").finditer(text, start, end):
            if _expression("ends").match(text, match.end()):
                things = _things(notes, block, before, match.start(), enough=2)
                last = said_by_name(notes, start, match.start())[-1:]
                rest = [t for t in things if last and t.symbol != last[0].symbol]
                if len(things) == 2 and len(rest) == 1:
                    found.append(_standing(match.span(), rest[0]))
    for match in _single("against").finditer(text, start, end):
        thing = _set_against(notes, block, start, match.start())
        if thing is not None:
            found.append(_standing(match.span("it"), thing))
    return found


def _closed(text: str, start: int, place: int) -> int | None:
    """Where "the first", "the second one" ends, or None where another noun follows: "the first target"."""
    noun = _nouns().match(text, place)
    if noun:
        return noun.end()
    return place if _expression("ends").match(text, place) else None


def _dealt(text: str, start: int, place: int) -> bool:
    return bool(_expression("dealt").search(text[max(start, place - 16) : place]))


def _things(
    notes: Annotations, block: Block, before: Block | None, place: int, *, enough: int
) -> list[InstrumentMention]:
    """The things named before, each once, in the order of the text: from the nearest sentences that name ``enough``."""
    begins = [s for s, _ in block.sentences if s < place]
    for since in reversed(begins):
        things = _once(said_by_name(notes, since, place))
        if len(things) >= enough:
            return things
    things = _once(said_by_name(notes, block.start, place))
    if things or before is None or block.kind in _LISTED:
        return things
    return _once(said_by_name(notes, before.start, before.end))


def _once(mentions: Sequence[InstrumentMention]) -> list[InstrumentMention]:
    first: dict[str, InstrumentMention] = {}
    for mention in mentions:
        first.setdefault(mention.symbol, mention)
    return list(first.values())


def _set_against(notes: Annotations, block: Block, start: int, place: int) -> InstrumentMention | None:
    """What the sentence before is about, where the sentence itself has named one other thing so far."""
    own = {m.symbol for m in said_by_name(notes, start, place)}
    if len(own) != 1:
        return None
    for since, until in reversed(block.sentences):
        if since >= start:
            continue
        things = said_by_name(notes, since, until)
        if things:
            return things[0] if things[0].symbol not in own else None
    return None


def _standing(span: tuple[int, int], thing: InstrumentMention) -> InstrumentMention:
    return replace(thing, start=span[0], end=span[1], how=HOW)
