"""Levels that stand before their verb or bound the price to pay: "176 is where we sell", "at 212 we go",
"first 205, then 212", "at 415 or lower"."""

from __future__ import annotations

from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.frames import AUTHOR, Frame
from commentary_nlp.extract.conditions.level_lists import (
    may_be_level,
    next_in_list,
)
from commentary_nlp.extract.conditions.position import TradeContext, undoes
from commentary_nlp.extract.conditions.vocabulary import ACTION_KINDS, listed, words


def advised(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a verb of action or a role stands in the segment, or a name that heads it."""
    first, last = sentence.segment(start)
    if any(cue.kind in ACTION_KINDS and not (start <= cue.start < end) for cue in sentence.cues_in(first, last)):
        return True
    # a short lead before a colon belongs to the advice after it; a short lead before it heads this part
    leads = last < len(sentence.tokens) and sentence.tokens[last].low == ":" and last - first <= 12
    return (leads or 0 < first <= 6) and any(cue.kind in ACTION_KINDS for cue in sentence.cues)


def _acts_on_level(sentence: Sentence, start: int, end: int, context: TradeContext) -> str | None:
    """What the words `start`..`end` do at a level: "stop", "target", "leave", or "into" where they enter."""
    cues = [c for c in sentence.cues_in(start, end) if c.kind in ("leave", "stop", "target", "entry")]
    if context.action in ("open", "hold", "hedge") and any(
        listed("surrender", "phrases").match(sentence.tokens, k) for k in range(start, end)
    ):
        return "stop"
    if not cues:
        return None
    decided = next((c.kind for c in cues if c.kind in ("stop", "target")), cues[0].kind)
    if decided != "entry":
        return decided
    if undoes(sentence.tokens[cues[0].start].low, context):
        return "leave"
    first = sentence.tokens[start : cues[0].start]
    return "into" if any(t.low in AUTHOR for t in first) and context.action == "open" else None


_COPULAS = frozenset(
    {
        "as",
        "my",
        "our",
        "line",
        "marker",
        "limit",
        "threshold",
        "number",
        "is",
        "would",
        "be",
        "was",
        "marks",
        ",",
        "remains",
        "the",
        "level",
        "place",
        "point",
        "price",
    }
)


def where(sentence: Sentence, place: int, taken: set[int], context: TradeContext) -> Frame | None:
    """ "176 is where we would take the money", "it runs to 212, where we sell"."""
    tokens = sentence.tokens
    if tokens[place].kind != "number" or tokens[place].unit not in (None, "price") or not context.legs:
        return None
    if context.action not in ("open", "hold", "hedge") or not may_be_level(tokens, place, None):
        return None
    k = place + 1
    while k < len(tokens) and k - place < 6 and tokens[k].low in _COPULAS:
        k += 1
    if k >= len(tokens) or k == place + 1 or tokens[k].low not in ("where", "at") or tokens[k - 1].kind == "number":
        return None
    if tokens[k].low == "at" and not (k + 1 < len(tokens) and tokens[k + 1].low == "which"):
        return None
    _, last = sentence.segment(place)
    comma = next((j for j in range(k, last) if tokens[j].low == ","), last)
    role = _acts_on_level(sentence, k, comma, context)
    return Frame(place, k, place, "level", role) if role else None


def back_at(sentence: Sentence, place: int, taken: set[int], context: TradeContext) -> Frame | None:
    """ "Buy it back down at 165", "back at 115 it can be bought", "becomes a buy at 165": where a trade is entered."""
    tokens = sentence.tokens
    if context.action not in ("open", "hedge") or not context.bias or place + 2 >= len(tokens):
        return None
    start, _ = sentence.segment(place)
    verdict = listed("entered", "verdicts").match(tokens, place)
    k = place + (verdict[0] if verdict else 0)
    moved = 0
    while k < len(tokens) - 1 and tokens[k].low in _MOVED and moved < 2:
        k, moved = k + 1, moved + 1
    if not (verdict or moved) or tokens[k].low not in ("at", "near", "around", "towards", "toward"):
        return None
    number = k + 1
    if (
        number >= len(tokens)
        or number in taken
        or tokens[number].kind != "number"
        or not may_be_level(tokens, number, None)
    ):
        return None
    if tokens[number].unit not in (None, "price") or context.is_premium(tokens[number].value or 0):
        return None
    before = tokens[place - 1].low if place > start else ""
    fronted = place == start or before in (",", "but", "and")
    cleft = before in ("is", "'s") and any(t.low == "that" for t in tokens[number : number + 3])
    cues = sentence.cues_in(start, place)
    entered = bool(cues) and cues[-1].kind == "entry" and place - cues[-1].end <= 4
    told = any(
        t.low in ("is", "are", "was", "were", "trades", "traded", "closed")
        for t in tokens[max(start, place - 3) : place]
    )
    if not (verdict or cleft or (entered and not told) or (fronted and advised(sentence, place, number + 1))):
        return None
    if sentence.cues_in(start, place, "leave", "stop", "target", "stop_noun", "target_noun"):
        return None
    begin = place + (verdict[0] if verdict else 0)
    return Frame(begin, number + 1, number, "level", "into")


_MOVED = frozenset({"back", "down", "up", "lower", "higher"})


def limits(sentence: Sentence, place: int, taken: set[int], context: TradeContext) -> Frame | None:
    """ "108 is as far as we would let it go", "the level at which I give up is 150": how far it may go against us."""
    tokens = sentence.tokens
    if context.action not in ("open", "hold", "hedge") or not context.legs:
        return None
    token = tokens[place]
    if token.kind == "number" and token.unit in (None, "price") and may_be_level(tokens, place, None):
        said = listed("surrender", "limits").match(tokens, place + 1) if place + 1 < len(tokens) else None
        return Frame(place, place + 1 + said[0], place, "level", "stop") if said else None
    if token.low not in ("level", "price", "point", "line", "place", "number") or place + 2 >= len(tokens):
        return None
    _, last = sentence.segment(place)
    is_place = next(
        (k for k in range(place + 2, min(last, place + 12)) if tokens[k].low in ("is", "stands", "lies")), None
    )
    if is_place is None or tokens[place + 1].low not in ("at", "where", "beyond", "above", "below", "on"):
        return None
    number = next((k for k in range(is_place + 1, min(last, is_place + 4)) if tokens[k].kind == "number"), None)
    if number is None or number in taken or tokens[number].unit not in (None, "price"):
        return None
    role = _acts_on_level(sentence, place + 1, is_place, context)
    return Frame(place, number + 1, number, "level", role) if role else None


def fronted_at(sentence: Sentence, place: int, taken: set[int], context: TradeContext) -> Frame | None:
    """ "At 212 we say thank you and go": the level first, then what is done there."""
    tokens = sentence.tokens
    first = place
    if tokens[place].low in ("offered", "bid", "quoted", "marked", "priced") and place + 1 < len(tokens):
        place += 1
    if tokens[place].low not in ("at", "around", "near") or place + 2 >= len(tokens) or not context.legs:
        return None
    if not (first == 0 or first - 1 in sentence.breaks or tokens[first - 1].low in (",", "and", "but", "or")):
        return None
    number = place + 1
    if number in taken or tokens[number].kind != "number" or tokens[number].unit not in (None, "price"):
        return None
    if context.action not in ("open", "hold", "hedge") or not may_be_level(tokens, number, None):
        return None
    after = number + 1
    while after < len(tokens) and (
        tokens[after].low in (",", "then") or (first < place and after < number + 4 and tokens[after].low not in AUTHOR)
    ):
        after += 1
    if after >= len(tokens):
        return None
    of_trade = tokens[after].low in ("it", "the", "this", "they") and any(
        c.kind in ("target", "leave") for c in sentence.cues_in(after, min(len(tokens), after + 8))
    )
    if tokens[after].low not in AUTHOR and sentence.cue_at(after) is None and not of_trade:
        return None
    _, last = sentence.segment(place)
    role = _acts_on_level(sentence, number + 1, last, context)
    return Frame(first, number + 1, number, "level", role) if role else None


def ordered(sentence: Sentence, place: int, taken: set[int], context: TradeContext) -> Frame | None:
    """ "First 205, then 212": an order of aims without a word for them."""
    tokens = sentence.tokens
    if tokens[place].low not in ("first", "initially") or place + 1 >= len(tokens) or place not in (0, 1):
        return None
    number = place + 1
    while number < len(tokens) - 1 and tokens[number].low in ("to", "stop", ",", "at"):
        number += 1
    if tokens[number].kind != "number" or number in taken or tokens[number].unit not in (None, "price"):
        return None
    if context.action not in ("open", "hold") or next_in_list(sentence, number, taken) is None:
        return None
    return Frame(place, number + 1, number, "level", "target")


def or_better(sentence: Sentence, place: int, taken: set[int], context: TradeContext) -> Frame | None:
    """ "at 415 or lower", "at 80 or better": the worst price at which to enter; "5% lower": how far from here."""
    tokens = sentence.tokens
    if tokens[place].kind == "number" and tokens[place].unit == "percent" and place + 1 < len(tokens):
        ends = place + 2 >= len(tokens) or tokens[place + 2].kind == "punct" or tokens[place + 2].low in ("from", "and")
        enters = sentence.cues_in(sentence.segment(place)[0], place, "entry")
        if tokens[place + 1].low in ("lower", "higher", "cheaper") and ends and enters:
            return Frame(place, place + 2, place, "move")
    number = place + 1 if tokens[place].low in ("at", "around", "near") else place
    if number + 2 >= len(tokens) or number in taken or tokens[number].kind != "number":
        return None
    if tokens[number].unit not in (None, "price") or not may_be_level(tokens, number, None):
        return None
    if tokens[number + 1].low != "or":
        return None
    word = tokens[number + 2].low
    higher, lower = (words("conditions_changes", "comparisons", key) for key in ("or_more", "or_less"))
    if word == "better":
        buys = context.bias * (-1 if context.action in ("close", "reduce") else 1)
        side = "below" if buys > 0 else "above" if buys < 0 else None
    else:
        side = "above" if f"or {word}" in higher else "below" if f"or {word}" in lower else None
    value = tokens[number].value
    if value is not None and context.is_premium(value):
        return None  # a price for the option
    if side is None or not advised(sentence, place, number + 3):
        return None
    return Frame(place, number + 3, number, "level", f"limit_{side}")
