"""A region of text as typed items: what the recognisers marked, the grammar's phrases, numbers and breaks.

One pass over the tokens from left to right; at each the longest reading is taken, so that the time is linear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from commentary_nlp.extract.annotations import Annotations, InstrumentMention
from commentary_nlp.extract.trades.tokens import read_tokens
from commentary_nlp.extract.trades.words import Entry, Name, Verb, abbreviations, match, words_of
from commentary_nlp.records import Expiry, PriceKind, Right, Strike

Sort = Literal[
    "instrument", "expiry", "number", "strikes", "compact", "percent", "ratio", "right", "name", "verb", "link",
    "clause", "covered", "cash", "shares", "pronoun", "ordinal", "role", "strike_cue", "at_price", "for_price", "price",
    "fill", "comma", "break", "word",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One typed piece of the text. Which fields are set follows from `sort`.

    `tight` is true where no space stands before it. `number` is also a percentage's and a price's value.
    `masked` items stand in a clause that says no trade.
    """

    sort: Sort
    start: int
    end: int
    text: str
    tight: bool = False
    instrument: InstrumentMention | None = None
    expiry: Expiry | None = None
    number: float | None = None
    strikes: tuple[Strike, ...] = ()
    right: Right | None = None
    name: Name | None = None
    verb: Verb | None = None
    word: str = ""
    price_kind: PriceKind | None = None
    money: bool = False
    spelled: bool = False
    masked: bool = False


_CURRENCY = frozenset("$€£¥₩₹")
_DASHES = frozenset("-–—−")
# Above it "A by B" reads as strikes, not as a ratio.
_LEAST_BY = 5
_ORDERS = {"BTO": "enter", "STO": "enter", "STC": "exit", "BTC": "exit"}


