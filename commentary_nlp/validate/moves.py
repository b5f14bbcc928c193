"""Changes that compare a series with its own past: rises, falls, outperforms, stabilizes, holds, retraces."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from commentary_nlp.market import measures
from commentary_nlp.validate.questions import Answer, Question
from commentary_nlp.validate.series import Unmeasured
from commentary_nlp.validate.ties import beyond


def _start(q: Question, sessions: int, *, anchored: bool) -> int:
    """The row from whose close a move is measured: before the period for which it must hold; where the
    counting began, if a size or a last day is stated; else `sessions` ago, though not before the counting
    began if `anchored`."""
    if q.held is not None:
        return q.back(q.held)
    if q.predicate.value is not None or q.windowed:
        return q.grounded
    if anchored and q.ground is not None and q.ground < q.row:
        return max(q.ground, q.row - sessions)
    return q.back(sessions)


def _moved(q: Question, start: int) -> tuple[float, float]:
    """(now, then): by the closes; at the beginning of the counting, the entry's own level where there is one."""
    then = q.ground_level() if q.held is None and q.ground == start else q.value(start)
    return q.value(q.row), then


def _size(q: Question, now: float, then: float, unit: str | None) -> float:
    """The move in a stated unit: signed, up is positive.

    Raises:
        Unmeasured: the unit does not fit the series.
    """
    series = q.series
    relative = unit == "ratio" or (series.relative and unit in (None, "percent", "bp"))
    if relative:
        if then <= 0:
            raise Unmeasured(f"{series.label} was not positive on {series.day(max(q.ground or 0, 0))}")
        if unit == "ratio":
            return now / then
        return (now / then - 1.0) * (10_000.0 if unit == "bp" else 100.0)
    if unit == "bp" and series.unit == "percent":
        return (now - then) * 100.0
    if unit in (None, "percent", "points", "price") and not (unit == "percent" and series.unit == "price"):
        if series.no_level and unit is not None and series.relative:
            raise Unmeasured(f"a move in {unit} cannot be read off {series.label}: {series.no_level}")
        if series.scale is not None:
            now, then = now / float(series.scale[q.row]), then / float(series.scale[q.row])
        return now - then
    raise Unmeasured(f"a move in {unit} says nothing of {series.label}")


def _figures(q: Question, start: int, now: float, then: float, size: float) -> dict[str, float | str | None]:
    """Levels as traded on the judged day's scale, and the move."""
    by = 1.0 if q.series.scale is None else float(q.series.scale[q.row])
    return {"close": now / by, "before": then / by, "since": str(q.series.day(start)), "change": size}


def moves(q: Question, *, up: bool) -> Answer:
    """`rises` and `falls`: by the stated size since the counting began; without one, by more than the series'
    own noise over the period."""
    settings, unit, stated = q.settings, q.predicate.unit, q.predicate.value
    if stated is not None and unit == "session":
        return _runs(q, math.ceil(stated), up=up)
    if q.series.proxy and stated is not None and unit != "sigma":
        raise Unmeasured(f"a move of {stated:g} {unit} cannot be read off {q.series.label}: {q.series.no_level}")
    start = _start(q, settings.move_sessions, anchored=True)
    now, then = _moved(q, start)
    extreme = q.series.high if up else q.series.low
    touch = q.intraday and extreme is not None
    if touch and extreme is not None:
        now = float(extreme[q.row])
    if stated is not None and unit != "sigma":
        size = _size(q, now, then, unit)
        limit = stated if unit == "ratio" else abs(stated) * (1 if up else -1)
    else:
        sigmas = abs(stated) if stated is not None else settings.move_sigmas
        size = _size(q, now, then, None)
        limit = sigmas * q.noise(start) * math.sqrt(q.row - start) * (1 if up else -1)
    value = bool(beyond(size, limit, up=up, touch=touch)) and size != (1.0 if unit == "ratio" else 0.0)
    side: Literal["high", "low"] = "high" if up else "low"
    return Answer(value, _figures(q, start, now, then, size), limit, start, extreme=side if touch else None)


