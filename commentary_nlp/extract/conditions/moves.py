"""Moves and levels that go with a verb of action: "on a dip to 378", "above 86", "between 118 and 122",
"into strength", "a daily close above 402.50 puts me long", "for 41 and then 38.25", "cover at 470"."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.conditions.bare_levels import bare_level, noun_level
from commentary_nlp.extract.conditions.clauses import (
    heads_of,
)
from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.endings import part_at
from commentary_nlp.extract.conditions.frames import Frame
from commentary_nlp.extract.conditions.leaving import against_level, days_left, for_level, leave_at, loss, scaled_out
from commentary_nlp.extract.conditions.level_lists import (
    may_be_level,
    next_in_list,
    ordinal_start,
)
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.role_levels import (
    clause_stop,
)
from commentary_nlp.extract.conditions.stated_levels import (
    advised,
    back_at,
    fronted_at,
    limits,
    or_better,
    ordered,
    where,
)
from commentary_nlp.extract.conditions.tagging import (
    tag,
)
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.vocabulary import (
    comparisons,
    measures,
    move_nouns,
    plain_table,
    words,
)

_PREPOSITIONS = words("conditions_words", "before_move", "words")
_ARTICLES = words("conditions_words", "move_modifiers", "words")
_SESSIONS = words("conditions_words", "sessions", "words")
# Nouns of a move; verbs of the same spelling stand after a subject and need a connective.
_MOVE_NOUNS = move_nouns()


def move_frames(sentence: Sentence, taken: set[int], context: TradeContext, *, follows: bool = False) -> list[Frame]:
    """Frames of kind "move" in what no clause and no role has taken, in order. `follows`: behind the call."""
    tokens = sentence.tokens
    found: list[Frame] = []
    place = 0
    while place < len(tokens):
        if place in taken:
            place += 1
            continue
        frame = (
            noun_level(sentence, place, taken)
            or _nominal(sentence, place, taken, calls=not follows and context.action in ("open", "hedge"))
            or _zone(sentence, place, taken)
            or bare_level(sentence, place, taken)
            or back_at(sentence, place, taken, context)
            or where(sentence, place, taken, context)
            or limits(sentence, place, taken, context)
            or fronted_at(sentence, place, taken, context)
            or ordered(sentence, place, taken, context)
            or or_better(sentence, place, taken, context)
            or _into_level(sentence, place, taken, context)
            or days_left(sentence, place, taken)
            or for_level(sentence, place, taken, context)
            or against_level(sentence, place, taken, context)
            or loss(sentence, place, taken, context)
            or scaled_out(sentence, place, taken, context)
            or leave_at(sentence, place, taken, context, follows=follows)
            or part_at(sentence, place, taken, context)
        )
        if frame is None or (frame.role is None and _of_reason(sentence, frame)):
            place += 1
            continue
        found.append(frame)
        taken.update(range(frame.start, frame.end))
        if frame.kind == "level" and frame.role in ("target", "leave"):
            level = frame.end - 1
            while (following := next_in_list(sentence, level, taken)) is not None:
                found.append(Frame(ordinal_start(tokens, following), following + 1, following, "level", frame.role))
                taken.add(following)
                level = following
        place = frame.end
    return found


def _of_reason(sentence: Sentence, frame: Frame) -> bool:
    """ "Since margins rise with bullion above 2,000": what a reason tells of is no condition."""
    tokens = sentence.tokens
    first, _ = sentence.segment(frame.start)
    for k in range(frame.start - 1, first - 1, -1):
        if tokens[k].low == "because" or (tokens[k].low in ("since", "as") and reason_begins(tokens, k)):
            return not sentence.cues_in(k, frame.start, "leave", "stop", "target", "entry")
        if tokens[k].low in (",", "and", "but"):
            return False
    return False


def reason_begins(tokens: Sequence[Token], place: int) -> bool:
    """Whether a clause with a subject and a verb, and no time, stands behind "since" or "as" at `place`."""
    return place > 0 and tokens[place - 1].low == "," and tokens[place + 1].kind in ("word", "name")


def _nominal(sentence: Sentence, place: int, taken: set[int], *, calls: bool) -> Frame | None:
    """A preposition or article, then the noun of a move or a close, with or without a level. `calls`: the sentence
    itself puts a trade on, whatever its verb ("the way to have it is gold, on dips toward 262")."""
    tokens = sentence.tokens
    prepositions = 0
    k = place
    if tokens[place].low == "'s" or tokens[place].low == "day":
        return None
    while k < len(tokens) and k not in taken and tokens[k].low in _PREPOSITIONS and prepositions < 3:
        k, prepositions = k + 1, prepositions + 1
    articles = 0
    while (
        k < len(tokens)
        and k not in taken
        and (
            (tokens[k].low in _ARTICLES and tokens[k].low != "break")
            or _amount(tokens, k)
            or (articles and tokens[k].low in _SESSIONS)
            or (
                articles
                and tokens[k].kind == "length"
                and k + 1 < len(tokens)
                and tokens[k + 1].low.startswith("close")
            )
        )
        and not (tokens[k].low.endswith("day") and [t.low for t in tokens[k + 1 : k + 2]] == ["'s"])
        and articles < 4
    ):
        k, articles = k + 1, articles + 1
    named = k
    if articles and k + 1 < len(tokens) and (tokens[k].kind == "name" or measures().match(tokens, k)):
        # "on a VIX spike above 30": what moves stands before its noun
        k += 1 if tokens[k].kind == "name" else (measures().match(tokens, k) or (1, None))[0]
        closing = k < len(tokens) and k == named + 1 and tokens[named].kind == "name" and tokens[k].low == "close"
        if k >= len(tokens) or (tokens[k].low not in _MOVE_NOUNS and not closing):
            k = named
    if k >= len(tokens) or k in taken or k in sentence.breaks:
        return None
    closes = plain_table("conditions_changes", "closes", "words").match(tokens, k)
    noun = tokens[k].low in _MOVE_NOUNS
    if [t.low for t in tokens[place : k + 2]][-3:] in (["the", "strength", "of"], ["the", "weakness", "of"]):
        return None  # "on the strength of bookings": a reason
    if not noun and not closes:
        return None
    if closes and k + closes[0] < len(tokens) and not _close_to_level(tokens, k + closes[0]):
        return None
    if (
        not prepositions
        and not articles
        and not (place == 0 or place - 1 in sentence.breaks or tokens[place - 1].low in (",", "either", "or"))
        and not (
            # "sell EURUSD rallies to 1.10"
            tokens[place].low.endswith("s")
            and tokens[place - 1].kind == "name"
            and any(c.kind == "entry" and c.end == place - 1 for c in sentence.cues)
        )
        and not any(c.kind == "entry" and c.end == place for c in sentence.cues)  # "fade strength toward 200"
    ):
        return None
    stop = _short_stop(sentence, k, taken)
    heads = heads_of(tag(tokens[k:stop]))
    if not heads and not closes:
        return None
    levelled = any(head.level is not None or head.named_level for head in heads)
    if not levelled and not (
        prepositions
        and heads
        and heads[0].start <= 1
        and heads[0].change is not None
        and heads[0].change.name in ("rises", "falls")
        and tokens[place].low in ("into", "on", "only", "after", "upon")
        and (
            articles
            or tokens[k].low in ("strength", "weakness", "rallies", "dips", "bounces", "pullbacks", "spikes", "pops")
        )
    ):
        return None
    hangs = (
        calls
        and tokens[place].low in ("on", "into")
        and place > 0
        and (tokens[place - 1].low == "," or tokens[place - 1].kind == "name")
    )
    verdict = not hangs and not advised(sentence, place, stop)
    if verdict and not (levelled and _is_subject(sentence, place, stop)):
        return None
    if tokens[k].low in ("down", "up") and not (
        k + 1 < len(tokens) and tokens[k + 1].low in ("day", "days", "open", "move")
    ):
        return None
    body = k - 1 if k > place and _amount(tokens, k - 1) else min(k, named)
    if levelled and place and tokens[place - 1].low == "for" and not prepositions and not verdict:
        return Frame(place - 1, stop, body, "move", "target")  # "for a slow slide down to 67"
    return Frame(place, stop, body, "verdict" if verdict else "move")


def _is_subject(sentence: Sentence, start: int, end: int) -> bool:
    """ "A close under 180 would tell us ...": the level opens its part of the sentence and its verb follows."""
    tokens = sentence.tokens
    first, last = sentence.segment(start)
    if any(t.low not in ("and", "but", "so", "yet", ",") for t in tokens[first:start]) or end >= last:
        return False
    return tokens[end].low in words("conditions_words", "verdicts", "words") and any(
        t.low in words("conditions_words", "position_talk", "words") for t in tokens[end:last]
    )


def _amount(tokens: Sequence[Token], place: int) -> bool:
    """The 3% of "a 3% pullback"."""
    return (
        tokens[place].kind == "number"
        and tokens[place].unit == "percent"
        and place + 1 < len(tokens)
        and tokens[place + 1].low in _MOVE_NOUNS
    )


def _close_to_level(tokens: Sequence[Token], place: int) -> bool:
    for k in range(place, min(len(tokens), place + 5)):
        if tokens[k].low == ",":
            return False
        if comparisons().match(tokens, k) or tokens[k].kind == "number":
            return True
    return False


def _short_stop(sentence: Sentence, place: int, taken: set[int]) -> int:
    """The end of a move: after its level and what bounds it, before the verb that it is the subject of."""
    tokens = sentence.tokens
    stop = clause_stop(sentence, place, taken)
    heads = heads_of(tag(tokens[place:stop]))
    if not heads:
        return stop
    end = place + heads[0].end
    if heads[0].named_level:
        while end < stop and tokens[end].low in ("it", "that", "this", "level", "them", "average", "line", "mean"):
            end += 1
    k = end
    while k < stop:
        token = tokens[k]
        rest = tokens[k:stop]
        if token.low in ("on", "in") and (tenor := _tenor_behind(tokens, k, stop)) is not None:
            end = k = tenor  # "a close above 5.25% on the ten-year"
            continue
        if token.kind == "duration" or token.low in ("intraday", "again", "in", "over", "within"):
            if token.low in ("in", "over", "within"):
                if k + 1 >= stop or tokens[k + 1].kind != "name":
                    break
                k += 1
            k += 1
            end = k
            continue
        if token.low == "of" and heads[0].level is None:
            break
        if token.kind == "name" and heads[0].level is None:
            k += 1
            continue
        if (
            token.low in ("or", "and", "accompanied", "that", "with", "on")
            and len(heads) > 1
            and _joins(tokens, place, k, heads[1].start, token.low)
        ):
            inner = heads_of(tag(rest))
            if inner:
                end = k + inner[0].end
                while end < stop and tokens[end].low in ("volume", "breadth", "volumes", "turnover"):
                    end += 1
                k = end
                heads = heads[1:]
                continue
        basis = [t.low for t in rest[:4]]
        if basis[:1] == ["on"] and ("basis" in basis or "close" in basis):
            end = k + (basis.index("basis") if "basis" in basis else basis.index("close")) + 1
            k = end
            continue
        break
    return end


def _tenor_behind(tokens: Sequence[Token], place: int, stop: int) -> int | None:
    """The end of "on the ten-year" behind a level in percent."""
    if tokens[place - 1].unit != "percent" or place + 2 >= stop or tokens[place + 1].low != "the":
        return None
    return place + 3 if tokens[place + 2].kind == "length" and tokens[place + 2].unit == "year" else None


def _joins(tokens: Sequence[Token], place: int, joiner: int, head: int, word: str) -> bool:
    """Whether the next test follows its coordinator closely enough to belong to the same condition."""
    return 0 < place + head - joiner <= (5 if word != "on" else 1)


def _zone(sentence: Sentence, place: int, taken: set[int]) -> Frame | None:
    """ "between 118 and 122", "in the 190-194 zone", "0.9720-0.9750 is the zone to short"."""
    tokens = sentence.tokens
    token = tokens[place]
    number = place
    if token.low in ("between", "in", "into", "around", "at", "the", "from"):
        number = place + 1
        while number < len(tokens) and number - place <= 3 and tokens[number].low in ("the", "a", "between"):
            number += 1
    if number >= len(tokens) or number in taken or tokens[number].kind != "number" or tokens[number].high is None:
        return None
    if tokens[number].unit in ("percent", "delta", "contracts", "shares") or not may_be_level(tokens, number, None):
        return None
    lows = [t.low for t in tokens[number + 1 : number + 4]]
    entered = any(
        t.low in ("entry", "entries", "zone", "buy", "sell", "short", "add", "long")
        for t in tokens[max(0, place - 3) : place]
    )
    zone = any(low in ("zone", "area", "range", "region") for low in lows)
    if token.low != "between" and not zone and not entered and token.low not in ("in", "into", "at", "from"):
        return None
    if token.kind == "number" and not zone and not entered:
        return None
    if not entered and not advised(sentence, place, number + 1):
        return None
    end = number + 1
    if zone:
        end = number + 2 + next(k for k, low in enumerate(lows) if low in ("zone", "area", "range", "region"))
    return Frame(place, end, number, "level", "zone")


def _into_level(sentence: Sentence, place: int, taken: set[int], context: TradeContext) -> Frame | None:
    """ "lightening it into 155.50"."""
    tokens = sentence.tokens
    if (
        tokens[place].low != "into"
        or place + 1 >= len(tokens)
        or tokens[place + 1].kind != "number"
        or place + 1 in taken
    ):
        return None
    if not may_be_level(tokens, place + 1, None) or tokens[place + 1].unit not in (None, "price"):
        return None
    return Frame(place, place + 2, place + 1, "level", "into") if advised(sentence, place, place + 2) else None
