"""When an option or a future expires, as the text says it.

Recall comes before precision here: a month that the grammar of trades finds beside no leg is not used. But a
month that tells when something happened ("since June", "the September FOMC") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.annotations import ExpiryMention
from commentary_nlp.extract.calendar_words import (
    DateMention,
    find_dates,
    holiday,
    month_pattern,
    next_weekday,
    weekday_number,
)
from commentary_nlp.extract.folding import fold
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.numbers import number_words, word_value
from commentary_nlp.extract.pattern_lists import PatternList
from commentary_nlp.records import Expiry

# Calendar days: the contract counts a month of a tenor as 30 days, so that a quarter is 90 and a year 365.
_TENOR_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_FRIDAY = 4
_CODES = "FGHJKMNQUVXZ"
_TRADED_BEFORE = re.compile(r"\b(?:[Bb]uy|[Bb]ought|[Ss]ell|[Ss]old|[Ll]ong|[Ss]hort|[Oo]wn|against|into)\s+$")
_MONTH_BESIDE = re.compile(rf"{month_pattern()}\s?[/-]\s?$")
_DELIVERED = re.compile(r"\s+(?:futures?|contracts?)\b", re.IGNORECASE)  # "through the July contract"
_LOTS_OF = re.compile(r"\b(?:contracts?|lots?|cars?|futures) of\s+$", re.IGNORECASE)
_STRIKE_NEXT = re.compile(r"\s+\$?\d[\d.,]*(?:/\d|\s+(?:call|put|strike|straddle)|s\b|[CPcp]\b)")
# "dec 250c", "mar 15 60 calls": months that are words of the language too, in small letters before a contract.
_LOWER_MONTH = re.compile(
    r"\b(?:dec|mar|may|march|sept)\b(?=\s+(?:\d{1,2}\s+)?\$?\d[\d.,/]*\s?(?:[cp]\b|calls?\b|puts?\b|strikes?\b))"
)
# "Roll the calls from June 60 to July 65".
_ROLLED_FROM = re.compile(r"\b(?:[Rr]oll|[Mm]ov)(?:s|ed|ing|e|es)?\b[^.;\n]*\bfrom\s(?:the\s)?$")
_MONTH_BESIDE_YEAR = re.compile(rf"{month_pattern()}\s\d\d\s?[/-]\s?$")
# How many years ahead a future is traded.
_YEARS_LISTED = 6
# Characters on either side of a month in which a word of options or futures makes it an expiry.
_REACH = 60


class _Words(NamedTuple):
    days_to_run: re.Pattern[str]
    tenor: re.Pattern[str]
    within: re.Pattern[str]
    ahead: re.Pattern[str]
    code: re.Pattern[str]
    soon: re.Pattern[str]
    nearest: re.Pattern[str]
    rights_said: re.Pattern[str]
    options: re.Pattern[str]
    futures: re.Pattern[str]
    right_next: re.Pattern[str]
    structure_next: re.Pattern[str]
    strike_said: re.Pattern[str]
    not_after: re.Pattern[str]
    not_before: re.Pattern[str]
    weekday: re.Pattern[str]


def _alternatives(words: list[str]) -> str:
    return one_of(sorted(set(words)), {" ": r"[\s-]+"})


@cache
def _words() -> _Words:
    table = load("expiries")
    number = rf"(?:\d+|a\s+couple\s+of|{number_words()})"
    options, rights = _alternatives(table["options"]), _alternatives(table["rights"])
    structures = _alternatives(table["structures"])
    days = _alternatives([words.removeprefix("days ") for words in table["days_to_run"] if words != "dte"])
    weekdays = "|".join(name.capitalize() for name in load("durations")["weekdays"] if len(name) > 4)
    return _Words(
        days_to_run=re.compile(
            rf"(?<![\w.,/])(?P<low>{number})(?:(?:\s?[-–—]\s?|\s+to\s+|-to-)(?P<high>{number}))?[\s-]?"
            rf"(?:dte\b|days?[\s-]+(?:{days})\b)",
            re.IGNORECASE,
        ),
        tenor=re.compile(
            rf"(?<![\w.,/-])(?P<low>{number})(?:(?:\s?[-–—]\s?|\s+to\s+|-\s+to\s+|-to-)(?P<high>{number}))?"
            r"(?:[\s-](?P<long>day|week|month|year)|(?P<letter>[dwmy]))(?![\w-])"
            rf"(?=(?:\s+[\w/%$&'’-]+(?:[.,]\d[\w/%$-]*)*){{0,5}}?\s+(?:{rights}|options?|collars?|risk\s+reversals?|butterfl(?:y|ies)|condors?)\b)",
            re.IGNORECASE,
        ),
        within=re.compile(
            rf"\bexpir(?:ing|e|es|y|ation)\s+(?:in|of)\s+(?:about\s+|roughly\s+)?(?P<said>(?P<low>{number})(?:(?:\s?[-–—]\s?|\s+to\s+)(?P<high>{number}))?[\s-](?P<unit>day|week|month|year)s?)\b",
            re.IGNORECASE,
        ),
        # "calls two to three months out", "a 60/65 call spread, 45 days": the tenor stands behind.
        ahead=re.compile(
            rf"\b(?:{options})\b[^.;\n]{{0,40}}?[\s,(](?P<said>(?P<low>{number})(?:(?:\s?[-–—]\s?|\s+to\s+|-to-)(?P<high>{number}))?[\s-](?P<unit>day|week|month|year)s?\s+(?:out|away)\b)(?!\s+of\b)"
            rf"|\b(?:{rights}|{structures})(?:\s+(?:on|in)\s+\$?[A-Z][\w.]*)?,\s+(?P<said_alone>(?P<low_alone>{number})(?:\s?[-–—]\s?(?P<high_alone>{number}))?[\s-](?P<unit_alone>day|week|month)s?)(?=\s*(?:[.,;:)]|$|@|\b(?:at|for)\b\s+(?:a\s+)?\$?\d))",
            re.IGNORECASE,
        ),
        # A future's code: its root, the letter of its month, one or two figures of its year.
        code=re.compile(
            rf"(?<![\w.$])/?(?:{_alternatives(list(load('instruments')['future']))})(?P<letter>[{_CODES}])(?P<year>\d{{1,2}})(?!\w)"
        ),
        soon=re.compile(
            rf"\b(?P<word>0\s?-?DTE|zero[\s-](?:day|DTE)|same[\s-]day|(?:front|back)[\s-]month|weekly|weeklies|monthlies|LEAPS?|quarterlies)\b"
            rf"(?=(?:\s+[\w./$-]+){{0,2}}?\s+(?:{options})\b|(?<=ies)|(?<=LEAPS)|(?<=LEAP)|(?<=DTE))",
            re.IGNORECASE,
        ),
        nearest=re.compile(
            rf"\b(?P<nearest>(?:front|prompt|nearby|second|spot)[\s-]month)(?=(?:\s\w+)?\s(?:{_alternatives(table['futures'])})\b)",
            re.IGNORECASE,
        ),
        rights_said=re.compile(rf"\b(?:{rights}|options?)\b", re.IGNORECASE),
        options=re.compile(rf"\b(?:{options})\b|\d[CP]\b|\s\$?\d[\d.,]*s\b", re.IGNORECASE),
        futures=re.compile(rf"\b(?:{_alternatives(table['futures'])})\b", re.IGNORECASE),
        right_next=re.compile(rf"[\s-]*(?:{rights})\b", re.IGNORECASE),
        structure_next=re.compile(rf"\s*(?:{structures})\b", re.IGNORECASE),
        strike_said=re.compile(r"[^.;\n]{0,40}?(?:\bstrikes?\b|\bstruck\b|\s@?\$?\d)", re.IGNORECASE),
        not_after=re.compile(rf"(?:^|[\s(-])(?:{_alternatives(table['not_after'])})[\s-]+(?:the\s+)?$", re.IGNORECASE),
        not_before=re.compile(rf"[\s'’s-]*(?:{_alternatives(table['not_before'])})\b", re.IGNORECASE),
        weekday=re.compile(
            rf"\b(?:(?P<next>next)\s+|(?P<this>this)\s+|(?P<expiring>expir(?:ing|es|y)\s+(?:on\s+)?))(?P<weekday>{weekdays})\b"
        ),
    )


@cache
def _sieve() -> tuple[PatternList, tuple[str, ...]]:
    """The expressions that go over the whole text, and their names."""
    kinds = ("days_to_run", "tenor", "within", "ahead", "code", "nearest", "soon", "weekday")
    return PatternList(getattr(_words(), kind) for kind in kinds), kinds


def find_expiries(text: str, published: date | None) -> tuple[ExpiryMention, ...]:
    """Every stated expiry in order, free of overlap.

    Days to run ("30-45 DTE", "45 days out") and tenors beside an option ("three-month calls": 30 days a
    month) give `dte_min` and `dte_max`; a day gives `date` where its year is said or follows from
    `published`; a month gives `YYYY-MM`, or `MM` where no year follows. "Weekly", "front-month" and "LEAPS"
    are kept with their words alone. "January 20 call" is a strike of 20 unless that day may be an expiry.
    """
    words = _words()
    found: list[ExpiryMention] = []
    sieve, kinds = _sieve()
    present = {kinds[place] for place in sieve.places(text)}

    def said(kind: str) -> Iterator[re.Match[str]]:
        pattern: re.Pattern[str] = getattr(words, kind)
        return pattern.finditer(text) if kind in present else iter(())

    for match in said("days_to_run"):
        low, high = _number(match["low"]), _number(match["high"] or match["low"])
        found.append(_mention(text, *match.span(), dte_min=low, dte_max=high))
    for match in said("tenor"):
        days = _TENOR_DAYS[fold((match["long"] or match["letter"])[0])]
        if match["letter"] and match["letter"].isupper():
            continue
        low, high = _number(match["low"]) * days, _number(match["high"] or match["low"]) * days
        found.append(_mention(text, *match.span(), dte_min=low, dte_max=high))
    for match in said("within"):
        days = _TENOR_DAYS[fold(match["unit"][0])]
        low, high = _number(match["low"]) * days, _number(match["high"] or match["low"]) * days
        found.append(_mention(text, *match.span("said"), dte_min=low, dte_max=high))
    for match in said("ahead"):
        form = "" if match["said"] else "_alone"
        days = _TENOR_DAYS[fold(match["unit" + form][0])]
        first, last = match["low" + form], match["high" + form] or match["low" + form]
        found.append(
            _mention(text, *match.span("said" + form), dte_min=_number(first) * days, dte_max=_number(last) * days)
        )
    for match in said("code"):
        found.append(_of_code(text, match, published))
    found += [_mention(text, *match.span("nearest")) for match in said("nearest")]
    for match in said("soon"):
        zero = {"dte_min": 0, "dte_max": 0} if match["word"].lower().startswith(("0", "zero", "same")) else {}
        found.append(_mention(text, *match.span(), **zero))
    if published is not None:
        for match in said("weekday"):
            if match["expiring"] or _near(words.options, text, *match.span()):
                day = next_weekday(published, weekday_number(match["weekday"]), following_week=bool(match["next"]))
                start = match.start("weekday") if match["expiring"] else match.start()
                found.append(
                    ExpiryMention(start, match.end(), Expiry(text=text[start : match.end()], date=day.isoformat()))
                )
    for mention in find_dates(_LOWER_MONTH.sub(lambda m: m[0].capitalize(), text), published):
        if expiry := _of_date(text, mention, published):
            found.append(expiry)
    return _without_overlap(found)


def _of_code(text: str, match: re.Match[str], published: date | None) -> ExpiryMention:
    """ "ESM4", "CLZ25": a single figure is the next year that ends so, from the year of `published` on."""
    month, year = _CODES.index(match["letter"]) + 1, match["year"]
    said = f"20{year}" if len(year) == 2 else None
    if said is None and published is not None:
        said = str(published.year + (int(year) - published.year) % 10)
    start, end = match.start("letter"), match.end()
    return ExpiryMention(
        start, end, Expiry(text=text[start:end], month=f"{said}-{month:02d}" if said else f"{month:02d}")
    )


def _number(words: str) -> int:
    if "couple" in words.lower():
        return 2  # "a couple of"
    return int(words) if words.isdigit() else int(word_value(words))


def _mention(text: str, start: int, end: int, **fields: int) -> ExpiryMention:
    return ExpiryMention(start, end, Expiry(text=text[start:end], **fields))


def _without_overlap(found: list[ExpiryMention]) -> tuple[ExpiryMention, ...]:
    """In order; of two that overlap the longer stays."""
    kept: list[ExpiryMention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


def _near(pattern: re.Pattern[str], text: str, start: int, end: int, reach: int = _REACH) -> bool:
    """Whether `pattern` stands within the same line and sentence, at most `reach` characters away."""
    before = re.split(r"[\n]|[.;!?]\s", text[max(0, start - reach) : start])[-1]
    after = re.split(r"[\n]|[.;!?]\s", text[end : end + reach])[0]
    return bool(pattern.search(before) or pattern.search(after))


def _of_date(text: str, mention: DateMention, published: date | None) -> ExpiryMention | None:
    words, (start, end) = _words(), (mention.start, mention.end)
    if mention.month is None:
        return None
    before, after = text[max(0, start - 24) : start], text[end : end + 40]
    month_only = mention.day is None
    if mention.pattern == "slash" and (
        words.structure_next.match(after) or re.search(rf"(?:{month_pattern()})\s$", before)
    ):
        return None  # "Dec 9/8 put spread", "12/15 call spread": strikes
    if mention.pattern == "after" and not mention.said_year and _is_strike(text, mention):
        end = start + len(re.match(r"[A-Za-z]+\.?", text[start:end])[0])  # type: ignore[index]
        after, month_only = text[end : end + 40], True
    elif words.not_before.match(after):
        return None
    if month_only:
        rolled = _ROLLED_FROM.search(text, max(0, start - _REACH), start) and re.match(r"\s\$?\d", after)
        told = words.not_after.search(before) and not _STRIKE_NEXT.match(after) and not rolled
        if words.not_before.match(after) or (
            told and not (words.right_next.match(after) or _DELIVERED.match(after) or _of_contract(before, after))
        ):
            return None  # "since June", and not "a line of June puts"
        if not (
            _TRADED_BEFORE.search(before)
            or _MONTH_BESIDE.search(before)
            or re.match(rf"\s?[/-]\s?{month_pattern()}", after)
            or _STRIKE_NEXT.match(after)
            or _near(words.options, text, start, end)
            or words.futures.match(after.lstrip())
            or _near(words.futures, text, start, end, 24)
        ):
            return None
        if (
            re.search(r"\bin\s$", before)
            and not re.search(
                r"\b(?:long|short|position|contracts?|calls?|puts?|roll(?:ed)?|expir(?:e|es|ing|y|ation))\s+in\s$",
                before,
                re.IGNORECASE,
            )
            and not words.futures.match(after.lstrip())
        ):
            return None
        month = f"{mention.month:02d}" if mention.year is None else f"{mention.year}-{mention.month:02d}"
        return ExpiryMention(start, end, Expiry(text=text[start:end], month=month))
    if counted := _counted(text, mention):
        return counted
    if words.not_after.search(before) and not mention.said_year and not _near(words.options, text, start, end, 24):
        return None
    if not (_near(words.options, text, start, end) or _near(words.futures, text, start, end, 24)):
        return None
    if year := _is_year_of_future(text, mention, published):
        return ExpiryMention(start, end, Expiry(text=text[start:end], month=f"{year}-{mention.month:02d}"))
    day = mention.as_date()
    if day is not None:
        return ExpiryMention(start, end, Expiry(text=text[start:end], date=day.isoformat()))
    return ExpiryMention(start, end, Expiry(text=text[start:end], month=f"{mention.month:02d}"))


def _of_contract(before: str, after: str) -> bool:
    """ "Five contracts of December corn"."""
    return bool(_LOTS_OF.search(before) and _words().futures.match(after.lstrip()))


def _counted(text: str, mention: DateMention) -> ExpiryMention | None:
    """ "Long 10 Nov 17 XLE 90 calls": ten of them, and the 17th is the day, where that is a Friday."""
    following = re.match(r"\s(\d{1,2})(?=\s+\$?[A-Z\d])", text[mention.end : mention.end + 12])
    if mention.pattern != "before" or mention.said_year or mention.year is None or not following:
        return None
    if not _TRADED_BEFORE.search(text[max(0, mention.start - 24) : mention.start]) or not 1 <= int(following[1]) <= 31:
        return None
    start, end = mention.start + len(re.match(r"\d+\S*\s+", text[mention.start : mention.end])[0]), mention.end  # type: ignore[index]
    day = replace(mention, day=int(following[1])).as_date()
    if day is None or day.weekday() != _FRIDAY:
        return None
    end += len(following[0])
    return ExpiryMention(start, end, Expiry(text=text[start:end], date=day.isoformat()))


def _is_year_of_future(text: str, mention: DateMention, published: date | None) -> int | None:
    """ "Dec 24 corn", "the Dec 24/Dec 25 spread": a future expires in a month, so that the figures are its year."""
    words, after = _words(), text[mention.end : mention.end + 40]
    if mention.pattern != "after" or mention.said_year or mention.day is None or mention.day < 10:
        return None
    beside = _MONTH_BESIDE_YEAR.search(text[: mention.start][-12:]) or re.match(rf"\s?[/-]\s?{month_pattern()}", after)
    if not (words.futures.match(after.lstrip()) or beside) or _near(
        words.rights_said, text, mention.start, mention.end
    ):
        return None
    year = 2000 + mention.day
    return year if published is None or 0 <= year - published.year <= _YEARS_LISTED else None


def _is_strike(text: str, mention: DateMention) -> bool:
    """Whether the number after a month's name is a strike: "January 20 call", "September 20/25 call spread".

    Directly before a right it is a day only where the market has an expiry on that day (a Friday, or the
    Thursday before Good Friday) or the strike is said besides.
    """
    words, after = _words(), text[mention.end : mention.end + 60]
    if re.match(r"/\d|[-\s]?delta\b|[-\s]strikes?\b|s\b|[cCpP]\b", after) or text[mention.end - 1].isalpha():
        return not text[mention.end - 1].isalpha()
    right = words.right_next.match(after)
    if not right or re.match(r"\s+\$?\d", after):
        return False
    if words.strike_said.match(after, right.end()):
        tail = after[right.end() :]
        if re.match(r"[^.;\n]{0,30}?\b(?:strikes?|struck)\b", tail, re.IGNORECASE):
            return False
    day = mention.as_date()
    if day is None:
        return True
    return not (day.weekday() == _FRIDAY or holiday("good friday", day.year) == day + timedelta(days=1))
