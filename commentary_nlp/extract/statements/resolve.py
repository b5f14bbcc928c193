"""From a unit's words of action to its statements: those of one trade joined, those that only leave it dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from commentary_nlp.extract.annotations import InstrumentMention
from commentary_nlp.extract.statements.ratings import Rating
from commentary_nlp.extract.statements.sentence import Cue
from commentary_nlp.extract.statements.units import Unit
from commentary_nlp.records import Action, Side

_TAKEN = frozenset({"bought", "added", "purchased", "owned"})
# Dealing said in the past: what is held thereby is new, however it is held on to.
_DEALT = frozenset({"bought", "sold", "sold short", "shorted", "went long", "went short"})
_RELATIVE = re.compile(r"\b(?:that|which) (?:we|i)(?:['’]ve| have| had)?(?: \w+ly)? $", re.IGNORECASE)
# "a position we intend to keep", "which I mean to own for years": said of what has just been dealt in
_APPOSED = re.compile(
    r",? (?:(?:an? |our |my |the )?(?:\w+ )?(?:positions?|holdings?|stakes?|names?|stocks?|compan(?:y|ies)|"
    r"business(?:es)?|ones?|ideas?|trades?|funds?|shares)(?: that| which)?|which|that) "
    r"(?:we|i)\b(?:['’]\w+)?(?: \w+){0,3} $",
    re.IGNORECASE,
)
_HOLDS = frozenset({"open", "hedge", "hold"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A recommendation before its trade and conditions are read.

    `start`..`end` is its text; `region` the part in which its trade is said; `following` the sentences after it
    that belong to it; `cue` the words of action. `verbless`: only a trade's own words stand. `roll` is "old" or
    "new" for the two halves of a roll. `paragraph` is where its block begins. `soft`: `side` comes from a turn of
    phrase and yields to the trade's own words. `subject` is the holding that a line of a notice is about.
    """

    start: int
    end: int
    action: Action
    side: Side | None
    region: tuple[int, int]
    cue: tuple[int, int]
    following: tuple[tuple[int, int], ...] = ()
    attributed_to: str | None = None
    rating: Rating | None = None
    verbless: bool = False
    roll: str | None = None
    listed: bool = False
    paragraph: int = 0
    soft: bool = False
    object: str | None = None
    subject: InstrumentMention | None = None


def resolve(text: str, unit: Unit, cues: Sequence[Cue], mentions: Sequence[InstrumentMention]) -> list[Statement]:
    """The statements of one unit, in text order."""
    kept = _kept(text, unit, sorted(cues, key=lambda c: c.start), mentions)
    out: list[Statement] = []
    for i, cue in enumerate(kept):
        begin = unit.start if i == 0 else _clause_start(text, kept[i - 1].end, cue.start)
        stop = unit.end if i + 1 == len(kept) else _clause_start(text, cue.end, kept[i + 1].start)
        statement = Statement(
            start=unit.start,
            end=unit.end,
            action="open" if cue.action == "roll" else cue.action,  # type: ignore[arg-type]
            side=cue.side,
            region=(begin, stop),
            cue=(cue.start, cue.end),
            attributed_to=cue.attributed_to,
            rating=cue.rating,
            listed=unit.listed,
            paragraph=unit.since,
            soft=cue.phrase,
            object=cue.object,
            verbless=cue.speaker in {"verbless", "notice"},
            subject=cue.subject,
        )
        if cue.action == "roll":
            out.append(replace(statement, action="close", side=None, roll="old"))
            out.append(replace(statement, side=None, roll="new"))
        else:
            out.append(statement)
    return out


def _kept(text: str, unit: Unit, cues: list[Cue], mentions: Sequence[InstrumentMention]) -> list[Cue]:
    if any(c.action != "watch" for c in cues):
        cues = [c for c in cues if c.action != "watch"]
    if any(c.action == "roll" for c in cues):
        roll = next(c for c in cues if c.action == "roll")
        cues = [c for c in cues if (c.start <= roll.start and c.action not in {"open", "close"}) or c is roll]
    cues = _behind_label(text, unit, cues)
    kept: list[Cue] = []
    for cue in cues:
        last = kept[-1] if kept else None
        if last is None or cue.rating or cue.subject:
            kept.append(cue)
        elif cue.action == "close" and text[last.start : last.end].lower() in _TAKEN:
            # "we bought it in January and are leaving it tonight"
            kept[-1] = cue
        elif last.rating or _belongs(text, unit, cue, last, mentions):
            continue
        elif (
            cue.action == "hold"
            and last.action == "open"
            and cue.side == last.side
            and (cue.object != "instrument" or not any(last.end <= m.start < cue.start for m in mentions))
            and text[last.start : last.end].lower() not in _DEALT
        ):
            # "I have been long Ford since spring and I remain long"
            kept[-1] = replace(last, action="hold")
        elif cue.action == "hedge" and last.action == "open":
            kept[-1] = replace(last, action="hedge")
        else:
            kept.append(cue)
    return kept


