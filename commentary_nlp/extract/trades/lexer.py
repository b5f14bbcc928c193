"""A region of text as typed items: what the recognisers marked, the grammar's phrases, numbers and breaks.

One pass over the tokens from left to right; at each the longest reading is taken, so that the time is linear.
"""

from __future__ import annotations

import re
from dataclasses import replace

from commentary_nlp.extract.annotations import Annotations, InstrumentMention
from commentary_nlp.extract.instruments.explicit import currency_of
from commentary_nlp.extract.trades.items import Item, Sort
from commentary_nlp.extract.trades.numerals import CURRENCY, Numerals
from commentary_nlp.extract.trades.structures import opposite
from commentary_nlp.extract.trades.words import Entry, Verb, abbreviations, match, words_of
from commentary_nlp.records import Expiry, Right, Side, Strike

# An option on a pair, by the currency that may be bought or sold with it.
_CURRENCY_OPTION = re.compile(r"(?P<first>\w+)\s(?P<right>call|put)s?\b", re.IGNORECASE)
# The two sides of a pair held in its currencies, and one currency against another.
_CURRENCY_HELD = re.compile(r"(?P<side>long|short)\s+(?:the\s+)?(?P<first>\w+)", re.IGNORECASE)
_CURRENCY_AGAINST = re.compile(r"(?P<first>\w+)\s(?:against|versus|vs)\b", re.IGNORECASE)
_ORDERS = {"BTO": "enter", "STO": "enter", "STC": "exit", "BTC": "exit"}


