"""Deliveries as clean bars, with an account of every row that is not among them.

What is done to a fault:

* A row without a readable date, without any price, with some prices missing, with words for a price, with a
  zero or (unless the series is signed: yields, spreads, oscillators) a negative price is dropped. A column
  that is empty or zero throughout is taken as absent. Crude did settle at -37.63 in April 2020; no return can
  be taken from or to such a price, so that day is missing unless `signed` asks for it.
* High below low: dropped, for nothing tells which of the two is wrong. An open or close outside of them by no
  more than `bar_tolerance` is rounding: the range is widened to hold it. Further out the row is dropped.
* The same day twice: once where the figures agree, else the last that the file has.
* A day on which the exchange was closed: dropped, unless so many are (`foreign_calendar_share`) that the
  calendar is evidently another; then all are kept and the notes say so.
* Without open, high and low the series is closes alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from commentary_nlp.market.account import Dropped, SymbolImport
from commentary_nlp.market.bars import Bars, Dates, Floats
from commentary_nlp.market.calendar import Calendar
from commentary_nlp.market.figures import to_floats
from commentary_nlp.market.symbols import calendar_for, has_splits, is_signed, unit_scale
from commentary_nlp.market.tables import PRICE_FIELDS, Delivery, missing_words
from commentary_nlp.settings import Adjustment, MarketSettings

Mask = NDArray[np.bool_]
_BAR = ("open", "high", "low", "close")


@dataclass(frozen=True)
class Cleaned:
    """Bars (perhaps none) and the account of the rows they come from."""

    bars: Bars
    account: SymbolImport


class _Ledger:
    """Which rows are still in, and why the others are not: each row leaves once."""

    def __init__(self, rows: int) -> None:
        self.kept: Mask = np.ones(rows, dtype=bool)
        self.dropped: dict[Dropped, int] = {}

    def drop(self, reason: Dropped, where: Mask) -> None:
        leaving = self.kept & where
        count = int(leaving.sum())
        if count:
            self.dropped[reason] = self.dropped.get(reason, 0) + count
            self.kept &= ~leaving


def clean(
    delivery: Delivery,
    *,
    adjustment: Adjustment | None = None,
    signed: bool | None = None,
    settings: MarketSettings | None = None,
    now: datetime | None = None,
) -> Cleaned:
    """The bars of a delivery.

    Args:
        delivery: rows of one symbol in file order, `close` or `adjusted_close` among the fields.
        adjustment: what the prices are; by default "adjusted" where the vendor's name says so or there is
            no other close than the adjusted, else "raw". Asked for "adjusted" where both closes are there,
            open, high, low and close are put on the scale of the adjusted close.
        signed: whether zero and negative values are real; by default as `aliases.toml` says.
        settings: tolerances.
        now: rows of a session that has not closed by then (aware) are dropped; None drops none.
    """
    settings = settings or MarketSettings()
    signed = is_signed(delivery.symbol) if signed is None else signed
    calendar = calendar_for(delivery.symbol)
    days = delivery.stamps.days(calendar.zone)
    ledger = _Ledger(len(days))
    notes = list(delivery.notes)
    prices, unreadable = _prices(delivery, signed)
    volume, mended = _volume(delivery, len(days))
    adjusted = prices.pop("adjusted_close", None)
    only_adjusted = "close" not in prices and adjusted is not None
    if only_adjusted and adjusted is not None:
        prices["close"] = adjusted
    adjustment = adjustment or _stated_adjustment(delivery.vendor, only_adjusted)
    close_only = not all(name in prices for name in _BAR)
    if close_only:
        if len(prices) > 1:
            lacking = [name for name in _BAR if name not in prices]
            notes.append(f"no {', '.join(lacking)}: taken as closes alone")
        nothing: Floats = np.full(len(days), np.nan)
        prices = dict.fromkeys(_BAR, prices.get("close", nothing))
    grid = np.stack([prices[name] for name in _BAR])
    _drop_unusable(ledger, days, grid, unreadable & np.isnan(grid).any(axis=0), signed)
    grid, widened = _widen(ledger, grid, settings.bar_tolerance)
    if adjusted is None:
        adjusted = grid[3].copy() if adjustment == "adjusted" else np.full(len(days), np.nan)
    if not signed:
        # Old histories adjusted by subtraction go below zero; such a level is unknown, the traded price is not.
        below = ~(adjusted > 0) & ~np.isnan(adjusted)
        mended |= below
        adjusted = np.where(below, np.nan, adjusted)
    if adjustment == "adjusted" and not only_adjusted:
        grid, adjusted, rescaled = _on_adjusted_scale(ledger, grid, adjusted)
        notes += ["open, high, low and close put on the scale of the adjusted close"] if rescaled else []
    _drop_repeats(ledger, days, np.vstack([grid, adjusted, volume]))
    _drop_closed(ledger, days, calendar, settings, notes)
    if now is not None:
        _drop_unfinished(ledger, days, calendar, now)
    order = np.flatnonzero(ledger.kept)
    order = order[np.argsort(days[order], kind="stable")]
    grid, adjusted = grid[:, order], adjusted[order]
    scale = unit_scale(delivery.symbol, float(np.median(grid[3]))) if len(order) else 1.0
    if scale != 1.0:
        grid, adjusted = grid * scale, adjusted * scale
        notes.append(f"multiplied by {scale:g}: delivered at ten times the yield")
    kept_volume = volume[order]
    if not (kept_volume > 0).any():  # indices come with zeros
        kept_volume = np.full(len(order), np.nan)
    mended = (mended | widened)[order]
    if widened[order].any():
        notes.append(f"{int(widened[order].sum())} bars widened to hold their open and close")
    bars = Bars(
        delivery.symbol, days[order], grid[0], grid[1], grid[2], grid[3], adjusted, kept_volume,
        delivery.vendor, adjustment, "", close_only, signed,
    )  # fmt: skip
    if not signed:
        notes += _jumps(bars, settings.suspect_jump)
    account = SymbolImport(
        symbol=delivery.symbol,
        source=delivery.source,
        vendor=delivery.vendor,
        adjustment=adjustment,
        close_only=close_only,
        read=len(days),
        kept=len(bars),
        dropped=ledger.dropped,
        repaired=int(mended.sum()),
        first=bars.day(0) if len(bars) else None,
        last=bars.day(-1) if len(bars) else None,
        missing=len(missing_sessions(bars.dates, calendar)),
        notes=tuple(notes),
    )
    return Cleaned(bars, account)


def _prices(delivery: Delivery, signed: bool) -> tuple[dict[str, Floats], Mask]:
    """Price columns that hold anything, and rows with a cell that is no figure."""
    prices: dict[str, Floats] = {}
    unreadable = np.zeros(len(delivery.stamps.values), dtype=bool)
    for name in PRICE_FIELDS:
        if name not in delivery.fields:
            continue
        values, wrong = to_floats(delivery.fields[name], missing_words(), decimal_comma=delivery.decimal_comma)
        empty = np.isnan(values) | ((values == 0) & (not signed))
        if name != "close" and empty.all() and not wrong.any():
            continue
        prices[name] = values
        if name != "adjusted_close":
            unreadable |= wrong
    return prices, unreadable


def _volume(delivery: Delivery, rows: int) -> tuple[Floats, Mask]:
    """Volume, NaN where unknown; and rows where it was negative."""
    if "volume" not in delivery.fields:
        return np.full(rows, np.nan), np.zeros(rows, dtype=bool)
    values, _ = to_floats(delivery.fields["volume"], missing_words(), decimal_comma=delivery.decimal_comma)
    negative = values < 0
    return np.where(negative, np.nan, values), negative


def _stated_adjustment(vendor: str | None, only_adjusted: bool) -> Adjustment:
    words = (vendor or "").lower().replace("_", "-").replace(" ", "-")
    said = "adjusted" in words and not any(no in words for no in ("unadjusted", "not-adjusted", "non-adjusted"))
    return "adjusted" if said or only_adjusted else "raw"


def _drop_unusable(ledger: _Ledger, days: Dates, grid: Floats, unreadable: Mask, signed: bool) -> None:
    ledger.drop("no_date", np.isnat(days))
    ledger.drop("not_a_number", unreadable)
    absent = np.isnan(grid).sum(axis=0)
    ledger.drop("empty", absent == len(grid))
    ledger.drop("incomplete", absent > 0)
    if not signed:
        ledger.drop("negative", (grid < 0).sum(axis=0) > 0)
        ledger.drop("zero", (grid == 0).sum(axis=0) > 0)


def _widen(ledger: _Ledger, grid: Floats, tolerance: float) -> tuple[Floats, Mask]:
    """Bars whose range holds open and close; what cannot be mended is dropped."""
    opened, high, low, close = grid
    slack = tolerance * np.abs(close)
    top, bottom = np.maximum(opened, close), np.minimum(opened, close)
    ledger.drop("contradictory", (high < low) | (top > high + slack) | (bottom < low - slack))
    widened = ledger.kept & ((top > high) | (bottom < low))
    mended = np.stack([opened, np.fmax(high, top), np.fmin(low, bottom), close])
    return np.where(ledger.kept, mended, grid), widened


def _on_adjusted_scale(ledger: _Ledger, grid: Floats, adjusted: Floats) -> tuple[Floats, Floats, bool]:
    """Prices times adjusted close / close; rows without an adjusted close cannot be put there."""
    ledger.drop("incomplete", np.isnan(adjusted))
    close = grid[3]
    factor = np.divide(adjusted, close, out=np.ones_like(close), where=ledger.kept & (close != 0))
    if np.allclose(factor[ledger.kept], 1.0, rtol=1e-9):
        return grid, adjusted, False
    return grid * factor, adjusted, True


def _drop_repeats(ledger: _Ledger, days: Dates, figures: Floats) -> None:
    """Leaves the last row of each day; the earlier ones agree with it or not."""
    places = np.flatnonzero(ledger.kept)
    order = places[np.argsort(days[places], kind="stable")]
    if len(order) < 2:
        return
    ranked = days[order]
    last_of_day = np.append(ranked[1:] != ranked[:-1], True)
    ends = np.flatnonzero(last_of_day)
    survivor = order[ends[np.searchsorted(ends, np.arange(len(order)))]]
    a, b = figures[:, order], figures[:, survivor]
    same = ((a == b) | (np.isnan(a) & np.isnan(b))).all(axis=0)
    repeated, conflicting = np.zeros_like(ledger.kept), np.zeros_like(ledger.kept)
    repeated[order[~last_of_day & same]] = True
    conflicting[order[~last_of_day & ~same]] = True
    ledger.drop("repeated", repeated)
    ledger.drop("conflicting", conflicting)


def _drop_closed(ledger: _Ledger, days: Dates, calendar: Calendar, settings: MarketSettings, notes: list[str]) -> None:
    """Rows on days without a session. What lies outside of the calendar's days is not judged."""
    known = ledger.kept & (days >= np.datetime64(calendar.first)) & (days <= np.datetime64(calendar.last))
    if not known.any():
        return
    sessions = calendar.days(days[known].min().item(), days[known].max().item())
    closed = known & ~np.isin(days, sessions)
    count = int(closed.sum())
    if count > settings.foreign_calendar_share * int(known.sum()):
        notes.append(
            f"{count} of {int(known.sum())} days are no session of {calendar.code}: another exchange's; all kept"
        )
    else:
        ledger.drop("no_session", closed)


