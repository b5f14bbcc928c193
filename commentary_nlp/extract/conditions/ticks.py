"""Treasury futures are quoted in points and thirty-seconds: 109-24 is 109 24/32, 110'16+ is 110 16.5/32."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from commentary_nlp.extract.annotations import Annotations, NumberMention
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.vocabulary import words

# Two digits of thirty-seconds; then a half ("+") or quarters ("2", "5", "7") of one.
_TICKS = re.compile(
    r"(?<![\w.,/-])(?P<points>\d{2,3})[-'’](?P<ticks>[0-2]\d|3[01])(?P<part>\+|[0257])?(?![\w/-]|[.,]\d)"
)
_PARTS = {"+": 0.5, "2": 0.25, "5": 0.5, "7": 0.75, "0": 0.0}


def with_ticks(text: str, notes: Annotations, regions: Sequence[tuple[int, int]], context: TradeContext) -> Annotations:
    """`notes` with such prices of a traded bond future as one number each; unchanged for any other trade."""
    quoted = words("conditions_measures", "thirty_seconds", "symbols")
    if not any(leg.symbol in quoted for leg in context.legs):
        return notes
    found: list[NumberMention] = []
    for start, end in regions:
        for match in _TICKS.finditer(text, max(0, start), max(0, end)):
            value = float(match["points"]) + (float(match["ticks"]) + _PARTS.get(match["part"] or "0", 0.0)) / 32
            found.append(NumberMention(match.start(), match.end(), value, None, "price"))
    if not found:
        return notes
    kept = [n for n in notes.numbers if not any(n.start < k.end and k.start < n.end for k in found)]
    return replace(notes, numbers=tuple(sorted([*kept, *found], key=lambda n: n.start)))
