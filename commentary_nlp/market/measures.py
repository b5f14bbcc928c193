"""What daily bars can be turned into: one pure function a measure, from arrays to arrays.

Every function here is *causal*: the figure at a row is made of that row and earlier ones alone, so an array
computed once over all rows shows on each day what could have been known at that day's close. Arrays have
shape (n,), oldest first; NaN stands where a figure is not defined yet.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SESSIONS_A_YEAR = 252
"""The convention by which volatility of daily returns is stated a year."""


def returns(close: Floats) -> Floats:
    """Simple returns as fractions, ``close[t] / close[t-1] - 1``; NaN at the first row and where the earlier
    price is not positive."""
    out = np.full(len(close), np.nan)
    if len(close) > 1:
        earlier = np.where(close[:-1] > 0, close[:-1], np.nan)
        out[1:] = close[1:] / earlier - 1.0
    return out


def changes(values: Floats) -> Floats:
    """Differences from the row before, in the values' own unit; NaN at the first row."""
    out = np.full(len(values), np.nan)
    out[1:] = np.diff(values)
    return out


def realized_volatility(close: Floats, sessions: int, *, a_year: int = SESSIONS_A_YEAR) -> Floats:
    """Annualised sample standard deviation (n - 1) of the last `sessions` log returns, in percent.

    Needs `sessions` + 1 closes. Source: Hull, Options, Futures, and Other Derivatives, "Estimating volatility
    from historical data": s * sqrt(trading days a year).
    """
    out = np.full(len(close), np.nan)
    if sessions < 2 or len(close) <= sessions:
        return out
    logs = np.diff(np.log(np.where(close > 0, close, np.nan)))
    out[sessions:] = sliding_window_view(logs, sessions).std(axis=1, ddof=1) * np.sqrt(a_year) * 100.0
    return out


def simple_average(values: Floats, length: int) -> Floats:
    """The mean of the last `length` rows, this one among them."""
    out = np.full(len(values), np.nan)
    if 0 < length <= len(values):
        out[length - 1 :] = sliding_window_view(values, length).mean(axis=1)
    return out


def exponential_average(values: Floats, length: int) -> Floats:
    """The exponential average with weight 2 / (length + 1), begun with the simple average of the first
    `length` rows (the charting convention)."""
    out = np.full(len(values), np.nan)
    if not 0 < length <= len(values):
        return out
    weight = 2.0 / (length + 1.0)
    level = float(values[:length].mean())
    out[length - 1] = level
    for n in range(length, len(values)):
        level += weight * (float(values[n]) - level)
        out[n] = level
    return out


def relative_strength_index(close: Floats, length: int = 14) -> Floats:
    """Wilder's RSI, 0 to 100; 100 where there was no fall at all, 50 where nothing moved.

    Source: Wilder, New Concepts in Technical Trading Systems (1978): average gain and loss are begun with
    the simple average of the first `length` changes, then smoothed: (before * (length - 1) + now) / length.
    """
    out = np.full(len(close), np.nan)
    if length < 1 or len(close) <= length:
        return out
    moves = np.diff(close)
    gain = float(np.maximum(moves[:length], 0.0).mean())
    loss = float(np.maximum(-moves[:length], 0.0).mean())
    out[length] = _index_of(gain, loss)
    for n in range(length, len(moves)):
        move = float(moves[n])
        gain = (gain * (length - 1) + max(move, 0.0)) / length
        loss = (loss * (length - 1) + max(-move, 0.0)) / length
        out[n + 1] = _index_of(gain, loss)
    return out


def _index_of(gain: float, loss: float) -> float:
    if gain == 0.0 and loss == 0.0:
        return 50.0
    return 100.0 * gain / (gain + loss)


def drawdown(close: Floats, sessions: int | None = None) -> Floats:
    """How far below the highest close of the last `sessions` rows (this one among them), in percent, zero or
    positive. `None` seeks the peak from the first row on: a longer history may hold a higher one. Where fewer
    rows than `sessions` are there, all of them count."""
    if not len(close):
        return np.empty(0)
    peak = np.maximum.accumulate(close)
    if sessions is not None and sessions < len(close):
        peak[sessions - 1 :] = sliding_window_view(close, sessions).max(axis=1)
    return np.asarray((1.0 - close / peak) * 100.0, dtype=np.float64)


