"""Points in time that end a period ("into year end", "by the June FOMC") and days merely named ("on Friday").

A point has neither `min` nor `max` but `until`: an ISO date where the text or the article's date settles it,
else the words. "By June" stays words, for it may mean the month's beginning; "through June" is its end.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.calendar_words import (
    DateMention,
    find_dates,
    holiday,
    month_end,
    month_number,
    month_pattern,
    next_day_of_month,
    next_weekday,
    next_year,
    quarter_end,
    weekday_number,
)
from commentary_nlp.extract.folding import fold
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.tense import clause_before, is_past
from commentary_nlp.records import Duration

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4}
_FRIDAY = 4
# What follows an event named as a point in time; "until earnings revisions worsen" names none.
_EVENT_CLOSED = re.compile(
    r"\s*(?:[.,;:!?)\]|•–—\n]|$|\s-\s)|\s+(?:and|or|but|on|at|in|with|then|next|this|later|by|for|if|because|since|as|while|where|when|unless|only|tonight|tomorrow|after|before|to|rather|which|so)\b"
)
# Before "at tomorrow's open": words that say that the trade is left; before "past the vote": that it is kept.
_LEFT = re.compile(
    r"\b(?:out|flat|gone|done|off|sold|exit(?:ed|ing)?|(?<!the )clos(?:e|ed|ing)|covered|squared?|"
    r"leave|leaving|finished)\b[^.;:]{0,20}$",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"\b(?:(?:carry|hold|held|keep|kept|run|own|stay|take|want|ride)\w*|"
    r"(?:be|being) (?:in|long|short|there|around))\b[^.;:]{0,25}$",
    re.IGNORECASE,
)
# "The trade has until the end of June": time to come, for all that the verb is one of the past.
_HAS_UNTIL = re.compile(r"\b(?:has|have|had)\s+$", re.IGNORECASE)
_VERB_NEXT = re.compile(r"\s+(?:is|are|was|were|has|have|had|comes|come|shows?|passes)\b")


class _Grammar(NamedTuple):
    lead: re.Pattern[str]
    bare: re.Pattern[str]
    span: re.Pattern[str]
    event_tail: re.Pattern[str]
    moment_lead: re.Pattern[str]
    moment: re.Pattern[str]


def _any(words: list[str]) -> str:
    return one_of(words, {" ": r"[\s-]+", "'": "['’]"})


@cache
def _grammar() -> _Grammar:
    table = load("durations")
    until = table["until"]
    leads = _any([
        *until["leads"], *until["leads_of_ends"], *until["leads_of_seasons"], *until["leads_of_leaving"],
        *until["leads_of_keeping"],
    ])  # fmt: skip
    weekday = "|".join(name.capitalize() for name in table["weekdays"] if len(name) > 4)
    ordinal = "|".join(_ORDINALS)
    unit = r"year|quarter|month|week|summer|winter|decade"
    # Kinds of end, from the most particular. Dates with a month's name are found by `find_dates`.
    span = rf"""
        (?P<of>(?:the\s+)?(?:end|close|turn)\s+of\s+(?:(?P<of_word>the\s+(?:calendar\s+)?(?:{unit})|(?:this|next)\s+(?:{unit}))
            |(?:the\s+)?(?:(?P<of_ord>{ordinal})\s+(?P<of_part>quarter|half)|Q(?P<of_q>[1-4])|H(?P<of_h>[12]))(?:\s+(?:of\s+)?(?P<of_qy>20\d\d))?
            |(?P<of_year>20\d\d)))\b
        |(?P<rest>(?:(?:for|over|through|during|in)\s+)?the\s+(?:rest|remainder|balance)\s+of\s+(?:(?P<rest_word>(?:the|this)\s+(?:calendar\s+)?(?:{unit}))
            |(?:the\s+)?(?P<rest_ord>{ordinal})\s+(?P<rest_part>quarter|half)|Q(?P<rest_q>[1-4])|(?P<rest_year>20\d\d)))\b
        |(?P<end>(?:the\s+)?(?P<end_unit>year|quarter|month|week)[\s-]+end(?:,?\s+(?P<end_year>20\d\d))?)\b
        |(?P<endyear>end[\s-]+(?:of[\s-]+)?(?P<endyear_y>20\d\d))\b
        |(?P<endmonth>end[\s-]+(?:of[\s-]+)?(?P<endmonth_m>{month_pattern()}))(?![\w])
        |(?P<about>(?:mid|early|late)[\s-]+(?:{month_pattern()}|20\d\d|Q[1-4]|(?:next\s+)?(?:year|month|summer|autumn|winter|spring)|summer|autumn|winter|spring)(?:\s+20\d\d)?)(?![\w])(?!\s+[a-z]+s\b)
        |(?P<abbreviated>EO(?P<abbreviated_u>[YQM]))\b
        |(?P<part>(?:the\s+)?(?:(?P<part_ord>{ordinal})\s+(?P<part_part>quarter|half)|Q(?P<part_q>[1-4])|(?P<part_h>[12])H|H(?P<part_h2>[12])|(?P<part_q2>[1-4])Q)(?:\s*(?:of\s+)?(?P<part_y>20\d\d|[23]\d(?!\d)))?)\b(?!\s+(?:{_any(until["events"])})\b)
        |(?P<holiday>{_any(list(table["holidays"]))})\b
        |(?P<season>(?:(?:the|next|this)\s+)?(?:{_any(until["seasons"])}))\b
        |(?P<weekday>(?:(?:this|next|the)\s+)?(?P<weekday_name>{weekday}))(?:['’]s\s+close|['’]s\s+expir\w+)?\b(?!['’]s)
        |(?P<session>(?:(?P<session_word>today|tonight|tomorrow)|(?P<session_day>{weekday}))['’]s\s+(?:opening\s+|closing\s+)?(?:open|close|bell))\b
        |(?P<week>(?:this|next)\s+(?P<week_unit>week|month|quarter|year))\b
        |(?P<event>(?:(?:the|its|their|our|this|next|a|an|those|these)\s+)?(?:[\w&'’.-]+\s+){{0,4}}?(?:{_any(until["events"])}))\b
    """
    nouns = _any([*until["events"], "announcement", "print"])
    moment = rf"""
        (?P<nth>the\s+(?P<nth_n>\d{{1,2}})(?:st|nd|rd|th))\b
        |(?P<weekday>(?:(?:this|next)\s+)?(?P<weekday_name>{weekday}))(?:\s+(?:morning|afternoon|evening|night))?\b(?!['’]s)
        |(?P<word>today|tonight|tomorrow(?:\s+night|\s+morning)?|this\s+(?:week|month|quarter|year)|next\s+(?:week|month|quarter|year))\b(?!['’])
    """
    # The first four kinds are ends by themselves, with no word before them.
    joined = "".join(line.strip() for line in span.splitlines())
    bare = joined[: joined.index("|(?P<endmonth>")]
    return _Grammar(
        lead=re.compile(rf"(?:^|(?<=[\s(—–-]))(?P<lead>{leads})\s+", re.IGNORECASE),
        bare=re.compile(rf"\b(?:{bare})", re.IGNORECASE),
        span=re.compile(joined, re.IGNORECASE),
        event_tail=re.compile(rf"(?:['’]s)?\s+(?:[A-Z&][\w&'’.-]*\s+|[a-z]+-?[\w'’-]*\s+){{0,4}}?(?i:{nouns})\b"),
        moment_lead=re.compile(
            r"(?:^|(?<=[\s(]))(?P<lead>on|in|at|by)\s+(?:the\s+)?(?:close\s+(?:on|of)\s+)?$", re.IGNORECASE
        ),
        moment=re.compile("".join(line.strip() for line in moment.splitlines())),
    )


def find_until(text: str, published: date | None) -> list[Duration]:
    """Points that end a period, in no order; those of the past are left out."""
    found: list[Duration] = []
    grammar = _grammar()
    dates = {mention.start: mention for mention in find_dates(text, published)}
    for lead in grammar.lead.finditer(text):
        if point := _after_lead(text, lead, dates, published):
            found.append(point)
    for bare in grammar.bare.finditer(text):
        match = grammar.span.match(text, bare.start())
        if match is None:
            continue
        if match["rest"] or match["of"] or (match["end"] and fold(match["end_unit"]) == "year") or match["endyear"]:
            if re.search(
                r"\b(?:since|last|at|from|previous)\s+$",
                text[max(0, match.start() - 10) : match.start()],
                re.IGNORECASE,
            ):
                continue
            if point := _of_span(text, match.start(), match, "rest" if match["rest"] else "", published):
                found.append(point)
    return found


@cache
def _ordinary() -> frozenset[str]:
    table = load("durations")["until"]
    return frozenset(table["leads"]) | frozenset(table["leads_of_ends"]) | frozenset(table["leads_of_seasons"])


def _after_lead(
    text: str, lead: re.Match[str], dates: dict[int, DateMention], published: date | None
) -> Duration | None:
    grammar, start, place = _grammar(), lead.start("lead"), lead.end()
    word = re.sub(r"\s+", " ", fold(lead["lead"]))
    table = load("durations")["until"]
    before = text[max(0, start - 40) : start]
    leaving = word in table["leads_of_leaving"] and bool(_LEFT.search(before))
    keeping = word in table["leads_of_keeping"]
    if (keeping and not _KEPT.search(before)) or (word not in _ordinary() and not (leaving or keeping)):
        return None
    ends_only = word in table["leads_of_ends"] and not leaving
    if word in table["leads_of_seasons"]:
        season = grammar.span.match(text, place)
        return (
            _of_span(text, start, season, word, published)
            if season and season["season"] and season["season"].lower().startswith("the ")
            else None
        )
    article = re.match(
        r"(?:the\s+)?(?:end|close)\s+of\s+|(?:the|its|their|our)\s+", text[place : place + 20], re.IGNORECASE
    )
    at = place + (article.end() if article else 0)
    if mention := dates.get(at):
        return _dated(text, start, place, article[0] if article else "", mention, word, published)
    match = grammar.span.match(text, place)
    if match is None:
        return None
    kept_to_expiry = word == "to" and match["event"] in ("expiry", "expiration") and _KEPT.search(before)
    if ends_only and not (
        match["of"] or match["end"] or match["endyear"] or match["endmonth"] or match["holiday"] or kept_to_expiry
    ):
        return None
    if match["event"] and re.search(r"[.;:!?\n,]", match["event"].rstrip(".")):
        return None
    return _of_span(text, start, match, word, published)


def _dated(
    text: str, start: int, place: int, article: str, mention: DateMention, word: str, published: date | None
) -> Duration | None:
    """After a lead, a date: with what it belongs to ("the 23 May spot-ETF deadline"), or the end of a month."""
    ends_only = word in load("durations")["until"]["leads_of_ends"]
    if mention.month is None and (ends_only or word == "into"):
        return None
    if mention.day is None and re.search(r"\broll(?:s|ed|ing)?\b", clause_before(text, start), re.IGNORECASE):
        return None  # "rolled into May": the expiry rolled into
    if mention.pattern == "slash" and mention.day is not None and not mention.said_year and word in ("to", "at", "for"):
        return None
    if (
        word in ("to", "at", "for")
        and "end" not in article.lower()
        and mention.pattern not in ("before", "after", "dashed")
    ):
        return None
    end = mention.end
    holiday_tail = re.match(r"\s+(?:holidays?|weekend)\b", text[end : end + 10])
    end += holiday_tail.end() if holiday_tail else 0
    tail = _grammar().event_tail.match(text, end)
    if tail and "\n" not in tail[0]:
        if ends_only or _VERB_NEXT.match(text, tail.end()):
            return None
        end = tail.end()
    elif re.match(r"\s+[$€£]?\d", text[end : end + 4]):
        return None  # strikes follow: an expiry
    elif article and "end" not in article.lower() and mention.day is None:
        return None
    of_end = bool(re.search(r"\b(?:end|close)\b", article, re.IGNORECASE))
    if word in ("for", "at", "to") and not of_end:
        return None  # "for 5 May": the day of something, and no period's end
    words = text[place:end]
    day = mention.as_date()
    if day is None and not tail and (of_end or word in load("durations")["until"]["to_the_end"]):
        day = mention.last_day()
    return _point(text, start, end, day.isoformat() if day else words, published)


def _of_span(text: str, start: int, match: re.Match[str], word: str, published: date | None) -> Duration | None:
    day = _day(match, word, published)
    until = day.isoformat() if day else text[match.start() : match.end()]
    if match["rest"] and day is None:
        until = re.sub(r"^.*?\bof\s+", "", match["rest"], count=1, flags=re.IGNORECASE | re.DOTALL)
    if match["event"]:
        until, day = _event(text, match, published)
        if until == "":
            return None
    return _point(text, start, match.end(), until, published)


def _event(text: str, match: re.Match[str], published: date | None) -> tuple[str, date | None]:
    """An event's words, or its day where "tonight's" or "Friday's" tells it; "" where it is none after all."""
    table = load("durations")["until"]
    words = match["event"]
    plain = fold(words).replace("’", "'")
    if re.match(r"(?:a|an|any|every|each|no)\s", plain) or re.search(
        r"\b(?:is|are|was|were|has|have|of|and|or|if|on|a|with|for)\b", plain
    ):
        return "", None
    if text[match.end() : match.end() + 1] == "-" or not _EVENT_CLOSED.match(text, match.end()):
        return "", None
    if published is None:
        return words, None
    if any(plain.startswith(word) or f" {word}" in plain for word in table["today"]):
        return published.isoformat(), published
    if any(plain.startswith(word) for word in table["tomorrow"]):
        return (published + timedelta(days=1)).isoformat(), None
    weekday = re.match(r"(?:(next)\s+)?(\w+day)'s\b", plain)
    if weekday and weekday[2] in load("durations")["weekdays"]:
        day = next_weekday(published, weekday_number(weekday[2]), following_week=bool(weekday[1]))
        return day.isoformat(), day
    return words, None


def _day(match: re.Match[str], word: str, published: date | None) -> date | None:
    """The day that a span settles, or None where it stays words."""
    to_the_end = word in load("durations")["until"]["to_the_end"]
    if match["of"] or match["rest"]:
        kind = "of" if match["of"] else "rest"
        if said := match[f"{kind}_year"]:
            return date(int(said), 12, 31)
        if name := match[f"{kind}_word"]:
            return _unit_end(fold(name.split()[-1]), published, following=name.lower().startswith("next"))
        half = int(match["of_h"] or 0) if kind == "of" else 0
        return _part_end(
            match[f"{kind}_ord"], match[f"{kind}_part"], match[f"{kind}_q"], half,
            match["of_qy"] if kind == "of" else None, published,
        )  # fmt: skip
    if match["end"] and match["end_year"]:
        return date(int(match["end_year"]), 12, 31)
    if match["endmonth"]:
        month = month_number(match["endmonth_m"])
        year = next_year(month, None, published)
        return month_end(year, month) if year else None
    if match["end"]:
        return _unit_end(fold(match["end_unit"]), published)
    if match["endyear"]:
        return date(int(match["endyear_y"]), 12, 31)
    if match["abbreviated"]:
        return _unit_end({"Y": "year", "Q": "quarter", "M": "month"}[match["abbreviated_u"].upper()], published)
    if match["part"] and to_the_end:
        half = int(match["part_h"] or match["part_h2"] or 0)
        return _part_end(
            match["part_ord"], match["part_part"], match["part_q"] or match["part_q2"], half, match["part_y"], published
        )
    if match["holiday"] and published:
        day = holiday(match["holiday"], published.year)
        return day if day is None or day >= published else holiday(match["holiday"], published.year + 1)
    if match["weekday"] and published:
        following = match["weekday"].lower().startswith("next")
        return next_weekday(published, weekday_number(match["weekday_name"]), following_week=following)
    if match["session"] and published:
        name = match["session_day"]
        if name:
            return next_weekday(published, weekday_number(name), following_week=False)
        return published + timedelta(days=fold(match["session_word"]) == "tomorrow")
    if match["week"] and (to_the_end or match["week"].lower().startswith("this")):
        return _unit_end(fold(match["week_unit"]), published, following=match["week"].lower().startswith("next"))
    return None


def _unit_end(unit: str, published: date | None, *, following: bool = False) -> date | None:
    """The last day of the running (or following) week (its Friday), month, quarter or year."""
    if published is None or unit not in ("week", "month", "quarter", "year"):
        return None
    if unit == "week":
        friday = published + timedelta(days=(_FRIDAY - published.weekday()) % 7)
        return friday + timedelta(days=7 if following else 0)
    if unit == "year":
        return date(published.year + following, 12, 31)
    months = 1 if unit == "month" else 3
    last = published.month if unit == "month" else 3 * ((published.month + 2) // 3)
    total = last - 1 + (months if following else 0)
    return month_end(published.year + total // 12, total % 12 + 1)


def _part_end(
    ordinal: str | None, part: str | None, quarter: str | None, half: int, year: str | None, published: date | None
) -> date | None:
    """The last day of a quarter or half; without a year the next such one from `published` on."""
    if quarter or (part and fold(part) == "quarter"):
        number = int(quarter) if quarter else _ORDINALS[fold(ordinal or "")]
    else:
        number = 2 * (half or min(2, _ORDINALS[fold(ordinal or "second")]))
    if year:
        return quarter_end(int(year) % 100 + 2000, number)
    if published is None:
        return None
    day = quarter_end(published.year, number)
    return day if day >= published else quarter_end(published.year + 1, number)


def _point(text: str, start: int, end: int, until: str, published: date | None) -> Duration | None:
    given = text[start : start + 4].lower() in ("unti", "till") and _HAS_UNTIL.search(text, max(0, start - 8), start)
    if is_past(text, start, end) and not given and not _ahead_anyway(text, start):
        return None
    if published and re.fullmatch(r"\d{4}-\d\d-\d\d", until) and date.fromisoformat(until) < published:
        return None
    return Duration(text=text[start:end], start=start, end=end, until=re.sub(r"\s+", " ", until).strip())


def _ahead_anyway(text: str, start: int) -> bool:
    """ "Year-end" as an adjective of a forecast looks ahead in any tense."""
    return bool(re.match(r"(?:the\s+)?(?:year|quarter|month)[\s-]end\b", text[start : start + 16], re.IGNORECASE))


def find_moments(text: str, published: date | None) -> tuple[Duration, ...]:
    """Days merely named ("on Friday", "in November", "on the 23rd", "12 December", "this month").

    `until` is their (last) day where it is settled, else the words. They are no periods of an idea but may be
    the window of a condition. Those told of in the past, or that lie before `published`, are left out.
    """
    grammar = _grammar()
    found: list[Duration] = []
    for match in grammar.moment.finditer(text):
        start = _with_lead(text, match.start())
        if published is None and not match["nth"]:
            continue
        day: date | None = None
        if match["nth"]:
            if start == match.start():
                continue
            day = (
                next_day_of_month(published, int(match["nth_n"]))
                if published and int(match["nth_n"]) in range(1, 32)
                else None
            )
        elif published and match["weekday"]:
            following = match["weekday"].lower().startswith("next")
            day = next_weekday(published, weekday_number(match["weekday_name"]), following_week=following)
        elif published:
            day = _word_day(fold(match["word"]), published)
        found += _moment(text, start, match.end(), day, published)
    for mention in find_dates(text, published):
        if mention.month is None or mention.pattern == "slash":
            continue
        start = _with_lead(text, mention.start)
        if mention.day is None and start == mention.start:
            continue
        found += _moment(text, start, mention.end, mention.last_day(), published)
    kept: list[Duration] = []
    for moment in sorted(found, key=lambda d: (d.start, -d.end)):
        if not kept or moment.start >= kept[-1].end:
            kept.append(moment)
    return tuple(kept)


def _with_lead(text: str, start: int) -> int:
    head = text[max(0, start - 20) : start]
    lead = _grammar().moment_lead.search(head)
    return start - (len(head) - lead.start("lead")) if lead else start


def _word_day(word: str, published: date) -> date | None:
    if word in ("today", "tonight"):
        return published
    if word.startswith("tomorrow"):
        return published + timedelta(days=1)
    which, unit = word.split()
    return _unit_end(unit, published, following=which == "next")


def _moment(text: str, start: int, end: int, day: date | None, published: date | None) -> list[Duration]:
    if is_past(text, start, end) or (day and published and day < published):
        return []
    until = day.isoformat() if day else re.sub(r"^(?:on|in|at|by)\s+(?:the\s+)?", "", text[start:end])
    return [Duration(text=text[start:end], start=start, end=end, until=until)]