def _drop_unfinished(ledger: _Ledger, days: Dates, calendar: Calendar, now: datetime) -> None:
    latest = days[ledger.kept]
    if not len(latest):
        return
    running = np.zeros_like(ledger.kept)
    for day in np.unique(latest[latest >= np.datetime64(now.date()) - 1]):
        session: date = day.item()
        if calendar.is_session(session) and not calendar.has_closed(session, now):
            running |= days == day
    ledger.drop("unfinished", running)


def _jumps(bars: Bars, factor: float) -> list[str]:
    """A remark on closes that move as a split would move them."""
    if len(bars) < 2 or not has_splits(bars.symbol):
        return []
    moves = np.abs(np.diff(np.log(bars.close)))
    places = np.flatnonzero(moves > np.log(factor))
    if not len(places):
        return []
    return [
        f"the close moves more than {factor:g}-fold on {len(places)} days, first {bars.day(int(places[0]) + 1)}: "
        "a split may be unadjusted"
    ]


def missing_sessions(days: Dates, calendar: Calendar, upto: date | None = None) -> Dates:
    """Sessions of the exchange between the first day and the last (or `upto`, inclusive) without a row."""
    if not len(days):
        return days
    first = max(days[0].item(), calendar.first)
    last = min(upto or days[-1].item(), calendar.last)
    out: Dates = np.setdiff1d(calendar.days(first, last), days, assume_unique=True)
    return out
