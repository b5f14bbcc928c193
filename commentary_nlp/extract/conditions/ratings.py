"""The target beside a house's rating as a condition: what a rating says is its price, and not a trade's levels."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.statements.ratings import Rating
from commentary_nlp.records import Condition, Predicate

# What a broker's call has none of: its reasons speak of levels that are no orders.
_OF_TRADES = frozenset({"trigger", "stop", "target", "scenario", "exit"})


def rated_conditions(text: str, rating: Rating, found: Sequence[Condition]) -> tuple[Condition, ...]:
    """The conditions of a rating: its targets, and what else `found` holds.

    Of a named house's call only what voids it is kept beside the target; the publication's own rating keeps its stops
    and triggers, and its targets where none stands beside the rating.
    """
    targets = [
        Condition(
            role="target",
            text=text[t.start : t.end],
            start=t.start,
            end=t.end,
            test=Predicate(
                measure="price", change="below" if rating.side == "short" else "above", value=t.value, unit="price"
            ),
        )
        for t in rating.targets
    ]
    if rating.house is not None:
        others = [c for c in found if c.role not in _OF_TRADES]
    else:
        others = [c for c in found if c.role != "target" or not targets]
    return tuple(sorted([*targets, *others], key=lambda c: c.start))
