"""Changes of volume: a session's own against the mean of the sessions before it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from commentary_nlp.records import Predicate
from commentary_nlp.validate import levels
from commentary_nlp.validate.questions import Answer, Question
from commentary_nlp.validate.series import Unmeasured
from commentary_nlp.validate.ties import beyond


def decide(predicate: Predicate) -> Callable[[Question], Answer]:
    """The function that decides a predicate on volume.

    Raises:
        Unmeasured: the change means nothing of volume.
    """
    if predicate.change in ("above", "below", "crosses_above", "crosses_below"):
        up = predicate.change.endswith("above")
        if predicate.unit in ("price", "points") and predicate.value is not None:
            return partial(levels.crosses if predicate.change.startswith("crosses") else levels.beyond, up=up)
        return partial(_beyond, up=up, crossing=predicate.change.startswith("crosses"))
    if predicate.change in ("rises", "improves", "widens", "broadens"):
        return partial(_moves, up=True)
    if predicate.change in ("falls", "worsens", "narrows"):
        return partial(_moves, up=False)
    if predicate.change == "holds":
        return _holds
    if predicate.change == "stabilizes":
        return _stabilizes
    raise Unmeasured(f"{predicate.change} is not defined for volume")


def _multiple(question: Question, *, added: float) -> float:
    """The stated size as a multiple of the usual volume; `added` percent of it where none is stated."""
    value, unit = question.predicate.value, question.predicate.unit
    if value is None:
        return 1.0 + added / 100.0
    if unit == "ratio":
        return value
    if unit == "percent":
        sign = -1.0 if question.predicate.change in ("falls", "worsens", "narrows") else 1.0
        return 1.0 + sign * abs(value) / 100.0 if added else 1.0 + value / 100.0
    raise Unmeasured(f"volume of {value:g} {unit or ''} is no multiple or percent of its usual".replace("  ", " "))


def _mean(question: Question) -> tuple[float, int]:
    """The mean over the period for which it must hold, else the session's own; and its first row."""
    rows = question.held or 1
    first = question.back(rows - 1)
    part = question.series.values[first : question.row + 1]
    if not np.isfinite(part).all():
        raise Unmeasured(f"{question.series.label} is not known on {question.series.day(question.row)}")
    return float(part.mean()), first


def _beyond(question: Question, *, up: bool, crossing: bool) -> Answer:
    limit = _multiple(question, added=0.0)
    rows = question.held or 1
    first = question.back(rows if crossing else rows - 1)
    part = question.series.values[first : question.row + 1]
    if not np.isfinite(part).all():
        raise Unmeasured(f"{question.series.label} is not known on {question.series.day(question.row)}")
    sides = beyond(part, limit, up=up)
    value = bool(sides[1:].all() and not sides[0]) if crossing else bool(sides.all())
    return Answer(value, {"times usual": float(part[-1])}, limit, first)


def _moves(question: Question, *, up: bool) -> Answer:
    if question.predicate.unit in ("price", "points"):
        raise Unmeasured("a change of volume is stated as a percent or a multiple of its usual")
    percent = question.settings.volume_move_percent
    limit = _multiple(question, added=percent if up else -percent)
    now, first = _mean(question)
    value = bool(beyond(now, limit, up=up))
    return Answer(value, {"times usual": now}, limit, first)


def _holds(question: Question) -> Answer:
    limit = 1.0 - question.settings.volume_move_percent / 100.0
    now, first = _mean(question)
    return Answer(now >= limit, {"times usual": now}, limit, first)


def _stabilizes(question: Question) -> Answer:
    limit = question.settings.volume_move_percent / 100.0
    rows = question.held or question.settings.stabilize_sessions
    first = question.back(rows - 1)
    part = question.series.values[first : question.row + 1]
    if not np.isfinite(part).all():
        raise Unmeasured(f"{question.series.label} is not known on all of its last {rows} sessions")
    off = float(np.abs(part - 1.0).max())
    return Answer(off <= limit, {"furthest from usual": off}, limit, first)