class _Lexer:
    """State of one pass: the tokens, the marked spans, and the items so far."""

    def __init__(self, text: str, region: tuple[int, int], notes: Annotations) -> None:
        self.text = text
        self.tokens = read_tokens(text, region)
        self.words = [token.text.lower().replace("’", "'") for token in self.tokens]
        self.spans = _marked(notes, region)
        self.silent = _silent(notes, region)
        self.spelled = {
            number.start: (number.end, number.value)
            for number in notes.numbers
            if number.high is None and text[number.start : number.start + 1].isalpha()
        }
        self.items: list[Item] = []

    def run(self) -> list[Item]:
        at = 0
        while at < len(self.tokens):
            at = self._step(at)
        return self.items

    def _emit(self, sort: Sort, first: int, last: int, **fields: object) -> int:
        start, end = self.tokens[first].start, self.tokens[last].end
        item = Item(sort, start, end, self.text[start:end], tight=self.tokens[first].tight)
        self.items.append(replace(item, **fields))  # type: ignore[arg-type]
        return last + 1

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
                return self._emit("instrument", at, last, instrument=instrument)
            return self._emit("expiry", at, last, expiry=expiry)
        if token.kind == "number":
            return self._number(at, at)
        if token.text in _CURRENCY and self._kind(at + 1) == "number" and self.tokens[at + 1].tight:
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

    def _kind(self, at: int) -> str:
        return self.tokens[at].kind if at < len(self.tokens) else ""

    def _tight(self, at: int, text: str) -> bool:
        return at < len(self.tokens) and self.tokens[at].tight and self.tokens[at].text == text

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
        found = self._phrase(at)
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
            "pronouns": "pronoun", "roles": "role", "fill": "fill", "ordinals": "ordinal",
        }  # fmt: skip
        return self._emit(sorts.get(entry.kind, "word"), at, last, word=entry.word)

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
        return match(self.words, at)

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
        if token.text in ".;:!?|":
            return self._emit("break", at, at, word=token.text)
        if token.text in "–—" or (token.text == "-" and not token.tight):
            return self._emit("break", at, at, word="dash")
        return self._emit("fill", at, at)

    # Numbers and what is written against them.

    def _value(self, at: int) -> float:
        return float(self.tokens[at].text.replace(",", ""))

    def _number(self, first: int, at: int) -> int:
        value = self._value(at)
        sign = -1 if self.tokens[first].text in "-−–" else 1
        money = self.tokens[first].text in _CURRENCY
        if self._is_year(at):
            return self._emit("fill", first, at)
        values, last, joint = self._list(at)
        if len(values) > 1:
            return self._several(first, last, values, joint)
        letter = self.words[at + 1] if at + 1 < len(self.tokens) and self.tokens[at + 1].tight else ""
        if letter in ("c", "p"):
            right = "call" if letter == "c" else "put"
            strike = (Strike(value=value, unit="price"),)
            return self._emit("compact", first, at + 1, strikes=strike, right=right)
        ends = at + 2 >= len(self.tokens) or not self.tokens[at + 2].tight or self.tokens[at + 2].kind == "mark"
        if not letter and self._right_letter(at + 1):
            right = "call" if self.tokens[at + 1].text == "C" else "put"
            strike = (Strike(value=value, unit="price"),)
            return self._emit("compact", first, at + 1, strikes=strike, right=right)
        if letter in ("s", "'s") and ends:
            return self._emit("strikes", first, at + 1, strikes=(Strike(value=value, unit="price"),), word="plural")
        if letter == "x":
            if self._kind(at + 2) == "number" and self.tokens[at + 2].tight:
                return self._emit("ratio", first, at + 2, number=self._value(at + 2) / value if value else None)
            return self._emit("number", first, at + 1, number=value, spelled=True)
        if letter == "k":
            return self._emit("number", first, at + 1, number=sign * value * 1000, money=money)
        if letter == ":" and self._kind(at + 2) == "number" and self.tokens[at + 2].tight:
            return self._emit("word", first, at + 2)
        percent = self._percent_ends(at + 1)
        if percent is not None:
            return self._percent(first, percent, value, sign)
        after = at + 1 + (self._word_at(at + 1) == "-")
        delta = match(self.words, after) if after < len(self.tokens) else None
        if delta is not None and delta[1].kind == "delta":
            return self._emit("strikes", first, after, strikes=(Strike(value=value, unit="delta"),))
        if self._word_at(after) in words_of("measures", "words"):
            return self._emit("word", first, after)
        if self.tokens[first].start in self.silent or self.tokens[at].start in self.silent:
            return self._emit("word", first, at)
        return self._emit("number", first, at, number=sign * value, money=money, tight=self.tokens[first].tight)

    def _percent_ends(self, at: int) -> int | None:
        """The last token of "%", "percent" or "per cent" that begins at `at`."""
        found = self._word_at(at)
        if found in ("%", "percent", "pct"):
            return at
        return at + 1 if found == "per" and self._word_at(at + 1) == "cent" else None

    def _percent(self, first: int, last: int, value: float, sign: int = 1) -> int:
        """A percentage that ends at token `last`: how far a strike is out of the money where that is said next."""
        otm = match(self.words, last + 1) if last + 1 < len(self.tokens) else None
        if otm is not None and otm[1].kind == "otm":
            strike = (Strike(value=value, unit="percent_otm"),)
            return self._emit("strikes", first, last + otm[0], strikes=strike)
        return self._emit("percent", first, last, number=sign * value)

    def _right_letter(self, at: int) -> bool:
        """ "420 C": a capital that no recogniser took for a ticker."""
        if at >= len(self.tokens) or self.tokens[at].text not in ("C", "P"):
            return False
        return self.tokens[at].start not in self.spans

    def _word_at(self, at: int) -> str:
        return self.words[at] if at < len(self.tokens) else ""

    def _list(self, at: int) -> tuple[list[float], int, str]:
        """Numbers joined by slashes ("450/470"), or two by a dash, from the token `at` on."""
        values, joint = [self._value(at)], ""
        place = at
        while place + 2 < len(self.tokens) and self.tokens[place + 1].tight:
            mark = self.tokens[place + 1].text
            step = 2 + (self.tokens[place + 2].text in _CURRENCY)
            number = place + step
            if mark not in {"/", *_DASHES} or self._kind(number) != "number" or not self.tokens[number].tight:
                break
            if joint and (mark == "/") != (joint == "/"):
                break
            joint = "/" if mark == "/" else "-"
            values.append(self._value(number))
            place = number
        by = not joint and self._word_at(at + 1) == "by" and self._kind(at + 2) == "number"
        if by and min(values[0], self._value(at + 2)) > _LEAST_BY and not self._is_measured(at + 3):
            return [values[0], self._value(at + 2)], at + 2, "/"  # "210 by 220", and not "1 by 2"
        return values, place, joint

    def _is_year(self, at: int) -> bool:
        """ "19 APR 24 200/220": two digits between a day and a strike are the year."""
        last = self.items[-1] if self.items else None
        if last is None or last.expiry is None or last.expiry.date is None or len(self.tokens[at].text) != 2:
            return False
        return last.text[:1].isdigit() and last.expiry.date[2:4] == self.words[at] and self._kind(at + 1) == "number"

    def _is_measured(self, at: int) -> bool:
        return self._word_at(at) in words_of("measures", "words") or self._percent_ends(at) is not None

    def _several(self, first: int, last: int, values: list[float], joint: str) -> int:
        letter = self.words[last + 1] if last + 1 < len(self.tokens) and self.tokens[last + 1].tight else ""
        after = last + 1 + (self._word_at(last + 1) == "-")
        delta = match(self.words, after) if after < len(self.tokens) else None
        if delta is not None and delta[1].kind == "delta":
            strikes = tuple(Strike(value=value, unit="delta") for value in values)
            return self._emit("strikes", first, after, strikes=strikes)
        percent = self._percent_ends(last + 1)
        if percent is not None:
            return self._emit("word", first, percent)
        strikes = tuple(Strike(value=value, unit="price") for value in values)
        if letter in ("c", "p"):
            return self._emit("compact", first, last + 1, strikes=strikes, right="call" if letter == "c" else "put")
        if self.tokens[first].start in self.silent and joint == "-":
            return self._emit("word", first, last)
        return self._emit("strikes", first, last, strikes=strikes, word="range" if joint == "-" else "list")


