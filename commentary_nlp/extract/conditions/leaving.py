"""Levels at which a verb takes the trade off, or for which it is held: "cover at 470", "for 41", "at a 7% loss"."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.frames import Frame
from commentary_nlp.extract.conditions.gains import adverse
from commentary_nlp.extract.conditions.level_lists import (
    may_be_level,
)
from commentary_nlp.extract.conditions.position import TradeContext, undoes
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.vocabulary import listed, words


def for_level(sentence: Sentence, place: int, taken: set[int], context: TradeContext) -> Frame | None:
    """ "long on a dip, for 41 and then 38.25": a price that the trade is held for."""
    tokens = sentence.tokens
    if tokens[place].low != "for" or place + 1 >= len(tokens) or context.action not in ("open", "hold"):
        return None
    number = place + 1
    if (moved := _for_a_move(tokens, place)) is not None and moved not in taken:
        return Frame(place, moved + 1, moved, "level", "target")
    while number < len(tokens) and number - place <= 2 and tokens[number].low in ("a", "an", "about", "the"):
        number += 1
    if number >= len(tokens) or tokens[number].kind != "number" or number in taken:
        return None
    token = tokens[number]
    assert token.value is not None
    after = tokens[number + 1].low if number + 1 < len(tokens) else "."
    if (
        token.unit not in ((None, "price", "bp") if context.is_spread else (None, "price"))
        or not may_be_level(tokens, number, "target")
        or after in _FOR_AFTER - {"on", "at", "the"}
    ):
        return None
    if context.has_options and (context.is_premium(token.value) or context.bias == 0):
        return None
    if place + 2 != number + 1 and after not in ("target", "objective"):
        return None
    if not any(cue.kind in ("entry", "hold") and cue.start < place for cue in sentence.cues):
        return None
    return Frame(place, number + 1, number, "level", "target")


def _for_a_move(tokens: Sequence[Token], place: int) -> int | None:
    """ "for a catch-up move to 36", "for the measured run back to 36": the level of a move that is traded for."""
    k = place + 1
    if k >= len(tokens) or tokens[k].low not in ("a", "an", "the", "another", "one"):
        return None
    noun = next((j for j in range(k + 1, min(len(tokens), k + 5)) if tokens[j].low in _MOVES_TO), None)
    if noun is None or any(t.kind not in ("word", "name") for t in tokens[k + 1 : noun]):
        return None
    to = noun + 1
    while (
        to < len(tokens) - 1
        and to - noun <= 4
        and (
            tokens[to].low in ("back", "up", "down", "in", "the", "shares", "stock", "all", "way") or tokens[to].symbol
        )
    ):
        to += 1
    if to >= len(tokens) - 1 or tokens[to].low not in ("to", "toward", "towards", "into"):
        return None
    number = next((j for j in range(to + 1, min(len(tokens), to + 4)) if tokens[j].kind == "number"), None)
    if number is None or tokens[number].unit not in (None, "price") or not may_be_level(tokens, number, "target"):
        return None
    return number


_MOVES_TO = words("conditions_words", "leave_objects", "moves")
_FOR_AFTER = words("conditions_words", "paid_after", "words")


def days_left(sentence: Sentence, place: int, taken: set[int]) -> Frame | None:
    """ "at 21 DTE", "with ten days to expiry": the day on which the trade is taken off."""
    tokens = sentence.tokens
    if tokens[place].low not in ("at", "by", "with", "around"):
        return None
    for k in range(place + 1, min(len(tokens), place + 4)):
        if tokens[k].kind == "punct" or k in taken:
            return None
        lows = [t.low for t in tokens[k : k + 6]]
        left = lows[1:2] == ["dte"] or lows[0].endswith("dte") or (
            any(low.startswith("day") for low in lows[:2]) and any(low.startswith("expir") for low in lows[1:5])
        )  # fmt: skip
        if not left:
            continue
        end = next((j + 1 for j in range(k, min(len(tokens), k + 6))
                    if tokens[j].low.endswith("dte") or tokens[j].low.startswith("expir")), k + 1)  # fmt: skip
        first, last = sentence.segment(place)
        leaves = sentence.cues_in(first, last, "leave", "stop", "target", "hold")
        if any(c.end <= place or c.start >= end for c in leaves):
            return Frame(place, end, place + 1, "clause", "days_left")
        return None
    return None


def loss(sentence: Sentence, place: int, taken: set[int], context: TradeContext) -> Frame | None:
    """ "leave at a 7% loss", "losing 5% on the pair would be enough"."""
    tokens = sentence.tokens
    if context.action in ("close", "reduce"):
        return None
    if (multiple := _credit_multiple(sentence, place, context)) is not None:
        return multiple
    if tokens[place].low == "half" and [t.low for t in tokens[place + 1 : place + 3]] in (
        ["the", "credit"], ["the", "premium"], ["of", "the"],
    ):  # fmt: skip
        first, last = sentence.segment(place)
        if context.premium_bias < 0 and sentence.cues_in(first, place, "leave", "target", "target_noun"):
            return Frame(place, min(last, place + 3), place, "clause", "leave")
        return None
    if tokens[place].kind != "number" or tokens[place].unit != "percent":
        return None
    if (
        place + 2 < len(tokens)
        and tokens[place + 1].low == "of"
        and tokens[place + 2].low in ("nav", "capital", "equity", "the")
        and not any(t.low in ("credit", "premium", "profit", "gain") for t in tokens[place + 3 : place + 5])
    ):
        return None
    lows = [t.low for t in tokens[max(0, place - 3) : place]]
    after = [t.low for t in tokens[place + 1 : place + 2]]
    role = None
    if (
        after[:1] in (["loss"], ["drawdown"])
        or lows[-2:] == ["loss", "of"]
        or lows[-3:] == ["down", "by"]
        or lows[-1:] in (["down"], ["minus"])
    ):
        role = "loss"
    elif (
        after[:1] in (["gain"], ["profit"], ["ahead"])
        or lows[-2:] == ["gain", "of"]
        or lows[-2:] == ["profit", "of"]
        or lows[-1:] == ["up"]
        or (
            after == ["of"]
            and any(t.low in ("profit", "premium", "credit", "max") for t in tokens[place + 2 : place + 6])
        )
    ):
        role = "gain"
    if role is None and (sign := adverse(tokens, place)):
        role = "loss" if sign < 0 else "gain"
    if role is None and lows[-1:] in (["at"], ["@"], ["around"], ["near"]) and tokens[place].text[0] in "+-−":
        role = "loss" if tokens[place].text[0] != "+" else "gain"
    if role is None:
        return None
    first, last = sentence.segment(place)
    near = [
        cue
        for cue in sentence.cues_in(first, last, "leave", "stop", "target", "stop_noun", "target_noun")
        if cue.start not in range(place - 1, place + 2)
    ]
    if not near:
        return None
    begin = place
    while begin > first and tokens[begin - 1].low in (
        "a",
        "an",
        "at",
        "of",
        "loss",
        "gain",
        "profit",
        "down",
        "up",
        "the",
        "adverse",
        "move",
        "minus",
        "with",
    ):
        begin -= 1
    end = place + 1
    if after[:1] in (["loss"], ["gain"], ["profit"], ["ahead"], ["drawdown"]):
        end += 1
    if after == ["of"]:
        end = min(len(tokens), place + 5)
        while end > place + 1 and tokens[end - 1].low not in ("profit", "premium", "credit", "max"):
            end -= 1
    return Frame(begin, end, begin, "clause", "leave")


def _credit_multiple(sentence: Sentence, place: int, context: TradeContext) -> Frame | None:
    """ "Out at twice the credit", "stop at 2x the credit", "stop at half the premium"."""
    tokens = sentence.tokens
    several = tokens[place].low in ("twice", "double", "triple") or tokens[place].unit == "times"
    halved = tokens[place].low == "half" and context.premium_bias > 0
    if not context.has_options or not (several or halved):
        return None
    end = next((k + 1 for k in range(place + 1, min(len(tokens), place + 4))
                if tokens[k].low in ("credit", "premium", "debit")), None)  # fmt: skip
    first, _ = sentence.segment(place)
    named = sentence.cues_in(first, place, "leave", "stop", "target", "stop_noun", "target_noun")
    if end is None or not named:
        return None
    gains = (context.premium_bias > 0) == several
    return Frame(place, end, place, "clause", "target" if gains else "stop")


def leave_at(
    sentence: Sentence, place: int, taken: set[int], context: TradeContext, *, follows: bool = False
) -> Frame | None:
    """ "cover at 470", "out at 112.80", "cut under $2", "buy it back at 7.25", "gets sold at 6.00"; behind the call
    (`follows`) also "I plan to sell at 150", "I'd be a seller of it at 150"."""
    tokens = sentence.tokens
    if context.action in ("close", "reduce"):
        return None
    cue = sentence.cue_at(place)
    if cue is None or cue.kind not in ("leave", "stop", "target"):
        sold = (
            tokens[place].low in ("sell", "sold")
            and context.bias > 0
            and any(c.start < place for c in sentence.cues_in(0, place, "entry"))
        )
        if not sold and not (follows and _means_to_leave(tokens, place, context)):
            return None
        end = place + 1
    else:
        end = cue.end
    k = end
    while k < len(tokens) and k - end < 4 and tokens[k].low in words("conditions_words", "leave_objects", "words"):
        k += 1
    if k >= len(tokens) or k in taken or tokens[k].kind != "number" or not any(t.low in _AT for t in tokens[end:k]):
        return None
    if tokens[k].unit not in (None, "price", "points", "bp") or not may_be_level(tokens, k, None):
        return None
    role = "leave" if cue is None or cue.kind not in ("stop", "target") else cue.kind
    return Frame(place, k + 1, k, "level", role)


_AT = frozenset({"at", "around", "near"})


def _means_to_leave(tokens: Sequence[Token], place: int, context: TradeContext) -> bool:
    """Whether the author speaks of taking the trade off: "I sell", "we plan to sell", "I'd be a seller"."""
    if not context.bias or context.has_options or not undoes(tokens[place].low, context):
        return False
    before = [t.low for t in tokens[max(0, place - 6) : place]]
    if before and before[-1] in words("conditions_words", "wishes", "not_before"):
        return False
    own = words("conditions_words", "author", "words")
    return bool(before) and (before[-1] in own or (bool(own & set(before)) and before[-1] in _TO_SELL))


_TO_SELL = words("conditions_words", "leave_objects", "before")


def scaled_out(sentence: Sentence, place: int, taken: set[int], context: TradeContext) -> Frame | None:
    """ "Book half at 140 and the rest at 152": where parts of an idea just put on are taken off; and in short notes the
    bare level behind the verb ("cover 225 / 218")."""
    tokens = sentence.tokens
    if context.action not in ("open", "hold") or not context.legs or not context.bias or context.has_options:
        return None
    word = tokens[place].low
    number = place + 1
    part = None
    if word in words("conditions_words", "part_takers", "words") and number < len(tokens):
        part = listed("endings", "parts").match(tokens, number) or listed("endings", "rests").match(tokens, number)
    if part is not None:
        number += part[0]
        while number < len(tokens) - 1 and tokens[number].low in _OF_PART:
            number += 1
        if tokens[number - 1].low not in ("at", "near", "around", "@", "into", "above", "below", "on"):
            return None
    elif not (word in words("conditions_words", "bare_exits", "words") and _undone(sentence, place, context)):
        return None
    if number >= len(tokens) or number in taken or tokens[number].kind != "number":
        return None
    token = tokens[number]
    if token.unit not in (None, "price") or token.text[0] in "+-−" or not may_be_level(tokens, number, "target"):
        return None
    return Frame(place, number + 1, number, "level", "target")


_OF_PART = words("conditions_words", "of_part", "words")


def _undone(sentence: Sentence, place: int, context: TradeContext) -> bool:
    """Whether the verb at `place` takes the trade off and nothing but its level follows at once."""
    tokens = sentence.tokens
    if not place or (
        tokens[place - 1].kind not in ("punct", "number") and tokens[place - 1].low not in ("and", "then")
    ):
        return False
    after = tokens[place + 2] if place + 2 < len(tokens) else None
    if after is not None and after.kind != "punct" and after.low not in ("and", "then", "or", "stop", "for", "with"):
        return False
    return tokens[place].low in ("cover", "exit", "exits") or undoes(tokens[place].low, context)


def against_level(sentence: Sentence, place: int, taken: set[int], context: TradeContext) -> Frame | None:
    """ "Buy it against 181.50", "long against the 181.50 low": the level that must hold; "181 against 205 a year ago"
    compares."""
    tokens = sentence.tokens
    if tokens[place].low != "against" or context.action not in ("open", "hold") or not context.bias:
        return None
    number = place + 1
    while number < len(tokens) - 1 and number - place < 3 and tokens[number].low in ("the", "a", "our", "its"):
        number += 1
    if number >= len(tokens) or number in taken or tokens[number].kind != "number":
        return None
    first, _ = sentence.segment(place)
    named = tokens[place - 1].kind == "name" or bool(sentence.cues_in(first, place, "entry", "hold"))
    after = tokens[number + 1] if number + 1 < len(tokens) else None
    ends = after is None or after.kind == "punct" or after.low in words("conditions_words", "after_against", "words")
    if not (named and ends) or any(t.kind == "number" for t in tokens[max(first, place - 2) : place]):
        return None
    if tokens[number].unit not in (None, "price") or not may_be_level(tokens, number, "stop"):
        return None
    if context.is_premium(tokens[number].value or 0):
        return None
    return Frame(place, number + 1, number, "level", "stop")


def stop_orders(sentence: Sentence) -> list[Frame]:
    """ "buy stop 16,920": the level at which the order is entered, no level to leave at."""
    tokens = sentence.tokens
    found: list[Frame] = []
    for place in range(len(tokens) - 2):
        if tokens[place].low in ("buy", "sell") and tokens[place + 1].low in ("stop", "stops"):
            number = place + 2
            while number < len(tokens) and tokens[number].low in ("at", "@", "order", ":"):
                number += 1
            if number < len(tokens) and tokens[number].kind == "number":
                found.append(Frame(place, number + 1, number, "level", f"{tokens[place].low}_stop"))
    return found
