"""Whether an item still belongs to the noun phrase that is being gathered."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.trades.ahead import right_follows
from commentary_nlp.extract.trades.items import Item
from commentary_nlp.extract.trades.quotes import ONE_RIGHT, PUT_AND_CALL, Quote, strike_items

# Words that may stand between a thing and its structure ("the IWM defined-risk call spread").
MAX_GAP = 2


def joins(quote: Quote, items: Sequence[Item], place: int, *, gap: int, cue: bool, slash: bool) -> bool:
    """Whether the item at `place` belongs to `quote`.

    `gap` counts the words since the quote's last item; `cue` says that a strike was announced, `slash` that a
    stroke stands before the item.
    """
    item = items[place]
    head = quote.right is not None or quote.name is not None
    if gap > MAX_GAP:
        return False
    dated_only = bool(quote.expiries) and not quote.mentions and not head
    if gap and item.sort == "instrument" and dated_only:
        return True
    if (
        gap
        and not (item.sort in ("right", "name", "compact") and quote.bare)
        and not (item.sort == "instrument" and head and not quote.mentions and gap <= 1)
    ):
        return item.sort in ("strikes",) and head and not strike_items(quote) and gap <= 1
    if item.sort in ("number", "strikes") and _is_of_one_option(quote, items, place):
        return False
    match item.sort:
        case "instrument":
            if not quote.mentions:
                return True
            symbol = item.instrument.symbol if item.instrument else ""
            return symbol in quote.symbols or slash
        case "expiry":
            return not quote.expiries or slash
        case "number":
            if cue or not head:
                return True
            return not strike_items(quote) and quote.name is not None
        case "strikes":
            return not head or not strike_items(quote) or bool(quote.name and quote.name.strikes > 2)
        case "compact":
            return not head and not strike_items(quote)
        case "right":
            return not head or (quote.name is not None and quote.right is None and quote.name.shape in ONE_RIGHT)
        case "name":
            return quote.name is None and (quote.right is None or (item.name is not None and item.name.right is None))
        case "shares":
            return bool(quote.mentions) or bool(quote.content)
        case _:
            return True


def _is_of_one_option(quote: Quote, items: Sequence[Item], place: int) -> bool:
    """ "An iron condor (60/65 puts, 80/85 calls)", "a collar with the 60 put and the 75 call": one part's strikes."""
    name = quote.name
    if name is None or not (name.strikes > 3 or name.shape in PUT_AND_CALL):
        return False
    return right_follows(items, place)
