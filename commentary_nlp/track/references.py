"""What an idea without legs of its own speaks of: the legs of the ideas it refers to."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.records.contract import Leg
from commentary_nlp.records.outcome import Idea


def legs_meant(idea: Idea, ideas: Sequence[Idea]) -> tuple[Leg, ...]:
    """The idea's own legs; where it has none those of what it refers to among `ideas` (of its article), in
    their order and each once, through references of references too. Empty where nothing names any."""
    return tuple(dict.fromkeys(_legs(idea, ideas, set())))


def _legs(idea: Idea, ideas: Sequence[Idea], seen: set[int]) -> list[Leg]:
    if idea.trade is not None and idea.trade.legs:
        return list(idea.trade.legs)
    seen.add(idea.place)
    wanted = [one for one in ideas if one.place in idea.recommendation.refers_to and one.place not in seen]
    return [leg for one in wanted for leg in _legs(one, ideas, seen)]
