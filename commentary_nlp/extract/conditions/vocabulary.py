"""The lexicon as phrase tables: what words of a condition mean, matched longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.lexicon import load
from commentary_nlp.records import Measure

T = TypeVar("T")
_PIECE = re.compile(r"'s\b|[^\W\d_]\w*(?:[-&.][^\W_]\w*)*(?:'(?!s\b)[^\W\d_]+)?|\w+|[<>]=?|\S")

# Kinds of cue that act on a trade: beside one, a level is part of the trade.
ACTION_KINDS = (
    "entry",
    "reduce",
    "leave",
    "hold",
    "avoid",
    "watch",
    "stop",
    "target",
    "stop_noun",
    "target_noun",
    "invalidation",
)


class Phrases(Generic[T]):
    """Phrases of one or more tokens, each with its meaning."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}

    def add(self, phrase: str, meaning: T) -> None:
        pieces = tuple(_PIECE.findall(phrase.lower().replace("’", "'")))
        if pieces:
            entries = self._by_first.setdefault(pieces[0], [])
            entries.append((pieces, meaning))
            entries.sort(key=lambda entry: -len(entry[0]))

    def extend(self, other: Phrases[T], meaning: T) -> None:
        """Takes over the phrases of another table, each meaning `meaning`."""
        for first, entries in other._by_first.items():
            mine = self._by_first.setdefault(first, [])
            mine.extend((pieces, meaning) for pieces, _ in entries)
            mine.sort(key=lambda entry: -len(entry[0]))

    def __contains__(self, word: str) -> bool:
        """Whether a phrase begins with `word`."""
        return word in self._by_first

    def match(self, tokens: Sequence[Token], place: int) -> tuple[int, T] | None:
        """The longest phrase that begins at `place`: how many tokens it takes, and its meaning."""
        entries = self._by_first.get(tokens[place].low)
        if entries is None:
            return None
        left = len(tokens) - place
        for pieces, meaning in entries:
            count = len(pieces)
            if count == 1:
                return 1, meaning
            if count <= left:
                for k in range(1, count):
                    if tokens[place + k].low != pieces[k]:
                        break
                else:
                    return count, meaning
        return None


@dataclass(frozen=True, slots=True)
class MeasureWord:
    name: Measure
    unit: str | None
    better: str | None


@dataclass(frozen=True, slots=True)
class ChangeWord:
    """`level`: says something only with a level. `value` with `unit`: an amount that the verb itself says."""

    name: str
    direction: str | None
    level: bool
    value: float | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Connective:
    negated: bool = False
    until: bool = False
    needs_level: bool = False


def inflect(verb: str) -> tuple[str, ...]:
    """The forms of a verb: "rise/rose/risen" gives its irregular ones, the rest follow the rules of English.
    Words behind it stay as they are ("throw/threw in the towel")."""
    head, space, rest = verb.partition(" ")
    lemma, *given = head.split("/")
    tail = space + rest
    if lemma.endswith(("s", "x", "ch", "sh", "z")):
        third = lemma + "es"
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        third = lemma[:-1] + "ies"
    else:
        third = lemma + "s"
    stem = lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else lemma
    if lemma in words("conditions_words", "doubled", "words"):
        stem = lemma + lemma[-1]
    past = lemma[:-1] + "ied" if lemma.endswith("y") and lemma[-2] not in "aeiou" else stem + "ed"
    forms = [lemma, third, stem + "ing", *(given or [past])]
    return tuple(dict.fromkeys(form + tail for form in forms))


@cache
def measures() -> Phrases[MeasureWord]:
    table: Phrases[MeasureWord] = Phrases()
    for entry in load("conditions_measures")["measure"]:
        word = MeasureWord(entry["name"], entry.get("unit"), entry.get("better"))
        for phrase in entry["phrases"]:
            table.add(phrase, word)
    return table


@cache
def measure_defaults() -> dict[str, MeasureWord]:
    """The first entry of each measure: its unit and sense where only its name is known."""
    found: dict[str, MeasureWord] = {}
    for entry in load("conditions_measures")["measure"]:
        found.setdefault(entry["name"], MeasureWord(entry["name"], entry.get("unit"), entry.get("better")))
    return found


