"""Levels at which an idea is left: prices of its own underlying, its gain or loss, its option premium.

A level is reached within the day at equality; by a close it must be passed ("a close below 95" is not one at
95). That is the rule of `validate` too, where it is written down for readers (`glossary.toml`, `ties`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

from commentary_nlp.records.contract import AllOf, AnyOf, Duration, Expression, Predicate
from commentary_nlp.track.returns import Moment, Path
from commentary_nlp.track.schedule import Sessions, deadline, must_have_held

_UP = {"above": False, "crosses_above": False, "rises": True}
_DOWN = {"below": False, "crosses_below": False, "falls": True}
# How many of a unit make the whole: a gain without a unit is in percent.
_PNL_UNITS = {"percent": 100.0, None: 100.0, "bp": 10_000.0}
_SHARES = {"percent": 100.0, "bp": 10_000.0}
# What the arithmetic of a percentage leaves over (100 * 1.1 is 110.00000000000001) parts no price from a level.
_NEAR = 1e-9


@dataclass(frozen=True)
class Level:
    """One predicate with a number that the position's own bars answer.

    Attributes:
        of: what is watched. `value` is a price of `symbol`, a fraction of the return's base (`pnl`) or the
            structure's own price (`premium`).
        up: whether it is reached from below.
        intraday: watched through the day; otherwise judged at the close.
        touch: whether a session's range decides, else its close. Without `held` the same as `intraday`.
        held: the period, ending with the judged session, throughout which it must have stood there; None: a
            moment is enough.
        last: the last session on which it is looked for, inclusive; None: as long as the idea is held.
    """

    test: Predicate
    of: Literal["price", "pnl", "premium"]
    symbol: str | None
    up: bool
    value: float
    intraday: bool
    touch: bool
    held: Duration | None = None
    last: date | None = None


@dataclass(frozen=True)
class Joined:
    """Levels under one `all` (`every`) or `any`."""

    every: bool
    parts: tuple[Levels, ...]


Levels = Level | Joined


def levels_of(test: Expression | None, path: Path, sessions: Sessions) -> Levels | None:
    """The levels that a stop or target names, or None where some part of it is for the judge.

    Windows count from the entry, like those of every condition that a position is left on. A price without a
    symbol is that of the one underlying; of several it names none, and is for the judge to call unknown. A
    percent of a price, and `rises` and `falls` by an amount, count from the entry's price. `crosses_above` and
    `crosses_below` are watched like `above` and `below`.
    """
    if isinstance(test, AllOf | AnyOf):
        every = isinstance(test, AllOf)
        found = [levels_of(part, path, sessions) for part in (test.all if isinstance(test, AllOf) else test.any)]
        parts = tuple(one for one in found if one is not None)
        return Joined(every, parts) if len(parts) == len(found) else None
    return _level(test, path, sessions) if isinstance(test, Predicate) else None


def _level(test: Predicate, path: Path, sessions: Sessions) -> Level | None:
    relative = _UP.get(test.change, _DOWN.get(test.change))
    held = test.window if must_have_held(test.window) else None
    if test.value is None or relative is None or (held is not None and test.change not in ("above", "below")):
        return None
    up = test.change in _UP
    amount = (abs(test.value) if up else -abs(test.value)) if relative else test.value
    symbol: str | None = None
    value: float | None = None
    if test.measure == "price":
        symbol = _own_symbol(test, path)
        entry = path.entry_prices().get(symbol) if symbol is not None else None
        value = _price(test, amount, entry, relative)
    elif test.measure == "pnl" and test.unit in _PNL_UNITS:
        value = amount / _PNL_UNITS[test.unit]
    elif test.measure == "premium":
        value = _premium(test, amount, path.premium(0, "open"), relative)
    if value is None or test.measure not in ("price", "pnl", "premium"):
        return None
    touch = test.measure != "premium" and (test.basis == "intraday" if held is not None else test.basis != "close")
    last = deadline(test, path.tape.day(0), sessions)
    return Level(test, test.measure, symbol, up, value, touch and held is None, touch, held, last)


def _price(test: Predicate, amount: float, entry: float | None, relative: bool) -> float | None:
    if entry is None:
        return None
    if test.unit in _SHARES:
        return entry * (1.0 + amount / _SHARES[test.unit])
    if test.unit not in ("price", "points", None):
        return None
    return entry + amount if relative else amount


def _premium(test: Predicate, amount: float, paid: float | None, relative: bool) -> float | None:
    if paid is None:
        return None
    if relative and test.unit == "percent":
        return paid * (1.0 + amount / 100.0)
    if test.unit not in ("price", "points", None):
        return None
    return paid + amount if relative else amount


def _own_symbol(test: Predicate, path: Path) -> str | None:
    """Whose price it is: the one leg underlying that is named, or the only one there is."""
    own = list(path.tape.prices)
    named = list(dict.fromkeys(test.symbols))
    if len(named) == 1 and named[0] in own:
        return named[0]
    return own[0] if not named and len(own) == 1 else None


def live(level: Level, day: date) -> bool:
    """Whether a session lies within its window."""
    return level.last is None or day <= level.last


def at(level: Level, path: Path, row: int, moment: Moment) -> float:
    """What is watched, as it stands at the open or close of a row."""
    if level.of == "price" and level.symbol is not None:
        return float(path.tape.prices[level.symbol].at(moment)[row])
    if level.of == "premium":
        return path.premium(row, moment) or 0.0
    return float((path.open if moment == "open" else path.close)[row])


def furthest(level: Level, path: Path, row: int, extremes: bool) -> float:
    """How far towards the level a row's session went.

    A profit or loss on several underlyings is seen at the close alone (they share no other moment; the level
    was then passed during the day), or with `extremes` at each leg's own worst or best. A premium is known at
    open and close.
    """
    if level.of == "price" and level.symbol is not None:
        ohlc = path.tape.prices[level.symbol]
        return float(ohlc.high[row] if level.up else ohlc.low[row])
    if level.of == "pnl" and (path.joint or extremes):
        return float(path.best[row] if level.up else path.worst[row])
    ends = at(level, path, row, "open"), at(level, path, row, "close")
    return max(ends) if level.up else min(ends)


def reaches(level: Level, now: float) -> bool:
    """At the level or beyond it."""
    return _same(now, level.value) or (now > level.value) is level.up


def passes(level: Level, now: float) -> bool:
    """Beyond the level."""
    return not _same(now, level.value) and (now > level.value) is level.up


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_NEAR, abs_tol=1e-12)
