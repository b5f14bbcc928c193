"""From noun phrases to alternatives: who is long what, what belongs together, and what is inherited.

A thing not said again (the underlying, the right, the expiry, the strike of a calendar) is taken from the noun
phrase before, else from the next, else from the topic ("COIN on a rally: buy the put spread"), else from what
the caller says that a bare "the calls" stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from commentary_nlp.extract.annotations import InstrumentMention
from commentary_nlp.extract.trades.items import Item
from commentary_nlp.extract.trades.quotes import Quote
from commentary_nlp.extract.trades.structures import (
    Draft,
    Terms,
    expiry_order,
    finish,
    name_of,
    opposite,
    share_expiries,
    write_out,
)
from commentary_nlp.extract.trades.words import Name, Verb
from commentary_nlp.records import (
    Action,
    Alternative,
    EntryPrice,
    Expiry,
    Kind,
    Leg,
    PriceKind,
    Right,
    Side,
    Strike,
    Structure,
)

_SPOT_METALS = ("XAU", "XAG", "XPT", "XPD")
_OPPOSING = frozenset({"against", "over", "than"})


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
    for verb in quote.acts:
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
    return context.default_side or "long"


def _side_by(verb: Verb, context: Context) -> Side | None:
    if context.leaving and verb.group in ("enter", "sell") and verb.side is not None:
        return opposite(verb.side)
    if verb.group == "exit":
        return verb.side if context.leaving else None
    if context.action == "hold" and verb.group not in ("state", "past"):
        return None
    return verb.side


# Settling the quotes of one trade.


def merge(quotes: Sequence[Quote]) -> list[Quote]:
    """Join phrases that describe one thing: "own FXI through the call spread", "a risk reversal on FEZ",
    "an iron condor at 30 DTE, 4950/5000/5500/5550", "copper, HG"."""
    out: list[Quote] = []
    for quote in quotes:
        last = out[-1] if out else None
        if last is not None and not quote.own_verb and _continues(last, quote):
            _absorb(last, quote)
        else:
            out.append(quote)
    return out


def _continues(last: Quote, quote: Quote) -> bool:
    alone = not quote.mentions and not quote.optional
    if alone and quote.expiries and not quote.strikes and not last.expiries and last.link != "from":
        return (quote.after is None or (last.after is None and last.name is None)) and quote.link in ("next", "comma", "for", "to", "not") and not quote.count
    if alone and quote.strikes and last.optional and (not last.strikes or _wants_more(last)):
        return quote.link in ("next", "comma", "and", "for", "to")
    if last.bare and quote.optional and quote.link == "via" and last.symbols == quote.symbols:
        return True
    if last.bare and quote.optional and not quote.mentions and (quote.after is None or quote.name is not None):
        return quote.link == "via" or (quote.link == "next" and not last.shares)
    if last.optional and not last.mentions and quote.bare:
        return quote.link in ("next", "over", "via", "against")
    if last.bare and quote.bare and set(last.symbols) == set(quote.symbols):
        return quote.link in ("next", "comma", "over")
    if last.optional and not quote.mentions and not quote.strikes and quote.optional:
        # "a straddle ... the option": the same thing said again.
        return quote.link == "next" and quote.name is None and quote.right == last.right and quote.count is None
    return False


def _wants_more(quote: Quote) -> bool:
    return quote.name is not None and len(quote.strikes) < quote.name.strikes and quote.name.strikes > 2


def _absorb(last: Quote, quote: Quote) -> None:
    if last.bare and quote.optional and quote.link == "against":
        last.covered = True
    if quote.link in ("against", "over") and last.right == "call" and quote.bare:
        last.covered = True
    last.mentions = last.mentions or quote.mentions
    last.expiries = last.expiries or quote.expiries
    last.strikes = [*last.strikes, *quote.strikes]
    last.right = last.right or quote.right
    last.name = last.name or quote.name
    last.paired = last.paired or quote.paired
    last.plural_strike = last.plural_strike or quote.plural_strike
    last.count = last.count if last.count is not None else quote.count
    last.ratio = last.ratio or quote.ratio
    last.after = last.after or quote.after
    last.covered, last.cash = last.covered or quote.covered, last.cash or quote.cash
    last.price, last.at_price = last.price or quote.price, last.at_price or quote.at_price
    last.end = quote.end


def branches(quotes: Sequence[Quote]) -> list[list[Quote]]:
    """The quotes parted at "or". What stands once before or after a choice belongs to each branch."""
    parted: list[list[Quote]] = [[]]
    for quote in quotes:
        if quote.link == "or" and parted[-1]:
            parted.append([])
        parted[-1].append(quote)
    if len(parted) == 1:
        return parted
    # "A, B or C": the commas part as well.
    first = parted[0]
    if len(first) > 1 and all(q.bare and not q.own_verb and q.link == "comma" for q in first[1:]) and first[0].bare:
        parted[:1] = [[quote] for quote in first]
    # "A or B over C": C stands against each.
    tail = parted[-1]
    if len(tail) == 2 and tail[1].link in _OPPOSING and all(len(branch) == 1 for branch in parted[:-1]):
        parted = [[branch[0], tail[1]] for branch in parted]
    # "A against B or C": A stands with each.
    elif (
        len(parted[0]) == 2
        and parted[0][1].link in _OPPOSING
        and all(len(b) == 1 and b[0].bare and not b[0].own_verb for b in parted[1:])
    ):
        head, other = parted[0]
        parted = [[head, replace(branch[0], link=other.link) if branch[0] is not other else other]
                  for branch in [[other], *parted[1:]]]  # fmt: skip
    return parted


def _lend(quotes: Sequence[Quote]) -> None:
    """ "MTUM or QUAL call spread", "SPY and QQQ puts": the last one's structure holds for all of the list."""
    for quote, following in zip(quotes, quotes[1:], strict=False):
        # "puts on XRT and KRE"
        after_head = quote.optional and quote.mentions and quote.content and quote.content[-1].sort == "instrument"
        if after_head and following.bare and following.link in ("and", "or", "comma") and not following.own_verb:
            following.right, following.name = quote.right, quote.name
            following.strikes, following.expiries = list(quote.strikes), following.expiries or list(quote.expiries)
            following.content.append(quote.content[-1])
    for place in range(len(quotes) - 2, -1, -1):
        quote, following = quotes[place], quotes[place + 1]
        if not (quote.bare and following.mentions and following.optional and not following.own_verb):
            continue
        if following.link not in ("or", "and", "comma") or following.paired or quote.after or quote.shares:
            continue
        if quote.count is not None or quote.at_price or quote.price:
            continue
        quote.right, quote.name = following.right, following.name
        quote.strikes, quote.expiries = list(following.strikes), quote.expiries or list(following.expiries)


