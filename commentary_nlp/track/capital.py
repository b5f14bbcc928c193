"""What a structure with options puts at stake: the base of its return.

Three bases, by what can be lost. `premium`: it is bought (it costs money) and cannot lose more than its
uncovered shorts allow; `max_loss`: it is sold (it pays money) and a long leg or cash stands behind every
short one; `margin` for the rest: a short option stands alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commentary_nlp.records.contract import Structure
from commentary_nlp.records.outcome import ReturnBasis
from commentary_nlp.settings import TrackSettings
from commentary_nlp.track.options import Held
from commentary_nlp.track.unsettled import UnsettledError


@dataclass(frozen=True)
class Capital:
    """`amount` per unit of the structure, in the underlying's currency, positive."""

    basis: ReturnBasis
    amount: float


def stake(
    legs: Sequence[Held], entry: Sequence[float], spot: float, structure: Structure, settings: TrackSettings
) -> Capital:
    """The base of the return of the legs on one underlying.

    Args:
        entry: each leg's price at entry, unsigned.
        spot: the underlying at entry.

    The net price of the legs says whether the structure was bought or sold. Shares held without options are
    taken at their notional. The largest loss of a sold structure is the lowest that its legs can be worth at
    expiry, less the credit; a cash-secured put is covered by the strike in cash. Margin follows FINRA Rule
    4210(f)(2): for each uncovered short option its premium and a percentage of the underlying, less what it
    is out of the money, at least a floor; of uncovered calls and puts the dearer side, with the other's
    premium; what the long legs cost is added.

    Raises:
        UnsettledError: the model makes the structure worth nothing, so that no return can be stated.
    """
    cost = sum(leg.units * price for leg, price in zip(legs, entry, strict=True))
    if not any(leg.is_option for leg in legs):
        return Capital("notional", abs(cost))
    calls, puts = _uncovered(legs, structure)
    if calls or puts:
        capital = Capital("margin", _margin(legs, entry, spot, (calls, puts), settings))
    elif cost > 0:
        capital = Capital("premium", cost)
    else:
        capital = Capital("max_loss", cost - _least_worth(legs))
    if capital.amount <= 1e-9 * spot:
        raise UnsettledError("by the model the structure puts nothing at stake, so no return can be stated")
    return capital


def _uncovered(legs: Sequence[Held], structure: Structure) -> tuple[float, float]:
    """How many short calls and short puts stand alone.

    A long option covers a short one of its right that expires no later; long shares cover calls, short
    shares cover puts.
    """
    shares = sum(leg.units for leg in legs if not leg.is_option)
    alone: list[float] = []
    for right, behind in (("call", max(shares, 0.0)), ("put", max(-shares, 0.0))):
        short = [leg for leg in legs if leg.leg.right == right and leg.units < 0]
        long = [leg for leg in legs if leg.leg.right == right and leg.units > 0]
        last = max((leg.expiry for leg in short if leg.expiry), default=None)
        cover = sum(leg.units for leg in long if last is None or (leg.expiry and leg.expiry >= last))
        if right == "call" and shares < 0:
            cover += shares  # a short share is covered by a long call before any short call is
        alone.append(max(0.0, -sum(leg.units for leg in short) - cover - behind))
    if structure == "cash_secured_put":
        alone[1] = 0.0
    return alone[0], alone[1]


def _least_worth(legs: Sequence[Held]) -> float:
    """The least the legs can be worth at expiry: at zero, at a strike or (flat beyond it) above the last."""
    strikes = [leg.strike for leg in legs if leg.strike is not None]
    return min(sum(_payoff(leg, spot) for leg in legs) for spot in (0.0, *strikes, 2.0 * max(strikes)))


def _payoff(leg: Held, spot: float) -> float:
    if leg.strike is None:
        return leg.units * spot
    gain = spot - leg.strike if leg.leg.right == "call" else leg.strike - spot
    return leg.units * max(gain, 0.0)


def _margin(
    legs: Sequence[Held],
    entry: Sequence[float],
    spot: float,
    uncovered: tuple[float, float],
    settings: TrackSettings,
) -> float:
    rate, floor = settings.margin_percent / 100.0, settings.margin_floor_percent / 100.0
    requirement: list[float] = []
    premiums: list[float] = []
    for right, count in zip(("call", "put"), uncovered, strict=True):
        dearest = premium = 0.0
        for leg, price in zip(legs, entry, strict=True):
            if leg.leg.right != right or leg.units >= 0 or leg.strike is None:
                continue
            out = max(leg.strike - spot, 0.0) if right == "call" else max(spot - leg.strike, 0.0)
            least = floor * (spot if right == "call" else leg.strike)
            need = max(rate * spot - out, least)
            if price + need > dearest:
                dearest, premium = price + need, price
        requirement.append(count * dearest)
        premiums.append(count * premium)
    dearer = 0 if requirement[0] >= requirement[1] else 1
    paid = sum(leg.units * price for leg, price in zip(legs, entry, strict=True) if leg.units > 0)
    return requirement[dearer] + premiums[1 - dearer] + paid
