"""Lists of regular expressions of which only those that can match are tried.

Most expressions of the lexicons need certain letters: one that says ``\\btake (?:some|a little) off\\b`` matches
nothing without "take ". `fragments` reads such letters off an expression; `PatternList` looks for them in the folded
text, which costs far less than the search, and tries only the expressions that are left. The outcome is that of
trying every one in order. (The idea is Russ Cox's, "Regular Expression Matching with a Trigram Index", 2012.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from itertools import product
from math import prod
from typing import Any, NamedTuple

# The standard library's own reader of expressions: nothing else sees one as `re` does.
_parser: Any = import_module("re._parser")

# Strings that are kept apart while a fragment is put together, and fragments of one expression: with more, a search
# for each costs as much as the expression.
_MOST_STRINGS = 48
_MOST_FRAGMENTS = 160
# Members of a class of characters that is written out.
_MOST_MEMBERS = 6
# Letters by which fragments are looked up, and the least fragments of a list for which that is worth while.
_GRAM, _LONG_LIST = 3, 60
# Sentences whose outcome is kept: one is asked about several times in a row.
_KEPT = 512

# What `re` takes for an ASCII letter when case is ignored, and marks that stand for one another in articles.
_ALIKE = str.maketrans({"İ": "i", "ı": "i", "ſ": "s", "\u212a": "k", "’": "'", "‘": "'", "–": "-", "—": "-"})
# Letters in order of their share of English text, commonest first: what is rare is the better sieve.
_SHARES = {letter: 0.12 * 0.87**place for place, letter in enumerate("etaoinshrdlcumwfgypbvkjxqz")}
_SPACES = re.compile(r"\s+")
_SPACE_SHARE, _OTHER_SHARE = 0.18, 0.01
# Words that so many sentences hold, whatever their letters' shares; within longer words they are found too.
_COMMON = {
    "the": 0.8, "a": 0.9, "to": 0.7, "of": 0.6, "and": 0.6, "in": 0.8, "is": 0.6, "on": 0.6, "for": 0.4, "it": 0.6,
    "at": 0.6, "as": 0.6, "be": 0.4, "are": 0.4, "i": 0.9, "an": 0.6, "or": 0.5, "if": 0.25, "we": 0.4, "our": 0.3,
    "my": 0.2, "this": 0.25, "that": 0.3, "with": 0.25, "by": 0.2, "not": 0.2, "has": 0.2, "have": 0.2, "will": 0.15,
    "would": 0.2, "from": 0.15, "into": 0.15, "up": 0.2, "out": 0.2, "so": 0.25, "do": 0.2, "no": 0.3, "he": 0.7,
}  # fmt: skip
# Characters of a usual sentence, and what it costs to look for a string beside what an expression costs to try.
_LENGTH, _LOOK = 120, 0.025
# Sets of strings kept of one expression, and how seldom a further one must be there to tell anything.
_MOST_SETS, _TELLING = 3, 0.6


@lru_cache(maxsize=_KEPT)
def fold(text: str) -> str:
    """`text` as fragments are looked for in it: lower case, plain quotes and dashes, each white space one blank."""
    if not text.isascii():
        text = text.translate(_ALIKE)
    return f" {' '.join(text.lower().split())} "


@lru_cache(maxsize=_KEPT)
def _grams(folded: str) -> frozenset[str]:
    return frozenset([folded[at : at + _GRAM] for at in range(len(folded) - _GRAM + 1)])


def _rarest(fragment: str) -> str:
    grams = [fragment[at : at + _GRAM] for at in range(len(fragment) - _GRAM + 1)]
    return min(grams, key=lambda gram: (_chance(frozenset([gram])), gram))


class _Known(NamedTuple):
    """Of a part of an expression: all that it can match, or None; and sets of strings, of each of which one is in
    whatever it matches."""

    exact: frozenset[str] | None
    needed: tuple[frozenset[str], ...] = ()

    @property
    def required(self) -> list[frozenset[str]]:
        whole = None if self.exact is None else _useful(self.exact)
        return [*self.needed, *([] if whole is None else [whole])]


_NOTHING = _Known(frozenset({""}))
_ANYTHING = _Known(None)
_BLANK = frozenset({" "})


def fragments(pattern: re.Pattern[str]) -> tuple[frozenset[str], ...]:
    """Sets of strings: of each set one stands in `fold` of any text that `pattern` matches in. The best sieve is
    first; there is none where nothing is known."""
    flags = pattern.flags & ~re.UNICODE
    found = sorted(_sequence(_parser.parse(pattern.pattern, flags)).required, key=lambda c: (_cost(c), sorted(c)))
    kept: list[frozenset[str]] = []
    for strings in found:
        tells = not kept or (_chance(strings) < _TELLING and not any(_alike(strings, other) for other in kept))
        if tells and len(kept) < _MOST_SETS:
            kept.append(strings)
    return tuple(kept)


def _alike(strings: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one set tells little beside the other: each string holds one of the other, or is held by one."""
    return all(any(s in other or other in s for other in others) for s in strings)


