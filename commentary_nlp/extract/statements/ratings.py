"""A house's rating of a share: which house, which share, and what its word means by contract."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.annotations import InstrumentMention, beginning
from commentary_nlp.extract.attribution import Callers
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.pattern_lists import PatternList
from commentary_nlp.records import Action, Side

_SUBJECT = r"(?P<firm>(?-i:[A-Z][\w&.’'-]*)(?: (?:& )?(?-i:[A-Z])[\w&.’'-]*){0,3})"
# Between a rating and the house that gives it: " and $45 at ".
_AT_HOUSE = re.compile(r"[^,;:]{0,25}\bat\s", re.IGNORECASE)
_REPEATED = re.compile(r"\brating is repeated\b")
_IT = re.compile(r"^\W*(?:it|the (?:firm|bank|broker|house|analysts?)|analysts? there)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating that holds now; `house` is None for the publication's own, `symbols` the places of what is rated."""

    start: int
    end: int
    action: Action
    side: Side
    house: str | None
    rated: tuple[InstrumentMention, ...]


@cache
def _meanings() -> dict[str, tuple[Action, Side]]:
    table = load("attribution")["ratings"]
    out: dict[str, tuple[Action, Side]] = {}
    for key, action, side in (("open_long", "open", "long"), ("hold", "hold", "long"), ("open_short", "open", "short")):
        for word in table[key]:
            out[word] = (action, side)  # type: ignore[assignment]
    return out


@cache
def _patterns() -> PatternList:
    lead = load("attribution")["lead"]
    words = sorted(_meanings(), key=len, reverse=True)
    # a rating is capitalised or in quotes; "top pick" and lists may be in lower case
    cased = one_of(dict.fromkeys(form for w in words for form in (w.title(), w.capitalize())))
    plain = one_of(words)
    rating = (
        rf"(?P<r>(?-i:{cased})(?![\w-])|(?<=['‘\"“])(?:{plain})(?=['’\"”])"
        rf"|(?:top pick|conviction list)\b|(?:{plain})(?= (?:rating|list)\b))"
    )
    quote = "['‘\"“]?"
    expressions = (
        re.compile(lead["before"] + quote + rating, re.IGNORECASE),
        re.compile(quote + rating + "['’\"”]?" + lead["after"], re.IGNORECASE),
        re.compile(r"[’']s (?:new )?" + quote + rating, re.IGNORECASE),
        # in lower case where the words around leave no doubt: "repeats its buy", "from add to hold", "(buy, 875p)"
        re.compile(
            rf"\b(?:its|their|from (?:an? )?{quote}(?:{plain})['’\"”]? to(?: an?)?)\s+"
            rf"{quote}(?P<r>{plain})(?![\w-])(?! (?:side|back))",
            re.IGNORECASE,
        ),
        re.compile(rf"\((?P<r>{plain})(?=[,;])", re.IGNORECASE),
        re.compile(rf", (?:and |while )?(?P<r>(?-i:{cased}))(?= (?:and|with|at) )", re.IGNORECASE),
        re.compile(
            r"(?:^|[:;.] )(?:still )?" + rating + r"(?=,? (?:on|reiterated|repeated|PT|target)|,)", re.IGNORECASE
        ),
    )
    return PatternList(expressions)


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(load("attribution")["lead"]["verbs"], re.IGNORECASE)


@cache
def _voided() -> re.Pattern[str]:
    return re.compile(load("attribution")["lead"]["voided"], re.IGNORECASE)


@cache
def _own() -> re.Pattern[str]:
    return re.compile(load("attribution")["own"]["subject"], re.IGNORECASE)


