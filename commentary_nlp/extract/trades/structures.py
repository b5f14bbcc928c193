"""Structures of the contract written out into legs, and the name of a set of legs.

A structure that is bought is `long`: long the lower call of a call spread and short the higher, long the higher
put of a put spread and short the lower, long the call and short the put of a risk reversal, long the put and
short the call of a collar. An iron condor that is `short` sells the body and buys the wings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from commentary_nlp.extract.trades.moneyness import settled
from commentary_nlp.extract.trades.words import Name
from commentary_nlp.records import Action, Expiry, Kind, Leg, Right, Side, Strike, Structure

_T = TypeVar("_T")


@dataclass(frozen=True)
class Draft:
    """A leg in the making. `order` ranks it where no strike does (1 is the lowest)."""

    side: Side
    symbol: str
    kind: Kind
    right: Right | None = None
    strike: Strike | None = None
    order: int | None = None
    expiry: Expiry | None = None
    ratio: float = 1


@dataclass(frozen=True)
class Terms:
    """What is said of a structure: strikes and expiries in the order of the text."""

    symbol: str
    side: Side
    right: Right | None
    strikes: tuple[Strike, ...] = ()
    expiries: tuple[Expiry, ...] = ()
    ratio: float | None = None


def opposite(side: Side) -> Side:
    """The other side."""
    return "short" if side == "long" else "long"


# Shape -> (steps of strike, each: place, right (None: the structure's), bought when the structure is long, ratio).
_CALL: Right = "call"
_PUT: Right = "put"
_Step = tuple[int, Right | None, bool, float]
_SHAPES: dict[str, tuple[_Step, ...]] = {
    "straddle": ((1, _CALL, True, 1), (1, _PUT, True, 1)),
    "strangle": ((1, _PUT, True, 1), (2, _CALL, True, 1)),
    "butterfly": ((1, None, True, 1), (2, None, False, 2), (3, None, True, 1)),
    "condor": ((1, None, True, 1), (2, None, False, 1), (3, None, False, 1), (4, None, True, 1)),
    "iron_condor": ((1, _PUT, False, 1), (2, _PUT, True, 1), (3, _CALL, True, 1), (4, _CALL, False, 1)),
    "iron_butterfly": ((1, _PUT, False, 1), (2, _PUT, True, 1), (2, _CALL, True, 1), (3, _CALL, False, 1)),
    "risk_reversal": ((1, _PUT, False, 1), (2, _CALL, True, 1)),
    "bearish_risk_reversal": ((1, _PUT, True, 1), (2, _CALL, False, 1)),
    "collar": ((1, _PUT, True, 1), (2, _CALL, False, 1)),
    "put_spread_collar": ((1, _PUT, False, 1), (2, _PUT, True, 1), (3, _CALL, False, 1)),
    "jade_lizard": ((1, _PUT, False, 1), (2, _CALL, False, 1), (3, _CALL, True, 1)),
    "single": ((1, None, True, 1),),
    "buy_write": ((1, _CALL, False, 1),),
}


def _steps(shape: str, right: Right | None, ratio: float | None) -> tuple[_Step, ...]:
    low_bought = right != "put"
    if shape == "vertical":
        sold = ratio or 1
        if low_bought:
            return ((1, right, True, 1), (2, right, False, sold))
        return ((1, right, False, sold), (2, right, True, 1))
    if shape == "ratio":
        sold = ratio or 2
        if low_bought:
            return ((1, right, True, 1), (2, right, False, sold))
        return ((1, right, False, sold), (2, right, True, 1))
    return _SHAPES[shape]


def write_out(name: Name, terms: Terms) -> list[Draft]:
    """The legs of a named structure. Strikes that do not fit the structure's number are left out."""
    if name.shape == "calendar":
        return _calendar(name, terms)
    right = name.right or terms.right
    steps = _steps(name.shape, right, terms.ratio)
    places = max(step[0] for step in steps)
    strikes = _by_place(terms.strikes, places, steps)
    side: Side = "long" if name.shape in ("buy_write", "jade_lizard") else terms.side
    legs: list[Draft] = []
    if name.shape == "buy_write":
        legs.append(Draft("long", terms.symbol, "share"))
    for place, leg_right, bought, ratio in steps:
        legs.append(
            Draft(
                side=side if bought else opposite(side),
                symbol=terms.symbol,
                kind="option",
                right=leg_right or right,
                strike=strikes[place - 1],
                order=place if places > 1 else None,
                expiry=terms.expiries[0] if terms.expiries else None,
                ratio=ratio,
            )
        )
    return legs


