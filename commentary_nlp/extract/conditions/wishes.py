"""Bare levels that the author hopes for, would pay or waits for, and what a trade would cost to leave: "I'd be pleased
with 154", "I want to see 154 by June", "I want 49 or lower", "I'd pay 0.60 to be out of it"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.frames import AUTHOR, Frame
from commentary_nlp.extract.conditions.level_lists import may_be_level, next_in_list
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.vocabulary import listed, plain_table, words

# Tokens from a wish to its level.
_REACH = 4


def wish_frames(sentence: Sentence, context: TradeContext, *, follows: bool) -> list[Frame]:
    """Frames of kind "level". `follows`: the sentence stands behind the call, whose position "it" then is."""
    if context.action not in ("open", "hold", "hedge", "watch"):
        return []
    tokens = sentence.tokens
    found: list[Frame] = []
    place = 0
    while place < len(tokens):
        made = _wish(sentence, place, context, follows=follows) if tokens[place].kind == "word" else []
        found.extend(made)
        place = made[-1].end if made else place + 1
    return found


def _wish(sentence: Sentence, place: int, context: TradeContext, *, follows: bool) -> list[Frame]:
    if context.legs and context.bias and context.action != "watch":
        hoped = listed("wishes", "hoped").match(sentence.tokens, place)
        if hoped is None and follows:
            hoped = listed("wishes", "foreseen").match(sentence.tokens, place)
        if hoped is not None:
            return _hoped(sentence, place, place + hoped[0], context)
        must = listed("wishes", "must").match(sentence.tokens, place) if follows or context.action == "hold" else None
        if must is not None:
            return [replace(f, role="stop") for f in _hoped(sentence, place, place + must[0], context)[:1]]
    out = _cost_to_leave(sentence, place, context)
    if out is not None:
        return [out]
    entered = _would_pay(sentence, place, context, follows=follows)
    return [entered] if entered is not None else []


def _hoped(sentence: Sentence, start: int, place: int, context: TradeContext) -> list[Frame]:
    """The levels behind "pleased with", "want to see", "should reach"."""
    tokens = sentence.tokens
    number = _level_at(tokens, place)
    if number is None or tokens[number].high is not None or not may_be_level(tokens, number, "target"):
        return []
    if context.has_options and context.is_premium(tokens[number].value or 0):
        return []
    after = tokens[number + 1] if number + 1 < len(tokens) else None
    if after is not None and (after.low in words("conditions_words", "wishes", "not_after") or after.kind == "name"):
        return []
    if after is not None and after.low == "before" and number + 2 < len(tokens):
        acts = tokens[number + 2]
        if acts.low in AUTHOR or acts.low.endswith("ing"):
            return []  # "I want to see 195 before I buy"
    if any(t.low in words("conditions_words", "wishes", "not_before") for t in tokens[max(0, start - 3) : start]):
        return []
    found = [Frame(start, number + 1, number, "level", "target")]
    while (following := next_in_list(sentence, number, set())) is not None and len(found) < 5:
        found.append(Frame(following, following + 1, following, "level", "target"))
        number = following
    return found


def _cost_to_leave(sentence: Sentence, place: int, context: TradeContext) -> Frame | None:
    """ "Pay 0.60 to be out of it", "spend 0.60 to close": the structure's price at which what was sold comes off."""
    tokens = sentence.tokens
    if tokens[place].low not in words("conditions_words", "wishes", "paying") or context.premium_bias >= 0:
        return None
    number = _level_at(tokens, place + 1)
    if number is None or not context.is_premium(tokens[number].value or 0):
        return None
    out = listed("wishes", "to_leave").match(tokens, number + 1) if number + 1 < len(tokens) else None
    return Frame(place, number + 1 + out[0], number, "level", "leave") if out is not None else None


def _would_pay(sentence: Sentence, place: int, context: TradeContext, *, follows: bool) -> Frame | None:
    """ "I want 49 or lower", "wait for 440", "I'd pay up to 180", "anything under 49 will do", "my price is 49"."""
    tokens = sentence.tokens
    if (
        context.action not in ("open", "watch")
        or context.has_options
        or (context.action == "open" and not context.bias)
    ):
        return None
    first, _ = sentence.segment(place)
    wish = listed("wishes", "bids").match(tokens, place)
    begin, body = place, place + (wish[0] if wish else 0)
    if wish is None:
        return None
    verbal = tokens[place].low not in ("my", "our", "anything", "anywhere")
    said = tokens[place - 1].low if place else ""
    if (
        verbal
        and tokens[place].low != "wait"
        and not (said in AUTHOR or said in words("conditions_words", "wishes", "modals"))
    ):
        return None  # "holders paid 49", "it pays 2.40 a share"
    if not (
        follows or sentence.cues_in(first, place, "entry", "watch", "avoid") or tokens[place].low.startswith("wait")
    ):
        return None
    number = _level_at(tokens, body)
    if number is None or tokens[number].high is not None or not may_be_level(tokens, number, None):
        return None
    after = tokens[number + 1] if number + 1 < len(tokens) else None
    if after is not None and after.kind in ("name", "length"):
        return None
    if after is not None and after.kind == "word" and after.low not in words("conditions_words", "wishes", "after_bid"):
        return None
    if after is not None and after.low == "and" and number + 2 < len(tokens) and tokens[number + 2].low in AUTHOR:
        return None  # "anything over 150.20 and I'm gone"
    end = number + 3 if after is not None and after.low == "or" and number + 3 <= len(tokens) else number + 1
    side = "above" if context.bias < 0 else "below"
    return Frame(begin, end, number, "level", f"limit_{side}")


def _level_at(tokens: Sequence[Token], place: int) -> int | None:
    """The number close behind `place`, a price."""
    between = words("conditions_words", "wishes", "between")
    compared = plain_table("conditions_words", "wishes", "at_most")
    k = place
    while k < len(tokens) and k - place < _REACH:
        if tokens[k].kind == "number":
            return k if tokens[k].unit in (None, "price") else None
        step = compared.match(tokens, k)
        if step is None and tokens[k].low not in between:
            return None
        k += step[0] if step is not None else 1
    return None
