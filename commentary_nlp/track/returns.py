"""What a trade has returned at every moment that daily bars show.

A `Path` runs from the entry's open over the sessions on which every leg has a bar. Its returns are gross
fractions of its base (0.01 is one percent) and nothing is known to it of why a trade ends.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commentary_nlp.market.bars import Bars, MarketView
from commentary_nlp.market.measures import split_scale
from commentary_nlp.records.contract import Alternative, Leg
from commentary_nlp.records.outcome import Pricing, ReturnBasis
from commentary_nlp.settings import TrackSettings
from commentary_nlp.track.costs import one_side
from commentary_nlp.track.unsettled import UnsettledError

Floats = NDArray[np.float64]
Moment = Literal["open", "close"]
LegPrices = tuple[float | None, ...]


@dataclass(frozen=True)
class Ohlc:
    """Prices of one symbol on a tape's rows, each of shape (n,), on the scale of the entry."""

    open: Floats
    high: Floats
    low: Floats
    close: Floats

    def at(self, moment: Moment) -> Floats:
        return self.open if moment == "open" else self.close


@dataclass(frozen=True)
class Tape:
    """The bars of a trade's symbols from its entry on.

    Row 0 is the entry's session. `days` (n,) are the sessions on which every symbol has a bar, `place` (n,)
    their places among all sessions from the entry on, so that a gap shows. `notes` say what is special about
    the series.
    """

    days: NDArray[np.datetime64]
    place: NDArray[np.int64]
    prices: Mapping[str, Ohlc]
    bars: Mapping[str, Bars]
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.days)

    def day(self, row: int) -> date:
        value: date = self.days[row].item()
        return value


