"""A trade's stay written down as an `Outcome`, with what it was measured by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from commentary_nlp.market.bars import Bars, MarketView
from commentary_nlp.records.contract import Alternative
from commentary_nlp.records.outcome import LegFill, Outcome, Prices
from commentary_nlp.settings import TrackSettings
from commentary_nlp.track.holding import Stay
from commentary_nlp.track.modelled import ModelledPath
from commentary_nlp.track.returns import Path, benchmark_return


def settled(
    trade: Alternative,
    path: Path,
    stay: Stay,
    assumptions: Sequence[str],
    *,
    costs: bool,
    market: MarketView,
    settings: TrackSettings,
) -> Outcome:
    """The outcome of a trade that was entered; one still held is marked to its last close.

    Costs are those of entering and leaving (of entering alone while it is held; none where `costs` is false:
    what is judged as a call is not dealt in). The benchmark runs from the open of the entry's session to the
    open of the exit's where the exit filled there, else to that session's close. The excess is the net
    return less the benchmark's.
    """
    leave, last = stay.leave, stay.last
    entry_day, last_day = path.tape.day(0), path.tape.day(last)
    gross = leave.gross if leave is not None else float(path.close[last])
    at_open = leave is not None and leave.moment == "open"
    cost = 0.0
    if costs:
        cost = path.cost(0, "open")
        if leave is not None:
            cost += path.cost(last, "open" if at_open else "close")
    net = gross - cost
    notes = [*assumptions, *path.notes, *stay.notes]
    if leave is not None and leave.moment is None:
        notes.append("left at its level within the day; the benchmark runs to that day's close")
        if None in leave.prices and len(leave.prices) > 1:
            notes.append("the legs' prices at that return are not known from daily bars")
    if not path.joint:
        notes.append("mae and mfe are bounds: each leg at its own extreme of the day")
    benchmark = benchmark_return(market.find(settings.benchmark), entry_day, last_day, "open" if at_open else "close")
    if benchmark is None:
        notes.append(_no_benchmark(settings.benchmark, market, entry_day, last_day))
    notes += jumps(path, last, at_open, settings)
    mae, mfe = excursions(path, stay)
    entry_prices = path.leg_prices(0, "open")
    exit_prices = leave.prices if leave is not None else (None,) * len(entry_prices)
    single = len(trade.legs) == 1 and trade.legs[0].kind != "option"
    return Outcome(
        entry_date=entry_day,
        entry_price=_price(entry_prices[0]) if single else None,
        exit_date=last_day if leave is not None else None,
        exit_price=_price(exit_prices[0]) if single else None,
        legs=tuple(
            LegFill(symbol=leg.symbol, side=leg.side, kind=leg.kind, entry_price=_price(paid), exit_price=_price(got))
            for leg, paid, got in zip(trade.legs, entry_prices, exit_prices, strict=True)
        ),
        gross_return=_return(gross),
        net_return=_return(net),
        benchmark=settings.benchmark,
        benchmark_return=_return(benchmark),
        excess_return=None if benchmark is None else _return(net - benchmark),
        mae=_return(mae),
        mfe=_return(mfe),
        sessions_held=int(path.tape.place[last]) + 1,
        target_touched=stay.touched,
        return_basis=path.basis,
        pricing=path.pricing,
        prices=_provenance(path, entry_day, last_day, market, settings),
        assumptions=tuple(dict.fromkeys(notes)),
    )


def _price(value: float | None) -> float | None:
    """A price to 6 decimals, or to 6 significant digits where it is so small that these are more: what bars
    have, without what arithmetic leaves behind."""
    if value is None or not math.isfinite(value) or value == 0.0:
        return value
    return round(value, max(6, 5 - math.floor(math.log10(abs(value)))))


def _return(value: float | None) -> float | None:
    """A return to 10 decimals."""
    return None if value is None else round(value, 10) + 0.0


def _no_benchmark(symbol: str, market: MarketView, entry: date, last: date) -> str:
    bars = market.find(symbol)
    remedy = f"import its prices with `commentary market import FILE` or `commentary market fetch {symbol}`"
    if bars is None or bars.day(0) > last:
        return f"there are no prices of the benchmark {symbol} up to {last}; {remedy}"
    missing = [str(day) for day in dict.fromkeys((entry, last)) if bars.row(day) is None]
    return f"the benchmark {symbol} has no bar on {' and '.join(missing)}, so its return is unknown; {remedy}"


def jumps(path: Path, last: int, at_open: bool, settings: TrackSettings) -> list[str]:
    """Remarks on prices that leap, from the entry to row `last` (its open alone with `at_open`), from one close
    to the next by more than `suspect_jump`: as an unadjusted split does."""
    notes: list[str] = []
    for symbol, ohlc in path.tape.prices.items():
        points = np.concatenate((ohlc.open[:1], ohlc.close[: last + 1]))
        if at_open:
            points[-1] = ohlc.open[last]
        steps = points[1:] / points[:-1]
        for row in np.flatnonzero((steps > settings.suspect_jump) | (steps < 1.0 / settings.suspect_jump)):
            notes.append(
                f"{symbol}: from {_price(float(points[row]))} to {_price(float(points[row + 1]))} by "
                f"{path.tape.day(int(row))}, counted as a move of the price; it may be a split that these prices are "
                f"not adjusted for"
            )
    return notes


def excursions(path: Path, stay: Stay) -> tuple[float, float]:
    """The worst and best gross return on a session's low or high between entry and exit, zero or beyond.

    The entry's session counts whole. Of the session of an exit at the open only that open counts; of one
    left at a level the side beyond the level does not (a stop bounds the worst, a target the best), the
    other side counts whole, since the order within the day is unknown.
    """
    leave, last = stay.leave, stay.last
    worst, best = float(path.close[last]), float(path.close[last])
    whole = last + 1
    if leave is not None:
        worst = best = leave.gross
        if leave.moment != "close":
            whole = last
        if leave.moment is None and stay.reason == "stop":
            best = max(best, float(path.best[last]))
        elif leave.moment is None:
            worst = min(worst, float(path.worst[last]))
    mae = min(0.0, worst, float(np.min(path.worst[:whole], initial=0.0)))
    mfe = max(0.0, best, float(np.max(path.best[:whole], initial=0.0)))
    return mae, mfe


def _provenance(path: Path, entry: date, last: date, market: MarketView, settings: TrackSettings) -> tuple[Prices, ...]:
    """Of each series used: the legs' in their order, what volatility came from, the benchmark's."""
    used: dict[str, tuple[Bars, date]] = {symbol: (bars, entry) for symbol, bars in path.tape.bars.items()}
    if isinstance(path, ModelledPath):
        for symbol, vols in path.volatilities.items():
            row = int(np.searchsorted(vols.bars.dates, np.datetime64(entry, "D")))
            back = 1 if vols.index else settings.realized_vol_sessions + 1
            first = vols.bars.day(max(0, row - back))
            used[vols.bars.symbol if vols.index else symbol] = (vols.bars, first)
    benchmark = market.find(settings.benchmark)
    if benchmark is not None:
        used.setdefault(settings.benchmark, (benchmark, entry))
    out: list[Prices] = []
    for bars, first in used.values():
        cut = bars.between(first, last)
        out.append(Prices(vendor=bars.vendor, adjustment=bars.adjustment, hash=cut.hash))
    return tuple(out)
