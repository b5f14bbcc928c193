"""What stands at a place of an article, looked up without going through all of it.

A question that is asked of every idea of an article and goes through all of its blocks, spans or ideas makes the time
grow with the square of its length; these answer by halving.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from commentary_nlp.extract.annotations import Annotations, Block


class Spans:
    """Spans (start, end exclusive), in any order; they may overlap."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def overlap(self, start: int, end: int) -> bool:
        """Whether one begins before `end` and ends after `start`."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start

    def hold(self, place: int) -> bool:
        """Whether one holds the character at `place`."""
        return self.overlap(place, place + 1)


class _Outline(NamedTuple):
    """The blocks of one article: where each begins; the places of those of a kind; where its run of rows begins."""

    blocks: tuple[Block, ...]
    starts: list[int]
    of_kind: dict[str, list[int]]
    runs: list[int]


def _read(blocks: tuple[Block, ...]) -> _Outline:
    of_kind: dict[str, list[int]] = {}
    runs: list[int] = []
    for place, block in enumerate(blocks):
        of_kind.setdefault(block.kind, []).append(place)
        joined = block.kind == "row" and place > 0 and blocks[place - 1].kind == "row"
        runs.append(runs[-1] if joined else place)
    return _Outline(blocks, [block.start for block in blocks], of_kind, runs)


class _Outlines:
    """The outline of the article in hand, read once: see `kept`."""

    def __init__(self) -> None:
        self._last = _read(())

    def __call__(self, notes: Annotations) -> _Outline:
        last = self._last
        if last.blocks is not notes.blocks:
            last = self._last = _read(notes.blocks)
        return last


_outline = _Outlines()


def block_at(notes: Annotations, place: int) -> Block | None:
    """The block that holds the character at `place`."""
    block = block_before(notes, place + 1)
    return block if block is not None and place < block.end else None


def block_from(notes: Annotations, start: int) -> Block | None:
    """The block that begins at `start`."""
    block = block_before(notes, start + 1)
    return block if block is not None and block.start == start else None


def block_before(notes: Annotations, place: int, *kinds: str) -> Block | None:
    """The last block, of one of `kinds` where some are given, that begins before `place`."""
    outline = _outline(notes)
    last = bisect_left(outline.starts, place) - 1
    for_kinds = [outline.of_kind.get(kind, []) for kind in kinds]
    if kinds:
        last = max((found[at - 1] for found in for_kinds if (at := bisect_right(found, last))), default=-1)
    return outline.blocks[last] if last >= 0 else None


def ahead_of(spans: Sequence[tuple[int, int]], place: int) -> tuple[int, int] | None:
    """The last of ``spans``, which are in order and apart, that ends at or before `place`."""
    at = bisect_right(spans, place, key=lambda span: span[1])
    return spans[at - 1] if at else None


def first_row_before(notes: Annotations, place: int) -> Block | None:
    """The first of the rows that stand, with nothing but rows between, before the block that begins at `place`."""
    outline = _outline(notes)
    last = bisect_left(outline.starts, place) - 1
    if last < 0 or outline.blocks[last].kind != "row":
        return None
    return outline.blocks[outline.runs[last]]
