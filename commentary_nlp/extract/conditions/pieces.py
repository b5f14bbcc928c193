"""A clause cut at the coordinators that join its changes, one predicate's worth a piece."""

from __future__ import annotations

import itertools

from commentary_nlp.extract.conditions.clauses import (
    heads_of,
)
from commentary_nlp.extract.conditions.tagging import (
    Head,
    Piece,
    Reading,
)


def pieces_of(reading: Reading) -> list[Piece]:
    """The clause cut at the coordinators that join its changes."""
    tokens = reading.tokens
    heads = heads_of(reading)
    if not heads:
        return [Piece(list(tokens), [], None, list(tokens))]
    groups: list[tuple[int, list[Head], str]] = [(0, [heads[0]], "all")]
    for before, after in itertools.pairwise(heads):
        cut = _cut_between(reading, before, after)
        if cut is None:
            groups[-1][1].append(after)
        else:
            groups.append((cut[0], [after], cut[1]))
    pieces: list[Piece] = []
    for number, (start, group, joined) in enumerate(groups):
        end = groups[number + 1][0] if number + 1 < len(groups) else len(tokens)
        head, members = _main(reading, start, group)
        first = start
        while first < head.start and (first in reading.joiner or tokens[first].kind == "punct"):
            first += reading.joiner[first][0] if first in reading.joiner else 1
        pieces.append(Piece(list(tokens[first : head.start]), list(tokens[head.end : end]), head,
                            list(tokens[first:end]), joined, members))  # fmt: skip
    return pieces


def _main(reading: Reading, start: int, group: list[Head]) -> tuple[Head, Head | None]:
    """The head that speaks for a piece: the last, save in "under a third of shares hold their 100-day"."""
    if len(group) == 1:
        return group[0], None
    first, last = group[0], group[-1]
    if (
        first.change is None
        and first.level is not None
        and first.level.unit == "percent"
        and last.level is not None
        and last.level.average
    ):
        return first, last
    if last.level is not None and first.level is not None and first.level.average:
        return last, first
    with_level = [head for head in group if head.level is not None]
    if with_level and last.level is None:
        return with_level[-1], None
    return last, None


def _cut_between(reading: Reading, before: Head, after: Head) -> tuple[int, str] | None:
    """Where a coordinator stands between two heads, and what it means; the first of several."""
    for place in range(before.end, after.start):
        if place in reading.joiner:
            return place, reading.joiner[place][1]
    if (
        after.change is not None
        and after.change.name in ("rises", "falls")
        and after.start - before.end <= 1
        and before.level
    ):
        # "a rally to 60 on falling volume"
        token = reading.tokens[after.start]
        if token.low.endswith("ing") and after.end in reading.measure:
            return after.start, "all"
    return None