def rows_of(bars: Bars, days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """The row of each day's bar, -1 where there is none."""
    rows = np.searchsorted(bars.dates, days)
    inside = np.minimum(rows, len(bars.dates) - 1)
    return np.where(bars.dates[inside] == days, inside, -1).astype(np.int64)


def tape(legs: Sequence[Leg], sessions: Sequence[date], market: MarketView, settings: TrackSettings) -> Tape:
    """The bars of the legs' symbols on the sessions from the entry (the first, on which all have one) on.

    A split within raw prices is undone with the adjusted closes, so that a level named before it still
    compares.

    Raises:
        MarketError: a symbol has no bar.
        UnsettledError: a series of yields or spreads, of which no return can be taken.
    """
    days = np.array(sessions, dtype="datetime64[D]")
    symbols = list(dict.fromkeys(leg.symbol for leg in legs))
    found = {symbol: market.bars(symbol) for symbol in symbols}
    rows = {symbol: rows_of(bars, days) for symbol, bars in found.items()}
    place = np.flatnonzero(np.all([rows[symbol] >= 0 for symbol in symbols], axis=0))
    prices: dict[str, Ohlc] = {}
    notes: list[str] = []
    for symbol, bars in found.items():
        if bars.signed:
            raise UnsettledError(f"{symbol} is a series of levels (it may be zero or below): it has no return")
        pick = rows[symbol][place]
        columns = [getattr(bars, name)[pick] for name in ("open", "high", "low", "close")]
        scale = None
        if bars.adjustment == "raw":
            scale = split_scale(bars.close[pick], bars.adjusted_close[pick], settings.split_factor)
        if scale is not None:
            columns = [column * scale for column in columns]
            notes.append(f"{symbol} split after the entry: its prices are on the scale of the entry")
        prices[symbol] = Ohlc(*columns)
        if bars.adjustment == "adjusted":
            notes.append(f"{symbol}: adjusted prices; a level that the text names may not compare with them")
        if bars.close_only:
            notes.append(f"{symbol}: one price a day, taken for open, high, low and close")
    return Tape(days[place], place.astype(np.int64), prices, found, tuple(notes))


class Path(ABC):
    """A trade's gross return at each row of its tape, as fractions of `basis`.

    `open` and `close` (n,) are observed moments (the entry's open is 0); `worst` and `best` (n,) the lowest
    and highest that the session's range allows, open and close among them. With legs of several underlyings
    (`joint` false) those are bounds: each leg at its own extreme, which need not have come together.
    """

    tape: Tape
    legs: tuple[Leg, ...]
    open: Floats
    close: Floats
    worst: Floats
    best: Floats
    basis: ReturnBasis
    pricing: Pricing
    joint: bool
    notes: tuple[str, ...]

    @abstractmethod
    def leg_prices(self, row: int, moment: Moment) -> LegPrices:
        """Each leg's price then, in its own units."""

    @abstractmethod
    def at_level(self, row: int, symbol: str, level: float) -> tuple[float, LegPrices]:
        """Return and leg prices on a row when `symbol` stands at a level within the day. A leg on another
        underlying is taken at that day's close: its price of that minute is unknown."""

    @abstractmethod
    def at_return(self, value: float) -> LegPrices:
        """Each leg's price when the trade returns `value`; None where several prices would give it."""

    @abstractmethod
    def cost(self, row: int, moment: Moment) -> float:
        """What dealing all legs then costs, as a fraction of the base."""

    def premium(self, row: int, moment: Moment = "close") -> float | None:
        """The structure's own price then, unsigned; None where it holds no option."""
        return None

    def entry_prices(self) -> dict[str, float]:
        """What each underlying cost at the entry's open, by symbol."""
        return {symbol: float(ohlc.open[0]) for symbol, ohlc in self.tape.prices.items()}


class ObservedPath(Path):
    """Shares, futures, spot and indices: returns on notional, straight from the bars.

    One leg: its price's return, a short's with its sign turned. A pair: the mean of its long legs less the
    mean of its short ones, equal dollars a leg. A basket: the mean of its legs. Units said per leg
    ("3 to 2") do not weigh.
    """

    pricing: Pricing = "observed"
    basis: ReturnBasis = "notional"

    def __init__(self, trade: Alternative, on: Tape, settings: TrackSettings) -> None:
        self.tape = on
        self.legs = trade.legs
        self._settings = settings
        self._weights = weights(trade)
        self.joint = len(on.prices) == 1
        self.open = self._total("open", "open")
        self.close = self._total("close", "close")
        self.worst = np.minimum(self._total("low", "high"), np.minimum(self.open, self.close))
        self.best = np.maximum(self._total("high", "low"), np.maximum(self.open, self.close))
        self.notes = on.notes + tuple(self._remarks(trade))

    def _total(self, long: str, short: str) -> Floats:
        """The return with long legs at one column of the bars and short legs at another."""
        out = np.zeros(len(self.tape))
        for leg, weight in zip(self.legs, self._weights, strict=True):
            ohlc = self.tape.prices[leg.symbol]
            prices: Floats = getattr(ohlc, long if weight > 0 else short)
            out += weight * (prices / ohlc.open[0] - 1.0)
        return out

    def _remarks(self, trade: Alternative) -> list[str]:
        notes: list[str] = []
        if len(self.legs) > 1:
            notes.append("equal dollars in each leg")
        if any(leg.ratio != self.legs[0].ratio for leg in self.legs):
            notes.append("the ratio of the legs is not weighed")
        futures = sorted({leg.symbol for leg in self.legs if leg.kind == "future"})
        if futures:
            notes.append(f"{', '.join(futures)}: the continuous series, whatever month is said")
        raw = sorted(
            leg.symbol for leg in self.legs
            if leg.kind == "share" and self.tape.bars[leg.symbol].adjustment == "raw"
        )  # fmt: skip
        if raw:
            notes.append(f"{', '.join(raw)}: price returns, dividends not counted")
        return notes

    def leg_prices(self, row: int, moment: Moment) -> LegPrices:
        return tuple(float(self.tape.prices[leg.symbol].at(moment)[row]) for leg in self.legs)

    def at_level(self, row: int, symbol: str, level: float) -> tuple[float, LegPrices]:
        prices = [
            level if leg.symbol == symbol else float(self.tape.prices[leg.symbol].close[row]) for leg in self.legs
        ]
        gross = 0.0
        for leg, weight, price in zip(self.legs, self._weights, prices, strict=True):
            gross += weight * (price / float(self.tape.prices[leg.symbol].open[0]) - 1.0)
        return gross, tuple(prices)

    def at_return(self, value: float) -> LegPrices:
        if len(self.legs) != 1:
            return (None,) * len(self.legs)
        entry = float(self.tape.prices[self.legs[0].symbol].open[0])
        return (entry * (1.0 + value / self._weights[0]),)

    def cost(self, row: int, moment: Moment) -> float:
        return one_side(self._weights, [False] * len(self.legs), 1.0, self._settings)


def weights(trade: Alternative) -> list[float]:
    """Each leg's weight in the return on notional: see `ObservedPath`.

    Raises:
        UnsettledError: one symbol is both long and short: its one series cannot tell the two apart.
    """
    long = {leg.symbol for leg in trade.legs if leg.side == "long"}
    both = long & {leg.symbol for leg in trade.legs if leg.side == "short"}
    if both:
        raise UnsettledError(
            f"{', '.join(sorted(both))} is both bought and sold: one continuous series of prices cannot tell the "
            f"two contracts apart"
        )
    signs = [1.0 if leg.side == "long" else -1.0 for leg in trade.legs]
    if trade.structure == "basket" or len(set(signs)) == 1:
        return [sign / len(signs) for sign in signs]
    return [sign / signs.count(sign) for sign in signs]


def benchmark_return(bars: Bars | None, entry: date, leave: date, moment: Moment) -> float | None:
    """The benchmark's return from the open of `entry` to the open or close of `leave`, as a fraction; None
    where it has no bar on either day."""
    if bars is None:
        return None
    first, last = bars.row(entry), bars.row(leave)
    if first is None or last is None:
        return None
    end = bars.open[last] if moment == "open" else bars.close[last]
    return float(end / bars.open[first] - 1.0)
