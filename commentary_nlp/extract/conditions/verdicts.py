"""What a level or an event would mean for the trade: "a close above 150 says we have it wrong", "a guidance cut would
be our cue to leave", "spreads inside 400 would bring us back". The subject of such a verdict is the condition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from commentary_nlp.extract.conditions.clauses import (
    heads_of,
)
from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.frames import AUTHOR, Frame, tests
from commentary_nlp.extract.conditions.level_lists import (
    may_be_level,
)
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.subjects import PRONOUNS, content_of
from commentary_nlp.extract.conditions.tagging import (
    tag,
)
from commentary_nlp.extract.conditions.vocabulary import changes, comparisons, words
from commentary_nlp.extract.lexicon import load

# An event is named in words, not in one ("nothing ends it", "that ends it").
_LEAST_CONTENT = 2
_MODALS = frozenset(
    {"would", "will", "could", "'d", "might", "that", "which", "to", "should", "can", "may", "then", "also"}
)
_NO_SUBJECT = frozenset({"what", "nothing", "who", "something", "anything", "everything"})
_FINITE = frozenset({"is", "are", "would", "will", "was", "were", "has", "have", "stands", "remains", "sits", "lies"})
_LEADS = frozenset({"and", "but", "so", "or", "only", "then", "yet", "though", "while"})


# Of which recommendations a verdict speaks.
_ACTIONS = {
    "leave": frozenset({"open", "hold", "hedge"}),
    "wrong": frozenset({"open", "hold", "hedge"}),
    "void": frozenset({"open", "hold", "hedge", "watch", "avoid", "reduce", "close"}),
    "enter": frozenset({"open", "hedge", "watch", "avoid"}),
}


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Tokens `start`..`end` (exclusive) that say what their subject means: "leave", "wrong" or "enter"."""

    start: int
    end: int
    kind: str


