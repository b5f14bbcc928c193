"""All conditions of one recommendation, from the regions of text that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commentary_nlp.extract import tracing
from commentary_nlp.extract.annotations import Annotations
from commentary_nlp.extract.conditions.cues import Sentence, read_sentences
from commentary_nlp.extract.conditions.frames import Frame, clause_frames, void_frame
from commentary_nlp.extract.conditions.leaving import stop_orders
from commentary_nlp.extract.conditions.levels import at_level
from commentary_nlp.extract.conditions.moves import move_frames
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.relevance import belongs_elsewhere, is_condition
from commentary_nlp.extract.conditions.role_levels import role_frames
from commentary_nlp.extract.conditions.roles import decide, kept_while, role_cue, side_of
from commentary_nlp.extract.conditions.subjects import Scope
from commentary_nlp.extract.conditions.ticks import with_ticks
from commentary_nlp.extract.conditions.tokens import Token, tokenize
from commentary_nlp.extract.conditions.understanding import understand
from commentary_nlp.extract.conditions.understood import Understood
from commentary_nlp.extract.conditions.verdicts import elided_frames, imperative_frames, verdict_frames
from commentary_nlp.extract.conditions.wishes import wish_frames
from commentary_nlp.records import AllOf, AnyOf, Condition, Duration, Expression, Not, Predicate, Role


class _Earlier:
    """The words of the paragraph before, read where a condition may refer to them."""

    def __init__(self, text: str, notes: Annotations, regions: Sequence[tuple[int, int]]) -> None:
        self._place = (text, notes, regions)
        self._tokens: list[Token] | None = None

    def tokens(self) -> list[Token]:
        if self._tokens is None:
            self._tokens = _paragraph_before(*self._place)
        return self._tokens


@dataclass(slots=True)
class _Draft:
    """A condition before the levels of its fellows settle its direction."""

    role: Role
    start: int
    end: int
    read: Understood | None
    level: float | None = None
    directed: bool = True


def find_conditions(
    text: str, notes: Annotations, regions: Sequence[tuple[int, int]], context: TradeContext
) -> list[Condition]:
    """The conditions that stand in `regions` (character ranges, ends exclusive) and belong to one trade.

    `regions` are its own sentence or bullet, or the part of it that is about this trade, and the sentences
    that go on about it, its own first. Order is that of the text; spans lie within the regions. Never raises.
    """
    notes = with_ticks(text, notes, regions, context)
    drafts: list[_Draft] = []
    before: list[Token] = []
    earlier = _Earlier(text, notes, regions)
    for number, (start, end) in enumerate(regions):
        if not 0 <= start < end <= len(text):
            continue
        for sentence in read_sentences(text, start, end, notes):
            drafts.extend(_of_sentence(text, notes, sentence, before, earlier, context, follows=number > 0))
            before.extend(sentence.tokens)
            del before[:-_MEMORY]
    _settle_sides(drafts, context)
    drafts.sort(key=lambda draft: (draft.start, draft.end))
    found: dict[tuple[str, int, int, int], Condition] = {}
    for draft in drafts:
        test = draft.read.test if draft.read is not None else None
        condition = Condition(
            role=draft.role, text=text[draft.start : draft.end], start=draft.start, end=draft.end, test=test
        )
        found.setdefault((draft.role, draft.start, draft.end, hash(test)), condition)
    return _said_once(list(found.values()))


def _said_once(conditions: list[Condition]) -> list[Condition]:
    """A level that is said again ("stop 180 ... lose that and we are out") is one condition, at its first place."""
    kept: list[Condition] = []
    seen: set[tuple[object, ...]] = set()
    for condition in conditions:
        test = condition.test
        if isinstance(test, Predicate) and test.value is not None and condition.role in ("stop", "target"):
            key = (condition.role, test.measure, test.change, test.value, test.unit, test.symbols)
            if key in seen:
                continue
            seen.add(key)
        kept.append(condition)
    return kept


def _of_sentence(
    text: str,
    notes: Annotations,
    sentence: Sentence,
    before: Sequence[Token],
    earlier: _Earlier,
    context: TradeContext,
    *,
    follows: bool,
) -> list[_Draft]:
    taken: set[int] = set()
    frames: list[Frame] = []
    for frame in stop_orders(sentence):
        frames.append(frame)
        taken.update(range(frame.start, frame.end))
    for frame in (*wish_frames(sentence, context, follows=follows), *clause_frames(sentence)):
        if not taken & set(range(frame.start, frame.end)):
            frames.append(frame)
            taken.update(range(frame.start, frame.end))
    frames.extend(verdict_frames(sentence, taken, context))
    frames.extend(imperative_frames(sentence, taken, context))
    frames.extend(elided_frames(sentence, taken, context))
    if (void := void_frame(sentence, taken)) is not None:
        frames.append(void)
        taken.update(range(void.start, void.end))
    frames.extend(role_frames(sentence, taken))
    frames.extend(move_frames(sentence, taken, context, follows=follows))
    frames.sort(key=lambda frame: frame.start)
    drafts: list[_Draft] = []
    for frame in frames:
        draft = _draft(text, notes, sentence, frame, before, earlier, context, follows=follows)
        if draft is None:
            continue
        tracing.said("conditions", "conditions", _RULES.get(frame.kind, frame.kind), draft.start, draft.end)
        halves = [
            _draft(text, notes, sentence, half, before, earlier, context, follows=follows)
            for half in _halves(sentence, frame, draft)
        ]
        both = [half for half in halves if half is not None and half.read is not None]
        apart = len(both) > 1 and draft.read is not None and not isinstance(draft.read.test, AnyOf)
        drafts.extend(both if apart or len({half.role for half in both}) > 1 else [draft])
    return drafts


def _reopened(tokens: Sequence[Token], frame: Frame) -> bool:
    """ "Once half of the credit is banked, or if it settles under 403": a second clause of its own."""
    return any(
        tokens[k].low == "or" and tokens[k + 1].low in ("if", "when", "once") for k in range(frame.body, frame.end - 2)
    )


def _halves(sentence: Sentence, frame: Frame, draft: _Draft) -> list[Frame]:
    """ "Sell when the premium doubles, or if guidance disappoints": a way of leaving on either side of "or"."""
    if frame.kind != "clause" or draft.role not in ("stop", "target", "exit") or draft.read is None:
        return []
    tokens = sentence.tokens
    if not isinstance(draft.read.test, AnyOf) and not _reopened(tokens, frame):
        return []
    for place in range(frame.body + 1, frame.end - 1):
        if tokens[place].low == "or":
            end = place - 1 if tokens[place - 1].low == "," else place
            begin = place + 1
            body = begin + 1 if tokens[begin].low in ("if", "when", "once", "until") else begin
            return [replace(frame, end=end), replace(frame, start=begin, body=body)] if body < frame.end else []
    return []


def _draft(
    text: str,
    notes: Annotations,
    sentence: Sentence,
    frame: Frame,
    before: Sequence[Token],
    earlier: _Earlier,
    context: TradeContext,
    *,
    follows: bool,
) -> _Draft | None:
    tokens = sentence.tokens
    start, end = tokens[frame.start].start, tokens[frame.end - 1].end
    said = [*before, *tokens[: frame.start]]
    cue = role_cue(sentence, frame, context)
    if follows and context.action in ("close", "reduce") and cue in ("leave", "stop", "target"):
        return None  # "I'd drop it if ...": of what is held or put on beside
    watched = _watched(sentence, frame, before)
    if belongs_elsewhere(sentence, frame, cue, context):
        return None
    scope = Scope(text, context, [*earlier.tokens(), *said], said, notes.themes, cue, watched)
    if frame.kind == "breakeven":
        even = Predicate(measure="pnl", change="below", value=0, unit="percent")
        return _Draft("stop", start, end, Understood(even, [even]))
    if frame.role == "days_left":
        left = Predicate(measure="other", subject=text[tokens[frame.body].start : end], change="occurs")
        return _Draft("exit", start, end, Understood(left, [left]))
    if frame.kind == "subject":
        return _of_verdict(text, tokens, frame, scope, start, end)
    opening = frame.opening.connective if frame.opening is not None else None
    if opening is not None and opening.until and tokens[frame.body].low == "then":
        return None  # "until then": what was said before
    if opening is not None and opening.until and context.action in ("open", "hold", "hedge"):
        scope = replace(scope, role=cue or "leave")
        if (until := _until_level(tokens, frame)) is not None:
            return at_level_draft(text, sentence, until, "target", scope, start, end)
    if frame.kind == "level":
        return at_level_draft(text, sentence, frame, cue, scope, start, end)
    read = understand(tokens[frame.body : frame.end], scope)
    if not is_condition(sentence, frame, read, cue, context, follows=follows):
        return None
    if (kept := kept_while(frame, read, context)) is not None:
        return _Draft("stop", start, end, kept)
    role = decide(cue, sentence, frame, read, context, follows=follows)
    if frame.kind == "verdict" and (role != "stop" or not follows):
        return None
    if read is not None and opening is not None and opening.negated and role in ("trigger", "scenario"):
        read = Understood(Not(not_=read.test), read.predicates, read.own, read.stated)
    return _Draft(role, start, end, read)


def _of_verdict(text: str, tokens: Sequence[Token], frame: Frame, scope: Scope, start: int, end: int) -> _Draft | None:
    """The subject of a verdict as a condition: a level against the position is a stop, in its favour a target, an
    event an exit; what proves the author wrong elsewhere voids the reasoning."""
    context = scope.context
    wanted = {"wrong": "stop", "void": "invalidation", "leave": "leave"}.get(frame.role or "")
    scope = replace(scope, role=wanted)
    read = understand(tokens[frame.body : frame.end], scope)
    if read is None or ([p.change for p in read.predicates] == ["occurs"] and read.predicates[0].measure == "other"):
        what = Predicate(measure="other", subject=text[start:end], change="occurs")
        read = Understood(what, [what], False, True)
    if frame.role == "void":
        return _Draft("invalidation", start, end, read)
    if frame.role == "enter":
        return _Draft("exit" if context.action == "avoid" else "trigger", start, end, read)
    sides = {side_of(p, context) for p in read.predicates} if read.own else {0}
    if len(sides) == 1 and (side := sides.pop()):
        return _Draft("stop" if side < 0 else "target", start, end, read)
    if read.own and wanted == "stop":
        return _Draft("stop", start, end, read)
    return _Draft("invalidation" if wanted == "stop" else "exit", start, end, read)


def _until_level(tokens: Sequence[Token], frame: Frame) -> Frame | None:
    """ "Until 212": the bare level for which the trade is kept; a year is none."""
    only = tokens[frame.body : frame.end]
    if len(only) > 2 or only[0].kind != "number" or only[0].unit not in (None, "price") or only[0].value is None:
        return None
    if only[0].unit is None and only[0].value == int(only[0].value) and 1990 <= only[0].value <= 2100:
        return None
    return Frame(frame.start, frame.end, frame.body, "level", "target")


def at_level_draft(
    text: str, sentence: Sentence, frame: Frame, cue: str | None, scope: Scope, start: int, end: int
) -> _Draft | None:
    """A bare number that a role or a verb names."""
    made = at_level(sentence, frame, cue, scope)
    if made is None:
        return None
    role, read, level, directed = made
    return _Draft(role, start, end, read, level, directed)


# What each sort of frame is, in words for `explain`.
_RULES = {
    "clause": "a clause with a connective (if, once, unless, until, on)",
    "level": "a number that a role or a verb names",
    "move": "a move or a level said without a connective",
    "verdict": "what a level would mean for the idea",
    "breakeven": "a stop at the entry",
    "days_left": "days left to an expiry",
    "subject": "what a level or an event means for the trade",
}
# Tokens of the earlier sentences of its own regions that a clause may refer to.
_MEMORY = 300
# Characters before a recommendation in which "it", "that level" or "the print" find what they stand for.
_REACH = 700


def _paragraph_before(text: str, notes: Annotations, regions: Sequence[tuple[int, int]]) -> list[Token]:
    """The words of the paragraph before the first region."""
    start = min((start for start, _ in regions), default=0)
    if not 0 < start <= len(text):
        return []
    begin = max(text.rfind("\n\n", 0, start), start - _REACH, 0)
    return tokenize(text, begin, start, notes)


def _watched(sentence: Sentence, frame: Frame, before: Sequence[Token]) -> Duration | None:
    """ "Watch X over the next 3 sessions; if it falls ..." bounds the test that follows."""
    first = [*before, *sentence.tokens[: frame.start]]
    if not any(token.low in ("watch", "monitor", "watching") for token in first):
        return None
    return next((token.duration for token in reversed(first) if token.kind == "duration" and token.duration), None)


def _settle_sides(drafts: list[_Draft], context: TradeContext) -> None:
    """A stop and a target of one thing tell by their order which way each lies, where no word does."""
    stops = [d for d in drafts if d.role == "stop" and d.level is not None and not d.directed]
    targets = [d for d in drafts if d.role == "target" and d.level is not None and not d.directed]
    for stop in stops:
        for target in targets:
            if stop.read is None or target.read is None or stop.level is None or target.level is None:
                continue
            one, other = stop.read.predicates[0], target.read.predicates[0]
            if one.measure != other.measure and {one.measure, other.measure} != {"spread", "credit_spread"}:
                continue
            if context.bias and context.legs and not context.is_spread and one.measure == "price":
                continue
            up = target.level > stop.level
            if one.measure != other.measure:
                one = one.model_copy(
                    update={"measure": other.measure, "subject": other.subject, "symbols": other.symbols}
                )
            _turn(stop, one, "below" if up else "above")
            _turn(target, other, "above" if up else "below")


def _turn(draft: _Draft, predicate: Predicate, change: str) -> None:
    turned = predicate.model_copy(update={"change": change})
    draft.read = Understood(turned, [turned])


def level_condition(
    role: Role, text: str, start: int, end: int, context: TradeContext, notes: Annotations = Annotations()
) -> Condition | None:
    """The condition that a table's cell `text[start:end]` states under a heading of known `role`.

    A bare number, a range, a percentage ("-7%": of the position) or words ("close below 48"). None for a cell
    that says nothing ("none", "mkt", "-"); a cell that is not understood keeps its words with `test` None.
    """
    from commentary_nlp.extract.conditions.cells import read_cell

    return read_cell(role, text, start, end, context, notes)


def row_conditions(
    text: str, row: tuple[int, int], header: tuple[int, int], context: TradeContext, notes: Annotations = Annotations()
) -> list[Condition]:
    """The conditions that a row of a trade table states under its line of titles.

    `row` and `header` are character ranges (ends exclusive) of one line each, leading numbering allowed. A title
    that names no role ("R/R", "Hold") gives none. Cells pair with titles in order, or by their columns where the
    row leaves some out. Empty where the header names no role. Never raises.
    """
    from commentary_nlp.extract.conditions.cells import read_row

    return read_row(text, row, header, context, notes)


__all__ = ["AllOf", "AnyOf", "Expression", "find_conditions", "level_condition", "row_conditions", "tokenize"]