def _sequence(parts: Iterable[tuple[Any, Any]]) -> _Known:
    needed: list[frozenset[str]] = []

    def note(*sets: frozenset[str] | None) -> None:
        needed.extend(one for one in sets if one is not None)

    run, whole, plain = frozenset({""}), True, ""
    for part in parts:
        known = _part(*part)
        if known.exact is not None:
            if len(known.exact) > 1:
                note(_useful(run), _useful({plain}), *known.required)
                plain = ""
            else:
                plain = _blank(plain + next(iter(known.exact)))
            joined = frozenset(_blank(a + b) for a, b in product(run, known.exact))
            if len(joined) <= _MOST_STRINGS:
                run = joined
                continue
        note(_useful(run), _useful({plain}), *known.required)
        run, whole, plain = known.exact or frozenset({""}), False, ""
    note(_useful({plain}))
    if whole:
        return _Known(run, _best(needed))
    note(_useful(run))
    return _Known(None, _best(needed))


def _part(kind: Any, value: Any) -> _Known:
    name = str(kind)
    if name == "LITERAL":
        return _characters([value])
    if name == "IN":
        return _class(value)
    if name in ("AT", "ASSERT", "ASSERT_NOT"):
        return _NOTHING
    if name == "SUBPATTERN":
        return _sequence(value[-1])
    if name == "ATOMIC_GROUP":
        return _sequence(value)
    if name == "BRANCH":
        return _branches([_sequence(branch) for branch in value[1]])
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _repeated(*value)
    return _ANYTHING


def _characters(codes: Iterable[int]) -> _Known:
    letters = frozenset(_blank(chr(code).translate(_ALIKE).lower()) for code in codes)
    # beyond ASCII the rules of case are too many to follow here
    return _Known(letters) if all(letter.isascii() for letter in letters) else _ANYTHING


def _class(members: Sequence[tuple[Any, Any]]) -> _Known:
    codes: list[int] = []
    for kind, value in members:
        if str(kind) == "LITERAL":
            codes.append(value)
        elif str(kind) == "RANGE" and value[1] - value[0] < _MOST_MEMBERS:
            codes.extend(range(value[0], value[1] + 1))
        elif str(kind) == "CATEGORY" and str(value) == "CATEGORY_SPACE":
            codes.append(ord(" "))
        else:
            return _ANYTHING
    return _characters(codes) if len(codes) <= _MOST_MEMBERS else _ANYTHING


def _branches(known: list[_Known]) -> _Known:
    exact: set[str] = set()
    for one in known:
        exact |= one.exact or frozenset()
    if len(exact) <= _MOST_STRINGS and all(one.exact is not None for one in known):
        return _Known(frozenset(exact))
    needed: set[str] = set()
    for one in known:
        required = _best(one.required)
        if not required:
            return _ANYTHING
        needed |= required[0]
    useful = _useful(needed)
    return _ANYTHING if useful is None else _Known(None, (useful,))


def _repeated(least: int, most: int, parts: Iterable[tuple[Any, Any]]) -> _Known:
    once = _sequence(parts)
    if once.exact == _BLANK:
        # `fold` leaves one blank of many
        return once if least else _Known(frozenset({"", " "}))
    if least == most == 1:
        return once
    if not least:
        return _Known(once.exact | {""}) if most == 1 and once.exact is not None else _ANYTHING
    return _Known(None, tuple(once.required))


