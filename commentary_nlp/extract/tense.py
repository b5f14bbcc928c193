"""Whether the clause around a place tells of the past. A light reading: the last word of tense before it decides."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from commentary_nlp.extract.lexicon import load

# Characters of a clause that are read before the place.
_REACH = 160
_CLAUSE_END = re.compile(r"[;:!?\n]|[.]\s|\s[-–—]\s|—")
_BULLET = re.compile(r"^[\s•\-*–—◦▪→▸>\d.)(a-z]{0,6}?(?=[A-Z])")


class _Words(NamedTuple):
    token: re.Pattern[str]
    past: frozenset[str]
    ahead: frozenset[str]
    conditions: re.Pattern[str]
    not_verbs: frozenset[str]
    asking: frozenset[str]


@cache
def _words() -> _Words:
    past = load("durations")["past"]
    conditions = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in past["conditions"])
    return _Words(
        token=re.compile(r"[A-Za-z]+(?:['’][a-z]+)?(?:-[A-Za-z]+)?|['’]ll\b"),
        past=frozenset(past["verbs"]),
        ahead=frozenset(past["ahead"]),
        conditions=re.compile(rf"\b(?:{conditions})\b", re.IGNORECASE),
        not_verbs=frozenset(past["not_verbs"]),
        asking=frozenset(past["asking"]),
    )


_REASONS = frozenset(["because", "although", "though", "whereas", "given", "while"])
_RELATIVES = frozenset(["which", "that", "whether", "where", "whose", "why", "how"])
_ADJECTIVE_AFTER = frozenset(
    [
        "the",
        "a",
        "an",
        "its",
        "this",
        "that",
        "their",
        "our",
        "your",
        "of",
        "be",
        "is",
        "are",
        "as",
        "any",
        "more",
        "too",
        "for",
    ]
)


def clause_before(text: str, start: int) -> str:
    """The words of the clause that ends at `start`, at most some 160 characters."""
    before = text[max(0, start - _REACH) : start]
    ends = list(_CLAUSE_END.finditer(before))
    return before[ends[-1].end() :] if ends else before


def is_past(text: str, start: int, end: int) -> bool:
    """Whether what stands at `start`..`end` is told of the past.

    A condition ("until it has led for two weeks") and a sentence that begins with an order ("Buy ...") are
    never; else the last verb before the place decides, and after it ("for three weeks has gone nowhere") the
    first where none stands before.
    """
    words = _words()
    clause = clause_before(text, start)
    if words.conditions.search(clause):
        return False
    tokens = [match[0].lower().replace("’", "'") for match in words.token.finditer(clause)]
    # A reason given begins a clause of its own: "sell X because it has gone nowhere for weeks".
    for place in range(len(tokens) - 1, -1, -1):
        if tokens[place] in _REASONS:
            tokens = tokens[place + 1 :]
            break
    if tokens and tokens[0] in words.asking and tokens[1:2] not in (["funds"], ["fund"]):
        return False
    verdict = _last_tense(tokens, words)
    if verdict is None and not tokens:
        after = re.split(r"[,;:!?\n()]|[.]\s|\s[-–—]\s", text[end : end + 60])[0]
        following = [match[0].lower().replace("’", "'") for match in words.token.finditer(after)]
        verdict = _first_tense(following[:8], words)
    return bool(verdict)


def _last_tense(tokens: list[str], words: _Words) -> bool | None:
    for place in range(len(tokens) - 1, -1, -1):
        if tokens[place] in _RELATIVES:
            return None
        verdict = _tense(tokens, place, words)
        if verdict is not None:
            return verdict
    return None


def _first_tense(tokens: list[str], words: _Words) -> bool | None:
    for place in range(len(tokens)):
        verdict = _tense(tokens, place, words)
        if verdict is not None:
            return verdict
    return None


def _tense(tokens: list[str], place: int, words: _Words) -> bool | None:
    token = tokens[place]
    before = tokens[place - 1] if place else ""
    if token in words.ahead or token.endswith("'ll"):
        return False
    if any(word in words.ahead for word in tokens[max(0, place - 3) : place]):
        return False  # "will have left", "to have bought"
    if token in words.past or token.endswith("'ve"):
        # "to be sold", "is kept" look ahead or at the present; "to have run" does too.
        return None if before in ("be", "is", "are", "to") else True
    if token.endswith("ed") and len(token) > 4 and token not in words.not_verbs:
        return None if before in _ADJECTIVE_AFTER or not before else True
    return None
