"""Which stated period an idea should work over: its own, or one that a sentence gives to all ideas of an article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from commentary_nlp.extract import tracing
from commentary_nlp.extract.annotations import Annotations, within
from commentary_nlp.extract.lexicon import load, patterns
from commentary_nlp.extract.places import ahead_of, block_before, block_from
from commentary_nlp.extract.statements import Statement
from commentary_nlp.extract.tense import is_past
from commentary_nlp.records import Alternative, Condition, Duration, predicates

_AT = re.compile(r"(?:at|on|before|ahead of|in front of|prior to)\b", re.IGNORECASE)
_STANDS_FOR = re.compile(r"\b(?:it|them|both|either|the (?:stock|shares|position))\b", re.IGNORECASE)
_ENDS_CALL = ("until", "till", "unless", "not before", "before", "once", "when", "if", "only")


def shared_horizon(text: str, notes: Annotations) -> Duration | None:
    """The period that one sentence gives to all of an article's ideas, or None."""
    rules = [re.compile(p, re.IGNORECASE) for p in load("assembly")["shared"]["horizon"]]
    for block in notes.blocks:
        if block.kind in {"heading", "title"}:
            continue
        for start, end in block.sentences:
            if within(notes.instruments, start, end) or not any(p.search(text, start, end) for p in rules):
                continue
            for duration in notes.durations:
                numbered = duration.min is not None or duration.max is not None or duration.until is not None
                inside = start <= duration.start and duration.end <= end
                if inside and numbered and not is_past(text, duration.start, duration.end):
                    return duration
    return None


def find_horizon(
    text: str,
    notes: Annotations,
    statement: Statement,
    conditions: Sequence[Condition],
    expiries: frozenset[str],
) -> Duration | None:
    """The first period in its own words, or in the sentences that speak of its terms behind or right before it, that
    bounds no condition and is no expiry; one with an end goes first."""
    regions = [statement.region, *(span for span in statement.following if _of_terms(text, *span))]
    regions += [*_before(text, notes, statement), *_announced(text, statement)]
    busy = [(p.window.start, p.window.end) for c in conditions for p in predicates(c.test) if p.window]
    # "until the budget is out" ends a call; "480 by June" dates its target
    busy += [(c.start, c.end) for c in conditions if c.role != "target" and c.text.lower().startswith(_ENDS_CALL)]
    if statement.action in {"close", "reduce"}:
        # "half comes off at today's close": when it is done, and not for how long
        busy += [
            (d.start, d.end)
            for start, end in regions
            for d in within(notes.durations, start, end)
            if d.until and _AT.match(d.text)
        ]
    free = [
        d
        for start, end in regions
        for d in within(notes.durations, start, end)
        if not any(d.start < e and d.end > s for s, e in busy)
        and not is_expiry(notes, d, expiries)
        and not _of_others(text, d, statement)
        and (statement.rating is None or statement.rating.house is None or _of_target(text, d))
    ]
    said = [d for d in free if d.min is not None or d.max is not None or d.until is not None]
    found = next(iter(said or free), None)
    if found is not None:
        own = bool(regions) and regions[0][0] <= found.start < regions[0][1]
        rule = "a period in its own words" if own else "a period in the sentences that go on about it"
        tracing.said("horizon", "horizons", rule, found.start, found.end)
    return found


def _of_target(text: str, duration: Duration) -> bool:
    """Whether a period in a house's call is that of its target or view, and not of its reasons."""
    near = text[max(0, duration.start - 40) : duration.end + 30]
    return patterns("attribution", "horizons").search(near)


def _of_terms(text: str, start: int, end: int) -> bool:
    """Whether a sentence speaks of the position or gives it time, and not only of the world."""
    words = text[start:end]
    if patterns("actions", "time_of_others").search(words):
        return False
    return patterns("actions", "terms").search(words) or patterns("actions", "gives_time").search(words)


def _of_others(text: str, duration: Duration, statement: Statement) -> bool:
    """Whether a period in the call's own sentence stands in another clause, which tells what others expect."""
    if statement.listed or not statement.start <= duration.start < statement.end:
        return False
    first = max(text.rfind(mark, statement.start, duration.start) for mark in (";", ":", "—", "–"))
    ends = [place for mark in (";", ":", "—", "–") if (place := text.find(mark, duration.end, statement.end)) >= 0]
    start, end = max(first + 1, statement.start), min(ends, default=statement.end)
    apart = not start <= statement.cue[0] < end
    return apart and patterns("actions", "time_of_others").search(text[start:end])


def _before(text: str, notes: Annotations, statement: Statement) -> list[tuple[int, int]]:
    """The sentence right before a call in its paragraph where it says for how long ("we expect to be out in May")."""
    if statement.listed or statement.attributed_to:
        return []
    block = block_from(notes, statement.paragraph)
    span = ahead_of(block.sentences, statement.start) if block else None
    if span is None or not patterns("actions", "time_before").search(text[slice(*span)]):
        return []
    spoken = {m.symbol for m in within(notes.instruments, statement.paragraph, span[1])}
    own = {m.symbol for m in within(notes.instruments, statement.start, statement.end)}
    # "We expect to own it for five years. Berkshire stays": of the thing spoken of before
    return [] if spoken and own - spoken and _STANDS_FOR.search(text, *span) else [span]


def _announced(text: str, statement: Statement) -> list[tuple[int, int]]:
    """What a sentence says of all its calls before the colon: "Two ideas, each for a month: buy A, short B"."""
    colon = text.find(": ", statement.start, statement.cue[0])
    if colon < 0 or statement.attributed_to or statement.region[0] <= statement.start:
        return []
    ahead = (statement.start, colon)
    return [ahead] if patterns("actions", "time_heading").search(text[slice(*ahead)]) else []


def section_horizon(text: str, notes: Annotations, place: int) -> Duration | None:
    """The period that the heading over ``place`` gives to what stands under it: "Trades for the next 4-6 weeks"."""
    block = block_before(notes, place, "heading", "title")
    while block is not None:
        named = patterns("actions", "time_heading").search(text[block.start : block.end])
        for duration in within(notes.durations, block.start, block.end) if named else ():
            if duration.min is not None or duration.max is not None or duration.until is not None:
                return duration
        block = block_before(notes, block.start, "title")
    return None


def expiries_of(alternatives: tuple[Alternative, ...]) -> frozenset[str]:
    return frozenset(leg.expiry.text for a in alternatives for leg in a.legs if leg.expiry)


def is_expiry(notes: Annotations, duration: Duration, used: frozenset[str]) -> bool:
    """Whether a period is an option's: it stands within an expiry, or is little more than one that a leg has."""
    # expiries are in order and apart: the last that begins before the period, and those that begin in it
    first = max(0, bisect_left(notes.expiries, duration.start + 1, key=lambda m: m.start) - 1)
    for mention in notes.expiries[first:]:
        if mention.start >= duration.end:
            break
        if mention.start <= duration.start and duration.end <= mention.end:
            return True
        if duration.start <= mention.start < duration.end and mention.expiry.text in used:
            return True
    return False
