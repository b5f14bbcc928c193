"""A broker's price beside its rating, without a word for the target: "Outperform and $45 at Wedbush", "(buy, 875p)",
"sector perform is where RBC keeps it, at 470p"."""

from __future__ import annotations

from functools import cache

from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.frames import Frame
from commentary_nlp.extract.conditions.level_lists import (
    may_be_level,
)
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.vocabulary import Phrases, listed

# Tokens between a rating and its price, where "at" stands before the price.
_FAR = 10
_JOINS = frozenset({",", "and", "with", "/", ";", "-", "—", "at", "(", "on"})


def rated_level(sentence: Sentence, place: int, taken: set[int], context: TradeContext) -> Frame | None:
    """The price, where the rating at `place` is that of this recommendation."""
    tokens = sentence.tokens
    if not context.legs or context.has_options or len(context.legs) > 1 or tokens[place].kind not in ("word", "name"):
        return None
    low = tokens[place].low
    if not any(low in table for table in _tables()):
        return None
    found = {key: found for key in _KEYS if (found := listed("ratings", key).match(tokens, place))}
    if not found:
        return None
    key = max(found, key=lambda one: found[one][0])
    if not _fits(key, context):
        return None
    verb = key.endswith("_verbs")
    bracketed = place > 0 and tokens[place - 1].low in ("(", "[", '"', "“", "to", "at", "a")
    if verb and not bracketed:
        return None
    k = place + found[key][0]
    joined = False
    while k < len(tokens) and k - place < _FAR:
        token = tokens[k]
        if token.kind == "number":
            break
        if token.low not in _JOINS:
            if verb or token.kind not in ("word", "name") or listed("ratings", "sides").match(tokens, k):
                return None
            joined = False
        else:
            joined = True
        k += 1
    if k >= len(tokens) or k in taken or tokens[k].kind != "number" or not joined:
        return None
    far = any(t.low not in _JOINS for t in tokens[place + found[key][0] : k])
    if far and (tokens[k - 1].low != "at" or tokens[k].unit != "price"):
        return None
    if tokens[k].unit not in (None, "price") or (tokens[k].unit is None and not bracketed):
        return None
    return Frame(k, k + 1, k, "level", "target") if may_be_level(tokens, k, "target") else None


_KEYS = ("buys", "buy_verbs", "holds", "hold_verbs", "sells", "sell_verbs")


@cache
def _tables() -> tuple[Phrases[str], ...]:
    return tuple(listed("ratings", key) for key in _KEYS)


def _fits(key: str, context: TradeContext) -> bool:
    if key.startswith("hold"):
        return context.action == "hold"
    side = "long" if key.startswith("buy") else "short"
    return context.action == "open" and context.legs[0].side == side
