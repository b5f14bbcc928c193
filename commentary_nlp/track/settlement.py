"""A trade's stay written down as an `Outcome`, with what it was measured by."""

from __future__ import annotations

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
        notes.append(f"the benchmark {settings.benchmark} has no bar on {entry_day} or {last_day}")
    mae, mfe = excursions(path, stay)
    entry_prices = path.leg_prices(0, "open")
    exit_prices = leave.prices if leave is not None else (None,) * len(entry_prices)
    single = len(trade.legs) == 1 and trade.legs[0].kind != "option"
    return Outcome(
        entry_date=entry_day,
        entry_price=entry_prices[0] if single else None,
        exit_date=last_day if leave is not None else None,
        exit_price=exit_prices[0] if single else None,
        legs=tuple(
            LegFill(symbol=leg.symbol, side=leg.side, kind=leg.kind, entry_price=paid, exit_price=got)
            for leg, paid, got in zip(trade.legs, entry_prices, exit_prices, strict=True)
        ),
        gross_return=gross,
        net_return=net,
        benchmark=settings.benchmark,
        benchmark_return=benchmark,
        excess_return=None if benchmark is None else net - benchmark,
        mae=mae,
        mfe=mfe,
        sessions_held=int(path.tape.place[last]) + 1,
        target_touched=stay.touched,
        return_basis=path.basis,
        pricing=path.pricing,
        prices=_provenance(path, entry_day, last_day, market, settings),
        assumptions=tuple(dict.fromkeys(notes)),
    )


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
