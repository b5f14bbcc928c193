"""Whether words that read as a condition are one: a reason or a story with an "if" in it is none."""

from __future__ import annotations

from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.frames import Frame
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.predicates import Understood
from commentary_nlp.records import Predicate

_ACTION = (
    "entry",
    "leave",
    "reduce",
    "hold",
    "avoid",
    "watch",
    "stop",
    "target",
    "stop_noun",
    "target_noun",
    "invalidation",
)


def is_condition(
    sentence: Sentence, frame: Frame, read: Understood | None, cue: str | None, context: TradeContext
) -> bool:
    """A clause counts where its part of the sentence advises, or names a role; a fronted clause of a known
    measure counts anyway. A clause that needs a level ("while", "after") counts only with one or with a
    steady state."""
    opening = frame.opening.connective if frame.opening is not None else None
    if frame.kind == "move":
        return read is not None
    if opening is None:
        return read is not None or cue is not None
    if opening.needs_level and (read is None or not any(_levelled(p) for p in read.predicates)):
        return False
    tokens = sentence.tokens
    start, end = sentence.segment(frame.start)
    before = [c for c in sentence.cues_in(start, frame.start, *_ACTION)]
    after = [c for c in sentence.cues_in(frame.end, end, *_ACTION)]
    fronted = not any(
        t.kind in ("word", "name") and t.low not in ("and", "but", "or", "so", "then", "now", "yeah")
        for t in tokens[start : frame.start]
    )
    known = read is not None and any(p.measure != "other" for p in read.predicates)
    if read is None:
        return bool(before) and bool(opening.until or opening.negated)
    if cue is not None:
        return True
    if fronted:
        if after:
            return True
        return known or end - frame.end <= 1
    if opening.until or opening.negated:
        return True
    explained = start > 0 and tokens[start - 1].low in (":", "—", ";")
    if explained and not before:
        return False
    because = any(t.low in ("because", "since") for t in tokens[start : frame.start])
    return bool(before) and not because or (not explained and not because)


def _levelled(predicate: Predicate) -> bool:
    return predicate.value is not None or (
        predicate.change in ("holds", "above", "below") and predicate.measure != "other"
    )
