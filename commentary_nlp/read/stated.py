"""What the publisher prints about its own page: sentiment label and score, market impact."""

from __future__ import annotations

import re
from functools import lru_cache

from commentary_nlp.read.lexicon import masthead
from commentary_nlp.records import Stated

_NUMBER = r"(?P<number>[+\-−]?\d?\.\d+|[+\-−]?[01](?:\.0*)?)(?![\d%.]*\d)"
# Between a key and its value: punctuation, or the line breaks of a page that prints them one below the other.
_GAP = r"(?:[\s:=–—|(\[,]|-(?![\d.])){1,6}"


def _any(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s") for w in sorted(words, key=len, reverse=True)) + ")"


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = masthead()
    sentiment, impact = words["sentiment"], words["impact"]
    label = rf"(?P<label>(?:{_any(sentiment['degrees'])}\s)?{_any(sentiment['labels'])})"
    key = rf"(?<![\w-]){_any(sentiment['keys'])}"
    return (
        re.compile(rf"{key}(?:{_GAP}|\s){label}\b(?:(?:{_GAP}|,?\sscore\s){_NUMBER})?", re.IGNORECASE),
        re.compile(rf"(?<![\w-]){_any(sentiment['score_keys'])}{_GAP}{_NUMBER}", re.IGNORECASE),
        re.compile(rf"(?<![\w-]){_any(impact['keys'])}{_GAP}{_NUMBER}", re.IGNORECASE),
    )


def find_stated(lines: list[str]) -> tuple[Stated, set[int]]:
    """The printed figures, and the places (0-based) of the lines that print them.

    Only short lines count, so that a sentence about sentiment is none. Label and score may stand on
    lines of their own below their keys, with empty lines between.
    """
    label_of, score_of, impact_of = _patterns()
    kept = [(n, line.strip()) for n, line in enumerate(lines) if line.strip() and len(line.strip()) <= 120]
    page = "\n".join(line for _, line in kept)
    offsets, at = [], 0
    for n, line in kept:
        offsets.append((at, n))
        at += len(line) + 1
    used: set[int] = set()

    def mark(match: re.Match[str]) -> None:
        for start, n in offsets:
            if match.start() - 200 < start < match.end() and (start >= match.start() or start + 0 <= match.start()):
                line_end = start + len(lines[n].strip())
                if line_end >= match.start():
                    used.add(n)

    label = score = impact = None
    if match := label_of.search(page):
        label = " ".join(match["label"].lower().split())
        score = _value(match["number"], -1, 1)
        mark(match)
    for match in score_of.finditer(page):
        if score is None and _near_impact(page, match.start()) is False:
            score = _value(match["number"], -1, 1)
            mark(match)
    if match := impact_of.search(page):
        impact = _value(match["number"], 0, 1)
        mark(match)
    return Stated(sentiment_label=label, sentiment_score=score, market_impact=impact), used


def _near_impact(page: str, start: int) -> bool:
    """Whether a bare "score" belongs to the impact ("Impact score 0.7")."""
    return page[max(0, start - 8) : start].lower().rstrip().endswith("impact")


def _value(number: str | None, low: float, high: float) -> float | None:
    if number is None:
        return None
    value = float(number.replace("−", "-"))
    return value if low <= value <= high else None