def _marked(
    notes: Annotations, region: tuple[int, int]
) -> dict[int, tuple[int, InstrumentMention | None, Expiry | None]]:
    """Instruments and expiries within the region by their start; of two that overlap, the longer."""
    spans: list[tuple[int, int, InstrumentMention | None, Expiry | None]] = [
        (m.start, m.end, m, None) for m in notes.instruments if region[0] <= m.start and m.end <= region[1]
    ]
    spans += [(m.start, m.end, None, m.expiry) for m in notes.expiries if region[0] <= m.start and m.end <= region[1]]
    spans.sort(key=lambda span: (span[0], -(span[1] - span[0])))
    kept: dict[int, tuple[int, InstrumentMention | None, Expiry | None]] = {}
    last: tuple[int, int] | None = None
    for start, end, instrument, expiry in spans:
        if last is not None and start < last[1]:
            if end - start <= last[1] - last[0]:
                continue
            kept.pop(last[0], None)
        kept[start] = (end, instrument, expiry)
        last = (start, end)
    return kept


def _silent(notes: Annotations, region: tuple[int, int]) -> frozenset[int]:
    """Offsets inside stated durations: their numbers are no counts and no strikes."""
    inside: set[int] = set()
    for duration in notes.durations:
        if region[0] <= duration.start < region[1]:
            inside.update(range(duration.start, min(duration.end, region[1])))
    return frozenset(inside)


def read_items(text: str, region: tuple[int, int], notes: Annotations) -> list[Item]:
    """The items of ``text[start:end]``, in order, covering all but spaces; prices and masks not yet settled."""
    start, end = max(0, region[0]), min(len(text), region[1])
    return _Lexer(text, (start, end), notes).run() if start < end else []


def masked(items: Sequence[Item], flags: Sequence[bool]) -> list[Item]:
    """The items with their masks set."""
    return [replace(item, masked=flag) if flag else item for item, flag in zip(items, flags, strict=True)]
