"""Which numbers may be levels, and which levels follow one another in a list."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.tokens import Token, is_year
from commentary_nlp.extract.conditions.vocabulary import words


def final(sentence: Sentence, place: int, wide: bool = False) -> bool:
    """Whether nothing of the clause follows."""
    if (
        place >= len(sentence.tokens)
        or place in sentence.breaks
        or sentence.tokens[place].low in (",", ".", "and", "but")
    ):
        return True
    return wide and sentence.tokens[place].kind in ("duration",)


def is_average(tokens: Sequence[Token], place: int) -> bool:
    """ "The 50-day", "its 20-week average": no "two-day close", no "five-day low"."""
    token = tokens[place]
    if token.kind != "length" or token.unit not in ("day", "week", "session", "period"):
        return False
    after = tokens[place + 1].low if place + 1 < len(tokens) else "."
    return after not in words("conditions_words", "no_average_before", "words")


def ordinal_start(tokens: Sequence[Token], place: int) -> int:
    while place > 0 and tokens[place - 1].low in ("second", "third", "then", "final"):
        place -= 1
    return place


def next_in_list(sentence: Sentence, place: int, taken: set[int]) -> int | None:
    """The next level of a list: after "and", "then", a comma, a slash."""
    tokens = sentence.tokens
    k = place + 1
    joined = False
    while k < len(tokens) and k - place <= 11:
        token = tokens[k]
        if token.kind == "number":
            named = sentence.cue_at(k + 1) if k + 1 < len(tokens) else None
            after = tokens[k + 1 : k + 3]
            if named is not None and named.kind.endswith("_noun"):
                return None
            if [t.low for t in after][:1] == ["the"] and any(
                c.start == k + 2 and c.kind.endswith("_noun") for c in sentence.cues
            ):
                return None
            if not joined or k in taken or not may_be_level(tokens, k, None) or _named_later(sentence, k):
                return None
            return k
        if token.low in ("and", ",", "then", "/", "or", "&"):
            joined = True
        elif token.low not in words("conditions_words", "between_levels", "words"):
            return None
        if k in taken or k in sentence.breaks:
            return None
        k += 1
    return None


def _named_later(sentence: Sentence, place: int) -> bool:
    """Whether a role's name ends the number's own part: "92 before April for a target"."""
    for k in range(place + 1, min(len(sentence.tokens), place + 9)):
        if k in sentence.breaks or sentence.tokens[k].low in (",", "/") or sentence.tokens[k].kind == "number":
            return False
        cue = sentence.cue_at(k)
        if cue is not None and cue.kind.endswith("_noun"):
            return final(sentence, cue.end)
    return False


_NO_LEVEL_AFTER = words("conditions_words", "no_level_before", "words")


def _of_the_book(tokens: Sequence[Token], place: int) -> bool:
    """ "0.5% of NAV": a size."""
    return any(
        t.low in ("nav", "portfolio", "capital", "book", "equity", "account", "assets")
        for t in tokens[place : place + 4]
    )


def may_be_level(tokens: Sequence[Token], place: int, role: str | None) -> bool:
    """A number that is no ratio, count, size or date."""
    token = tokens[place]
    if token.unit in ("ratio", "shares", "contracts", "delta", "times"):
        return False
    if place and tokens[place - 1].low in ("in", "since", "until") and is_year(token):
        return False
    if token.unit == "points" and place and tokens[place - 1].low in ("risk", "risking"):
        return False  # a distance
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if (
        after is not None
        and after.low == ":"
        and place + 2 < len(tokens)
        and tokens[place + 2].kind == "number"
        and tokens[place + 2].start == after.end
    ):
        return False
    return not (
        after is not None
        and after.low in _NO_LEVEL_AFTER
        and not (after.low == "of" and token.unit in ("percent", "price") and not _of_the_book(tokens, place + 2))
    )