def average_true_range(high: Floats, low: Floats, close: Floats, length: int = 14) -> Floats:
    """Wilder's average true range, in price units. The true range is the largest of high - low,
    |high - previous close| and |low - previous close|; smoothed as in `relative_strength_index`.

    Source: Wilder (1978). Needs `length` + 1 rows.
    """
    out = np.full(len(close), np.nan)
    if length < 1 or len(close) <= length:
        return out
    before = close[:-1]
    true_range = np.maximum(high[1:], before) - np.minimum(low[1:], before)
    level = float(true_range[:length].mean())
    out[length] = level
    for n in range(length, len(true_range)):
        level = (level * (length - 1) + float(true_range[n])) / length
        out[n + 1] = level
    return out


def volume_ratio(volume: Floats, sessions: int) -> Floats:
    """A session's volume over the mean of the `sessions` before it, itself left out; NaN where a volume is
    missing or the mean is zero."""
    out = np.full(len(volume), np.nan)
    if 0 < sessions < len(volume):
        usual = sliding_window_view(volume, sessions).mean(axis=1)[:-1]
        out[sessions:] = volume[sessions:] / np.where(usual > 0, usual, np.nan)
    return out


def split_scale(close: Floats, adjusted_close: Floats, step: float) -> Floats | None:
    """What traded closes must be multiplied by to run on through splits, or None where there was no split.

    Between two sessions the ratio of adjusted to traded close moves by a dividend's few percent or by a
    split's multiple; beyond `step` (1.2: a fifth) it is taken for a split. The scale is 1 at the first row
    and grows forward, so a later split changes no earlier figure.
    """
    if len(close) < 2:
        return None
    known = np.isfinite(adjusted_close) & (adjusted_close > 0) & (close > 0)
    factor = np.divide(adjusted_close, close, out=np.full(len(close), np.nan), where=known)
    steps = np.ones(len(close))
    steps[1:] = factor[1:] / factor[:-1]
    split = (steps > step) | (steps < 1.0 / step)  # false where either is not known
    if not split.any():
        return None
    return np.asarray(np.cumprod(np.where(split, steps, 1.0)), dtype=np.float64)


def basket_index(closes: Sequence[Floats]) -> Floats:
    """An equal-weight index of several closes on the same rows, 100 at the first: the compounded mean of
    their daily returns (weights reset each day)."""
    mean = np.mean([returns(close) for close in closes], axis=0)
    mean[:1] = 0.0
    return np.asarray(100.0 * np.cumprod(1.0 + mean), dtype=np.float64)


def swing_rows(values: Floats, shoulders: int, *, lows: bool) -> NDArray[np.int64]:
    """Rows of swing lows (or highs): a value below (above) the `shoulders` rows before it and not above
    (below) the `shoulders` after it. A swing at row r is known only at row r + `shoulders`: pass no later
    rows than the day's."""
    span = 2 * shoulders + 1
    if shoulders < 1 or len(values) < span:
        return np.empty(0, dtype=np.int64)
    around = sliding_window_view(values if lows else -values, span)
    middle = around[:, shoulders]
    found = (middle < around[:, :shoulders].min(axis=1)) & (middle <= around[:, shoulders + 1 :].min(axis=1))
    return np.asarray(np.flatnonzero(found) + shoulders, dtype=np.int64)


def nearest_swing(values: Floats, row: int, shoulders: int, lookback: int, *, low: bool) -> int | None:
    """The row of the latest swing low below the value at `row` (high above it) that was known by then and is
    no more than `lookback` rows old; failing one, the lowest (highest) row of the lookback; None where
    nothing there lies below (above)."""
    first = max(0, row - lookback)
    part = values[first : row + 1]
    here = values[row]
    for place in swing_rows(part, shoulders, lows=low)[::-1]:
        if (part[place] < here) if low else (part[place] > here):
            return first + int(place)
    place = int(np.argmin(part) if low else np.argmax(part))
    beyond = part[place] < here if low else part[place] > here
    return first + place if beyond else None


def last_swing(values: Floats, row: int, lookback: int) -> tuple[int, int]:
    """The last large move within `lookback` rows up to `row`: (row where it began, row where it ended).

    The later of the window's highest and lowest value ends the move; it began at the opposite extreme before
    that, the latest of several alike. Both are one row where nothing moved.
    """
    first = max(0, row - lookback)
    part = values[first : row + 1]
    high, low = int(np.argmax(part)), int(np.argmin(part))
    if high >= low:
        return first + high - int(np.argmin(part[high::-1])), first + high
    return first + low - int(np.argmax(part[low::-1])), first + low


def favourable_swing(values: Floats, row: int, lookback: int) -> tuple[int, int]:
    """The largest rise within `lookback` rows up to `row`: (row of its low, row of its high). For the largest
    fall pass negated values."""
    first = max(0, row - lookback)
    part = values[first : row + 1]
    lowest = np.minimum.accumulate(part)
    high = int(np.argmax(part - lowest))
    return first + high - int(np.argmin(part[high::-1])), first + high
