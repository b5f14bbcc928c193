"""The moment of publication that a page states in words. Nothing is guessed: a date that could be read two
ways, or a time without a zone, is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d|\d\d(?=\s|$|,))"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"\b{_DAY}[ -]{_MONTH},?[ -]{_YEAR}",
        rf"\b{_MONTH} {_DAY},? {_YEAR}",
        r"\b(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>(?:19|20)\d\d)\b",
    )
)
_TIME = re.compile(
    r"(?P<hour>[0-2]?\d)(?::(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d+)?)?)?\s*"
    r"(?P<half>[apAP]\.?[mM]\b\.?)?\s*"
    r"(?P<zone>[+-]\d\d:?\d\d|Z\b|[A-Z]{2,4}\b|London|New York|Hong Kong|Tokyo|Frankfurt|Paris|Zurich|Singapore)?"
)
# Names that tell one place or one offset. A name shared by several places (IST, CST of China) is left out,
# save those that US and European pages use for themselves.
_ZONES: dict[str, str | float] = {
    "ET": "America/New_York", "EST": -5, "EDT": -4, "CT": "America/Chicago", "CST": -6, "CDT": -5,
    "MT": "America/Denver", "MST": -7, "MDT": -6, "PT": "America/Los_Angeles", "PST": -8, "PDT": -7,
    "GMT": 0, "UTC": 0, "Z": 0, "BST": 1, "CET": 1, "CEST": 2, "HKT": 8, "SGT": 8, "JST": 9, "AEST": 10, "AEDT": 11,
    "London": "Europe/London", "New York": "America/New_York", "Hong Kong": "Asia/Hong_Kong", "Tokyo": "Asia/Tokyo",
    "Frankfurt": "Europe/Berlin", "Paris": "Europe/Paris", "Zurich": "Europe/Zurich",
    "Singapore": "Asia/Singapore",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date, with a time where one with a zone stands beside it. `start`..`end` are the words."""

    said: str
    start: int
    end: int


def find_stamp(line: str) -> Stamp | None:
    """The first full date of a line (day, month and year), with the time that follows it.

    Whether the line speaks of publication and not of another day is the caller's to see to.
    """
    best: Stamp | None = None
    for pattern in _DATES:
        for match in pattern.finditer(line):
            day = _day(match)
            if day is None or (best and match.start() >= best.start):
                continue
            said, end = _with_time(line, match.end(), day)
            best = Stamp(said, match.start(), end)
            break
    return best


def _day(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    try:
        year = int(groups["year"])
        if year < 100:
            year += 2000
        if groups.get("first"):
            first, second = int(groups["first"]), int(groups["second"])
            if first <= 12 and second <= 12 and first != second:
                return None  # day and month cannot be told apart
            month, day = (first, second) if second > 12 or first == second else (second, first)
        else:
            name = groups["month"]
            month = int(name) if name.isdigit() else _MONTHS.index(name[:3].lower()) + 1
            day = int(groups["day"])
        return date(year, month, day)
    except ValueError:
        return None


_GAP = re.compile(r"(?:\s|,|·|\||T|at\b|•|-|–|—){0,6}", re.IGNORECASE)


def _with_time(line: str, end: int, day: date) -> tuple[str, int]:
    gap = _GAP.match(line, end)
    start = gap.end() if gap else end
    match = _TIME.match(line, start)
    if not match or (match["minute"] is None and match["half"] is None):
        return day.isoformat(), end
    zone = _zone(match["zone"], datetime.combine(day, time(12)))
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    if zone is None or hour > 23:
        return day.isoformat(), match.end()
    moment = datetime.combine(day, time(hour, int(match["minute"] or 0), int(match["second"] or 0)))
    if isinstance(zone, ZoneInfo):
        aware = moment.replace(tzinfo=zone)
        aware = aware.replace(tzinfo=timezone(aware.utcoffset() or timedelta()))
    else:
        aware = moment.replace(tzinfo=zone)
    return aware.isoformat(), match.end()


def _zone(name: str | None, near: datetime) -> ZoneInfo | timezone | None:
    if not name:
        return None
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        digits = name[1:].replace(":", "")
        return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
    rule = _ZONES.get(name)
    if rule is None:
        return None
    return ZoneInfo(rule) if isinstance(rule, str) else timezone(timedelta(hours=rule))
