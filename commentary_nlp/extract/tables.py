"""A table of trades: the line of titles over a row, and the plain price that an entry's cell gives."""

from __future__ import annotations

import re

from commentary_nlp.extract.annotations import Annotations, Block
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.places import first_row_before

# Cells stand apart by a bar, a tab or two spaces and more.
_GAP = re.compile(r"[ \t]*\|[ \t]*|\t+| {2,}")
_PLAIN = re.compile(r"[$€£¥]?(\d[\d,]*(?:\.\d+)?)(p|c)?")


def titles_of(text: str, notes: Annotations, row: int) -> Block | None:
    """The line of titles of the table that the row beginning at ``row`` stands in, or None.

    A table is rows with nothing but rows between; its first line is of titles where it has no figure.
    """
    first = first_row_before(notes, row)
    if first is None or re.search(r"\d", text[first.start : first.end]):
        return None
    return first


def entry_price(text: str, titles: Block, row: tuple[int, int]) -> float | None:
    """The single price in the cell under a title like "Entry"; None for a range, words or another title.

    Only where the row fills as many cells as there are titles: columns that are left out are not guessed.
    """
    heads = _cells(text, titles.start, titles.end)
    cells = _cells(text, *row)
    if len(heads) != len(cells):
        return None
    names = set(load("assembly")["table"]["entry"].split("|"))
    for head, cell in zip(heads, cells, strict=True):
        if head.lower().strip(" .:") in names and (match := _PLAIN.fullmatch(cell)):
            return float(match.group(1).replace(",", ""))
    return None


def _cells(text: str, start: int, end: int) -> list[str]:
    return [cell.strip() for cell in _GAP.split(text[start:end].strip(" \t|"))]
