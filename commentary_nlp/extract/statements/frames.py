"""The grammatical frames in which a trade is said: before its verb, behind a gerund, of the thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from commentary_nlp.extract.annotations import InstrumentMention
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.pattern_lists import PatternList
from commentary_nlp.records import Side

# Stands for each character of an instrument's name, so that a frame can ask for one and places stay the same.
_MASK = "\ue000"
# Characters before a verb in which what leads to it is looked for, and behind a gerund what is said of it.
_LEAD_REACH = 140
_TRAILER_REACH = 220

# "The plan is to be long Acme": the lead is what stands before it.
_COPULA = re.compile(r"(?: (?:be|being|get|getting|go|going))+(?: \w+ly)?$", re.IGNORECASE)
_CLAUSE_MARK = re.compile(r"[;:!?—]|[.](?=\s)")
_FILES = {"leads": "leads", "trailers": "leads", "hedging": "frames"}
Stance = Literal["author", "negated", "affirmed"]


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of the lexicon. `soft` yields its side to the trade's own words, `trade` asks for a trade's words
    behind it, `pairs` for two instruments in the sentence."""

    pattern: re.Pattern[str]
    action: str
    side: Side | None
    soft: bool
    trade: bool
    pairs: bool


def mask(text: str, start: int, end: int, mentions: list[InstrumentMention]) -> str:
    """``text[start:end]``, as long, with straight apostrophes and every instrument's name blotted out."""
    words = list(text[start:end].replace("’", "'"))
    for mention in mentions:
        for place in range(max(mention.start, start), min(mention.end, end)):
            words[place - start] = _MASK
    return "".join(words)


def _filled(pattern: str) -> str:
    slots: dict[str, str] = load("frames")["slots"]
    for _ in range(3):
        for name, value in slots.items():
            pattern = pattern.replace("{" + name + "}", value)
    # a decimal point ends no sentence
    pattern = re.sub(r"\[\^[.;:,]+\](?=[{*+])", lambda m: f"(?:{m[0]}|[.](?=\\d)|(?<=\\d),(?=\\d))", pattern)
    pattern = pattern.replace("[\\w.$&'/-]", f"[\\w{_MASK}.$&'/-]")
    return pattern.replace("{X}", f"{_MASK}+")


@cache
def _compiled(table: str, key: str) -> PatternList:
    return PatternList(re.compile(_filled(p), re.IGNORECASE) for p in load(_FILES[table])[table][key])


@cache
def frames() -> tuple[Frame, ...]:
    """Every frame, compiled, in the lexicon's order."""
    return tuple(
        Frame(
            re.compile(_filled(pattern), re.IGNORECASE),
            entry["action"],
            entry.get("side"),
            entry.get("soft", False),
            entry.get("trade", False),
            entry.get("pairs", False),
        )
        for entry in load("frames")["frame"]
        for pattern in entry["patterns"]
    )


@cache
def _sieve() -> PatternList:
    return PatternList(frame.pattern for frame in frames())


def frames_in(masked: str) -> list[Frame]:
    """The frames that may stand in a sentence, in the lexicon's order."""
    return [frames()[place] for place in _sieve().places(masked)]


def is_hedging(masked: str) -> bool:
    """Whether a sentence says that what is bought protects something held."""
    return _compiled("hedging", "patterns").search(masked)


def lead_of(masked: str, place: int) -> Stance | None:
    """Whether the words that end at ``place`` say that the author means to do what follows, or means not to."""
    before = masked[max(0, place - _LEAD_REACH) : place].rstrip()
    clause = _CLAUSE_MARK.split(before)[-1]
    bare = _COPULA.sub("", clause)
    for stance in ("affirmed", "negated", "author"):
        if _compiled("leads", stance).search(clause) or (bare != clause and _compiled("leads", stance).search(bare)):
            return stance
    return None


def trailer_of(masked: str, place: int) -> Stance | Literal["described"] | None:
    """What is said of the gerund that ends at ``place`` and leads its clause.

    "author" or "negated" where the author commends or refuses it, "described" where it is merely the subject of
    another statement, None where nothing is said of it.
    """
    behind = re.split(r"[;:!?—]|[.](?=\s)|[.]$", masked[place : place + _TRAILER_REACH])[0]
    finite = re.compile(load("leads")["trailers"]["finite"], re.IGNORECASE)
    relative = re.compile(
        r"\b(?:that|which|who|whose|when|if|until|unless|once|as|because|since|where|while)\b[^,]*$", re.I
    )
    for match in finite.finditer(behind):
        if relative.search(behind[: match.start()]) and "," not in behind[: match.start()][-3:]:
            continue
        rest = behind[match.start() :]
        for stance in ("negated", "author"):
            if _compiled("trailers", stance).search(rest):
                return stance
        return "described"
    return None
