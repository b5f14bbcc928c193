"""Numbers and what is written against them: strikes, ratios, percentages, deltas."""

from __future__ import annotations

from commentary_nlp.extract.annotations import Annotations, InstrumentMention, beginning, within
from commentary_nlp.extract.trades.items import Item, Sort
from commentary_nlp.extract.trades.moneyness import SpotPercent, is_near_spot
from commentary_nlp.extract.trades.tokens import read_tokens
from commentary_nlp.extract.trades.words import match, words_of
from commentary_nlp.records import Expiry, Strike

CURRENCY = frozenset("$€£¥₩₹")
_DASHES = frozenset("-–—−")
# Words that may stand between a percentage of spot and the option that it is the strike of.
_MAX_TO_HEAD = 4
# Above it "A by B" reads as strikes, not as a ratio.
_LEAST_BY = 5


class Numerals:
    """State of one pass: the tokens, the marked spans, and the items so far; and how its numbers are read."""

    def __init__(self, text: str, region: tuple[int, int], notes: Annotations) -> None:
        self.text = text
        self.tokens = read_tokens(text, region)
        self.words = [token.text.lower().replace("’", "'") for token in self.tokens]
        self.spans = _marked(notes, region)
        self.silent = _silent(notes, region)
        self.spelled = {
            number.start: (number.end, number.value)
            for number in within(notes.numbers, *region)
            if number.high is None and text[number.start : number.start + 1].isalpha()
        }
        self.items: list[Item] = []

    def _emit(self, sort: Sort, first: int, last: int, **fields: object) -> int:
        start, end = self.tokens[first].start, self.tokens[last].end
        fields["tight"] = self.tokens[first].tight
        self.items.append(Item(sort, start, end, self.text[start:end], **fields))  # type: ignore[arg-type]
        return last + 1

    def _kind(self, at: int) -> str:
        return self.tokens[at].kind if at < len(self.tokens) else ""

    def _value(self, at: int) -> float:
        return float(self.tokens[at].text.replace(",", ""))

    def _number(self, first: int, at: int) -> int:
        value = self._value(at)
        sign = -1 if self.tokens[first].text in "-−–" else 1
        money = self.tokens[first].text in CURRENCY
        if self._is_year(at):
            return self._emit("fill", first, at)
        values, last, joint = self._list(at)
        if len(values) > 1:
            return self._several(first, last, values, joint)
        letter = self.words[at + 1] if at + 1 < len(self.tokens) and self.tokens[at + 1].tight else ""
        priced = bool(self.items) and self.items[-1].sort == "for_price" and self.items[-1].word != "zero"
        if letter == "c" and priced:  # "for 35c": cents
            return self._emit("number", first, at + 1, number=value / 100, money=True)
        if letter in ("c", "p"):
            right = "call" if letter == "c" else "put"
            strike = (Strike(value=value, unit="price"),)
            return self._emit("compact", first, at + 1, strikes=strike, right=right)
        ends = at + 2 >= len(self.tokens) or not self.tokens[at + 2].tight or self.tokens[at + 2].kind == "mark"
        if not letter and self._right_letter(at + 1):
            right = "call" if self.tokens[at + 1].text == "C" else "put"
            strike = (Strike(value=value, unit="price"),)
            return self._emit("compact", first, at + 1, strikes=strike, right=right)
        if letter in ("s", "'s") and ends and self._is_zone(first):
            return self._emit("word", first, at + 1)
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
        if self._word_at(at + 1) in words_of("measures", "cents"):
            return self._emit("number", first, at + 1, number=value / 100, money=True)
        after = at + 1 + (self._word_at(at + 1) == "-")
        delta = match(self.words, after) if after < len(self.tokens) else None
        if delta is not None and delta[1].kind == "delta":
            return self._emit("strikes", first, after, strikes=(Strike(value=value, unit="delta"),))
        if self._word_at(after) in words_of("measures", "words"):
            return self._emit("word", first, after)
        if self.tokens[first].start in self.silent or self.tokens[at].start in self.silent:
            return self._emit("word", first, at)
        return self._emit("number", first, at, number=sign * value, money=money, tight=self.tokens[first].tight)

    def _is_zone(self, at: int) -> bool:
        """ "Bought in the 140s", "in the low 50s": prices, and no strikes. A month before them would make strikes."""
        before = at - 1
        while before >= 0 and self.words[before] in words_of("joints", "zones") | {"-"}:
            before -= 1
        return before > 0 and self.words[before] == "the" and self.words[before - 1] in ("in", "into", "to")

    def _percent_ends(self, at: int) -> int | None:
        """The last token of "%", "percent" or "per cent" that begins at `at`."""
        found = self._word_at(at)
        if found in ("%", "percent", "pct"):
            return at
        return at + 1 if found == "per" and self._word_at(at + 1) == "cent" else None

    def _percent(self, first: int, last: int, value: float, sign: int = 1) -> int:
        """A percentage that ends at token `last`: how far a strike is out of the money where that is said next."""
        after = last + 1 + (self._word_at(last + 1) == "-")
        money = match(self.words, after) if after < len(self.tokens) else None
        kind = money[1].kind if money is not None else ""
        if money is not None and kind in ("otm", "itm"):
            strike = (Strike(value=value if kind == "otm" else -value, unit="percent_otm"),)
            return self._emit("strikes", first, after + money[0] - 1, strikes=strike)
        if is_near_spot(value) and (kind in ("of_spot", "strike") or self._heads_option(last + 1)):
            end = after + money[0] - 1 if money is not None and kind == "of_spot" else last
            return self._emit("strikes", first, end, strikes=(SpotPercent.at(value),))
        return self._emit("percent", first, last, number=sign * value)

    def _heads_option(self, at: int) -> bool:
        """Whether a right or a structure follows with nothing but its terms between: "95% S&P 500 put spreads"."""
        place, limit = at, at + _MAX_TO_HEAD
        while place < min(limit, len(self.tokens)):
            span = self.spans.get(self.tokens[place].start)
            if span is not None:
                while place < len(self.tokens) and self.tokens[place].start < span[0]:
                    place += 1
                limit = place + _MAX_TO_HEAD
                continue
            if self.tokens[place].kind == "mark" and self.words[place] not in ("-", "/", "%"):
                return False
            found = match(self.words, place)
            if found is not None and found[1].kind in ("right", "name"):
                return True
            if found is not None and found[1].kind not in ("fill", "strike", "word"):
                return False
            if self.words[place] in words_of("joints", "prepositions"):
                return False
            place += 1
        return False

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
            percent = self.tokens[place + 1].text == "%" and self.tokens[place + 2].tight  # "95%/85%"
            sign = place + 1 + percent
            mark = self.tokens[sign].text
            number = sign + 1 + (self._word_at(sign + 1) in CURRENCY)
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
            if all(map(is_near_spot, values)) and self._heads_option(percent + 1):
                spots = tuple(SpotPercent.at(value) for value in values)
                return self._emit("strikes", first, percent, strikes=spots, word="list")
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
        (m.start, m.end, m, None) for m in within(notes.instruments, *region)
    ]
    spans += [(m.start, m.end, None, m.expiry) for m in within(notes.expiries, *region)]
    spans.sort(key=lambda span: (span[0], -(span[1] - span[0])))
    kept: dict[int, tuple[int, InstrumentMention | None, Expiry | None]] = {}
    last: tuple[int, int] | None = None
    for start, end, instrument, expiry in spans:
        if last is not None and start < last[1]:
            outer = kept[last[0]]
            if expiry is not None and end == last[1] and outer[1] is not None:
                kept[last[0]] = (outer[0], outer[1], expiry)  # a future's code: "CLZ4"
                continue
            if end - start <= last[1] - last[0]:
                continue
            kept.pop(last[0], None)
        kept[start] = (end, instrument, expiry)
        last = (start, end)
    return kept


def _silent(notes: Annotations, region: tuple[int, int]) -> frozenset[int]:
    """Offsets inside stated durations: their numbers are no counts and no strikes."""
    inside: set[int] = set()
    for duration in beginning(notes.durations, *region):
        inside.update(range(duration.start, min(duration.end, region[1])))
    return frozenset(inside)
