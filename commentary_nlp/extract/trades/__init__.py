"""The grammar of trades: typed items -> noun phrases -> structures written out into legs.

`find_trades` reads a region in which an action was recognised and gives the trades that it says.
"""

from commentary_nlp.extract.trades.find import Trade, find_trades

__all__ = ["Trade", "find_trades"]