def _by_place(strikes: Sequence[Strike], places: int, steps: Sequence[_Step]) -> list[Strike | None]:
    """Each place's strike, the lowest first; None throughout where their number does not fit."""
    nothing: list[Strike | None] = [None] * places
    ordered: list[Strike]
    if len(strikes) == 1:
        both_sides = places == 2 and {step[1] for step in steps} == {"call", "put"}
        if places == 3 and {step[1] for step in steps} == {"call", "put"}:
            return [None, strikes[0], None]  # an iron butterfly is named by its body
        alike = places == 1 or (both_sides and strikes[0].unit != "price")  # "25-delta strangle": both options
        return [strikes[0]] * places if alike else nothing
    if places == 4 and len(strikes) == 2 and all(strike.unit == "delta" for strike in strikes):
        near, wide = sorted(strikes, key=_distance)
        return [wide, near, near, wide]
    if len(strikes) != places:
        return nothing
    if all(strike.unit == "price" for strike in strikes):
        ordered = sorted(strikes, key=lambda strike: strike.value)
        return [*ordered]
    if {step[1] for step in steps} == {"put"}:  # the further out of the money, the lower a put's strike
        ordered = sorted(strikes, key=_distance, reverse=True)
        return [*ordered]
    if {step[1] for step in steps} == {"call"}:
        ordered = sorted(strikes, key=_distance)
        return [*ordered]
    return list(strikes)


def _distance(strike: Strike) -> float:
    """How far out of the money, on a scale of its own: 50 delta and 0 percent are at the money."""
    if strike.unit == "delta":
        return 50 - strike.value
    return strike.value


def _calendar(name: Name, terms: Terms) -> list[Draft]:
    """The nearer expiry is sold and the later bought where the spread is bought."""
    expiries: list[Expiry | None] = [*terms.expiries[:2]]
    strikes: list[Strike | None] = [*terms.strikes[:2]]
    if len(strikes) == 1:
        strikes = strikes * 2
    pairs = list(zip(_pad(expiries), _pad(strikes), strict=True))
    if len(terms.expiries) >= 2 and expiry_order(terms.expiries[0]) > expiry_order(terms.expiries[1]):
        pairs.reverse()
    sides: tuple[Side, Side] = (opposite(terms.side), terms.side)
    return [
        Draft(side, terms.symbol, "option", name.right or terms.right, strike, None, expiry)
        for side, (expiry, strike) in zip(sides, pairs, strict=True)
    ]


def _pad(values: list[_T | None]) -> list[_T | None]:
    return [*values, None, None][:2]


def expiry_order(expiry: Expiry | None) -> tuple[int, str]:
    """Sorts expiries by time where they are said in the same way."""
    if expiry is None:
        return (0, "")
    if expiry.date or expiry.month:
        return (1, expiry.date or expiry.month or "")
    return (2, f"{expiry.dte_min or expiry.dte_max or 0:06d}")


def name_of(legs: Sequence[Draft], action: Action) -> Structure:
    """The contract's name for legs said one by one; `custom` where none fits."""
    symbols = {leg.symbol for leg in legs}
    options = [leg for leg in legs if leg.kind == "option"]
    rest = [leg for leg in legs if leg.kind != "option"]
    sides = {leg.side for leg in legs}
    if len(legs) == 1:
        return "outright"
    if len(symbols) > 1:
        if len(sides) == 1:
            return "basket"
        return "pair" if len(symbols) == 2 and len(legs) == 2 else _many(legs)
    if not options:
        expiries = {expiry_order(leg.expiry) for leg in legs}
        return "calendar_spread" if len(sides) == 2 and len(expiries) == 2 else "custom"
    if rest:
        return _with_shares(options, rest)
    return _options(options, action)


def _many(legs: Sequence[Draft]) -> Structure:
    """Several underlyings on both sides: a pair of baskets."""
    return "pair" if all(leg.kind != "option" for leg in legs) else "custom"


def _with_shares(options: Sequence[Draft], rest: Sequence[Draft]) -> Structure:
    shares_long = all(leg.side == "long" for leg in rest)
    held = {(leg.side, leg.right) for leg in options}
    if shares_long and held == {("short", "call")}:
        return "covered_call"
    if shares_long and held == {("short", "call"), ("long", "put")} and len(options) == 2:
        return "collar"
    return "custom"