@cache
def _unlisted_subject() -> re.Pattern[str]:
    verbs = load("attribution")["lead"]["verbs"]
    when = r"(?:also |today |again |yesterday |overnight |this (?:morning|week) |on [A-Z][a-z]+day )?"
    return re.compile(_SUBJECT + r"(?=(?:,| has| have)? " + when + "(?:" + verbs + "))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Scope:
    """The sentence or bullet in which ratings are looked for, and all that is known around it."""

    text: str
    start: int
    end: int
    since: int
    instruments: tuple[InstrumentMention, ...]
    callers: Callers
    listed: bool

    def rateable(self, house: tuple[int, int], start: int, end: int) -> list[InstrumentMention]:
        """The mentions that begin in `start`..`end` and are no house's name."""
        near = beginning(_no_firms(self.instruments, self.callers), start, end)
        return [m for m in near if not (m.start < house[1] and m.end > house[0])]


class _NoFirms:
    """The mentions of the article in hand that are no firm's name, found once."""

    def __init__(self) -> None:
        self._slot: tuple[tuple[InstrumentMention, ...], Callers, list[InstrumentMention]] | None = None

    def __call__(self, instruments: tuple[InstrumentMention, ...], callers: Callers) -> list[InstrumentMention]:
        slot = self._slot
        if slot is None or slot[0] is not instruments or slot[1] is not callers:
            firms = [c for c in callers.mentions if c.kind == "firm"]
            starts, ends = [c.start for c in firms], list(accumulate((c.end for c in firms), max))
            free: list[InstrumentMention] = []
            for m in instruments:
                # of the firms that begin before it ends, one ends behind its beginning
                before = bisect_left(starts, m.end)
                if not before or ends[before - 1] <= m.start:
                    free.append(m)
            slot = self._slot = (instruments, callers, free)
        return slot[2]


_no_firms = _NoFirms()


def find_ratings(
    text: str,
    region: tuple[int, int],
    *,
    since: int,
    instruments: tuple[InstrumentMention, ...],
    callers: Callers,
    listed: bool,
) -> list[Rating]:
    """Ratings said in a sentence or bullet.

    Args:
        text: the article's text.
        region: the sentence or bullet.
        since: the paragraph's start: "It cut the shares to Sell" looks no farther back.
        instruments: all mentions of the article.
        callers: the article's houses and persons.
        listed: whether the region is a bullet or row, where the publication's own ratings may stand.
    """
    start, end = region
    words = text[start:end]
    candidates = _patterns().candidates(words)
    if not candidates or (_voided().search(words) and not _REPEATED.search(words)):
        return []
    scope = _Scope(text, start, end, since, instruments, callers, listed)
    places: dict[int, tuple[int, str]] = {}
    for pattern in candidates:
        for match in pattern.finditer(words):
            at = start + match.start("r")
            old = re.search(r"\bfrom\s+(?:an? )?['‘\"“]?$", text[max(start, at - 12) : at])
            if not old and not any(abs(at - k) < 3 for k in places):
                places[at] = (start + match.end("r"), match.group("r"))
    out: list[Rating] = []
    floor = start
    for at in sorted(places):
        stop, word = places[at]
        rating = _one(scope, floor, (at, stop), word)
        if rating is None or any(o.house == rating.house and _same(o, rating) for o in out):
            continue
        out.append(rating)
        floor = stop
    return out


def _same(a: Rating, b: Rating) -> bool:
    return {m.symbol for m in a.rated} == {m.symbol for m in b.rated}


def _one(scope: _Scope, floor: int, span: tuple[int, int], word: str) -> Rating | None:
    at, stop = span
    meaning = _meanings().get(" ".join(word.lower().split()))
    if meaning is None:
        return None
    found = _house(scope, at, stop)
    if found is None:
        return None
    house, place = found
    rated = _rated(scope, floor if house is None else place[1], span, place)
    if not rated:
        return None
    return Rating(at, stop, meaning[0], meaning[1], house, rated)


def _house(scope: _Scope, at: int, stop: int) -> tuple[str | None, tuple[int, int]] | None:
    """Whose rating it is, with the place of the name: (None, ...) for the publication's own, None for nobody's."""
    text, start, end = scope.text, scope.start, scope.end
    inside = [c for c in scope.callers.within(start, end) if c.kind == "firm"]
    before = [c for c in inside if c.end <= at]
    after = [c for c in inside if c.start >= stop]
    if after and _AT_HOUSE.fullmatch(text[stop : after[0].start]):
        return after[0].name, (after[0].start, after[0].end)
    if before:
        return before[-1].name, (before[-1].start, before[-1].end)
    if after and re.search(r"\b(?:at|from|by)\s*$", text[stop : after[0].start]):
        return after[0].name, (after[0].start, after[0].end)
    if _own().search(text[start:at]):
        return None, (start, start)
    unknown = _unlisted(scope, at)
    if unknown:
        return text[unknown[0] : unknown[1]], unknown
    if _IT.match(text[start:end]):
        earlier = scope.callers.last_before(start, scope.since, "firm")
        return (earlier.name, (start, start)) if earlier else None
    if scope.listed and (_verbs().search(text[start:end]) or text[start:at].rstrip().endswith(":")):
        return None, (start, start)
    return None


def _unlisted(scope: _Scope, at: int) -> tuple[int, int] | None:
    """A capitalised subject that directly precedes a rating verb: a house that no list holds."""
    for match in _unlisted_subject().finditer(scope.text, scope.start, at):
        span = match.span("firm")
        name = match.group("firm")
        first = name.split()[0].lower().strip(".,")
        if first in load("attribution")["no_house"].split() or len(name) < 3:
            continue
        if not any(m.start < span[1] and m.end > span[0] for m in scope.instruments):
            return span
    return None


def _rated(scope: _Scope, floor: int, span: tuple[int, int], house: tuple[int, int]) -> tuple[InstrumentMention, ...]:
    """What is rated: between house and rating, else the nearest before, else behind, else what the text is about."""
    text = scope.text
    inside = [m for m in scope.rateable(house, scope.start, scope.end) if m.end <= scope.end]
    between = [m for m in inside if floor <= m.start and m.end <= span[0]]
    if between:
        return _joined(text, between)
    before = [m for m in inside if m.end <= span[0]]
    if before:
        return (before[-1],)
    after = [m for m in inside if m.start >= span[1] and not re.search(r"[.;]\s", text[span[1] : m.start])]
    if after:
        return _joined(text, after)
    earlier = scope.rateable(house, scope.since, scope.start)
    if earlier:
        return (earlier[-1],)
    ahead = scope.rateable(house, 0, scope.since)
    counts = Counter(m.symbol for m in ahead)
    return (max(ahead, key=lambda m: (counts[m.symbol], m.start)),) if ahead else ()


def _joined(text: str, mentions: list[InstrumentMention]) -> tuple[InstrumentMention, ...]:
    """Names joined by "and", commas or a bracketed ticker; what follows after other words is left out."""
    out = [mentions[0]]
    for mention in mentions[1:]:
        gap = text[out[-1].end : mention.start]
        if mention.symbol == out[-1].symbol:
            continue
        if re.fullmatch(r"(?:\s*\([^)]*\)?)?[\s,)(]*(?:and|&|or)?[\s(]*", gap):
            out.append(mention)
        else:
            break
    return tuple(out)
