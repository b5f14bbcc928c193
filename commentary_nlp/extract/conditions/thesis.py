"""Conditions of the article's thesis: what would follow if, and what would void it."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.annotations import Annotations
from commentary_nlp.extract.conditions.cues import Sentence, read_sentences
from commentary_nlp.extract.conditions.frames import Frame, clause_frames, what_voids
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.relevance import is_history
from commentary_nlp.extract.conditions.subjects import Scope
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.understanding import understand
from commentary_nlp.extract.places import Spans
from commentary_nlp.records import Condition, Role

# "Need a close above 202", "subject to approval": said of a trade or a deal, no if-then of the thesis.
_ADVISING = frozenset({"need", "needs", "want", "wants", "require", "requires", "subject", "waiting", "waits"})
_NOBODY = TradeContext(action="watch", structure=None, legs=())
# Tokens before a clause that it may refer to.
_MEMORY = 300
# Blocks that hold commentary.
_KINDS = frozenset({"paragraph", "bullet"})


def find_thesis(text: str, notes: Annotations, taken: Sequence[tuple[int, int]]) -> list[Condition]:
    """Scenarios and invalidations that stand outside `taken` (the recommendations and what belongs to them).

    A scenario is an if-clause of a known measure or actor with what follows from it; an invalidation is what a
    sentence says would void the reasoning. In text order. Never raises.
    """
    found: list[Condition] = []
    said = Spans(taken)
    for block in notes.blocks:
        if block.kind not in _KINDS:
            continue
        before: list[Token] = []
        for start, end in block.sentences or ((block.start, block.end),):
            if said.overlap(start, end):
                continue
            for sentence in read_sentences(text, start, end, notes):
                found.extend(_of_sentence(text, notes, sentence, before))
                before.extend(sentence.tokens)
                del before[:-_MEMORY]
    return found


def _of_sentence(text: str, notes: Annotations, sentence: Sentence, before: list[Token]) -> list[Condition]:
    void = [cue for cue in sentence.cues if cue.kind == "invalidation"]
    found: list[Condition] = []
    for frame in clause_frames(sentence):
        assert frame.opening is not None
        if (
            frame.opening.word in ("while", "whilst", "after", "before", "as", "until", "till", "wait")
            or frame.opening.word in _ADVISING
            or frame.opening.connective.needs_level
            or is_history(sentence, frame)
        ):
            continue
        role: Role = "invalidation" if void else "scenario"
        condition = _condition(text, notes, sentence, frame, before, role)
        if condition is not None:
            found.append(condition)
    if void and not found:
        cue = void[0]
        subject = what_voids(sentence, cue.start, cue.end)
        if subject is not None:
            condition = _condition(text, notes, sentence, subject, before, "invalidation")
            if condition is not None:
                found.append(condition)
    return found


def _condition(
    text: str, notes: Annotations, sentence: Sentence, frame: Frame, before: Sequence[Token], role: Role
) -> Condition | None:
    tokens = sentence.tokens
    scope = Scope(text, _NOBODY, [*before, *tokens[: frame.start]], (), notes.themes, None)
    read = understand(tokens[frame.body : frame.end], scope)
    if read is None or (role == "scenario" and not read.stated and all(p.change == "occurs" for p in read.predicates)):
        return None
    start, end = tokens[frame.start].start, tokens[frame.end - 1].end
    return Condition(role=role, text=text[start:end], start=start, end=end, test=read.test)
