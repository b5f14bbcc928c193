"""Expiries said twice, and months and days that are none: an event's, the day of the deal, words without a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commentary_nlp.extract.trades.items import Item
from commentary_nlp.extract.trades.quotes import Quote
from commentary_nlp.extract.trades.words import words_of
from commentary_nlp.records import Expiry

# Between a day and the days that are left until it nothing of these stands.
_PARTING = frozenset({"verb", "break", "clause"})
_PARTING_LINKS = frozenset({"to", "into", "from", "against", "over", "than", "or", "slash"})


def settle_expiries(items: Sequence[Item]) -> list[Item]:
    """The day of an expiry and the days left until it ("April 19, 40 days out") are one expiry."""
    out = list(items)
    last = -1
    for place, item in enumerate(items):
        if item.sort in _PARTING or (item.sort == "link" and item.word in _PARTING_LINKS):
            last = -1
        if item.sort != "expiry" or item.expiry is None:
            continue
        before = items[last].expiry if last >= 0 else None
        if before is not None and _is_day(before) != _is_day(item.expiry) and _counts(before) != _counts(item.expiry):
            day, count, at = (before, item.expiry, last) if _is_day(before) else (item.expiry, before, place)
            both = day.model_copy(update={"dte_min": count.dte_min, "dte_max": count.dte_max})
            out[at] = replace(items[at], expiry=both)
            other = place if at == last else last
            out[other] = replace(items[other], sort="fill", expiry=None)
            last = -1
            continue
        last = place
    return out


def _is_day(expiry: Expiry) -> bool:
    return bool(expiry.date or expiry.month)


def _counts(expiry: Expiry) -> bool:
    return expiry.dte_min is not None or expiry.dte_max is not None


def says_nothing(item: Item) -> bool:
    """ "LEAPS": an expiry without a date or a number of days, other than the contract next to expire."""
    expiry = item.expiry
    if expiry is not None and expiry.text.lower().endswith("month"):
        return False
    return expiry is None or (expiry.dte_min, expiry.dte_max, expiry.date, expiry.month) == (None, None, None, None)


def dates_event(items: Sequence[Item], place: int) -> bool:
    """A date before a plain word ("the September FOMC", "Friday's report") is an event's."""
    for item in items[place + 1 : place + 3]:
        if item.sort == "fill":
            continue
        return item.sort == "word" and item.word not in words_of("joints", "positions")
    return False


def dates_act(last: Quote, items: Sequence[Item], place: int) -> bool:
    """ "Bought the December contract in March": a month or day of its own behind a thing that has its expiry."""
    if not last.expiries or last.name is not None or not place:
        return False
    return items[place - 1].text.lower() in words_of("joints", "dating")
