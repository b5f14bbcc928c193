"""What a view is held through: "gold through GLD", "the small caps via IWM". The vehicle is traded, the view is not."""

from __future__ import annotations

from commentary_nlp.extract.trades.quotes import Quote

# What a fund or a share may hold for its owner.
_HELD_FOR_ONE = frozenset({"index", "commodity", "future", "fx", "crypto", "bond"})


def is_vehicle(last: Quote, quote: Quote) -> bool:
    """Whether `quote` is the fund or share through which `last` is held."""
    if quote.link != "via" or not (last.bare and quote.bare) or last.shares or set(last.symbols) & set(quote.symbols):
        return False
    themes = all(mention.asset_class in _HELD_FOR_ONE for mention in last.mentions)
    return themes and all(mention.asset_class in ("etf", "equity") for mention in quote.mentions)