@cache
def _patterns() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """(kind, words one of which must stand in the sentence, expression over its words parted by single spaces)."""
    table = load("conditions_verdicts")
    parts = {name: "(?:" + "|".join(found) + ")" for name, found in table["parts"].items() if name != "reason"}
    made: list[tuple[str, frozenset[str], re.Pattern[str]]] = []
    for entry in table["verdict"]:
        pattern = entry["pattern"]
        for name, alternatives in parts.items():
            pattern = pattern.replace("{" + name + "}", alternatives)
        made.append((entry["kind"], frozenset(entry["anchors"]), re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")))
    return tuple(made)


def _verdicts(sentence: Sentence) -> list[_Verdict]:
    lows = {token.low for token in sentence.tokens}
    wanted = [(kind, pattern) for kind, anchors, pattern in _patterns() if lows & anchors]
    if not wanted:
        return []
    joined, starts = "", {}
    for place, token in enumerate(sentence.tokens):
        starts[len(joined)] = place
        joined += token.low.replace(" ", "_") + " "
    found: list[_Verdict] = []
    for kind, pattern in wanted:
        for match in pattern.finditer(joined):
            start = starts.get(match.start())
            if start is not None:
                found.append(_Verdict(start, start + match.group().count(" ") + 1, kind))
    return sorted(found, key=lambda verdict: verdict.start)


def verdict_frames(sentence: Sentence, taken: set[int], context: TradeContext) -> list[Frame]:
    """Frames of kind "subject" or "level", with role "leave", "wrong" or "enter"."""
    found: list[Frame] = []
    for verdict in _verdicts(sentence):
        if context.action not in _ACTIONS[verdict.kind]:
            continue
        frame = _subject(sentence, verdict, taken, context)
        if frame is not None:
            found.append(frame)
            taken.update(range(frame.start, frame.end))
    return found


def _subject(sentence: Sentence, verdict: _Verdict, taken: set[int], context: TradeContext) -> Frame | None:
    tokens = sentence.tokens
    first, last = sentence.segment(verdict.start)
    stop = verdict.start
    while stop > first and (tokens[stop - 1].low in _MODALS or tokens[stop - 1].low in (",", "probably", "certainly")):
        stop -= 1
    relative = any(t.low in ("that", "which", "what") for t in tokens[stop : verdict.start]) or any(
        t.low in ("what", "thing") for t in tokens[first:stop][:4]
    )
    if relative and (behind := _after_is(sentence, verdict.end, last)) is not None:
        start, stop = behind
    elif relative and any(t.low == "what" for t in tokens[first : verdict.start]):
        return None
    else:
        start = _begin(sentence, first, stop)
    while start < stop and tokens[start].low in _LEADS:
        start += 1
    lows = [t.low for t in tokens[start : start + 3]]
    if lows[:2] in (["it", "takes"], ["it", "needs"]) or lows in (["it", "would", "take"], ["it", "will", "take"]):
        start += 2 if lows[1] in ("takes", "needs") else 3  # "it takes a close over 195 to make us buy"
    if (
        stop <= start
        or taken & set(range(start, stop))
        or any(
            o.start in range(start, stop) and not (o.start > start and o.connective.needs_level)
            for o in sentence.openings
        )
    ):
        return None
    subject = tokens[start:stop]
    tested = tests(tokens, start, stop) or bool(heads_of(tag(subject)))
    if (
        subject[0].low in AUTHOR
        or {t.low for t in subject} & _NO_SUBJECT
        or (len(subject) == 1 and subject[0].low in PRONOUNS)
    ):
        return None
    numbers = [k for k in range(start, stop) if tokens[k].kind == "number"]
    if not tested and len(numbers) == 1 and numbers[0] not in taken and may_be_level(tokens, numbers[0], None):
        number = numbers[0]
        alone = not content_of([t for k, t in enumerate(tokens[start:stop], start) if k != number and t.kind == "word"])
        role = "stop" if verdict.kind in ("leave", "wrong") else None
        return Frame(start, stop, number, "level", role) if alone and role and context.legs else None
    if not tested and tokens[stop].low == "to":
        return None  # "the market wants to take it off our hands"
    if not tested and (numbers or len(content_of(subject)) < _LEAST_CONTENT or AUTHOR & {t.low for t in subject}):
        return None
    return Frame(start, stop, start, "subject", verdict.kind)


def _begin(sentence: Sentence, first: int, stop: int) -> int:
    """Where the subject before a verdict begins: behind the last comma; one directly before the verdict closes a
    remark ("a close under 180, the June low, takes us out")."""
    tokens = sentence.tokens
    commas = [k for k in range(first, stop) if tokens[k].low == ","]
    joins = [k for k in commas if k + 1 < stop and tokens[k + 1].low in ("and", "but", "so", "or", "yet", "though")]
    if joins:
        rest = tokens[joins[-1] + 2 : stop]
        listed = tokens[joins[-1] + 1].low == "or" and bool(tests(tokens, first, joins[-1])) and bool(rest)
        if not listed:
            return joins[-1] + 1
        return first
    plain = [k for k in range(first + 1, stop - 1) if tokens[k].low in ("and", "but") and k - 1 not in commas]
    if plain and {t.low for t in tokens[first : plain[-1]]} & (AUTHOR | _FINITE):
        return plain[-1] + 1  # "the objective is 105 and a close above 112 would take us out"
    if commas and not tests(tokens, first, commas[-1]):
        return commas[-1] + 1
    return first


def _after_is(sentence: Sentence, place: int, last: int) -> tuple[int, int] | None:
    """What stands after "is"; behind "not A but B" the latter."""
    tokens = sentence.tokens
    begin = next((k + 1 for k in range(place, min(last, place + 4)) if tokens[k].low in ("is", "would", "was")), None)
    if begin is None:
        return None
    if begin < last and tokens[begin].low == "be":
        begin += 1
    if begin < last and tokens[begin].low == "not":
        begin = next((k + 1 for k in range(begin, last) if tokens[k].low == "but"), last)
    if last > begin and tokens[last - 1].kind == "punct":
        last -= 1
    return (begin, last) if begin < last else None


def imperative_frames(sentence: Sentence, taken: set[int], context: TradeContext) -> list[Frame]:
    """ "Lose 180 and we are out", "make 20% and we are done": a bare verb, its level, and what follows from it."""
    if context.action not in ("open", "hold", "hedge"):
        return []
    tokens = sentence.tokens
    found: list[Frame] = []
    for opens in (0, *(k + 1 for k in sentence.breaks)):
        first = opens
        while first < len(tokens) and tokens[first].low in _LEADS:
            first += 1
        if first >= len(tokens) or first in taken:
            continue
        if tokens[first].low not in words("conditions_words", "bare_verbs", "words"):
            if (noun := _figure(sentence, first, taken)) is not None:
                found.append(noun)
                taken.update(range(noun.start, noun.end))
            continue
        _, last = sentence.segment(first)
        joint = next((k for k in range(first + 1, min(last, first + 12)) if tokens[k].low == "and"), None)
        if joint is None or joint + 1 >= last or tokens[joint + 1].low not in AUTHOR | {"it", "the", "this", "they"}:
            continue
        if not sentence.cues_in(joint + 1, last, "leave", "stop", "target", "invalidation"):
            continue
        end = joint - 1 if tokens[joint - 1].low == "," else joint
        if not taken & set(range(first, end)):
            found.append(Frame(first, end, first, "subject", "leave"))
            taken.update(range(first, end))
    return found


def _figure(sentence: Sentence, first: int, taken: set[int]) -> Frame | None:
    """ "Organic growth under 2%, and out they go", "medical costs above 91% of premiums would tell me ..., and I'd get
    out": a figure beyond a level in percent, and behind it what then is done."""
    tokens = sentence.tokens
    _, last = sentence.segment(first)
    compared = next((k for k in range(first + 1, min(last, first + 9)) if comparisons().match(tokens, k)), None)
    if compared is None or any(t.kind == "punct" and t.low != "'s" for t in tokens[first:compared]):
        return None
    length, side = comparisons().match(tokens, compared) or (1, "")
    number = compared + length
    subject = tokens[first:compared]
    if side not in ("above", "below") or number >= last or tokens[number].unit != "percent":
        return None
    if {t.low for t in subject} & (AUTHOR | _FINITE | words("conditions_words", "bare_verbs", "words")):
        return None
    moved = [found[1].name for k in range(first, compared) if (found := changes().match(tokens, k))]
    if any(name != "reaches" for name in moved) or not content_of(subject):
        return None
    end = number + 1
    while end < last and end - number < 7 and tokens[end].low not in _FOLLOWED and tokens[end].low not in AUTHOR:
        end += 1
    if end >= last or tokens[end].low not in _FOLLOWED or taken & set(range(first, end)):
        return None
    acts = sentence.cues_in(end, last, "leave", "stop", "invalidation")
    if not acts:
        return None
    kind = "void" if acts[0].kind == "invalidation" else "leave"
    return Frame(first, end, first, "subject", kind)


_FOLLOWED = frozenset({",", "would", "will", "and", "means", "says", "tells"})


def elided_frames(sentence: Sentence, taken: set[int], context: TradeContext) -> list[Frame]:
    """ "Long above 392, flat below": the other side of the level said just before."""
    if context.action not in ("open", "hold", "hedge") or not context.bias:
        return []
    tokens = sentence.tokens
    side = ("below", "under", "beneath") if context.bias > 0 else ("above", "over")
    found: list[Frame] = []
    for place in range(2, len(tokens)):
        if tokens[place].low not in side or tokens[place - 1].low not in words(
            "conditions_words", "no_position", "words"
        ):
            continue
        after = place + 1
        if after < len(tokens) and tokens[after].low in ("that", "it", "there"):
            after += 1
        if after < len(tokens) and tokens[after].kind != "punct" and tokens[after].low not in ("and", "with"):
            continue
        number = next((k for k in range(place - 2, -1, -1) if tokens[k].kind == "number"), None)
        if number is not None and tokens[number].unit in (None, "price") and may_be_level(tokens, number, "stop"):
            found.append(Frame(place - 1, after, number, "level", "stop"))
            taken.update(range(place - 1, after))
    return found
