"""The sentences that go on about a call: those behind it in its paragraph, those that speak of several calls at once,
and lines behind it that do nothing but state its terms."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from commentary_nlp.extract.annotations import Annotations, Block, within
from commentary_nlp.extract.lexicon import patterns
from commentary_nlp.extract.statements.resolve import Statement

IF = re.compile(
    r"\b(?:if|once|when|unless|should|above|below|under|over|at|on a|after|until|back (?:at|under|over|in))\b",
    re.IGNORECASE,
)


def with_following(text: str, notes: Annotations, found: Sequence[Statement]) -> list[Statement]:
    """Gives each statement the sentences that go on about it.

    In prose those of its paragraph up to the next call or to one about something else; behind these only such as speak
    of several calls at once ("we expect to own both for five years") or open with a term ("The holding period is six
    weeks"); and lines that do nothing but state levels, a period or a reason ("Stop 10.20, target 14.").
    """
    starts = sorted({s.start for s in found})
    places = {b.start: place for place, b in enumerate(notes.blocks)}
    parts = _lightened(notes, found)
    out: list[Statement] = []
    for statement in found:
        place = places.get(statement.paragraph)
        if place is None:
            out.append(statement)
            continue
        block = notes.blocks[place]
        after = bisect_right(starts, statement.start)
        nearest = next((start for start in starts[after:] if start not in parts), len(text))
        own = _named(notes, statement.start, statement.end)
        around: list[tuple[int, int]] = []
        apart = statement.listed
        turned = False
        sentences = block.sentences if not statement.listed else ()
        before = bisect_right(sentences, statement.start, key=lambda sentence: sentence[1])
        if before and _leads_on(text, statement):
            around = [sentences[before - 1]]
        for s, e in sentences[before:]:
            if s < statement.end or any(s <= part < e for part in parts):
                continue
            named = _named(notes, s, e)
            if s >= nearest:
                around += _of_several(text, notes, statement, own, sentences[bisect_right(sentences, (s, s)) :])
                apart = False
                break
            if named and own and not named & own and not IF.search(text[s:e]):
                turned = True
            if turned:
                apart = False
                if not named and not statement.attributed_to and _opens_with_term(text, s, e):
                    around.append((s, e))
                continue
            apart = True
            if _is_about(text, (s, e), notes, own, statement):
                around.append((s, e))
        if (apart or statement.end >= block.end) and nearest >= block.end:
            lines = _lines_of_terms(text, notes, place, own, nearest)
            around += lines or _paragraph_of_terms(text, notes, place, statement, own, nearest)
        out.append(replace(statement, following=tuple(around)))
    return out


def _lightened(notes: Annotations, found: Sequence[Statement]) -> frozenset[int]:
    """Where a part is taken off what the call just before puts on or keeps, without a name ("I would lighten up
    there"): what follows is about the whole again."""
    return frozenset(
        statement.start
        for last, statement in pairwise(found)
        if statement.action == "reduce"
        and last.action in {"hold", "open"}
        and statement.paragraph == last.paragraph
        and statement.start > last.start
        and not _named(notes, statement.start, statement.end)
    )


def _named(notes: Annotations, start: int, end: int) -> set[str]:
    return {m.symbol for m in within(notes.instruments, start, end)}


def _of_several(
    text: str, notes: Annotations, statement: Statement, own: set[str], sentences: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Of the sentences behind another call, those that give the terms of both: "We will hold both until 2027"."""
    if statement.attributed_to or statement.action not in {"open", "hedge", "hold"}:
        return []
    return [
        (s, e)
        for s, e in sentences
        if patterns("actions", "of_several").search(text[s:e]) and not _named(notes, s, e) - own
    ]


def _opens_with_term(text: str, start: int, end: int) -> bool:
    words = text[start:end]
    return any(p.match(words) for p in patterns("actions", "opens_with_term").candidates(words))


def _lines_of_terms(text: str, notes: Annotations, place: int, own: set[str], nearest: int) -> list[tuple[int, int]]:
    """The sentences of the paragraphs or bullets right behind a block that open with the name of a term."""
    found: list[tuple[int, int]] = []
    for block in notes.blocks[place + 1 :]:
        if block.kind not in {"paragraph", "bullet"} or block.start >= nearest:
            break
        if not _states_terms(text, block) or _named(notes, block.start, block.end) - own:
            break
        found += block.sentences
    return found


def _paragraph_of_terms(
    text: str, notes: Annotations, place: int, statement: Statement, own: set[str], nearest: int
) -> list[tuple[int, int]]:
    """The sentences of the paragraph right behind a call's that say how it is left or for how long it is kept, where
    that paragraph makes no call and names nothing else: "How long do I give it? Two years. At 95 I would sell."."""
    behind = notes.blocks[place + 1] if place + 1 < len(notes.blocks) else None
    if behind is None or behind.kind != "paragraph" or statement.listed or statement.attributed_to:
        return []
    if nearest < behind.end or statement.action not in {"open", "hedge"}:
        return []
    if _named(notes, behind.start, behind.end) - own:
        return []
    said = [patterns("actions", "own_terms").search(text[s:e]) for s, e in behind.sentences]
    # an answer stands behind its question
    return [
        span
        for i, span in enumerate(behind.sentences)
        if said[i] or (i and said[i - 1] and text[slice(*behind.sentences[i - 1])].rstrip().endswith("?"))
    ]


def _states_terms(text: str, block: Block) -> bool:
    words = text[block.start : block.end]
    return any(p.match(words) for p in patterns("actions", "line_of_terms").candidates(words))


def _leads_on(text: str, statement: Statement) -> bool:
    """ "Given that, I would add": the sentence before says on what."""
    words = text[statement.start : statement.end]
    return any(p.match(words) for p in patterns("actions", "leads_on").candidates(words))


def _is_about(text: str, span: tuple[int, int], notes: Annotations, own: set[str], statement: Statement) -> bool:
    """Whether a sentence behind a call may say its terms: behind another's call, one of that other's."""
    words = text[span[0] : span[1]]
    named = _named(notes, *span)
    foreign = bool(named and own and not named & own)
    if statement.attributed_to and statement.rating:
        terms = patterns("actions", "terms").search(words)
        return terms and not foreign and patterns("actions", "of_another").search(words)
    return not foreign or bool(IF.search(words))
