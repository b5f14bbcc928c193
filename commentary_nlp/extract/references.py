"""Which earlier recommendations a later one acts on: "cover tactical shorts", "the pair comes off", a roll."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.statements import Statement
from commentary_nlp.records import Alternative, Leg

_STRUCTURES = {
    "call_spread": r"call spreads?|spreads?", "put_spread": r"put spreads?|spreads?", "iron_condor": r"condors?",
    "straddle": r"straddles?", "strangle": r"strangles?", "pair": r"pairs?|switch", "collar": r"collars?",
    "butterfly": r"(?:butter)?fl(?:y|ies)", "calendar_spread": r"calendars?|spreads?", "basket": r"baskets?",
    "risk_reversal": r"risk reversals?|structures?", "custom": r"structures?|short-put structure|three-way",
}  # fmt: skip


_MORE = re.compile(
    r"\b(?:press|add(?:s|ing)?|more|second|again|rest|other half|re-?load|another|further|remainder|double up|helping|"
    r"top (?:it |them )?up|(?:go|going|move|take (?:it|them)) (?:up )?to (?:an? )?(?:full|\d+(?:\.\d+)? ?%))(?!\w)",
    re.IGNORECASE,
)
# "Hedge it with puts": what is hedged is the idea just made; "holders should hedge it" is said of what they hold.
_HEDGES = re.compile(
    r"\W*(?:(?:then|and|so|i|we)(?:['’]\w+| would| will| can| also)* )*(?:hedge|protect|insure|collar|cover) "
    r"(?:it|that|this|both|(?:the|our|my|this|that) (?:positions?|longs?|trade|pair|holding|idea))\b|"
    r".{0,20}\b(?:as (?:a |the )?(?:cover|hedge|insurance) (?:for|against) (?:it|the above|this|that|both)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Earlier:
    """A recommendation already made, as a later one may speak of it."""

    place: int
    start: int
    action: str
    alternatives: tuple[Alternative, ...]
    attributed_to: str | None = None
    size: float | None = None

    @cached_property
    def legs(self) -> tuple[Leg, ...]:
        return tuple(leg for alternative in self.alternatives for leg in alternative.legs)

    @cached_property
    def symbols(self) -> frozenset[str]:
        return frozenset(leg.symbol for leg in self.legs)

    @cached_property
    def live(self) -> bool:
        """Whether it holds or enters something that can be left later."""
        return self.action in {"open", "hedge", "hold"} and bool(self.legs)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a statement: the symbols that its words name; those for which a word of it only stands ("the
    latter"); whether its paragraph speaks of an instrument before it, which "the position" then is; and the one
    instrument of the heading above, or None."""

    named: frozenset[str] = frozenset()
    stood_for: frozenset[str] = frozenset()
    local: bool = False
    headed: str | None = None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load("assembly")["refer"][name], re.IGNORECASE)


def find_references(
    text: str,
    statement: Statement,
    alternatives: tuple[Alternative, ...],
    earlier: Sequence[Earlier],
    marks: Sequence[tuple[str, int]],
    around: Around = Around(),
    *,
    nameless: bool = False,
) -> tuple[int, ...]:
    """Places of earlier recommendations that ``statement`` closes, reduces, rolls or adds to; empty for a new idea.

    Args:
        text: the article's text.
        statement: what is said.
        alternatives: its own trade; empty where it only speaks of earlier ones.
        earlier: the recommendations before it, in order.
        marks: list marks and times of the page's bullets with the start of each ("07:10", "2", "a").
        around: what it and the words around it name.
        nameless: whether it names nothing itself: what it leaves may then also be a position said to be kept.
    """
    words = text[statement.region[0] : statement.region[1]]
    if statement.roll == "new":
        return (earlier[-1].place,) if earlier else ()

    def live() -> list[Earlier]:
        # asked for where it matters alone: the ideas before may be many
        return [e for e in earlier if e.live and e.attributed_to == statement.attributed_to]

    own = frozenset(leg.symbol for alternative in alternatives for leg in alternative.legs)
    if statement.action in {"close", "reduce"}:
        marked = _marked(words, live(), marks)
        if own:
            return tuple(
                sorted(
                    {e.place for e in live() if (nameless or e.action != "hold") and _same_trade(alternatives, e)}
                    | set(marked)
                )
            )
        if marked:
            return marked
        return _spoken_of(words, live(), around)
    if statement.action == "open" and own and earlier and earlier[-1].start == statement.start:
        last, unit = earlier[-1], text[statement.start : statement.end]
        rolled = re.search(r"\bin (?:their|its) place\b|\broll(?:s|ed|ing)?\b", unit, re.IGNORECASE)
        if last.action == "close" and own == last.symbols and rolled:
            return (last.place,)
    if (
        statement.action == "hedge"
        and _HEDGES.match(words)
        and (open_ones := [e for e in live() if e.action == "open"])
    ):
        return (open_ones[-1].place,) if open_ones[-1].start != statement.start else ()
    if statement.action in {"open", "hold"} and own and _MORE.search(words):
        for e in reversed(live()):
            if (e.start != statement.start or e.action == statement.action == "open") and _same_legs(alternatives, e):
                return (e.place,)
    return ()