def alternatives(quotes: Sequence[Quote], context: Context) -> list[Alternative]:
    """The contract's alternatives that the quotes of one trade say."""
    merged = merge([quote for quote in quotes if not _idle(quote, quotes)])
    _lend(merged)
    groups: list[tuple[Structure | None, list[Draft], list[Quote]]] = []
    seen: list[Part] = []
    for branch in branches(merged):
        for parts in _choices(_parts(branch, seen, context), context):
            name, drafts = _legs(parts, context)
            if drafts:
                groups.append((name, drafts, branch))
            seen = parts
    shared = share_expiries([drafts for _, drafts, _ in groups])
    out: list[Alternative] = []
    for (name, _, branch), drafts in zip(groups, shared, strict=True):
        structure = name or name_of(drafts, context.action)
        legs = finish(structure, drafts)
        alternative = Alternative(
            structure=structure, legs=legs, price=_price(branch, structure, legs, context)
        )
        if alternative not in out:
            out.append(alternative)
    return out


def _idle(quote: Quote, quotes: Sequence[Quote]) -> bool:
    """Whether a quote adds no leg: "not the shares", "against the stock", a lone number."""
    if len(quotes) == 1:
        return False
    if quote.negated and quote.link == "not":
        return True
    if quote.pronoun and not quote.mentions:
        return True
    if _vague(quote):
        return True
    lone = not quote.mentions and not quote.optional and not quote.strikes and not quote.expiries
    if lone and quote.shares and not quote.own_verb:
        if quote.link in ("against", "over"):
            for other in quotes:
                other.covered = other.covered or other.right == "call"
        return True
    return lone and not quote.shares and not (quote.count and any(_is_ratio(q.name) for q in quotes))


def _vague(quote: Quote) -> bool:
    """ "costs a fraction of plain puts": options in general, and no part of the trade."""
    terms = quote.mentions or quote.strikes or quote.expiries or quote.name or quote.after
    return quote.right is not None and not terms and not quote.own_verb and quote.link == "next"


def _is_ratio(name: Name | None) -> bool:
    return name is not None and name.shape == "ratio"


