"""Which noun phrases of a region are the trade that an action means, and which only the topic or a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commentary_nlp.extract.annotations import Annotations, InstrumentMention
from commentary_nlp.extract.trades.combine import alternatives, merge
from commentary_nlp.extract.trades.items import Item, read_items
from commentary_nlp.extract.trades.parts import Context
from commentary_nlp.extract.trades.phrases import read_quotes
from commentary_nlp.extract.trades.quotes import Quote, Reading
from commentary_nlp.extract.trades.settle import settle_masks, settle_prices
from commentary_nlp.extract.trades.structures import Draft, name_of
from commentary_nlp.extract.trades.words import Group, Verb, rating_firms, words_of
from commentary_nlp.records import Action, Alternative, Leg, Side


@dataclass(frozen=True)
class Trade:
    """A trade as a region says it. `start` (inclusive) and `end` (exclusive) enclose the words that say it."""

    alternatives: tuple[Alternative, ...]
    start: int
    end: int


# Which sorts of verb an action can be said with.
_FITS: dict[Action, frozenset[Group]] = {
    "open": frozenset({"enter", "sell", "write", "state", "swap", "prefer", "past"}),
    "hedge": frozenset({"hedge", "guard", "enter", "sell", "write", "state", "past"}),
    "close": frozenset({"exit", "sell", "roll", "state"}),
    "reduce": frozenset({"exit", "sell", "state"}),
    "hold": frozenset({"keep", "state", "past"}),
    "avoid": frozenset({"shun", "enter", "sell", "write", "state"}),
    "watch": frozenset(),
}


def find_trades(
    text: str,
    notes: Annotations,
    region: tuple[int, int],
    action: Action,
    *,
    default_side: Side | None = None,
    antecedent: tuple[Leg, ...] | tuple[str, ...] = (),
) -> list[Trade]:
    """The trades that ``text[region[0]:region[1]]`` says with `action`, in text order.

    Args:
        text: the article's text; `notes` is what the recognisers found in it.
        region: start (inclusive) and end (exclusive) of a clause, sentence, bullet or row.
        action: the recommendation's. A leg of a close, reduce, hold or avoid has the position's side.
        default_side: the side where no word gives one (a rating's); long where it is None.
        antecedent: legs or symbols that a pronoun, "the calls" or "that position" may stand for.

    Returns:
        No trade for a `watch`, nor where nothing is named and no antecedent is given.
    """
    if action == "watch":
        return []
    items = settle_prices(read_items(text, region, notes))
    legs = tuple(leg for leg in antecedent if isinstance(leg, Leg))
    known = _known(antecedent, notes)
    everything = read_quotes(items)
    sectioned = _is_covered_section(notes, region)
    for masking in (True, False):
        reading = read_quotes(settle_masks(items)) if masking else everything
        if masking and not _said(reading, action) and _governed(everything, action):
            continue
        if not masking and not _governed(everything, action):
            break
        context = Context(
            action, default_side, antecedent=legs, covered=reading.covered or sectioned, cash=reading.cash
        )
        trades = _trades(reading, everything, items, context, known)
        if trades:
            return trades
    return _from_antecedent(legs, known, items, read_quotes(settle_masks(items)), action, default_side)


def _is_covered_section(notes: Annotations, region: tuple[int, int]) -> bool:
    """Whether the heading above says that what follows is calls sold on shares held."""
    block = next((block for block in notes.blocks if block.start <= region[0] < block.end), None)
    heading = (block.section or "").lower() if block is not None else ""
    return any(words in heading for words in words_of("covered", "sections"))


def _known(antecedent: tuple[Leg, ...] | tuple[str, ...], notes: Annotations) -> list[InstrumentMention]:
    """Mentions of what the antecedent names, for its symbols' asset classes."""
    symbols = list(dict.fromkeys(leg.symbol if isinstance(leg, Leg) else leg for leg in antecedent))
    by_symbol = {mention.symbol: mention for mention in reversed(notes.instruments)}
    return [
        by_symbol.get(symbol) or InstrumentMention(0, 0, symbol, None, "equity", "antecedent") for symbol in symbols
    ]


def _trades(
    reading: Reading,
    everything: Reading,
    items: Sequence[Item],
    context: Context,
    known: list[InstrumentMention],
) -> list[Trade]:
    quotes = _without_firms(reading.quotes, context, known)
    topics, rest = _split_topics(quotes, context)
    spoken = [mention for topic in topics for mention in topic.mentions]
    context.choice = any(topic.link == "or" for topic in topics)
    context.tail_ok = _tails(quotes, items)
    groups = _groups(_chosen(rest, reading, everything, context), context)
    trades: list[Trade] = []
    for group in groups:
        context.right = next((q.right for q in everything.quotes if q.right and q.start < group[0].start), None)
        context.topics = spoken or _before(group[0], quotes, everything) or known
        found = alternatives(group, context)
        if found:
            start, end = min(q.start for q in group), max(q.end for q in group)
            trades.append(Trade(tuple(found), start, end))
    if trades or not topics:
        return _distinct(trades)
    context.topics = spoken
    return _by_topic(topics, reading, context)


def _said(reading: Reading, action: Action) -> bool:
    """Whether a verb of the action is said of a thing."""
    return any(_fit(quote, action) == 2 and _speaks(quote) for quote in reading.quotes) or (
        any(quote.mentions for quote in reading.quotes) and any(act.verb.group in _FITS[action] for act in reading.acts)
    )


def _governed(reading: Reading, action: Action) -> bool:
    """Whether a verb of the action governs a thing: a thing that only a condition names is no trade."""
    return any(_fit(quote, action) == 2 and _speaks(quote) for quote in reading.quotes)


def _speaks(quote: Quote) -> bool:
    return bool(quote.mentions or quote.optional or quote.strikes or quote.expiries)


def _before(quote: Quote, quotes: Sequence[Quote], everything: Reading) -> list[InstrumentMention]:
    """What the region last named before a phrase: an index in a condition is a signal and not the underlying."""
    said = [m for other in quotes if other.start < quote.start for m in other.mentions]
    if said:
        return said[-1:]
    if any(other.mentions for other in quotes):
        return []
    masked = [m for other in everything.quotes if other.start < quote.start for m in other.mentions]
    masked = masked or [m for other in everything.quotes for m in other.mentions][:1]
    return [m for m in masked if m.asset_class != "index"][-1:]


def _by_topic(topics: list[Quote], reading: Reading, context: Context) -> list[Trade]:
    """ "XME: keep it", "DIA: time to sell": the verb stands alone and the topic is what is traded."""
    act = next((act for act in reading.acts if act.verb.group in _FITS[context.action] and act.verb.side), None)
    act = act or next((act for act in reading.acts if act.verb.group in _FITS[context.action]), None)
    own = topics
    price = next((item for _, item in reading.loose), None)
    quotes = [
        replace(
            topic, verb=act.verb if act else topic.verb, own_verb=place == 0,
            price=topic.price or price, link=topic.link if place else "",
        )
        for place, topic in enumerate(own)
    ]  # fmt: skip
    found = alternatives(quotes, context)
    if not found:
        return []
    return [Trade(tuple(found), topics[0].start, max([topics[-1].end, act.end if act else 0]))]


def _without_firms(quotes: list[Quote], context: Context, known: list[InstrumentMention]) -> list[Quote]:
    """In a rating the firm speaks: it is no leg where another instrument is named."""
    if context.default_side is None:
        return quotes
    firms = rating_firms()
    others = [quote for quote in quotes if quote.mentions and not set(quote.symbols) <= firms]
    if not others and not known:
        return quotes
    return [quote for quote in quotes if not quote.bare or not set(quote.symbols) <= firms]


def _split_topics(quotes: list[Quote], context: Context) -> tuple[list[Quote], list[Quote]]:
    """Bare instruments before the first verb are what the region speaks of; the rest says trades."""
    topics: list[Quote] = []
    for place, quote in enumerate(quotes):
        follows = quotes[place + 1 :]
        linked = any(q.run == quote.run and q.link in ("over", "against", "than", "to") for q in follows[:2])
        guarded = quote.verb is not None and quote.verb.group == "guard" and len(follows) > 0
        said = not guarded and (quote.verb is not None or quote.after is not None)
        if follows and follows[0].run == quote.run and follows[0].link == "comma" and follows[0].bare:
            verb = follows[0].verb
            linked = linked or (follows[0].own_verb and verb is not None and verb.group == "state")
        if topics and quote.run != topics[0].run:
            break
        if not quote.bare or said or linked or quote.paired or quote.link in ("over", "against", "than"):
            break
        topics.append(quote)
    return topics, quotes[len(topics) :]


def _fit(quote: Quote, action: Action) -> int:
    """2 where a verb of the action says it, 1 where no verb does, 0 where only others do."""
    acts = quote.acts
    if not acts:
        return 1
    wanted = _FITS[action]
    if quote.verb is not None and quote.after is not None and quote.after.group in ("state", "past"):
        return 2 if quote.verb.group in wanted or quote.after.group in wanted else 0
    return 2 if any(verb.group in wanted for verb in acts) else 0


def _chosen(quotes: list[Quote], reading: Reading, everything: Reading, context: Context) -> list[Quote]:
    """The quotes that the action governs."""
    if context.action in ("close", "open") and any(act.verb.group == "roll" for act in reading.acts):
        rolled = _rolled(quotes, context)
        if rolled:
            return rolled
    quotes = _resolved(quotes, reading, everything, context)
    fits = _opposed([(quote, _fit(quote, context.action)) for quote in quotes])
    if any(fit == 2 and (_speaks(quote) or quote.shares) and not quote.negated for quote, fit in fits):
        fits = _leaving_first(fits, context)
        runs = {quote.run for quote, fit in fits if fit == 2}
        return [quote for quote, fit in fits if fit == 2 or (fit == 1 and quote.run in runs)
                or (fit == 1 and quote.optional and quote.run - 1 in runs)]  # fmt: skip
    plain = [quote for quote, fit in fits if fit == 1 and _speaks(quote)]
    if plain:
        full = [quote for quote in plain if quote.optional and (quote.mentions or quote.strikes)]
        first = next(iter(full), next((quote for quote in plain if quote.optional), plain[0]))
        return [quote for quote in plain if quote.run == first.run]
    return [quote for quote, _ in fits if _speaks(quote) or quote.shares]


def _opposed(fits: list[tuple[Quote, int]]) -> list[tuple[Quote, int]]:
    """The other side of a pair goes with its first side ("overweight A vs underweight B")."""
    out: list[tuple[Quote, int]] = []
    for quote, fit in fits:
        joined = quote.link in ("against", "over", "than") and out and out[-1][0].run == quote.run
        out.append((quote, max(fit, out[-1][1]) if joined else fit))
    return out


def _leaving_first(fits: list[tuple[Quote, int]], context: Context) -> list[tuple[Quote, int]]:
    """ "Lighten A; hedge funds could sell A against B": where a word only lightens, a sale elsewhere opens."""
    group = "shun" if context.action == "avoid" else "exit"
    exits = {q.run for q, fit in fits if fit == 2 and any(verb.group == group for verb in q.acts)}
    if not exits or not (context.leaving or context.action == "avoid"):
        return fits
    return [(q, fit if q.run in exits else min(fit, 1)) for q, fit in fits]


def _resolved(quotes: list[Quote], reading: Reading, everything: Reading, context: Context) -> list[Quote]:
    """Pronouns settled: "short it against B" names the thing before; "hold the fly, trimming it on strength" says the
    whole phrase before again, where nothing else is said with the action."""
    wanted = _FITS[context.action]
    out: list[Quote] = []
    for place, quote in enumerate(quotes):
        before = next((q for q in reversed(reading.quotes) if q.end <= quote.start and _speaks(q)), None)
        if quote.pronoun and before is None:
            masked = [q for q in everything.quotes if q.end <= quote.start and q.bare and q.mentions]
            if masked and masked[-1].mentions[0].asset_class != "index":
                out.append(replace(quote, mentions=list(masked[-1].mentions)))
                continue
        following = quotes[place + 1] if place + 1 < len(quotes) else None
        if not quote.pronoun or before is None:
            out.append(quote)
        elif following is not None and following.link in ("against", "over") and following.bare:
            out.append(replace(quote, mentions=list(before.mentions)))
        elif _fit(quote, context.action) == 2 and not any(
            _fit(q, context.action) == 2 and _speaks(q) for q in quotes if not q.pronoun
        ):
            if before.verb is not None or before.after is not None or before.optional:
                out.append(_again(before, quote.verb, quote))
            else:
                out.append(quote)
        else:
            out.append(quote)
    if any(_fit(q, context.action) == 2 for q in out):
        return out
    act = next((a for a in reading.acts if a.verb.group in wanted and not a.verb.late), None)
    if act is not None:
        before = next((q for q in reversed(reading.quotes) if q.end <= act.start and _speaks(q)), None)
        if before is not None and before.verb is not None and _fit(before, context.action) == 0:
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


def _rolled(quotes: list[Quote], context: Context) -> list[Quote]:
    """A roll "A into B": A for the close, B for the open, with what B does not say taken from A."""
    for place, quote in enumerate(quotes):
        before = [q for q in quotes[:place] if q.run == quote.run]
        if quote.link not in ("into", "to") or not before:
            continue
        whole = merge(before)
        old = whole[-1]
        if context.action == "close":
            return [replace(old, own_verb=True)]
        new = replace(quote, own_verb=True, verb=old.verb, after=old.after, link="")
        new.mentions = quote.mentions or old.mentions
        if quote.right is None and quote.name is None:
            new.right, new.name = old.right, old.name
            new.covered, new.cash = old.covered, old.cash
        return [new]
    return []


def _groups(quotes: list[Quote], context: Context) -> list[list[Quote]]:
    """Quotes of one trade together: a new run is a new trade unless it spells out the one before."""
    groups: list[list[Quote]] = []
    for quote in quotes:
        last = groups[-1] if groups else None
        if last is not None and (quote.run == last[-1].run or _elaborates(last, quote)):
            last.append(quote)
        elif last is None or _stands_alone(quote, context):
            groups.append([quote])
    return groups


def _elaborates(group: Sequence[Quote], quote: Quote) -> bool:
    """Whether a quote after a break gives the terms of the structure that the group only names."""
    names = [q for q in group if q.name is not None]
    if not names or any(q.strikes for q in group):
        return False
    if quote.expiries and quote.own_verb and not quote.shares:
        return True
    return quote.optional or (bool(quote.strikes) and not quote.mentions)


def _stands_alone(quote: Quote, context: Context) -> bool:
    """Whether a later run may be a trade of its own: an order with a thing it names."""
    fits = quote.verb is not None and quote.verb.group in _FITS[context.action] and quote.own_verb
    return fits and (bool(quote.mentions) or (quote.optional and bool(quote.strikes)))


def _tails(quotes: Sequence[Quote], items: Sequence[Item]) -> frozenset[int]:
    """Numbers right after an instrument that may be its price: nothing but a break, a comma or a level follows,
    and no range."""
    wanted = {quote.tail.start: quote.tail for quote in quotes if quote.tail is not None}
    out: set[int] = set()
    for place, item in enumerate(items):
        if item.start not in wanted:
            continue
        following = items[place + 1] if place + 1 < len(items) else None
        if (
            following is None
            or following.sort in ("comma", "break", "clause", "number", "percent", "expiry")
            or (following.sort == "link" and following.word == "slash")
        ):
            out.add(item.start)
    return frozenset(out)


def _distinct(trades: list[Trade]) -> list[Trade]:
    out: list[Trade] = []
    for trade in trades:
        again = any(trade.alternatives == other.alternatives for other in out)
        if not again and not any(_heads(trade, other) for other in trades if other is not trade):
            out.append(trade)
    return out


def _heads(trade: Trade, other: Trade) -> bool:
    """Whether a trade without strikes only announces another ("XME calls moved out: sold the June 60s")."""
    legs = [leg for alternative in trade.alternatives for leg in alternative.legs]
    if any(leg.strike or leg.expiry or leg.kind != "option" for leg in legs):
        return False
    said = {(leg.symbol, leg.right) for alternative in other.alternatives for leg in alternative.legs if leg.strike}
    return all((leg.symbol, leg.right) in said for leg in legs)


def _from_antecedent(
    legs: tuple[Leg, ...],
    known: list[InstrumentMention],
    items: Sequence[Item],
    reading: Reading,
    action: Action,
    default_side: Side | None,
) -> list[Trade]:
    """What a bare "it", "the calls" or "that position" stands for."""
    if not items or not known:
        return []
    start, end = items[0].start, items[-1].end
    if legs:
        drafts = [
            Draft(leg.side, leg.symbol, leg.kind, leg.right, leg.strike, leg.strike_rank, leg.expiry, leg.ratio)
            for leg in legs
        ]
        return [Trade((Alternative(structure=name_of(drafts, action), legs=legs),), start, end)]
    context = Context(action, default_side, topics=known, covered=reading.covered, cash=reading.cash)
    fitting = [act for act in reading.acts if act.verb.group in _FITS[action]]
    act = next((act for act in fitting if act.verb.side), fitting[0] if fitting else None)
    quote = Quote(start, end, 0, verb=act.verb if act else None, own_verb=True, mentions=list(known))
    found = alternatives([quote], context)
    return [Trade(tuple(found), start, end)] if found else []
