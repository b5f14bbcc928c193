"""What the grammar must know of the trade: whose price a bare level is, and which way is a gain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from commentary_nlp.extract.conditions.vocabulary import words
from commentary_nlp.records import Action, Leg, Structure

# A level below this share of the lowest strike is the option's own price, not its underlying's: no listed
# underlying is followed to a third of its strike by a stop or target, and hardly a premium reaches a third of one.
_PREMIUM_SHARE = 1 / 3


@dataclass(frozen=True)
class TradeContext:
    """One recommendation's trade. `structure` and `legs` are of its first alternative; empty for a `watch`."""

    action: Action
    structure: Structure | None
    legs: tuple[Leg, ...]
    published: date | None = None

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """Distinct, in leg order."""
        return tuple(dict.fromkeys(leg.symbol for leg in self.legs))

    @cached_property
    def has_options(self) -> bool:
        return any(leg.kind == "option" for leg in self.legs)

    @cached_property
    def is_spread(self) -> bool:
        """Its level is that of one leg against another: a pair, or a calendar of futures."""
        if self.structure in ("pair", "calendar_spread"):
            return not self.has_options
        return False

    @cached_property
    def bias(self) -> int:
        """1 gains when the price (of a spread: the first leg's against the second's) rises, -1 when it
        falls, 0 where neither is so."""
        if not self.legs:
            return 0
        first = self.legs[0]
        if not self.has_options or self.is_spread:
            return 1 if first.side == "long" else -1
        signs = []
        for leg in self.legs:
            side = 1 if leg.side == "long" else -1
            signs.append(side if leg.right in ("call", None) else -side)
        if len(set(signs)) == 1:
            return signs[0]
        if self.structure == "collar":
            return 1
        if self.structure == "covered_call":
            return 1
        if self.structure in ("call_spread", "put_spread"):
            return self._vertical(signs)
        return 0

    def _vertical(self, signs: list[int]) -> int:
        """A vertical gains the way its leg nearer the money does: of calls the lower, of puts the higher."""
        calls = self.legs[0].right == "call"
        ranks = [leg.strike_rank or place for place, leg in enumerate(self.legs, 1)]
        nearer = min(ranks) if calls else max(ranks)
        return signs[ranks.index(nearer)]

    @cached_property
    def premium_bias(self) -> int:
        """1 gains when the structure's own price rises: bought; -1: sold; 0: not known."""
        options = [leg for leg in self.legs if leg.kind == "option"]
        if not options:
            return 0
        sides = {leg.side for leg in options}
        if len(sides) == 1:
            return 1 if options[0].side == "long" else -1
        if self.structure in ("call_spread", "put_spread"):
            calls = options[0].right == "call"
            ranks = [leg.strike_rank or place for place, leg in enumerate(options, 1)]
            nearer = options[ranks.index(min(ranks) if calls else max(ranks))]
            return 1 if nearer.side == "long" else -1
        if self.structure == "iron_condor":
            inner = [leg for leg in options if leg.strike_rank in (2, 3)]
            return -1 if not inner or inner[0].side == "short" else 1
        return 0

    def is_premium(self, level: float) -> bool:
        """Whether a bare level is the option's own price rather than its underlying's."""
        if not self.has_options:
            return False
        strikes = [leg.strike.value for leg in self.legs if leg.strike is not None and leg.strike.unit == "price"]
        return bool(strikes) and abs(level) < min(strikes) * _PREMIUM_SHARE


_SELLING = words("conditions_words", "selling", "words")
_BUYING = words("conditions_words", "buying", "words")


def undoes(verb: str, context: TradeContext) -> bool:
    """Whether a verb of trading takes the position off: "we sell" of a long."""
    if not context.legs:
        return False
    sides = {leg.side for leg in context.legs}
    held = 1 if sides == {"long"} else -1 if sides == {"short"} else context.premium_bias
    return (verb in _SELLING and held > 0) or (verb in _BUYING and held < 0)
