"""A house's rating of a share: which house, which share, and what its word means by contract."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from commentary_nlp.extract.annotations import InstrumentMention, NumberMention, beginning
from commentary_nlp.extract.attribution import Caller, Callers
from commentary_nlp.extract.instruments.context import is_rated_house
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.statements.rating_words import RatingWord, is_rating, rating_words
from commentary_nlp.extract.statements.targets import Target, find_targets, goes_on
from commentary_nlp.records import Action, Side

# A house's name that no list holds, and what may stand between it and its verb.
_NAME = r"(?P<firm>(?-i:[A-Z][\w&.’'-]*)(?: (?:& )?(?-i:[A-Z])[\w&.’'-]*){0,3})"
_AFTER_NAME = r"(?:, (?:an?|the) [\w -]{3,30},|,? (?:which|who))?"
_WHEN = r"(?:also |today |again |yesterday |overnight |this (?:morning|week) |on [A-Z][a-z]+day )?"
# Between a rating and the house that gives it: " and $45 at ", " from Hold at ".
_AT_HOUSE = re.compile(r"[^;:]{0,25}\b(?:at|by)\s(?:analysts at |the team at )?", re.IGNORECASE)
_FROM_HOUSE = re.compile(
    r"[^;:]{0,80}\b(?:at|by|from|per|says?|said|to)\s(?:analysts at |the team at )?", re.IGNORECASE
)
_AT_NAME = re.compile(r"[^;:.]{0,30}?\b(?:at|by|from) " + _NAME)
_IT = re.compile(
    r"^\W*(?:it|its (?:analysts?|team)|the (?:firm|bank|broker|brokerage|house|analysts?|team)|analysts? there)\b",
    re.IGNORECASE,
)
# Whose opinion is nobody's in particular.
_CROWD = re.compile(
    r"\b(?:analysts|(?:every|each|average|no) analyst|everyone|everybody|nobody|the street|consensus|brokers)\b",
    re.IGNORECASE,
)
# Behind a rating, what it is a rating of: "Buy on Ford", "Sell-rated Ford", "New at Buy: Ford".
_RATED_AFTER = re.compile(
    r"['’\"”]?(?:[- ]rated |(?: rating| call)?(?: and [^,;.]{0,24}(?:target|objective|PT))? (?:on|for|of|in)"
    r" (?:the )?(?:shares of |shares in |stock of |[a-z]+ maker )?|\s?: )",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating that holds now; `house` is None for the publication's own, `symbols` the places of what is rated."""

    start: int
    end: int
    action: Action
    side: Side
    house: str | None
    rated: tuple[InstrumentMention, ...]
    targets: tuple[Target, ...] = ()


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
    return re.compile(
        _NAME + "(?=" + _AFTER_NAME + r"(?:,| has| have| had)? " + _WHEN + "(?:" + verbs + "))", re.IGNORECASE
    )


@cache
def _covers() -> re.Pattern[str]:
    return re.compile(load("attribution")["lead"]["covers"], re.IGNORECASE)


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
        """The mentions that begin in `start`..`end` and are not the house's name."""
        near = beginning(self.instruments, start, end)
        return [m for m in near if not (m.start < house[1] and m.end > house[0])]


def find_ratings(
    text: str,
    region: tuple[int, int],
    *,
    since: int,
    instruments: tuple[InstrumentMention, ...],
    callers: Callers,
    listed: bool,
    numbers: tuple[NumberMention, ...] = (),
    behind: Sequence[tuple[int, int]] = (),
) -> list[Rating]:
    """Ratings said in a sentence or bullet.

    Args:
        text: the article's text.
        region: the sentence or bullet.
        since: the paragraph's start: "It cut the shares to Sell" looks no farther back.
        instruments: all mentions of the article.
        callers: the article's houses and persons.
        listed: whether the region is a bullet or row, where the publication's own ratings may stand.
        numbers: the article's numbers, of which a house's target is one.
        behind: the sentences of the block behind it, which may say the target.
    """
    start, end = region
    words = rating_words(text, start, end)
    if not words or _voided().search(text, start, end):
        return []
    scope = _Scope(text, start, end, since, instruments, callers, listed)
    found: list[tuple[Rating, int]] = []
    floor = start
    for word in words:
        one = _one(scope, floor, word)
        if one is None or any(o.house == one[0].house and _same(o, one[0]) for o, _ in found):
            continue
        found.append(one)
        floor = word.end
    return _with_targets(scope, found, numbers, behind)


def _with_targets(
    scope: _Scope,
    found: Sequence[tuple[Rating, int]],
    numbers: tuple[NumberMention, ...],
    behind: Sequence[tuple[int, int]],
) -> list[Rating]:
    """Each rating with the prices said beside it; names with a price each are ratings of their own."""
    out: list[Rating] = []
    for place, (rating, _) in enumerate(found):
        low = scope.start if place == 0 else found[place][1]
        high = scope.end if place + 1 == len(found) else found[place + 1][1]
        targets = find_targets(scope.text, numbers, (low, high), (rating.start, rating.end))
        if not targets and place + 1 == len(found):
            targets = _behind(scope, rating, numbers, behind)
        if len(rating.rated) > 1 and len(rating.rated) == len(targets):
            out += [
                replace(rating, rated=(name,), targets=(price,))
                for name, price in zip(rating.rated, targets, strict=True)
            ]
        else:
            out.append(replace(rating, targets=tuple(targets[:1])))
    return out


