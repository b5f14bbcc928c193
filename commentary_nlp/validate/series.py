"""What conditions are read off: daily series, built once per symbol over all rows and read by day.

Everything is causal (see `market.measures`), so a series built on the whole view shows at the row of a day
exactly what it would show had the view ended there; a judge looks at that row and earlier ones alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from commentary_nlp.market import measures
from commentary_nlp.market.bars import Bars, MarketView
from commentary_nlp.settings import ValidateSettings

Floats = NDArray[np.float64]
Days = NDArray[np.int64]
_EPOCH = date(1970, 1, 1).toordinal()


class Unmeasured(Exception):  # noqa: N818 - no fault: it becomes an `unknown` with this reason
    """A predicate has no answer on a day; the message says why and what would help."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One figure a session, oldest first.

    Attributes:
        label: what it is ("SPY close", "ratio IWD/IWF").
        symbols: what it was made of.
        days: days since 1970-01-01, strictly increasing, shape (n,).
        values: by the close, in `unit`; prices run on through splits.
        unit: "price", "ratio", "percent" or "points".
        relative: a move is measured in percent of the level (prices, ratios, VIX), not in the unit itself.
        good: 1 where more is better ("improves"), -1 where less is, 0 where neither.
        scale: `values` / `scale` is the level that was traded; None: they are the same.
        high, low: the session's extremes, scaled as `values`; None where a session has none.
        against: a moving level that "above" and "below" mean instead of a stated one (an average).
        components: prices that make it up, with the power of each (1 and -1 in a ratio).
        no_level: why a stated level cannot be compared, or None.
        proxy: it moves as the measure does, but not by as much: no stated size can be read off it.
        counted: how many things each figure counts; None where it counts none.
        absent: why a day may have no figure, where it is not a missing bar.
        notes: what a reader of evidence must know.
        level_notes: what matters only where a stated level was compared.
    """

    label: str
    symbols: tuple[str, ...]
    days: Days
    values: Floats
    unit: str = "price"
    relative: bool = True
    good: int = 1
    scale: Floats | None = None
    high: Floats | None = None
    low: Floats | None = None
    against: Floats | None = None
    components: tuple[tuple[str, int], ...] = ()
    no_level: str | None = None
    proxy: bool = False
    counted: Floats | None = None
    absent: str | None = None
    notes: tuple[str, ...] = ()
    level_notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.days)

    def row(self, day: date) -> int | None:
        """The place of exactly that day, or None."""
        number = day.toordinal() - _EPOCH
        place = int(self.days.searchsorted(number))
        return place if place < len(self.days) and self.days[place] == number else None

    def rows_before(self, day: date) -> int:
        """How many rows are strictly earlier than `day`."""
        return int(self.days.searchsorted(day.toordinal() - _EPOCH))

    def day(self, row: int) -> date:
        return date.fromordinal(int(self.days[row]) + _EPOCH)


class SeriesBook:
    """Builds and keeps the series of one market view, and shows them as of `day`: a symbol whose first bar is
    later is not there yet. Series reach to the view's end; whoever reads them stops at the day's row."""

    def __init__(self, market: MarketView, settings: ValidateSettings) -> None:
        self.market = market
        self.settings = settings
        self.day = market.as_of
        self._kept: dict[tuple[object, ...], Series] = {}
        self._first_days: dict[str, date | None] = {}

    def has(self, symbol: str) -> bool:
        """Whether a bar of the symbol is known by `day`."""
        if symbol not in self._first_days:
            bars = self.market.find(symbol)
            self._first_days[symbol] = bars.day(0) if bars is not None else None
        first = self._first_days[symbol]
        return first is not None and first <= self.day

    def first_of(self, symbols: Sequence[str]) -> str | None:
        """The first symbol that has bars."""
        return next((symbol for symbol in symbols if self.has(symbol)), None)

    def keep(self, key: tuple[object, ...], build: Callable[[], Series]) -> Series:
        """The series of that key, built on first use. `build` may raise Unmeasured; that is not kept."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = build()
        return found

    def _found(self, symbol: str) -> Bars:
        bars = self.market.find(symbol) if self.has(symbol) else None
        if bars is None:
            raise Unmeasured(
                f"no prices of {symbol}; import them with `commentary market import FILE` "
                f"or `commentary market fetch {symbol}`"
            )
        return bars

    def traded_close(self, symbol: str, day: date) -> float | None:
        """The close as traded on exactly that day."""
        bars = self.market.find(symbol)
        row = bars.row(day) if bars is not None else None
        return float(bars.close[row]) if bars is not None and row is not None else None

    def price(self, symbol: str) -> Series:
        """Traded prices, run on through splits."""
        bars = self._found(symbol)
        return self.keep(("price", symbol), lambda: self._price(symbol, bars))

    def _price(self, symbol: str, bars: Bars) -> Series:
        scale = measures.split_scale(bars.close, bars.adjusted_close, self.settings.split_step)
        by = 1.0 if scale is None else scale
        notes: tuple[str, ...] = ()
        if bars.adjustment == "adjusted":
            notes = (f"prices of {symbol} are adjusted: a stated level may not be comparable",)
        return Series(
            f"{symbol} close", (symbol,), bars.dates.astype(np.int64), bars.close * by, scale=scale,
            high=bars.high * by, low=bars.low * by, components=((symbol, 1),), level_notes=notes,
        )  # fmt: skip

    def total_return(self, symbol: str) -> Series:
        """Closes with dividends where the vendor adjusts for them, else as `price`."""
        bars = self._found(symbol)
        return self.keep(("total", symbol), lambda: self._total_return(symbol, bars))

    def _total_return(self, symbol: str, bars: Bars) -> Series:
        price = self.price(symbol)
        # Decided row by row, never by the whole column: a later gap must not change an earlier answer.
        adjusted = bars.adjusted_close
        if not len(adjusted) or not np.isfinite(adjusted[0]):
            return replace(price, high=None, low=None)
        return Series(f"{symbol} close with dividends", (symbol,), price.days, adjusted,
                      components=((symbol, 1),), no_level="total returns have no traded level")  # fmt: skip

    def volume(self, symbol: str, sessions: int) -> Series:
        """A session's volume over the mean of the `sessions` before it."""
        bars = self._found(symbol)
        return self.keep(("volume", symbol, sessions), lambda: self._volume(symbol, bars, sessions))

    def _volume(self, symbol: str, bars: Bars, sessions: int) -> Series:
        return Series(
            f"{symbol} volume over its mean of the {sessions} sessions before", (symbol,),
            bars.dates.astype(np.int64), measures.volume_ratio(bars.volume, sessions), unit="ratio", good=1,
        )  # fmt: skip

    def shares_traded(self, symbol: str) -> Series:
        """Volume itself."""
        bars = self._found(symbol)
        return Series(f"{symbol} volume", (symbol,), bars.dates.astype(np.int64), bars.volume)

    def ratio(self, first: Series, second: Series, *, label: str = "ratio") -> Series:
        """First over second on the days that both have. A session's extremes are left out: those of two
        instruments do not come at the same time."""
        return self.keep(("ratio", first.label, second.label, label), lambda: _ratio(first, second, label))

    def difference(self, first: Series, second: Series, *, unit: str) -> Series:
        """First less second, in price units or, of two yields, in percent."""
        return self.keep(("difference", first.label, second.label), lambda: _difference(first, second, unit))

    def basket(self, parts: Sequence[Series]) -> Series:
        """An equal-weight index of several, from the first day that all have."""
        key = ("basket", *(part.label for part in parts))
        return parts[0] if len(parts) == 1 else self.keep(key, lambda: _basket(parts))

    def share_above(self, symbols: Sequence[str], length: int, minimum: int) -> Series:
        """The percent of the symbols whose close is above their own simple average of `length`, on days when at
        least `minimum` of them have both."""
        return self.keep(
            ("above", tuple(symbols), length, minimum), lambda: self._share_above(symbols, length, minimum)
        )

    def _share_above(self, symbols: Sequence[str], length: int, minimum: int) -> Series:
        counts: dict[int, list[int]] = {}
        for symbol in symbols:
            bars = self.market.find(symbol)  # whole: each day counts those that have bars on it
            if bars is None:
                continue
            price = self._price(symbol, bars)
            average = measures.simple_average(price.values, length)
            known = np.isfinite(average)
            above = price.values > average
            for day, up in zip(price.days[known].tolist(), above[known].tolist(), strict=True):
                count = counts.setdefault(day, [0, 0])
                count[0] += 1
                count[1] += up
        days = sorted(day for day, count in counts.items() if count[0] >= minimum)
        return Series(
            f"percent of the shares at hand above their {length}-session average", (),
            np.asarray(days, dtype=np.int64), np.asarray([100.0 * counts[day][1] / counts[day][0] for day in days]),
            unit="percent", relative=False, counted=np.asarray([float(counts[day][0]) for day in days]),
            absent=f"fewer than {minimum} shares with {length} sessions of prices are at hand; "
            "import more with `commentary market import FILE`",
            notes=("the shares at hand stand in for the market's members",),
        )  # fmt: skip


