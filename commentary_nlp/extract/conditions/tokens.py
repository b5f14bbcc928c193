"""The words of a stretch of text, with what the recognisers know of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple, TypeVar

from commentary_nlp.extract.annotations import Annotations, InstrumentMention, NumberMention
from commentary_nlp.extract.folding import fold
from commentary_nlp.extract.numbers import find_numbers
from commentary_nlp.records import Duration

Kind = Literal["word", "number", "length", "duration", "name", "punct"]


class Token(NamedTuple):
    """One word, number, name or mark. `start`..`end` (exclusive) are characters of the article.

    `length` is the adjective of a period: the "50-day" of an average, the "ten-year" of a yield; its number
    is in `value`, its unit in `unit`. A `number` carries the mention's own unit, or None.
    """

    text: str
    low: str
    start: int
    end: int
    kind: Kind
    value: float | None = None
    high: float | None = None
    unit: str | None = None
    symbol: str | None = None
    asset_class: str | None = None
    duration: Duration | None = None


_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "twenty": 20, "thirty": 30, "fifty": 50, "hundred": 100,
}  # fmt: skip
# Parts do not overlap and none repeats inside a repeat: one pass, linear.
_TOKEN = re.compile(
    rf"(?P<length>(?:\d{{1,4}}|{'|'.join(_NUMBER_WORDS)})-(?:day|week|month|year|quarter|session|hour|minute|period)s?\b"
    r"|\d{1,4}[- ]?(?:dma|dema|sma|ema|wma)\b|\d{1,3}(?:d|yr|y|w)\b"
    r"|\d{1,4}\s(?:day|week)(?=\s(?:moving|simple|exponential|average|ma|sma|ema)\b))"
    r"|(?P<possessive>['’]s\b)"
    r"|(?P<word>[^\W\d_]\w*(?:[-&.][^\W_]\w*)*(?:['’](?!s\b)[^\W\d_]+)?)"
    r"|(?P<other>\w+)|(?P<dash>\s[-–—]+\s|[–—])|(?P<compare>[<>]=?)|(?P<mark>\S)",
    re.IGNORECASE,
)
_DASHES = frozenset("-–—")
# Parts of `_TOKEN` that are words.
_WORDS = frozenset({"word", "other", "possessive"})
_LENGTH_UNITS = {"d": "day", "y": "year", "yr": "year", "w": "week"}
_CONNECTED = ("until ", "till ", "once ", "if ", "when ", "after ", "before ")
_M = TypeVar("_M", InstrumentMention, NumberMention, Duration)


def _within(mentions: Sequence[_M], start: int, end: int) -> Sequence[_M]:
    """Those that begin in `start`..`end`; `mentions` are in text order."""
    first = bisect_left(mentions, start, key=lambda mention: mention.start)
    last = bisect_left(mentions, end, lo=first, key=lambda mention: mention.start)
    return mentions[first:last]


def _by_start(mentions: Sequence[_M], start: int, end: int) -> dict[int, _M]:
    found: dict[int, _M] = {}
    for mention in _within(mentions, start, end):
        if start <= mention.start and mention.end <= end:
            kept = found.get(mention.start)
            if kept is None or mention.end > kept.end:
                found[mention.start] = mention
    return found


def tokenize(text: str, start: int, end: int, notes: Annotations) -> list[Token]:
    """The tokens of `text[start:end]` in order, free of overlap; names and periods are one token each."""
    names = _by_start(notes.instruments, start, end)
    periods = _by_start(notes.durations, start, end)
    numbers = _by_start(notes.numbers, start, end)
    if any(n.end > end for n in _within(notes.numbers, start, end)):
        # a range that was read over the region's end
        local = [replace(n, start=n.start + start, end=n.end + start) for n in find_numbers(text[start:end])]
        numbers = _by_start(local, start, end)
    for place, name in names.items():
        # "the S&P 500 to 5,000": the figure of a name begins no range
        inner = next((numbers[k] for k in range(place, name.end) if k in numbers and numbers[k].end > name.end), None)
        if inner is not None:
            behind = find_numbers(text[name.end : min(end, inner.end)])
            numbers.update(
                {n.start + name.end: replace(n, start=n.start + name.end, end=n.end + name.end) for n in behind}
            )
    stops = sorted({*names, *periods, *numbers})
    found: list[Token] = []
    place = start
    while place < end:
        mark = text[place]
        if mark == " ":
            if text[place + 1 : place + 2] not in _DASHES or text[place + 2 : place + 3] != " ":
                place += 1
                continue
        elif mark.isspace():
            place += 1
            continue
        match = _TOKEN.match(text, place, end)
        if match is None:
            place += 1
            continue
        token = None
        if match.lastgroup == "length":
            token = _length(match)
        elif place in names:
            token = _name(text, names[place])
        elif place in periods and _stands_alone(text, periods[place], end) and not _tenor(text, periods[place]):
            token = _period(text, periods[place])
        elif place in numbers and (not _small_word(text, numbers[place]) or _reached(text, numbers[place])):
            token = _number(text, numbers[place])
            if _dated(text, token):
                token = token._replace(kind="duration")  # "April 23", "late 2024", "the 2012 high"
        if token is None:
            token = _plain(match, stops)
        found.append(token)
        place = max(token.end, place + 1)
    return found


def _plain(match: re.Match[str], stops: Sequence[int]) -> Token:
    """A word ends where a mention begins inside it ("HK$405", "EUR/USD")."""
    start, end = match.span()
    kind = match.lastgroup
    if kind == "dash":
        mark = "-" if match["dash"] == "–" else "—"  # an en dash without spaces joins: "VLUE–MTUM"
        return Token(match["dash"], mark, start, end, "punct")
    if end - start > 1:
        nearest = bisect_left(stops, start + 1)
        if nearest < len(stops) and stops[nearest] < end:
            end = stops[nearest]
    words = match.string[start:end]
    low = words.lower()
    if "’" in low:
        low = low.replace("’", "'")
    return Token(words, low, start, end, "word" if kind in _WORDS else "punct")


def _length(match: re.Match[str]) -> Token:
    words = fold(match["length"])
    parts = re.match(r"(\d+|[a-z]+)[- ]?([a-z]+)", words)
    assert parts is not None
    count = float(parts[1]) if parts[1].isdigit() else float(_NUMBER_WORDS.get(parts[1], 0))
    unit = parts[2].removesuffix("s")
    unit = _LENGTH_UNITS.get(unit, "day" if unit.endswith("a") else unit)
    return Token(match["length"], words, match.start(), match.end(), "length", value=count, unit=unit)


def _name(text: str, mention: InstrumentMention) -> Token:
    words = text[mention.start : mention.end]
    return Token(words, words.lower(), mention.start, mention.end, "name", symbol=mention.symbol,
                 asset_class=mention.asset_class)  # fmt: skip


def _period(text: str, mention: Duration) -> Token:
    words = text[mention.start : mention.end]
    return Token(words, words.lower(), mention.start, mention.end, "duration", duration=mention)


def _number(text: str, mention: NumberMention) -> Token:
    words = text[mention.start : mention.end]
    return Token(words, words.lower(), mention.start, mention.end, "number", value=mention.value,
                 high=mention.high, unit=mention.unit)  # fmt: skip


def _stands_alone(text: str, period: Duration, end: int) -> bool:
    """A period that opens with a connective is one only where nothing of a clause follows it."""
    if not period.text.lower().startswith(_CONNECTED):
        return True
    rest = text[period.end : min(end, period.end + 2)].lstrip()
    return not rest or rest[0] in ".,;:)—–"


_BEFORE_LEVEL = re.compile(
    r"\b(?:narrowed|widened|tightened|fallen|risen|back|down|up|falls|rises|narrows) (?:back )?to $"
)
_AFTER_LEVEL = re.compile(r"[,.;:)]|\s(?:we|i|or|and|then|times)\b|\s*$", re.IGNORECASE)


def _reached(text: str, mention: NumberMention) -> bool:
    """ "Once it has narrowed to two we leave": a small word that is a level all the same."""
    before = _BEFORE_LEVEL.search(text, max(0, mention.start - 24), mention.start)
    return before is not None and _AFTER_LEVEL.match(text, mention.end) is not None


def _tenor(text: str, period: Duration) -> bool:
    """ "The ten-year", "the 2yr": a bond by its maturity, read as its article and a length."""
    words = text[period.start : period.end]
    if not words.lower().startswith("the "):
        return False
    match = _TOKEN.fullmatch(words, 4)
    return match is not None and match["length"] is not None


_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)(?:uary|ruary|ch|il|ust|tember|ober|ember)?\.?"
_DAY_OF = re.compile(rf"\b{_MONTH} $")
_YEAR_OF = re.compile(
    rf"(?:\b{_MONTH}|\b(?:late|early|mid|fiscal|calendar|in|since|until|through|by|during)"
    r"|\b(?:end|start|spring|summer|autumn|fall|winter|half|quarter|beginning|middle|course|crisis|panic|rest) of"
    r"|\bQ[1-4])[ -]$"
)
_EXTREME = re.compile(r" (?:highs?|lows?|peaks?|top|bottom|record|crash|crisis|panic|election|recession|levels?)\b")


def _dated(text: str, token: Token) -> bool:
    """Whether a bare number is a day of a month or a year."""
    if token.unit is not None or token.high is not None or not token.text.isdigit() or token.value is None:
        return False
    before = text[max(0, token.start - 16) : token.start]
    if 1 <= token.value <= 31:
        return _DAY_OF.search(before) is not None
    if not is_year(token):
        return False
    named = before.endswith(("the ", "its ", "their ")) and _EXTREME.match(text, token.end) is not None
    return named or _YEAR_OF.search(before) is not None


def _small_word(text: str, mention: NumberMention) -> bool:
    """ "one", "two" alone are seldom levels."""
    words = text[mention.start : mention.end]
    return mention.unit is None and words.isalpha() and 0 < mention.value < 11


def is_year(token: Token) -> bool:
    """Whether a bare number may be a year."""
    value = token.value
    return token.unit is None and value is not None and 1990 <= value <= 2100 and value == int(value)
