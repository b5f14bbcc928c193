"""Daily bars of one symbol, and the view that shows none later than a day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from commentary_nlp.errors import MarketError
from commentary_nlp.settings import Adjustment

Dates = NDArray[np.datetime64]
Floats = NDArray[np.float64]


class _RowsHash:
    """The `hash` of `Bars`: as given, or the rows' own where the empty string was given.

    A cut series must not carry the hash of the whole, which later rows change; hashing each of thousands of
    cuts would cost more than judging them. So it is taken when it is first asked for.
    """

    def __get__(self, bars: Bars | None, owner: type[Bars]) -> str:
        if bars is None:
            raise AttributeError("hash")  # tells dataclasses that the field has no default
        stated: str = bars.__dict__["_hash"]
        if not stated:
            stated = bars.__dict__["_hash"] = hash_rows(bars)
        return stated

    def __set__(self, bars: Bars, stated: str) -> None:
        bars.__dict__["_hash"] = stated


@dataclass(frozen=True, eq=False)
class Bars:
    """Clean daily bars of one symbol, oldest first.

    `dates` is strictly increasing, dtype ``datetime64[D]``, one a session; all arrays have its length (n,).
    Prices are in the symbol's own units, low <= open, close <= high; positive unless the series is `signed`.
    `adjusted_close` is adjusted for splits and dividends, NaN where the vendor gives none. `volume` is NaN
    where unknown. `adjustment` says what open, high, low and close are: "raw" (as the vendor quotes them,
    without dividends taken off) or "adjusted" (a level that an author names may not be comparable). `hash`
    identifies these rows, not the object: a cut has its own. Give "" to have it computed when asked for.

    `close_only` says that the vendor gave one figure a day: open, high and low repeat it, and nothing is
    known of the day's range. `signed` says that the series may be zero or below (yields, oscillators): take
    differences of it, no ratios.
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
    hash: _RowsHash = _RowsHash()  # reads and writes as str
    close_only: bool = False
    signed: bool = False

    def __len__(self) -> int:
        return len(self.dates)

    def upto(self, day: date) -> Bars:
        """The bars no later than `day`, inclusive. Shares memory."""
        end = int(np.searchsorted(self.dates, np.datetime64(day, "D"), side="right"))
        return self if end == len(self.dates) else self._cut(0, end)

    def between(self, first: date, last: date) -> Bars:
        """The bars from `first` to `last`, inclusive. Shares memory; its `hash` is of these rows alone."""
        start = int(np.searchsorted(self.dates, np.datetime64(first, "D")))
        end = int(np.searchsorted(self.dates, np.datetime64(last, "D"), side="right"))
        return self._cut(start, max(start, end))

    def _cut(self, a: int, b: int) -> Bars:
        return Bars(
            self.symbol, self.dates[a:b], self.open[a:b], self.high[a:b], self.low[a:b], self.close[a:b],
            self.adjusted_close[a:b], self.volume[a:b], self.vendor, self.adjustment, "",
            self.close_only, self.signed,
        )  # fmt: skip

    def row(self, day: date) -> int | None:
        """The place of the bar of exactly that day, or None."""
        n = int(np.searchsorted(self.dates, np.datetime64(day, "D")))
        return n if n < len(self.dates) and self.dates[n] == np.datetime64(day, "D") else None

    def day(self, row: int) -> date:
        """The session of a row."""
        value: date = self.dates[row].item()
        return value


def hash_rows(bars: Bars) -> str:
    """`sha256:` and the hash of days and figures in order; who delivered them takes no part.

    Unknown (NaN) is one value and zero has no sign, so that the same figures always give the same hash.
    """
    digest = hashlib.sha256(bars.dates.astype("datetime64[D]").astype("<i8").tobytes())
    for column in (bars.open, bars.high, bars.low, bars.close, bars.adjusted_close, bars.volume):
        values = column.astype("<f8") + 0.0
        digest.update(np.where(np.isnan(values), np.nan, values).tobytes())
    return "sha256:" + digest.hexdigest()


class PriceSource(Protocol):
    """Where bars are kept. Unknown symbols give None.

    A `MarketView` is made for every day that is judged and asks the source each time: keep what was read.
    """

    def load(self, symbol: str) -> Bars | None: ...

    def symbols(self) -> Iterable[str]: ...


class MarketView:
    """The market as it stood after the close of `as_of`: no later row can be read from it.

    Symbols are the contract's (`SPX`, `BRK.B`, `EURUSD`); the source maps vendors' names. What a vendor
    adjusts backwards (`adjusted_close`, splits) is on the scale of its delivery: returns on it are those of
    the day, its level is not.
    """

    def __init__(self, source: PriceSource, as_of: date) -> None:
        self._source = source
        self.as_of = as_of
        self._known: dict[str, Bars | None] = {}

    def find(self, symbol: str) -> Bars | None:
        """The bars up to `as_of`, or None where there are none."""
        try:
            return self._known[symbol]
        except KeyError:
            bars = self._source.load(symbol)
            if bars is not None:
                bars = bars.upto(self.as_of)
            found = bars if bars is not None and len(bars) else None
            self._known[symbol] = found
            return found

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
        """The view as of an earlier (or the same) day. Shares what the source has read.

        Raises:
            MarketError: `day` is later than this view: that would be look-ahead.
        """
        if day > self.as_of:
            raise MarketError(f"This view ends on {self.as_of}; {day} lies ahead of it.", "Ask for an earlier day.")
        return self if day == self.as_of else MarketView(self._source, day)
