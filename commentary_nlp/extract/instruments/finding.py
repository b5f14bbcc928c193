"""Finding every traded thing that an article names.

In three passes, each over the whole text once: symbols that are marked as such; "Name (TICKER)" pairs, which
also tell how this article calls the company later; then word by word the names of the table and the bare
tickers. Bare tickers that are words or abbreviations count only where the words around them say so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from commentary_nlp.extract.annotations import InstrumentMention
from commentary_nlp.extract.instruments.context import (
    any_of,
    before,
    company_after,
    context,
    rates,
    traded_after,
    traded_before,
)
from commentary_nlp.extract.instruments.explicit import BRACKETED, Found, find_explicit
from commentary_nlp.extract.instruments.lookup import WORD, Entry, Lookup, Thing, lookup, split
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.symbols import Listing

# A line is a headline in title case where this share of its longer words is capitalised.
_TITLE_SHARE = 0.8
# Symbols smaller than this, by place in the table, are bare tickers only beside words of trading: most of
# what looks like one of them in prose is an abbreviation.
_SMALL = 6000
_SMALL_SHORT = 3500


def find_instruments(text: str) -> tuple[InstrumentMention, ...]:
    """Every mention of a traded thing, in order and free of overlap.

    Shares and funds by ticker, listing, full or short name; indices, futures, pairs, coins and metals by
    symbol or name. Themes ("small caps"), yields and economic data are none; nor is a house that rates,
    where it is named for its opinion (`context.rates` states the rule).
    """
    return _Reader(text).read()


@cache
def _sets() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    words = load("instruments")["tickers"]
    return tuple(frozenset(words[name]) for name in ("abbreviations", "function_words", "never_subject", "labels"))  # type: ignore[return-value]


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(load("instruments")["equity"]["adjectives"])


@cache
def _emphasis() -> frozenset[str]:
    return frozenset(load("instruments")["tickers"]["emphasis"])


@cache
def _blocked() -> dict[str, tuple[tuple[str, ...], ...]]:
    phrases = [split(phrase) for phrase in load("instruments")["blocked"]["phrases"]]
    return {first: tuple(p for p in phrases if p[0] == first) for first in {p[0] for p in phrases}}


@cache
def _platforms() -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]:
    words = load("instruments")["blocked"]
    return (
        frozenset(words["platforms"]),
        re.compile(rf"\b(?:{any_of(words['platform_before'])})\s+$", re.IGNORECASE),
        re.compile(rf"\s*(?::\s*@|@)|\s+(?:{any_of(words['platform_after'])})\b", re.IGNORECASE),
    )


@cache
def _rater_words() -> frozenset[tuple[str, ...]]:
    return frozenset(split(name) for name in load("instruments")["raters"]["names"])


class _Line:
    """Of one line: its bounds, whether all its letters are capitals, and whether it is in title case."""

    __slots__ = ("end", "shouted", "start", "title")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        line = text[start:end]
        self.shouted = line.isupper()
        words = re.findall(r"[A-Za-z][\w'’-]{3,}", line)
        high = sum(word[0].isupper() for word in words)
        self.title = len(words) > 2 and high >= _TITLE_SHARE * len(words)


class _Reader:
    """The passes over one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.table: Lookup = lookup()
        self.found: list[Found] = []
        self.local: dict[tuple[str, ...], Thing] = {}
        self.roots: dict[str, Thing] = {}
        self.abroad: dict[str, Thing] = {}
        self.named: set[str] = set()
        self.taken: list[tuple[int, int]] = []
        self.lines = [_Line(text, m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
        self._starts = [line.start for line in self.lines]
        # Order shorthand (BTO, STO) makes BTC "buy to close".
        self.orders = bool(re.search(r"\b(?:BTO|STO|STC)\b", text))

    def line(self, place: int) -> _Line:
        return self.lines[max(0, bisect_right(self._starts, place) - 1)]

    def read(self) -> tuple[InstrumentMention, ...]:
        if not self.lines:
            return ()
        self.found += find_explicit(self.text)
        for found in self.found:
            if found.how != "listing":
                continue
            root = found.thing.symbol.partition(".")[0]
            self.abroad[found.thing.symbol] = found.thing
            if not root.isdigit():
                self.roots[root] = found.thing
        self._bracketed()
        self.named = {found.thing.symbol for found in self.found}
        words = list(WORD.finditer(self.text))
        self._names(words)
        self.named |= {found.thing.symbol for found in self.found}
        self._tickers(words)
        return self._settled()

    # "Name (TICKER)"

    def _bracketed(self) -> None:
        for match in BRACKETED.finditer(self.text):
            symbol = match["symbol"].lstrip("$")
            thing = self._bracket_thing(symbol, match["name"])
            if thing is None:
                continue
            self.found.append(Found(*match.span("symbol"), thing, "ticker", 0))
            name = self._own_name(match["name"], thing, match.start())
            if name:
                start = match.start("name") + match["name"].rfind(name)
                words = split(name)
                self.found.append(Found(start, start + len(name), thing, "name", 0))
                self.local[words] = thing
                if len(words) > 1 and self._telling(name.split()[0], words[0]):
                    self.local[words[:1]] = thing

    def _telling(self, written: str, word: str) -> bool:
        """Whether the first word of a name may stand for it later: capitalised, and no common first word."""
        entries = self.table.names.get(word, ())
        common = len({entry.thing.symbol for entry in entries}) > 3
        return len(word) > 3 and written[0].isupper() and not common and written.lower() not in _COMMON

    def _bracket_thing(self, symbol: str, name: str) -> Thing | None:
        if symbol.isdigit() or len(symbol) == 1 and symbol.isdigit():
            return None
        if marked := self.abroad.get(symbol):
            return marked
        if symbol in self.table.futures and self._future_cue(symbol, 0, len(self.text)):
            return self.table.futures[symbol]
        thing = self.table.tickers.get(symbol.replace("-", "."))
        initials = "".join(word[0] for word in re.findall(r"[A-Za-z]\w*", name)).upper()
        abbreviation = len(symbol) > 1 and symbol in initials and len(name.split()) > 1
        if thing and (not abbreviation or self._same_company(name, thing)):
            if symbol in _sets()[0] and not self._same_company(name, thing):
                return None
            return thing
        if abbreviation or symbol in _sets()[0] or not re.fullmatch(r"[A-Z]{2,5}", symbol):
            return None
        return Thing(symbol, name, "equity") if not self.line(0).shouted else None

    def _same_company(self, name: str, thing: Thing) -> bool:
        ours = {word for word in split(thing.name or "") if len(word) > 2}
        known = {entry.thing.symbol for entry in self.table.names.get(split(name)[-1], ())} if split(name) else set()
        return bool(ours & set(split(name))) or thing.symbol in known

    def _own_name(self, name: str, thing: Thing, start: int) -> str:
        """The part of the capitalised words before a bracket that names the company."""
        parts = name.split()
        for at in range(len(parts)):
            words = split(" ".join(parts[at:]))
            for entry in self.table.names.get(words[0], ()) if words else ():
                if words[1:] == entry.rest:
                    return " ".join(parts[at:])
        known = self.table.tickers.get(thing.symbol)
        ours = set(split(known.name or "")) - _JOINTS if known else set()
        for at in range(len(parts)):
            if ours & set(split(parts[at])) and split(parts[at])[0] not in _COMPANY_FORMS:
                return " ".join(parts[at:])
        if known or self.line(start).title:
            return ""
        # An unknown name: what stands on the same line without a verb of rating or trading before it.
        while parts and (parts[0].lower() in _COMMON or context().before.search(" " + parts[0] + " ")):
            parts = parts[1:]
        return " ".join(parts) if parts and len(parts) <= 3 else ""

    # Names

    def _names(self, words: list[re.Match[str]]) -> None:
        at, count = 0, len(words)
        while at < count:
            step = self._name_at(words, at)
            at += step or 1

    def _forms(self, word: str) -> tuple[str, str | None]:
        plain = word.lower().replace("’", "'")
        genitive = plain[:-2] if plain.endswith("'s") else plain[:-1] if plain.endswith("'") else None
        return plain, genitive

    def _name_at(self, words: list[re.Match[str]], at: int) -> int:
        """How many words from `at` are a name; 0 for none."""
        first = words[at]
        plain, genitive = self._forms(first[0])
        local = self._local_at(words, at)
        if local:
            return local
        if blocked := self._blocked_at(words, at):
            return blocked
        keys = (plain, genitive, plain.replace("'", "")) if genitive else (plain,)
        for key in keys:
            for entry in self.table.names.get(key, ()):
                count = 1 + len(entry.rest)
                if at + count > len(words) or (count > 1 and key == genitive):
                    continue
                end = self._matches(words, at, entry)
                if end is None:
                    continue
                start = first.start()
                if split(self.text[start:end]) in _rater_words() and rates(self.text, start, end):
                    return count
                if self._is_name(start, end, entry, at, words):
                    thing = self._as_meant(entry.thing, start, end)
                    if thing is not None:
                        self.found.append(Found(start, end, thing, entry.how, 1))
                    return count
        return 0

    def _blocked_at(self, words: list[re.Match[str]], at: int) -> int:
        """How many words from `at` name something else that begins like a traded thing ("S&P Global Ratings")."""
        for phrase in _blocked().get(self._forms(words[at][0])[0], ()):
            chunk = words[at : at + len(phrase)]
            if len(chunk) == len(phrase) and all(self._forms(w[0])[0] == p for w, p in zip(chunk[1:], phrase[1:], strict=True)):
                return len(phrase)
        return 0

    def _local_at(self, words: list[re.Match[str]], at: int) -> int:
        """A name that this text has bound to a symbol itself."""
        if not self.local or not words[at][0][0].isupper():
            return 0
        for length in (4, 3, 2, 1):
            chunk = words[at : at + length]
            if len(chunk) < length:
                continue
            forms = [self._forms(word[0])[0] for word in chunk]
            bare = self._forms(chunk[-1][0])[1]
            for last in filter(None, (forms[-1], bare)):
                thing = self.local.get((*forms[:-1], last))
                if thing and self._joined(chunk):
                    end = chunk[-1].end() - (len(forms[-1]) - len(last))
                    self.found.append(Found(chunk[0].start(), end, thing, "short_name", 1))
                    return length
        return 0

    def _joined(self, chunk: list[re.Match[str]]) -> bool:
        """Whether only spaces, or "& " and hyphens of a name, stand between the words."""
        return all(
            re.fullmatch(r"\s?[ &\-–.]{0,3}\s?", self.text[one.end() : two.start()]) for one, two in zip(chunk, chunk[1:], strict=False)
        )

    def _matches(self, words: list[re.Match[str]], at: int, entry: Entry) -> int | None:
        """The end of the entry's words at `at`, or None."""
        chunk = words[at : at + 1 + len(entry.rest)]
        for word, wanted in zip(chunk[1:], entry.rest, strict=True):
            plain, genitive = self._forms(word[0])
            if wanted not in (plain, plain.replace("'", "")) and not (word is chunk[-1] and wanted == genitive):
                return None
        if len(chunk) > 1 and not self._joined(chunk):
            return None
        if entry.capitals:
            written = [word[0].replace("’", "'") for word in chunk]
            if entry.exact:
                last = written[-1]
                if last != entry.exact[-1] and last.removesuffix("'s") == entry.exact[-1]:
                    written[-1] = entry.exact[-1]
                if tuple(written) != entry.exact and not (self.line(chunk[0].start()).shouted and len(entry.exact) > 1):
                    return None
            elif not all(w[0].isupper() or w[0].isdigit() or w in _JOINTS or w == "eBay" for w in written):
                return None
            elif len(written) == 1 and written[0].isupper() and len(written[0]) > 1 and entry.thing.name not in (written[0],):
                # All capitals: a ticker's business, unless the name is so written.
                if entry.spelled != (written[0],) and not self._shouted_name(chunk[0], entry):
                    return None
        end = chunk[-1].end()
        plain = self._forms(chunk[-1][0])[0]
        wanted = entry.rest[-1] if entry.rest else self._forms(chunk[0][0])[0]
        if entry.rest and wanted not in (plain, plain.replace("'", "")):
            end -= len(plain) - len(wanted)
        elif not entry.rest and plain.endswith(("'s", "'")) and not self._with_apostrophe(plain, entry):
            end -= 2 if plain.endswith("'s") else 1
        return end

    def _with_apostrophe(self, plain: str, entry: Entry) -> bool:
        """Whether the 's belongs to the name itself: "Macy's", "Lowe's"."""
        if entry.spelled:
            return entry.spelled[0].lower() == plain
        return split(entry.thing.name or " ")[:1] in ((plain,), (plain.replace("'", ""),))

    def _shouted_name(self, word: re.Match[str], entry: Entry) -> bool:
        line = self.line(word.start())
        return len(word[0]) > 3 and not entry.doubtful and (line.shouted or word[0] not in self.table.tickers)

    def _as_meant(self, thing: Thing, start: int, end: int) -> Thing | None:
        """The listing that the text itself uses; the future for a metal where the text talks of futures."""
        words = split(self.text[start:end])
        if words in self.local:
            return self.local[words]
        metal = load("instruments")["metal"].get(thing.symbol)
        if metal is None:
            return thing
        following = re.match(r"[\s/-]*([A-Za-z]+)", self.text[end : end + 20])
        if following and following[1].lower() in metal["not_before"]:
            return None
        if any(f.thing.symbol == thing.symbol and f.how == "pair" for f in self.found):
            return thing
        if re.match(r"spot\b", self.text[start:end], re.IGNORECASE) or re.search(r"\bspot\s+$", before(self.text, start), re.IGNORECASE):
            return thing
        return self.table.futures[metal["future"]] if self._metal_is_future(metal["future"], start) else thing

    def _metal_is_future(self, root: str, start: int) -> bool:
        """Its root stands in the text beside the other's, or contracts of it are spoken of on its line."""
        if re.search(rf"(?<![\w$/.]){root}(?![\w.])", self.text) and not re.search(r"\bXA[UG]", self.text):
            return True
        line = self.line(start)
        words = self.text[line.start : line.end]
        return bool(re.search(r"\b(?:futures|contracts?)\b|\b(?:long|short|buy|sell)\s+(?:two\s+|one\s+|three\s+)?(?:Feb|Apr|Jun|Aug|Oct|Dec|Mar|May|Jul|Sep)[a-z]*\b", words))

    def _is_name(self, start: int, end: int, entry: Entry, at: int, words: list[re.Match[str]]) -> bool:
        text, line = self.text, self.line(start)
        if self.orders and text[start:end] == "BTC":
            return False
        if not entry.capitals:
            return self._any_case(start, end, entry)
        platforms, posted, page = _platforms()
        if self._forms(text[start:end])[0] in platforms and (posted.search(before(text, start)) or page.match(text, end)):
            return False
        if entry.thing.asset_class == "index" or entry.how == "pair":
            return not self._in_fund_name(end) and not re.match(r"[\s-](?:futures|Futures|E-mini)\b", text[end : end + 10])
        if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha() and not entry.rest:
            # "Meta-analysis", "Ford-made": part of another word.
            return False
        if re.search(r"(?:[A-Z][\w'’]+\s|\b[A-Z]\.\s?)$", text[max(0, start - 14) : start]) and not entry.rest and entry.doubtful:
            return False
        if entry.doubtful:
            return self._doubtful(start, end, entry, line)
        return not self._in_longer_name(start, end, entry, at, words)

    def _doubtful(self, start: int, end: int, entry: Entry, line: _Line) -> bool:
        """A word that is a name too: known already here, or treated as a company by what stands around."""
        text = self.text
        if entry.thing.symbol in self.named:
            return not line.shouted and not line.title
        if line.shouted:
            return False
        initial = start == line.start or bool(re.search(r"(?:[.!?:;\"“]\s+|^[\s•\-*–—◦▪→▸>\d.)]*)$", text[line.start : start]))
        adjective = self._forms(text[start:end])[0] in _adjectives()
        stock = not adjective and re.match(r"(?:['’]s)?\s+(?:shares|stock|calls|puts|CEO|Inc|Corp|plc|PLC|earnings|results|management|board|guidance)\b", text[end : end + 20])
        if stock and text[start - 1 : start] != "-":
            return True
        if line.title:
            return False
        if not initial and not adjective and self._isolated(start, end):
            return True
        if traded_before(text, start) and not initial:
            follows = re.match(r"\s+([a-z]+)", text[end : end + 20])
            return not follows or bool(context().closed.match(text, end) or company_after(text, end) or traded_after(text, end))
        return company_after(text, end) and (not initial or bool(re.match(r"\s+(?:reported|reports|fell|rose|gained|jumped|slid|surged|slumped|climbed|sank|soared|tumbled|plunged|rallied|beat|went\s+public|dropped|acquired|guided|warned|posted)\b", text[end : end + 24])))

    def _isolated(self, start: int, end: int) -> bool:
        """A capital within a sentence, with none beside it: a name of some kind, and of this company most likely."""
        text = self.text
        left = re.search(r"([A-Za-z0-9&’']+)[,;]?\s$", text[max(0, start - 20) : start])
        right = re.match(r"(?:['’]s)?\s([A-Za-z])|(?:['’]s)?[,.;)]|\s[<(]", text[end : end + 4])
        if not left or not right or text[start - 1] in "-/":
            return False
        return left[1][0].islower() and not (right[1] and right[1].isupper())

    def _in_longer_name(self, start: int, end: int, entry: Entry, at: int, words: list[re.Match[str]]) -> bool:
        """A single word inside a longer proper name: "Karen Holt", "Hudson Bay", "Apple Hospitality"."""
        if entry.rest:
            return False
        text = self.text
        known = entry.thing.symbol in self.named
        if re.search(r"\b(?:Mr|Ms|Mrs|Dr|Sir|Prof)\.?\s$", text[max(0, start - 6) : start]):
            return True
        listing = self.table.listings.get(entry.thing.symbol)
        curated = listing is None or listing.rank < 600 or entry.thing.symbol in self.table.curated
        if known or curated:
            return False
        left = re.search(r"([A-Z][a-z]+)\s$", text[max(0, start - 20) : start])
        right = re.match(r"\s(?!Inc\b|Corp\b|Co\b|Ltd\b|Plc\b|PLC\b|Holdings?\b|Group\b)([A-Z][a-z]+)", text[end : end + 20])
        return bool((left and left[1].lower() not in _COMMON and not self.line(start).title) or right)

    def _in_fund_name(self, end: int) -> bool:
        return bool(re.match(r"\s+(?:ETF|ETN|Index Fund|Trust|Fund)\b", self.text[end : end + 14]))

    def _any_case(self, start: int, end: int, entry: Entry) -> bool:
        text, symbol = self.text, entry.thing.symbol
        if entry.thing.asset_class == "fx" and not re.match(r"the\b", text[start:end], re.IGNORECASE):
            # "cable" is a wire too.
            return not re.match(r"\s+(?:news|company|companies|tv|television|network|networks|operator|operators|car|box|subscribers)\b", text[end:end+16], re.IGNORECASE) and not re.search(r"\b(?:a|an|the|and|by|legacy)\s+$", text[max(0,start-8):start])
        if symbol in _GRAINS or entry.headed:
            return self._grain(start, end, symbol)
        if text[end : end + 1] == "-" and re.match(r"-[a-z]+ed\b", text[end : end + 12]):
            return False
        return True

    def _grain(self, start: int, end: int, symbol: str) -> bool:
        """Farm goods are things to eat unless the text talks of markets in them."""
        cues = re.search(rf"\b(?:futures|contracts?|grains?|bushels?|cents|settlement|{any_of(list(_GRAINS))}|crop|USDA|WASDE|calendars?)\b", self.text)
        opens = re.search(r"(?:^|[\n.•\-*–]\s*)$", self.text[max(0, start - 3) : start])
        closes = re.match(r"[.:]", self.text[end : end + 1])
        headed = self.text[start:end].lower() in ("gas", "oil")
        return bool((cues and not headed) or (opens and closes))

    # Bare tickers

    def _tickers(self, words: list[re.Match[str]]) -> None:
        taken = sorted((f.start, f.end) for f in self.found)
        starts = [span[0] for span in taken]
        sure: set[tuple[int, int]] = {(f.start, f.end) for f in self.found}
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
                self.found.append(Found(start, end, thing, "ticker" if thing.asset_class != "future" else "future", 2))
                sure.add((start, end))
                self.named.add(thing.symbol)
            elif verdict is None:
                waiting.append((start, end, thing))
        self._coordinated(waiting, sure)

    def _candidates(self, words: list[re.Match[str]]) -> Iterator[tuple[int, int, str]]:
        """Words in capitals of at most six letters, without a genitive; a plural s after a ticker is none."""
        for match in words:
            word = match[0]
            if word[0].isdigit() and not re.match(r"6[EJBAC]$", word):
                continue
            for part in re.finditer(r"[A-Z]+(?:\.[AB])?(?=$|['’\-/&+])|6[EJBAC]$", word):
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
        if symbol in self.roots:
            return self.roots[symbol]
        crypto = load("instruments")["crypto"]["names"]
        if symbol in crypto and symbol == "BTC" and self.orders:
            return None
        if symbol in self.table.futures:
            share = self.table.tickers.get(symbol)
            rather_share = load("instruments")["future"][symbol].get("share")
            if self._future_cue(symbol, start, end) or not (rather_share or (share and share.symbol in self.named)):
                return self.table.futures[symbol]
            return share
        return self.table.tickers.get(symbol)

    def _future_cue(self, root: str, start: int, end: int) -> bool:
        """Whether the text talks of the future of that root rather than of the share of that symbol."""
        spec = load("instruments")["future"][root]
        share = self.table.tickers.get(root)
        if share and share.symbol in self.named:
            return False
        if re.search(rf"\b{root}[FGHJKMNQUVXZ]\d", self.text):
            return True
        near = self.text[max(0, start - 400) : end + 400] if end - start < 100 else self.text
        cues = [*spec.get("cues", ()), *spec.get("any_case", ()), *(n.lower() for n in spec.get("names", ()))]
        return bool(cues and re.search(rf"\b(?:{any_of(cues)})\b", near, re.IGNORECASE))

    def _verdict(self, symbol: str, thing: Thing, start: int, end: int) -> bool | None:
        """True a ticker, False not one, None to be decided by a sure ticker beside it."""
        abbreviations, function_words, never_subject, labels = _sets()
        text, line = self.text, self.line(start)
        listing = self.table.listings.get(symbol)
        after = text[end : end + 80]
        if text[start - 1 : start] in ("&", "@", "_", ".") or re.match(r"[&@_]|\.\w", after):
            return False
        if symbol in self.roots:
            return True
        if thing.asset_class == "future":
            return not line.shouted or bool(re.search(r"\d", text[line.start : line.end]))
        if symbol in abbreviations and re.search(r"\b[Tt]he\s$", text[max(0, start - 5) : start]):
            return False
        if symbol in _LEGAL and re.search(r"[A-Za-z]\s$", text[max(0, start - 2) : start]) and not traded_before(text, start):
            return False
        if len(symbol) == 1 and re.match(r"\.\s?[A-Z]", after) and not traded_before(text, start):
            return False
        if self._capitals_before(start) or (len(symbol) == 1 and re.match(r"[\s-](?:shares?|class|ordinary)\b", after)):
            return False
        word = symbol in function_words or symbol in never_subject or symbol in _emphasis()
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
                return bool(context().closed.match(text, end)) and not re.match(r"\s+(?:of|in|for|and\s+[a-z]|for\s+the)\b", after)
            if symbol == "A" or symbol == "I":
                return None
            return True if context().level.match(after) and re.match(r"\s+(?:is|closes|trades|breaks|holds|gets)\b", after) and symbol not in ("ALL", "IT", "HE", "SHE", "WE", "YOU", "THIS", "THAT", "ONE", "WHO") else None
        if option and symbol not in abbreviations:
            return True
        labelled = self._line_initial(start, line) and re.match(r"\s*(?:[:|]|[–—-]\s)", after)
        if labelled and symbol not in labels and symbol not in abbreviations:
            return True
        if traded_before(text, start) and not re.match(r"\s+[a-z]+(?:ing|ed)?\s", after):
            return True
        if traded_before(text, start) and (context().closed.match(text, end) or traded_after(text, end)):
            return True
        if context().after.match(text, end) and symbol not in abbreviations and not re.match(r"\s+(?:call|calls|put|puts|share|spread)\b(?!s?\s*(?:spread|at|struck|\d|[.,;)]))", after):
            return True
        if context().rating.match(text, end):
            return True
        if symbol in never_subject and context().finite.match(text, end) and symbol not in abbreviations:
            return True
        if re.match(r"\s+(?:on\s+an?\s+(?:\w+\s+)?(?:close|dip|rally|pullback|break|retest)|ahead\s+of\s+(?:its|the|earnings))\b", after):
            return True
        if self._alone(start, end, symbol):
            return True
        if symbol not in abbreviations and context().level.match(after) and re.match(r"(?:['’]s)?\s+(?:is|closes|closed|trades|traded|dips|breaks|holds|gets|drops|fell|rose|reclaims|clears)\b", after):
            return True
        if thing.symbol in self.named and len(symbol) > 1 and symbol not in abbreviations:
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
        """Set between marks as one names a thing: "what I am not in: OPEN."."""
        alone = re.search(r"[a-z]:\s$", self.text[max(0, start - 3) : start]) and re.match(r"[.;,]", self.text[end : end + 1])
        return bool(alone) and symbol not in _sets()[0] and symbol.lower() not in load("instruments")["context"]["before"] and len(self.named) > 1

    def _line_initial(self, start: int, line: _Line) -> bool:
        return not self.text[line.start : start].strip(" \t•-*–—◦▪→▸>0123456789.)(:[]|·#")

    def _in_shouted_line(self, symbol: str, strict: bool, line: _Line, start: int, end: int) -> bool | None:
        """In a line of capitals a ticker must be none of the language's words and stand beside a figure or alone."""
        words = re.findall(r"[A-Z]{2,}", self.text[line.start : line.end])
        figures = bool(re.search(r"\d", self.text[line.start : line.end]))
        if strict:
            # Orders in capitals: "BUY 100 F @ 12", "STO 1 A 130P".
            return True if figures and traded_before(self.text, start) and context().closed.match(self.text, end) else None
        listing = self.table.listings.get(symbol)
        known = listing is None or listing.rank < 2500 or listing.asset_class == "etf"
        return known and (figures or len(words) <= 2 or traded_before(self.text, start))

    def _part_of_phrase(self, start: int, end: int) -> bool:
        """Joined with another word into something else: "GDP-linked", "ex-US", an initial of a name."""
        text = self.text
        if re.match(r"-[a-z]{3,}", text[end : end + 5]) and not re.match(r"-(?:led|driven|heavy|backed|linked|related|sized|only)\b", text[end : end + 9]):
            return True
        return bool(re.search(r"[A-Za-z]-$", text[max(0, start - 2) : start]))

    def _coordinated(self, waiting: list[tuple[int, int, Thing]], sure: set[tuple[int, int]]) -> None:
        """A doubtful ticker joined to a sure one: "ON and MCHP", "T, KEY or CAT"."""
        changed = True
        while changed and waiting:
            changed = False
            ends, starts = {end for _, end in sure}, {start for start, _ in sure}
            for item in list(waiting):
                start, end, thing = item
                right = re.match(r"(?:\s*(?:,|/|&|\+|\band\b|\bor\b|\bover\b|\bvs\.?|\bversus\b)\s*){1,2}(?:short\s+|long\s+)?\$?", self.text[end : end + 16])
                left = re.search(r"(?:\s*(?:,|/|&|\+|\band\b|\bor\b|\bover\b|\bvs\.?|\bversus\b)\s*){1,2}(?:short\s+|long\s+)?\$?$", self.text[max(0, start - 16) : start])
                joined = (right and end + right.end() in starts) or (left and start - len(left[0]) in ends)
                if joined and thing.symbol in _sets()[0]:
                    joined = bool(re.match(r"\s*(?:/|and\b|or\b|&)", self.text[end : end + 5]) or re.search(r"(?:/|\band|\bor)\s*$", self.text[max(0, start - 5) : start]))
                if joined and not (thing.symbol in ("A", "I") or self.line(start).shouted and thing.symbol in _sets()[1]):
                    self.found.append(Found(start, end, thing, "ticker", 2))
                    sure.add((start, end))
                    waiting.remove(item)
                    changed = True

    def _settled(self) -> tuple[InstrumentMention, ...]:
        """In order; of two that overlap the longer stays, of two alike the surer."""
        kept: list[Found] = []
        for found in sorted(self.found, key=lambda f: (-(f.end - f.start), f.rank, f.start)):
            if all(found.end <= other.start or found.start >= other.end for other in kept):
                kept.append(found)
        return tuple(
            InstrumentMention(f.start, f.end, f.thing.symbol, f.thing.name, f.thing.asset_class, f.how)
            for f in sorted(kept, key=lambda f: f.start)
        )


# Legal forms of companies abroad that are tickers too.
_LEGAL = frozenset(["AG", "SE", "SA", "NV", "ASA", "AB", "SPA", "KG", "OYJ", "AS", "PLC", "BV", "LP", "CO", "TV"])
_COMPANY_FORMS = frozenset(["inc", "corp", "ltd", "llc", "plc", "co", "group", "holdings", "corporation", "company"])
_JOINTS = frozenset(["of", "the", "and", "de", "in", "for", "by"])
_GRAINS = {"ZC": "corn", "ZW": "wheat", "ZS": "soybeans", "LE": "cattle", "HE": "hogs", "CC": "cocoa", "CT": "cotton", "ZM": "meal", "ZL": "oil", "GF": "feeders", "SB": "sugar", "KC": "coffee"}
# Capitalised first words that name no company.
_COMMON = frozenset(
    "the a an and in on at by for of from with still now new our we i elsewhere among since as buy sell short long own hold add "
    "first american national united general global great north south east west deutsche bank royal china credit "
    "societe air western eastern northern southern pacific atlantic capital central city target price state big best "
    "under over into after before when if while monday tuesday wednesday thursday friday saturday sunday january february "
    "march april may june july august september october november december shares stock".split()
)
