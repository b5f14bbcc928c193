"""Periods to come, as the contract counts them: "1-3 weeks", "within 5 sessions", "into year end".

What lies behind ("over the past two sessions", "has lagged for six weeks"), a tenor ("ten-year yield"), an
average's length ("50-day") and a rate ("a day") are no periods. Whether one is a horizon or a window is the
business of the grammars that read conditions and trades.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.folding import fold
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.numbers import number_words, word_value
from commentary_nlp.extract.tense import is_past
from commentary_nlp.extract.until import find_moments, find_until
from commentary_nlp.records import Duration
from commentary_nlp.records.contract import DurationUnit

__all__ = ["find_durations", "find_moments"]

# Days of each unit, to put "two weeks to a month" on one scale; 30 days a month is the contract's own.
_DAYS: dict[DurationUnit, int] = {"day": 1, "week": 7, "month": 30, "year": 365}


# A period without a preposition stands alone: between marks, in a cell, or after "hold" or "horizon".
# What allots time to a trade: "give every entry three to six weeks", "all ideas run two months".
_ALLOTTED = re.compile(
    r"\b(?:(?:give|gives|giving|allow|allows|allowing|grant)\s+(?:it|them|(?:every|each|all|any|both|the|this|these|our|my)"
    r"(?:\s+\w+){1,3}|either|both)|(?:is|are)\s+(?:given|allowed|granted)|"
    r"\b(?:it|they|both|either|each|this|that)\s+(?:gets?|needs?|is\s+good\s+for)|"
    r"\b(?:time\s?frame|horizon|holding\s+period|view|idea|trade|plan|expected\s+hold)(?:\s+(?:for|on|in|of)(?:\s+\w+){1,2})?\s+(?:is|runs?|remains|being)|"
    r"(?:every|each|all|any)(?:\s+\w+){1,2}\s+(?:runs?|lasts?|has|have|gets?|takes?))\s+(?:a\s+(?:further|full)\s+)?$",
    re.IGNORECASE,
)
_BARE_BEFORE = re.compile(
    r"(?:^|[(.,;:|/\n–—]\s*|\s{2,}|\b(?:hold|held|keep|horizon|period|frame|view|time|next|of|look|give|it)\s+)[~≈]?$",
    re.IGNORECASE,
)
_BARE_AFTER = re.compile(
    r"\s*(?:[.,;:)|\n–—/]|$)|\s{2,}|\s+is\s+all\b|\s+(?:out|or|from|hence|max|unless|if|with|until|while|on|and|for|at|to|by|ahead|view|horizon|hold|because|as|in|before|should)\b"
)


# What takes time: "it may take three to five years", "we are prepared to wait 18 months".
_TAKES = re.compile(
    r"\b(?:take|takes|taking|needs?|lasts?|requires?|wait|waiting|allow|allows|hold|run|runs)\s+(?:us\s+|me\s+|it\s+|them\s+)?"
    r"(?:(?:perhaps|maybe|about|roughly|another|up to|a full|"
    r"anything from|anywhere from|between|probably|easily)\s+)?$",
    re.IGNORECASE,
)
# "Six months is as long as I will wait": time allotted by what is said of it.
_ALLOTS_AFTER = re.compile(
    r"\s+(?:is|are)\s+(?:as\s+(?:long|much|far)\s+as|enough|plenty|what\s+(?:I|we)|how\s+long|"
    r"(?:the|our|my)\s+(?:right\s+|likely\s+|usual\s+)?(?:most|least|longest|horizon|time\s?frame|holding\s+period|limit))\b",
    re.IGNORECASE,
)
# A quantity counted by the time it lasts: "less than a week of use", "two years of cash".
_QUANTITY = re.compile(
    r"['’]?\s+(?:of\s+|worth\b)(?!(?:patience|waiting|holding|time|being|the|this|next|our|my|your|it|work\b|sideways))[a-z]",
    re.IGNORECASE,
)
_FOR = re.compile(r"\bfor\b")


class _Grammar(NamedTuple):
    period: re.Pattern[str]
    lead: re.Pattern[str]
    past_before: re.Pattern[str]
    past_after: re.Pattern[str]
    noun: re.Pattern[str]
    min_after: re.Pattern[str]
    max_after: re.Pattern[str]
    ahead_after: re.Pattern[str]


def alternatives(words: list[str]) -> str:
    """`words` as one expression, longest first, any white space between their parts."""
    return one_of(words, {" ": r"\s+"})


@cache
def _units() -> dict[str, DurationUnit]:
    units: dict[str, DurationUnit] = {}
    for unit, words in load("durations")["units"].items():
        for word in words:
            units[word] = unit
    return units


@cache
def _grammar() -> _Grammar:
    table = load("durations")
    lead, past = table["lead"], table["past"]
    number = rf"(?:\d+(?:\.\d+)?|{number_words()}|an?\s+couple\s+of|couple\s+of|an?(?=\s|-))"
    unit = alternatives(list(_units()))
    between = rf"(?:(?:{alternatives(table['period']['between'])})\s+)?"
    joint = r"(?:\s?[-–—]\s?|-?\s+to\s+|-to-|\s+or\s+)"
    period = (
        rf"(?<![\w.,/$€£+-])(?:"
        rf"(?P<one_or>(?:an?|one)\s+(?P<or_unit>day|session|week|month|quarter|year)\s+or\s+two)\b"
        rf"|(?P<low>{number})(?P<plus>\+)?(?:[\s-]{{0,2}}(?P<low_unit>{unit})(?=\s+(?:to|or)\s))?"
        rf"(?:{joint}(?P<high>{number}))?"
        rf"(?:(?P<hyphen>-)|\s*){between}(?:(?P<unit>{unit})(?P<genitive>['’]s?)?(?![\w])|(?P<letter>[wmy])(?![\w.'’/-]))"
        rf"|(?P<vague>(?:days|weeks|months|(?:an?|the\s+next|the\s+coming|the)\s+few\s+(?:{unit})|several\s+(?:{unit}))"
        rf"(?:\s+to\s+(?:an?\s+)?(?:few\s+|several\s+|couple\s+of\s+)?(?:{unit}))?(?:,?\s+not\s+(?:{unit}))?)\b"
        rf"|(?P<next_one>(?:{alternatives(lead['next'])})\s+(?P<next_unit>{unit}))\b)"
    )
    any_lead = [*lead["both"], *lead["max"], *lead["min"]]
    before = (
        rf"(?:^|(?<=[\s(—–-]))(?P<words>(?:(?:{alternatives(any_lead)})\s+)*(?:(?:the|an?|its|this|their|our)\s+)?"
        rf"(?:(?P<next>{alternatives(lead['next'])})\s+)?)$"
    )
    return _Grammar(
        period=re.compile(period, re.IGNORECASE),
        lead=re.compile(before, re.IGNORECASE),
        past_before=re.compile(rf"(?:^|[\s(])(?:{alternatives(past['before'])})\s+(?:the\s+)?$", re.IGNORECASE),
        past_after=re.compile(rf"[\s-]+(?:{alternatives(past['after'])})\b", re.IGNORECASE),
        noun=re.compile(rf"\s+(?:[\w-]+\s+){{0,2}}?(?:{alternatives(table['period']['nouns'])})\b", re.IGNORECASE),
        min_after=re.compile(rf"\s*(?:{alternatives(lead['after_min'])})\b", re.IGNORECASE),
        max_after=re.compile(rf"\s*(?:{alternatives(lead['after_max'])})\b", re.IGNORECASE),
        ahead_after=re.compile(
            r"['’]?\s*(?:time\b|out\b|hence\b|from\s+now\b|from\s+(?:here|entry|today)\b|horizon\b|or\s+so\b)",
            re.IGNORECASE,
        ),
    )


def find_durations(text: str, published: date | None) -> tuple[Duration, ...]:
    """Every stated period to come, in order and free of overlap, in the contract's form.

    Its words include the preposition before it ("over the next 5 trading days"). "For two weeks" is 2 and 2;
    "within", "inside", "over" and "the next" with one number leave `min` open; "at least" leaves `max` open;
    "near term" and "a few weeks" have neither, nor a unit. A point in time ("by the end of March", "into the
    September FOMC", "through Labor Day") has `until`: an ISO date where the text or `published` settles it.
    Days that are merely named ("on Friday", "in November") are `find_moments`.
    """
    found = [d for match in _grammar().period.finditer(text) if (d := _read(match, text)) is not None]
    found += _vague_terms(text)
    found += find_until(text, published)
    return without_overlap(found)


def without_overlap(found: list[Duration]) -> tuple[Duration, ...]:
    """In order; of two that overlap, the one that begins first, and of these the longer."""
    kept: list[Duration] = []
    for duration in sorted(found, key=lambda d: (d.start, -d.end)):
        if not kept or duration.start >= kept[-1].end:
            kept.append(duration)
    return tuple(kept)


def _read(match: re.Match[str], text: str) -> Duration | None:
    grammar = _grammar()
    start, end = match.span()
    head = text[max(0, start - 48) : start]
    if (
        not match["vague"]
        and re.search(r"\bof\s+$", head)
        and not grammar.noun.search(" " + head.strip().removesuffix("of")[-24:])
    ):
        return None
    if grammar.past_before.search(head) or grammar.past_after.match(text[end : end + 16]):
        return None
    if not match["hyphen"] and not match["next_one"] and _QUANTITY.match(text, end):
        return None
    lead = grammar.lead.search(head)
    words = re.sub(r"\s+", " ", fold(lead["words"])).strip() if lead else ""
    if lead:
        start -= len(lead["words"])
        # "in the past" before "over the next" is gone; "for the last" is not.
        if grammar.past_before.search(text[max(0, start - 24) : start]) and not re.search(
            r"\b(?:next|with|for)\b", words
        ):
            return None
    if match["vague"]:
        return _vague(match, text, start, words)
    if not _stands(match, text, words):
        return None
    if not match["hyphen"] and is_past(text, start, end) and "next" not in words and not match["next_one"]:
        return None
    return _counted(match, text, start, words, bool(lead and lead["next"]))


def _vague(match: re.Match[str], text: str, start: int, words: str) -> Duration | None:
    spoken = fold(match["vague"])
    alone = re.fullmatch(r"(?:days|weeks|months)", spoken)
    few = "few" in spoken or "several" in spoken
    if (
        (alone and _without_article(words) not in ("within", "over", "in", "for", "inside"))
        or (few and not words and "next" not in spoken and " to " not in spoken)
        or is_past(text, start, match.end())
    ):
        return None
    return Duration(text=text[start : match.end()], start=start, end=match.end())


def _stands(match: re.Match[str], text: str, words: str) -> bool:
    """Whether the number and unit are a period at all, and not a rate, a tenor or an age."""
    grammar, after = _grammar(), text[match.end() : match.end() + 48]
    if match["letter"]:
        return bool(words or grammar.noun.match(after)) and match["low"][0].isdigit()
    if match["hyphen"] or (match["genitive"] and not re.match(r"\s+time\b", after)):
        plural = (match["unit"] or "").endswith("s")
        return bool(grammar.noun.match(after)) or bool(match["genitive"] and words) or (plural and bool(words))
    singular = match["low"] and match["low"].lower() in ("a", "an")
    if singular and not match["high"] and not _TAKES.search(text[max(0, match.start() - 60) : match.start()]):
        return bool(_without_article(words) or grammar.ahead_after.match(after) or grammar.min_after.match(after))
    if match["unit"] and _units()[_plain(match["unit"])] == "day" and re.match(r"\s+(?:out|left|to\s+go)\b", after):
        return False
    if match["low"] and match["unit"] and grammar.noun.match(after):
        return True
    if match["low"] and not words:
        head = text[max(0, match.start() - 60) : match.start()]
        if _ALLOTTED.search(head) or _TAKES.search(head) or _ALLOTS_AFTER.match(text, match.end()):
            return True
        return bool(
            _BARE_BEFORE.search(text[max(0, match.start() - 12) : match.start()]) and _BARE_AFTER.match(after)
        ) or bool(re.search(r"\b(?:straight|consecutive|successive)\b", match[0]))
    if match["low"] and words.endswith("the") and match["low"].lower() == "one":
        return False
    if match["next_one"]:
        return bool(re.search(r"\b(?:over|within|during|for|inside|in)\b", words))
    return True


def _without_article(words: str) -> str:
    return re.sub(r"\b(?:the|an?|its|this|their|our)\b", "", words).strip()


def _counted(match: re.Match[str], text: str, start: int, words: str, is_next: bool) -> Duration:
    grammar, end = _grammar(), match.end()
    if match["one_or"]:
        unit = _units()[fold(match["or_unit"])]
        return Duration(text=text[start:end], start=start, end=end, min=1, max=2, unit=unit)
    if match["next_one"]:
        unit = _units()[_plain(match["next_unit"])]
        if _plain(match["next_unit"]).endswith("s"):
            return Duration(text=text[start:end], start=start, end=end)
        low = high = 1.0
        is_next = True
        if two := re.match(r"\s+or\s+two\b", text[end : end + 8]):
            high, end = 2.0, end + two.end()
    else:
        letters: dict[str, DurationUnit] = {"w": "week", "m": "month", "y": "year"}
        unit = letters[fold(match["letter"])] if match["letter"] else _units()[_plain(match["unit"])]
        low = _number(match["low"])
        high = _number(match["high"]) if match["high"] else low
        if match["low_unit"] and (other := _units()[_plain(match["low_unit"])]) != unit:
            if other in _DAYS and unit in _DAYS:
                low, high, unit = low * _DAYS[other], high * _DAYS[unit], "day"
            else:
                return Duration(text=text[start:end], start=start, end=end)
        if match["unit"]:
            times = load("durations")["multiples"].get(_plain(match["unit"]).rstrip("s"), 1)
            low, high = low * times, high * times
    ahead = grammar.ahead_after.match(text, end)
    if ahead:
        end = ahead.end()
    least: float | None = low
    most: float | None = high
    if more := grammar.min_after.match(text, end):
        most, end = None, more.end()
    elif less := grammar.max_after.match(text, end):
        least, end = (low if low < high else None), less.end()
    elif match["plus"] or _bound(words) == "min":
        most = None
    elif low == high and not ahead and (_bound(words) == "max" or (is_next and not _FOR.search(words))):
        least = None
    if least is not None and most is not None and least > most:
        least, most = most, least
    return Duration(text=text[start:end], start=start, end=end, min=least, max=most, unit=unit)


def _bound(words: str) -> str | None:
    """ "min", "max" or neither, by the longest phrase that says so: "no longer than" is no "longer than"."""
    said = [(len(m[0]), kind) for kind, pattern in _bounds() if (m := pattern.search(words))]
    return max(said)[1] if said else None


@cache
def _bounds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = load("durations")["lead"]
    return tuple((kind, re.compile(rf"\b(?:{alternatives(table[kind])})\b")) for kind in ("min", "max"))


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", fold(words))


def _number(words: str) -> float:
    plain = _plain(words)
    if plain in ("a", "an"):
        return 1.0
    if plain.endswith("couple of"):
        return 2.0
    return float(plain) if plain[0].isdigit() else word_value(plain)


@cache
def _vague_pattern() -> re.Pattern[str]:
    table = load("durations")["period"]
    vague = alternatives(table["vague"])
    return re.compile(
        rf"\b(?:in|over|for)\s+the\s+(?:{vague})(?:er)?(?:\s+to\s+(?:{vague}))?[\s-]+(?:term|run)\b"
        rf"|\b(?:over\s+|for\s+|on\s+)?(?:a\s+)?multi[\s-](?:day|week|month|quarter|year)(?=\s+(?:[\w-]+\s+)?(?:{alternatives(table['nouns'])})\b)"
        rf"|\b(?:{vague})[\s-]+term(?=\s+(?:[\w-]+\s+)?(?:{alternatives(table['nouns'])})\b)",
        re.IGNORECASE,
    )


def _vague_terms(text: str) -> list[Duration]:
    return [Duration(text=match[0], start=match.start(), end=match.end()) for match in _vague_pattern().finditer(text)]
