"""Typed pieces of a region: what the grammar reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from commentary_nlp.extract.annotations import InstrumentMention
from commentary_nlp.extract.trades.words import Name, Verb
from commentary_nlp.records import Expiry, PriceKind, Right, Strike

Sort = Literal[
    "instrument", "expiry", "number", "strikes", "compact", "percent", "ratio", "right", "name", "verb", "link",
    "clause", "covered", "cash", "shares", "pronoun", "ordinal", "role", "strike_cue", "at_price", "for_price", "price",
    "futures", "fill", "comma", "break", "word",
]  # fmt: skip


# Not frozen: one is made for every token, and a frozen record takes twice as long to make.
@dataclass(slots=True)
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


def masked(items: Sequence[Item], flags: Sequence[bool]) -> list[Item]:
    """The items with their masks set."""
    return [replace(item, masked=flag) if flag else item for item, flag in zip(items, flags, strict=True)]
