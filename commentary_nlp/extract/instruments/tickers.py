"""Bare tickers: words in capitals, which count only where they cannot be words or abbreviations."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from commentary_nlp.extract.instruments.context import company_after, context, traded_after, traded_before
from commentary_nlp.extract.instruments.explicit import Found
from commentary_nlp.extract.instruments.lookup import Thing
from commentary_nlp.extract.instruments.page import Line, Page, vocabulary
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.symbols import Listing

# Symbols smaller than this, by place in the table, are bare tickers only beside words of trading: most of
# what looks like one of them in prose is an abbreviation.
_SMALL = 6000
_SMALL_SHORT = 3500

_JOINT = r"(?:\s*(?:,|/|&|\+|\band\b|\bor\b|\bover\b|\bvs\.?|\bversus\b)\s*){1,2}(?:short\s+|long\s+)?\$?"
_CAPITALS = re.compile(r"[A-Z]+(?:\.[AB])?(?=$|['’\-/&+])|6[EJBAC]$")
_CURRENCY_ROOT = re.compile(r"6[EJBAC]$")
_JOINED_LEFT, _JOINED_RIGHT = re.compile(_JOINT + "$"), re.compile(_JOINT)


class Tickers:
    """Every word in capitals that is a symbol, judged by what stands around it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.text, self.table = page.text, page.table
        self.words = vocabulary()

    def read(self, words: list[re.Match[str]]) -> None:
        taken = sorted((f.start, f.end) for f in self.page.found)
        starts = [span[0] for span in taken]
        sure: set[tuple[int, int]] = {(f.start, f.end) for f in self.page.found}
        waiting: list[tuple[int, int, Thing]] = []
        for start, end, symbol in self._candidates(words):
            at = bisect_right(starts, start) - 1
            if at >= 0 and taken[at][1] > start:
                continue
            thing = self._ticker_thing(symbol, start, end)
            if thing is None:
                continue
            verdict = self._verdict(symbol, thing, start, end)
            if verdict:
                self.page.note(Found(start, end, thing, "ticker" if thing.asset_class != "future" else "future", 2))
                sure.add((start, end))
                self.page.named.add(thing.symbol)
            elif verdict is None:
                waiting.append((start, end, thing))
        self._coordinated(waiting, sure)

    def _candidates(self, words: list[re.Match[str]]) -> Iterator[tuple[int, int, str]]:
        """Words in capitals of at most six letters, without a genitive; a plural s after a ticker is none."""
        for match in words:
            word = match[0]
            if word.islower() or (word[0].isdigit() and not _CURRENCY_ROOT.match(word)):
                continue
            for part in _CAPITALS.finditer(word):
                if part.start() and word[part.start() - 1] not in "-/'’":
                    continue
                if part.start() and word[part.start() - 1] in "'’&":
                    continue
                if part.end() < len(word) and word[part.end()] in "&+":
                    continue
                if 1 <= part.end() - part.start() <= 6:
                    if part.start() == 0 and part.end() < len(word) and word[part.end()] == "-" and len(part[0]) == 1:
                        continue
                    yield match.start() + part.start(), match.start() + part.end(), part[0]

    def _ticker_thing(self, symbol: str, start: int, end: int) -> Thing | None:
        if symbol in self.page.roots:
            return self.page.roots[symbol]
        crypto = load("instruments")["crypto"]["names"]
        if symbol in crypto and symbol == "BTC" and self.page.orders:
            return None
        if symbol in self.table.futures:
            share = self.table.tickers.get(symbol)
            rather_share = load("instruments")["future"][symbol].get("share")
            if self.page.future_cue(symbol, start, end) or not (
                rather_share or (share and share.symbol in self.page.named)
            ):
                return self.table.futures[symbol]
            return share
        return self.table.tickers.get(symbol)

    def _verdict(self, symbol: str, thing: Thing, start: int, end: int) -> bool | None:
        """True a ticker, False not one, None to be decided by a sure ticker beside it."""
        abbreviations, function_words, never_subject, labels = self.words[:4]
        text, line = self.text, self.page.line(start)
        listing = self.table.listings.get(symbol)
        after = text[end : end + 80]
        if text[start - 1 : start] in ("&", "@", "_", ".") or re.match(r"[&@_]|\.\w", after):
            return False
        if len(symbol) == 1 and (
            re.match(r"/[A-Za-z]\b", after) or re.search(r"\b[A-Za-z]/$", text[max(0, start - 2) : start])
        ):
            return False  # A/S, P/E, y/y
        if symbol in self.page.roots:
            return True
        if thing.asset_class == "future":
            return not line.shouted or line.figures
        if symbol in abbreviations and re.search(r"\b[Tt]he\s$", text[max(0, start - 5) : start]):
            return False
        if (
            symbol in self.words.legal_forms
            and re.search(r"[A-Za-z]\s$", text[max(0, start - 2) : start])
            and not traded_before(text, start)
        ):
            return False
        if len(symbol) == 1 and re.match(r"\.\s?[A-Z]", after) and not traded_before(text, start):
            return False
        if self._capitals_before(start) or (len(symbol) == 1 and re.match(r"[\s-](?:shares?|class|ordinary)\b", after)):
            return False
        word = symbol in function_words or symbol in never_subject or symbol in self.words.emphasis
        if listing and listing.word and not (listing.spoken_of or listing.asset_class == "etf"):
            word = True
        strict = word or symbol in abbreviations or len(symbol) == 1
        if listing and not self._well_known(listing, symbol):
            strict = True
        if line.shouted:
            return self._in_shouted_line(symbol, strict, line, start, end)
        if not strict:
            return not self._part_of_phrase(start, end)
        option = context().option.match(text, end)
        if symbol in function_words:
            if traded_before(text, start) and symbol not in ("AND", "THE", "NOT"):
                return bool(context().closed.match(text, end)) and not re.match(
                    r"\s+(?:of|in|for|and\s+[a-z]|for\s+the)\b", after
                )
            if symbol in ("A", "I"):
                return None
            return (
                True
                if context().level.match(after)
                and re.match(r"\s+(?:is|closes|trades|breaks|holds|gets)\b", after)
                and symbol not in ("ALL", "IT", "HE", "SHE", "WE", "YOU", "THIS", "THAT", "ONE", "WHO")
                else None
            )
        if option and symbol not in abbreviations:
            return True
        labelled = self._line_initial(start, line) and re.match(r"\s*(?:[:|]|[–—-]\s)", after)
        if labelled and symbol not in labels and symbol not in abbreviations:
            return True
        if traded_before(text, start) and not re.match(r"\s+[a-z]+(?:ing|ed)?\s", after):
            return True
        if traded_before(text, start) and (context().closed.match(text, end) or traded_after(text, end)):
            return True
        if (
            context().after.match(text, end)
            and symbol not in abbreviations
            and not re.match(r"\s+(?:call|calls|put|puts|share|spread)\b(?!s?\s*(?:spread|at|struck|\d|[.,;)]))", after)
        ):
            return True
        if context().rating.match(text, end):
            return True
        if len(symbol) == 1 and symbol not in ("I", "A") and len(self.page.named) > 1 and listing and listing.spoken_of:
            opens = start == line.start or re.search(r"[.!?:;,]\s$", text[max(0, start - 2) : start])
            if opens and (context().finite.match(text, end) or re.match(r"\s+at\s+\$?\d", after)):
                return True
        if symbol in never_subject and context().finite.match(text, end) and symbol not in abbreviations:
            return True
        if re.match(
            r"\s+(?:on\s+an?\s+(?:\w+\s+)?(?:close|dip|rally|pullback|break|retest)|ahead\s+of\s+(?:its|the|earnings))\b",
            after,
        ):
            return True
        if self._alone(start, end, symbol):
            return True
        if (
            symbol not in abbreviations
            and context().level.match(after)
            and re.match(
                r"(?:['’]s)?\s+(?:is|closes|closed|trades|traded|dips|breaks|holds|gets|drops|fell|rose|reclaims|clears)\b",
                after,
            )
        ):
            return True
        if thing.symbol in self.page.named and len(symbol) > 1 and symbol not in abbreviations:
            return True
        if listing and not word and symbol not in abbreviations and len(symbol) > 3 and company_after(text, end):
            return True
        return None

    def _capitals_before(self, start: int) -> bool:
        """Whether the word before is one of capitals too, and no ticker: "ASIA OPEN", "CAPITAL ONE"."""
        left = re.search(r"(?<![\w$.])([A-Z]{3,})\s$", self.text[max(0, start - 16) : start])
        return bool(left) and left[1] not in self.table.tickers and not context().before.search(f" {left[1]} ")  # type: ignore[index]

    def _well_known(self, listing: Listing, symbol: str) -> bool:
        """Spoken of, curated, a fund, or large enough that its symbol is no mere abbreviation."""
        if listing.spoken_of or symbol in self.table.curated:
            return True
        if listing.over_the_counter or listing.special:
            return False
        return listing.asset_class == "etf" or listing.rank < (_SMALL_SHORT if len(symbol) < 4 else _SMALL)

    def _alone(self, start: int, end: int, symbol: str) -> bool:
        """Set between marks as one names a thing: "still on my list: OPEN."."""
        alone = re.search(r"[a-z]:\s$", self.text[max(0, start - 3) : start]) and re.match(
            r"[.;,]", self.text[end : end + 1]
        )
        return (
            bool(alone)
            and symbol not in self.words.abbreviations
            and symbol.lower() not in load("instruments")["context"]["before"]
            and len(self.page.named) > 1
        )

    def _line_initial(self, start: int, line: Line) -> bool:
        return start - line.start < 12 and not self.text[line.start : start].strip(" \t•-*–—◦▪→▸>0123456789.)(:[]|·#")

    def _in_shouted_line(self, symbol: str, strict: bool, line: Line, start: int, end: int) -> bool | None:
        """In a line of capitals a ticker must be none of the language's words and stand beside a figure or alone."""
        if strict:
            # Orders in capitals: "BUY 100 F @ 12", "STO 1 A 130P".
            if symbol not in self.words.abbreviations and context().option.match(self.text, end):
                return True
            ordered = traded_before(self.text, start) and context().closed.match(self.text, end)
            return True if line.figures and ordered else None
        listing = self.table.listings.get(symbol)
        known = listing is None or listing.rank < 2500 or listing.asset_class == "etf"
        return known and (line.figures or line.capitals <= 2 or traded_before(self.text, start))

    def _part_of_phrase(self, start: int, end: int) -> bool:
        """Joined with another word into something else: "GDP-linked", "ex-US", an initial of a name."""
        text = self.text
        if re.match(r"-[a-z]{3,}", text[end : end + 5]) and not re.match(
            r"-(?:led|driven|heavy|backed|linked|related|sized|only)\b", text[end : end + 9]
        ):
            return True
        return bool(re.search(r"[A-Za-z]-$", text[max(0, start - 2) : start]))

    def _coordinated(self, waiting: list[tuple[int, int, Thing]], sure: set[tuple[int, int]]) -> None:
        """A doubtful ticker joined to a sure one: "ON and MCHP", "T, KEY or CAT"; on from the left, then the right."""
        ends, starts = {end for _, end in sure}, {start for start, _ in sure}
        left_over: list[tuple[int, int, Thing]] = []
        for start, end, thing in waiting:
            left = _JOINED_LEFT.search(self.text[max(0, start - 16) : start])
            if left and start - len(left[0]) in ends and self._may_join(start, end, thing):
                self._join(start, end, thing, starts, ends)
            else:
                left_over.append((start, end, thing))
        for start, end, thing in reversed(left_over):
            right = _JOINED_RIGHT.match(self.text[end : end + 16])
            if right and end + right.end() in starts and self._may_join(start, end, thing):
                self._join(start, end, thing, starts, ends)

    def _join(self, start: int, end: int, thing: Thing, starts: set[int], ends: set[int]) -> None:
        self.page.note(Found(start, end, thing, "ticker", 2))
        starts.add(start)
        ends.add(end)

    def _may_join(self, start: int, end: int, thing: Thing) -> bool:
        """No article or pronoun; no abbreviation but by a word or a stroke ("a.m. ET, the Dow" joins nothing)."""
        if thing.symbol in ("A", "I"):
            return False
        if thing.symbol in self.words.abbreviations:
            after, before = self.text[end : end + 5], self.text[max(0, start - 5) : start]
            return bool(re.match(r"\s*(?:/|and\b|or\b|&)", after) or re.search(r"(?:/|\band|\bor)\s*$", before))
        return not (self.page.line(start).shouted and thing.symbol in self.words.function_words)
