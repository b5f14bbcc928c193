"""Who says a verb of action, and how: an order, the author's own doing, advice to readers, another's, the past.

The words before the verb are walked from right to left over helpers ("would", "still", "not", "to") until the
subject or the start of the clause is met. No parser is needed: a trade is said in few constructions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from commentary_nlp.extract.statements.tokens import Found, Token, words

Speaker = Literal["order", "author", "reader", "passive", "other", "unclear"]
_WITHIN = frozenset(",'’-–$%&/#@+")
_HARD = frozenset(';:()[]—–!?."“”|/•·')


@dataclass(frozen=True, slots=True)
class Mood:
    """`subject` is the place of the word the walk stopped at, or None at the clause's start."""

    speaker: Speaker
    negated: bool
    past: bool
    modal: bool
    coordinated: bool
    subject: int | None
    infinitive: bool = False


def read_mood(tokens: list[Token], found: Found) -> Mood:
    """The mood of the verb ``found`` in its sentence."""
    helpers, negations, modals = words("helpers"), words("negations"), words("modals")
    negated = past = modal = infinitive = be = False
    j = found.first - 1
    while j >= 0:
        low = tokens[j].low
        if low in negations:
            negated = not (low == "nor" and negated) or negated
            past = past or low in {"didn't", "wasn't", "weren't"}
        elif low == "to":
            infinitive = True
        elif low in helpers or (low.endswith("ly") and len(low) > 4):
            modal = modal or low in modals
            past = past or low in words("past_helpers")
            be = be or low in {"is", "are", "be", "being", "been", "was", "were", "am", "get", "gets", "getting"}
        else:
            break
        j -= 1
    subject = j if j >= 0 else None
    low = tokens[j].low if j >= 0 else ""
    contraction = low.rsplit("'", 1)[-1] if "'" in low else ""
    if low in words("author"):
        if contraction in {"m", "re"}:
            be = True
        modal = modal or contraction in {"d", "ll"}
        # inversion: "nor would we chase"
        negated = negated or any(t.low in negations for t in tokens[max(0, j - 2) : j])
        past = past or any(t.low in {"did", "had"} for t in tokens[max(0, j - 1) : j])
        return Mood("author", negated, past, modal, False, subject, infinitive)
    if j < 0 or low in _HARD or not (low[:1].isalnum() or low[:1] in _WITHIN):
        return Mood(_leading(found, be, tokens, j), negated, past, modal, False, subject, infinitive)
    if low == ",":
        base = "base" in found.forms
        if base and not be and not infinitive:
            return Mood("order", negated, past, modal, True, subject)
        if be and "part" in found.forms:
            # "Ford, our biggest position, is kept"
            return Mood("passive", negated, past, modal, False, subject, infinitive)
        return Mood("unclear", negated, past, modal, True, subject, infinitive)
    if low in words("joins"):
        return Mood("unclear", negated, past, modal, True, subject, infinitive)
    if low in words("third_persons"):
        reader = low == "who" and modal
        return Mood("reader" if reader else "other", negated, past, modal, False, subject, infinitive)
    if be and "part" in found.forms:
        return Mood("passive", negated, past, modal, False, subject, infinitive)
    if modal and _has_reader(tokens, j) and not (negated and _only_will(tokens, j, found)):
        return Mood("reader", negated, past, modal, False, subject, infinitive)
    if _has_author_noun(tokens, j):
        return Mood("author", negated, past, modal, False, subject, infinitive)
    return Mood("unclear", negated, past, modal, False, subject, infinitive)


def _leading(found: Found, be: bool, tokens: list[Token], j: int) -> Speaker:
    """A verb at the start of its clause."""
    if be and "part" in found.forms:
        return "passive"
    if "base" in found.forms or "ing" in found.forms or "past" in found.forms:
        return "order"
    return "unclear"


def _only_will(tokens: list[Token], j: int, found: Found) -> bool:
    """ "Customers will not buy it": what will be, said of whoever is named, and no advice."""
    between = {t.low for t in tokens[j + 1 : found.first]}
    return bool(between & {"will", "would", "won't", "wouldn't"}) and tokens[j].low not in {"you", "one", "readers"}


def _has_reader(tokens: list[Token], j: int) -> bool:
    """Whether the noun phrase that ends at j speaks of readers ("funds which rode the rise")."""
    readers = words("readers")
    for k in range(j, max(-1, j - 12), -1):
        if tokens[k].low in _HARD:
            return False
        if tokens[k].low in readers:
            return True
    return False


def _has_author_noun(tokens: list[Token], j: int) -> bool:
    nouns = words("author_nouns")
    for k in range(j, max(-1, j - 4), -1):
        low = tokens[k].low
        if low in _HARD or low in {",", "of", "in"}:
            return False
        if low in nouns:
            if k > 1 and tokens[k - 2].low in {"our", "my"}:
                # "our focus list"
                return True
            return (k > 0 and tokens[k - 1].low in {"the", "our", "my", "model"}) or k == 0
    return False
