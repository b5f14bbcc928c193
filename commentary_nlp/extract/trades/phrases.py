"""One pass over the items that gathers noun phrases, with the verb that governs each and the link that joins it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commentary_nlp.extract.trades.ahead import ends_phrase, with_follows
from commentary_nlp.extract.trades.dates import dates_act, dates_event, says_nothing
from commentary_nlp.extract.trades.items import Item
from commentary_nlp.extract.trades.joining import MAX_GAP, joins
from commentary_nlp.extract.trades.quotes import Act, Quote, Reading, read_numbers, strike_items
from commentary_nlp.extract.trades.words import Verb, words_of
from commentary_nlp.records import Strike

# Words between a thing and the state said after it ("the XME short", "the puts that were bought").
_MAX_GAP_AFTER = 3
# Behind a month these make it one of delivery, as a word of futures does.
_CONTRACT = frozenset({"contract", "contracts"})
# When several words stand between two phrases the one that says most joins them.
_LINK_RANK = {"": 0, "comma": 1, "for": 2, "to": 2, "via": 3, "not": 3, "slash": 3, "and": 4, "from": 5, "into": 6,
              "over": 7, "than": 7, "rather": 7, "against": 8, "or": 9}  # fmt: skip


class _Chunker:
    """State of one pass over the items."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.quotes: list[Quote] = []
        self.current: Quote | None = None
        self.gap = 0
        self.link = ""
        self.verb: Verb | None = None
        self.fresh = False
        self.run = 0
        self.slash = False
        self.cue = False
        self.negated = False
        self.since = 99  # items since the last quote ended
        self.role = ""
        self.pending: Item | None = None
        self.covered = self.cash = False
        self.acts: list[Act] = []
        self.loose: list[tuple[int, Item]] = []

    def read(self) -> Reading:
        for place, item in enumerate(self.items):
            if item.masked:
                self._close()
                self.since = 99
                self.cue = False
                continue
            self._take(place, item)
        self._close()
        return Reading(self.quotes, self.acts, self.loose, self.covered, self.cash)

    def _take(self, place: int, item: Item) -> None:
        match item.sort:
            case "instrument" | "expiry" | "number" | "strikes" | "compact" | "right" | "name" | "shares" | "ratio":
                self._content(place, item)
                self.cue = False
            case "verb":
                self._verb(place, item)
            case "link":
                self._link(place, item)
            case "comma":
                self._close()
                self.link = "comma" if self.link in ("", "over", "than", "against") else self.link
                self.since += 1
            case "break":
                self._break(item)
            case "strike_cue":
                self.cue = not (place and self.items[place - 1].sort == "strikes")  # "60 strike" has its number
            case "futures" if self.current is not None:
                self.current.futures = bool(self.current.mentions)
                self.current.delivered = bool(self.current.expiries)
            case "covered" | "cash":
                self._guarantee(item)
            case "at_price" | "for_price" | "price":
                self._price(place, item)
            case "role":
                self._close()
                self.role = item.word
            case "pronoun":
                self._pronoun(item)
            case "ordinal":
                self._ordinal(place, item)
            case "fill":
                self.slash = self.slash or self._joins_months(place, item)
                if self.current is not None and self.current.expiries and item.text.lower() in _CONTRACT:
                    self.current.delivered = True
            case "clause":
                self._close()
                self.verb, self.fresh, self.since = None, False, 99
            case _:
                self.gap += 1
                self.since += 1
                near = self.current is None and self.quotes and self.quotes[-1].run == self.run
                if near and self.since <= MAX_GAP and item.word in words_of("direction", "down"):
                    self.quotes[-1].down = True
                elif self.current is not None and item.word in words_of("direction", "down"):
                    self.current.down = True

    def _break(self, item: Item) -> None:
        self._close()
        if item.word == "?":  # "Own any XME?" asks, and only names what the answer is about
            for quote in self.quotes:
                if quote.run == self.run and quote.bare:
                    quote.verb, quote.own_verb, quote.after = None, False, None
        self.link, self.verb, self.fresh, self.since = "", None, False, 99
        self.run += 1
        self.role, self.negated = "", False

    def _price(self, place: int, item: Item) -> None:
        if item.number is None:
            if item.text.lower() == "for":
                self._close()
                self._join_by("for")
            return
        quote = self.current or (self.quotes[-1] if self.quotes and self.quotes[-1].run == self.run else None)
        following = self.items[place + 1] if place + 1 < len(self.items) else None
        free = self.current is None and item.number == 0
        if free and quote is not None and quote.bare:
            self.pending = item  # "guard the shares at no cost: buy the put, sell the call"
        elif free and following is not None and following.sort == "name":
            self.pending = item  # "a zero-cost collar"
        elif quote is None:
            self.pending = self.pending or item
            self.loose.append((self.run, item))
        elif item.sort == "at_price":
            quote.at_price = quote.at_price or item
        elif quote.price is None:
            quote.price = item
        self._close()
        self.since += 1

    def _guarantee(self, item: Item) -> None:
        quote = self.current or (self.quotes[-1] if self.quotes and self.quotes[-1].run == self.run else None)
        if quote is None or (quote.bare and item.sort == "cash"):
            self.covered = self.covered or item.sort == "covered"
            self.cash = self.cash or item.sort == "cash"
        elif item.sort == "covered":
            quote.covered = True
        else:
            quote.cash = True
        if quote is not None and item.sort == "covered":
            self.covered = True
        self._close()

    def _pronoun(self, item: Item) -> None:
        counted = self.current
        if counted is not None and counted.own_verb and all(one.sort == "number" for one in counted.content):
            counted.pronoun = True  # "short two of them"
            self._close()
            return
        self.gap += 1
        self.since += 1
        if self.fresh and self.current is None:
            self._open(item, pronoun=True)
            self._close()

    def _ordinal(self, place: int, item: Item) -> None:
        """ "own the first, short the second", and not "the first target"."""
        following = self.items[place + 1] if place + 1 < len(self.items) else None
        self._close()
        if following is None or following.sort in ("comma", "link", "break", "clause", "verb"):
            quote = self._open(item, pronoun=True)
            quote.ordinal = 1 if item.word == "first" else 2
            self._close()

    def _link(self, place: int, item: Item) -> None:
        if item.word == "slash" and self.current is not None:
            following = self.items[place + 1] if place + 1 < len(self.items) else None
            if following is not None and following.sort == "instrument" and self.current.bare:
                self.slash = True
                return
            if following is not None and following.sort == "expiry" and self.current.expiries:
                self.slash = True
                return
            if following is not None and following.sort == "strikes" and strike_items(self.current):
                return  # "25-delta/10-delta put spreads"
        if item.word == "and" and self._lists_strikes(place):
            return
        self._close()
        if item.word in ("not", "rather"):
            self.negated = True
        self._join_by(item.word)
        self.since += 1

    def _join_by(self, word: str) -> None:
        if _LINK_RANK.get(word, 0) >= _LINK_RANK.get(self.link, 0):
            self.link = word

    def _lists_strikes(self, place: int) -> bool:
        """ "and" between the strikes of one structure ("80/85 below and 95/100 above")."""
        quote = self.current
        if quote is None or quote.name is None or quote.name.strikes < 3 or place + 1 >= len(self.items):
            return False
        return self.items[place + 1].sort in ("strikes", "number") and len(strike_items(quote)) > 0

    def _verb(self, place: int, item: Item) -> None:
        verb = item.verb
        if verb is None:
            return
        self.acts.append(Act(item.start, item.end, self.run, verb))
        last = self.current or (self.quotes[-1] if self.quotes else None)
        near = (self.current is not None and self.gap <= _MAX_GAP_AFTER) or (
            self.current is None and self.since <= _MAX_GAP_AFTER
        )
        self._close()
        if verb.late:
            self._said_of_last(verb)
            return
        if verb.group == "past" and last is not None and last.run == self.run and with_follows(self.items, place):
            last.after = last.after or verb
            self.verb = None
            return
        held = verb.group == "state" and self._speaker_before(place)
        structure = self._names_after(place) if verb.group == "past" or held else None
        if structure is not None:
            structure.after = structure.after or verb
            self.verb = None
            return
        settled = ("", "not", "comma") if verb.group == "past" else ("", "not")
        postposed = (
            last is not None
            and last.run == self.run
            and near
            and self.link in settled
            and ends_phrase(self.items, place)
        )
        if postposed and last is not None:
            if last.after is None or last.after.side is None:
                last.after = verb
            if verb.group == "past":
                self._said_of_list(verb)
            self.since += 1
            return
        leaving = self.verb is not None and self.verb.group == "exit" and self.fresh and verb.group == "state"
        self.verb, self.fresh = replace(self.verb, side=verb.side) if leaving and self.verb else verb, True
        self.since += 1
        if verb.group in ("roll", "swap"):
            self.link = ""  # "and rolling up into": what it is rolled into follows
        if verb.group != "state" and self.link != "rather":
            self.negated = False

    def _said_of_last(self, verb: Verb) -> None:
        """A late verb belongs to the phrase before it, and to all of a list that the phrase ends."""
        self.since += 1
        for quote in reversed(self.quotes):
            if quote.run != self.run or (quote.verb is not None and quote.after is not None):
                return
            if quote.after is None or quote.after.group == "past":
                quote.after = quote.after if quote.after is not None and verb.side is not None else verb
            if quote.link not in ("and", "comma", "or") or self.quotes[-1].bare != quote.bare:
                return
            place = self.quotes.index(quote)
            if place and self.quotes[place - 1].bare != quote.bare:
                return  # "XME has gone nowhere, so the June fly is how we would own it"

    def _speaker_before(self, place: int) -> bool:
        """ "The puts we are short"."""
        before = [item.text.lower() for item in self.items[max(0, place - 2) : place]]
        return any(word in words_of("joints", "speakers") for word in before)

    def _names_after(self, place: int) -> Quote | None:
        """ "A strangle, 15 delta a side, sold on XME": the verb is the structure's, and the thing follows."""
        if [item.sort for item in self.items[place + 1 : place + 3]] != ["fill", "instrument"]:
            return None
        if self.items[place + 1].text.lower() not in ("on", "in"):
            return None
        for quote in reversed(self.quotes[-2:]):
            if quote.optional or quote.mentions or quote.run != self.run:
                return quote if quote.optional and not quote.mentions and quote.run == self.run else None
        return None

    def _said_of_list(self, verb: Verb) -> None:
        """ "Equal parts XME, KRE and XHB, bought today": the verb is said of all."""
        link = self.quotes[-1].link if self.quotes else ""
        for quote in reversed(self.quotes[:-1]):
            if link not in ("and", "comma") or quote.run != self.run or quote.acts or not quote.bare:
                return
            quote.after, link = verb, quote.link

    # Quotes.

    def _open(self, item: Item, pronoun: bool = False) -> Quote:
        quote = Quote(
            item.start, item.end, self.run,
            link=self.link or ("next" if self.quotes and self.quotes[-1].run == self.run else ""),
            verb=self.verb, own_verb=self.fresh, pronoun=pronoun, negated=self.negated, role=self.role,
            covered=self.covered, cash=self.cash,
        )  # fmt: skip
        if self.pending is not None:
            quote.price, self.pending = self.pending, None
        self.current = quote
        self.link, self.fresh, self.negated, self.role = "", False, False, ""
        self.gap = 0
        return quote

    def _content(self, place: int, item: Item) -> None:
        if item.sort == "right" and self._is_verb_call(place):
            self.gap += 1
            return
        if item.sort == "expiry":
            last = self.current or (self.quotes[-1] if self.quotes and self.quotes[-1].run == self.run else None)
            orphan = self.current is None and not self.fresh and dates_event(self.items, place)
            if says_nothing(item):
                return
            if orphan or (last is not None and dates_act(last, self.items, place)):
                self.gap += 1
                return
        if item.sort == "number" and self.current is None and self._prices_last(item):
            return
        quote = self.current
        if quote is not None and not joins(quote, self.items, place, gap=self.gap, cue=self.cue, slash=self.slash):
            self._close()
            quote = None
        if quote is None:
            quote = self._open(item)
        self._add(quote, item)
        quote.end = max(quote.end, item.end)
        self.gap = 0

    def _prices_last(self, item: Item) -> bool:
        """ "GBPJPY long 188.50": the number after a thing's side is its price."""
        last = self.quotes[-1] if self.quotes else None
        if last is None or last.run != self.run or not last.bare or last.tail is not None or self.since > 1:
            return False
        if last.after is None or last.after.group not in ("state", "enter", "sell") or self.link:
            return False
        last.tail = item
        return True

    def _joins_months(self, place: int, item: Item) -> bool:
        """ "The Dec-Mar corn spread"."""
        following = self.items[place + 1] if place + 1 < len(self.items) else None
        if item.text not in ("-", "–") or following is None or following.sort != "expiry":
            return False
        return self.current is not None and bool(self.current.content) and self.current.content[-1].sort == "expiry"

    def _is_verb_call(self, place: int) -> bool:
        """ "calls it", "call that": no option."""
        following = self.items[place + 1] if place + 1 < len(self.items) else None
        return following is not None and following.text.lower() in ("it", "this", "them") and self.current is None

    def _add(self, quote: Quote, item: Item) -> None:
        match item.sort:
            case "instrument" if item.instrument is not None:
                if self.slash and quote.mentions and item.instrument.symbol not in quote.symbols:
                    quote.paired = True
                quote.inverted = item.word == "inverted" and (quote.inverted or not quote.mentions)
                quote.mentions.append(item.instrument)
            case "expiry" if item.expiry is not None:
                quote.expiries.append(item.expiry)
            case "compact":
                quote.right = item.right
            case "right":
                quote.right = item.right
            case "name" if item.name is not None:
                quote.name = item.name
                quote.right = quote.right or item.name.right
            case "shares":
                quote.shares = True
            case "ratio":
                quote.ratio = item.number
            case "strikes" if item.word == "plural":
                quote.plural_strike = True
            case _:
                pass
        if item.sort == "number" and self.cue and item.number is not None:
            quote.strikes.append(Strike(value=item.number, unit="price"))
        else:
            quote.content.append(item)
        self.slash = False

    def _close(self) -> None:
        quote = self.current
        if quote is None:
            return
        self.current, self.slash, self.gap, self.since = None, False, 0, 0
        read_numbers(quote)
        pence = any(item.sort == "compact" and item.text.endswith("p") for item in quote.content)
        if pence and not quote.mentions and not quote.expiries and not quote.own_verb:
            return
        if (
            quote.mentions
            or quote.optional
            or quote.strikes
            or quote.expiries
            or quote.shares
            or quote.pronoun
            or (quote.count and any(item.spelled for item in quote.content))
        ):
            self.quotes.append(quote)


def read_quotes(items: Sequence[Item]) -> Reading:
    """What the unmasked items say, in order."""
    return _Chunker(items).read()
