"""Dates and months as articles write them: "23 May", "Sept. 4", "6-Sep", "21JUN24", "7/21", "Labor Day", "month end".

A year that is not said follows from the article's date as the next such date; without one it stays open.
No clock is read.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.folding import fold
from commentary_nlp.extract.lexicon import load


@dataclass(frozen=True, slots=True)
class DateMention:
    """`start`..`end` (exclusive) names a day, or a month where `day` is None, or a year where both are.

    `year` is None where the text names none and no publication date settles it. `said_year` tells whether
    the text itself names it. `pattern` says how it is written.
    """

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    said_year: bool
    pattern: str

    def as_date(self) -> date | None:
        """The day, where all of it is known and exists."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None

    def last_day(self) -> date | None:
        """The day, or the last day of the month or year; None where the year is open."""
        if self.day is not None:
            return self.as_date()
        if self.year is None:
            return None
        return month_end(self.year, self.month or 12)


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def quarter_end(year: int, quarter: int) -> date:
    return month_end(year, 3 * quarter)


def month_number(word: str) -> int:
    table = load("durations")
    plain = fold(word).rstrip(".")
    number = table["months"].get(plain) or table["months_short"][plain]
    return int(number)


def weekday_number(word: str) -> int:
    return int(load("durations")["weekdays"][fold(word).rstrip(".")])


@cache
def month_pattern() -> str:
    """An expression, without groups, for a month's name. "may" and "march" want their capital."""
    table = load("durations")
    names = [*table["months"], *table["months_short"]]
    forms: list[str] = []
    for name in sorted(names, key=len, reverse=True):
        lower = [] if name in ("may", "march", "mar", "dec", "sept") else [name]
        for form in (name.capitalize(), *lower, name.upper()):
            forms += [form, f"{form}."] if name in table["months_short"] else [form]
    return f"(?:{one_of(forms, cased=True)})"


@cache
def _dates() -> re.Pattern[str]:
    month = month_pattern()
    day = r"(?:3[01]|[12]\d|0?[1-9])"
    end = r"(?![\w%])(?![.,:/]\d)"
    year = r"(?:20|19)\d\d"
    pattern = rf"""
        (?P<iso>(?<![\d-])(?P<iso_y>{year})-(?P<iso_m>\d\d)-(?P<iso_d>\d\d)(?!\d))
        |(?P<compact>(?<![A-Za-z0-9])(?P<compact_d>{day})(?P<compact_m>{month})(?P<compact_y>{year}|\d\d)?(?![A-Za-z0-9]))
        |(?P<dashed>(?<![\w-])(?P<dashed_d>{day})-(?P<dashed_m>{month})(?:-(?P<dashed_y>{year}|\d\d))?(?![\w]|-\d))
        |(?P<before>(?<![\w.,/:$€£-])(?P<before_d>{day})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<before_m>{month})(?:,?\s+(?P<before_y>{year})(?![\w.,/]\d|\d))?(?![A-Za-z]))
        |(?P<after>(?<![A-Za-z])(?P<after_m>{month})\s+(?:the\s+)?(?P<after_d>{day})(?:st|nd|rd|th)?{end}(?:,?\s+(?P<after_y>{year}|['’]\d\d)(?![\w%]|[.,/]\d))?)
        |(?P<month>(?<![A-Za-z])(?P<month_m>{month})(?:(?:,?\s+|\s+of\s+|-|/)(?P<month_y>{year})(?![\w%]|[.,/]\d)|[-\s]?['’](?P<month_q>\d\d)(?!\d)|-?(?P<month_s>[2-4]\d)(?![\w%/]|[.,]\d))?(?![A-Za-z]))
        |(?P<slash>(?<![\w./$€£-])(?P<slash_m>1[0-2]|0?[1-9])/(?P<slash_d>{day})(?:/(?P<slash_y>{year}|\d\d))?(?![\w%/-]|[.,]\d))
        |(?P<year>(?<=[\s(-])(?:{year})(?![\w%/-]|[.,:]\d))
    """
    # no kind begins within a word: most places of a text are left at once
    initials = "".join(sorted({name[0] for name in load("durations")["months"]}))
    begins = rf"(?=[\d{initials}{initials.upper()}])(?!(?<=[A-Za-z])[A-Za-z])"
    return re.compile(f"{begins}(?:{''.join(line.strip() for line in pattern.splitlines())})")


def _year(said: str | None) -> int | None:
    if not said:
        return None
    said = said.lstrip("'’")
    return int(said) if len(said) == 4 else 2000 + int(said)


def find_dates(text: str, published: date | None) -> Iterator[DateMention]:
    """Dates, months and years in order, free of overlap. Impossible ones ("Feb 31", "2024-30-01") are none."""
    for match in _dates().finditer(text):
        kind = match.lastgroup or ""
        if kind == "year":
            yield DateMention(*match.span(), int(match["year"]), None, None, True, kind)
            continue
        if kind == "month":
            said = _year(match["month_y"] or match["month_q"] or match["month_s"])
            month, day = month_number(match["month_m"]), None
        else:
            said = _year(match[f"{kind}_y"])
            written = match[f"{kind}_m"]
            month = int(written) if written.isdigit() else month_number(written)
            day = int(match[f"{kind}_d"])
        if not 1 <= month <= 12:
            continue
        year = said or next_year(month, day, published)
        if day is not None and not 1 <= day <= calendar.monthrange(year or 2024, month)[1]:
            continue
        yield DateMention(*match.span(), year, month, day, said is not None, kind)


def next_year(month: int, day: int | None, published: date | None) -> int | None:
    """The year of the next such day, or month (the current one counts), from `published` on."""
    if published is None:
        return None
    passed = (month, day or 31) < (published.month, published.day if day else 1)
    return published.year + 1 if passed else published.year


def next_weekday(published: date, weekday: int, *, following_week: bool = False) -> date:
    """The next such weekday, never the day itself; `following_week` for "next Friday" said before Friday."""
    ahead = (weekday - published.weekday()) % 7 or 7
    if following_week and ahead + published.weekday() < 7:
        ahead += 7
    return published + timedelta(days=ahead)


def next_day_of_month(published: date, day: int) -> date | None:
    """ "The 15th": of this month where it is still to come, else of the next month that has such a day."""
    year, month = published.year, published.month
    for _ in range(12):
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) >= published:
            return date(year, month, day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def holiday(name: str, year: int) -> date | None:
    """The day of a US holiday that marks the trading year; None for a name not known."""
    floating = load("durations")["holidays"].get(re.sub(r"\s+", " ", fold(name).replace("’", "'")))
    if floating is None:
        return None
    if floating == [0, 0, 0]:
        return _easter(year) - timedelta(days=2)
    if floating == [0, 0, 1]:
        return _easter(year)
    month, weekday, nth = floating
    if weekday < 0:
        return date(year, month, nth)
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = month_end(year, month)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def _easter(year: int) -> date:
    """Western Easter by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)
