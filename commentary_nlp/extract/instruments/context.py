"""What the words around a name or ticker say of it: that it is traded, that it is a house that rates, or nothing."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.lexicon import load


def any_of(words: list[str]) -> str:
    """`words` as one expression, longest first, any white space between their parts."""
    return one_of(sorted(set(words)), {" ": r"\s+", "'": "['’]"})


class Context(NamedTuple):
    """Compiled once. `before` patterns are searched in the words before, `after` ones matched at the end."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    verb: re.Pattern[str]
    agency: re.Pattern[str]
    option: re.Pattern[str]
    level: re.Pattern[str]
    finite: re.Pattern[str]
    rating: re.Pattern[str]
    closed: re.Pattern[str]
    rater: re.Pattern[str]
    rater_after: re.Pattern[str]
    rater_before: re.Pattern[str]
    graded: re.Pattern[str]
    graded_before: re.Pattern[str]
    graded_after: re.Pattern[str]


@cache
def context() -> Context:
    words: dict[str, Any] = load("instruments")
    near, raters = words["context"], words["raters"]
    return Context(
        before=re.compile(
            rf"(?:^|[\s(\"“'‘/])(?:{any_of(near['before'])})\s+(?:(?:the|some|more|our|my|your|his|her|their|any|half|of|all|core|shares|\d[\d,.]*k?)\s+){{0,3}}$",
            re.IGNORECASE,
        ),
        after=re.compile(rf"(?:['’]s)?\s+(?:{any_of(near['after'])})\b"),
        verb=re.compile(rf"\s+(?:has\s+|had\s+|also\s+|just\s+|then\s+)?(?:{any_of(near['verbs'])})\b"),
        agency=re.compile(
            rf"\s+(?:has\s+|had\s+|also\s+|just\s+|then\s+|now\s+|still\s+)?(?:{any_of(near['agency'])})\b"
        ),
        option=re.compile(
            r"\s+\$?\d[\d.,]*(?:[CPcp]\b|/\d)|\s+(?:(?:\d{1,2}\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?|\d{1,2}/\d{1,2})\s+"
            r"|\s+\$?\d[\d.,]*(?:/[\d.,]+)*\s+(?:call|put|straddle|strangle|butterfly|iron)"
        ),
        level=re.compile(
            r"(?:['’]s)?\s+(?:\w+\s+){0,3}?(?:above|below|under|over|at|to|through|near|past|around|by|back|up|down|beyond)\s+(?:\w+\s+){0,3}?[$€£]?\d"
        ),
        finite=re.compile(
            r"\s+(?:is|was|has|had|dropped|fell|rose|gained|lost|does|doesn['’]t|isn['’]t|becomes|became|prints|printed|looks|reports|reported|trades|closed|closes|underperforms|outperforms|gets|breaks|sits|needs|jumped|slid|remains|to)\s"
        ),
        rating=re.compile(
            r"\s+(?:to|cut|raised|upgraded|downgraded|up|down|at|started|initiated)\s+(?:to\s+|at\s+)?"
            r"(?:Buy|Sell|Hold|Neutral|Outperform|Underperform|Overweight|Underweight|Equal|Market|Sector|In\b|Add|Reduce|Top)"
        ),
        closed=re.compile(
            r"\s*(?:[.;!?)]|$|\n|,|\s(?:and|or|against|vs\.?|versus|over|into|on|for|with|until|at|after|before|above|below|to)\b)"
        ),
        rater=re.compile(rf"(?<![\w])(?:{any_of(raters['names'])})(?![\w-]|\.\w)"),
        # An opinion's verb or noun; its own call, list or target; a colon; a byline's name.
        rater_after=re.compile(
            rf"(?:['’]s?)?\s+(?:[\w-]+['’]?s?\s+){{0,1}}?(?i:{any_of(raters['after'])})\b"
            rf"|['’]s\s+(?:own\s+|top\s+|tactical\s+|[A-Z][\w-]+\s+){{0,3}}(?i:{any_of(raters['own'])})\b"
            r"|\s*:\s|,\s+(?:which|who|whose)\s|\s+\([A-Z][\w. ]+\)\s+(?:raised|cut|lifted)"
            r"|['’]s\s+[A-Z][a-z]+\s+[A-Z][a-z]+"
            r"|\s+\((?i:overweight|underweight|equal[- ]weight|buy|sell|hold|neutral"
            r"|outperform|underperform|add|reduce)\b",
        ),
        rater_before=re.compile(rf"(?:^|[\s(])(?:{any_of(raters['before'])})\s+$", re.IGNORECASE),
        graded=re.compile(near["graded"]),
        graded_before=re.compile(near["graded_before"]),
        graded_after=re.compile(near["graded_after"]),
    )


_AT_ANOTHER = re.compile(
    r"\b(?:at|by|from) (?!Buy|Sell|Hold|Neutral|Equal|Over|Under|Out|Market|Sector|Peer|In[- ]|Add|Reduce|Top)[A-Z]"
)
# Characters read on either side.
REACH = 60


def before(text: str, start: int) -> str:
    """The words before `start` on its line."""
    line = text.rfind("\n", max(0, start - REACH), start) + 1
    return text[max(line, start - REACH) : start]


def traded_before(text: str, start: int) -> bool:
    """Whether a verb of trading, or "shares of", stands directly before."""
    head = before(text, start)
    match = context().before.search(head)
    if match is None:
        return False
    place = match.start() + (not match[0][:1].isalpha())
    # A capital within a line is part of a name ("JinkoSolar Holding EPS"), or of a headline.
    return (
        not head[place : place + 1].isupper()
        or not head[:place].strip()
        or (
            bool(re.search(r"[^\w\s]\s*$|[A-Z][\w'’]*\s+$", head[:place]))
            and not re.match(r"(?:Holding|Long|Short|Hold|Close)\b", head[place:])
        )
    )


def traded_after(text: str, end: int) -> bool:
    """Whether words of shares, options or levels follow directly."""
    find = context()
    return bool(
        find.after.match(text, end) or find.option.match(text, end) or find.level.match(text[end : end + REACH])
    )


def company_after(text: str, end: int) -> bool:
    """Whether a company's or share's verb follows, or its genitive with such a word."""
    return bool(context().verb.match(text, end))


def rates(text: str, start: int, end: int) -> bool:
    """Whether the house named at `start`..`end` gives an opinion here rather than being spoken of.

    The rule: a verb or noun of opinion follows within two words ("Citi sees", "JPMorgan's strategists"), or
    "at", "by" or "according to" stands before, and no verb of trading does.
    """
    find = context()
    if traded_before(text, start) or re.match(r"\s*\([A-Z]{1,5}(?:\.[A-Z]{1,2})?\)", text[end : end + 12]):
        return False
    return bool(find.rater_after.match(text[end : end + 80]) or find.rater_before.search(before(text, start)))


def is_rated_house(text: str, start: int, end: int, stop: int) -> bool:
    """Whether another house rates this one: "cut Goldman Sachs to Hold", "Citi was cut to Sell at UBS"."""
    find = context()
    if find.graded_before.search(text[max(0, start - 40) : start]):
        return find.graded.search(text, end, min(stop, end + 80)) is not None
    behind = text[end : min(stop, end + 100)]
    return find.graded_after.match(behind) is not None and _AT_ANOTHER.search(behind) is not None
