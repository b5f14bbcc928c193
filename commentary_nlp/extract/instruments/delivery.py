"""Names of goods, bonds and currencies where a month of delivery, or a word of futures, makes them a contract."""

from __future__ import annotations

import re
from functools import cache

from commentary_nlp.extract.calendar_words import month_pattern
from commentary_nlp.extract.instruments.context import any_of, before
from commentary_nlp.extract.lexicon import load


@cache
def _month_before() -> re.Pattern[str]:
    """ "December", "Dec. 2024", "Dec/Mar", "front-month" and the venue, right before the name."""
    near, venues = any_of(load("instruments")["delivery"]["near"]), any_of(load("instruments")["delivery"]["venues"])
    year = r"(?:\s(?:20)?\d\d|\s?['’]\d\d)?"
    strike = r"(?:\$?\d[\d,./]*\s)?"  # "the June 2,000 gold calls"
    return re.compile(
        rf"(?<![\w])(?:{month_pattern()}{year}|(?i:{near})(?:[\s-]month)?)\s(?:(?:{venues})\s)?(?:the\s)?{strike}$"
    )


@cache
def _contract_after() -> re.Pattern[str]:
    """The end of the phrase, a preposition, a number, a derivative: what a contract's name has behind it."""
    return re.compile(rf"[\s-]+(?:{any_of(load('instruments')['delivery']['after'])})\b|\s*[.,;:!?)/]|\s*$|\s+[$€£]?\d")


@cache
def _futures_after() -> re.Pattern[str]:
    """ "futures", also at the end of a list ("coffee, sugar and cocoa futures")."""
    return re.compile(
        rf"(?:(?:,|,?\s+and|,?\s+or)\s+\w+){{0,3}}[\s-]+(?:{any_of(load('instruments')['delivery']['futures'])})\b"
    )


def ends_phrase(text: str, end: int) -> bool:
    """Whether nothing that the name would only describe follows ("short sugar, long corn", not "own sugar mills")."""
    return bool(_contract_after().match(text, end))


def has_month_before(text: str, start: int, end: int) -> bool:
    """Whether a month of delivery stands before the name, and nothing behind makes the month a date of its own
    ("In December gold fell")."""
    return bool(_month_before().search(before(text, start)) and ends_phrase(text, end))


def is_delivered(text: str, start: int, end: int) -> bool:
    """Whether the name is a future's: by its month, or by "futures" behind."""
    return bool(_futures_after().match(text, end)) or has_month_before(text, start, end)
