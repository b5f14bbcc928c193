"""What follows an item: whether it ends a phrase, counts something, or gives a right."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.trades.items import Item
from commentary_nlp.extract.trades.words import words_of


def ends_phrase(items: Sequence[Item], place: int) -> bool:
    """Whether nothing that is traded follows before the next comma, link, break or verb."""
    for at, item in enumerate(items[place + 1 : place + 8], place + 1):
        if item.masked or item.sort in ("comma", "link", "break", "clause", "covered", "cash", "price"):
            return True
        if item.sort in ("at_price", "for_price"):
            return True
        if item.sort == "verb":
            return item.verb is not None and item.verb.group != "state"
        if item.sort == "number":
            # "GBPJPY long 188.50" against "short 5 NVDA puts": a price ends a phrase, a count begins one.
            return not item.spelled and not count_follows(items, at)
        if item.sort in ("instrument", "compact", "right", "name", "strikes", "shares"):
            return False
        if item.sort == "expiry":
            return False
        if item.sort == "percent" or (item.sort == "word" and item.word not in words_of("joints", "quantifiers")):
            return True
    return True


def count_follows(items: Sequence[Item], place: int) -> bool:
    """Whether a thing traded follows the number at `place` at once."""
    for item in items[place + 1 : place + 4]:
        if item.sort in ("instrument", "right", "name", "shares", "expiry", "compact", "strikes"):
            return True
        if item.sort != "fill":
            return False
    return False


def right_follows(items: Sequence[Item], place: int) -> bool:
    """Whether calls or puts are said right after strikes ("60/65 puts", "60/65 on the puts")."""
    for item in items[place + 1 : place + 4]:
        if item.sort in ("right", "name"):
            return True
        if item.sort != "fill":
            return False
    return False


def with_follows(items: Sequence[Item], place: int) -> bool:
    """ "XME, bought with a call sold on top": the verb is the share's."""
    return place + 1 < len(items) and items[place + 1].text.lower() == "with"