def _blank(string: str) -> str:
    """White space as `fold` leaves it."""
    return _SPACES.sub(" ", string)


def _useful(strings: Iterable[str]) -> frozenset[str] | None:
    """Those of which none holds another, or None where they sieve nothing."""
    kept: list[str] = []
    for string in sorted(set(strings), key=lambda s: (len(s), s)):
        if not string.strip():
            return None
        if not any(other in string for other in kept):
            kept.append(string)
    return frozenset(kept) if 0 < len(kept) <= _MOST_FRAGMENTS else None


def _best(sets: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """The few that cost least, cheapest first."""
    return tuple(sorted(set(sets), key=lambda c: (_cost(c), sorted(c)))[: 2 * _MOST_SETS])


def _cost(strings: frozenset[str]) -> float:
    """What it costs to look for each string, and to try the expression where one is found."""
    return _LOOK * len(strings) + _chance(strings)


def _chance(strings: frozenset[str]) -> float:
    """How likely a usual sentence holds one of the strings, by the shares of their letters."""
    return min(1.0, sum(map(_chance_of, strings)))


def _chance_of(string: str) -> float:
    words = string.split()
    letters = (prod(_SHARES.get(c, _OTHER_SHARE) for c in word) for word in words if word not in _COMMON)
    spaces = string.count(" ") - (string[0] == " ") - (string[-1] == " ")
    common = [_COMMON[word] for word in words if word in _COMMON]
    if len(common) == len(words):
        return min(common) * 0.2 ** (len(words) - 1)
    return min(1.0, _LENGTH * prod(letters) * _SPACE_SHARE**spaces * prod(common))


def _has_each(folded: str, sets: tuple[frozenset[str], ...]) -> bool:
    for strings in sets:
        for string in strings:
            if string in folded:
                break
        else:
            return False
    return True


class PatternList(Sequence[re.Pattern[str]]):
    """Expressions in order; `candidates` are those that may match in a text, also in order."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)
        self._further: dict[int, tuple[frozenset[str], ...]] = {}
        by_fragment: dict[str, list[int]] = {}
        always: list[int] = []
        for place, pattern in enumerate(self._patterns):
            needed = fragments(pattern)
            if not needed:
                always.append(place)
                continue
            for fragment in needed[0]:
                by_fragment.setdefault(fragment, []).append(place)
            if needed[1:]:
                self._further[place] = needed[1:]
        self._always = tuple(always)
        pairs = tuple((fragment, tuple(places)) for fragment, places in by_fragment.items())
        # a long list is looked up by three letters of each fragment, not fragment by fragment
        short = [pair for pair in pairs if len(pair[0]) < _GRAM or len(pairs) < _LONG_LIST]
        self._short = tuple(short)
        by_gram: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
        for pair in pairs:
            if pair not in short:
                by_gram.setdefault(_rarest(pair[0]), []).append(pair)
        self._by_gram = {gram: tuple(found) for gram, found in by_gram.items()}
        self._grams = frozenset(by_gram)
        self.places = lru_cache(maxsize=_KEPT)(self._places)

    def __len__(self) -> int:
        return len(self._patterns)

    def __getitem__(self, place: Any) -> Any:
        return self._patterns[place]

    def __iter__(self) -> Iterator[re.Pattern[str]]:
        return iter(self._patterns)

    def _places(self, text: str) -> tuple[int, ...]:
        """Places, in order, of the expressions that may match in `text` or in a part of it."""
        folded = fold(text)
        found = [places for fragment, places in self._short if fragment in folded]
        if self._grams:
            for gram in self._grams & _grams(folded):
                for fragment, places in self._by_gram[gram]:
                    if fragment in folded:
                        found.append(places)
        if not found:
            return self._always
        further = self._further
        out = set(self._always)
        for place in {place for places in found for place in places}:
            if place not in further or _has_each(folded, further[place]):
                out.add(place)
        return tuple(sorted(out))

    def candidates(self, text: str) -> list[re.Pattern[str]]:
        """The expressions that may match in `text` or in a part of it, in order."""
        return [self._patterns[place] for place in self.places(text)]

    def search(self, text: str) -> bool:
        """Whether one is found in `text`."""
        places = self.places(text)
        return bool(places) and any(self._patterns[place].search(text) for place in places)
