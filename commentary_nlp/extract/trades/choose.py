"""Which phrases of a region an action governs: by their verbs, by what a pronoun repeats, by the halves of a roll."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from commentary_nlp.extract.annotations import InstrumentMention
from commentary_nlp.extract.trades.combine import merge
from commentary_nlp.extract.trades.parts import Context
from commentary_nlp.extract.trades.quotes import Quote, Reading
from commentary_nlp.extract.trades.words import Group, Verb
from commentary_nlp.records import Action

# Which sorts of verb an action can be said with.
FITS: dict[Action, frozenset[Group]] = {
    "open": frozenset({"enter", "sell", "write", "state", "swap", "prefer", "past"}),
    "hedge": frozenset({"hedge", "guard", "enter", "sell", "write", "state", "past"}),
    "close": frozenset({"exit", "sell", "roll", "state"}),
    "reduce": frozenset({"exit", "sell", "state"}),
    "hold": frozenset({"keep", "state", "past"}),
    "avoid": frozenset({"shun", "enter", "sell", "write", "state"}),
    "watch": frozenset(),
}


def last_before(quotes: Sequence[Quote], start: int) -> Quote | None:
    """The last of the quotes, which are in text order, that ends at or before `start`."""
    place = bisect_right(quotes, start, key=lambda quote: quote.end)
    return quotes[place - 1] if place else None


def is_said(reading: Reading, action: Action) -> bool:
    """Whether a verb of the action is said of a thing."""
    return any(fit_of(quote, action) == 2 and speaks(quote) for quote in reading.quotes) or (
        any(quote.mentions for quote in reading.quotes) and any(act.verb.group in FITS[action] for act in reading.acts)
    )


def governs(reading: Reading, action: Action) -> bool:
    """Whether a verb of the action governs a thing: a thing that only a condition names is no trade."""
    return any(fit_of(quote, action) == 2 and speaks(quote) for quote in reading.quotes)


def speaks(quote: Quote) -> bool:
    return bool(quote.mentions or quote.optional or quote.strikes or quote.expiries)


def fit_of(quote: Quote, action: Action) -> int:
    """2 where a verb of the action says it, 1 where no verb does, 0 where only others do."""
    acts = quote.acts
    if not acts:
        return 1
    wanted = FITS[action]
    if quote.verb is not None and quote.after is not None and quote.after.group in ("state", "past"):
        return 2 if quote.verb.group in wanted or quote.after.group in wanted else 0
    return 2 if any(verb.group in wanted for verb in acts) else 0


def chosen(
    quotes: list[Quote],
    reading: Reading,
    everything: Reading,
    context: Context,
    known: Sequence[InstrumentMention] = (),
) -> list[Quote]:
    """The quotes that the action governs; `known` is what a pronoun stands for where the region names nothing
    before."""
    if context.action in ("close", "open") and _rolls(quotes, reading):
        rolled = _rolled(quotes, context)
        if rolled:
            return rolled
    quotes = _resolved(quotes, reading, everything, context, known)
    fits = _opposed([(quote, fit_of(quote, context.action)) for quote in quotes])
    if any(fit == 2 and (speaks(quote) or quote.shares) and not quote.negated for quote, fit in fits):
        fits = _leaving_first(fits, context)
        runs = {quote.run for quote, fit in fits if fit == 2}
        said = {quote.run for quote, fit in fits if fit == 2}
        runs |= {
            quote.run
            for quote, fit in fits
            if fit == 1 and quote.run + 1 in said and _announces(quote, [q for q, _ in fits if q.run == quote.run + 1])
        }
        return [quote for quote, fit in fits if fit == 2 or (fit == 1 and _belongs(quote, runs))]
    plain = [quote for quote, fit in fits if fit == 1 and speaks(quote)]
    if plain:
        full = [quote for quote in plain if quote.optional and (quote.mentions or quote.strikes)]
        first = next(iter(full), next((quote for quote in plain if quote.optional), plain[0]))
        struck = any(quote.strikes for quote in plain if quote.run == first.run)
        return [
            quote
            for quote in plain
            if quote.run == first.run
            # "Calls on XME: the June 60s"
            or (quote.run == first.run + 1 and quote.strikes and not quote.mentions and first.optional and not struck)
        ]
    return [quote for quote, _ in fits if speaks(quote) or quote.shares]


def _opposed(fits: list[tuple[Quote, int]]) -> list[tuple[Quote, int]]:
    """The other side of a pair goes with its first side ("overweight A vs underweight B")."""
    out: list[tuple[Quote, int]] = []
    for quote, fit in fits:
        joined = quote.link in ("against", "over", "than", "rather") and out and out[-1][0].run == quote.run
        out.append((quote, max(fit, out[-1][1]) if joined else fit))
    return out


def _leaving_first(fits: list[tuple[Quote, int]], context: Context) -> list[tuple[Quote, int]]:
    """ "Lighten A; hedge funds could sell A against B": where a word only lightens, a sale elsewhere opens."""
    group = "shun" if context.action == "avoid" else "exit"
    exits = {q.run for q, fit in fits if fit == 2 and any(verb.group == group for verb in q.acts)}
    if not exits or not (context.leaving or context.action == "avoid"):
        return fits
    return [(q, fit if q.run in exits else min(fit, 1)) for q, fit in fits]


def _resolved(
    quotes: list[Quote],
    reading: Reading,
    everything: Reading,
    context: Context,
    known: Sequence[InstrumentMention],
) -> list[Quote]:
    """Pronouns settled: "short it against B" names the thing before; "hold the fly, trimming it on strength" says the
    whole phrase before again, where nothing else is said with the action."""
    wanted = FITS[context.action]
    spoken = [q for q in reading.quotes if speaks(q)]
    masked = [q for q in everything.quotes if q.bare]
    ordered = any(fit_of(q, context.action) == 2 and speaks(q) for q in quotes if not q.pronoun)
    out: list[Quote] = []
    for place, quote in enumerate(quotes):
        before = last_before(spoken, quote.start)
        hidden = last_before(masked, quote.start) if quote.pronoun and before is None else None
        if hidden is not None and hidden.mentions[0].asset_class != "index":
            out.append(replace(quote, mentions=list(hidden.mentions)))
            continue
        following = quotes[place + 1] if place + 1 < len(quotes) else None
        if quote.pronoun and before is None and len(known) == 1 and following is not None:
            opposed = following.link in ("against", "over") and following.bare  # "sell it against B"
            out.append(replace(quote, mentions=list(known)) if opposed else quote)
        elif not quote.pronoun or before is None:
            out.append(quote)
        elif following is not None and following.link in ("against", "over") and following.bare:
            out.append(replace(quote, mentions=list(before.mentions)))
        elif fit_of(quote, context.action) == 2 and not ordered:
            if before.verb is not None or before.after is not None or before.optional:
                out = [one for one in out if one is not before or one.acts]  # said once, with its side
                out.append(_again(before, quote.verb, quote))
            else:
                out.append(quote)
        else:
            out.append(quote)
    if any(fit_of(q, context.action) == 2 for q in out):
        return out
    act = next((a for a in reading.acts if a.verb.group in wanted and not a.verb.late), None)
    if act is not None:
        before = last_before(spoken, act.start)
        if before is not None and before.verb is not None and fit_of(before, context.action) == 0:
            return [_again(before, act.verb, before)]
    return out


def _again(quote: Quote, verb: Verb | None, place: Quote) -> Quote:
    """The phrase once more, with another verb."""
    held = quote.after if quote.after is not None and quote.after.group in ("state", "past") else None
    return replace(
        quote,
        verb=verb,
        own_verb=True,
        link="",
        start=place.start,
        end=place.end,
        run=place.run,
        price=None,
        at_price=None,
        after=held,
    )


def _belongs(quote: Quote, runs: set[int]) -> bool:
    """Whether a phrase without a verb stands with an order, or right after it with more of its terms."""
    if quote.run in runs:
        return True
    return quote.run - 1 in runs and (quote.optional or (speaks(quote) and not quote.mentions))


def _announces(quote: Quote, after: Sequence[Quote]) -> bool:
    """ "Strangles in XME look cheap; buy the June 55/65s": a structure named before the order that has its terms."""
    if quote.name is None or quote.strikes or any(q.mentions for q in after) or not any(q.strikes for q in after):
        return False
    # a condor's puts and calls, and a buy-write's shares and call, are said one by one
    return quote.name.right is None or quote.name.shape == "buy_write" or not after[0].optional


def _rolls(quotes: Sequence[Quote], reading: Reading) -> bool:
    """Whether a position is rolled: by the word, or where an option is moved into another of the same thing."""
    groups = {act.verb.group for act in reading.acts}
    if "roll" in groups:
        return True
    symbols = {symbol for quote in quotes for symbol in quote.symbols}
    return "swap" in groups and len(symbols) < 2 and any(quote.optional and quote.strikes for quote in quotes)


def _rolled(quotes: list[Quote], context: Context) -> list[Quote]:
    """A roll "A into B": A for the close, B for the open, with what B does not say taken from A."""
    for place, quote in enumerate(quotes):
        before = [q for q in quotes[:place] if q.run == quote.run and not q.pronoun]
        if not before and any(
            verb.group == "roll" for verb in quote.acts
        ):  # "The June 60 calls are spent. Roll them into the July 65s."
            before = [q for q in quotes[:place] if q.optional and (q.strikes or q.expiries)][-1:]
        if quote.link not in ("into", "to") or not before:
            continue
        whole = merge(before)
        old = replace(whole[-1])
        for said in reversed(whole[:-1]):  # "my covered XME calls, from the April 60s to ..."
            old.mentions = old.mentions or said.mentions
            if old.right is None and old.name is None:
                old.right, old.name = said.right, said.name
            old.covered = old.covered or said.covered
            old.verb = said.verb if old.verb is None or old.verb.side is None else old.verb
        if context.action == "close":
            return [replace(old, own_verb=True)]
        new = replace(quote, own_verb=True, verb=old.verb, after=old.after, link="")
        new.mentions = quote.mentions or old.mentions
        if quote.right is None and quote.name is None:
            new.right, new.name = old.right, old.name
            new.covered, new.cash = old.covered, old.cash
        return [new]
    return []
