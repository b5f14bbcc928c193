"""The reason given for a recommendation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from commentary_nlp.extract.annotations import Annotations
from commentary_nlp.extract.conditions.cues import read_sentences
from commentary_nlp.extract.lexicon import load
from commentary_nlp.records import Condition, Span


@cache
def _marker() -> re.Pattern[str]:
    table = load("conditions_roles")["rationale"]
    plain, dates, nouns = ("|".join(map(re.escape, table[key])) for key in ("markers", "dates", "after_as"))
    return re.compile(rf"\b(?:{plain}|since(?!\s+(?:\d|{dates})\b)|as(?=\s+(?:{nouns})\b))\s+", re.IGNORECASE)


_MARK = re.compile(r"(?::|;|\s[-–—]+)\s+")


def find_rationale(
    text: str, notes: Annotations, regions: Sequence[tuple[int, int]], conditions: Sequence[Condition]
) -> Span | None:
    """The words of a reason in `regions`: after "because" and its like, after a colon, dash or semicolon, or a
    sentence that follows and holds no condition; None where there is none."""
    taken = [(condition.start, condition.end) for condition in conditions]
    for start, end in regions:
        for match in _marker().finditer(text, start, end):
            if not _inside(match.start(), taken):
                span = _clause(text, match.end(), end)
                if span is not None:
                    return span
    for start, end in regions[:1]:
        for match in _MARK.finditer(text, start, end):
            span = _clause(text, match.end(), end)
            if (
                span is not None
                and match.start() - start > 8
                and not _holds_condition(span, taken)
                and len(span.text.split()) >= 3
            ):
                return span
    for start, end in regions:
        for sentence in read_sentences(text, start, end, notes):
            if not sentence.tokens or sentence.tokens[0].start == regions[0][0]:
                continue
            span = Span(
                text=text[sentence.tokens[0].start : sentence.tokens[-1].end],
                start=sentence.tokens[0].start,
                end=sentence.tokens[-1].end,
            )
            if not _holds_condition(span, taken) and len(sentence.tokens) >= 4:
                return _without_stop(text, span)
    return None


def _inside(place: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in taken)


def _holds_condition(span: Span, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < span.end and span.start < end for start, end in taken)


_END = re.compile(r"[.;!?](?=\s|$)|:\s|\s[—–]\s|\n\s*\n")


def _clause(text: str, start: int, end: int) -> Span | None:
    match = _END.search(text, start, end)
    stop = match.start() if match else end
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return Span(text=text[start:stop], start=start, end=stop) if stop > start else None


def _without_stop(text: str, span: Span) -> Span:
    end = span.end - 1 if span.text.endswith(".") else span.end
    return Span(text=text[span.start : end], start=span.start, end=end) if end > span.start else span
