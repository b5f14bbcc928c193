"""Short posts of an order log: "all out SPY @ 1.80", "trimmed half IWM", "holding AMD runners"."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from commentary_nlp.extract.annotations import Annotations
from commentary_nlp.extract.lexicon import load, patterns
from commentary_nlp.extract.statements.refuse import refusal
from commentary_nlp.extract.statements.sentence import Cue
from commentary_nlp.extract.statements.units import Unit

# Who posts, and when: "[11:17 AM] mako (mod): ".
_LABEL = re.compile(
    r"(?:\[[^\]\n]{3,20}\]\s*)?(?:\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]m)?\s+)?(?:[\w.]{2,20}(?: \([\w ]{2,12}\))?:\s+)?",
    re.IGNORECASE,
)
_CODED = re.compile(r"\b(?:BTO|STO|STC|BTC|BOT|SLD)\b", re.IGNORECASE)
# What may stand between the words of a post and its symbol; "out if SPY loses 445" is no order.
_JOINS = re.compile(
    r"(?:[ $]|\b(?:my|the|of|in|on|from|all|these|those|rest|some|more|half|last|to|with)\b)*", re.IGNORECASE
)


# Asked of one article for each of its lines.
@lru_cache(maxsize=2)
def is_order_log(text: str) -> bool:
    """Whether an article logs orders by their codes (BTO, STC, BOT)."""
    return patterns("order_log", "log").search(text)


@cache
def _posts() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(p["pattern"] + r"\b", re.IGNORECASE), p["action"]) for p in load("order_log")["post"])


def read_post(text: str, unit: Unit, notes: Annotations) -> Cue | None:
    """The cue of a log's post without a code that begins with what is done and names it right behind, or None."""
    mentions = unit.mentions(notes)
    if not mentions or not is_order_log(text) or _CODED.search(text, unit.start, unit.end):
        return None
    if refusal(text, unit.start, unit.end) in {"question", "hypothetical"}:
        return None
    label = _LABEL.match(text, unit.start, unit.end)
    begin = label.end() if label else unit.start
    for pattern, action in _posts():
        match = pattern.match(text, begin, unit.end)
        if match is None:
            continue
        named = next((m for m in mentions if m.start >= match.end()), None)
        if named is not None and _JOINS.fullmatch(text, match.end(), named.start):
            return Cue(begin, match.end(), action, "long", "author", phrase=False, object="instrument")
    return None
