"""Stretches of an article that only suppose: a worked example, an imagined holder, a lesson's "say you own"."""

from __future__ import annotations

import re

from commentary_nlp.extract.annotations import Annotations, Block
from commentary_nlp.extract.lexicon import patterns

_AUTHOR = re.compile(r"\b(?:we|i|our|my)\b", re.IGNORECASE)


def supposed_stretches(text: str, notes: Annotations) -> tuple[tuple[int, int], ...]:
    """Where what is told is made up, as (start, end) in text order, each at most a paragraph and its list.

    One begins with a sentence that asks to imagine, or that gives an example without the author in it, and ends
    with its paragraph, or before the sentence that returns to what is. A paragraph that ends in a colon takes the
    list under it along.
    """
    found: list[tuple[int, int]] = []
    runs_on = False
    for block in notes.blocks:
        if block.kind not in {"paragraph", "bullet", "row"}:
            runs_on = False
            continue
        if runs_on and block.kind != "paragraph":
            found.append((block.start, block.end))
            continue
        stretch = _of_block(text, block)
        runs_on = stretch is not None and stretch[1] == block.end and text[block.start : block.end].endswith(":")
        if stretch is not None:
            found.append(stretch)
    return tuple(found)


def _of_block(text: str, block: Block) -> tuple[int, int] | None:
    begin: int | None = None
    told = False
    for start, end in block.sentences:
        words = text[start:end]
        if begin is None:
            imagined = patterns("supposing", "imagine").search(words)
            if imagined or (patterns("supposing", "example").search(words) and not _AUTHOR.search(words)):
                # "suppose we own": the author is a figure of the story
                begin, told = start, bool(imagined and _AUTHOR.search(words))
        elif patterns("supposing", "returns").search(words) or (not told and _AUTHOR.search(words)):
            return begin, start
    return (begin, block.end) if begin is not None else None
