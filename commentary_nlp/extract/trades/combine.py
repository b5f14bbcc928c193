"""From noun phrases to alternatives: what describes one thing, what is a choice, and what belongs together.

An expiry said once goes to every leg; a structure said once goes to the whole of a list.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from commentary_nlp.extract.trades.legs import legs_of_branch, price_of
from commentary_nlp.extract.trades.parts import OPPOSING, Context, Part, choices, settle_sides
from commentary_nlp.extract.trades.quotes import ONE_RIGHT, PUT_AND_CALL, Quote
from commentary_nlp.extract.trades.structures import (
    Draft,
    finish,
    name_of,
    share_expiries,
)
from commentary_nlp.extract.trades.vehicles import is_vehicle
from commentary_nlp.extract.trades.words import Name
from commentary_nlp.records import (
    Alternative,
    Expiry,
    Strike,
    Structure,
)

_MONTH_DAY = re.compile(r"(?P<month>[A-Z][a-z]+\.?) (?P<day>\d{1,2})")


def merge(quotes: Sequence[Quote]) -> list[Quote]:
    """Join phrases that describe one thing: "play EWZ via a call spread", "a strangle on XME",
    "a condor for May, 80/85/95/100", "sugar, SB"."""
    out: list[Quote] = []
    for quote in quotes:
        last = out[-1] if out else None
        if last is not None and (_gives_terms(last, quote) or (not quote.own_verb and _continues(last, quote))):
            _absorb(last, quote)
        else:
            out.append(quote)
    return out


def _gives_terms(last: Quote, quote: Quote) -> bool:
    """ "Strangles in XME look cheap; buy the June 55/65s": the order gives the strikes of what was named before."""
    dates = bool(quote.expiries) and not last.expiries and last.name is None
    if last.strikes or not (quote.strikes or dates):
        return False
    if _is_whole(last, quote):
        return True
    if quote.mentions or quote.run <= last.run:
        return False
    if last.name is None:  # "Sell calls on XME: the May 62s"
        return last.right is not None and quote.gives_terms
    whole = len(quote.strikes) >= last.name.strikes or not quote.own_verb
    rightless = last.name.right is None and last.right is None and last.name.shape in ONE_RIGHT
    return whole and (
        not quote.optional or quote.plural_strike or (rightless and quote.name is None and not quote.own_verb)
    )


def _is_whole(last: Quote, quote: Quote) -> bool:
    """ "A broken-wing fly: SPX October 4500/4450/4375 puts": as many strikes of one right as the structure has."""
    if last.name is None or quote.name is not None or quote.right is None or quote.own_verb:
        return False
    alike = last.name.shape in ONE_RIGHT and (last.right or quote.right) == quote.right and len(quote.strikes) > 1
    same = not last.mentions or not quote.mentions or last.symbols == quote.symbols
    joined = quote.run > last.run or quote.link in ("next", "comma", "via", "for")
    return alike and same and joined and len(quote.strikes) == last.name.strikes


def _continues(last: Quote, quote: Quote) -> bool:
    alone = not quote.mentions and not quote.optional
    if alone and quote.expiries and not quote.strikes and not last.expiries and last.link != "from":
        if quote.link == "and":  # "7% OTM and 40 DTE"
            return last.optional and bool(last.strikes) and quote.after is None
        return (
            (quote.after is None or (last.after is None and last.name is None))
            and quote.link in ("next", "comma", "for", "to", "not", *(("via",) if quote.delivered else ()))
            and not quote.count
        )
    if alone and quote.strikes and last.optional and (not last.strikes or _wants_more(last, quote)):
        return quote.link in ("next", "comma", "and", "for", "to")
    if last.bare and quote.optional and quote.link == "via" and last.symbols == quote.symbols:
        return True
    if last.bare and quote.optional and not quote.mentions and (quote.after is None or quote.name is not None):
        return quote.link == "via" or (quote.link == "next" and not last.shares)
    if last.optional and not last.mentions and quote.bare:
        return quote.link in ("next", "over", "via", "against")
    if is_vehicle(last, quote):
        last.mentions = []
        return True
    if last.bare and quote.bare and set(last.symbols) == set(quote.symbols):
        return quote.link in ("next", "comma", "over")
    if last.optional and not quote.mentions and not quote.strikes and quote.optional:
        # "a straddle ... the option": the same thing said again.
        return quote.link == "next" and quote.name is None and quote.right == last.right and quote.count is None
    return False


def _wants_more(last: Quote, quote: Quote) -> bool:
    """Whether a structure lacks strikes that may stand apart: the third and fourth, or those of a named part."""
    if last.name is None or len(last.strikes) >= last.name.strikes:
        return False
    return last.name.strikes > 2 or bool(quote.role)


def _absorb(last: Quote, quote: Quote) -> None:
    if last.bare and quote.optional and quote.link == "against":
        last.covered = True
    if quote.link in ("against", "over") and last.right == "call" and quote.bare:
        last.covered = True
        # "against the shares that I bought at 40": how they came about is not said of the call
        quote = replace(quote, after=None, verb=None, price=None, at_price=None)
    if (
        quote.link == "via"
        and quote.right == "put"
        and last.bare
        and last.verb is not None
        and last.verb.side == "short"
    ):
        last.verb = replace(last.verb, side="long")  # "short it via puts": they are bought
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
    if last.verb is None or quote.run > last.run:
        last.verb = quote.verb or last.verb
    last.end = quote.end


def _gather(quotes: list[Quote]) -> list[Quote]:
    """ "An iron condor, 60/65 on the puts and 80/85 on the calls": both sides' strikes are the structure's."""
    named = [quote for quote in quotes if quote.name is not None and quote.name.shape == "iron_condor"]
    sides = [quote for quote in quotes if quote not in named and quote.right and len(quote.strikes) == 2]
    unnamed = not named and len(sides) == len(quotes) == 2 and all(quote.name is None for quote in sides)
    if unnamed and {quote.right for quote in sides} == {"call", "put"}:  # "the 60/65 puts and 80/85 calls"
        first, other = sides
        other.mentions = other.mentions or first.mentions
        condor = replace(first, right=None, strikes=[], name=Name("iron_condor", "iron_condor", 4), after=None)
        condor.after = first.after or other.after
        named = [condor]
        quotes = [condor, *sides]
    if len(named) != 1 or named[0].strikes or sorted(quote.right or "" for quote in sides) != ["call", "put"]:
        return quotes
    whole = named[0]
    if any(quote.mentions and whole.mentions and quote.symbols != whole.symbols for quote in sides):
        return quotes
    whole = replace(whole, strikes=[strike for quote in sides for strike in quote.strikes])
    for quote in sides:
        whole.mentions, whole.expiries = whole.mentions or quote.mentions, whole.expiries or quote.expiries
        whole.price, whole.at_price = whole.price or quote.price, whole.at_price or quote.at_price
        whole.after = whole.after or quote.after
        whole.end = max(whole.end, quote.end)
    return [whole if quote is named[0] else quote for quote in quotes if quote not in sides]


def _by_right(quotes: list[Quote]) -> list[Quote]:
    """ "Collar the shares with the 310 puts and 340 calls": each option's terms are the structure's."""
    quotes = _parted(quotes)
    named = [quote for quote in quotes if quote.name is not None and quote.name.shape in PUT_AND_CALL]
    sides = [quote for quote in quotes if quote.name is None and quote.right is not None]
    if len(named) != 1 or named[0].strikes or sorted(quote.right or "" for quote in sides) != ["call", "put"]:
        return quotes
    whole, (first, other) = named[0], sorted(sides, key=lambda quote: quote.right == "call")
    loose = not any(quote.own_verb or quote.after or quote.mentions for quote in sides)
    if not loose or len(first.strikes) != 1 or len(other.strikes) != 1:
        return quotes
    whole = replace(whole, strikes=[*first.strikes, *other.strikes], end=max(whole.end, first.end, other.end))
    for quote in sorted(sides, key=lambda quote: quote.start):
        whole.expiries = whole.expiries or quote.expiries
        whole.price, whole.at_price = whole.price or quote.price, whole.at_price or quote.at_price
    return [whole if quote is named[0] else quote for quote in quotes if quote not in sides]


def _parted(quotes: list[Quote]) -> list[Quote]:
    """ "The 60 put/75 call strangle": the call with the structure that it is part of, as two phrases."""
    out: list[Quote] = []
    for last, quote in zip([None, *quotes], quotes, strict=False):
        name, joined = quote.name, last is not None and last.name is None and last.right is not None
        both = joined and quote.right is not None and quote.link in ("slash", "and", "next") and len(quote.strikes) == 1
        if both and name is not None and name.shape in PUT_AND_CALL and last is not None and last.right != quote.right:
            out.append(replace(quote, name=None, own_verb=False, after=None, mentions=[]))
            out.append(replace(quote, right=None, strikes=[]))
            out[-3] = replace(last, own_verb=False, mentions=[])
            out[-1].mentions = quote.mentions or last.mentions
            out[-1].expiries = last.expiries or quote.expiries
            continue
        out.append(quote)
    return out


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
    if len(tail) == 2 and tail[1].link in OPPOSING and all(len(branch) == 1 for branch in parted[:-1]):
        parted = [[branch[0], tail[1]] for branch in parted]
    # "A against B or C": A stands with each.
    elif (
        len(parted[0]) == 2
        and parted[0][1].link in OPPOSING
        and all(len(b) == 1 and b[0].bare and not b[0].own_verb for b in parted[1:])
    ):
        head, other = parted[0]
        parted = [[head, replace(branch[0], link=other.link) if branch[0] is not other else other]
                  for branch in [[other], *parted[1:]]]  # fmt: skip
    return parted


def _lend(quotes: Sequence[Quote]) -> None:
    """ "EWZ or EWW straddles", "DIA and IWM puts": the last one's structure holds for all of the list."""
    for quote, following in itertools.pairwise(quotes):
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
    merged = _gather(merge(_by_right([quote for quote in quotes if not _idle(quote, quotes)])))
    for quote in merged:
        _strike_for_day(quote)
    _lend(merged)
    groups: list[tuple[Structure | None, list[Draft], list[Quote]]] = []
    seen: list[Part] = []
    anywhere = next((quote.mentions for quote in merged if quote.mentions), [])
    for branch in branches(merged):
        if anywhere and not context.topics and not seen:
            context = replace(context, topics=list(anywhere))  # "the June 60 calls or the 60/65 call spread on XME"
        for parts in choices(settle_sides(branch, seen, context), context):
            name, drafts = legs_of_branch(parts, context)
            if drafts:
                groups.append((name, drafts, branch))
            seen = parts
    shared = share_expiries([drafts for _, drafts, _ in groups])
    out: list[Alternative] = []
    for (name, _, branch), drafts in zip(groups, shared, strict=True):
        structure = name or name_of(drafts, context.action)
        legs = finish(structure, drafts)
        alternative = Alternative(structure=structure, legs=legs, price=price_of(branch, structure, legs, context))
        if alternative not in out:
            out.append(alternative)
    return out


def _strike_for_day(quote: Quote) -> None:
    """ "the April 26 put" names one put, so that 26 is its strike; "the April 26 puts" may be all of that day."""
    right = quote.content[-1] if quote.content else None
    if quote.strikes or quote.name is not None or len(quote.expiries) != 1 or right is None:
        return
    expiry = quote.expiries[0]
    said = _MONTH_DAY.fullmatch(expiry.text)
    if right.sort != "right" or right.text.endswith("s") or said is None or expiry.date is None:
        return
    quote.strikes = [Strike(value=float(said["day"]), unit="price")]
    quote.expiries = [Expiry(text=said["month"], month=expiry.date[:7])]


def _idle(quote: Quote, quotes: Sequence[Quote]) -> bool:
    """Whether a quote adds no leg: "not the shares", "against the stock", a lone number."""
    if len(quotes) == 1:
        return False
    if quote.negated and quote.link in ("not", "into"):
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
    """ "cheaper than owning puts": options in general, and not what is traded."""
    terms = quote.mentions or quote.strikes or quote.expiries or quote.name or quote.after
    return quote.right is not None and not terms and not quote.own_verb and quote.link in ("next", "to")


def _is_ratio(name: Name | None) -> bool:
    return name is not None and name.shape == "ratio"
