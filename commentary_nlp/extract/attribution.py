"""Whose call it is: houses and persons named in an article, and what stands for them later ("she", a surname).

`attributed_to` is the firm, or the person where no firm is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.lexicon import load

_NAME = r"(?-i:[A-Z][a-zà-ÿ'’-]+(?: [A-Z][.])?(?: (?:de|van|von|der|la) )?[ ][A-Z][\w'’à-ÿ-]+)"
_FIRM = r"(?-i:[A-Z][\w'’&.-]*(?: (?:& )?[A-Z][\w'’&-]*){0,3})"
_SPEAKER = re.compile(r"^(?:\[\d{1,2}:\d{2}(?::\d{2})?\]\s*)?([A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+)?):\s")


@dataclass(frozen=True, slots=True)
class Caller:
    """A house or person at a place of the text; `name` is what `attributed_to` says."""

    start: int
    end: int
    name: str
    kind: Literal["firm", "person"]
    surname: str = ""


@dataclass(frozen=True, slots=True)
class Callers:
    """All that an article names, in text order, and whom a surname stands for."""

    mentions: tuple[Caller, ...] = ()
    by_surname: tuple[tuple[str, str], ...] = ()
    guests: frozenset[str] = frozenset()

    def within(self, start: int, end: int) -> list[Caller]:
        """The mentions between two places."""
        return [c for c in self.mentions if c.start >= start and c.end <= end]

    def last_before(self, place: int, since: int, kind: str | None = None) -> Caller | None:
        """The nearest mention before a place, no farther back than ``since``."""
        found = None
        for caller in self.mentions:
            if caller.start >= place:
                break
            if caller.start >= since and (kind is None or caller.kind == kind):
                found = caller
        return found

    def of_surname(self, word: str) -> str | None:
        """Whom a label or a surname stands for, or None."""
        low = word.lower().strip(" .:")
        for surname, name in self.by_surname:
            if surname == low:
                return name
        return None


@cache
def firm_pattern() -> re.Pattern[str]:
    """Listed houses, longest first, as whole words in their own capitals."""
    return re.compile(r"(?<![\w&])(?:" + one_of(load("attribution")["firms"]) + r")(?![\w&])(?!-)")


@cache
def _person_patterns() -> tuple[re.Pattern[str], ...]:
    table = load("attribution")["person"]
    return tuple(
        re.compile(p.replace("{P}", f"(?P<p>{_NAME})").replace("{F}", f"(?P<f>{_FIRM})"), re.IGNORECASE)
        for p in table["forms"]
    )


@cache
def _alone_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(p.replace("{P}", f"(?P<p>{_NAME})"), re.IGNORECASE) for p in load("attribution")["person"]["alone"]
    )


def find_callers(text: str, paragraphs: Sequence[tuple[int, int]]) -> Callers:
    """Houses and persons in the given pieces of ``text``."""
    found: dict[int, Caller] = {}
    surnames: dict[str, str] = {}
    for start, end in paragraphs:
        for match in firm_pattern().finditer(text, start, end):
            found[match.start()] = Caller(match.start(), match.end(), match.group(), "firm")
        for pattern in _person_patterns():
            for match in pattern.finditer(text, start, min(end, start + 4000)):
                firm = _trim_firm(match.group("f"))
                person = match.group("p")
                if not firm or _is_role(person) or match.start("p") in found:
                    continue
                surname = person.split()[-1].lower()
                surnames.setdefault(surname, firm)
                found[match.start("p")] = Caller(match.start("p"), match.end("p"), firm, "person", surname)
        for pattern in _alone_patterns():
            for match in pattern.finditer(text, start, min(end, start + 4000)):
                person = match.group("p")
                if match.start("p") not in found and not _is_role(person):
                    surnames.setdefault(person.split()[-1].lower(), person)
                    place = match.start("p")
                    found[place] = Caller(place, match.end("p"), person, "person", person.split()[-1].lower())
    taken = {place for c in found.values() for place in range(c.start, c.end)}
    for surname, name in surnames.items():
        for match in re.finditer(rf"\b{re.escape(surname)}\b", text, re.IGNORECASE):
            if match.start() not in taken and match.group()[:1].isupper():
                taken.update(range(*match.span()))
                found[match.start()] = Caller(match.start(), match.end(), name, "person", surname)
    guests = frozenset(
        match.group(1).split()[-1].lower() for match in re.finditer(rf"\bguests?\s*:\s*({_NAME})", text, re.IGNORECASE)
    )
    return Callers(tuple(found[k] for k in sorted(found)), tuple(sorted(surnames.items())), guests)


def speaker_label(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The speaker of a transcript's turn and where its words begin, or None."""
    match = _SPEAKER.match(text[start : min(end, start + 80)])
    return (match.group(1), start + match.end()) if match else None


def _trim_firm(words: str) -> str:
    parts = words.split()
    while parts and parts[-1].strip(".") in {"And", "The", "But", "She", "He", "Said"}:
        parts.pop()
    return " ".join(parts).rstrip(".,’'")


def _is_role(person: str) -> bool:
    roles = load("attribution")["person"]["roles"].split()
    return person.startswith("The ") or any(part.lower().strip(".,") in roles for part in person.split())


def surname_label(text: str, start: int, end: int, callers: Callers) -> str | None:
    """Whom a list's label names ("Kohli: short Rivian"), or None."""
    match = re.match(r"([A-Z][\w'’.-]+):\s", text[start : min(end, start + 40)])
    return callers.of_surname(match.group(1)) if match else None
