"""What the pipeline's components leave on a `Doc` for one another: one name and one type for each thing.

Character offsets are used throughout (`Doc.text` is the article's canonical text, untouched): a token's
borders never decide what a span may be. All ends are exclusive.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from spacy.tokens import Doc

from commentary_nlp.records import AssetClass, Duration, Expiry

BlockKind = Literal["title", "heading", "paragraph", "bullet", "row", "furniture"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the page. `start`..`end` leaves out bullet marks, numbering and outer space.

    `section` is the nearest heading above, or None. `sentences` are (start, end) within it, in order.
    Furniture (navigation, promotion, disclaimers, bylines, printed sentiment) holds no commentary.
    """

    kind: BlockKind
    start: int
    end: int
    section: str | None = None
    sentences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class InstrumentMention:
    """A name or ticker of a traded thing. `symbol` is the contract's; `how` is what recognised it
    ("ticker", "cashtag", "listing", "name", "short_name", "pair", "future")."""

    start: int
    end: int
    symbol: str
    name: str | None
    asset_class: AssetClass
    how: str


@dataclass(frozen=True, slots=True)
class ThemeMention:
    """A theme ("small caps", "semis"): no instrument; `symbols` are the proxies it stands for in a condition."""

    start: int
    end: int
    theme: str
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExpiryMention:
    """Words that state an option's or future's expiry ("30-45 DTE", "Dec", "7/21", "January 2025")."""

    start: int
    end: int
    expiry: Expiry


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number as written. `value` is signed; `unit` is what is printed beside it, or None.

    A range ("118 to 122", "30-45", "5-7%") is one mention with `high` set; `value` is then its first number.
    """

    start: int
    end: int
    value: float
    high: float | None = None
    unit: (
        Literal["price", "percent", "bp", "points", "sigma", "ratio", "shares", "contracts", "delta", "times"] | None
    ) = None


@dataclass(frozen=True, slots=True)
class Annotations:
    """All that the recognisers found in one article, each tuple in text order and free of overlap within itself.

    Different tuples may overlap (a "Dec" of an expiry, a "30-45" that is a number and an expiry): the grammars
    above them choose.
    """

    blocks: tuple[Block, ...] = ()
    instruments: tuple[InstrumentMention, ...] = ()
    themes: tuple[ThemeMention, ...] = ()
    durations: tuple[Duration, ...] = ()
    expiries: tuple[ExpiryMention, ...] = ()
    numbers: tuple[NumberMention, ...] = ()


class Placed(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


_P = TypeVar("_P", bound=Placed)


def within(mentions: Sequence[_P], start: int, end: int) -> list[_P]:
    """Those of ``mentions``, which are in text order, that lie in ``start``..``end``."""
    first = bisect_left(mentions, start, key=lambda m: m.start)
    found: list[_P] = []
    for place in range(first, len(mentions)):
        mention = mentions[place]
        if mention.start >= end:
            break
        if mention.end <= end:
            found.append(mention)
    return found


def beginning(mentions: Sequence[_P], start: int, end: int) -> Sequence[_P]:
    """Those of ``mentions``, which are in text order, that begin in ``start``..``end``."""
    first = bisect_left(mentions, start, key=lambda m: m.start)
    return mentions[first : bisect_left(mentions, end, lo=first, key=lambda m: m.start)]


def register() -> None:
    """Declare the extensions of `Doc`: article, annotations, recommendations, scores, extraction; once."""
    for name, default in (
        ("article", None),
        ("annotations", Annotations()),
        ("recommendations", ()),
        ("scores", (None, {})),
        ("extraction", None),
    ):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
