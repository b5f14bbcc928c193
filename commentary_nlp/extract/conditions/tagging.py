"""The words of a clause, each tagged with its part: change, measure, comparison, coordinator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.vocabulary import (
    ChangeWord,
    MeasureWord,
    Phrases,
    changes,
    comparisons,
    coordinators,
    measures,
    plain_table,
)


@dataclass(frozen=True, slots=True)
class Level:
    """A level as written: a number (`high` for a range), or an average's length in sessions."""

    value: float
    unit: str | None
    high: float | None = None
    average: bool = False


@dataclass(slots=True)
class Head:
    """What a piece of a clause says of its subject: tokens `start`..`end` (exclusive)."""

    start: int
    end: int
    change: ChangeWord | None = None
    comparison: str | None = None
    level: Level | None = None
    negated: bool = False
    ended: bool = False
    named_level: bool = False


@dataclass(slots=True)
class Piece:
    """One predicate's worth of a clause, before its measure is known."""

    subject: list[Token]
    after: list[Token]
    head: Head | None
    words: list[Token]
    joined: str = "all"
    members: Head | None = None


@dataclass(slots=True)
class Reading:
    """Tagged tokens of a clause."""

    tokens: Sequence[Token]
    change: dict[int, tuple[int, ChangeWord]] = field(default_factory=dict)
    measure: dict[int, tuple[int, MeasureWord]] = field(default_factory=dict)
    compare: dict[int, tuple[int, str]] = field(default_factory=dict)
    joiner: dict[int, tuple[int, str]] = field(default_factory=dict)
    close: set[int] = field(default_factory=set)
    negation: set[int] = field(default_factory=set)


@cache
def _tables() -> tuple[Phrases[Any], ...]:
    """The tables that `tag` looks words up in."""
    closes = plain_table("conditions_changes", "closes", "words")
    negations = plain_table("conditions_changes", "negations", "words")
    return (coordinators(), comparisons(), measures(), changes(), closes, negations)


def tag(tokens: Sequence[Token]) -> Reading:
    """Every token's part in the clause; a longer phrase shuts out what it contains."""
    reading = Reading(tokens)
    closes = plain_table("conditions_changes", "closes", "words")
    negations = plain_table("conditions_changes", "negations", "words")
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind not in ("word", "name", "punct") or not any(token.low in table for table in _tables()):
            place += 1
            continue
        step = 1
        joined = coordinators().match(tokens, place)
        compared = comparisons().match(tokens, place)
        measured = measures().match(tokens, place)
        changed = changes().match(tokens, place)
        closed = closes.match(tokens, place)
        negated = negations.match(tokens, place)
        longest = max(
            (found[0] for found in (joined, compared, measured, changed, closed, negated) if found), default=0
        )
        if negated and negated[0] == longest:
            reading.negation.update(range(place, place + longest))
            step = longest
        elif compared and compared[1] in ("or_more", "or_less") and _level_behind(tokens, place + compared[0]):
            reading.joiner[place] = (1, "any")  # "above 78 or below 74"
            step = 1
        elif compared and compared[0] == longest:
            reading.compare[place] = compared
            step = longest
        elif (
            measured
            and measured[0] == longest
            and not (changed and changed[0] == longest and _is_verb_here(tokens, place, longest))
        ):
            reading.measure[place] = measured
            step = longest
        elif closed and closed[0] == longest:
            reading.close.update(range(place, place + longest))
            step = longest
        elif changed and changed[0] == longest:
            reading.change[place] = changed
            step = longest
        elif joined and joined[0] == longest:
            reading.joiner[place] = joined
            step = longest
        place += step
    return reading


def _level_behind(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].kind in ("number", "length")


def _is_verb_here(tokens: Sequence[Token], place: int, length: int) -> bool:
    """ "yields 5%", "a rally to 60", "spread to": the word moves to a level."""
    after = tokens[place + length] if place + length < len(tokens) else None
    return after is not None and (
        after.kind == "number" or after.low in ("to", "into", "above", "below", "toward", "towards", "over", "through")
    )
