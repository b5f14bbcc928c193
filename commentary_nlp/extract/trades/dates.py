"""Months and days that are no expiry: an event's, the day of the deal, or words without a date."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.trades.items import Item
from commentary_nlp.extract.trades.quotes import Quote
from commentary_nlp.extract.trades.words import words_of


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
