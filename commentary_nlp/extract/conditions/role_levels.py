"""Levels beside "stop", "target" and their like, on either side of the word."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.conditions.clauses import (
    heads_of,
)
from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.frames import AUTHOR, Frame, acts_next, tests
from commentary_nlp.extract.conditions.level_lists import final, is_average, may_be_level, next_in_list, ordinal_start
from commentary_nlp.extract.conditions.tagging import (
    tag,
)
from commentary_nlp.extract.conditions.tokens import Token, is_year
from commentary_nlp.extract.conditions.vocabulary import changes, comparisons, plain_table, words


def role_frames(sentence: Sentence, taken: set[int]) -> list[Frame]:
    """Levels beside "stop", "target" and their like, on either side; further ones of a list each on its own."""
    found: list[Frame] = []
    for cue in sentence.cues:
        void = cue.kind == "invalidation" and sentence.tokens[cue.start].low == "invalidation"
        if not (void or cue.kind in ("stop_noun", "target_noun", "stop", "target")) or cue.start in taken:
            continue
        role = "stop" if void else cue.kind.removesuffix("_noun")
        if " ".join(t.low for t in sentence.tokens[cue.start : cue.end]) in _RESULTS:
            continue
        noun = void or cue.kind.endswith("noun") or sentence.tokens[cue.end - 1].low == "plenty"
        frames = _level_left(sentence, cue.start, cue.end, role, taken) if noun else []
        frames = frames or _levels_right(sentence, cue.start, cue.end, role, taken)
        if not frames and noun and final(sentence, cue.end, wide=True):
            frames = _level_left_far(sentence, cue.start, cue.end, role, taken)
        if role == "stop" and frames and (gain := _to_make(sentence, frames[-1].end, taken)) is not None:
            if sentence.tokens[gain.body].unit == "price" and sentence.tokens[gain.start].low == "to":
                continue  # "risking $5 to make $20": amounts, whose ratio is the payoff
            frames = [*frames, gain]
        for frame in frames:
            found.append(frame)
            taken.update(range(frame.start, frame.end))
    return found


def _to_make(sentence: Sentence, place: int, taken: set[int]) -> Frame | None:
    """ "Risking 4% for 12%", "risk 5% to make 15%": what is aimed at, behind what may be lost."""
    tokens = sentence.tokens
    before = tokens[place - 1]
    number = place
    while number < len(tokens) and number - place < 6 and tokens[number].low in _MAKING:
        number += 1
    if number == place or number >= len(tokens) or number in taken or tokens[number].kind != "number":
        return None
    if tokens[number].unit != before.unit or not may_be_level(tokens, number, "target"):
        return None
    return Frame(place, number + 1, number, "level", "target")


_MAKING = words("conditions_words", "making", "words")


# Phrases that say what a level stated before them does.
_RESULTS = words("conditions_words", "results", "words")


def _level_left(sentence: Sentence, start: int, end: int, role: str, taken: set[int]) -> list[Frame]:
    """ "0.9865 the stop", "178 as the objective", "a $15 target", "480p the new target"."""
    tokens = sentence.tokens
    between = frozenset(
        {
            "the",
            "as",
            "a",
            "an",
            "my",
            "our",
            "is",
            "for",
            "first",
            "second",
            "third",
            "final",
            "new",
            "bid",
            "initial",
            "intraday",
            "next",
            "upside",
            "price",
            "ultimate",
            "old",
        }
    )
    place = start - 1
    steps = 0
    while (
        place >= 0
        and steps < 4
        and (tokens[place].low in between or tokens[place].kind in ("duration", "length"))
        and not (role == "stop" and is_average(tokens, place) and place + 1 < start)
    ):
        place, steps = place - 1, steps + 1
    average = role == "stop" and place >= 0 and is_average(tokens, place)
    if (
        place < 0
        or not (tokens[place].kind == "number" or average)
        or place in taken
        or not may_be_level(tokens, place, role)
    ):
        return []
    if _number_follows(sentence, end, taken):
        return []
    first = place
    while first > 0 and tokens[first - 1].low in ("a", "the", "with", "$", "and"):
        first -= 1
    if first < place and tokens[first].low == "and":
        first += 1
    found = [Frame(first, end, place, "level", role)]
    if tokens[end - 1].low.endswith("s"):
        found.extend(_listed_before(tokens, first, role, taken))
    # "210 the first target, 220 the next"
    k = end
    while k < len(tokens) and tokens[k].low in (",", "and", "then"):
        k += 1
    if (
        end < k < len(tokens) - 1
        and tokens[k].kind == "number"
        and k not in taken
        and tokens[k + 1].low in ("the", "as", "a")
    ):
        last = k + 2
        while last < len(tokens) - 1 and tokens[last].low in ("a", "the"):
            last += 1
        if last < len(tokens) and tokens[last].low in ("second", "third", "next", "last", "other", "final"):
            found.append(Frame(k, last + 1, k, "level", role))
    return found


def _listed_before(tokens: Sequence[Token], place: int, role: str, taken: set[int]) -> list[Frame]:
    """ "186 and 189 as the targets": the numbers of a list that a plural noun closes."""
    found: list[Frame] = []
    while place > 1 and tokens[place - 1].low in ("and", ",", "/", "or", "then", "&"):
        number = place - 2
        while number > 0 and tokens[number].low in ("and", ",", "then"):
            number -= 1
        if tokens[number].kind != "number" or number in taken or not may_be_level(tokens, number, role):
            break
        found.append(Frame(number, number + 1, number, "level", role))
        place = number
    return found


def _level_left_far(sentence: Sentence, start: int, end: int, role: str, taken: set[int]) -> list[Frame]:
    """ "80 before spring is the aim": the level opens the segment that the role's name ends."""
    tokens = sentence.tokens
    first, _ = sentence.segment(start)
    if not {t.low for t in tokens[max(first, start - 3) : end]} & {"is", "as", "for", "the", "are"}:
        return []
    for place in range(start - 1, max(first, start - 9) - 1, -1):
        if tokens[place].low == "," or place in taken:
            break
        if tokens[place].kind == "number" and may_be_level(tokens, place, role):
            return [Frame(place, end, place, "level", role)]
    return []


