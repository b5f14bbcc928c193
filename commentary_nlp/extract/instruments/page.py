"""One text while its instruments are sought: its lines, what was found so far, and what it calls its companies."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from functools import cache
from typing import NamedTuple

from commentary_nlp.extract.instruments.context import any_of
from commentary_nlp.extract.instruments.explicit import Found
from commentary_nlp.extract.instruments.lookup import Lookup, Thing, lookup, split
from commentary_nlp.extract.lexicon import load

# A line is a headline in title case where this share of its longer words is capitalised.
_TITLE_SHARE = 0.8
# Characters of a stretch of text; words of a future count in its own and the ones beside it.
_STRETCH = 300


# On a line with one of these a metal's name means its future: "short two April contracts", "long December".
_FUTURES_TALK = re.compile(
    r"\b(?:futures|contracts?)\b|\b(?:long|short|buy|sell)\s+(?:two\s+|one\s+|three\s+)?"
    r"(?:Feb|Apr|Jun|Aug|Oct|Dec|Mar|May|Jul|Sep)[a-z]*\b"
)


class Vocabulary(NamedTuple):
    """Word sets of the lexicon, as `instruments.toml` explains them."""

    abbreviations: frozenset[str]
    function_words: frozenset[str]
    never_subject: frozenset[str]
    labels: frozenset[str]
    emphasis: frozenset[str]
    legal_forms: frozenset[str]
    company_forms: frozenset[str]
    common: frozenset[str]
    adjectives: frozenset[str]
    raters: frozenset[tuple[str, ...]]
    platforms: frozenset[str]
    platform_before: re.Pattern[str]
    platform_after: re.Pattern[str]
    blocked: dict[str, tuple[tuple[str, ...], ...]]
    goods: dict[str, str]


@cache
def vocabulary() -> Vocabulary:
    words = load("instruments")
    tickers, blocked = words["tickers"], words["blocked"]
    phrases = [split(phrase) for phrase in blocked["phrases"]]
    return Vocabulary(
        abbreviations=frozenset(tickers["abbreviations"]),
        function_words=frozenset(tickers["function_words"]),
        never_subject=frozenset(tickers["never_subject"]),
        labels=frozenset(tickers["labels"]),
        emphasis=frozenset(tickers["emphasis"]),
        legal_forms=frozenset(tickers["legal_forms"]),
        company_forms=frozenset(words["company"]["forms"]),
        common=frozenset(words["company"]["common_first"]),
        adjectives=frozenset(words["equity"]["adjectives"]),
        raters=frozenset(split(name) for name in words["raters"]["names"]),
        platforms=frozenset(blocked["platforms"]),
        platform_before=re.compile(rf"\b(?:{any_of(blocked['platform_before'])})\s+$", re.IGNORECASE),
        platform_after=re.compile(rf"\s*(?::\s*@|@)|\s+(?:{any_of(blocked['platform_after'])})\b", re.IGNORECASE),
        blocked={first: tuple(p for p in phrases if p[0] == first) for first in {p[0] for p in phrases}},
        goods=words["goods"],
    )


class Line:
    """Of one line, read once: its bounds; whether all its letters are capitals, it is in title case, it holds
    figures or talks of futures; and how many words of capitals it has."""

    __slots__ = ("capitals", "end", "figures", "futures", "shouted", "start", "title")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        line = text[start:end]
        self.shouted = line.isupper()
        words = re.findall(r"[A-Za-z][\w'’-]{3,}", line)
        high = sum(word[0].isupper() for word in words)
        self.title = len(words) > 2 and high >= _TITLE_SHARE * len(words)
        self.figures = bool(re.search(r"\d", line))
        self.capitals = len(re.findall(r"[A-Z]{2,}", line))
        self.futures = bool(_FUTURES_TALK.search(line))


class Page:
    """`found` grows as the passes go; `local` and `roots` hold this text's own names and listings."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.table: Lookup = lookup()
        self.found: list[Found] = []
        self.local: dict[tuple[str, ...], Thing] = {}
        self.roots: dict[str, Thing] = {}
        self.abroad: dict[str, Thing] = {}
        self.named: set[str] = set()
        self.pairs: frozenset[str] = frozenset()
        self.lines = [Line(text, m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
        self._ends: list[int] = []
        self._talk: dict[tuple[str, int], bool] = {}
        # Roots with a month's code, and futures' roots that stand bare: both are asked for often.
        self.coded = frozenset(re.findall(r"\b([A-Z]{2,3})[FGHJKMNQUVXZ]\d", text))
        self.bare = frozenset(re.findall(r"(?<![\w$/.])([A-Z]{2,3})(?![\w.])", text))
        self.spot_metals = bool(re.search(r"\bXA[UG]", text))
        # Farm goods are markets where two of them are named, or their roots, or contracts and crops.
        goods = vocabulary().goods
        said = set(re.findall(rf"\b(?:{'|'.join(goods.values())})\b", text.lower()))
        markets = rf"\b(?:{'|'.join(goods)}|futures|contracts?|grains?|bushels?|settlement|USDA|WASDE)\b"
        self.farm_markets = len(said) > 1 or bool(re.search(markets, text))
        self._starts = [line.start for line in self.lines]
        # Order shorthand (BTO, STO) makes BTC "buy to close".
        self.orders = bool(re.search(r"\b(?:BTO|STO|STC)\b", text))

    def add(self, found: list[Found]) -> None:
        """Take marked symbols over, and remember the listings abroad among them."""
        for one in found:
            self.note(one)
        self.named |= {one.thing.symbol for one in found}
        self.pairs = frozenset(one.thing.symbol for one in found if one.how == "pair")
        for one in found:
            if one.how != "listing":
                continue
            root = one.thing.symbol.partition(".")[0]
            self.abroad[one.thing.symbol] = one.thing
            if not root.isdigit():
                self.roots[root] = one.thing

    def note(self, one: Found) -> None:
        """Add a mention."""
        self.found.append(one)
        insort(self._ends, one.end)

    def last_end(self, start: int) -> int:
        """The end of the last mention that ends at or before `start`, or -1."""
        at = bisect_right(self._ends, start) - 1
        return self._ends[at] if at >= 0 else -1

    def line(self, place: int) -> Line:
        return self.lines[max(0, bisect_right(self._starts, place) - 1)]

    def future_cue(self, root: str, start: int, end: int) -> bool:
        """Whether the text talks of the future of that root rather than of the share of that symbol."""
        spec = load("instruments")["future"][root]
        share = self.table.tickers.get(root)
        if share and share.symbol in self.named:
            return False
        if root in self.coded:
            return True
        # Read by stretches, so that a root on every word costs no more than one pass over the text.
        stretch = start // _STRETCH if end - start < _STRETCH else -1
        if (root, stretch) not in self._talk:
            near = self.text if stretch < 0 else self.text[max(0, (stretch - 1) * _STRETCH) : (stretch + 2) * _STRETCH]
            cues = [*spec.get("cues", ()), *spec.get("any_case", ()), *(n.lower() for n in spec.get("names", ()))]
            self._talk[root, stretch] = bool(cues and re.search(rf"\b(?:{any_of(cues)})\b", near, re.IGNORECASE))
        return self._talk[root, stretch]
