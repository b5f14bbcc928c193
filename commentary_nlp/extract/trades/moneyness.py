"""Strikes said as a percentage of the underlying's price ("the 95% put"), until it is known which right they have."""

from __future__ import annotations

from commentary_nlp.records import Right, Strike

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


def settled(strike: Strike | None, right: Right | None) -> Strike | None:
    """The strike in the contract's units: a 95% put's is 5 percent out of the money, a 95% call's 5 in it."""
    if not isinstance(strike, SpotPercent):
        return strike
    away = strike.value - 100
    if away == 0:
        return Strike(value=0, unit="atm")
    otm = -away if right == "put" else away
    return Strike(value=round(otm, 6), unit="percent_otm")
