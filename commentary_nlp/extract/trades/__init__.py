"""The grammar of trades: typed items -> noun phrases -> structures written out into legs.

`find_trades` reads a region in which an action was recognised; `find_size` says how much of it.
"""

from commentary_nlp.extract.trades.find import Trade, find_trades
from commentary_nlp.extract.trades.size import find_size

__all__ = ["Trade", "find_size", "find_trades"]