def _number_follows(sentence: Sentence, place: int, taken: set[int]) -> bool:
    """Whether a level stands right after the role's name, without a comma between."""
    tokens = sentence.tokens
    strip = words("conditions_roles", "strip", "words")
    for k in range(place, min(len(tokens), place + _STRIP_TO_NUMBER)):
        if tokens[k].kind == "number":
            # "75 as the line in the sand and 88 as the measured move": that one has a role of its own
            own = k + 1 < len(tokens) and tokens[k + 1].low == "as"
            return k not in taken and tokens[k].unit != "ratio" and not own
        if tokens[k].low == "," or k in sentence.breaks or tokens[k].low not in strip:
            return False
    return False


def _levels_right(sentence: Sentence, start: int, end: int, role: str, taken: set[int]) -> list[Frame]:
    """ "stop 45", "stop if it closes under 45", "objectives 60 and 70"."""
    tokens = sentence.tokens
    strip = words("conditions_roles", "strip", "words")
    if role == "stop" and (at_entry := _at_entry(sentence, start, end)) is not None:
        return [at_entry]
    place = end
    skipped = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "number" or (role == "stop" and is_average(tokens, place)):
            break
        if token.low == "," and place not in taken and (after := _past_remark(tokens, place)) is not None:
            place = end = after  # "our target, for the end of 2025, is 110"
            continue
        if place in taken or (place in sentence.breaks and token.low not in (":", "(")) or token.low == ",":
            return []
        if token.low.endswith("ing") and place + 1 < len(tokens) and is_average(tokens, place + 1):
            place += 1  # "at the declining 50-day"
            continue
        compared = comparisons().match(tokens, place)
        closes = plain_table("conditions_changes", "closes", "words").match(tokens, place)
        if (
            (compared and compared[1] in ("above", "below", "through"))
            or (closes and role == "stop")
            or (changes().match(tokens, place) and token.low not in strip and role == "stop")
        ):
            stop = clause_stop(sentence, place, taken)
            while stop > place and tokens[stop - 1].low in ("and", "or", "but", "with", ","):
                stop -= 1
            if any(h.level is not None or h.named_level or compared for h in heads_of(tag(tokens[place:stop]))):
                return [Frame(_with(tokens, start), stop, place, "clause", role)]
            return []
        if any(o.start == place for o in sentence.openings):
            return []
        if token.kind in ("name", "duration", "length") or token.low in strip or skipped < 3:
            skipped += token.low not in strip and token.kind == "word"
            place += 1
            if place - end > 12:
                return []
            continue
        return []
    if place >= len(tokens) or place in taken or not may_be_level(tokens, place, role):
        return []
    place = moved_to(tokens, place)
    found = [Frame(_with(tokens, start), place + 1 + _basis_after(tokens, place + 1), place, "level", role)]
    while (following := next_in_list(sentence, place, taken)) is not None:
        place = following
        found.append(Frame(ordinal_start(tokens, place), place + 1, place, "level", role))
        if len(found) > 5:
            break
    return found


_AFTER_REMARK = frozenset({"is", "are", "remains", "remain", "stands", "stand", "of", "at", "now", "comes", "sits"})


