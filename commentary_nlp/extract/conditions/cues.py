"""Sentences of a recommendation with the words in them that open, bound and name its conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from commentary_nlp.extract.annotations import Annotations
from commentary_nlp.extract.conditions.tokens import Token, tokenize
from commentary_nlp.extract.conditions.vocabulary import (
    Connective,
    connectives,
    cue_phrases,
    cue_tables,
    measures,
    plain_table,
    split_verbs,
    words,
)
from commentary_nlp.extract.kept import Kept
from commentary_nlp.extract.sentences import split_sentences

# Tokens. The grammar looks from each word to its clause's end; a "sentence" beyond this is a table or noise,
# and is read in parts so that time stays linear in the text.
_LONGEST = 240
# Marks that end a clause whatever stands around them.
_BREAKS = frozenset({";", ":", "—", "(", ")", "|", "?", "!", "[", "]"})


# Where a line begins with what it states.
_LINE = re.compile(
    r"\n[ \t]*(?=[A-Za-z][\w/ -]{0,22}:[ \t]|"
    r"(?:SL|TP ?\d?|T\d|PT|stop(?: loss)?|targets?|entry|exit|take profit|risk)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Tokens `start`..`end` (exclusive) that say what stands near them; `kind` names the table."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A connective, tokens `start`..`end`, after which a clause begins."""

    start: int
    end: int
    word: str
    connective: Connective


@dataclass(frozen=True, slots=True)
class Sentence:
    tokens: tuple[Token, ...]
    cues: tuple[Cue, ...]
    openings: tuple[Opening, ...]
    breaks: frozenset[int]

    def segment(self, place: int) -> tuple[int, int]:
        """Tokens between the marks around `place`: start, end (exclusive)."""
        start = place
        while start > 0 and start - 1 not in self.breaks:
            start -= 1
        end = place
        while end < len(self.tokens) and end not in self.breaks:
            end += 1
        return start, end

    def cues_in(self, start: int, end: int, *kinds: str) -> list[Cue]:
        return [cue for cue in self.cues if start <= cue.start and cue.end <= end and (not kinds or cue.kind in kinds)]

    def cue_at(self, place: int) -> Cue | None:
        return next((cue for cue in self.cues if cue.start == place), None)


def read_sentences(text: str, start: int, end: int, notes: Annotations) -> list[Sentence]:
    """The sentences of a region; levels on lines of their own ("Entry: 12", "SL 11.40") are one a line."""
    return [
        part
        for sentence in split_sentences(text, start, end)
        for span in _lines(text, *sentence)
        for part in _parts(text, *span, notes)
    ]


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [m.end() for m in _LINE.finditer(text, start, end)] if "\n" in text[start:end] else []
    return [(a, b) for a, b in pairwise([start, *cuts, end]) if a < b]


def _read(text: str, start: int, end: int, notes: Annotations) -> tuple[Sentence, ...]:
    tokens = tokenize(text, start, end, notes)
    return tuple(_sentence(tokens[k : k + _LONGEST]) for k in range(0, len(tokens), _LONGEST))


# A sentence is read for its conditions, its reason and the article's thesis.
_parts = Kept(_read)


def _sentence(tokens: Sequence[Token]) -> Sentence:
    breaks = frozenset(
        k
        for k, token in enumerate(tokens)
        if token.kind == "punct" and (token.low in _BREAKS or (token.low == "." and k))
    )
    return Sentence(tuple(tokens), tuple(_cues(tokens)), tuple(_openings(tokens)), breaks)


