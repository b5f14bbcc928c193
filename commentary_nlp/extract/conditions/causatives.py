"""What one thing does to another: "if a soft print takes it back to 180", "should the Bank let the ten-year trade
above 1%". The test is of the object; what moves it is not tested."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.conditions.subjects import Scope, content_of, measured
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.vocabulary import comparisons, listed, words

# Tokens of an object ("the shares", "the ten-year yield"), and from it to its level.
_OBJECT = 5
_TO_LEVEL = 5


def moved_object(tokens: Sequence[Token], scope: Scope) -> list[Token] | None:
    """The clause with the object as its subject, or None where no verb moves one to a level."""
    for place in range(1, len(tokens) - 2):
        verb = listed("causatives", "moves").match(tokens, place)
        lets = listed("causatives", "lets").match(tokens, place)
        if not (verb or lets) or tokens[place].kind != "word" or not content_of(tokens[:place]):
            continue
        first = place + (verb or lets or (1, ""))[0]
        end = _object_end(tokens, first)
        if end is None or not _levelled(tokens, end):
            continue
        thing = list(tokens[first:end])
        if not _is_thing(thing, scope):
            continue
        if lets:
            rest = list(tokens[end:])
            return [*thing, *(rest[1:] if rest[0].low == "to" else rest)]
        return [*thing, tokens[place]._replace(text="goes", low="goes", kind="word"), *tokens[end:]]
    return None


def _object_end(tokens: Sequence[Token], first: int) -> int | None:
    """Where the object ends: before a direction, a comparison or a verb of moving."""
    for k in range(first, min(len(tokens), first + _OBJECT + 1)):
        if tokens[k].kind in ("punct", "number"):
            return None
        ahead = tokens[k].low in words("conditions_words", "causatives", "directions")
        if ahead or comparisons().match(tokens, k) or listed("causatives", "trades").match(tokens, k):
            return k if k > first else None
    return None


def _levelled(tokens: Sequence[Token], place: int) -> bool:
    return any(t.kind in ("number", "length") for t in tokens[place : place + _TO_LEVEL])


def _is_thing(thing: Sequence[Token], scope: Scope) -> bool:
    """Whether the object can stand at a level: the trade, a name, a tenor, a measure."""
    lows = {t.low for t in thing}
    if lows & (words("conditions_words", "pronouns", "words") | words("conditions_words", "own_nouns", "words")):
        return True
    return any(t.symbol or t.kind == "length" for t in thing) or bool(measured(list(thing), scope))
