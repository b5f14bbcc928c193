"""Lines of a notice of portfolio changes: "Acme (ACM) – full sale of the remaining 2%", "BUY – Acme – 1.8%"."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise

from commentary_nlp.extract.annotations import Annotations, InstrumentMention, within
from commentary_nlp.extract.kept import Kept
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.statements.refuse import refusal
from commentary_nlp.extract.statements.sentence import Cue
from commentary_nlp.extract.statements.units import Unit

_WEIGHTS = re.compile(
    r"(?:from )?(?P<old>\d+(?:\.\d+)?) ?%? ?(?:to|→|->|–>) ?(?P<new>\d+(?:\.\d+)?) ?%"
    r"|(?P<now>\d+(?:\.\d+)?) ?%,? \(?(?:up|down|raised|cut)? ?(?:from|was|vs\.?) (?P<was>\d+(?:\.\d+)?) ?%",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"(?:all|full|entire|whole|complete)\b")
_VERBED = re.compile(r"[%]|\b(?:model|portfolio|weight|list)\b", re.IGNORECASE)


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(load("changes")[name], re.IGNORECASE)


@cache
def _changes() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(c["pattern"], re.IGNORECASE), c["action"]) for c in load("changes")["change"])


@cache
def _labels() -> dict[str, str]:
    return {word: action for action, words in load("changes")["labels"].items() for word in words.split()}


def read_changes(text: str, unit: Unit, notes: Annotations) -> list[Cue]:
    """The cues of a line or sentence that says what is done with holdings of a portfolio, one a clause."""
    if unit.speaker or not unit.mentions(notes) or not _of_notice(text, unit, notes):
        return []
    if refusal(text, unit.start, unit.end) in {"question", "hypothetical"}:
        return []
    end = unit.sentences[0][1] if unit.sentences else unit.end
    cuts = [m.end() for m in re.finditer(r";\s+", text[unit.start : end])]
    bounds = [unit.start, *(unit.start + c for c in cuts), end]
    found = [_of_clause(text, start, stop, unit, notes) for start, stop in pairwise(bounds)]
    return [cue for cue in found if cue is not None] if found[0] is not None else []


def _of_clause(text: str, start: int, end: int, unit: Unit, notes: Annotations) -> Cue | None:
    mentions = within(notes.instruments, start, end)
    if not mentions:
        return None
    first, name_end = mentions[0], _name_end(text, mentions)
    if first.start - start <= 1:
        cue = _after_name(text, unit, name_end, end)
        return replace(cue, subject=first) if cue is not None else None
    label = _rule("label").match(text, start, first.start)
    action = _labels().get(label["word"].strip().lower()) if label else None
    if label is None or action is None or not re.fullmatch(r"(?:\w+ ){0,2}", text[label.end() : first.start]):
        return None
    moved = _moved(text[name_end:end])
    cue = _cue(unit, label.start("word"), label.end("word"), moved if moved and action == "open" else action)
    return replace(cue, subject=first)


def _of_notice(text: str, unit: Unit, notes: Annotations) -> bool:
    """Whether the line stands in an article about a portfolio, and under no heading of results."""
    starts, leads = _leads(text, 0, len(text), notes)
    before = bisect_left(starts, unit.since)
    lead = leads[before - 1] if before else ""
    if _rule("results").search(lead) or _rule("results").search(unit.block.section or ""):
        return False
    return _is_notice(text)


@lru_cache(maxsize=2)
def _is_notice(text: str) -> bool:
    return _rule("notice").search(text) is not None


def _read_leads(text: str, start: int, end: int, notes: Annotations) -> tuple[list[int], list[str]]:
    """Where headings, and blocks that end in a colon, begin, and their words."""
    found = [(b.start, b.kind, text[b.start : b.end]) for b in notes.blocks]
    found = [f for f in found if f[1] in {"heading", "title"} or f[2].rstrip().endswith(":")]
    return [place for place, _, _ in found], [words for _, _, words in found]


# Asked of one article for each of its lines.
_leads = Kept(_read_leads)


def _name_end(text: str, mentions: list[InstrumentMention]) -> int:
    """Where the name ends, with the ticker in brackets behind it."""
    end = mentions[0].end
    for mention in mentions[1:]:
        if mention.symbol != mentions[0].symbol or not re.fullmatch(r"\s*\(?[A-Z:. ]*", text[end : mention.start]):
            break
        end = mention.end
    closing = re.match(r"\s*\([^)]{1,24}\)|[^()]{0,12}\)", text[end : end + 30])
    return end + closing.end() if closing else end


def _after_name(text: str, unit: Unit, place: int, end: int) -> Cue | None:
    mark = _rule("mark").match(text, place, end)
    if mark is None:
        mark = _rule("verb_mark").match(text, place, end)
        if mark is None or not _VERBED.search(text, place, end):
            return None
    begin = mark.end()
    if (moved := _moved(text[begin:end])) is not None:
        return _cue(unit, begin, begin + 1, moved)
    starts = [begin]
    if (prefix := _rule("start").match(text, begin, end)) is not None:
        starts.append(prefix.end())
    for at in starts:
        for pattern, action in _changes():
            match = pattern.match(text, at, end)
            if match is not None:
                words = text[begin : match.end()].lower()
                whole = action == "reduce" and _WHOLE.match(words)
                # "1.5% sold", "100 of 300 shares sold"
                part = action == "close" and words[:1].isdigit()
                return _cue(unit, begin, match.end(), "close" if whole else "reduce" if part else action)
    return None


def _moved(words: str) -> str | None:
    """ "4.0%, up from 2.5%", "from 7% to 5%": whether the weight grows or shrinks; None where no two are said."""
    match = _WEIGHTS.match(re.sub(r"^\W*(?:\w+ ){0,4}?(?=from|\d)", "", words.lstrip(" –—:,|-")))
    if match is None:
        return None
    old, new = (match["old"], match["new"]) if match["new"] else (match["was"], match["now"])
    if float(old) == float(new):
        return "hold"
    return "open" if float(new) > float(old) else "close" if float(new) == 0 else "reduce"


def _cue(unit: Unit, start: int, end: int, action: str) -> Cue:
    return Cue(start, end, action, "long", "notice", attributed_to=unit.speaker, phrase=True, object="instrument")