def _options(legs: Sequence[Draft], action: Action) -> Structure:
    rights = {leg.right for leg in legs}
    sides = {leg.side for leg in legs}
    if len(legs) == 2:
        first, second = legs
        dated = expiry_order(first.expiry) != expiry_order(second.expiry)
        struck = first.strike != second.strike
        if len(rights) == 2:
            if dated:
                return "custom"
            if len(sides) == 1:
                return "strangle" if struck else "straddle"
            put = first if first.right == "put" else second
            return "collar" if put.side == "long" and action == "hedge" else "risk_reversal"
        if len(sides) == 1:
            return "custom"
        if dated:
            return "diagonal_spread" if struck else "calendar_spread"
        if first.ratio != second.ratio:
            return "ratio_spread"
        return "put_spread" if rights == {"put"} else "call_spread"
    if len(legs) == 3 and len(rights) == 1 and {leg.ratio for leg in legs} == {1, 2}:
        return "butterfly"
    if len(legs) == 4 and len(rights) == 2 and _is_condor(legs):
        return "iron_condor"
    return "custom"


def structure_of(name: Name, legs: Sequence[Draft], action: Action) -> Structure:
    """The contract's name for a named structure: a vertical's follows from its legs, which may not be one for one."""
    if name.shape == "vertical" and (name.structure == "custom" or len({leg.ratio for leg in legs}) > 1):
        return name_of(legs, action)
    return name.structure


def _is_condor(legs: Sequence[Draft]) -> bool:
    if len({expiry_order(leg.expiry) for leg in legs}) > 1:
        return False
    return sorted((leg.side, leg.right or "") for leg in legs) == [
        ("long", "call"), ("long", "put"), ("short", "call"), ("short", "put"),
    ]  # fmt: skip


_RANKED = frozenset(
    {"call_spread", "put_spread", "strangle", "butterfly", "iron_condor", "risk_reversal", "collar", "diagonal_spread",
     "ratio_spread", "custom"}
)  # fmt: skip


def finish(structure: Structure, drafts: Sequence[Draft]) -> tuple[Leg, ...]:
    """The contract's legs, with `strike_rank` where strikes differ."""
    options = [leg for leg in drafts if leg.kind == "option"]
    ranks: dict[int, int | None] = {}
    if structure in _RANKED and len(options) > 1:
        values = {leg.strike.value for leg in options if leg.strike and leg.strike.unit == "price"}
        priced = all(leg.strike is not None and leg.strike.unit == "price" for leg in options)
        if priced:
            order = sorted(values)
            for place, leg in enumerate(drafts):
                if leg.kind == "option" and leg.strike is not None and len(order) > 1:
                    ranks[place] = order.index(leg.strike.value) + 1
        elif _by_moneyness(options) is not None:
            places = _by_moneyness(options) or {}
            ranks = {place: places.get(id(leg)) for place, leg in enumerate(drafts)}
        elif len({leg.order for leg in options}) > 1:
            ranks = {place: leg.order for place, leg in enumerate(drafts)}
        elif structure in ("strangle", "risk_reversal", "collar") and len(options) == 2:
            ranks = {place: 1 if leg.right == "put" else 2 for place, leg in enumerate(drafts)}
            ranks = {place: rank if drafts[place].kind == "option" else None for place, rank in ranks.items()}
    return tuple(
        Leg(
            side=leg.side, symbol=leg.symbol, kind=leg.kind, right=leg.right, strike=settled(leg.strike, leg.right),
            strike_rank=ranks.get(place), expiry=leg.expiry, ratio=leg.ratio if leg.ratio > 0 else 1,
        )
        for place, leg in enumerate(drafts)
    )  # fmt: skip


def _by_moneyness(options: Sequence[Draft]) -> dict[int, int] | None:
    """Ranks by `id` of legs of one right whose strikes are deltas or percents: the further out, the lower a put's."""
    units = {leg.strike.unit if leg.strike else None for leg in options}
    rights = {leg.right for leg in options}
    if len(rights) != 1 or len(units) != 1 or not units <= {"delta", "percent_otm"}:
        return None
    distances = sorted({_distance(leg.strike) for leg in options if leg.strike}, reverse=rights == {"put"})
    if len(distances) < 2:
        return None
    return {id(leg): distances.index(_distance(leg.strike)) + 1 for leg in options if leg.strike}


def share_expiries(groups: Sequence[Sequence[Draft]]) -> list[list[Draft]]:
    """An expiry said once goes to every option and future leg that has none: the one before it, else the next."""
    flat = [leg for group in groups for leg in group]
    known = [leg.expiry if leg.kind in ("option", "future") else None for leg in flat]
    shared: list[Expiry | None] = []
    last: Expiry | None = None
    for expiry in known:
        last = expiry or last
        shared.append(last)
    ahead: Expiry | None = None
    for place in range(len(flat) - 1, -1, -1):
        ahead = known[place] or ahead
        shared[place] = shared[place] or ahead
    out: list[list[Draft]] = []
    at = 0
    for group in groups:
        filled = []
        for leg in group:
            has_term = leg.kind in ("option", "future")
            filled.append(replace(leg, expiry=leg.expiry or shared[at]) if has_term else leg)
            at += 1
        out.append(filled)
    return out
