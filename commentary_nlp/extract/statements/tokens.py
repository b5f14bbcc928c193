"""A sentence as words with places, and the words of action that may stand in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.pattern_lists import PatternList
from commentary_nlp.records import Side

Form = Literal["base", "s", "ing", "past", "part"]
_FORMS: tuple[Form, ...] = ("base", "s", "ing", "past", "part")
# Short verbs of one vowel whose last letter is doubled: "binning", "chopped".
_DOUBLED = re.compile(r"^[^aeiou]*[aeiou][bcdgklmnprt]$")
# What ends a verb that a word of degree may part from its end.
_STATES = frozenset(["long", "short", "overweight", "underweight"])
_DEGREES = frozenset(["net", "outright", "very", "more", "too", "still", "much", "quite", "well", "max", "even"])
_TOKEN = re.compile(
    r"[$#]?[^\W\d_](?:[\w&]|[’'](?=\w)|[.](?=[A-Za-z])|-(?=[a-z]))*|[+-]?\d+(?:[.,:/]\d+)*%?\w*|[^\w\s]", re.UNICODE
)


class Token(NamedTuple):
    """A word or a mark; `low` is in lower case with straight apostrophes."""

    start: int
    end: int
    text: str
    low: str


@dataclass(frozen=True, slots=True)
class Verb:
    """One entry of the lexicon of actions."""

    forms: tuple[tuple[str, ...], ...]
    action: str
    side: Side | None
    bare: bool = False
    trade: bool = False
    into: bool = False
    needs_negation: bool = False
    order_only: bool = False
    switches: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A verb at words `first`..`last` (inclusive); `forms` are all that its spelling may be."""

    first: int
    last: int
    verb: Verb
    forms: frozenset[Form]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A turn of phrase of the lexicon."""

    pattern: re.Pattern[str]
    action: str
    side: Side | None
    trade: bool
    modifies: bool
    negates: bool
    start: bool
    trade_before: bool


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """The words and marks of ``text[start:end]`` with their places in ``text``."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        low = word.lower()
        if len(low) > 1:
            low = low.replace("’", "'").lstrip("$#") or word
        elif low == "’":
            low = "'"
        found.append(Token(*match.span(), word, low))
    return found


@cache
def words(name: str) -> frozenset[str]:
    """A word list of the lexicon."""
    return frozenset(load("actions")["words"][name].split())


@cache
def verbs() -> dict[str, list[tuple[tuple[str, ...], Verb, Form]]]:
    """Every spelling of every verb by its first word, longest first."""
    index: dict[str, list[tuple[tuple[str, ...], Verb, Form]]] = defaultdict(list)
    for entry in load("actions")["verb"]:
        spelled = [tuple(form.lower().split("_")) for form in entry["forms"].split()]
        verb = Verb(
            tuple(spelled),
            entry["action"],
            entry.get("side"),
            entry.get("bare", False),
            entry.get("trade", False),
            entry.get("into", False),
            entry.get("needs_negation", False),
            entry.get("order_only", False),
            entry.get("switches", False),
        )
        for form, name in zip(spelled, _FORMS, strict=True):
            index[form[0]].append((form, verb, name))
    for spelled, verb in _further():
        for form, name in zip(spelled, _FORMS, strict=True):
            if all(form != known or name != named for known, _, named in index[form[0]]):
                index[form[0]].append((form, verb, name))
    for spellings in index.values():
        spellings.sort(key=lambda item: -len(item[0]))
    return dict(index)


def _further() -> Iterator[tuple[list[tuple[str, ...]], Verb]]:
    """The verbs that the lexicon gives by class: (five forms, verb) each."""
    table = load("verbs")
    for entry in table["class"]:
        for written in entry["verbs"].split():
            spelled = _inflected(written)
            yield spelled, Verb(tuple(spelled), entry["action"], entry.get("side"), bare=True)
    going = table["going"]
    for action, places in (("open", going["enter"]), ("close", going["leave"])):
        for place in places.split():
            for written in going["verbs"].split():
                spelled = [(*form, *place.split("_")) for form in _inflected(written)]
                yield spelled, Verb(tuple(spelled), action, "long", bare=True)


def _inflected(written: str) -> list[tuple[str, ...]]:
    """Base, -s, -ing, past and participle: as written between slashes, or of a regular verb by rule."""
    if "/" in written:
        return [tuple(form.split("_")) for form in written.split("/")]
    verb, *rest = written.split("_")
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    if _DOUBLED.search(verb):
        stem = verb + verb[-1]
    third = verb + ("es" if re.search(r"(?:s|x|z|ch|sh)$", verb) else "s")
    third = verb[:-1] + "ies" if re.search(r"[^aeiou]y$", verb) else third
    past = (verb[:-1] + "i" if re.search(r"[^aeiou]y$", verb) else stem) + "ed"
    return [(form, *rest) for form in (verb, third, stem + "ing", past, past)]


@cache
def sections() -> tuple[tuple[re.Pattern[str], str, Side | None], ...]:
    """Headings that say the action, and the side, of what is listed under them."""
    return tuple(
        (re.compile(entry["pattern"], re.IGNORECASE), entry["action"], entry.get("side"))
        for entry in load("actions")["section"]
    )


@cache
def phrases() -> tuple[Phrase, ...]:
    """Every turn of phrase, compiled."""
    return tuple(
        Phrase(
            re.compile(entry["pattern"], re.IGNORECASE),
            entry["action"],
            entry.get("side"),
            entry.get("trade", False),
            entry.get("modifies", False),
            entry.get("negates", False),
            entry.get("start", False),
            entry.get("trade_before", False),
        )
        for entry in load("actions")["phrase"]
    )


@cache
def _sieve() -> PatternList:
    return PatternList(phrase.pattern for phrase in phrases())


def phrases_in(sentence: str) -> list[Phrase]:
    """The turns of phrase that may stand in a sentence, in the lexicon's order."""
    return [phrases()[place] for place in _sieve().places(sentence)]


def _may_part(low: str) -> bool:
    return low in _DEGREES or (low.endswith("ly") and len(low) > 4)


def find_verbs(tokens: list[Token]) -> list[Found]:
    """The verbs of action among the words, longest spelling first, none overlapping another."""
    found: list[Found] = []
    index = verbs()
    i = 0
    while i < len(tokens):
        best: list[tuple[tuple[str, ...], Verb, Form]] = []
        for spelling, verb, form in index.get(tokens[i].low, ()):
            if best and len(spelling) < len(best[0][0]):
                break
            if tuple(t.low for t in tokens[i : i + len(spelling)]) == spelling:
                if verb.order_only and not tokens[i].text.isupper():
                    continue
                best.append((spelling, verb, form))
        parted = 0
        if not best and i + 2 < len(tokens) and _may_part(tokens[i + 1].low):
            # "stay modestly long", "gone outright short"
            parted = 1
            apart = (tokens[i].low, tokens[i + 2].low)
            best = [entry for entry in index.get(tokens[i].low, ()) if entry[0] == apart and apart[1] in _STATES]
        if best:
            verb = best[0][1]
            last = i + len(best[0][0]) - 1 + parted
            found.append(Found(i, last, verb, frozenset(form for _, v, form in best if v is verb)))
            i = last + 1
        else:
            i += 1
    return found
