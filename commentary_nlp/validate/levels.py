"""Changes that compare a series with a level: above, below, crosses_above, crosses_below, holds at a level.

A level is a stated one (in price, points, ratio or percent), a moving average, a standard score, or, where a
percent or basis points are said of a price, a move since the counting began.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commentary_nlp.validate.questions import Answer, Question
from commentary_nlp.validate.series import Unmeasured
from commentary_nlp.validate.ties import beyond as beyond_level

Floats = NDArray[np.float64]

# Units that state a level of a series as it stands, by the series' own unit.
_OWN_UNITS = {
    "price": ("price", "points"),
    "ratio": ("ratio", "price", "points"),
    "percent": ("percent", "points"),
    "points": ("points", "price", "percent"),
}


@dataclass(frozen=True, slots=True)
class Level:
    """Rows `first`..`row` of what is compared: closes, and extremes where a session has them; `threshold` has
    the same shape."""

    close: Floats
    high: Floats
    low: Floats
    threshold: Floats
    name: str


def level(question: Question, first: int) -> Level:
    """What a predicate compares from row `first` to the judged one, both inclusive.

    Raises:
        Unmeasured: no level is stated, its unit does not fit the series, or it has no figure there.
    """
    q, series = question, question.series
    rows = slice(first, q.row + 1)
    close = series.values[rows]
    high = series.high[rows] if series.high is not None and q.intraday else close
    low = series.low[rows] if series.low is not None and q.intraday else close
    count = len(close)
    value, unit = q.predicate.value, q.predicate.unit
    if series.against is not None:
        out = Level(close, high, low, series.against[rows], "close")
    elif value is None:
        raise Unmeasured(f"no level is stated for {series.label} to be {q.predicate.change.replace('_', ' ')}")
    elif series.proxy and unit != "sigma":
        raise Unmeasured(f"a level of {value:g} {unit or ''} cannot be put to {series.label}: {series.no_level}")
    elif unit == "sigma":
        score = np.array([_score(q, row) for row in range(first, q.row + 1)])
        out = Level(score, score, score, np.full(count, value), "standard score")
    elif unit == "session":
        raise Unmeasured(f"a level in sessions says nothing of {series.label}")
    elif unit is None or unit in _OWN_UNITS[series.unit]:
        if series.no_level:
            raise Unmeasured(f"a level of {value:g} cannot be put to {series.label}: {series.no_level}")
        by = 1.0 if series.scale is None else series.scale[rows]
        out = Level(close / by, high / by, low / by, np.full(count, value), "close")
    elif unit == "bp" and series.unit == "percent":
        if series.no_level:
            raise Unmeasured(f"a level of {value:g} bp cannot be put to {series.label}: {series.no_level}")
        out = Level(close * 100.0, high * 100.0, low * 100.0, np.full(count, value), "close in bp")
    elif unit in ("percent", "bp") and series.relative:
        base, by = q.ground_level(), 100.0 if unit == "percent" else 10_000.0
        if base <= 0:
            raise Unmeasured(f"{series.label} was not positive where the counting began")
        out = Level((close / base - 1) * by, (high / base - 1) * by, (low / base - 1) * by,
                    np.full(count, value), f"change since {series.day(q.grounded)} in {unit}")  # fmt: skip
    else:
        raise Unmeasured(f"{unit} is no unit of {series.label}")
    if not (np.isfinite(out.close).all() and np.isfinite(out.threshold).all()):
        bad = first + int(np.flatnonzero(~(np.isfinite(out.close) & np.isfinite(out.threshold)))[0])
        raise Unmeasured(f"{series.label} has no figure for {series.day(bad)}: too few bars, or a gap before it")
    return out


def _score(q: Question, row: int) -> float:
    settings = q.settings
    part = q.series.values[max(0, row - settings.zscore_sessions) : row]
    part = part[np.isfinite(part)]
    if len(part) < settings.zscore_minimum:
        raise Unmeasured(
            f"{q.series.label} has {len(part)} earlier bars; {settings.zscore_minimum} are needed for a level in sigma"
        )
    spread = float(part.std(ddof=1))
    if spread == 0:
        raise Unmeasured(f"{q.series.label} has not moved, so it has no standard score")
    return (q.value(row) - float(part.mean())) / spread


def _sides(q: Question, found: Level, *, up: bool) -> NDArray[np.bool_]:
    """Beyond the level by the close, or within the session."""
    if q.intraday:
        return beyond_level(found.high if up else found.low, found.threshold, up=up, touch=True)
    return beyond_level(found.close, found.threshold, up=up)


def _extreme(q: Question, *, up: bool) -> Literal["high", "low"] | None:
    """Which of a session's extremes was compared, if it was not the close."""
    if not q.intraday or (q.series.high if up else q.series.low) is None:
        return None
    return "high" if up else "low"


def _figures(q: Question, found: Level, *, up: bool) -> dict[str, float | str | None]:
    out: dict[str, float | str | None] = {found.name: float(found.close[-1])}
    if q.intraday:
        out["high" if up else "low"] = float((found.high if up else found.low)[-1])
    if q.series.against is not None:
        out["average"] = float(found.threshold[-1])
    return out


def beyond(q: Question, *, up: bool) -> Answer:
    """`above` and `below`; with a period, on each of its sessions."""
    first = q.row if q.held is None else q.back(q.held - 1)
    found = level(q, first)
    sides = _sides(q, found, up=up)
    figures = _figures(q, found, up=up)
    if q.held is not None:
        figures["sessions beyond it"] = float(sides.sum())
        figures["sessions"] = float(len(sides))
    value = bool(sides.all())
    return Answer(value, figures, float(found.threshold[-1]), first, extreme=_extreme(q, up=up))


def crosses(q: Question, *, up: bool) -> Answer:
    """`crosses_above` and `crosses_below`: not beyond by the close before, beyond now. With a period: it crossed
    at its first session and has stayed beyond since."""
    first = q.back(1) if q.held is None else q.back(q.held)
    found = level(q, first)
    before = not beyond_level(found.close[0], found.threshold[0], up=up)
    sides = _sides(q, found, up=up)[1:]
    figures = _figures(q, found, up=up)
    figures["close before"] = float(found.close[0])
    value = bool(before and sides.all())
    return Answer(value, figures, float(found.threshold[-1]), first, extreme=_extreme(q, up=up))


def holds_level(q: Question) -> Answer:
    """`holds` with a level or an average: no close (no trade, intraday) since the counting began on the other
    side of it than the close before. With a period, true only once that has gone on as long."""
    first = q.grounded
    found = level(q, first)
    up = bool(found.close[0] >= found.threshold[0])
    if q.intraday:
        broken = beyond_level(found.low if up else found.high, found.threshold, up=not up)
    else:
        broken = beyond_level(found.close, found.threshold, up=not up)
    figures = _figures(q, found, up=not up)
    figures["side"] = "above" if up else "below"
    breaks = np.flatnonzero(broken[1:])
    figures["broken on"] = str(q.series.day(first + 1 + int(breaks[0]))) if len(breaks) else None
    value = not len(breaks)
    return Answer(value, figures, float(found.threshold[-1]), first, extreme=_extreme(q, up=not up))
