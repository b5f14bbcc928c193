"""What by itself ends a trade, without a level: "the first cargo out of Es Sider ends that argument", "what would
have me out is an acquisition". And the levels at which a part is taken off: "half of them go at 2,575"."""

from __future__ import annotations

from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.frames import AUTHOR, Frame, tests
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.role_levels import may_be_level
from commentary_nlp.extract.conditions.subjects import PRONOUNS, content_of
from commentary_nlp.extract.conditions.vocabulary import listed

# An event is named in words, not in one ("nothing ends it", "that ends it").
_LEAST_CONTENT = 2


def ending_event(sentence: Sentence, taken: set[int], context: TradeContext) -> Frame | None:
    """The subject of a verb that ends the trade, where it says no change of a measure; of "what would have us out
    is X" it is X."""
    if context.action not in ("open", "hold", "hedge"):
        return None
    tokens = sentence.tokens
    for place in range(len(tokens)):
        ends = listed("endings", "phrases").match(tokens, place)
        if not ends:
            continue
        first, last = sentence.segment(place)
        if any(t.low == "what" for t in tokens[first:place][:2]):
            return _after_is(sentence, place + ends[0], last, taken)
        stop = place
        while stop > first and tokens[stop - 1].low in ("would", "will", "could", "'d", "might", "that", "to"):
            stop -= 1
        subject = tokens[first:stop]
        if (
            stop <= first
            or taken & set(range(first, stop))
            or any(o.start in range(first, stop) for o in sentence.openings)
        ):
            continue
        told = {t.low for t in subject} & (AUTHOR | PRONOUNS | {"what", "nothing", ","})
        if told or len(content_of(subject)) < _LEAST_CONTENT or tests(tokens, first, stop):
            continue
        if any(t.kind == "number" for t in subject):
            continue
        return Frame(first, stop, first, "event", "leave")
    return None


def _after_is(sentence: Sentence, place: int, last: int, taken: set[int]) -> Frame | None:
    """What stands after "is"; behind "not A but B" the latter."""
    tokens = sentence.tokens
    begin = next((k + 1 for k in range(place, min(last, place + 4)) if tokens[k].low in ("is", "would", "was")), None)
    if begin is None:
        return None
    if tokens[begin : begin + 1] and tokens[begin].low == "be":
        begin += 1
    if begin < last and tokens[begin].low == "not":
        begin = next((k + 1 for k in range(begin, last) if tokens[k].low == "but"), last)
    if begin >= last or taken & set(range(begin, last)) or tests(tokens, begin, last):
        return None
    return (
        Frame(begin, last, begin, "event", "leave") if len(content_of(tokens[begin:last])) >= _LEAST_CONTENT else None
    )


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
    if any(t.low in AUTHOR or t.kind == "punct" for t in tokens[max(first, place - 4) : place]):
        return None
    if token.text[0] in "+-" or (number + 1 < len(tokens) and tokens[number + 1].low in ("pips", "ticks", "points")):
        return None  # a gain, no level
    if place and tokens[place - 1].low in ("here", "stop", "stops", "bought", "entered", "opened", "from", "sold"):
        return None
    return Frame(place, number + 1, number, "level", "part")
