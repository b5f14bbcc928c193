"""Levels at which an idea is left, and what a day's bar does to them.

A stop or target that is one predicate on the `price` of a leg's own underlying or on the `pnl` of the
position is a level; so is one on `premium`, which the model gives at the close alone. Everything else is put
to the judge at the close. `crosses_above` and `crosses_below` are watched like `above` and `below`; `rises`
and `falls` by a stated amount count from the entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from commentary_nlp.records.contract import Condition, Predicate, Role
from commentary_nlp.records.outcome import Evidence
from commentary_nlp.track.returns import LegPrices, Moment, Path

_UP = {"above": False, "crosses_above": False, "rises": True}
_DOWN = {"below": False, "crosses_below": False, "falls": True}
# How many of a unit make the whole: a gain without a unit is in percent.
_PNL_UNITS = {"percent": 100.0, None: 100.0, "bp": 10_000.0}


@dataclass(frozen=True)
class Level:
    """A stop or target with a number.

    Attributes:
        place: the condition's place in its recommendation.
        of: what is watched. `value` is a price of `symbol`, a fraction of the return's base (`pnl`) or the
            structure's own price (`premium`).
        up: whether it is reached from below.
        intraday: watched through the day; otherwise at the close.
        last: the last session on which it is looked for, inclusive; None: as long as the idea is held.
    """

    place: int
    condition: Condition
    role: Role
    of: Literal["price", "pnl", "premium"]
    symbol: str | None
    up: bool
    value: float
    intraday: bool
    last: date | None = None


@dataclass(frozen=True)
class Fill:
    """Where a trade is left on a row: the gross return and each leg's price. `moment` is None at a level
    within the day."""

    row: int
    moment: Moment | None
    gross: float
    prices: LegPrices


def level_of(place: int, condition: Condition, path: Path, last: date | None) -> Level | None:
    """The level that a condition names, or None where it is for the judge."""
    test = condition.test
    if condition.role not in {"stop", "target"} or not isinstance(test, Predicate) or test.value is None:
        return None
    relative = _UP.get(test.change, _DOWN.get(test.change))
    if relative is None or (relative and test.window is not None):
        return None
    up = test.change in _UP
    amount = abs(test.value) if up else -abs(test.value)
    symbol: str | None = None
    if test.measure == "price":
        symbol = _own_symbol(test, path)
        entry = path.entry_prices().get(symbol) if symbol is not None else None
        if entry is None or test.unit not in {"price", "points", "percent", None}:
            return None
        if relative:
            value = entry * (1.0 + amount / 100.0) if test.unit == "percent" else entry + amount
        elif test.unit == "percent":
            return None
        else:
            value = test.value
    elif test.measure == "pnl" and test.unit in _PNL_UNITS:
        value = (amount if relative else test.value) / _PNL_UNITS[test.unit]
    elif test.measure == "premium" and (paid := path.premium(0, "open")) is not None:
        if relative and test.unit == "percent":
            value = paid * (1.0 + amount / 100.0)
        elif test.unit in {"price", "points", None}:
            value = paid + amount if relative else test.value
        else:
            return None
    else:
        return None
    intraday = test.measure != "premium" and test.basis != "close"
    return Level(place, condition, condition.role, test.measure, symbol, up, value, intraday, last)


def _own_symbol(test: Predicate, path: Path) -> str | None:
    """Whose price it is: the one leg underlying that is named, or the only one there is."""
    own = list(path.tape.prices)
    named = list(dict.fromkeys(test.symbols))
    if len(named) == 1 and named[0] in own:
        return named[0]
    return own[0] if not named and len(own) == 1 else None


def at_open(level: Level, path: Path, row: int) -> Fill | None:
    """The fill at the open of a row where the open lies at or beyond the level."""
    now = _price(level, path, row, "open")
    if (now < level.value) if level.up else (now > level.value):
        return None
    return Fill(row, "open", float(path.open[row]), path.leg_prices(row, "open"))


def within_day(level: Level, path: Path, row: int, extremes: bool) -> Fill | None:
    """The fill at the level where a row's bar reaches it.

    A profit or loss on several underlyings is seen at the close alone (they share no other moment; the level
    was then passed during the day), or with `extremes` at each leg's own worst or best.
    """
    if level.of == "price" and level.symbol is not None:
        ohlc = path.tape.prices[level.symbol]
        far = float(ohlc.high[row] if level.up else ohlc.low[row])
    elif path.joint or extremes:
        far = float(path.best[row] if level.up else path.worst[row])
    else:
        far = float(path.close[row])
    if (far < level.value) if level.up else (far > level.value):
        return None
    if level.of == "price" and level.symbol is not None:
        gross, prices = path.at_level(row, level.symbol, level.value)
        return Fill(row, None, gross, prices)
    return Fill(row, None, level.value, path.at_return(level.value))


def at_close(level: Level, path: Path, row: int) -> bool:
    """Whether a row's close is beyond a level watched at the close ("a close below 95" is not one at 95); a
    gain, a loss or a premium of just the stated amount counts."""
    now = _price(level, path, row, "close")
    if level.of != "price" and now == level.value:
        return True
    return now > level.value if level.up else now < level.value


def _price(level: Level, path: Path, row: int, moment: Moment) -> float:
    if level.of == "price" and level.symbol is not None:
        return float(path.tape.prices[level.symbol].at(moment)[row])
    if level.of == "premium":
        return path.premium(row, moment) or 0.0
    return float((path.open if moment == "open" else path.close)[row])


def evidence(level: Level, path: Path, row: int, value: bool) -> tuple[Evidence, ...]:
    """The figures of a row that decided about a level."""
    test = level.condition.test
    assert isinstance(test, Predicate)
    day = path.tape.day(row)
    figures: dict[str, float | str | None]
    if level.of == "price" and level.symbol is not None:
        ohlc = path.tape.prices[level.symbol]
        figures = {"open": float(ohlc.open[row]), "high": float(ohlc.high[row]), "low": float(ohlc.low[row])}
        figures["close"] = float(ohlc.close[row])
        series = f"{level.symbol} {('high' if level.up else 'low') if level.intraday else 'close'}"
    elif level.of == "premium":
        figures, series = {"close": path.premium(row)}, "modelled price of the structure at the close"
    else:
        figures = {"open": float(path.open[row]), "close": float(path.close[row])}
        figures |= {"worst": float(path.worst[row]), "best": float(path.best[row])}
        series = "return of the position on its base"
    return (
        Evidence(
            measure=test.measure, change=test.change, series=series, symbols=tuple(path.tape.prices),
            first=day, last=day, values=figures, threshold=level.value, value=value,
        ),
    )  # fmt: skip