def _cues(tokens: Sequence[Token]) -> list[Cue]:
    found: list[Cue] = []
    table, parting = cue_phrases(), split_verbs()
    place = 0
    while place < len(tokens):
        if tokens[place].kind not in ("word", "name", "punct", "length"):
            place += 1
            continue
        company = tokens[place].kind == "name" and tokens[place].asset_class == "equity"  # "Target below 130"
        matched = table.match(tokens, place) if tokens[place].low in table and not company else None
        best = None if matched is None else Cue(place, place + matched[0], matched[1])
        if best is not None and best.kind == "neutral":
            place = best.end
            continue
        if best is not None and not _stands(tokens, best):
            best = None
        if tokens[place].low in parting and (split := _split_verb(tokens, place)) is not None:
            best = split
        if best is not None:
            found.append(best)
            place = best.end
        else:
            place += 1
    return found


# Words that name a level only where one follows at once.
_NEED_LEVEL = words("conditions_words", "need_level", "words")
_DETERMINERS = words("conditions_words", "determiners", "words")


def _stands(tokens: Sequence[Token], cue: Cue) -> bool:
    if cue.kind == "stop_noun":
        if tokens[cue.start].low in ("max", "maximum"):
            # of an option spread the most that it can lose is no stop
            return any(token.unit == "percent" for token in tokens[cue.end : cue.end + 4])
        if tokens[cue.start].low == "protection":
            return cue.end < len(tokens) and tokens[cue.end].low == ":"
        return not _is_verb(tokens, cue)
    words = " ".join(token.low for token in tokens[cue.start : cue.end])
    if words == "collect" and any(t.kind == "number" for t in tokens[cue.end : cue.end + 2]):
        return False  # "sell the put, collect 1.60": what is paid for entering
    if words in _NEED_LEVEL:
        reach = 5 if words.startswith("risk") else 2
        if reach == 5 and cue.end < len(tokens) and tokens[cue.end].low in ("is", "being", ":"):
            reach = 12  # "risk is a close back under 181"
        return any(token.kind == "number" for token in tokens[cue.end : cue.end + reach])
    if cue.kind in ("leave", "stop", "target") and _told(tokens, cue):
        return False
    if words == "close":
        # the verb, not the close of a day
        verb = not cue.start or tokens[cue.start - 1].kind == "punct" or tokens[cue.start - 1].low in _BEFORE_VERB
        return verb and cue.end < len(tokens) and tokens[cue.end].low in _AFTER_VERB
    single = cue.end - cue.start == 1
    if single and cue.kind == "leave" and cue.start:
        # "a factor unwind", "the exit": a noun
        return tokens[cue.start - 1].low not in _DETERMINERS
    return True


_AFTER_VERB = words("conditions_words", "close_verb", "after")
_BEFORE_VERB = words("conditions_words", "close_verb", "before")


def _told(tokens: Sequence[Token], cue: Cue) -> bool:
    """ "A position we gave up at a 6% loss": what the author did, no advice."""
    if not cue.start or tokens[cue.start - 1].low not in ("we", "i", "he", "she", "they", "who"):
        return False
    verb = tokens[cue.start].low
    if verb in ("need", "exceed"):
        return False
    return verb.endswith("ed") or verb in words("conditions_words", "past", "words")


def _split_verb(tokens: Sequence[Token], place: int) -> Cue | None:
    """ "take the pair off", "let the shares go", "have it back": a verb of leaving around its object."""
    particles = split_verbs().get(tokens[place].low)
    if particles is None:
        return None
    for k in range(place + 1, min(len(tokens), place + 6)):
        if tokens[k].kind == "punct" or tokens[k].kind == "number":
            return None
        if k > place + 1 and tokens[k].low in particles:
            if k + 1 < len(tokens) and tokens[k + 1].unit == "percent":
                return None  # "a headline takes the metal down 6%"
            return Cue(place, k + 1, particles[tokens[k].low])
    return None


def _is_verb(tokens: Sequence[Token], cue: Cue) -> bool:
    """ "spreads stop widening", "it stops there": a verb of ending, not the level of a stop."""
    if tokens[cue.start].low not in ("stop", "stops") or cue.end >= len(tokens):
        return False
    after = tokens[cue.end]
    return (after.kind == "word" and after.low.endswith("ing") and after.low not in ("being",)) or after.low in (
        "reading",
        "hiking",
    )