class _Lexer(Numerals):
    """The pass from left to right."""

    def run(self) -> list[Item]:
        at = 0
        while at < len(self.tokens):
            at = self._step(at)
        return self.items

    def _step(self, at: int) -> int:
        token = self.tokens[at]
        if token.text in _ORDERS and self._is_order(at):
            side = "long" if token.text in ("BTO", "STC") else "short"
            return self._emit("verb", at, at, verb=Verb(_ORDERS[token.text], side), word="order")  # type: ignore[arg-type]
        span = self.spans.get(token.start)
        if span is not None:
            end, instrument, expiry = span
            last = at
            while last + 1 < len(self.tokens) and self.tokens[last + 1].start < end:
                last += 1
            if instrument is not None:
                after = self._emit("instrument", at, last, instrument=instrument)
                self._within_name(expiry, instrument)
                return after
            return self._emit("expiry", at, last, expiry=expiry)
        if token.kind == "number":
            return self._number(at, at)
        if token.text in CURRENCY and self._kind(at + 1) == "number" and self.tokens[at + 1].tight:
            return self._number(at, at + 1)
        if token.text in "+-−–" and self._signs_instrument(at):
            return self._emit("verb", at, at, verb=Verb("state", "long" if token.text == "+" else "short"))
        if token.text in "+-−–" and self._signed(at):
            return self._number(at, at + 1)
        if token.kind == "word":
            return self._word(at)
        if token.kind == "line":
            return self._emit("break", at, at, word="line")
        return self._mark(at)

    def _within_name(self, expiry: Expiry | None, instrument: InstrumentMention) -> None:
        """What the words that name an instrument say besides: a future's month ("CLZ4"), an option's right
        ("USD put/JPY call")."""
        named = self.items[-1]
        if expiry is not None:
            self.items.append(replace(named, sort="expiry", expiry=expiry, instrument=None))
        held = _CURRENCY_HELD.match(named.text)
        if held is not None:  # "short euro, long dollar" is short EURUSD
            side: Side = "long" if held["side"].lower() == "long" else "short"
            side = side if currency_of(held["first"]) == instrument.symbol[:3] else opposite(side)
            self.items.insert(-1, replace(named, sort="verb", verb=Verb("state", side), instrument=None))
        alone = currency_of(named.text.lower().removeprefix("the "))
        if alone is not None and alone == instrument.symbol[3:]:  # "the loonie" is what USDCAD is quoted in
            self.items[-1] = replace(named, word="inverted")
        against = _CURRENCY_AGAINST.match(named.text)
        if against is not None and currency_of(against["first"]) not in (None, instrument.symbol[:3]):
            self.items[-1] = replace(named, word="inverted")
        currency = _CURRENCY_OPTION.match(named.text)
        if currency is not None:
            of_base = currency_of(currency["first"]) == instrument.symbol[:3]
            right: Right = "call" if (currency["right"].lower() == "call") == of_base else "put"
            self.items.append(replace(named, sort="right", right=right, instrument=None))

    def _is_order(self, at: int) -> bool:
        """BTC and its like are orders before a count and a contract, or before a contract; else tickers."""
        after = at + 1 + (self._kind(at + 1) == "number")
        if after >= len(self.tokens):
            return False
        if self.tokens[at].text != "BTC":
            return True
        span = self.spans.get(self.tokens[after].start) or self.spans.get(self.tokens[after].start + 1)
        return span is not None and span[1] is not None

    def _signed(self, at: int) -> bool:
        following = at + 1
        return (
            self._kind(following) == "number"
            and self.tokens[following].tight
            and (at == 0 or not self.tokens[at].tight)
            and not (self.tokens[at].text == "–" and at > 0 and self.tokens[at - 1].kind == "number")
        )

    def _signs_instrument(self, at: int) -> bool:
        """ "-XME May 60P": a sign before a ticker is a side."""
        if at + 1 >= len(self.tokens) or not self.tokens[at + 1].tight or (self.tokens[at].tight and at > 0):
            return False
        span = self.spans.get(self.tokens[at + 1].start)
        return span is not None and span[1] is not None

    def _word(self, at: int) -> int:
        token = self.tokens[at]
        spelled = self.spelled.get(token.start)
        found = self._apart(at) or self._phrase(at)
        if found is not None and found[1].kind == "covered" and self._names_inside(at, found[0]):
            found = match(self.words[at : at + 1], 0)  # "long ZINC against it", where "it" is known
        if spelled is not None and not self._in_silence(token.start) and (found is None or found[0] == 1):
            last = at
            while last + 1 < len(self.tokens) and self.tokens[last + 1].start < spelled[0]:
                last += 1
            within = next((p for p in map(self._percent_ends, range(at + 1, last + 2)) if p is not None), None)
            if within is not None:
                return self._percent(at, within, spelled[1])
            after = last + 1 + (self._word_at(last + 1) == "-")
            if self._word_at(after) in words_of("measures", "words"):
                return self._emit("word", at, after)
            return self._emit("number", at, last, number=spelled[1], spelled=True)
        if found is None:
            return self._emit("word", at, at, word=self.words[at])
        length, entry = found
        last = at + length - 1
        if entry.kind == "right":
            return self._emit("right", at, last, right=entry.word)
        if entry.kind == "name":
            return self._emit("name", at, last, name=entry.name)
        if entry.kind == "verb":
            return self._emit("verb", at, last, verb=entry.verb, word=self.words[at])
        if entry.kind == "atm":
            return self._emit("strikes", at, last, strikes=(Strike(value=0, unit="atm"),))
        if entry.kind == "delta" and self._word_at(last + 1) == "of" and self._kind(last + 2) == "number":
            strike = Strike(value=self._value(last + 2), unit="delta")
            return self._emit("strikes", at, last + 2, strikes=(strike,))
        if entry.kind == "price":
            return self._emit("for_price", at, last, word=entry.word)
        if entry.kind == "strike":
            return self._emit("strike_cue", at, last)
        sorts: dict[str, Sort] = {
            "links": "link", "clauses": "clause", "covered": "covered", "cash": "cash", "shares": "shares",
            "pronouns": "pronoun", "futures": "futures", "roles": "role", "fill": "fill", "ordinals": "ordinal",
        }  # fmt: skip
        return self._emit(sorts.get(entry.kind, "word"), at, last, word=entry.word)

    def _names_inside(self, at: int, length: int) -> bool:
        inside = (self.spans.get(token.start) for token in self.tokens[at + 1 : at + length])
        return any(span is not None and span[1] is not None for span in inside)

    def _apart(self, at: int) -> tuple[int, Entry] | None:
        """Verbs of two words that part: "take the XME side off", "buy in the 14 June 60s" (bought back)."""
        word = self.words[at]
        if word in ("take", "takes", "taking", "took"):
            for place in range(at + 1, min(at + 7, len(self.tokens))):
                if self.words[place] == "off":
                    return (1, Entry("verb", "exit", verb=Verb("exit", None))) if place > at + 1 else None
                if self.tokens[place].kind in ("line", "mark") and self.words[place] not in ("-", "/", "$"):
                    return None
                found = match(self.words, place)
                if found is not None and found[1].kind in ("verb", "clauses", "links"):
                    return None
        if word in ("buy", "buying", "bought") and self._word_at(at + 1) == "in":
            after = at + 2 + (self._word_at(at + 2) in words_of("placing", "articles") | {"my", "our", "your"})
            span = self.spans.get(self.tokens[after].start) if after < len(self.tokens) else None
            last = after
            while span is not None and last < len(self.tokens) and self.tokens[last].start < span[0]:
                last += 1
            if span is not None and span[2] is not None and self._kind(last) == "number":
                return 2, Entry("verb", "exit", verb=Verb("exit", "short"))
        return None

    def _phrase(self, at: int) -> tuple[int, Entry] | None:
        """The phrase at a word; "put" is an option after its terms ("the June 30 put in size") and places money
        before an amount ("put 5% into")."""
        if self.words[at] == "calls" and self.items and self.items[-1].sort != "word":
            found = match(self.words, at)
            return (1, Entry("right", "call")) if found is None or found[1].kind == "word" else found
        if self.words[at] == "covered" and self._covers(at):
            found = match(self.words, at)
            return found if found is not None and found[1].kind == "name" else (1, Entry("covered"))
        full = abbreviations().get(self.words[at])
        if full is not None and self.items and self.items[-1].sort == "strikes":
            named = match(full, 0)
            return (1, named[1]) if named is not None else None
        if self.words[at] != "put":
            return match(self.words, at)
        following = self._word_at(at + 1)
        if self.items and self.items[-1].sort in ("number", "strikes", "expiry", "instrument"):
            found = match(self.words, at)
            if found is not None and found[1].kind != "name":
                return 1, Entry("right", "put")
            return found
        amount = self._kind(at + 1) == "number" and self._percent_ends(at + 2) is not None
        if amount or following in words_of("placing", "words"):
            return 1, Entry("verb", "enter", verb=Verb("enter", "long"))
        before = self._word_at(at - 1) if at else ""
        if before in ("and", "or", "plus", "+", "/") and len(self.items) > 1 and self.items[-2].sort == "right":
            return 1, Entry("right", "put")  # "the 60 call and put"
        if before in words_of("placing", "articles"):  # "a put on XME"
            found = match(self.words, at)
            return (1, Entry("right", "put")) if found is None or found[1].kind == "verb" else found
        if following in words_of("placing", "determiners") and before not in words_of("placing", "makes_option"):
            return 1, Entry("verb", "enter", verb=Verb("enter", None))
        found = match(self.words, at)
        if before in words_of("joints", "before_order") and found is not None and found[1].kind == "right":
            return self._places(at)  # "I would put no more than that into them"
        return found

    def _places(self, at: int) -> tuple[int, Entry]:
        """ "Put" behind somebody who puts: an order where the money goes into or behind a thing, else a plain word."""
        for place in range(at + 1, min(at + 9, len(self.tokens))):
            if self.tokens[place].kind in ("line", "mark") and self.words[place] not in ("-", "$", "%", ".", "’"):
                break
            if self.words[place] in words_of("placing", "into"):
                return 1, Entry("verb", "enter", verb=Verb("enter", "long"))
        return 1, Entry("word")

    def _covers(self, at: int) -> bool:
        """ "my covered XME calls" are calls against shares; "I covered XME calls" bought them back."""
        if at > 0 and self.words[at - 1] in words_of("joints", "speakers"):
            return False
        for place in range(at + 1, min(at + 6, len(self.tokens))):
            if self.words[place] in ("call", "calls"):
                return True
            if self.tokens[place].kind == "mark" or match(self.words, place) is not None:
                return False
        return False

    def _in_silence(self, start: int) -> bool:
        return start in self.silent

    def _mark(self, at: int) -> int:
        token = self.tokens[at]
        if token.text in ",":
            return self._emit("comma", at, at)
        if token.text == "/":
            return self._emit("link", at, at, word="slash")
        if token.text in "&+":
            return self._emit("link", at, at, word="and")
        if token.text == "@":
            return self._emit("for_price", at, at, word="limit")
        if token.text == "." and token.tight and self.items and self.items[-1].text.lower() in ("vs", "v"):
            return self._emit("fill", at, at)
        if token.text in ".;:!?|":
            return self._emit("break", at, at, word=token.text)
        if token.text in "-–—" and self._kind(at + 1) == "number" and self.items and self.items[-1].word == "list":
            return self._emit("fill", at, at)  # "the 1800/1850 - 2050/2100 condor"
        if token.text in "–—" or (token.text == "-" and not token.tight):
            return self._emit("break", at, at, word="dash")
        return self._emit("fill", at, at)


def read_items(text: str, region: tuple[int, int], notes: Annotations) -> list[Item]:
    """The items of ``text[start:end]``, in order, covering all but spaces; prices and masks not yet settled."""
    start, end = max(0, region[0]), min(len(text), region[1])
    return _Lexer(text, (start, end), notes).run() if start < end else []
