"""Several things under one verb, each with terms of its own: "Ford at 12 and Pfizer at 28" are two recommendations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from commentary_nlp.extract.annotations import Annotations, InstrumentMention, within
from commentary_nlp.records import Alternative, EntryPrice, Leg, Size, SizeUnit

# Where the words of one thing end and those of the next begin.
_JOINT = re.compile(r"(?:,\s+|;\s+)?\band\s+|,\s+|;\s+", re.IGNORECASE)
# A percentage that stands beside a thing alone is its weight where the sentence speaks of holdings.
_WEIGHT = re.compile(
    r"(?:\(|\b(?:at|to|an?)\s)(\d+(?:\.\d+)?)\s?(?:%|per ?cent)(?!\s?(?:yield|discount|premium|gain|loss|off))"
)
_HOLDINGS = re.compile(r"\b(?:positions?|holdings?|weights?|stakes?|portfolio|fund|assets|capital|NAV|own|hold)\b")
# A price to do it at, or a number of shares.
_PRICE = re.compile(r"(?:\bat|@)\s?[$€£]?(\d[\d,]*(?:\.\d+)?)(?![\d,.]*\d)(?!\s?(?:%|per ?cent|times|x\b))")
_SHARES = re.compile(r"\b(\d[\d,]*)\s(?:(?:\w+\s)?(?:shares|sh)\b|of\s)")

Part = tuple[Alternative, tuple[int, int], Size | None]


def own_terms(
    text: str, notes: Annotations, region: tuple[int, int], alternatives: Sequence[Alternative]
) -> list[Part]:
    """Each thing of a basket with its words and its weight, where every one has terms of the same kind; else none.

    The words are the start (inclusive) and end (exclusive) of the stretch of ``region`` that speaks of it.
    """
    if len(alternatives) != 1 or alternatives[0].structure != "basket":
        return []
    legs = alternatives[0].legs
    if any(leg.kind == "option" for leg in legs):
        return []
    stretches = _stretches(text, _named(notes, region, legs), region)
    if len(stretches) != len(legs):
        return []
    weighed = bool(_HOLDINGS.search(text, *region))
    units: dict[re.Pattern[str], SizeUnit] = {_WEIGHT: "percent", _SHARES: "shares"}
    for pattern in (_WEIGHT, _SHARES, _PRICE):
        found = [pattern.search(text, *stretch) for stretch in stretches]
        if not all(found) or (pattern is _WEIGHT and not weighed):
            continue
        return [
            (
                Alternative(
                    structure="outright", legs=(leg.model_copy(update={"ratio": 1}),), price=_price(text, stretch)
                ),
                stretch,
                Size(value=float(match[1].replace(",", "")), unit=units[pattern])
                if match and pattern in units
                else None,
            )
            for leg, stretch, match in zip(legs, stretches, found, strict=True)
        ]
    return []


def _named(notes: Annotations, region: tuple[int, int], legs: Sequence[Leg]) -> list[InstrumentMention]:
    """The first mention of each leg's symbol, where they stand in the legs' order; else none."""
    first = {m.symbol: m for m in reversed(within(notes.instruments, *region))}
    found = [first[leg.symbol] for leg in legs if leg.symbol in first]
    in_order = all(a.end <= b.start for a, b in pairwise(found))
    return found if len(found) == len(legs) and in_order else []


def _stretches(text: str, named: Sequence[InstrumentMention], region: tuple[int, int]) -> list[tuple[int, int]]:
    bounds = [region[0]]
    for mention, following in pairwise(named):
        joints = list(_JOINT.finditer(text, mention.end, following.start))
        if not joints:
            return []
        bounds.append(joints[-1].end())
    bounds.append(region[1])
    return list(pairwise(bounds))


def _price(text: str, stretch: tuple[int, int]) -> EntryPrice | None:
    said = _PRICE.search(text, *stretch)
    return EntryPrice(value=float(said[1].replace(",", "")), kind="limit") if said else None
