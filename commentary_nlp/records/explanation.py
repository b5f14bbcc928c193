"""Why an extraction says what it says: words and rule behind each field, and why other sentences are no calls."""

from __future__ import annotations

from commentary_nlp.records.contract import Extraction, Record, Span


class Source(Record):
    """One field of a recommendation: its value in words, the words of the text that say it, and what read them.

    `text`, `start`, `end` (end exclusive) are None where the value follows from the rest of the recommendation.
    """

    field: str
    value: str
    text: str | None = None
    start: int | None = None
    end: int | None = None
    component: str
    rule: str


class Explained(Record):
    """The sources of one recommendation, by its 0-based place in the extraction."""

    place: int
    text: str
    confidence: float | None = None
    sources: tuple[Source, ...] = ()


class Refusal(Span):
    """A sentence that looks like an idea and is none: what looked like one, and why it was not taken."""

    words: str
    component: str
    reason: str


class Explanation(Record):
    """An extraction with what each part of it rests on."""

    extraction: Extraction
    recommendations: tuple[Explained, ...] = ()
    refusals: tuple[Refusal, ...] = ()
