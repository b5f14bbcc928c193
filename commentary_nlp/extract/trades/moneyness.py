"""Strikes said as a percentage of the underlying's price ("the 95% put"), until it is known which right they have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from commentary_nlp.records import Strike

if TYPE_CHECKING:
    from commentary_nlp.extract.trades.structures import Draft

# A percentage of spot: further away it is a share of something ("put 20% in calls").
_LOWEST, _HIGHEST = 50, 150


class SpotPercent(Strike):
    """A strike in percent of spot. It is ordered as a price is, the lowest first."""

    @classmethod
    def at(cls, value: float) -> SpotPercent:
        """The strike at `value` percent of spot."""
        return cls(value=value, unit="price")


def is_near_spot(value: float) -> bool:
    """Whether a percentage can be a strike's."""
    return _LOWEST <= value <= _HIGHEST


def settled(leg: Draft) -> Draft:
    """The leg with its strike in the contract's units: a 95% put is 5 percent out of the money, a 95% call 5 in it."""
    if not isinstance(leg.strike, SpotPercent):
        return leg
    away = leg.strike.value - 100
    if away == 0:
        return replace(leg, strike=Strike(value=0, unit="atm"))
    otm = -away if leg.right == "put" else away
    return replace(leg, strike=Strike(value=round(otm, 6), unit="percent_otm"))
