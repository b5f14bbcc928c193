"""Which noun phrases of a region are the trade that an action means, and which only the topic or a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commentary_nlp.extract.annotations import Annotations, InstrumentMention
from commentary_nlp.extract.places import block_at
from commentary_nlp.extract.trades.choose import FITS, chosen, governs, is_said, last_before
from commentary_nlp.extract.trades.combine import alternatives
from commentary_nlp.extract.trades.dates import settle_expiries
from commentary_nlp.extract.trades.items import Item
from commentary_nlp.extract.trades.lexer import read_items
from commentary_nlp.extract.trades.masks import settle_masks
from commentary_nlp.extract.trades.parts import Context
from commentary_nlp.extract.trades.phrases import read_quotes
from commentary_nlp.extract.trades.quotes import Act, Quote, Reading
from commentary_nlp.extract.trades.settle import settle_prices, settle_strikes
from commentary_nlp.extract.trades.structures import Draft, name_of
from commentary_nlp.extract.trades.words import rating_firms, words_of
from commentary_nlp.records import Action, Alternative, Leg, Side, Structure


@dataclass(frozen=True)
class Trade:
    """A trade as a region says it. `start` (inclusive) and `end` (exclusive) enclose the words that say it."""

    alternatives: tuple[Alternative, ...]
    start: int
    end: int


def find_trades(
    text: str,
    notes: Annotations,
    region: tuple[int, int],
    action: Action,
    *,
    default_side: Side | None = None,
    antecedent: tuple[Leg, ...] | tuple[str, ...] = (),
    antecedent_structure: Structure | None = None,
) -> list[Trade]:
    """The trades that ``text[region[0]:region[1]]`` says with `action`, in text order.

    Args:
        text: the article's text; `notes` is what the recognisers found in it.
        region: start (inclusive) and end (exclusive) of a clause, sentence, bullet or row.
        action: the recommendation's. A leg of a close, reduce, hold or avoid has the position's side.
        default_side: the side where no word gives one (a rating's); long where it is None.
        antecedent: legs or symbols that a pronoun, "the calls" or "that position" may stand for.
        antecedent_structure: the structure that the antecedent's legs make, where it is known; else the legs name it.

    Returns:
        No trade for a `watch`, nor where nothing is named and no antecedent is given.
    """
    if action == "watch":
        return []
    items = settle_prices(settle_strikes(settle_expiries(read_items(text, region, notes))))
    signals = words_of("signals", "indices")
    antecedent = tuple(  # type: ignore[assignment]
        said for said in antecedent if isinstance(said, Leg) or said.lower() not in signals
    )
    legs = tuple(leg for leg in antecedent if isinstance(leg, Leg))
    known = _known(antecedent, notes)
    everything = read_quotes(items)
    sectioned = _is_covered_section(notes, region) or (action == "close" and _is_covered_roll(text, notes, region))
    for masking in (True, False):
        reading = read_quotes(settle_masks(items)) if masking else everything
        if masking and not is_said(reading, action) and governs(everything, action):
            continue
        if not masking and not governs(everything, action):
            break
        context = Context(
            action, default_side, antecedent=legs, covered=reading.covered or sectioned, cash=reading.cash
        )
        trades = _trades(reading, everything, items, context, known)
        if trades:
            return trades
        if masking and governs(reading, action) and any(quote.mentions for quote in everything.quotes):
            break  # what only a condition names is not what the action is about
    return _from_antecedent(
        legs, known, items, read_quotes(settle_masks(items)), action, default_side, antecedent_structure
    )


def _is_covered_section(notes: Annotations, region: tuple[int, int]) -> bool:
    """Whether the heading above says that what follows is calls sold on shares held."""
    block = block_at(notes, region[0])
    heading = (block.section or "").lower() if block is not None else ""
    return any(words in heading for words in words_of("covered", "sections"))


def _is_covered_roll(text: str, notes: Annotations, region: tuple[int, int]) -> bool:
    """Whether the rest of the sentence says that the calls bought back are written again on the same shares."""
    block = block_at(notes, region[0])
    for start, end in block.sentences if block is not None else ():
        if start <= region[0] and region[1] <= end and (start, end) != region:
            return any(item.sort == "covered" for item in read_items(text, (region[1], end), notes))
    return False


def _known(antecedent: tuple[Leg, ...] | tuple[str, ...], notes: Annotations) -> list[InstrumentMention]:
    """Mentions of what the antecedent names, for its symbols' asset classes."""
    symbols = list(dict.fromkeys(leg.symbol if isinstance(leg, Leg) else leg for leg in antecedent))
    if not symbols:
        return []
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
    quotes = _ordered(_compared(_without_firms(reading.quotes, context, known), context.action), everything)
    topics, rest = _split_topics(quotes, context)
    spoken = [mention for topic in topics for mention in topic.mentions]
    context.choice = any(topic.link == "or" for topic in topics)
    context.tail_ok = _tails(quotes, items)
    named = [quote for quote in quotes if quote.mentions]
    everywhere = [quote for quote in everything.quotes if quote.mentions]
    right = next((quote for quote in everything.quotes if quote.right), None)
    groups = _groups(chosen(rest, reading, everything, context, known), context)
    trades: list[Trade] = []
    for group in groups:
        context.right = right.right if right is not None and right.start < group[0].start else None
        context.topics = spoken or _before(group[0], named, everywhere, context.leaving) or known
        found = alternatives(_dated(group, reading), context)
        if found:
            start, end = min(q.start for q in group), max(q.end for q in group)
            trades.append(Trade(tuple(found), start, end))
    if trades or not topics:
        return _distinct(trades)
    context.topics = spoken
    return _by_topic(topics, reading, context)


def _dated(group: list[Quote], reading: Reading) -> list[Quote]:
    """ "0DTE: sell the 4480/4470 put spread", "October: buy the 60 calls": an expiry that heads the trade."""
    first = group[0]
    if any(quote.expiries for quote in group) or not any(quote.optional for quote in group):
        return group
    before = [quote for quote in reading.quotes if quote.run == first.run - 1]
    if len(before) != 1 or not before[0].expiries or before[0].mentions or before[0].optional or before[0].strikes:
        return group
    return [replace(first, expiries=list(before[0].expiries)), *group[1:]]


def _compared(quotes: list[Quote], action: Action) -> list[Quote]:
    """ "XME rather than KRE" sets one thing against the other; "calls rather than shares" only says what it is not."""
    out: list[Quote] = []
    for quote in quotes:
        last = out[-1] if out else None
        if quote.link == "than" and quote.own_verb and last is not None and last.optional and quote.run == last.run:
            out.append(replace(quote, link="not", negated=True))  # "sell the put than buy the stock"
            continue
        if quote.link == "rather":
            both = last is not None and last.run == quote.run and last.bare and quote.bare and action == "open"
            if both and last is not None and not set(last.symbols) & set(quote.symbols):
                out.append(replace(quote, link="than", negated=False, verb=last.verb, own_verb=False))
            else:
                out.append(replace(quote, link="not", negated=True))
            continue
        out.append(quote)
    return out


def _ordered(quotes: list[Quote], everything: Reading) -> list[Quote]:
    """ "Own the first, short the second" of the two things that the region names before; what else it is, is not
    known."""
    if not any(quote.ordinal for quote in quotes):
        return quotes
    start = min(quote.start for quote in quotes if quote.ordinal)
    before = {m.symbol: m for quote in everything.quotes if quote.end <= start for m in quote.mentions}
    two = list(before.values())
    if len(two) != 2:
        return [quote for quote in quotes if not quote.ordinal]
    return [
        replace(quote, mentions=[two[quote.ordinal - 1]], pronoun=False) if quote.ordinal else quote for quote in quotes
    ]


def _before(
    quote: Quote, named: Sequence[Quote], everywhere: Sequence[Quote], leaving: bool
) -> list[InstrumentMention]:
    """What the region last named before a phrase: an index in a condition is a signal and not the underlying.

    `named` are the quotes with mentions outside conditions, `everywhere` those of the whole region.
    """
    said = last_before(named, quote.start)
    if said is not None:
        return said.mentions[-1:]
    if named or not everywhere:
        return []
    if leaving:
        return []  # "take the spread off if IWM closes below 195" only refers
    masked = last_before(everywhere, quote.start) or everywhere[0]
    return [mention for mention in masked.mentions[-1:] if mention.asset_class != "index"]


def _by_topic(topics: list[Quote], reading: Reading, context: Context) -> list[Trade]:
    """ "XME: keep it", "DIA: time to sell": the verb stands alone and the topic is what is traded."""
    act = next((act for act in reading.acts if act.verb.group in FITS[context.action] and act.verb.side), None)
    act = act or next((act for act in reading.acts if act.verb.group in FITS[context.action]), None)
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
        linked = any(
            q.run == quote.run
            and (q.link in ("over", "against", "than", "rather") or (q.link in ("to", "into") and q.mentions))
            for q in (follows[:1] if follows[:1] and follows[0].own_verb and follows[0].optional else follows[:2])
        )
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
    if any(q.strikes for q in group):
        return False
    if not any(q.name is not None for q in group):
        return group[-1].right is not None and quote.gives_terms
    if quote.expiries and quote.own_verb and not quote.shares:
        return True
    return quote.optional or (bool(quote.strikes) and not quote.mentions)


def _stands_alone(quote: Quote, context: Context) -> bool:
    """Whether a later run may be a trade of its own: an order with a thing it names."""
    fits = quote.verb is not None and quote.verb.group in FITS[context.action] and quote.own_verb
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
    """Each trade once, without those that only announce another ("XME calls moved out: sold the June 60s")."""
    struck = {
        (leg.symbol, leg.right)
        for trade in trades
        for alternative in trade.alternatives
        for leg in alternative.legs
        if leg.strike
    }
    out: dict[tuple[Alternative, ...], Trade] = {}
    for trade in trades:
        legs = [leg for alternative in trade.alternatives for leg in alternative.legs]
        vague = all(leg.kind == "option" and not leg.strike and not leg.expiry for leg in legs)
        if not (vague and all((leg.symbol, leg.right) in struck for leg in legs)):
            out.setdefault(trade.alternatives, trade)
    return list(out.values())


def _from_antecedent(
    legs: tuple[Leg, ...],
    known: list[InstrumentMention],
    items: Sequence[Item],
    reading: Reading,
    action: Action,
    default_side: Side | None,
    structure: Structure | None,
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
        return [Trade((Alternative(structure=structure or name_of(drafts, action), legs=legs),), start, end)]
    context = Context(action, default_side, topics=known, covered=reading.covered, cash=reading.cash)
    fitting = [act for act in reading.acts if act.verb.group in FITS[action]]
    act = next((act for act in fitting if act.verb.side), fitting[0] if fitting else None)
    held = next((other for other in fitting if act is not None and _adds_to(items, act, other)), None)
    act = held or act
    quote = Quote(start, end, 0, verb=act.verb if act else None, own_verb=True, mentions=list(known))
    found = alternatives([quote], context)
    return [Trade(tuple(found), start, end)] if found else []


def _adds_to(items: Sequence[Item], act: Act, held: Act) -> bool:
    """ "Adding to that short": what is added to has the side."""
    if act.verb.group != "enter" or held.verb.group != "state" or held.start < act.end:
        return False
    between = [item for item in items if act.end <= item.start and item.end <= held.start]
    return bool(between) and between[0].word == "to" and all(item.sort == "fill" for item in between[1:])
