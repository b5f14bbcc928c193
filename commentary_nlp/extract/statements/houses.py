"""Where a house is named that rates: there it is no instrument."""

from __future__ import annotations

import re

from commentary_nlp.extract.annotations import Annotations
from commentary_nlp.extract.attribution import firm_pattern
from commentary_nlp.extract.instruments.context import traded_before
from commentary_nlp.extract.lexicon import load

_OF_HOUSE = re.compile(
    r"^(?:[’']s)?\s+(?:\w+\s+){0,2}?(?:analysts?|strategists?|economists?|team|note|desk|traders?|chief|head|research|said|says|sees|expects|forecasts?)\b|"
    r"^[’']s (?:Top Pick|Focus List|Conviction|downgrade|upgrade|call|target)",
    re.IGNORECASE,
)


def rating_houses(text: str, notes: Annotations) -> list[tuple[int, int]]:
    """Spans of houses in sentences with a rating or a target, or whose people speak."""
    out: list[tuple[int, int]] = []
    table = load("attribution")
    words = [w for key in ("open_long", "hold", "open_short") for w in table["ratings"][key]]
    rating = re.compile(
        r"(?<![\w-])(?:"
        + "|".join(re.escape(w) for w in words)
        + r")(?![\w-])|\b(?:up|down)grade|\btarget\b|\bPT\b|\bforecast",
        re.IGNORECASE,
    )
    verbs = re.compile(table["lead"]["verbs"], re.IGNORECASE)
    for block in notes.blocks:
        for start, end in block.sentences:
            spans = [m.span() for m in firm_pattern().finditer(text, start, end)]
            if not spans:
                continue
            sentence = text[start:end]
            rates = bool(rating.search(sentence) and verbs.search(sentence))
            for span in spans:
                if traded_before(text, span[0]) and text[span[0] - 1 : span[0]] == " ":
                    continue  # "I would buy JPMorgan": the share
                if rates or _OF_HOUSE.match(text[span[1] : span[1] + 60]):
                    out.append(span)
    return out
