"""Which options an idea means: every leg gets a strike and an expiry, and what was assumed is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from commentary_nlp.records.contract import Leg, Structure
from commentary_nlp.settings import TrackSettings
from commentary_nlp.track.pricing import Volatility, expiry_date, strike_of_delta, years_left
from commentary_nlp.track.schedule import Sessions
from commentary_nlp.track.unsettled import UnsettledError


@dataclass(frozen=True)
class Held:
    """A leg as it is held. `strike` and `expiry` are None where it is no option; `units` is its ratio, signed:
    negative for a short leg."""

    leg: Leg
    units: float
    strike: float | None = None
    expiry: date | None = None

    @property
    def is_option(self) -> bool:
        return self.leg.kind == "option"


def expiries(
    legs: Sequence[Leg], structure: Structure, entry: date, sessions: Sessions, settings: TrackSettings
) -> tuple[list[date | None], list[str]]:
    """Each leg's expiry (None for what is no option), and what was assumed.

    In a calendar or diagonal spread a bought leg without an expiry expires `default_dte` days after the leg
    sold, and a sold one that long before the leg bought, though after entry.

    Raises:
        UnsettledError: an expiry is no date, or lies before the entry.
    """
    notes: list[str] = []
    found: list[date | None] = []
    for leg in legs:
        if leg.kind != "option":
            found.append(None)
            continue
        if leg.right is None:
            raise UnsettledError(f"the option on {leg.symbol} is neither call nor put in what was read")
        day, note = expiry_date(leg.expiry, entry, sessions, settings.default_dte)
        if note is not None and note not in notes:
            notes.append(note)
        if day < entry:
            raise UnsettledError(f"the option on {leg.symbol} expired on {day}, before the entry on {entry}")
        found.append(day)
    if structure in ("calendar_spread", "diagonal_spread"):
        _spread_out(legs, found, entry, sessions=sessions, dte=settings.default_dte, notes=notes)
    return found, notes


def _spread_out(
    legs: Sequence[Leg], found: list[date | None], entry: date, *, sessions: Sessions, dte: int, notes: list[str]
) -> None:
    """Legs without an expiry of their own are moved away from the others (in place)."""
    near = [day for leg, day in zip(legs, found, strict=True) if leg.side == "short" and day is not None]
    far = [
        day for leg, day in zip(legs, found, strict=True)
        if leg.side == "long" and leg.expiry is not None and day is not None
    ]  # fmt: skip
    for place, leg in enumerate(legs):
        if leg.kind != "option" or leg.expiry is not None:
            continue
        if leg.side == "long" and near:
            day = sessions.last_by(max(near) + timedelta(days=dte))
        elif leg.side == "short" and far:
            day = sessions.last_by(max(entry + timedelta(days=7), min(far) - timedelta(days=dte)))
        else:
            continue
        found[place] = day
        notes.append(f"the {leg.side} leg names no expiry: {day}, {dte} days from the other's")


def strikes(
    legs: Sequence[Leg],
    structure: Structure,
    days_of: Sequence[date | None],
    *,
    entry: date,
    spots: Mapping[str, float],
    volatilities: Mapping[str, Volatility],
    settings: TrackSettings,
) -> tuple[list[float | None], list[str]]:
    """Each leg's strike (None for what is no option), and what was assumed.

    `spots` are the underlyings at the entry's open. A percentage is out of the money: above for a call, below
    for a put; a delta is inverted by the model. Strikes left out: one `default_width_percent` of the
    underlying apart by rank from those that are said; where none is said a call spread starts at the money
    and goes up, a put spread starts there and goes down, other structures lie around it; a single option, a
    straddle or a calendar is at the money. Nothing is rounded to what an exchange lists.
    """
    found: list[float | None] = [None] * len(legs)
    notes: list[str] = []
    for place, leg in enumerate(legs):
        expiry = days_of[place]
        if leg.kind != "option" or leg.strike is None or leg.right is None or expiry is None:
            continue
        spot = spots[leg.symbol]
        out = 1.0 if leg.right == "call" else -1.0
        if leg.strike.unit == "price":
            found[place] = leg.strike.value
        elif leg.strike.unit == "atm":
            found[place] = spot
        elif leg.strike.unit == "percent_otm":
            found[place] = spot * (1.0 + out * leg.strike.value / 100.0)
        else:
            years = float(years_left(expiry, np.array([entry], dtype="datetime64[D]"), "open")[0])
            found[place] = strike_of_delta(
                leg.right, leg.strike.value, spot, years=years,
                volatility=float(volatilities[leg.symbol].at_open[0]), rate=settings.risk_free_rate,
            )  # fmt: skip
        if leg.strike.unit != "price":
            notes.append(f"{leg.symbol} {leg.strike.value:g} {leg.strike.unit} is a strike of {found[place]:.6g}")
        if (found[place] or 0.0) <= 0:
            raise UnsettledError(f"{leg.symbol} cannot have a strike of {found[place]}")
    width = settings.default_width_percent / 100.0
    for place, leg in enumerate(legs):
        if leg.kind != "option" or found[place] is not None:
            continue
        strike = _missing(place, legs, found, structure=structure, spot=spots[leg.symbol], width=width)
        found[place] = strike
        away = strike / spots[leg.symbol] - 1.0
        where = "at the money" if abs(away) < 1e-9 else f"{away:+.1%} from the money"
        notes.append(f"no strike is said for the {leg.side} {leg.symbol} {leg.right}: {where}, {strike:.6g}")
    return found, notes


def _missing(
    place: int,
    legs: Sequence[Leg],
    found: Sequence[float | None],
    *,
    structure: Structure,
    spot: float,
    width: float,
) -> float:
    """A strike that the text leaves out, from its neighbours by rank or from the structure's usual shape."""
    leg = legs[place]
    same = [n for n, one in enumerate(legs) if one.symbol == leg.symbol and one.kind == "option"]
    if leg.strike_rank is not None:
        said = [
            (abs(rank - leg.strike_rank), rank, strike)
            for n in same
            if legs[n].strike is not None
            and (rank := legs[n].strike_rank) is not None
            and (strike := found[n]) is not None
        ]
        if said:
            _, rank, strike = min(said)
            return strike + (leg.strike_rank - rank) * width * spot
    if structure in ("strangle", "risk_reversal", "collar"):
        return spot * (1.0 + (width if leg.right == "call" else -width))
    ranks = sorted({one.strike_rank for n in same if (one := legs[n]).strike_rank is not None})
    if leg.strike_rank is None or len(ranks) < 2:
        return spot
    step = ranks.index(leg.strike_rank)
    rights = {legs[n].right for n in same}
    if structure == "butterfly" or len(rights) > 1:
        # Around the money: -1 0 1 for three ranks, -2 -1 1 2 for the four of a condor.
        half = step - (len(ranks) - 1) / 2.0
        return spot * (1.0 + width * (half if len(ranks) % 2 else half + (0.5 if half > 0 else -0.5)))
    steps = step if leg.right == "call" else step - (len(ranks) - 1)
    return spot * (1.0 + width * steps)
