"""A sentence with all that is known around it, and the words in it that say an action."""

from __future__ import annotations

import re
from dataclasses import dataclass

from commentary_nlp.extract.annotations import Annotations, InstrumentMention, within
from commentary_nlp.extract.attribution import Callers
from commentary_nlp.extract.places import block_before
from commentary_nlp.extract.statements.frames import mask
from commentary_nlp.extract.statements.ratings import Rating
from commentary_nlp.extract.statements.tokens import Token, words
from commentary_nlp.extract.statements.units import Unit
from commentary_nlp.records import Side

ORDER_CODES = frozenset({"BTO", "STO", "STC", "BTC", "BOT", "SLD"})


def is_order_code(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is a log's code for an order ("BTC 1 TSLA 260P") and no ticker."""
    return text[start:end] in ORDER_CODES and bool(re.match(r"\s\d", text[end : end + 2]))


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say an action. `side` is what they settle of what is named; `object` what they act on:
    "instrument", "position", "pronoun" or None; `subject` is the holding that a notice names; `phrase` is true
    for a turn of phrase, whose side yields."""

    start: int
    end: int
    action: str
    side: Side | None
    speaker: str
    negated: bool = False
    attributed_to: str | None = None
    phrase: bool = False
    object: str | None = None
    rating: Rating | None = None
    subject: InstrumentMention | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with all that is known around it."""

    text: str
    start: int
    end: int
    tokens: list[Token]
    mentions: list[InstrumentMention]
    unit: Unit
    notes: Annotations
    callers: Callers

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @property
    def masked(self) -> str:
        """Its words with every instrument blotted out, place for place."""
        return mask(self.text, self.start, self.end, self.mentions)

    def about_something(self) -> bool:
        """Whether it can be about a trade: it names something, or what stands around it does."""
        if self.mentions:
            return True
        unit = self.unit
        around = (unit.start, unit.end) if unit.listed else (unit.since, unit.start)
        if bool(within(self.notes.instruments, around[0], around[1])):
            return True
        if _headed(self.notes, unit):
            return True
        asked = _question_before(self.text, self.notes, unit)
        if asked and bool(within(self.notes.instruments, asked[0], asked[1])):
            return True
        return any(t.low in words("positions") for t in self.tokens)

    def says_trade(self, start: int, end: int) -> bool:
        """Whether a trade's own words stand there: a structure, a side, or two names set against each other."""
        low = [t.low for t in self.tokens if start <= t.start < min(end, start + 160)]
        if any(w in words("structures") for w in low):
            return True
        if any(w in {"long", "short", "own", "buy", "sell", "buying", "selling"} for w in low[:14]):
            return True
        near = {m.symbol for m in self.mentions if start <= m.start < start + 160}
        return len(near) >= 2 and any(w in {"to", "over", "versus", "vs", "into", "against", "than"} for w in low)


def _headed(notes: Annotations, unit: Unit) -> bool:
    """Whether the nearest heading above a unit names something."""
    heading = block_before(notes, unit.since, "heading")
    return heading is not None and bool(within(notes.instruments, heading.start, heading.end))


def _question_before(text: str, notes: Annotations, unit: Unit) -> tuple[int, int] | None:
    """The question that a unit's block answers, or None."""
    last = block_before(notes, unit.since)
    if last is None or not (
        text[last.start : last.start + 1] == ">" or text[last.start : last.end].rstrip('"” ').endswith("?")
    ):
        return None
    return last.start, last.end