def _openings(tokens: Sequence[Token]) -> list[Opening]:
    shut = plain_table("conditions_roles", "not_connectives", "phrases")
    opening = connectives()
    found: list[Opening] = []
    skip_until = 0
    for place, token in enumerate(tokens):
        if place < skip_until or token.kind != "word":
            continue
        closed = shut.match(tokens, place) if token.low in shut else None
        matched = opening.match(tokens, place) if token.low in opening else None
        if closed and not (matched and _of_our_result(tokens, place + 1)) and (not matched or closed[0] > matched[0]):
            skip_until = place + closed[0]
            continue
        if matched:
            end = _past_emphasis(tokens, place + matched[0])
            found.append(Opening(place, end, token.low, matched[1]))
            skip_until = end
        elif token.low in ("should", "were") and _inverted(tokens, place):
            found.append(Opening(place, place + 1, token.low, Connective()))
    return found


def _of_our_result(tokens: Sequence[Token], place: int) -> bool:
    """ "If we lose 6%", "once we are up 20%": the author's own gain or loss, a test all the same."""
    lows = [t.low for t in tokens[place : place + 3]]
    if lows[:1] not in (["we"], ["i"]):
        return False
    return lows[1:2] in (["lose"], ["make"]) or lows[1:] in (
        ["are", "down"],
        ["are", "up"],
        ["am", "down"],
        ["am", "up"],
    )


def _past_emphasis(tokens: Sequence[Token], place: int) -> int:
    """ "If, and only if, it holds": the connective goes on behind the second comma."""
    if place + 2 >= len(tokens) or tokens[place].low != "," or tokens[place + 1].low not in ("and", "but"):
        return place
    for k in range(place + 2, min(len(tokens), place + 7)):
        if tokens[k].low == ",":
            inner = {t.low for t in tokens[place + 1 : k]}
            return k + 1 if inner & {"only", "not"} else place
    return place


_PLURAL_SUBJECTS = frozenset({"we", "they", "you", "there", "who", "which", "that", "these", "those"})
_SUBJECT_STARTS = words("conditions_words", "subject_starts", "words")


def _inverted(tokens: Sequence[Token], place: int) -> bool:
    """ "Should the spread widen", "were it to slip": the verb opens its clause and a subject follows."""
    before = tokens[place - 1] if place else None
    opens = (
        before is None
        or (before.kind == "punct" and before.low not in (")", "]", '"', "”"))
        or before.low in ("and", "but", "or")
    )
    if tokens[place].low == "were" and not opens and before is not None and before.low not in _PLURAL_SUBJECTS:
        # "we should abandon it were the fund to lag": no subject of its own stands before it
        subject = place + 1 < len(tokens) and (
            tokens[place + 1].kind in ("name", "length") or tokens[place + 1].low in ("it", "its", "they", "that")
            or bool(measures().match(tokens, place + 1))
            or (tokens[place + 1].low in ("the", "our", "their") and before.low in ("it", "them", "out", "position"))
        )  # fmt: skip
        return subject and any(t.low == "to" for t in tokens[place + 2 : place + 8])
    if place + 1 >= len(tokens):
        return False
    after = tokens[place + 1]
    if any(
        table.match(tokens, place + 1) for kind, table in cue_tables() if kind in ("entry", "hold", "reduce", "avoid")
    ):
        return False
    if tokens[place].low == "should" and not opens:
        # in midst of a sentence only where a noun phrase follows: "the case is void should the VIX rise"
        noun = after.kind in ("name", "length") or after.low in _SUBJECT_STARTS or measures().match(tokens, place + 1)
        return bool(noun) and after.low not in ("see", "hold")
    if not opens:
        return False
    if tokens[place].low == "were":
        return any(t.low == "to" for t in tokens[place + 1 : place + 10])
    return after.kind in ("word", "name", "length", "number") and after.low not in ("be", "not", "have")