def _runs(q: Question, count: int, *, up: bool) -> Answer:
    """ "Rises for three sessions" stated as a value: each of the last `count` closes beyond the one before."""
    first = q.back(max(count, 1))
    steps = np.diff(q.series.values[first : q.row + 1])
    if not np.isfinite(steps).all():
        raise Unmeasured(f"{q.series.label} has a gap in its last {count} sessions")
    right = steps > 0 if up else steps < 0
    return Answer(bool(right.all()), {"sessions in a row": float(right.sum())}, float(count), first)


def performs(q: Question, *, out: bool) -> Answer:
    """`outperforms` and `underperforms` of a relative-strength ratio: by the stated size since the counting
    began; over the period it must hold for, or over the last month, by anything; inside a window with a last
    day by more than noise since that window began."""
    if q.predicate.value is not None or (q.windowed and q.held is None):
        return moves(q, up=out)
    start = _start(q, q.settings.relative_sessions, anchored=False)
    now, then = _moved(q, start)
    size = _size(q, now, then, None)
    value = bool(beyond(size, 0.0, up=out))
    return Answer(value, _figures(q, start, now, then, size), 0.0, start)


def stabilizes(q: Question) -> Answer:
    """The range of the closes over the period is no wider than the series' noise before it allows. A stated
    percent or basis points is that range's width; a stated level is what they must all lie around."""
    settings = q.settings
    sessions = q.held if q.held is not None else settings.stabilize_sessions
    start = q.back(sessions)
    part = q.series.values[start : q.row + 1]
    if not np.isfinite(part).all():
        raise Unmeasured(f"{q.series.label} has no figure on some of its last {sessions} sessions")
    high, low = float(part.max()), float(part.min())
    stated, unit = q.predicate.value, q.predicate.unit
    figures: dict[str, float | str | None] = {"highest": high, "lowest": low, "since": str(q.series.day(start))}
    if stated is not None and unit in ("percent", "bp") and not (q.series.unit == "percent" and unit == "percent"):
        size, limit = abs(_size(q, high, low, unit)), abs(stated)
    else:
        sigmas = abs(stated) if stated is not None and unit == "sigma" else settings.stabilize_sigmas
        limit = sigmas * q.noise(start) * math.sqrt(sessions)
        if stated is not None and unit != "sigma":
            if q.series.no_level or unit == "session":
                raise Unmeasured(f"{q.series.label} has no level of {stated:g} {unit or ''}".rstrip())
            by = 1.0 if q.series.scale is None else float(q.series.scale[q.row])
            size = max(abs(_size(q, high / by, stated, None)), abs(_size(q, low / by, stated, None)))
        else:
            size = _size(q, high, low, None)
    figures["range"] = size
    return Answer(size <= limit, figures, limit, start)


def holds(q: Question) -> Answer:
    """`holds` without a level: a price has not closed below its last swing low as it stood when the counting
    began; anything else has not worsened since (or, where neither way is worse, not moved) beyond its noise."""
    settings, series = q.settings, q.series
    ground = q.grounded
    stated, unit = q.predicate.value, q.predicate.unit
    part = series.values[ground + 1 : q.row + 1]
    if not np.isfinite(part).all():
        raise Unmeasured(f"{series.label} has a gap since {series.day(ground)}")
    base = q.ground_level()
    if series.unit == "price" and series.components and stated is None and series.relative:
        swing = measures.nearest_swing(
            series.values, ground, settings.swing_shoulders, settings.swing_sessions, low=True
        )
        if swing is not None:
            support, worst = float(series.values[swing]), float(part.min())
            by = 1.0 if series.scale is None else float(series.scale[q.row])
            figures: dict[str, float | str | None] = {
                "close": q.value(q.row) / by, "lowest since": worst / by, "swing low": support / by,
                "of": str(series.day(swing)), "since": str(series.day(ground)),
            }  # fmt: skip
            return Answer(worst >= support, figures, support / by, swing)
    if stated is not None and unit in ("percent", "bp") and series.relative:
        limit = abs(stated)
    else:
        sigmas = abs(stated) if stated is not None and unit == "sigma" else settings.hold_sigmas
        unit = None
        limit = sigmas * q.noise(ground) * math.sqrt(settings.move_sessions)
    sizes = [_size(q, float(extreme), base, unit) for extreme in (part.max(), part.min())]
    worst = {1: -sizes[1], -1: sizes[0], 0: max(sizes[0], -sizes[1])}[series.good]
    by = 1.0 if series.scale is None else float(series.scale[q.row])
    figures = {"close": q.value(q.row) / by, "before": base / by, "since": str(series.day(ground)), "lost": worst}
    return Answer(worst <= limit, figures, limit, ground)


