"""Where the conditions of a sentence stand: clauses that a connective opens, levels that a role names,
moves and levels that a verb of action goes with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commentary_nlp.extract.conditions.clauses import (
    heads_of,
)
from commentary_nlp.extract.conditions.cues import Opening, Sentence
from commentary_nlp.extract.conditions.tagging import (
    tag,
)
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.vocabulary import changes, comparisons, measures, signals, words


@dataclass(frozen=True, slots=True)
class Frame:
    """A stretch of a sentence's tokens, `start`..`end` (exclusive), that may be a condition.

    `body` is where its clause begins (after the connective or the role's name). `role` is what the words
    beside it say, or None. `kind`: "clause", "level", "move". `negated`: under an "unless".
    """

    start: int
    end: int
    body: int
    kind: str
    role: str | None = None
    opening: Opening | None = None


AUTHOR = words("conditions_words", "author", "words")


def clause_frames(sentence: Sentence) -> list[Frame]:
    """Clauses that connectives open, each to its end."""
    found: list[Frame] = []
    for opening in sentence.openings:
        if found and opening.start < found[-1].end:
            continue
        end = clause_end(sentence, opening)
        while end > opening.end and (
            (sentence.tokens[end - 1].kind == "punct" and sentence.tokens[end - 1].low != ")")
            or sentence.tokens[end - 1].low in ("and", "or", "but")
        ):
            end -= 1
        if end > opening.end:
            found.append(Frame(opening.start, end, opening.end, "clause", opening=opening))
    return found


def clause_end(sentence: Sentence, opening: Opening) -> int:
    """The first token after the clause: at a mark, at a comma that no further test follows, or where the
    advice begins without one ("when it hits 60 I'm selling")."""
    tokens = sentence.tokens
    place = opening.end
    openings = {o.start for o in sentence.openings if o.start > opening.start}
    while place < len(tokens):
        token = tokens[place]
        if place in sentence.breaks:
            if (
                token.low == "("
                and (close := _closing(tokens, place)) is not None
                and close - place <= 12
                and not tests(tokens, opening.end, place)
            ):
                place = close + 1
                continue
            return place
        if token.low == "," and not _goes_on(sentence, opening.end, place):
            return place
        if place in openings and not (
            tokens[place].low in ("while", "whilst", "when", "after", "before", "until", "once")
            and place - opening.end < 2
        ):
            if tokens[place].low in ("while", "whilst"):
                place += 1
                continue
            if tokens[place].low == "if" and tokens[place - 1].low in ("or", "and"):
                place += 1
                continue
            if tokens[place].low in ("after", "before", "when", "once", "until"):
                return place
            return place
        if (
            token.low in ("the", "this", "that", "our", "my")
            and tokens[place - 1].kind == "number"
            and place - 1 > opening.end
            and not (place + 1 < len(tokens) and tokens[place + 1].low in ("wrong", "right", "other"))
        ):
            return place  # the advice begins without a comma
        if token.low in AUTHOR and place > opening.end and tests(tokens, opening.end, place):
            return (
                place
                if tokens[place - 1].low not in ("than", "shares", "what", "that", "names", "stocks")
                else _after(place, tokens)
            )
        if (
            token.low in ("and", "or")
            and any(place < o <= place + 3 for o in openings)
            and tokens[place + 1].low not in ("if", "when", "once")
        ):
            return place
        if token.low in ("and", "or", "but", "then") and place > opening.end and acts_next(sentence, place + 1):
            return place
        cue = sentence.cue_at(place)
        if (
            cue is not None
            and cue.kind in ("stop_noun", "target_noun")
            and place > opening.end
            and tests(tokens, opening.end, place)
        ) and tokens[place].low not in ("aim", "goal", "risk"):
            return place
        place += 1
    return place


def _after(place: int, tokens: Sequence[Token]) -> int:
    return min(len(tokens), place + 1) if place + 1 >= len(tokens) else _rest(place, tokens)


def _rest(place: int, tokens: Sequence[Token]) -> int:
    while place < len(tokens) and tokens[place].kind != "punct":
        place += 1
    return place


def _closing(tokens: Sequence[Token], place: int) -> int | None:
    for k in range(place, min(len(tokens), place + 12)):
        if tokens[k].low == ")":
            return k
    return None


def tests(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a change or a level has been said between the two places."""
    return bool(heads_of(tag(tokens[start:end])))


def _goes_on(sentence: Sentence, start: int, comma: int) -> bool:
    """Whether the clause goes on after a comma: another test joined to it, a remark between commas before
    its verb has come, or a list."""
    tokens = sentence.tokens
    following = tokens[comma + 1] if comma + 1 < len(tokens) else None
    if following is None:
        return False
    stop = comma + 1
    while stop < len(tokens) and tokens[stop].low != "," and stop not in sentence.breaks:
        stop += 1
    if following.kind == "number" and stop - comma <= 4 and stop < len(tokens) and tokens[stop].low == ",":
        # "above its 200-day, 199.39 tonight, with ...": where the average stands
        return stop + 1 < len(tokens) and tokens[stop + 1].low in ("and", "or", "with", "while") and _goes_on(
            sentence, start, stop
        )  # fmt: skip
    if following.low == "with" and tests(tokens, start, comma):
        rest = tokens[comma + 2 : stop]
        named = any(t.symbol in signals() or measures().match(rest, k) for k, t in enumerate(rest[:4]))
        return named and tests(rest, 0, len(rest)) and not sentence.cues_in(comma + 1, stop)
    if following.low in ("or", "and"):
        rest = tokens[comma + 2 : stop]
        first = rest[0] if rest else None
        if first is None or first.low in AUTHOR:
            return False
        if first.low in ("if", "when", "once"):
            return True
        if acts_next(sentence, comma + 2):
            return False
        broad = any(t.low.startswith("broaden") or t.low.startswith("spread") for t in tokens[start:comma])
        return tests(rest, 0, len(rest)) or (broad and len(rest) <= 3)
    if not tests(tokens, start, comma):
        # nothing tested yet: a remark between commas, if the verb comes after it
        if _verb_at(tokens, comma + 1) and tests(tokens, comma + 1, stop):
            return True
        if stop < len(tokens) and tokens[stop].low == ",":
            after = stop + 1
            end = after
            while end < len(tokens) and tokens[end].low != "," and end not in sentence.breaks:
                end += 1
            return end > after and tests(tokens, after, end) and _verb_at(tokens, after) and stop - comma <= 8
        return False
    if any(t.low.startswith("broaden") or t.low.startswith("spread") for t in tokens[start:comma]):
        return stop - comma <= 4 and stop < len(tokens) and tokens[stop].low == ","
    return False


def _verb_at(tokens: Sequence[Token], place: int) -> bool:
    """Whether the verb of a clause stands here, after a remark between commas."""
    return tokens[place].low in ("has", "have", "is", "are", "can", "does", "do", "had", "cannot") or bool(
        changes().match(tokens, place) and tokens[place].low.endswith("s")
    )


_MODALS = frozenset({"will", "would", "should", "shall"})
_ACTION_KINDS = ("entry", "leave", "reduce", "hold", "avoid", "watch")


def acts_next(sentence: Sentence, place: int) -> bool:
    """Whether a verb of action begins at `place` ("and hold them", "or exit", "and will cut it")."""
    if place + 1 < len(sentence.tokens) and sentence.tokens[place].low in _MODALS:
        place += 1
    cue = sentence.cue_at(place)
    if cue is None or cue.kind not in _ACTION_KINDS:
        return False
    after = sentence.tokens[cue.end] if cue.end < len(sentence.tokens) else None
    if cue.kind == "hold" and after is not None and after.low in ("there", "here"):
        return False
    if (
        cue.kind in ("hold", "reduce", "leave")
        and after is not None
        and (comparisons().match(sentence.tokens, cue.end) or after.kind == "number")
    ):
        return False
    return sentence.tokens[place].kind == "word"


def what_voids(sentence: Sentence, start: int, end: int) -> Frame | None:
    """The subject of "would void the argument", or what stands after "the thesis is void on"; "a catalyst that
    would invalidate the view is a quick rise in rates" names it after "is"."""
    first, last = sentence.segment(start)
    tokens = sentence.tokens
    for place in range(end, last):
        if tokens[place].low in ("is", "are", "would be", "on", "below", "above", "by") and (
            (place + 1 < last and any(t.low in ("that", "which", "what") for t in tokens[first:start]))
            or tokens[place].low in ("on", "below", "above", "by")
        ):
            begin = place + 1 if tokens[place].low in ("is", "are", "on", "by") else place
            return Frame(begin, last, begin, "clause") if last > begin else None
    stop = start
    while stop > first and tokens[stop - 1].low in ("would", "will", "could", "that", "might", "to", "'d"):
        stop -= 1
    for place in range(stop - 2, first, -1):
        if tokens[place].low == "that" and tokens[place - 1].low in words("conditions_words", "saying", "words"):
            first = place + 1  # "she says that inflation above 5% would change her mind"
            break
    return Frame(first, stop, first, "clause") if stop > first else None


def void_frame(sentence: Sentence, taken: set[int]) -> Frame | None:
    """What a sentence says would void the reasoning, where no connective opens it: "two such prints would change
    our mind"."""
    for cue in sentence.cues:
        if cue.kind != "invalidation":
            continue
        frame = what_voids(sentence, cue.start, cue.end)
        if (
            frame is not None
            and not taken & set(range(frame.start, frame.end))
            and tests(sentence.tokens, frame.body, frame.end)
        ):
            return frame
    return None