def _past_remark(tokens: Sequence[Token], comma: int) -> int | None:
    """The verb behind a remark between commas, or behind a lone comma."""
    for k in range(comma + 1, min(len(tokens) - 1, comma + 10)):
        if k == comma + 1 and tokens[k].low in ("is", "are"):
            return k
        if tokens[k].low == ",":
            return k + 1 if tokens[k + 1].low in _AFTER_REMARK else None
        if tokens[k].low in (";", ":", ".", "—") or (tokens[k].kind == "number" and not is_year(tokens[k])):
            return None
    return None


def moved_to(tokens: Sequence[Token], place: int) -> int:
    """ "The stop comes up from 30.40 to 33.20": the new level, where the old one stands first."""
    if not place or tokens[place - 1].low != "from":
        return place
    for k in range(place + 1, min(len(tokens), place + 4)):
        if tokens[k].kind == "number":
            return k if tokens[k - 1].low in ("to", ">", "→") else place
        if tokens[k].low not in ("to", "-", "—", ">", "→", "up", "down"):
            return place
    return place


def _at_entry(sentence: Sentence, start: int, end: int) -> Frame | None:
    """ "SL is at entry" where the entry was said: "(entry 1.0985)"."""
    tokens = sentence.tokens
    for place in range(end, min(len(tokens), end + 5)):
        shortened = tokens[place].text == "BE" or (
            tokens[place].low == "be" and tokens[place - 1].low in ("to", "at", "@")
        )
        if tokens[place].low in ("breakeven", "break-even", "cost") or shortened:
            return Frame(_with(tokens, start), place + 1, place, "breakeven", "stop")
        if tokens[place].low == "entry":
            said = [
                k
                for k in range(1, start)
                if tokens[k].kind == "number" and tokens[k - 1].low in ("entry", "at", "from", "@")
            ]
            if said:
                return Frame(_with(tokens, start), place + 1, said[-1], "level", "stop")
            return Frame(_with(tokens, start), place + 1, place, "breakeven", "stop")
        if tokens[place].low not in ("is", "at", "to", "now", "moved", "the", "raised", "our", "goes", "up"):
            return None
    return None


def _with(tokens: Sequence[Token], start: int) -> int:
    """The condition's words begin at "with a stop", "for a target"."""
    while (
        start > 0
        and tokens[start - 1].low
        in ("a", "an", "the", "first", "second", "my", "our", "with", "its", "closing", "protective", "final", "and a")
    ) or (start > 0 and tokens[start - 1].kind == "length"):
        start -= 1
    return start


def _basis_after(tokens: Sequence[Token], place: int) -> int:
    """Tokens after a level that say on which prices it counts."""
    if place < len(tokens) and tokens[place].low in ("intraday", "close", "basis"):
        return 1
    lows = [t.low for t in tokens[place : place + 5]]
    for phrase in (
        ["on", "a", "daily", "close"],
        ["on", "a", "closing", "basis"],
        ["on", "a", "close"],
        ["daily", "close"],
        ["closing", "basis"],
        ["on", "a", "weekly", "close"],
        [",", "settlement", "basis"],
        [",", "closing", "basis"],
        ["settlement", "basis"],
        ["on", "close"],
    ):
        if lows[: len(phrase)] == phrase:
            return len(phrase)
    return 0


_STRIP_TO_NUMBER = 7


def clause_stop(sentence: Sentence, place: int, taken: set[int]) -> int:
    """Where a level phrase ends: at a mark, a comma, another role or opening."""
    tokens = sentence.tokens
    openings = {o.start for o in sentence.openings}
    k = place
    while k < len(tokens):
        if k in sentence.breaks or k in taken or (k in openings and k > place):
            return k
        if tokens[k].low == ",":
            rest = [t.low for t in tokens[k : k + 3]]
            if not (rest[1:2] == ["or"] and tests(tokens, k + 1, min(len(tokens), k + 8))):
                return k
        cue = sentence.cue_at(k)
        if cue is not None and k > place and cue.kind.endswith("_noun"):
            return _with(tokens, k)
        if tokens[k].low in AUTHOR and k > place:
            return k
        if (
            tokens[k].low in ("and", "but", "or")
            and k > place
            and (acts_next(sentence, k + 1) or _role_next(sentence, k + 1))
        ):
            return k
        k += 1
    return k


def _role_next(sentence: Sentence, place: int) -> bool:
    """ "Risk a settlement under 430 and look for 470": a role with its own level."""
    cue = sentence.cue_at(place)
    if cue is None or cue.kind not in ("stop", "target") or cue.end >= len(sentence.tokens):
        return False
    return sentence.tokens[cue.end].kind == "number"
