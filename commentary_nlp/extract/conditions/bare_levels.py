"""Levels said with "above" or "below" and no verb of moving: "above 86", "a VIX above 20"."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.conditions.clauses import heads_of
from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.frames import Frame
from commentary_nlp.extract.conditions.level_lists import may_be_level
from commentary_nlp.extract.conditions.role_levels import clause_stop
from commentary_nlp.extract.conditions.stated_levels import advised
from commentary_nlp.extract.conditions.tagging import tag
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.vocabulary import Phrases, comparisons, measures, plain_table, signals


def bare_level(sentence: Sentence, place: int, taken: set[int]) -> Frame | None:
    """ "above 86", "below its 50-day"."""
    tokens = sentence.tokens
    if tokens[place].low not in comparisons():
        return None
    compared = comparisons().match(tokens, place) if tokens[place].kind in ("word", "punct") else None
    if not compared or compared[1] not in ("above", "below"):
        return None
    if place and tokens[place].text[0].isupper() and tokens[place - 1].kind in ("word", "number"):
        return None  # "we sold Beyond at 81": a name
    stop = clause_stop(sentence, place, taken)
    heads = heads_of(tag(tokens[place:stop]))
    if not heads or heads[0].start != 0 or heads[0].level is None:
        return None
    level = place + heads[0].end - 1
    number = tokens[level]
    if number.kind == "number" and (
        number.unit in ("percent", "bp", "times", "shares", "contracts", "ratio", "delta")
        or not may_be_level(tokens, level, None)
    ):
        return None
    if not advised(sentence, place, level + 1) and not _only(sentence, place, level + 1):
        return None
    if _described(sentence, place) or _apposed(sentence, place, taken):
        return None
    if place and tokens[place - 1].low in ("not", "never") and number.kind == "number":
        # "buy it, but not above 190": the worst price
        side = "below" if heads[0].comparison == "above" else "above"
        return Frame(place - 1, level + 1, level, "level", f"limit_{side}")
    return Frame(place, place + heads[0].end + _tail(tokens, place + heads[0].end), place, "move")


def noun_level(sentence: Sentence, place: int, taken: set[int]) -> Frame | None:
    """ "A VIX above 20 takes us out", "a ten-year yield above 4.60%", "only a hike of less than 75 bp"."""
    tokens = sentence.tokens
    k = place
    while k < len(tokens) and k - place < 3 and tokens[k].low in ("a", "an", "any", "the", "only"):
        k += 1
    begin = k
    compares, measured, acting = comparisons(), measures(), actors()
    while k < len(tokens) and k not in taken and k - begin < 6:
        low = tokens[k].low
        compared = compares.match(tokens, k) if low in compares and tokens[k].kind in ("word", "punct") else None
        if compared and compared[1] in ("above", "below"):
            break
        if not (
            tokens[k].kind in ("name", "length")
            or (low in measured and measured.match(tokens, k))
            or low in ("of", "in", "on", "yield", "'s", "reading", "print")
            or (low in acting and acting.match(tokens, k))
        ):
            return None
        k += 1
    if k >= len(tokens) or k == begin or k in taken or not comparisons().match(tokens, k):
        return None
    if place == begin and not (
        place == 0 or place - 1 in sentence.breaks or tokens[place - 1].low in (",", "is", "with", "and")
    ):
        return None
    reading = tag(tokens[begin : clause_stop(sentence, begin, taken)])
    heads = heads_of(reading)
    if not heads or heads[-1].level is None or heads[0].start > k - begin:
        return None
    if not any(
        tokens[j].kind == "length"
        or tokens[j].symbol in signals()
        or measures().match(tokens, j)
        or actors().match(tokens, j)
        or (tokens[j].kind == "name" and begin and tokens[begin - 1].low == "with")
        for j in range(begin, k)
    ):
        return None
    end = begin + heads[0].end
    cues = sentence.cues_in(*sentence.segment(place), "leave", "stop", "target", "invalidation", "entry")
    if not any(cue.start >= end or cue.end <= place for cue in cues):
        return None
    return Frame(place, end, begin, "move")


def actors() -> Phrases[str]:
    return plain_table("conditions_measures", "policy", "actors")


def _tail(tokens: Sequence[Token], place: int) -> int:
    lows = [t.low for t in tokens[place : place + 4]]
    for phrase in (["on", "a", "closing", "basis"], ["on", "a", "close"], ["intraday"]):
        if lows[: len(phrase)] == phrase:
            return len(phrase)
    return 0


def _only(sentence: Sentence, start: int, end: int) -> bool:
    """ "Only above 202, though": a sentence that is all condition."""
    tokens = sentence.tokens
    rest = [t.low for t in (*tokens[:start], *tokens[end:]) if t.kind != "punct"]
    return start > 0 and tokens[start - 1].low == "only" and len(rest) <= 3


def _apposed(sentence: Sentence, place: int, taken: set[int]) -> bool:
    """ "Stop 180, under the 200-day": where the level lies that was said just before."""
    tokens = sentence.tokens
    return (
        place > 1 and tokens[place - 1].low in (",", "(") and place - 2 in taken and tokens[place - 2].kind == "number"
    )


def _described(sentence: Sentence, place: int) -> bool:
    """Whether the level is told of something ("the 10-year is above 4%", "loses only above 255")."""
    tokens = sentence.tokens
    before = tokens[place - 1] if place else None
    if before is None:
        return False
    verb = tokens[place - 2] if place > 1 else None
    if before.low == "only" and (verb is None or verb.kind != "word" or not verb.low.endswith("s")):
        # "buy it only above 86"; "loses only above 255", "losses begin only below 76" is told of the trade
        return verb is not None and verb.low in ("begin", "start", "lose", "bite", "hurt")
    if before.kind == "number" and before.unit in ("percent", "points", "bp"):
        return True  # "3% above its 200-day"
    return before.low in (
        "from",
        "begin",
        "begins",
        "is",
        "are",
        "was",
        "were",
        "stands",
        "sits",
        "only",
        "stood",
        "'s",
        "remains",
        "trades",
        "traded",
        "closed",
        "%",
        "just",
        "well",
        "or",
        "up",
    )
