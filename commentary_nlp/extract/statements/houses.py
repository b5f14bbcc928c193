"""Where a house is named that rates: there it is no instrument."""

from __future__ import annotations

import re

from commentary_nlp.extract.annotations import Annotations
from commentary_nlp.extract.attribution import firm_pattern
from commentary_nlp.extract.instruments.context import is_rated_house, traded_before
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.statements.rating_words import rating_words

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
        + r")(?![\w-])|\b(?:up|down)grade|\btargets?\b|\bPT\b|\bforecast",
        re.IGNORECASE,
    )
    verbs = re.compile(table["lead"]["verbs"], re.IGNORECASE)
    covers = re.compile(table["lead"]["covers"], re.IGNORECASE)
    for block in notes.blocks:
        for place, (start, end) in enumerate(block.sentences):
            spans = [m.span() for m in firm_pattern().finditer(text, start, end)]
            if not spans:
                continue
            sentence = text[start:end]
            graded = bool(rating_words(text, start, end))
            rates = graded or bool(rating.search(sentence) and verbs.search(sentence))
            if not rates and place + 1 < len(block.sentences) and covers.search(sentence):
                # "Argus opens coverage of two. Ford gets a Buy"
                rates = bool(rating_words(text, *block.sentences[place + 1]))
            for span in spans:
                if graded and len(spans) > 1 and is_rated_house(text, *span, end):
                    continue
                if traded_before(text, span[0]) and text[span[0] - 1 : span[0]] == " ":
                    continue  # "I would buy JPMorgan": the share
                if rates or _OF_HOUSE.match(text[span[1] : span[1] + 60]):
                    out.append(span)
    return out
