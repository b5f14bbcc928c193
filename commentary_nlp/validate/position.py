"""Conditions on the position itself: its gain or loss, and the price of its options."""

from __future__ import annotations

from commentary_nlp.records import Evidence, Predicate, Situation
from commentary_nlp.validate.series import Unmeasured
from commentary_nlp.validate.ties import beyond
from commentary_nlp.validate.windows import Window

_UP = frozenset({"above", "rises", "crosses_above"})
_DOWN = frozenset({"below", "falls", "crosses_below"})


def of_position(predicate: Predicate, window: Window, situation: Situation) -> Evidence:
    """`pnl` against a signed percent, `premium` against a price: as they stand at the judged day's close.

    Raises:
        Unmeasured: there is no position, it cannot be valued, or the question needs its history.
    """
    position = situation.position
    if position is None:
        raise Unmeasured(f"there is no position yet whose {predicate.measure} could be measured")
    if window.held is not None:
        raise Unmeasured(f"how long the {predicate.measure} has stood there is not kept")
    if predicate.change not in _UP | _DOWN:
        raise Unmeasured(f"{predicate.change} of the {predicate.measure} needs its history, which is not kept")
    if predicate.value is None:
        raise Unmeasured(f"no level of the {predicate.measure} is stated")
    up = predicate.change in _UP
    if predicate.measure == "pnl":
        now, limit = _gain(predicate, position.pnl, up)
    else:
        now, limit = _premium(predicate, position.premium)
    return Evidence(
        measure=predicate.measure, change=predicate.change, series=f"{predicate.measure} of the position",
        symbols=tuple(dict.fromkeys(leg.symbol for leg in situation.legs)), first=position.entry_date,
        values={predicate.measure: float(f"{now:.10g}"), "basis": "close"}, threshold=limit,
        value=bool(beyond(now, limit, up=up)),
    )  # fmt: skip


def _gain(predicate: Predicate, pnl: float | None, up: bool) -> tuple[float, float]:
    """Percent of the return basis, and the limit. "Falls 10 percent" is a loss of ten."""
    if pnl is None:
        raise Unmeasured("the position cannot be valued on this day")
    value = predicate.value or 0.0
    if predicate.unit == "bp":
        value /= 100.0
    elif predicate.unit not in ("percent", None):
        raise Unmeasured(f"a gain in {predicate.unit} cannot be told from one in percent")
    if predicate.change in ("rises", "falls"):
        value = abs(value) if up else -abs(value)
    return 100.0 * pnl, value


def _premium(predicate: Predicate, premium: float | None) -> tuple[float, float]:
    if predicate.change in ("rises", "falls"):
        raise Unmeasured("what the premium was at the entry is not known here; state a price or a pnl")
    if predicate.unit not in ("price", "points", None):
        raise Unmeasured(f"a premium in {predicate.unit} is no price")
    if premium is None:
        raise Unmeasured("the options cannot be priced on this day")
    return premium, predicate.value or 0.0
