"""Where a recommendation goes against what the text says of its instrument: shown, for a reader to judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commentary_nlp.records import Leg, Recommendation, Sentiment

# A hedge sells what one likes, and profits are taken in what did well: these go against nothing.
_ACTIONS = frozenset({"open", "hold", "avoid"})


def against_sentiment(rec: Recommendation, towards: Mapping[str, Sentiment]) -> tuple[str, ...]:
    """The symbols that a recommendation is long while the text is negative of them, or short while it is positive.

    What one is told to avoid counts as it stands: not to be long what the text praises goes against it too. A symbol
    whose legs have no one direction (a straddle, a condor) goes against nothing.
    """
    if rec.action not in _ACTIONS:
        return ()
    found: dict[str, None] = {}
    for alternative in rec.alternatives:
        for symbol in dict.fromkeys(leg.symbol for leg in alternative.legs):
            side = direction([leg for leg in alternative.legs if leg.symbol == symbol])
            tone = towards.get(symbol)
            if side == 0 or tone is None or tone.label not in {"positive", "negative"}:
                continue
            liked = 1 if tone.label == "positive" else -1
            if (side == liked) if rec.action == "avoid" else (side == -liked):
                found[symbol] = None
    return tuple(found)


def direction(legs: Sequence[Leg]) -> int:
    """1 where legs of one underlying gain when it rises, -1 where they gain when it falls, 0 where neither is plain.

    All legs of one direction have it; of two strikes of one right, the long one lower gains from a rise, calls and
    puts alike.
    """
    sides = {(1 if leg.side == "long" else -1) * (-1 if leg.right == "put" else 1) for leg in legs}
    if len(sides) == 1:
        return sides.pop()
    if len(legs) == 2 and all(leg.kind == "option" for leg in legs) and legs[0].right == legs[1].right:
        long, short = sorted(legs, key=lambda leg: leg.side)
        if long.strike is not None and short.strike is not None and long.strike.unit == short.strike.unit == "price":
            return (long.strike.value < short.strike.value) - (long.strike.value > short.strike.value)
    return 0
