"""Levels that are the subject of their clause: "180 gives way", "the short strike is breached"."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.conditions.predicates import side_of_level, unit_of
from commentary_nlp.extract.conditions.subjects import Scope, own_subject
from commentary_nlp.extract.conditions.tagging import (
    Level,
)
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.understood import Understood
from commentary_nlp.extract.conditions.vocabulary import listed, words
from commentary_nlp.records import AnyOf, Change, Predicate

_GIVES = ("up", "down", "either", "holds", "reached")


def level_gives(tokens: Sequence[Token], scope: Scope) -> Understood | None:
    """ "180 gives way", "support at 195 is cleared": a level of the traded thing as the subject of the clause."""
    place = 0
    while place < len(tokens) and place < 5 and tokens[place].low in words("conditions_words", "level_gives", "before"):
        place += 1
    if place >= len(tokens) - 1 or tokens[place].kind != "number" or tokens[place].unit not in (None, "price"):
        return None
    token = tokens[place]
    rest = place + 1
    while rest < len(tokens) - 1 and tokens[rest].low in ("finally", "ever", "now", "decisively", "cleanly", "then"):
        rest += 1
    kinds = {kind: found[0] for kind in _GIVES if (found := listed("level_gives", kind).match(tokens, rest))}
    if not kinds or token.value is None or token.high is not None:
        return None
    kind = max(kinds, key=lambda key: kinds[key])
    subject = own_subject(scope.context, None)
    side: Change
    if kind in ("either", "reached"):
        side = "above" if side_of_level(scope, subject, breaks=kind == "either") == "above" else "below"
    else:
        side = "above" if kind == "up" else "below" if kind == "down" else "holds"
    closes = any(t.low in ("close", "closing") for t in tokens[rest:])
    unit = unit_of(Level(token.value, token.unit), subject)
    predicate = Predicate(measure=subject.measure, subject=subject.words, symbols=subject.symbols, change=side,
                          value=token.value, unit=unit, basis="close" if closes else None)  # fmt: skip
    return Understood(predicate, [predicate], True, True)


def short_strike(tokens: Sequence[Token], scope: Scope) -> Understood | None:
    """ "The short strike is breached", "either short strike is touched": the strikes sold, each from its side."""
    lows = [t.low for t in tokens]
    sold = any(listed("sold_strikes", "phrases").match(tokens, k) for k in range(len(tokens)))
    if not sold or not set(lows) & words("conditions_words", "sold_strikes", "touched"):
        return None
    found = [leg for leg in scope.context.legs if leg.side == "short" and leg.strike is not None and leg.right]
    found = [leg for leg in found if leg.strike is not None and leg.strike.unit == "price"]
    named = [leg for leg in found if leg.right in lows]
    made = [
        Predicate(measure="price", symbols=(leg.symbol,), change="below" if leg.right == "put" else "above",
                  value=leg.strike.value, unit="price", basis="close" if set(lows) & {"close", "closes"} else None)
        for leg in named or found
        if leg.strike is not None
    ]  # fmt: skip
    if not made:
        return None
    return Understood(made[0] if len(made) == 1 else AnyOf(any=tuple(made)), made, True, True)
