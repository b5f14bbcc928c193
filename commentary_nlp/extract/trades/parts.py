"""Who is long what: the side of each noun phrase, and what it inherits from elsewhere in the region.

A thing not said again (the underlying, the right) is taken from the noun phrase before, else from the topic
("XME after earnings: sell the strangle"), else from the next, else from what the caller says that it stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from commentary_nlp.extract.annotations import InstrumentMention
from commentary_nlp.extract.trades.quotes import Quote
from commentary_nlp.extract.trades.structures import (
    opposite,
)
from commentary_nlp.extract.trades.words import Verb
from commentary_nlp.records import (
    Action,
    Kind,
    Leg,
    Right,
    Side,
)

_SPOT_METALS = ("XAU", "XAG", "XPT", "XPD")
# Links after which the other side of a pair stands.
OPPOSING = frozenset({"against", "over", "than"})


@dataclass
class Context:
    """What holds for a whole region. `topics` are instruments that it speaks of before any trade; `choice` is
    true where they are joined by "or"."""

    action: Action
    default_side: Side | None
    topics: list[InstrumentMention] = field(default_factory=list)
    choice: bool = False
    antecedent: tuple[Leg, ...] = ()
    covered: bool = False
    cash: bool = False
    tail_ok: frozenset[int] = frozenset()
    verb: Verb | None = None
    right: Right | None = None

    @property
    def leaving(self) -> bool:
        """Whether the words lighten or leave a position."""
        return self.action in ("close", "reduce")


@dataclass
class Part:
    """A quote with its side settled and what it inherited."""

    quote: Quote
    side: Side
    mentions: list[InstrumentMention] = field(default_factory=list)
    right: Right | None = None
    option: bool = False


def kind_of(mention: InstrumentMention) -> Kind:
    """What is traded where nothing says option: the instrument itself."""
    if mention.asset_class in ("fx", "crypto") or mention.symbol.startswith(_SPOT_METALS):
        return "spot"
    if mention.asset_class in ("future", "commodity"):
        return "future"
    return "index" if mention.asset_class == "index" else "share"


def side_of(quote: Quote, context: Context) -> Side:
    """The side that a quote's own words give; a position's where the action leaves or keeps one."""
    if quote.name is not None and quote.name.side is not None:
        return quote.name.side
    for verb in _by_weight(quote):
        side = _side_by(verb, context)
        if side is not None:
            if verb.group == "shun" or (quote.down and context.action == "avoid"):
                return "short" if quote.down else side
            return side
    if context.action == "avoid" and quote.down:
        return "short"
    if quote.name is not None and quote.name.shape in ("iron_condor", "iron_butterfly"):
        return "short"
    if quote.price is not None and quote.price.price_kind == "credit" and not context.leaving:
        return "short"
    calls = quote.right == "call" or (quote.right is None and bool(quote.strikes or quote.expiries))
    if calls and quote.name is None and (quote.covered or context.covered):
        return "short"
    return context.default_side or "long"


def _by_weight(quote: Quote) -> list[Verb]:
    """The verbs of a quote, the more telling first: "a short in XME was added" is short."""
    before, after = quote.verb, quote.after
    if before is not None and after is not None and before.group == "state" and after.group in ("enter", "prefer"):
        return [before, after]
    return quote.acts


def _side_by(verb: Verb, context: Context) -> Side | None:
    if context.leaving and verb.group in ("enter", "sell") and verb.side is not None:
        return opposite(verb.side)
    if verb.group == "exit":
        return verb.side if context.leaving else None
    if context.action == "hold" and verb.group not in ("state", "past"):
        return None
    return verb.side


def settle_sides(branch: Sequence[Quote], seen: Sequence[Part], context: Context) -> list[Part]:
    parts: list[Part] = []
    given_up = _out_and_in(branch, context)
    swapping = (
        any(verb.group == "swap" for quote in branch for verb in quote.acts)
        or (context.verb is not None and context.verb.group == "swap")
        or given_up
    )
    preferring = any(verb.group == "prefer" for quote in branch for verb in quote.acts)
    for place, quote in enumerate(branch):
        side = side_of(quote, context)
        previous = parts[-1] if parts else None
        if swapping and (quote.after is None or given_up):
            if quote.link in ("into", "to", "for") and (place or len(branch) == 1):
                side = "long"
            elif quote.link == "from" or place == 0:
                side = "short"
        elif previous is not None and quote.link == "from" and not quote.own_verb and context.action == "open":
            side = opposite(previous.side)  # "be in A and out of B"
        elif previous is None and quote.link in OPPOSING and quote.verb is None and place + 1 < len(branch):
            side = opposite(side_of(branch[1], context))  # "financed by a put sale, own the call"
        elif previous is not None and quote.link in OPPOSING and quote.verb is not None and quote.verb.group == "exit":
            side = opposite(previous.side)
        elif previous is not None and not quote.own_verb and (quote.after is None or quote.after.side is None):
            opposing = quote.link in OPPOSING or (quote.link == "to" and preferring)
            side = (
                opposite(previous.side if previous.quote.link not in OPPOSING else parts[0].side)
                if opposing
                else previous.side
            )
            if quote.name is not None and quote.name.side is not None:
                side = quote.name.side
        elif previous is not None and quote.link == "against" and quote.own_verb and _weak(quote.verb):
            side = opposite(previous.side)
        side = opposite(side) if quote.inverted and not quote.optional else side
        parts.append(Part(quote, side, list(quote.mentions), quote.right, quote.optional))
    _inherit(parts, seen, context)
    return parts


def _out_and_in(branch: Sequence[Quote], context: Context) -> bool:
    """ "Out of A and into B", "get out of A and into B": the one is given up for the other."""
    if len(branch) != 2 or branch[1].link != "into":
        return False
    left = branch[0].verb is not None and branch[0].verb.group == "exit"
    return branch[0].link == "from" or (left and context.action == "open" and not branch[1].own_verb)


def _weak(verb: Verb | None) -> bool:
    return verb is None or verb.side is None


def _inherit(parts: list[Part], seen: Sequence[Part], context: Context) -> None:
    """Fill underlyings and rights that are said elsewhere in the trade."""
    source = next((part.mentions for part in reversed(seen) if part.mentions), [])
    ahead = next((part.mentions for part in parts if part.mentions), [])
    for part in parts:
        if part.mentions:
            source = part.mentions
            continue
        part.mentions = list(source or context.topics or ahead)
    optional = [part for part in parts if part.option and part.right] or [
        part for part in seen if part.option and part.right
    ]
    for part in parts:
        quote = part.quote
        dated = bool(quote.expiries) and not quote.mentions and not quote.shares
        if part.right is None and optional and (quote.strikes or dated) and quote.name is None:
            part.right, part.option = optional[0].right, True
        if part.right is None and quote.plural_strike:
            written = any(verb.group == "write" for verb in quote.acts) or quote.covered or context.covered
            known = next((leg.right for leg in context.antecedent if leg.right), None)
            part.right = context.right or known or ("call" if written else None)
            part.option = part.right is not None


def choices(parts: list[Part], context: Context) -> list[list[Part]]:
    """Where the topic is a choice ("Either A or B: sell a put"), the trade stands once for each."""
    if not context.choice or any(part.quote.mentions for part in parts) or not parts:
        return [parts]
    return [[replace(part, mentions=[topic]) for part in parts] for topic in context.topics]
