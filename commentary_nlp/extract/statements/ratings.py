"""A house's rating of a share: which house, which share, and what its word means by contract."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from commentary_nlp.extract.annotations import InstrumentMention
from commentary_nlp.extract.attribution import Callers
from commentary_nlp.extract.lexicon import load
from commentary_nlp.records import Action, Side

_SUBJECT = r"(?P<firm>(?-i:[A-Z][\w&.’'-]*)(?: (?:& )?(?-i:[A-Z])[\w&.’'-]*){0,3})"
_IT = re.compile(r"^\W*(?:it|the (?:firm|bank|broker|house|analysts?)|analysts? there)\b", re.IGNORECASE)
_NOT_HOUSE = frozenset(
    [
        "analysts",
        "analyst",
        "the",
        "a",
        "an",
        "it",
        "he",
        "she",
        "they",
        "we",
        "our",
        "several",
        "many",
        "other",
        "shares",
        "stock",
        "still",
        "now",
        "price",
        "market",
        "street",
        "pt",
        "upgraded",
        "downgraded",
        "target",
        "elsewhere",
        "on",
        "in",
        "and",
        "but",
        "nor",
        "an",
        "upgrade",
    ]
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


@cache
def _meanings() -> dict[str, tuple[Action, Side]]:
    table = load("attribution")["ratings"]
    out: dict[str, tuple[Action, Side]] = {}
    for key, action, side in (("open_long", "open", "long"), ("hold", "hold", "long"), ("open_short", "open", "short")):
        for word in table[key]:
            out[word] = (action, side)  # type: ignore[assignment]
    return out


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    lead = load("attribution")["lead"]
    words = sorted(_meanings(), key=len, reverse=True)
    # a rating is capitalised or in quotes; "top pick" and lists may be in lower case
    cased = "|".join(re.escape(w.title()) + "|" + re.escape(w.capitalize()) for w in words)
    plain = "|".join(re.escape(w) for w in words)
    rating = (
        rf"(?P<r>(?-i:{cased})(?![\w-])|(?<=['‘\"“])(?:{plain})(?=['’\"”])"
        rf"|(?:top pick|conviction list)\b|(?:{plain})(?= (?:rating|list)\b))"
    )
    quote = "['‘\"“]?"
    return (
        re.compile(lead["before"] + quote + rating, re.IGNORECASE),
        re.compile(quote + rating + "['’\"”]?" + lead["after"], re.IGNORECASE),
        re.compile(r"[’']s (?:new )?" + quote + rating, re.IGNORECASE),
        re.compile(
            r"(?:^|[:;.] )(?:still )?" + rating + r"(?=,? (?:on|reiterated|repeated|PT|target)|,)", re.IGNORECASE
        ),
    )


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(load("attribution")["lead"]["verbs"], re.IGNORECASE)


@cache
def _voided() -> re.Pattern[str]:
    return re.compile(load("attribution")["lead"]["voided"], re.IGNORECASE)


def find_ratings(
    text: str,
    region: tuple[int, int],
    since: int,
    instruments: tuple[InstrumentMention, ...],
    callers: Callers,
    listed: bool,
) -> list[Rating]:
    """Ratings said in a sentence or bullet.

    Args:
        text: the article's text.
        region: the sentence or bullet.
        since: the paragraph's start: "It moved the stock to Sell" looks no farther back.
        instruments: all mentions of the article.
        callers: the article's houses and persons.
        listed: whether the region is a bullet or row, where the publication's own ratings may stand.
    """
    start, end = region
    words = text[start:end]
    if _voided().search(words) and not re.search(r"\brating is repeated\b", words):
        return []
    found: dict[int, Rating] = {}
    houses = [c for c in callers.within(start, end) if c.kind == "firm"]
    for pattern in _patterns():
        for match in pattern.finditer(words):
            at = start + match.start("r")
            if re.search(r"\bfrom\s+(?:an? )?['‘\"“]?$", text[start:at]) or any(abs(at - k) < 3 for k in found):
                continue
            rating = _one(
                text, region, since, at, start + match.end("r"), match.group("r"), instruments, callers, houses, listed
            )
            if rating:
                found[at] = rating
    out: list[Rating] = []
    for at in sorted(found):
        rating = found[at]
        if any(o.house == rating.house and _same(o, rating) for o in out):
            continue
        out.append(rating)
    return out


def _same(a: Rating, b: Rating) -> bool:
    return {m.symbol for m in a.rated} == {m.symbol for m in b.rated}


def _one(
    text: str,
    region: tuple[int, int],
    since: int,
    at: int,
    stop: int,
    word: str,
    instruments: tuple[InstrumentMention, ...],
    callers: Callers,
    houses: list[object],
    listed: bool,
) -> Rating | None:
    start, end = region
    meaning = _meanings().get(" ".join(word.lower().split()))
    if meaning is None:
        return None
    before = [c for c in callers.within(start, end) if c.kind == "firm" and c.end <= at]
    after = [c for c in callers.within(start, end) if c.kind == "firm" and c.start >= stop]
    house: str | None = None
    house_span = (start, start)
    if before:
        house, house_span = before[-1].name, (before[-1].start, before[-1].end)
    elif after and re.search(r"\b(?:at|from|by)\s*$", text[stop : after[0].start]):
        house, house_span = after[0].name, (after[0].start, after[0].end)
    else:
        unknown = _unlisted(text, start, at, instruments)
        if unknown:
            house, house_span = text[unknown[0] : unknown[1]], unknown
        elif _IT.match(text[start:end]):
            earlier = callers.last_before(start, since, "firm")
            if earlier is None:
                return None
            house = earlier.name
        elif not ((listed and _verbs().search(text[start:end])) or (listed and text[start:at].rstrip().endswith(":"))):
            return None
    rated = _rated(text, region, since, at, stop, house_span, instruments, callers)
    if not rated:
        return None
    return Rating(at, stop, meaning[0], meaning[1], house, rated)


def _unlisted(text: str, start: int, at: int, instruments: tuple[InstrumentMention, ...]) -> tuple[int, int] | None:
    """A capitalised subject that directly precedes a rating verb: a house that no list holds."""
    pattern = re.compile(
        _SUBJECT + r"(?=(?:,| has| have)? (?:also |today |again )?(?:" + load("attribution")["lead"]["verbs"] + "))",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text, start, at):
        span = match.span("firm")
        name = match.group("firm")
        first = name.split()[0].lower().strip(".,")
        if first in _NOT_HOUSE or len(name) < 3:
            continue
        if any(m.start < span[1] and m.end > span[0] for m in instruments):
            continue
        return span
    return None


def _rated(
    text: str,
    region: tuple[int, int],
    since: int,
    at: int,
    stop: int,
    house: tuple[int, int],
    instruments: tuple[InstrumentMention, ...],
    callers: Callers,
) -> tuple[InstrumentMention, ...]:
    """What is rated: between house and rating, else the nearest before, else behind, else earlier in the paragraph."""
    firms = [(c.start, c.end) for c in callers.mentions if c.kind == "firm"]

    def free(mention: InstrumentMention) -> bool:
        return not any(mention.start < e and mention.end > s for s, e in [*firms, house])

    inside = [m for m in instruments if region[0] <= m.start and m.end <= region[1] and free(m)]
    between = [m for m in inside if house[1] <= m.start and m.end <= at]
    if between:
        return _joined(text, between)
    before = [m for m in inside if m.end <= at]
    if before:
        same = [m for m in before if m.symbol == before[-1].symbol]
        return (same[-1],)
    after = [m for m in inside if m.start >= stop and not re.search(r"[.;]\s", text[stop : m.start])]
    if after:
        return _joined(
            text,
            after[:2]
            if re.fullmatch(r"\W*and\W*", text[after[0].end : after[min(1, len(after) - 1)].start] or "x")
            else after[:1],
        )
    earlier = [m for m in instruments if since <= m.start < region[0] and free(m)]
    if earlier:
        return (earlier[-1],)
    ahead = [m for m in instruments if m.start < since and free(m)]
    return (ahead[-1],) if ahead else ()


def _joined(text: str, mentions: list[InstrumentMention]) -> tuple[InstrumentMention, ...]:
    """Names joined by "and", commas or a bracketed ticker; what follows after other words is left out."""
    out = [mentions[0]]
    for mention in mentions[1:]:
        gap = text[out[-1].end : mention.start]
        if mention.symbol == out[-1].symbol:
            continue
        if re.fullmatch(r"(?:\s*\([^)]*\)?)?[\s,)(]*(?:and|&|or)?[\s(]*", gap) or re.fullmatch(
            r"\)?,?\s*(?:and )?", gap
        ):
            out.append(mention)
        else:
            break
    return tuple(out)