def retraces(q: Question) -> Answer:
    """Gives back a share of its last swing. A stop's swing is the move in the trade's favour; without a stated
    share it must be given back whole: down to the swing's low as it stood when the counting began. A stated
    price is a level come back to."""
    settings, series = q.settings, q.series
    stated, unit = q.predicate.value, q.predicate.unit
    if stated is not None and unit in ("price", "points", "bp", "session"):
        return _returns_to(q, stated)
    if q.role == "stop" and q.favourable and stated is None:
        return _undoes(q)
    share = settings.retrace_percent if stated is None else abs(stated) * (100.0 if unit == "ratio" else 1.0)
    if unit == "sigma":
        raise Unmeasured("a retracement is stated as a share or a level, not in sigma")
    first = max(0, q.row - settings.swing_sessions)
    if not np.isfinite(series.values[first : q.row + 1]).all():
        raise Unmeasured(f"{series.label} has a gap in its last {settings.swing_sessions} sessions")
    if q.role == "stop" and q.favourable:
        begin, end = measures.favourable_swing(series.values * q.favourable, q.row, settings.swing_sessions)
    else:
        begin, end = measures.last_swing(series.values, q.row, settings.swing_sessions)
    origin, extreme, now = q.value(begin), q.value(end), q.value(q.row)
    figures: dict[str, float | str | None] = {
        "close": now, "swing from": origin, "swing to": extreme,
        "swing began": str(series.day(begin)), "swing ended": str(series.day(end)),
    }  # fmt: skip
    least = settings.move_sigmas * q.noise(q.row) * math.sqrt(max(1, end - begin)) if end > begin else math.inf
    if end <= begin or abs(_size(q, extreme, origin, None)) < least:
        figures["given back"] = None
        figures["why"] = "no swing beyond noise to retrace"
        return Answer(False, figures, share, first)
    given = 100.0 * (extreme - now) / (extreme - origin)
    figures["given back"] = given
    return Answer(bool(beyond(given, share, up=True)), figures, share, first)


def _undoes(q: Question) -> Answer:
    ground = q.grounded
    low = q.favourable > 0
    settings = q.settings
    swing = measures.nearest_swing(q.series.values, ground, settings.swing_shoulders, settings.swing_sessions, low=low)
    if swing is None:
        raise Unmeasured(
            f"{q.series.label} had no swing {'low' if low else 'high'} behind it on {q.series.day(ground)}: "
            "there is nothing to retrace to"
        )
    limit, now = q.value(swing), q.value(q.row)
    figures: dict[str, float | str | None] = {
        "close": now, "swing low" if low else "swing high": limit, "of": str(q.series.day(swing)),
    }  # fmt: skip
    return Answer(bool(beyond(now, limit, up=not low)), figures, limit, swing)


def _returns_to(q: Question, stated: float) -> Answer:
    if q.series.no_level or q.predicate.unit in ("bp", "session"):
        raise Unmeasured(f"{q.series.label} has no level of {stated:g} {q.predicate.unit}")
    ground = q.grounded
    by = 1.0 if q.series.scale is None else float(q.series.scale[q.row])
    now, then = q.value(q.row) / by, q.ground_level() / by
    value = bool(beyond(now, stated, up=then < stated))
    return Answer(value, {"close": now, "before": then, "since": str(q.series.day(ground))}, stated, ground)
