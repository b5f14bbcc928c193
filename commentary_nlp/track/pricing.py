"""What an option is worth by model: no quotes of options are at hand, so every price here is `modelled`.

Black-Scholes without dividends or carry, one flat volatility a day: the underlying's volatility index where
its bars are at hand, else its realized volatility. A price of a moment uses no bar that ends after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commentary_nlp.errors import MarketError
from commentary_nlp.market.bars import Bars, MarketView
from commentary_nlp.market.measures import SESSIONS_A_YEAR
from commentary_nlp.records.contract import Expiry, Right
from commentary_nlp.settings import TrackSettings
from commentary_nlp.track.schedule import Sessions
from commentary_nlp.track.unsettled import UnsettledError

Floats = NDArray[np.float64]

DAYS_A_YEAR = 365.0
# A session of six and a half hours: what is left of the expiry day at its open.
_SESSION_DAYS = 6.5 / 24.0
# Sessions without a bar of a volatility index before realized volatility takes its place.
_INDEX_STALE_DAYS = 10


def black_scholes(
    right: Right,
    spot: ArrayLike,
    strike: ArrayLike,
    *,
    years: ArrayLike,
    volatility: ArrayLike,
    rate: float,
) -> Floats:
    """The price of a European option on something that pays nothing, in the underlying's units.

    `years` to expiry (0 or less: intrinsic value), `volatility` and `rate` as fractions a year, the rate
    continuous. Arguments broadcast. Source: Black and Scholes (1973); Hull, Options, Futures, and Other
    Derivatives, "The Black-Scholes-Merton model": c = S N(d1) - K exp(-rT) N(d2).
    """
    from scipy.special import ndtr

    s, k, t, vol = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (spot, strike, years, volatility)))
    sign = 1.0 if right == "call" else -1.0
    intrinsic = np.maximum(sign * (s - k), 0.0)
    live = (t > 0) & (vol > 0)
    time = np.where(live, t, 1.0)
    spread = np.where(live, vol, 1.0) * np.sqrt(time)
    d1 = (np.log(s / k) + rate * time) / spread + spread / 2.0
    discounted = k * np.exp(-rate * time)
    value = sign * (s * ndtr(sign * d1) - discounted * ndtr(sign * (d1 - spread)))
    return np.asarray(np.where(live, np.maximum(value, 0.0), intrinsic), dtype=np.float64)


def strike_of_delta(right: Right, delta: float, spot: float, *, years: float, volatility: float, rate: float) -> float:
    """The strike at which an option's delta is `delta` hundredths, unsigned ("25-delta put": 25).

    Inverts N(d1) for a call and N(-d1) for a put.

    Raises:
        UnsettledError: the delta is not between 0 and 100, or the option has no time left.
    """
    from scipy.special import ndtri

    if not 0 < delta < 100 or years <= 0:
        raise UnsettledError(f"a delta of {delta:g} names no strike")
    d1 = float(ndtri(delta / 100.0)) * (1.0 if right == "call" else -1.0)
    spread = volatility * years**0.5
    return float(spot * np.exp(-d1 * spread + rate * years + spread * spread / 2.0))


def years_left(expiry: date, days: NDArray[np.datetime64], moment: Literal["open", "close"]) -> Floats:
    """Years from each session's open or close to the close of the expiry day, in calendar days over 365."""
    left = (np.datetime64(expiry, "D") - days).astype(np.float64)
    if moment == "open":
        left = left + _SESSION_DAYS
    return np.maximum(left, 0.0) / DAYS_A_YEAR


@lru_cache(maxsize=4096)
def third_friday(year: int, month: int) -> date:
    """The day on which standard monthly options expire, before any holiday is considered."""
    first = date(year, month, 1)
    return first + timedelta(days=(4 - first.weekday()) % 7 + 14)


def monthly_expiry(year: int, month: int, sessions: Sessions) -> date:
    """The session of a standard monthly expiry: the third Friday, or the session before it on a holiday."""
    friday = third_friday(year, month)
    try:
        return sessions.last_by(friday)
    except MarketError:
        return friday


def expiry_date(expiry: Expiry | None, entry: date, sessions: Sessions, default_dte: int) -> tuple[date, str | None]:
    """The session on which an option expires, and what had to be assumed to say so.

    A date holds as it is; a month is its standard monthly expiry; a month without a year is the first such
    not earlier than `entry`. A range of days to expiry, counted from `entry`, is the standard monthly expiry
    inside it that lies nearest its middle, else the last session not later than the middle. No expiry:
    the standard monthly nearest `default_dte` days from `entry`.

    Raises:
        UnsettledError: the date or month is none.
    """
    if expiry is not None and expiry.date is not None:
        return _by(_iso(expiry.date), sessions), None
    if expiry is not None and expiry.month is not None:
        return _of_month(expiry.month, entry, sessions)
    if expiry is None or (expiry.dte_min is None and expiry.dte_max is None):
        day = min(_monthlies(entry, default_dte, sessions), key=lambda m: abs((m - entry).days - default_dte))
        return day, f"no expiry is said: the monthly of {day}, nearest to {default_dte} days"
    said = [dte for dte in (expiry.dte_min, expiry.dte_max) if dte is not None]
    low, high = said[0], said[-1]
    middle = (low + high) / 2.0
    inside = [m for m in _monthlies(entry, high, sessions) if low <= (m - entry).days <= high]
    if inside:
        day = min(inside, key=lambda m: abs((m - entry).days - middle))
    else:
        day = _by(entry + timedelta(days=int(middle)), sessions)
    return day, f'expiry "{expiry.text}" taken as {day}'