def _parts(branch: Sequence[Quote], seen: Sequence[Part], context: Context) -> list[Part]:
    parts: list[Part] = []
    swapping = any(verb.group == "swap" for quote in branch for verb in quote.acts) or (
        context.verb is not None and context.verb.group == "swap"
    ) or [quote.link for quote in branch] == ["from", "into"]  # fmt: skip
    preferring = any(verb.group == "prefer" for quote in branch for verb in quote.acts)
    for place, quote in enumerate(branch):
        side = side_of(quote, context)
        previous = parts[-1] if parts else None
        if swapping and quote.after is None:
            if quote.link in ("into", "to", "for") and (place or len(branch) == 1):
                side = "long"
            elif quote.link == "from" or place == 0:
                side = "short"
        elif (
            previous is not None and quote.link in _OPPOSING and quote.verb is not None and quote.verb.group == "exit"
        ):
            side = opposite(previous.side)
        elif previous is not None and not quote.own_verb and (quote.after is None or quote.after.side is None):
            opposing = quote.link in _OPPOSING or (quote.link == "to" and preferring)
            side = opposite(previous.side if previous.quote.link not in _OPPOSING else parts[0].side) if opposing else previous.side
            if quote.name is not None and quote.name.side is not None:
                side = quote.name.side
        elif previous is not None and quote.link == "against" and quote.own_verb and _weak(quote.verb):
            side = opposite(previous.side)
        parts.append(Part(quote, side, list(quote.mentions), quote.right, quote.optional))
    _inherit(parts, seen, context)
    return parts


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
            written = any(verb.group == "write" for verb in quote.acts)
            known = next((leg.right for leg in context.antecedent if leg.right), None)
            part.right = context.right or known or ("call" if written else None)
            part.option = part.right is not None


def _choices(parts: list[Part], context: Context) -> list[list[Part]]:
    """Where the topic is a choice ("Either A or B: sell a put"), the trade stands once for each."""
    if not context.choice or any(part.quote.mentions for part in parts) or not parts:
        return [parts]
    return [[replace(part, mentions=[topic]) for part in parts] for topic in context.topics]


# Legs.


def _legs(parts: Sequence[Part], context: Context) -> tuple[Structure | None, list[Draft]]:
    """The legs of one branch, and the structure where a name says it."""
    named = [part for part in parts if part.quote.name is not None]
    explicit = [part for part in parts if part.quote.name is None and (part.option or part.quote.mentions or part.quote.strikes or part.quote.expiries)]
    if len(named) == 1 and _spells_out(named[0], parts):
        name = named[0].quote.name
        later = [part for part in parts if part is not named[0] and part.option]
        if name is not None and not named[0].quote.strikes:
            return name.structure, _spelled(named[0], later)
        if name is not None and not any(part.quote.strikes for part in later):
            return name.structure, _sided(named[0], later, context)
    if len(named) == 1 and not explicit and len(parts) > 1:
        return _counted(named[0], parts, context)
    drafts: list[Draft] = []
    structure: Structure | None = None
    counts = [part.quote.count for part in parts]
    mixed = len({part.option for part in parts}) > 1  # "100 shares and a call on them"
    ratios = len(parts) > 1 and len({count or 1 for count in counts}) > 1 and not mixed
    for part in parts:
        own = _draft(part, parts, context)
        if ratios:
            own = [replace(leg, ratio=leg.ratio * (part.quote.count or 1)) for leg in own]
        drafts = _united(drafts, own)
    if len(named) == 1 and len(parts) == 1 and parts[0].quote.name is not None:
        structure = "pair" if parts[0].quote.paired else parts[0].quote.name.structure
    if len(parts) > 1 and len(named) == len(parts) and len({leg.symbol for leg in drafts}) == 1 and len(named) == 1:
        structure = None
    return _guaranteed(structure, drafts, parts, context)


def _united(drafts: list[Draft], more: Sequence[Draft]) -> list[Draft]:
    """Both, where a leg said twice ("silver against gold, that is long December SI ...") stands once, with the
    terms of the fuller wording."""
    out = list(drafts)
    for leg in more:
        for place, other in enumerate(out):
            alike = (leg.side, leg.symbol, leg.kind, leg.right) == (other.side, other.symbol, other.kind, other.right)
            if alike and _within(other, leg):
                out[place] = leg
                break
            if alike and _within(leg, other):
                break
        else:
            out.append(leg)
    return out


def _within(less: Draft, more: Draft) -> bool:
    return less.strike in (None, more.strike) and less.expiry in (None, more.expiry)


