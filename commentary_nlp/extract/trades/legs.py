"""The legs of one branch of a trade, the structure where its name or its guarantee says it, and its price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import gcd

from commentary_nlp.extract.annotations import InstrumentMention
from commentary_nlp.extract.trades.parts import Context, Part, kind_of
from commentary_nlp.extract.trades.quotes import Quote
from commentary_nlp.extract.trades.structures import (
    Draft,
    Terms,
    opposite,
    structure_of,
    write_out,
)
from commentary_nlp.records import (
    EntryPrice,
    Expiry,
    Kind,
    Leg,
    PriceKind,
    Strike,
    Structure,
)

# A whole number from this on after "puts at" is taken for a strike: few premiums are whole and as high.
_LEAST_AT = 10
# Shapes of one put and one call on opposite sides.
_TWO_RIGHTS = frozenset({"collar", "risk_reversal", "bearish_risk_reversal"})
# Both options of a collar.
_COLLAR = {("long", "put"), ("short", "call")}


def legs_of_branch(parts: Sequence[Part], context: Context) -> tuple[Structure | None, list[Draft]]:
    """The legs of one branch, and the structure where a name says it."""
    named = [part for part in parts if part.quote.name is not None]
    explicit = [
        part
        for part in parts
        if part.quote.name is None and (part.option or part.quote.mentions or part.quote.strikes or part.quote.expiries)
    ]
    if len(named) == 1 and _spells_out(named[0], parts):
        name = named[0].quote.name
        if name is not None and name.shape == "buy_write":
            return name.structure, _bought_and_written(named[0], parts)
        later = [part for part in parts if part is not named[0] and part.option]
        dated = name is not None and name.shape == "calendar" and any(part.quote.expiries for part in later)
        if name is not None and name.shape in _TWO_RIGHTS and not named[0].quote.strikes and not _any_side(later):
            return name.structure, _by_right(named[0], later, context)
        if name is not None and (not named[0].quote.strikes or dated):
            spelled = _spelled(named[0], later)
            return structure_of(name, spelled, context.action), spelled
        if name is not None and not any(part.quote.strikes for part in later):
            return name.structure, _sided(named[0], later, context)
    if len(named) == 1 and not explicit and len(parts) > 1:
        return _counted(named[0], parts, context)
    drafts: list[Draft] = []
    structure: Structure | None = None
    counts = [part.quote.count for part in parts]
    mixed = len({part.option for part in parts}) > 1  # "100 shares and a call on them"
    ratios = len(parts) > 1 and len({count or 1 for count in counts}) > 1 and not mixed
    unit = gcd(*(int(count or 1) for count in counts)) or 1  # ten against twenty is one against two
    for part in parts:
        own = _draft(part, parts, context)
        if ratios:
            own = [replace(leg, ratio=leg.ratio * (part.quote.count or 1) / unit) for leg in own]
        drafts = _united(drafts, own)
    if len(named) == 1 and len(parts) == 1 and parts[0].quote.name is not None:
        structure = "pair" if parts[0].quote.paired else structure_of(parts[0].quote.name, drafts, context.action)
    if len(parts) > 1 and len(named) == len(parts) and len({leg.symbol for leg in drafts}) == 1 and len(named) == 1:
        structure = None
    return _guaranteed(structure, drafts, parts, context)


def _united(drafts: list[Draft], more: Sequence[Draft]) -> list[Draft]:
    """Both, where a leg said twice ("oats over corn: long the May oats") stands once, with the
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
    ranked = less.order is not None and more.order is not None and less.order != more.order
    return not ranked and less.strike in (None, more.strike) and less.expiry in (None, more.expiry)


def _spells_out(named: Part, parts: Sequence[Part]) -> bool:
    """Whether the other quotes are the legs of the structure that one names."""
    others = [part for part in parts if part is not named]
    same = all(not part.quote.mentions or part.mentions == named.mentions for part in others)
    return (
        same and any(part.option for part in others) and any(part.quote.own_verb or part.quote.after for part in others)
    )


def _bought_and_written(named: Part, parts: Sequence[Part]) -> list[Draft]:
    """ "A buy-write: buy the shares, sell the June 60 calls": the shares, and the call that the other words give."""
    calls = [part for part in parts if part.right == "call" and part is not named]
    strikes = [*named.quote.strikes, *(strike for part in calls for strike in part.quote.strikes)]
    expiries = [*named.quote.expiries, *(expiry for part in calls for expiry in part.quote.expiries)]
    mentions = named.mentions or next((part.mentions for part in parts if part.mentions), [])
    if not mentions:
        return []
    call = Draft(
        "short",
        mentions[0].symbol,
        "option",
        "call",
        strikes[0] if strikes else None,
        None,
        expiries[0] if expiries else None,
    )
    return [Draft("long", mentions[0].symbol, "share"), call]


def _spelled(named: Part, later: Sequence[Part]) -> list[Draft]:
    quote = named.quote
    drafts: list[Draft] = []
    counts = {part.quote.count or 1 for part in later}
    struck = [part.quote.strikes for part in later if part.quote.strikes]
    if quote.name is not None and quote.name.shape == "calendar" and len(struck) == 1 and not quote.strikes:
        quote = replace(quote, strikes=struck[0])  # one strike, said with one of the two expiries
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


def _any_side(parts: Sequence[Part]) -> bool:
    return any(verb.side is not None for part in parts for verb in part.quote.acts)


