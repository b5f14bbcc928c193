"""A line that is nothing but a trade: "NDX strangle, 40 DTE", "EQT over AR through March", "20x RKLB calls"."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from commentary_nlp.extract.annotations import Annotations, beginning
from commentary_nlp.extract.lexicon import load, patterns
from commentary_nlp.extract.statements.frames import is_hedging
from commentary_nlp.extract.statements.refuse import refusal
from commentary_nlp.extract.statements.sentence import Cue
from commentary_nlp.extract.statements.tokens import find_verbs, sections, tokenize, words
from commentary_nlp.extract.statements.units import Unit
from commentary_nlp.records import Side

_AGAINST = re.compile(r"\s*(?:\([^)]*\))?\)?\s*(?:over|versus|vs\.?|against)\s*", re.IGNORECASE)
_COUNTED = re.compile(r"\W*[\d,]+ ?(?:x|shares|sh|contracts|lots)\b", re.IGNORECASE)
_HEDGE = re.compile(r"(?:overlay|hedge|protection|tail|insurance)\b|for (?:\w+ )?hedgers?", re.IGNORECASE)
_STOP = re.compile(r"\b(?:stops?(?:[- ]?loss)?|sl)\b[^\d;]{0,12}?(\d[\d,]*(?:\.\d+)?)", re.IGNORECASE)
_TARGET = re.compile(
    r"\b(?:targets?|tp ?\d?|objective|take[- ]profit)\b[^\d;]{0,12}?(\d[\d,]*(?:\.\d+)?)", re.IGNORECASE
)
_SIDED = re.compile(r"\s*(?:long|short)\b", re.IGNORECASE)


def read_verbless(text: str, unit: Unit, notes: Annotations) -> Cue | None:
    """The cue of a unit whose first words are a trade without a verb, or None."""
    if not unit.sentences or refusal(text, unit.start, unit.end) == "hypothetical":
        return None
    if _described(text, unit):
        return None
    start, end = unit.sentences[0]
    own = [m for m in unit.mentions(notes) if m.start < end]
    if not own:
        return None
    head = text[start:end]
    against = any(_AGAINST.fullmatch(text[a.end : b.start]) for a, b in pairwise(own) if a.symbol != b.symbol)
    leads = own[0].start - start <= 2
    tokens = tokenize(text, start, end)
    structure = any(t.low in words("structures") for t in tokens[:25])
    dated = bool(beginning(notes.expiries, start, end))
    hedge = bool(_HEDGE.match(head)) or is_hedging(head)
    side = _by_levels(head) if leads else None
    if side is not None:
        return replace(_cue(start, unit, hedge), side=side)
    if not unit.listed:
        said = (against and leads) or (hedge and structure and dated)
        return _cue(start, unit, hedge) if said else None
    section = unit.block.section or ""
    decided = patterns("blocks", "decision_section").search(section)
    sided = decided and any(_SIDED.match(text[m.end : m.end + 8]) for m in own)
    for pattern, action, side in sections() if section and own[0].start - start < 40 else ():
        if pattern.search(section):
            return replace(_cue(start, unit, False), action=action, side=side)
    if unit.speaker or _COUNTED.match(head) or (against and own[0].start - start < 40) or sided:
        return _cue(start, unit, hedge)
    return _cue(start, unit, hedge) if structure and (decided or hedge or dated) else None


def _by_levels(head: str) -> Side | None:
    """ "Acme 20.50, stop 19, target 25": the side that a stop and a target leave no doubt of."""
    stop, target = _STOP.search(head), _TARGET.search(head)
    if stop is None or target is None:
        return None
    loss, gain = (float(m[1].replace(",", "").rstrip(".")) for m in (stop, target))
    return None if loss == gain else "long" if gain > loss else "short"


def read_cell(text: str, unit: Unit, notes: Annotations) -> Cue | None:
    """The cue of a row one cell of which is nothing but an action ("Add", "Sell all"), or None."""
    if unit.block.kind != "row" or not unit.mentions(notes):
        return None
    place = unit.start
    for cell in re.split(r"(\s*\|\s*|\t+| {2,})", text[unit.start : unit.end]):
        said = cell.strip()
        for entry in load("actions")["cell"] if said else ():
            if re.fullmatch(entry["pattern"], said, re.IGNORECASE):
                return Cue(
                    place,
                    place + len(cell),
                    entry["action"],
                    entry.get("side"),
                    "verbless",
                    attributed_to=unit.speaker,
                    phrase=True,
                    object="instrument",
                )
        place += len(cell)
    return None


def _described(text: str, unit: Unit) -> bool:
    """Whether the line reports what others do or what is over: before its trade is said, or of the whole."""
    start, end = unit.sentences[0]
    if refusal(text, start, end) == "over":
        return True
    head = tokenize(text, start, min(end, start + 60))
    left = [f for f in find_verbs(head) if f.forms <= {"past", "part"} and f.verb.action in {"close", "reduce"}]
    if left:
        return True
    done = [f for f in find_verbs(head) if not ({"base", "ing"} & f.forms) and f.first > 0 and f.verb.action == "open"]
    trade = next((t.start for t in head if t.low in words("structures")), end)
    if any(head[f.first].start < trade for f in done):
        return True
    return any(refusal(text, s, e) == "reported" and "not our view" in text[s:e] for s, e in unit.sentences)


def _cue(start: int, unit: Unit, hedge: bool) -> Cue:
    action = "hedge" if hedge else "open"
    return Cue(start, start, action, "long", "verbless", attributed_to=unit.speaker, phrase=True, object="instrument")