def _marked(words: str, live: Sequence[Earlier], marks: Sequence[tuple[str, int]]) -> tuple[int, ...]:
    """By the mark of its bullet: "the 07:10 short", "take profits on (a)", "of paragraph 2"."""
    wanted: set[str] = set()
    for match in _pattern("time").finditer(words):
        wanted.add(match.group(1))
    for match in _pattern("paragraph").finditer(words):
        wanted.add((match.group(1) or match.group(2)).lower())
    if not wanted:
        return ()
    starts = {start for mark, start in marks if mark.strip("().").lower() in wanted}
    return tuple(sorted({e.place for e in live if e.start in starts}))


def _spoken_of(words: str, live: Sequence[Earlier], around: Around) -> tuple[int, ...]:
    """By what they are: "tactical shorts", "the condor and the short call spread", "both futures positions"."""
    low = words.lower()
    hits: set[int] = set()
    meant = [e for e in live if e.symbols & around.stood_for]
    if meant:
        return tuple(
            sorted(
                {
                    [e for e in meant if symbol in e.symbols][-1].place
                    for symbol in around.stood_for
                    if any(symbol in e.symbols for e in meant)
                }
            )
        )
    if _pattern("all").search(low):
        kinds = [k for k in ("future", "option", "share", "spot") if re.search(rf"\b{k}s?\b", low)]
        hits = {e.place for e in live if not kinds or any(leg.kind in kinds for leg in e.legs)}
        if hits:
            return tuple(sorted(hits))
    said: dict[str, list[Earlier]] = {}
    for earlier in live:
        for structure in {a.structure for a in earlier.alternatives}:
            pattern = _STRUCTURES.get(structure)
            match = re.search(rf"\b(?:(short|long) )?(?:[\w/-]+ )?(?:{pattern})\b", low) if pattern else None
            if match and _side_agrees(match.group(1), earlier):
                said.setdefault(match.group(), []).append(earlier)
    for found in said.values():
        # one word for several ideas: those whose instrument is named beside it
        meant = [e for e in found if e.symbols & around.named] if len(found) > 1 else []
        hits |= {e.place for e in meant or found}
    if re.search(r"\bcalls\b", low) or re.search(r"\bputs\b(?! spread)", low):
        right = "call" if re.search(r"\bcalls\b", low) else "put"
        hits |= {
            e.place for e in live if any(a.structure == "outright" and a.legs[0].right == right for a in e.alternatives)
        }
    if re.search(r"\bfutures? positions?\b|\bfutures\b", low):
        hits |= {e.place for e in live if any(leg.kind == "future" for leg in e.legs)}
    if around.headed:
        live = [e for e in live if around.headed in e.symbols]
    if not hits and not around.local:
        for side in ("short", "long"):
            if re.search(rf"\b{side}s\b|\b{side} positions?\b|\bthe {side}\b", low):
                hits |= {e.place for e in live if _leads(side, e)}
    if (
        not hits
        and not around.local
        and re.search(r"\b(?:my|the|our) (?:spread|position|trade|pair|hedge)\b", low)
        and live
    ):
        hits.add(live[-1].place)
    return tuple(sorted(hits))


def _side_agrees(side: str | None, earlier: Earlier) -> bool:
    if side is None:
        return True
    first = earlier.alternatives[0].legs[0].side
    return first == side


def _leads(side: str, earlier: Earlier) -> bool:
    """Whether an idea is mainly on that side: its first leg, as a short pair or a sold call spread is named."""
    return earlier.action != "hedge" and any(a.legs and a.legs[0].side == side for a in earlier.alternatives)


def _same_trade(alternatives: tuple[Alternative, ...], earlier: Earlier) -> bool:
    """Whether what is left or lightened is what the earlier idea holds: same things on the same side."""
    mine = {(leg.symbol, leg.side, leg.kind, leg.right) for a in alternatives for leg in a.legs}
    theirs = {(leg.symbol, leg.side, leg.kind, leg.right) for leg in earlier.legs}
    if len({(symbol, kind, right) for symbol, _, kind, right in theirs}) < len(theirs):
        # a spread within one thing is no holding of it
        return mine == theirs
    return bool(mine) and (mine <= theirs or theirs <= mine)


def _same_legs(alternatives: tuple[Alternative, ...], earlier: Earlier) -> bool:
    mine = {(leg.symbol, leg.side) for a in alternatives for leg in a.legs}
    theirs = {(leg.symbol, leg.side) for leg in earlier.legs}
    return bool(mine) and mine <= theirs