def _by_right(named: Part, later: Sequence[Part], context: Context) -> list[Draft]:
    """ "The collar, with the 60 put under it and the 75 call over it": the name has the sides, the parts the terms."""
    terms = {part.right: part.quote for part in later if part.right is not None}
    expiries = [expiry for part in (named, *later) for expiry in part.quote.expiries]
    drafts: list[Draft] = []
    for leg in _draft(named, [named], context):
        quote = terms.get(leg.right) if leg.right is not None else None
        strikes = quote.strikes if quote is not None else []
        dated = (quote.expiries if quote is not None else []) or expiries
        drafts.append(
            replace(leg, strike=strikes[0] if strikes else leg.strike, expiry=dated[0] if dated else leg.expiry)
        )
    return drafts


def _sided(named: Part, later: Sequence[Part], context: Context) -> list[Draft]:
    """ "a 10-delta risk reversal, put bought, call sold": the legs only say which way round."""
    wanted = sorted((part.side, part.right or "") for part in later)
    for side in (named.side, opposite(named.side)):
        drafts = _draft(replace(named, side=side), [named], context)
        if sorted((leg.side, leg.right or "") for leg in drafts) == wanted:
            return drafts
    return _draft(named, [named], context)


def _counted(named: Part, parts: Sequence[Part], context: Context) -> tuple[Structure | None, list[Draft]]:
    """ "a 50/55 call ratio, long one, short three": bare counts are the structure's ratio."""
    counts = [part.quote.count for part in parts if part is not named and part.quote.count]
    ratio = max(counts) / min(counts) if len(counts) == 2 and min(counts) > 0 else None
    quote = replace(named.quote, ratio=named.quote.ratio or ratio)
    name, drafts = legs_of_branch([replace(named, quote=quote)], context)
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
            drafts.append(Draft("short", mention.symbol, "option", "call"))  # "do not overwrite XME"
            continue
        kind = "option" if part.option else "future" if quote.futures and _is_cash(mention) else kind_of(mention)
        expiries: list[Expiry | None] = [*quote.expiries] or [None]
        if kind in {"share", "spot", "index"}:
            expiries = [None]
        for place, expiry in enumerate(expiries[:2]):
            side = part.side if place == 0 else opposite(part.side)
            struck: list[Strike | None] = [*strikes] if part.option and strikes else [None]
            for strike in struck if kind == "option" else [None]:
                drafts.append(Draft(side, mention.symbol, kind, part.right, strike, None, expiry))
    if quote.ratio and quote.name is None:
        drafts = [replace(leg, ratio=quote.ratio) for leg in drafts]
    return drafts


def _is_cash(mention: InstrumentMention) -> bool:
    """Whether futures on it go by its own symbol."""
    return mention.asset_class in ("crypto", "fx")


def _said_at(quote: Quote) -> list[Strike]:
    """The strike of "a call calendar struck at 60"."""
    if quote.at_price is None or not quote.at_price.number or not wants_strike(quote):
        return []
    return [Strike(value=quote.at_price.number, unit="price")]


def wants_strike(quote: Quote) -> bool:
    """Whether "at 5,200" gives the strike: the structure has one, and nothing marks the number as money.

    An option without a name and a strike has it "at 60", and a premium "at 4.20".
    """
    if quote.strikes or quote.at_price is None or quote.at_price.money:
        return False
    if quote.name is not None:
        return quote.name.strikes == 1
    return quote.right is not None and "." not in quote.at_price.word and (quote.at_price.number or 0) >= _LEAST_AT


def _lent_strike(part: Part, parts: Sequence[Part]) -> list[Strike]:
    """ "sell Nov, buy Jan 50 calls": one strike for both."""
    for other in parts:
        same = [m.symbol for m in other.mentions] == [m.symbol for m in part.mentions]
        joined = part.quote.link == "and" and not part.quote.own_verb and not part.quote.expiries
        if joined and same and len(other.quote.strikes) == 1 and {part.right, other.right} == {"call", "put"}:
            return list(other.quote.strikes)  # "the June 60 call and put"
        if (
            other is not part
            and same
            and other.option
            and other.quote.strikes
            and other.quote.expiries
            and part.quote.expiries
        ):
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
                bought = any(part.side == "long" and not part.option and _buys(part.quote) for part in parts)
                return "covered_call", ([*same, option] if bought and same[0].side == "long" else [option])
            if covered or written or structure == "covered_call":
                return "covered_call", drafts
        if option.right == "put" and cash and not shares:
            return "cash_secured_put", drafts
    if structure in (None, "risk_reversal") and covered and {(leg.side, leg.right) for leg in drafts} == _COLLAR:
        return "collar", drafts
    return structure, drafts


def _buys(quote: Quote) -> bool:
    """Whether the shares are bought with the option, and not merely written against."""
    if quote.link in ("against", "over"):
        return False
    return any(verb.group in ("enter", "past", "state") and verb.side == "long" for verb in quote.acts)


def price_of(branch: Sequence[Quote], structure: Structure, legs: Sequence[Leg], context: Context) -> EntryPrice | None:
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
            if item is quote.at_price and wants_strike(quote) and options:
                continue
            if item.sort == "for_price" and not options:
                continue
            if item.price_kind is not None:
                return EntryPrice(value=item.number, kind=item.price_kind)
            return EntryPrice(value=item.number, kind=_price_kind(legs, context, options))
    for quote in branch:  # "a zero-cost collar: long the 60 put, short the 75 call"
        if quote.name is not None and quote.price is not None and quote.price.number is not None and options:
            kind = quote.price.price_kind or _price_kind(legs, context, options)
            return EntryPrice(value=quote.price.number, kind=kind)
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