def _spells_out(named: Part, parts: Sequence[Part]) -> bool:
    """Whether the other quotes are the legs of the structure that one names."""
    others = [part for part in parts if part is not named]
    same = all(not part.quote.mentions or part.mentions == named.mentions for part in others)
    return same and any(part.option for part in others) and any(part.quote.own_verb or part.quote.after for part in others)


def _spelled(named: Part, later: Sequence[Part]) -> list[Draft]:
    quote = named.quote
    drafts: list[Draft] = []
    counts = {part.quote.count or 1 for part in later}
    for part in later:
        mention = (part.quote.mentions or named.mentions or part.mentions)[:1]
        if not mention:
            continue
        strikes: list[Strike | None] = [*(part.quote.strikes or quote.strikes or _said_at(quote))]
        expiries = part.quote.expiries or quote.expiries
        drafts.append(
            Draft(
                part.side, mention[0].symbol, "option", part.right, strikes[0] if strikes else None, None,
                expiries[0] if expiries else None, (part.quote.count or 1) if len(counts) > 1 else 1,
            )
        )  # fmt: skip
    return drafts


def _sided(named: Part, later: Sequence[Part], context: Context) -> list[Draft]:
    """ "the 25-delta risk reversal, long the call and short the put": the legs only say which way round."""
    wanted = sorted((part.side, part.right or "") for part in later)
    for side in (named.side, opposite(named.side)):
        drafts = _draft(replace(named, side=side), [named], context)
        if sorted((leg.side, leg.right or "") for leg in drafts) == wanted:
            return drafts
    return _draft(named, [named], context)


def _counted(named: Part, parts: Sequence[Part], context: Context) -> tuple[Structure | None, list[Draft]]:
    """ "a 225/240 call ratio, one bought against two sold": bare counts are the structure's ratio."""
    counts = [part.quote.count for part in parts if part is not named and part.quote.count]
    ratio = max(counts) / min(counts) if len(counts) == 2 and min(counts) > 0 else None
    quote = replace(named.quote, ratio=named.quote.ratio or ratio)
    name, drafts = _legs([replace(named, quote=quote)], context)
    return name, drafts


def _draft(part: Part, parts: Sequence[Part], context: Context) -> list[Draft]:
    quote = part.quote
    if not part.mentions:
        return []
    strikes = list(quote.strikes)
    strikes = strikes or _said_at(quote)
    if part.option and not strikes:
        strikes = _lent_strike(part, parts)
    symbols = list(dict.fromkeys(mention.symbol for mention in part.mentions))
    if quote.paired and (part.option or len(symbols) == 2):
        return _across(part, symbols, strikes)
    drafts: list[Draft] = []
    for mention in {m.symbol: m for m in part.mentions}.values():
        if quote.name is not None:
            terms = Terms(mention.symbol, part.side, part.right, tuple(strikes), tuple(quote.expiries), quote.ratio)
            drafts += write_out(quote.name, terms)
            continue
        written = not part.option and any(verb.group == "write" for verb in quote.acts)
        if written and not any(other.option for other in parts):
            drafts.append(Draft("short", mention.symbol, "option", "call"))  # "Tesla is not to be overwritten"
            continue
        kind = "option" if part.option else kind_of(mention)
        expiries: list[Expiry | None] = [*quote.expiries] or [None]
        if kind == "share" or kind == "spot" or kind == "index":
            expiries = [None]
        for place, expiry in enumerate(expiries[:2]):
            side = part.side if place == 0 else opposite(part.side)
            struck: list[Strike | None] = [*strikes] if part.option and strikes else [None]
            for strike in struck if kind == "option" else [None]:
                drafts.append(Draft(side, mention.symbol, kind, part.right, strike, None, expiry))
    if quote.ratio and quote.name is None:
        drafts = [replace(leg, ratio=quote.ratio) for leg in drafts]
    return drafts


def _said_at(quote: Quote) -> list[Strike]:
    """The strike of "a put calendar at 5,200"."""
    if quote.at_price is None or not quote.at_price.number or not _wants_strike(quote):
        return []
    return [Strike(value=quote.at_price.number, unit="price")]


def _wants_strike(quote: Quote) -> bool:
    """Whether "at 5,200" gives the strike: the structure has one, and nothing marks the number as money."""
    if quote.name is None or quote.strikes or (quote.at_price is not None and quote.at_price.money):
        return False
    return quote.name.strikes == 1


