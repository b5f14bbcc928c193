"""The levels at which a part is taken off: "half of them go at 2,575"."""

from __future__ import annotations

from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.frames import AUTHOR, Frame
from commentary_nlp.extract.conditions.level_lists import (
    may_be_level,
)
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.vocabulary import listed


def part_at(sentence: Sentence, place: int, taken: set[int], context: TradeContext) -> Frame | None:
    """ "Half of them go at 2,575", "trim at 70", "a third comes off near 38": where a part is taken off."""
    tokens = sentence.tokens
    if context.action != "reduce" or not context.legs or place + 1 >= len(tokens):
        return None
    if tokens[place].low not in ("at", "around", "near", "@", "above", "over"):
        return None
    number = place + 1
    while number < len(tokens) - 1 and tokens[number].low in ("about", "around", "the", "$"):
        number += 1
    token = tokens[number]
    if token.kind != "number" or number in taken or token.unit not in (None, "price") or token.high is not None:
        return None
    if not may_be_level(tokens, number, None):
        return None
    first, _ = sentence.segment(place)
    verbs = sentence.cues_in(first, place, "reduce", "leave", "target", "entry", "hold", "stop_noun")
    part = any(listed("endings", "parts").match(tokens, k) for k in range(first, place))
    if not (verbs and verbs[-1].kind in ("reduce", "leave", "target")) and not part:
        return None
    near = max(first, place - 4, verbs[-1].end if verbs else 0)
    if any(t.low in AUTHOR or t.kind == "punct" for t in tokens[near:place]):
        return None
    if token.text[0] in "+-" or (number + 1 < len(tokens) and tokens[number + 1].low in ("pips", "ticks", "points")):
        return None  # a gain, no level
    if place and tokens[place - 1].low in ("here", "stop", "stops", "bought", "entered", "opened", "from", "sold"):
        return None
    return Frame(place, number + 1, number, "level", "part")