@cache
def changes() -> Phrases[ChangeWord]:
    table: Phrases[ChangeWord] = Phrases()
    for entry in load("conditions_changes")["change"]:
        word = ChangeWord(entry["name"], entry.get("direction"), entry.get("level", False), entry.get("value"),
                          entry.get("unit"))  # fmt: skip
        for verb in entry.get("verbs", ()):
            for form in inflect(verb):
                table.add(form, word)
        for phrase in entry.get("phrases", ()):
            table.add(phrase, word)
            if phrase in words("conditions_words", "move_nouns", "words"):
                table.add(_plural(phrase), word)
    return table


@cache
def move_nouns() -> frozenset[str]:
    """Nouns of a move, one or several ("a pullback", "pullbacks")."""
    nouns = words("conditions_words", "move_nouns", "words")
    return nouns | {_plural(noun) for noun in nouns if not noun.endswith("s")}


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("ch", "sh", "x")) else "s")


@cache
def plain_table(name: str, *path: str) -> Phrases[str]:
    """A list of phrases of a lexicon, each meaning its list's name."""
    found = load(name)
    for key in path:
        found = found[key]
    table: Phrases[str] = Phrases()
    for phrase in found:
        table.add(phrase, path[-1])
    return table


@cache
def comparisons() -> Phrases[str]:
    """Phrases that mean "above", "below", "to", "by", "through"."""
    table: Phrases[str] = Phrases()
    lists = load("conditions_changes")["comparisons"]
    for kind in ("above", "below", "to", "by", "through", "or_more", "or_less"):
        for phrase in lists[kind]:
            table.add(phrase, kind)
    return table


@cache
def coordinators() -> Phrases[str]:
    table: Phrases[str] = Phrases()
    for kind in ("all", "any"):
        for phrase in load("conditions_roles")["coordinators"][kind]:
            table.add(phrase, kind)
    return table


@cache
def connectives() -> Phrases[Connective]:
    table: Phrases[Connective] = Phrases()
    for phrase, flags in load("conditions_roles")["connectives"]["words"].items():
        table.add(phrase, Connective(flags.get("negated", False), flags.get("until", False),
                                     flags.get("needs") == "level"))  # fmt: skip
    return table


@cache
def cue_tables() -> tuple[tuple[str, Phrases[str]], ...]:
    """Role cues and verbs of action: (kind, table). `stop_noun` and `target_noun` take a level on either side."""
    roles = load("conditions_roles")
    found: list[tuple[str, Phrases[str]]] = []
    for role in ("stop", "target"):
        found.append((f"{role}_noun", _table(roles[role]["nouns"], f"{role}_noun")))
    for role in ("neutral", "stop", "target", "invalidation", "leave", "reduce", "avoid", "watch", "entry", "hold"):
        found.append((role, _table((*roles[role]["phrases"], *_conjugated(roles[role])), role)))
    return tuple(found)


def _conjugated(role: dict[str, list[str]]) -> list[str]:
    """`verbs` in all their forms, and `transitive` verbs in all their forms with each of `objects`."""
    found = [form for verb in role.get("verbs", ()) for form in inflect(verb)]
    for verb in role.get("transitive", ()):
        found.extend(f"{form} {thing}" for form in inflect(verb) for thing in role["objects"])
    return found


@cache
def cue_phrases() -> Phrases[str]:
    """All of `cue_tables` as one: of phrases alike in length the one of the earlier table stands first."""
    table: Phrases[str] = Phrases()
    for kind, phrases in cue_tables():
        table.extend(phrases, kind)
    return table


@cache
def split_verbs() -> dict[str, dict[str, str]]:
    """Verbs of leaving around their object ("let the shares go"): form -> particle -> role."""
    found: dict[str, dict[str, str]] = {}
    for role, pairs in load("conditions_roles")["split_verbs"].items():
        if role != "reason":
            for verb, particle in pairs:
                for form in inflect(verb):
                    found.setdefault(form, {})[particle] = role
    return found


def _table(phrases: Iterable[str], meaning: str) -> Phrases[str]:
    table: Phrases[str] = Phrases()
    for phrase in phrases:
        table.add(phrase, meaning)
    return table


@cache
@cache
def listed(group: str, key: str) -> Phrases[str]:
    """A list of phrases of the small word classes, each meaning its list's name."""
    return plain_table("conditions_words", group, key)


@cache
def words(name: str, *path: str) -> frozenset[str]:
    """A list of single words of a lexicon."""
    found = load(name)
    for key in path:
        found = found[key]
    return frozenset(found)


@cache
def signals() -> dict[str, Measure]:
    """Symbol -> what that index quotes."""
    return {
        symbol: measure
        for measure, symbols in load("conditions_measures")["signals"].items()
        if measure != "reason"
        for symbol in symbols
    }