def _lent_strike(part: Part, parts: Sequence[Part]) -> list[Strike]:
    """ "sell Nov, buy Jan 50 calls": one strike for both."""
    for other in parts:
        same = [m.symbol for m in other.mentions] == [m.symbol for m in part.mentions]
        if other is not part and same and other.option and other.quote.strikes and other.quote.expiries and part.quote.expiries:
            return other.quote.strikes[:1]
    return []


def _across(part: Part, symbols: Sequence[str], strikes: Sequence[Strike]) -> list[Draft]:
    """ "an A/B call spread" of two underlyings, "the A/B pair": long the first, short the second when bought."""
    quote = part.quote
    expiry = quote.expiries[0] if quote.expiries else None
    kinds: list[Kind] = ["option" if part.option else kind_of(mention) for mention in part.mentions]
    return [
        Draft(
            part.side if place == 0 else opposite(part.side), symbol, kinds[min(place, len(kinds) - 1)], part.right,
            strikes[place] if len(strikes) == 2 and part.option else None, None, expiry,
        )
        for place, symbol in enumerate(symbols[:2])
    ]  # fmt: skip


def _guaranteed(
    structure: Structure | None, drafts: list[Draft], parts: Sequence[Part], context: Context
) -> tuple[Structure | None, list[Draft]]:
    """Calls sold against shares that are held, puts sold against cash."""
    options = [leg for leg in drafts if leg.kind == "option"]
    written = any(verb.group == "write" for part in parts for verb in part.quote.acts)
    covered = context.covered or any(part.quote.covered for part in parts)
    cash = context.cash or any(part.quote.cash for part in parts)
    shares = [leg for leg in drafts if leg.kind == "share"]
    if len(options) == 1 and options[0].side == "short" and structure in (None, "covered_call", "cash_secured_put"):
        option = options[0]
        same = [leg for leg in shares if leg.symbol == option.symbol]
        if option.right == "call" and len(shares) == len(same):
            if same:
                bought = any(
                    part.side == "long" and not part.option and _buys(part.quote) for part in parts
                )
                return "covered_call", ([*same, option] if bought and same[0].side == "long" else [option])
            if covered or written or structure == "covered_call":
                return "covered_call", drafts
        if option.right == "put" and cash and not shares:
            return "cash_secured_put", drafts
    return structure, drafts


def _buys(quote: Quote) -> bool:
    """Whether the shares are bought with the option, and not merely written against."""
    if quote.link in ("against", "over"):
        return False
    return any(verb.group in ("enter", "past", "state") and verb.side == "long" for verb in quote.acts)


def _price(
    branch: Sequence[Quote], structure: Structure, legs: Sequence[Leg], context: Context
) -> EntryPrice | None:
    """The one price said for entering the whole."""
    if context.action in ("hold", "avoid", "watch"):
        return None
    options = any(leg.kind == "option" for leg in legs)
    for quote in branch[-1:] if any(q.own_verb for q in branch[1:]) else reversed(branch):
        for item in (quote.price, quote.at_price, quote.tail):
            if item is None or item.number is None:
                continue
            if item is quote.tail and (options or item.start not in context.tail_ok):
                continue
            if item is quote.at_price and _wants_strike(quote) and options:
                continue
            if item.sort == "for_price" and not options:
                continue
            if item.price_kind is not None:
                return EntryPrice(value=item.number, kind=item.price_kind)
            return EntryPrice(value=item.number, kind=_price_kind(legs, context, options))
    return None


def _price_kind(legs: Sequence[Leg], context: Context, options: bool) -> PriceKind:
    if not options or context.leaving:
        return "limit"
    return "credit" if _sold(legs) else "debit"


def _sold(legs: Sequence[Leg]) -> bool:
    """Whether the structure as a whole is sold: its dearer side is short."""
    options = [leg for leg in legs if leg.kind == "option"]
    if len({leg.side for leg in options}) == 1:
        return options[0].side == "short" and len(options) == len(legs)
    if len(options) == 2 and options[0].right == options[1].right:
        ranked = sorted(options, key=lambda leg: leg.strike_rank or 0, reverse=options[0].right == "put")
        return ranked[0].side == "short" and ranked[0].strike_rank is not None
    if len(options) == 3:
        return sum(leg.side == "short" for leg in options) > 1
    if len(options) == 4:
        return sorted(options, key=lambda leg: leg.strike_rank or 0)[0].side == "long"
    return False


__all__ = ["Context", "alternatives", "expiry_order", "kind_of", "side_of"]
