"""Noun phrases of a trade: a thing with what is said of it ("the XME June 60/65 call spread").

A `Quote` gathers the items that stand together; the verb that governs it and the link that joins it to the
quote before are kept beside it. Nothing is inherited here: `trades/combine.py` fills what stands elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from commentary_nlp.extract.annotations import InstrumentMention
from commentary_nlp.extract.trades.items import Item
from commentary_nlp.extract.trades.words import Name, Verb
from commentary_nlp.records import Expiry, Right, Strike

# Shapes whose legs have one right, which may be said after the name ("VERTICAL XME 60/65 CALL").
ONE_RIGHT = frozenset({"vertical", "butterfly", "calendar", "ratio"})

# Shapes of one put, the lower, and one call.
PUT_AND_CALL = frozenset({"collar", "risk_reversal", "bearish_risk_reversal", "strangle"})


@dataclass
class Quote:
    """One noun phrase. `ordinal` is 1 or 2 for "the first" and "the second" of two things named.

    `inverted`: a pair is named by its second currency first ("the yen against the dollar").
    `delivered`: its expiry is a contract's month ("the July contract").
    `link` joins it to the quote before: "" none, else a key of the lexicon's links, "comma",
    "slash" or "next". `run` counts strong breaks from the region's start."""

    start: int
    end: int
    run: int
    link: str = ""
    verb: Verb | None = None
    own_verb: bool = False
    after: Verb | None = None
    down: bool = False
    negated: bool = False
    mentions: list[InstrumentMention] = field(default_factory=list)
    paired: bool = False
    expiries: list[Expiry] = field(default_factory=list)
    strikes: list[Strike] = field(default_factory=list)
    right: Right | None = None
    name: Name | None = None
    count: float | None = None
    spelled: bool = False
    ratio: float | None = None
    shares: bool = False
    futures: bool = False
    delivered: bool = False
    inverted: bool = False
    pronoun: bool = False
    ordinal: int = 0
    plural_strike: bool = False
    covered: bool = False
    cash: bool = False
    role: str = ""
    at_price: Item | None = None
    price: Item | None = None
    tail: Item | None = None
    content: list[Item] = field(default_factory=list)
    masked: bool = False

    @property
    def optional(self) -> bool:
        """Whether it speaks of options."""
        return self.right is not None or self.name is not None or self.plural_strike

    @property
    def gives_terms(self) -> bool:
        """Whether it is a strike, or an expiry with one, and nothing else: "the May 62s", "November, 90 strike"."""
        alone = not self.mentions and not self.own_verb and self.right is None and self.name is None
        return alone and bool(self.strikes or self.expiries) and self.count is None

    @property
    def bare(self) -> bool:
        """An instrument and nothing of options."""
        return bool(self.mentions) and not self.optional and not self.strikes

    @property
    def symbols(self) -> list[str]:
        """Its instruments, each once, in order."""
        return list(dict.fromkeys(m.symbol for m in self.mentions))

    @property
    def acts(self) -> list[Verb]:
        """The verbs said of it, the nearer first."""
        return [verb for verb in (self.after, self.verb) if verb is not None]


@dataclass(frozen=True)
class Act:
    """A verb where it stands, whether or not it governs a noun phrase."""

    start: int
    end: int
    run: int
    verb: Verb


@dataclass(frozen=True)
class Reading:
    """What a region says: noun phrases, verbs, prices beside no noun phrase of their run, and the two guarantees."""

    quotes: list[Quote]
    acts: list[Act]
    loose: list[tuple[int, Item]]
    covered: bool
    cash: bool


def strike_items(quote: Quote) -> list[Item]:
    return [item for item in quote.content if item.sort in ("strikes", "compact")] + [
        item for item in quote.content[1:] if item.sort == "number"
    ]


def read_numbers(quote: Quote) -> None:
    """Settle which numbers of a quote are strikes, which one counts, and which may be a price after it."""
    written = [item for item in quote.content if item.sort in ("strikes", "compact")]
    numbers = [item for item in quote.content if item.sort == "number" and item.number is not None]
    if quote.optional:
        first = quote.content[0] if quote.content else None
        if first is not None and first.sort == "number" and _counts(quote, first, written, numbers):
            quote.count = abs(first.number or 0)
            if first.text[:1] in "+-−–" and quote.after is None:
                quote.after = Verb("state", "long" if first.text[:1] == "+" else "short")
            numbers = numbers[1:]
        named = quote.name is not None and quote.name.strikes >= 2
        for item in quote.content:
            if item in written and not (item.word == "range" and not named):
                quote.strikes.extend(item.strikes)
            elif item in numbers and item.number is not None and item.number > 0 and not item.spelled:
                quote.strikes.append(Strike(value=item.number, unit="price"))
        return
    if written and not quote.mentions and not quote.shares:
        quote.strikes.extend(strike for item in written for strike in item.strikes)
    for item in numbers:
        place = quote.content.index(item)
        follows = any(other.sort in ("instrument", "shares") for other in quote.content[:place])
        dated = any(other.sort == "expiry" for other in quote.content[:place])
        if dated and not quote.mentions and not quote.shares and not item.spelled and item.number is not None:
            quote.strikes.append(Strike(value=item.number, unit="price"))
        elif not follows and quote.count is None and not item.money:
            quote.count = item.number
            quote.spelled = item.spelled
        elif quote.spelled and not quote.mentions and not quote.shares and item.number is not None:
            quote.strikes.append(Strike(value=item.number, unit="price"))  # "long one 200"
        elif follows and quote.tail is None:
            quote.tail = item


def _counts(quote: Quote, first: Item, written: list[Item], numbers: list[Item]) -> bool:
    """Whether the number that begins an option's description says how many, and is no strike."""
    if first.text[:1] in "+-−–" and first.number is not None and (written or len(numbers) > 1):
        return True
    if first.number is None or first.money or first.number != int(first.number):
        return first.spelled and first.number is not None
    if first.spelled or quote.strikes or written or len(numbers) > 1:
        return True
    following = quote.content[1] if len(quote.content) > 1 else None
    # "sell 5 NVDA puts" counts; "the 4,000 ether calls" and "148 puts" are strikes.
    return following is not None and following.sort == "instrument" and quote.own_verb and first.number < 100
