"""Why a sentence makes no call: it asks, supposes, reports nobody in particular, or speaks of what is over."""

from __future__ import annotations

import re
from functools import cache

from commentary_nlp.extract.lexicon import load


@cache
def _rules() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    table = load("actions")["refuse"]
    return tuple(
        (name, tuple(re.compile(p, 0 if "CLOSED" in p else re.IGNORECASE) for p in table[name]))
        for name in ("hypothetical", "reported", "over")
    )


def refusal(text: str, start: int, end: int, listed: bool) -> str | None:
    """The reason why ``text[start:end]`` makes no call whatever its verbs, or None.

    Returns:
        "question", "hypothetical", "reported", "over", or None.
    """
    words = text[start:end]
    if words.rstrip("\"'”’) ").endswith("?"):
        return "question"
    for name, patterns in _rules():
        if any(pattern.search(words) for pattern in patterns):
            return name
    return None
