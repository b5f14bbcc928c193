"""Daily bars of one symbol, and the view that shows none later than a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from commentary_nlp.errors import MarketError
from commentary_nlp.settings import Adjustment

Dates = NDArray[np.datetime64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Clean daily bars of one symbol, oldest first.

    `dates` is strictly increasing, dtype ``datetime64[D]``, one a session; all arrays have its length (n,).
    Prices are in the symbol's own units, positive, low <= open, close <= high. `adjusted_close` is adjusted
    for splits and dividends, NaN where the vendor gives none. `volume` is NaN where unknown.
    `adjustment` says what open, high, low and close are: "raw" (traded prices) or "adjusted" (a level that
    an author names may not be comparable). `hash` identifies the data, not the object.
    """

    symbol: str
    dates: Dates
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    adjusted_close: Floats
    volume: Floats
    vendor: str | None
    adjustment: Adjustment
    hash: str

    def __len__(self) -> int:
        return len(self.dates)

    def upto(self, day: date) -> Bars:
        """The bars no later than `day`, inclusive. Shares memory."""
        n = int(np.searchsorted(self.dates, np.datetime64(day, "D"), side="right"))
        if n == len(self.dates):
            return self
        return replace(
            self, dates=self.dates[:n], open=self.open[:n], high=self.high[:n], low=self.low[:n],
            close=self.close[:n], adjusted_close=self.adjusted_close[:n], volume=self.volume[:n],
        )  # fmt: skip

    def row(self, day: date) -> int | None:
        """The place of the bar of exactly that day, or None."""
        n = int(np.searchsorted(self.dates, np.datetime64(day, "D")))
        return n if n < len(self.dates) and self.dates[n] == np.datetime64(day, "D") else None

    def day(self, row: int) -> date:
        """The session of a row."""
        value: date = self.dates[row].item()
        return value


class PriceSource(Protocol):
    """Where bars are kept. Unknown symbols give None."""

    def load(self, symbol: str) -> Bars | None: ...

    def symbols(self) -> Iterable[str]: ...


class MarketView:
    """The market as it stood after the close of `as_of`: no later row can be read from it.

    Symbols are the contract's (`SPX`, `BRK.B`, `EURUSD`); the source maps vendors' names.
    """

    def __init__(self, source: PriceSource, as_of: date) -> None:
        self._source = source
        self.as_of = as_of
        self._load = lru_cache(maxsize=512)(self._read)

    def _read(self, symbol: str) -> Bars | None:
        bars = self._source.load(symbol)
        return bars.upto(self.as_of) if bars is not None else None

    def find(self, symbol: str) -> Bars | None:
        """The bars up to `as_of`, or None where there are none."""
        bars = self._load(symbol)
        return bars if bars is not None and len(bars) else None

    def bars(self, symbol: str) -> Bars:
        """The bars up to `as_of`.

        Raises:
            MarketError: no bar of the symbol is known by then.
        """
        bars = self.find(symbol)
        if bars is None:
            raise MarketError(
                f"There are no prices of {symbol} up to {self.as_of}.",
                f"Import them with `commentary market import FILE` or `commentary market fetch {symbol}`.",
            )
        return bars

    def symbols(self) -> list[str]:
        """Symbols the source holds (they may have no bar by `as_of`), sorted."""
        return sorted(self._source.symbols())

    def at(self, day: date) -> MarketView:
        """The view as of an earlier (or the same) day.

        Raises:
            MarketError: `day` is later than this view: that would be look-ahead.
        """
        if day > self.as_of:
            raise MarketError(
                f"This view ends on {self.as_of}; {day} lies ahead of it.", "Ask for an earlier day."
            )
        return self if day == self.as_of else MarketView(self._source, day)