def _joined(parts: Sequence[Series]) -> tuple[Days, list[NDArray[np.int64]]]:
    days = parts[0].days
    for part in parts[1:]:
        days = np.intersect1d(days, part.days, assume_unique=True)
    return days, [part.days.searchsorted(days) for part in parts]


def _notes(parts: Sequence[Series]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for part in parts for note in part.notes))


def _level_notes(parts: Sequence[Series]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for part in parts for note in part.level_notes))


def _symbols(parts: Sequence[Series]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(symbol for part in parts for symbol in part.symbols))


def _ratio(first: Series, second: Series, label: str) -> Series:
    days, (a, b) = _joined((first, second))
    bottom = second.values[b]
    values = first.values[a] / np.where(bottom > 0, bottom, np.nan)
    scale = None
    if first.scale is not None or second.scale is not None:
        over = first.scale[a] if first.scale is not None else np.ones(len(days))
        under = second.scale[b] if second.scale is not None else np.ones(len(days))
        scale = over / under
    return Series(
        f"{label} {'/'.join('+'.join(part.symbols) for part in (first, second))}", _symbols((first, second)),
        days, values, unit="ratio", scale=scale,
        components=(*first.components, *((symbol, -power) for symbol, power in second.components)),
        no_level=first.no_level or second.no_level, notes=_notes((first, second)),
        level_notes=_level_notes((first, second)),
    )  # fmt: skip


def _difference(first: Series, second: Series, unit: str) -> Series:
    days, (a, b) = _joined((first, second))
    one = first.values[a] if first.scale is None else first.values[a] / first.scale[a]
    two = second.values[b] if second.scale is None else second.values[b] / second.scale[b]
    return Series(
        f"{'+'.join(first.symbols)} less {'+'.join(second.symbols)}", _symbols((first, second)), days, one - two,
        unit=unit, relative=False, good=0, no_level=first.no_level or second.no_level,
        notes=_notes((first, second)), level_notes=_level_notes((first, second)),
    )  # fmt: skip


def _basket(parts: Sequence[Series]) -> Series:
    days, rows = _joined(parts)
    values = measures.basket_index([part.values[row] for part, row in zip(parts, rows, strict=True)])
    return Series(
        f"equal-weight {'+'.join(_symbols(parts))}", _symbols(parts), days, values,
        no_level="an equal-weight index has no traded level; state a percent", notes=_notes(parts),
    )  # fmt: skip