def _behind_label(text: str, unit: Unit, cues: list[Cue]) -> list[Cue]:
    """ "Short TSLA April calls (entered at 2.25): buy to close": what is said before the colon is only what is held."""
    for cue in cues[1:]:
        if cue.action not in {"close", "reduce", "hold"} or cue.phrase:
            continue
        if (
            text[unit.start : cue.start].rstrip().endswith(":")
            and ":" not in text[unit.start : cue.start].rstrip()[:-1]
        ):
            return [c for c in cues if c.start >= cue.start]
    return cues


def _belongs(text: str, unit: Unit, cue: Cue, last: Cue, mentions: Sequence[InstrumentMention]) -> bool:
    """Whether a later cue only goes on about the call before it."""
    if _apart(text, cue, last, mentions):
        return False
    if last.action in {"hold", "reduce", "close"} and _RELATIVE.search(text, last.end, cue.start):
        # "we keep the spread that we bought in March"
        return True
    if cue.action == "hold" and last.action in {"open", "hedge"} and _APPOSED.search(text, last.end, cue.start):
        return True
    if cue.action == "avoid" and last.action in {"avoid", "hold"} and not any(m.start >= last.end for m in mentions):
        # "remains our biggest holding and we leave it alone"
        return True
    if (
        cue.action == last.action == "avoid"
        and not any(last.end <= m.start < cue.start for m in mentions)
        and not re.search(r"[;,.]", text[last.end : cue.start])
    ):
        return True
    if cue.action == last.action and (cue.action != "avoid" or cue.object != "instrument"):
        return cue.action != "avoid" or not _names_another(text, unit, replace(cue, object="instrument"), mentions)
    if cue.action == "hold" and not cue.phrase and cue.side is None and cue.object != "instrument":
        return True
    if cue.action == "close" and last.action in _HOLDS:
        return not _names_another(text, unit, cue, mentions)
    if cue.action == "open" and last.action == "hedge":
        return True
    if cue.action == "avoid" and last.action in _HOLDS and cue.object is None and not cue.phrase:
        # "... and stepping aside if the ratio breaks"
        return not _names_another(text, unit, replace(cue, object="instrument"), mentions)
    if cue.action == "open" and cue.object == "pronoun" and last.action in _HOLDS:
        return True
    between = text[last.end : cue.start]
    word = text[cue.start : cue.end].lower()
    if cue.action == "open" and word in {"long", "short"}:
        # "take some off the long Ford, short GM", "long Ford, short GM"
        return not re.search(r"[;:]|\. |\b(?:and|then|but)\b", between) or last.action == "avoid"
    return False


def _apart(text: str, cue: Cue, last: Cue, mentions: Sequence[InstrumentMention]) -> bool:
    """Whether two orders of one kind stand in clauses of their own, each with another name and its own "if"."""
    if cue.action != last.action or cue.object != "instrument" or last.object != "instrument":
        return False
    between = text[last.end : cue.start]
    parted = re.search(r"[;.]\s+(?:but |and )?(?:if|once|when|should|on|above|below)\b", between)
    first = {m.symbol for m in mentions if last.end <= m.start < cue.start}
    second = {m.symbol for m in mentions if cue.end <= m.start < cue.end + 30}
    return bool(parted and first and second and not first & second)


def _names_another(text: str, unit: Unit, cue: Cue, mentions: Sequence[InstrumentMention]) -> bool:
    """Whether what is left is another thing than the unit has spoken of: then leaving is a call of its own."""
    named = {m.symbol for m in mentions if m.start < cue.start}
    stop = re.search(r"[;.]\s", text[cue.end : unit.end])
    until = cue.end + stop.start() if stop else unit.end
    others = {m.symbol for m in mentions if cue.start <= m.start < until and m.start - cue.end < 30}
    return bool(others) and not (others & named) and cue.object == "instrument"


def _clause_start(text: str, since: int, place: int) -> int:
    """Where the clause that holds ``place`` begins, not before ``since``."""
    best = since
    for match in re.finditer(r"[;:,.—–](?=\s)|\b(?:and|but|while|so)\b", text[since:place]):
        best = since + match.start()
    return best