def _of_month(month: str, entry: date, sessions: Sessions) -> tuple[date, str | None]:
    year, _, number = month.rpartition("-")
    if not number.isdigit() or not 1 <= int(number) <= 12 or (year and not year.isdigit()):
        raise UnsettledError(f"{month!r} names no month of expiry (YYYY-MM or MM)")
    if year:
        day = monthly_expiry(int(year), int(number), sessions)
        return day, f"expiry {month} taken as its standard monthly of {day}"
    day = monthly_expiry(entry.year, int(number), sessions)
    if day < entry:
        day = monthly_expiry(entry.year + 1, int(number), sessions)
    return day, f"expiry month {month} without a year taken as the next, {day}"


def _monthlies(entry: date, reach: int, sessions: Sessions) -> list[date]:
    """Standard monthly expiries after `entry`, to the first that lies beyond `reach` days."""
    found: list[date] = []
    place = entry.year * 12 + entry.month - 1
    while not found or (found[-1] - entry).days <= reach:
        day = monthly_expiry(place // 12, place % 12 + 1, sessions)
        if day > entry:
            found.append(day)
        place += 1
    return found


def _iso(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnsettledError(f"{text!r} names no day of expiry (YYYY-MM-DD)") from error


def _by(day: date, sessions: Sessions) -> date:
    try:
        return sessions.last_by(day)
    except MarketError:
        return day


@dataclass(frozen=True)
class Volatility:
    """Volatility a year, as a fraction, at each session's open (from bars before it) and close.

    `source` says where it comes from; `bars` are what it was read from, for the provenance.
    """

    at_open: Floats
    at_close: Floats
    source: str
    bars: Bars
    index: bool


def volatility(symbol: str, days: NDArray[np.datetime64], market: MarketView, settings: TrackSettings) -> Volatility:
    """What options on `symbol` are priced with on the given sessions (ascending, the first the entry's).

    Raises:
        UnsettledError: neither a volatility index nor enough earlier bars of the symbol are at hand.
    """
    name = settings.volatility_index.get(symbol)
    index = market.find(name) if name is not None else None
    if index is not None:
        before = int(np.searchsorted(index.dates, days[0])) - 1
        if before >= 0 and days[0] - index.dates[before] <= np.timedelta64(_INDEX_STALE_DAYS, "D"):
            level = index.close / 100.0
            found = _last(index, level, days)
            return Volatility(*found, source=f"{name}, the volatility index of {symbol}", bars=index, index=True)
    bars = market.bars(symbol)
    window, least = settings.realized_vol_sessions, settings.min_vol_sessions
    end = int(np.searchsorted(bars.dates, days[-1], side="right"))
    start = max(0, int(np.searchsorted(bars.dates, days[0])) - 1)
    # Adjusted closes where there are any: a split or a dividend is no volatility.
    close = bars.adjusted_close if np.isfinite(bars.adjusted_close).all() else bars.close
    level = _realized(close[:end], start, window, least)
    at_open, at_close = _last(bars, level, days)
    if not len(at_open) or not np.isfinite(at_open[0]):
        raise UnsettledError(
            f"the volatility of {symbol} is unknown: fewer than {least + 1} bars before {days[0]}; import earlier "
            f"prices of it with `commentary market import FILE`"
        )
    return Volatility(at_open, at_close, source=f"realized over {window} sessions of {symbol}", bars=bars, index=False)


def _last(bars: Bars, level: Floats, days: NDArray[np.datetime64]) -> tuple[Floats, Floats]:
    """The level of the last bar before each day, and of the last not later than it."""
    before = np.searchsorted(bars.dates[: len(level)], days, side="left") - 1
    upto = np.searchsorted(bars.dates[: len(level)], days, side="right") - 1
    unknown = np.full(len(days), np.nan)
    at_open = np.where(before >= 0, level[np.maximum(before, 0)], unknown) if len(level) else unknown
    at_close = np.where(upto >= 0, level[np.maximum(upto, 0)], unknown) if len(level) else unknown
    return at_open, at_close


def _realized(close: Floats, start: int, window: int, least: int) -> Floats:
    """Sample deviation of the last `window` log returns a year, at rows from `start` on; of as many as there
    are where they are at least `least`. Other rows are NaN."""
    out = np.full(len(close), np.nan)
    logs = np.diff(np.log(np.where(close > 0, close, np.nan)))
    for row in range(max(start, least), len(close)):
        some = logs[max(0, row - window) : row]
        out[row] = some.std(ddof=1) * SESSIONS_A_YEAR**0.5
    return out
