"""Why a sentence makes no call: it asks, supposes, reports nobody in particular, or speaks of what is over."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.pattern_lists import PatternList


@cache
def _rules() -> tuple[tuple[str, PatternList], ...]:
    table = load("actions")["refuse"]
    return tuple(
        (name, PatternList(re.compile(p, 0 if "CLOSED" in p else re.IGNORECASE) for p in table[name]))
        for name in ("hypothetical", "reported", "saying", "over")
    )


def refusal(text: str, start: int, end: int) -> str | None:
    """Why the whole of ``text[start:end]`` makes no call, or None: "question", "hypothetical", "reported", "over"."""
    return _refusal(text[start:end])


# A sentence is asked about by each that reads it.
@lru_cache(maxsize=64)
def _refusal(words: str) -> str | None:
    if words.rstrip("\"'”’) ").endswith("?"):
        return "question"
    for name, patterns in _rules():
        if patterns.search(words):
            return name
    return None


def refused_cue(text: str, start: int, end: int, cue: tuple[int, int]) -> str | None:
    """Why the words of action at ``cue`` make no call in their sentence ``start``..``end``, or None.

    What is supposed or reported must be said before the words, or right behind; what is over, in their clause.
    """
    words = text[start:end]
    if words.rstrip("\"'”’) ").endswith("?"):
        return "question"
    before = max(text.rfind(mark, start, cue[0]) for mark in ";:")
    clause = max(start, before + 1)
    behind = re.search(r"[;:]|\. ", text[cue[1] : end])
    until = cue[1] + behind.start() if behind else end
    comma = text.find(", ", cue[1], cue[1] + 12)
    told = (clause, comma if comma >= 0 else cue[1] + 12)
    spans = {"hypothetical": told, "reported": told, "saying": (clause, until), "over": (clause, until)}
    for name, patterns in _rules():
        first, last = spans[name]
        if any(pattern.search(text, first, min(end, last)) for pattern in patterns.candidates(words)):
            return name
    return None
