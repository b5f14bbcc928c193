"""The words of the trade grammar, read once from the lexicon into tables that the other rooms look up.

A phrase is a tuple of lower-case words without hyphens; `match` finds the longest that begins at a token.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from commentary_nlp.errors import ExtractError
from commentary_nlp.extract.lexicon import load
from commentary_nlp.records import Right, Side, Structure

Group = Literal[
    "enter", "sell", "write", "state", "exit", "keep", "shun", "swap", "roll", "prefer", "hedge", "guard", "past"
]
Shape = Literal[
    "vertical", "straddle", "strangle", "butterfly", "iron_butterfly", "iron_condor", "condor", "risk_reversal",
    "bearish_risk_reversal", "collar", "put_spread_collar", "single", "buy_write", "calendar", "ratio", "jade_lizard",
]  # fmt: skip

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|\S")


@dataclass(frozen=True, slots=True)
class Verb:
    """An act, and the side of the position that it puts on, states or leaves (None: the word fits both).

    A `late` one is said of what stands before it.
    """

    group: Group
    side: Side | None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """What a structure's name settles. `strikes` is how many it has; `side` says bought or sold."""

    structure: Structure
    shape: Shape
    strikes: int
    right: Right | None = None
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase stands for: its sort, its word within the sort, and the verb or name it is."""

    kind: str
    word: str = ""
    verb: Verb | None = None
    name: Name | None = None


Table = dict[str, list[tuple[tuple[str, ...], Entry]]]


def split(phrase: str) -> tuple[str, ...]:
    """A phrase's words: lower case, hyphens dropped."""
    return tuple(word for word in _WORD.findall(phrase.lower().replace("’", "'")) if word != "-")


def _plural(words: tuple[str, ...]) -> tuple[str, ...]:
    last = words[-1]
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return (*words[:-1], last[:-1] + "ies")
    return (*words[:-1], last + "s")


def _add(table: Table, phrases: Iterable[str], entry: Entry, plural: bool = False) -> None:
    for phrase in phrases:
        words = split(phrase)
        for form in (words, _plural(words)) if plural and words[-1].isalpha() else (words,):
            table.setdefault(form[0], []).append((form, entry))


@cache
def phrases() -> Table:
    """Every phrase by its first word, the longest first.

    Raises:
        ExtractError: the lexicon lacks a part of the grammar or holds an unknown key.
    """
    trades, structures = load("trades"), load("structures")
    table: Table = {}
    try:
        _add(table, trades["plain"]["words"], Entry("word"))
        for row in structures["structure"]:
            _add(table, row["words"], Entry("name", name=_name(row)), plural=True)
        for row in trades["verb"]:
            verb = Verb(cast("Group", row["group"]), cast("Side | None", row.get("side")), bool(row.get("late")))
            _add(table, row["words"], Entry("verb", word=row["group"], verb=verb))
        _add(table, _covering(trades["covered"]), Entry("covered"))
        for which, words in trades["ordinals"].items():
            _add(table, words, Entry("ordinals", which))
        _add(table, [*trades["cash"]["words"], *_combined(trades["cash"], "having", "money", "purpose")], Entry("cash"))
        for kind in ("roles", "price", "clauses", "links"):
            for word, words in trades[kind].items():
                _add(table, words, Entry(kind, word))
        _add(table, _combined(trades["moves"], "before", "articles", "kinds"), Entry("clauses", "condition"))
        _add(table, _combined(trades["paying"], "verbs", "objects", "means"), Entry("links", "against"))
        _add(table, _combined(trades["playing"], "verbs", "objects", "means"), Entry("links", "via"))
        fillers = trades["fillers"]
        for kind in ("atm", "otm", "itm", "of_spot", "delta", "shares", "pronouns", "strike", "futures"):
            _add(table, fillers[kind], Entry(kind))
        _add(table, fillers["words"], Entry("fill"))
        for right in ("call", "put"):
            _add(table, (right,), Entry("right", right), plural=True)
    except (KeyError, TypeError, IndexError) as error:
        raise ExtractError(f"The trade lexicon is malformed: {error!r}.", "Reinstall the package.") from error
    for entries in table.values():
        entries.sort(key=lambda pair: -len(pair[0]))  # stable: earlier sorts win among equals
    return table


def _covering(covered: dict[str, list[str]]) -> list[str]:
    """The phrases given whole, and each "against the same shares" that its three word lists make."""
    return [*covered["words"], *_combined(covered, "before", "owners", "things")]


def _combined(lists: dict[str, list[str]], *keys: str) -> list[str]:
    """Each phrase that a word of every list makes, in the order of the keys; an empty word leaves its place out."""
    return [" ".join(" ".join(words).split()) for words in itertools.product(*(lists[key] for key in keys))]


def _name(row: dict[str, Any]) -> Name:
    unknown = row.keys() - {"words", "structure", "right", "side", "strikes", "shape"}
    if unknown:
        raise KeyError(f"structures.toml: {sorted(unknown)}")
    return Name(
        structure=cast("Structure", row["structure"]),
        shape=cast("Shape", row["shape"]),
        strikes=int(row["strikes"]),
        right=cast("Right | None", row.get("right")),
        side=cast("Side | None", row.get("side")),
    )


@cache
def rating_firms() -> frozenset[str]:
    """Symbols of firms that rate others."""
    return frozenset(load("trades")["rating"]["firms"])


@cache
def words_of(group: str, key: str) -> frozenset[str]:
    """A plain list of the lexicon, lower case."""
    return frozenset(word.lower() for word in load("trades")[group][key])


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """Short forms that stand after strikes, lower case, and the words they stand for."""
    return {short.lower(): split(full) for short, full in load("trades")["abbreviations"].items()}


@cache
def _by_second() -> dict[str, dict[str, list[tuple[tuple[str, ...], Entry]]]]:
    """The phrases by their first word and their second ("" for those of one word): some words begin a thousand."""
    table: dict[str, dict[str, list[tuple[tuple[str, ...], Entry]]]] = {}
    for first, entries in phrases().items():
        for form, entry in entries:
            table.setdefault(first, {}).setdefault(form[1] if len(form) > 1 else "", []).append((form, entry))
    return table


def match(words: Sequence[str], at: int) -> tuple[int, Entry] | None:
    """The longest phrase that begins at token `at`: how many tokens it covers (hyphens counted) and what it is."""
    by_second = _by_second().get(words[at])
    if by_second is None:
        return None
    after = at + 1
    while after < len(words) and words[after] == "-":
        after += 1
    longer = by_second.get(words[after], ()) if after < len(words) else ()
    for form, entry in (*longer, *by_second.get("", ())):
        place = at
        for wanted in form:
            while place > at and place < len(words) and words[place] == "-":
                place += 1
            if place >= len(words) or words[place] != wanted:
                break
            place += 1
        else:
            return place - at, entry
    return None
