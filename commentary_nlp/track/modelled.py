"""What a trade with options has returned: every option by model, every share beside it by its bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from commentary_nlp.market.bars import MarketView
from commentary_nlp.records.contract import Alternative, Leg
from commentary_nlp.records.outcome import Pricing, ReturnBasis
from commentary_nlp.settings import TrackSettings
from commentary_nlp.track.capital import Capital, stake
from commentary_nlp.track.costs import one_side
from commentary_nlp.track.options import Held, strikes
from commentary_nlp.track.pricing import Volatility, black_scholes, volatility, years_left
from commentary_nlp.track.returns import Floats, LegPrices, Moment, Path, Tape


class ModelledPath(Path):
    """A structure with at least one option.

    On one underlying it is held in the units said. Across several, each underlying's legs are scaled to one
    dollar of that underlying at entry (equal dollars a side), and what they put at stake is added up; the
    base is then that of the riskiest side: margin, notional, max_loss, premium.
    """

    pricing: Pricing = "modelled"

    def __init__(
        self,
        trade: Alternative,
        on: Tape,
        days_of: Sequence[date | None],
        market: MarketView,
        settings: TrackSettings,
    ) -> None:
        self.tape = on
        self.legs = trade.legs
        self._settings = settings
        priced = list(dict.fromkeys(leg.symbol for leg in trade.legs if leg.kind == "option"))
        self._vols = {symbol: volatility(symbol, on.days, market, settings) for symbol in priced}
        spots = {symbol: float(ohlc.open[0]) for symbol, ohlc in on.prices.items()}
        found, notes = strikes(
            trade.legs, trade.structure, days_of, entry=on.day(0), spots=spots,
            volatilities=self._vols, settings=settings,
        )  # fmt: skip
        self._held = [_held(*leg) for leg in zip(trade.legs, found, days_of, strict=True)]
        self.joint = len(on.prices) == 1
        self._prices: Mapping[Moment, list[Floats]] = {
            "open": [self._leg(leg, on.prices[leg.leg.symbol].open) for leg in self._held],
            "close": [self._leg(leg, on.prices[leg.leg.symbol].close, "close") for leg in self._held],
        }
        self._entry = [float(prices[0]) for prices in self._prices["open"]]
        self._scale = {symbol: 1.0 if self.joint else 1.0 / spots[symbol] for symbol in spots}
        self._capital = self._stake(trade, spots)
        self.basis: ReturnBasis = self._capital.basis
        self.open = self._returns(self._prices["open"])
        self.close = self._returns(self._prices["close"])
        self.worst, self.best = self._extremes()
        self.notes = (*on.notes, *notes, *self._remarks())

    @property
    def volatilities(self) -> Mapping[str, Volatility]:
        """What each underlying's options were priced with."""
        return self._vols

    def _stake(self, trade: Alternative, spots: Mapping[str, float]) -> Capital:
        parts: list[Capital] = []
        for symbol, spot in spots.items():
            of = [n for n, held in enumerate(self._held) if held.leg.symbol == symbol]
            part = stake(
                [self._held[n] for n in of], [self._entry[n] for n in of], spot, trade.structure, self._settings
            )
            parts.append(Capital(part.basis, part.amount * self._scale[symbol]))
        riskiest: tuple[ReturnBasis, ...] = ("margin", "notional", "max_loss", "premium")
        basis = min((part.basis for part in parts), key=riskiest.index)
        return Capital(basis, sum(part.amount for part in parts))

    def _leg(self, held: Held, spot: Floats, moment: Moment = "open", rows: slice = slice(None)) -> Floats:
        """What a leg is worth with its underlying at `spot` on each row, priced as of the session's open
        (volatility and time of then) or its close."""
        leg = held.leg
        if held.strike is None or held.expiry is None or leg.right is None:
            return spot
        vols = self._vols[leg.symbol]
        vol = (vols.at_open if moment == "open" else vols.at_close)[rows]
        years = years_left(held.expiry, self.tape.days[rows], moment)
        return black_scholes(
            leg.right, spot, held.strike, years=years, volatility=vol, rate=self._settings.risk_free_rate
        )

    def _returns(self, prices: Sequence[Floats]) -> Floats:
        out = np.zeros(len(self.tape))
        for held, now, then in zip(self._held, prices, self._entry, strict=True):
            out += held.units * self._scale[held.leg.symbol] * (now - then)
        return out / self._capital.amount

    def _extremes(self) -> tuple[Floats, Floats]:
        """The lowest and highest return that each session's range allows.

        An option structure's extreme may lie inside the range, near a strike: those are tried too.
        """
        worst = np.zeros(len(self.tape))
        best = np.zeros(len(self.tape))
        for symbol, ohlc in self.tape.prices.items():
            of = [n for n, held in enumerate(self._held) if held.leg.symbol == symbol]
            inside = {held.strike for n in of if (held := self._held[n]).strike is not None}
            spots = [ohlc.low, ohlc.high, *(np.clip(strike, ohlc.low, ohlc.high) for strike in inside if strike)]
            tried = [[self._leg(self._held[n], spot) for n in of] for spot in spots]
            tried += [[self._prices[moment][n] for n in of] for moment in ("open", "close")]
            gains = [
                sum(
                    (self._held[n].units * (price - self._entry[n]) for n, price in zip(of, prices, strict=True)),
                    start=np.zeros(len(self.tape)),
                )
                for prices in tried
            ]
            part = self._scale[symbol] / self._capital.amount
            worst += part * np.min(gains, axis=0)
            best += part * np.max(gains, axis=0)
        return worst, best

    def _remarks(self) -> list[str]:
        sources = "; ".join(dict.fromkeys(vols.source for vols in self._vols.values()))
        notes = [
            f"options by Black-Scholes: flat volatility ({sources}), rate "
            f"{self._settings.risk_free_rate:.1%} a year, no dividends or carry"
        ]
        if not self.joint:
            notes.append("each underlying's legs are scaled to equal dollars of it at entry")
        return notes

    def leg_prices(self, row: int, moment: Moment) -> LegPrices:
        return tuple(float(prices[row]) for prices in self._prices[moment])

    def at_level(self, row: int, symbol: str, level: float) -> tuple[float, LegPrices]:
        prices: list[float] = []
        for n, held in enumerate(self._held):
            if held.leg.symbol == symbol:
                spot = np.array([level])
                prices.append(float(self._leg(held, spot, rows=slice(row, row + 1))[0]))
            else:
                prices.append(float(self._prices["close"][n][row]))
        gross = sum(
            held.units * self._scale[held.leg.symbol] * (now - then)
            for held, now, then in zip(self._held, prices, self._entry, strict=True)
        )
        return gross / self._capital.amount, tuple(prices)

    def at_return(self, value: float) -> LegPrices:
        return (None,) * len(self._held)

    def cost(self, row: int, moment: Moment) -> float:
        day = self.tape.day(row)
        worth = [
            # What expires is not dealt in: it costs nothing to leave.
            0.0
            if moment == "close" and held.expiry is not None and held.expiry <= day
            else held.units * self._scale[held.leg.symbol] * float(self._prices[moment][n][row])
            for n, held in enumerate(self._held)
        ]
        return one_side(worth, [held.is_option for held in self._held], self._capital.amount, self._settings)

    def premium(self, row: int, moment: Moment = "close") -> float | None:
        if not self.joint:
            return None
        prices = self._prices[moment]
        return abs(sum(held.units * float(now[row]) for held, now in zip(self._held, prices, strict=True)))


def _held(leg: Leg, strike: float | None, expiry: date | None) -> Held:
    return Held(leg, leg.ratio if leg.side == "long" else -leg.ratio, strike, expiry)
