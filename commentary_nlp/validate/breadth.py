"""Changes that many instruments make together: a drawdown that broadens, a leadership that rotates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from commentary_nlp.market import measures
from commentary_nlp.validate.questions import Answer, Question
from commentary_nlp.validate.series import Series, SeriesBook, Unmeasured


def depth(book: SeriesBook, symbol: str) -> Series:
    """How far a symbol's close lies below its highest since the first bar, in percent, positive."""

    def build() -> Series:
        price = book.price(symbol)
        return Series(
            f"{symbol} drawdown from its highest close since {price.day(0)}", (symbol,), price.days,
            measures.drawdown(price.values), unit="percent", relative=False, good=-1,
        )  # fmt: skip

    return book.keep(("drawdown", symbol), build)


def slide(book: SeriesBook, symbol: str, sessions: int) -> Series:
    """How far a symbol's close lies below its highest of the last `sessions`, in percent, positive: the slide
    that is under way, not one of years ago."""
    price = book.price(symbol)
    return book.keep(("slide", symbol, sessions), lambda: Series(
        f"{symbol} below its {sessions}-session high", (symbol,), price.days,
        measures.drawdown(price.values, sessions), unit="percent", relative=False, good=-1))  # fmt: skip


def broadens(q: Question, named: Sequence[str]) -> Answer:
    """A drawdown that broadens. Into named instruments: each of them is as far below its high of the last
    quarter as a pullback goes. Otherwise: as many of the sector funds are, and more of them than when the
    counting began."""
    settings = q.settings
    limit = settings.drawdown_percent if q.predicate.unit != "percent" else q.predicate.value or 0.0
    day = q.series.day(q.row)
    if named:
        depths = {symbol: _depth_on(q.book, symbol, q, q.row) for symbol in named}
        missing = [symbol for symbol, found in depths.items() if found is None]
        if missing:
            raise Unmeasured(f"no bar of {', '.join(missing)} on {day}")
        figures: dict[str, float | str | None] = {f"{symbol} drawdown": found for symbol, found in depths.items()}
        return Answer(all((found or 0.0) >= limit for found in depths.values()), figures, limit, q.row)
    funds = [symbol for symbol in q.subjects.market("sectors") if q.book.has(symbol)]
    if q.held is not None:
        start = q.back(q.held)
    elif q.ground is not None and q.ground < q.row:
        start = max(q.ground, q.row - settings.broad_sessions)
    else:
        start = q.back(settings.broad_sessions)
    pairs = [(_depth_on(q.book, symbol, q, start), _depth_on(q.book, symbol, q, q.row)) for symbol in funds]
    known = [(then, now) for then, now in pairs if then is not None and now is not None]
    if len(known) < settings.fund_minimum:
        raise Unmeasured(
            f"{len(known)} sector funds have bars on {q.series.day(start)} and {day}; {settings.fund_minimum} are "
            f"needed: import {', '.join(q.subjects.market('sectors'))}"
        )
    then = 100.0 * sum(before >= limit for before, _ in known) / len(known)
    now = 100.0 * sum(after >= limit for _, after in known) / len(known)
    figures = {"percent of sector funds in drawdown": now, "percent before": then, "funds": float(len(known)),
               "drawdown": limit, "since": str(q.series.day(start))}  # fmt: skip
    return Answer(now >= settings.broad_percent and now > then, figures, settings.broad_percent, start)


def _depth_on(book: SeriesBook, symbol: str, q: Question, row: int) -> float | None:
    try:
        found = slide(book, symbol, q.settings.swing_sessions)
    except Unmeasured:
        return None
    place = found.row(q.series.day(row))
    return float(found.values[place]) if place is not None else None


def rotates(q: Question, named: Sequence[str]) -> Answer:
    """Leadership passes on: what led the benchmark over the quarter before the turn trails what lagged it over
    the turn. The leaders are the named instruments, where any are, against the benchmark; else the best third
    of the sector and factor funds at hand against the worst third."""
    settings = q.settings
    turn = q.held if q.held is not None else settings.rotation_sessions
    middle, first = q.back(turn), q.back(turn + settings.rotation_lead_sessions)
    days = tuple(q.series.day(row) for row in (first, middle, q.row))
    base = q.series  # the benchmark's
    led_base, turned_base = q.value(middle) / q.value(first), q.value(q.row) / q.value(middle)
    funds = named or [*q.subjects.market("sectors"), *q.subjects.market("factors")]
    runs: list[tuple[str, float, float]] = []
    for symbol in dict.fromkeys(funds):
        found = _run(q.book, symbol, days)
        if found is not None:
            runs.append((symbol, 100.0 * (found[0] / led_base - 1), 100.0 * (found[1] / turned_base - 1)))
        elif named:
            raise Unmeasured(f"no bar of {symbol} on {days[0]}, {days[1]} or {days[2]}")
    if named:
        led = float(np.mean([run[1] for run in runs]))
        turned = float(np.mean([run[2] for run in runs]))
        figures: dict[str, float | str | None] = {
            "led by": led, "then by": turned, "against": base.symbols[0], "turn since": str(days[1])}  # fmt: skip
        margin = -settings.rotation_margin_percent
        return Answer(led > 0 and turned <= margin, figures, margin, first)
    if len(runs) < settings.fund_minimum:
        raise Unmeasured(
            f"{len(runs)} sector and factor funds have bars from {days[0]} to {days[2]}; {settings.fund_minimum} are "
            "needed to say who leads: import more of them"
        )
    runs.sort(key=lambda run: (-run[1], run[0]))
    third = len(runs) // 3
    leaders, laggards = runs[:third], runs[-third:]
    gap = float(np.mean([run[2] for run in leaders]) - np.mean([run[2] for run in laggards]))
    figures = {"leaders": ", ".join(run[0] for run in leaders), "laggards": ", ".join(run[0] for run in laggards),
               "leaders less laggards": gap, "funds": float(len(runs)), "turn since": str(days[1])}  # fmt: skip
    return Answer(gap <= -settings.rotation_margin_percent, figures, -settings.rotation_margin_percent, first)


def _run(book: SeriesBook, symbol: str, days: tuple[object, ...]) -> tuple[float, float] | None:
    """Growth over the first and over the second period, or None where a bar is missing."""
    if not book.has(symbol):
        return None
    series = book.total_return(symbol)
    rows = [series.row(day) for day in days]  # type: ignore[arg-type]
    if any(row is None for row in rows):
        return None
    first, middle, last = (float(series.values[row]) for row in rows if row is not None)
    found = middle / first, last / middle
    return found if all(np.isfinite(found)) else None