def _behind(
    scope: _Scope, rating: Rating, numbers: tuple[NumberMention, ...], behind: Sequence[tuple[int, int]]
) -> list[Target]:
    """The target that one of the next two sentences says, where they go on about this call."""
    rated = {m.symbol for m in rating.rated}
    for start, end in behind[:2]:
        named = {m.symbol for m in scope.rateable((start, start), start, end)}
        others = [c for c in scope.callers.within(start, end) if c.kind == "firm" and c.name != rating.house]
        if named - rated or others or rating_words(scope.text, start, end):
            break
        if goes_on(scope.text, start, end) and (targets := find_targets(scope.text, numbers, (start, end), None)):
            return targets
    return []


def _same(a: Rating, b: Rating) -> bool:
    return {m.symbol for m in a.rated} == {m.symbol for m in b.rated}


def _one(scope: _Scope, floor: int, word: RatingWord) -> tuple[Rating, int] | None:
    """The rating at a word, and where what is said of it begins."""
    found = _house(scope, floor, word)
    if found is None:
        return None
    house, place = found
    # the house's own name is no floor where it stands behind
    behind_house = place[1] if house is not None and place[1] <= word.start else floor
    rated = _rated(scope, floor, max(floor, behind_house), (word.start, word.end), place)
    if not rated:
        return None
    begins = min((p for p in (place[0], rated[0].start, word.start) if p >= floor), default=word.start)
    return Rating(word.start, word.end, word.action, word.side, house, rated), begins


def _house(scope: _Scope, floor: int, word: RatingWord) -> tuple[str | None, tuple[int, int]] | None:
    """Whose rating it is, with the place of the name: (None, ...) for the publication's own, None for nobody's."""
    text, start, end, at, stop = scope.text, scope.start, scope.end, word.start, word.end
    inside = [c for c in scope.callers.within(start, end) if c.kind == "firm" and not _is_rated(scope, c)]
    before = [c for c in inside if c.end <= at]
    after = [c for c in inside if c.start >= stop]
    close = [c for c in before if c.start >= floor]
    if after and not close and _FROM_HOUSE.fullmatch(text[stop : after[0].start]):
        return after[0].name, (after[0].start, after[0].end)
    if after and _AT_HOUSE.fullmatch(text[stop : after[0].start]):
        return after[0].name, (after[0].start, after[0].end)
    if before:
        return before[-1].name, (before[-1].start, before[-1].end)
    if _own().search(text[start:at]):
        return (None, (start, start)) if word.led else None
    if after:
        return after[0].name, (after[0].start, after[0].end)
    if _CROWD.search(text, start, end):
        return None
    unknown = _unlisted(scope, word)
    if unknown:
        return text[unknown[0] : unknown[1]], unknown
    earlier = scope.callers.last_before(start, scope.since, "firm")
    if earlier and (_IT.match(text[start:end]) or _covers().search(text, scope.since, start)):
        return earlier.name, (start, start)
    if _IT.match(text[start:end]):
        return None
    if scope.listed and word.led and (_verbs().search(text[start:end]) or text[start:at].rstrip().endswith(":")):
        return None, (start, start)
    return None


def _is_rated(scope: _Scope, caller: Caller) -> bool:
    """Whether a house's name stands for its share here."""
    return is_rated_house(scope.text, caller.start, caller.end, scope.end)


def _unlisted(scope: _Scope, word: RatingWord) -> tuple[int, int] | None:
    """A capitalised subject that directly precedes a rating verb, or a name behind "at": a house that no list holds."""
    found = [m.span("firm") for m in _unlisted_subject().finditer(scope.text, scope.start, word.start)]
    behind = _AT_NAME.match(scope.text, word.end, scope.end)
    for span in [*found, *([behind.span("firm")] if behind else [])]:
        name = scope.text[span[0] : span[1]].rstrip(".,")
        first = name.split()[0].lower().strip(".,")
        if first in load("attribution")["no_house"].split() or len(name) < 3 or is_rating(name):
            continue
        if not any(m.start < span[1] and m.end > span[0] for m in scope.instruments):
            return span[0], span[0] + len(name)
    return None


def _rated(
    scope: _Scope, since: int, floor: int, span: tuple[int, int], house: tuple[int, int]
) -> tuple[InstrumentMention, ...]:
    """What is rated: right behind the rating, between house and rating, else the nearest before, else behind, else what
    the text is about."""
    text = scope.text
    inside = [m for m in scope.rateable(house, scope.start, scope.end) if m.end <= scope.end]
    leads = _RATED_AFTER.match(text, span[1], scope.end)
    behind = [m for m in inside if leads and m.start == leads.end()]
    if behind:
        return _joined(text, [m for m in inside if m.start >= behind[0].start])
    between = [m for m in inside if floor <= m.start and m.end <= span[0]]
    if between:
        return _joined(text, between)
    between = [m for m in inside if since <= m.start and m.end <= span[0]]
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
