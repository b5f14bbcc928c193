"""Calls sold on shares that the article says are held: they are covered wherever the shares were spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.annotations import Annotations, within
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.places import block_at
from commentary_nlp.extract.references import Earlier
from commentary_nlp.records import Alternative


@cache
def _words(name: str) -> re.Pattern[str]:
    held = load("trades")["held"]
    said = rf"\b(?:{one_of(held[name])})\b"
    if name == "words":  # "my Ford shares", "our stake"
        said += rf"|\b(?:{one_of(held['owners'])})(?:\s[\w'’.&-]+){{0,3}}?\s(?:{one_of(held['things'])})\b"
    return re.compile(said, re.IGNORECASE)


def against_holding(
    text: str,
    notes: Annotations,
    region: tuple[int, int],
    alternatives: tuple[Alternative, ...],
    earlier: Sequence[Earlier],
) -> tuple[Alternative, ...]:
    """The alternatives, where a lone call sold is a covered call if its shares are held.

    Held are shares that an earlier recommendation owns, or of which the same paragraph says so before the end of
    ``region``.
    """
    return tuple(
        alternative.model_copy(update={"structure": "covered_call"})
        if _is_lone_call(alternative) and _is_held(text, notes, region, alternative.legs[0].symbol, earlier)
        else alternative
        for alternative in alternatives
    )


def _is_lone_call(alternative: Alternative) -> bool:
    if alternative.structure != "outright" or len(alternative.legs) != 1:
        return False
    leg = alternative.legs[0]
    return leg.kind == "option" and leg.right == "call" and leg.side == "short"


def _is_held(text: str, notes: Annotations, region: tuple[int, int], symbol: str, earlier: Sequence[Earlier]) -> bool:
    if _words("uncovered").search(text, *region):
        return False
    for one in earlier:
        if one.live and any((leg.symbol, leg.kind, leg.side) == (symbol, "share", "long") for leg in one.legs):
            return True
    block = block_at(notes, region[0])
    if block is None:
        return False
    for start, end in block.sentences:
        if start >= region[1] or not any(m.symbol == symbol for m in within(notes.instruments, start, end)):
            continue
        if _words("words").search(text, start, min(end, region[1])):
            return True
    return False
