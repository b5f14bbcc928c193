"""Whether words that read as a condition are one: a reason or a story with an "if" in it is none."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.frames import AUTHOR, Frame
from commentary_nlp.extract.conditions.position import TradeContext, undoes
from commentary_nlp.extract.conditions.roles import decide
from commentary_nlp.extract.conditions.subjects import PRONOUNS
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.understood import Understood
from commentary_nlp.extract.conditions.vocabulary import ACTION_KINDS, changes, words
from commentary_nlp.records import Predicate


def is_condition(
    sentence: Sentence,
    frame: Frame,
    read: Understood | None,
    cue: str | None,
    context: TradeContext,
    *,
    follows: bool = False,
) -> bool:
    """A clause counts where its part of the sentence advises, or names a role; a fronted clause of a known
    measure counts anyway. A clause that needs a level ("while", "after") counts only with one or with a
    steady state."""
    opening = frame.opening.connective if frame.opening is not None else None
    if frame.kind in ("move", "verdict"):
        return read is not None and any(p.change != "occurs" for p in read.predicates)
    if opening is not None and (is_history(sentence, frame) or _is_reason(sentence, frame)):
        return False
    if opening is not None and _tells_when(sentence, frame):
        return False
    if opening is not None and opening.until and _is_a_date(sentence.tokens[frame.body : frame.end]):
        return False
    if opening is not None and _is_of_people(sentence.tokens[frame.body : frame.end], read):
        return False
    if opening is None:
        return read is not None or cue is not None
    if read is not None and _says_nothing(sentence.tokens[frame.body : frame.end], read):
        return False
    dated = (
        frame.opening is not None
        and frame.opening.word == "before"
        and (cue == "leave" or (cue is None and context.action == "avoid" and not follows))
    )
    if dated and read is not None and {p.measure for p in read.predicates} <= {"earnings", "policy", "macro_release"}:
        return True  # "exit before earnings"
    on_the_day = opening.needs_level and frame.opening is not None and frame.opening.word in ("the", "on")
    if on_the_day and cue in ("leave", "stop", "target") and sentence.tokens[frame.body - 1].low != "after":
        return read is not None  # "I would let it go on the day that the bidder withdraws"
    if _the_day_after(sentence, frame, read, cue, context):
        return True
    if opening.needs_level and (read is None or not all(_levelled(p) for p in read.predicates)):
        return False
    if _order_goes_in(sentence.tokens[frame.body : frame.end]):
        return False
    if opening.until is False and opening_waits(frame):
        if read is None:
            return False
        return context.action in ("watch", "avoid") or all(_levelled(p) for p in read.predicates)
    tokens = sentence.tokens
    start, end = sentence.segment(frame.start)
    before = list(sentence.cues_in(start, frame.start, *ACTION_KINDS))
    after = list(sentence.cues_in(frame.end, end, *ACTION_KINDS))
    fronted = not any(
        t.kind in ("word", "name") and t.low not in ("and", "but", "or", "so", "then", "now", "yeah")
        for t in tokens[start : frame.start]
    )
    if before and before[-1].kind == "entry" and tokens[before[-1].start].low in ("sold", "bought"):
        own = tokens[before[-1].start - 1].low if before[-1].start else ""
        named = before[-1].start and tokens[before[-1].start - 1].kind != "punct"
        if own not in _AUXILIARIES and own not in AUTHOR and named:
            return False  # "clients sold when the VIX hit 30": what others did
    known = read is not None and any(p.measure != "other" for p in read.predicates)
    if start and sentence.tokens[start - 1].low in (":", "—") and not known and not opening.until:
        acts = sentence.cues_in(start, end, "leave", "stop", "target", "reduce", "avoid")
        sells = [c for c in sentence.cues_in(start, end, "entry") if undoes(tokens[c.start].low, context)]
        if not acts and not sells:
            return False  # what stands behind the mark explains
    if read is None:
        return bool(before) and bool(opening.until or opening.negated)
    if cue is not None:
        return True
    known_test = read is not None and any(p.change != "occurs" or p.measure != "other" for p in read.predicates)
    if follows and context.action in ("open", "hedge") and known_test and _fragment(sentence, frame):
        return True
    if follows and not before and not after:
        # a sentence that goes on about the trade says what to do, or what a level means for it
        return decide(cue, sentence, frame, read, context, follows=True) in ("stop", "target")
    if fronted:
        if after:
            return True
        return known or end - frame.end <= 1
    if opening.until or opening.negated:
        return True
    explained = (
        start > 2 and tokens[start - 1].low in (":", "—", ";") and bool(sentence.cues_in(0, start, *ACTION_KINDS))
    )
    if explained and not before:
        return False
    because = any(
        t.low == "because" or (t.low == "since" and tokens[k + 1].low in _REASON_STARTS)
        for k, t in enumerate(tokens[start : frame.start], start)
    )
    return (bool(before) and not because) or (not explained and not because)


# Words of a sentence that is all condition ("But only above 202, though").
_BESIDE = frozenset(
    {
        "but",
        "and",
        "though",
        "that",
        "is",
        "please",
        "however",
        "then",
        "again",
        "of",
        "course",
        "not",
        "do",
        "it",
        "this",
        "so",
    }
)


def _fragment(sentence: Sentence, frame: Frame) -> bool:
    """Whether a sentence says nothing but its condition: it hangs on the call before it."""
    beside = [*sentence.tokens[: frame.start], *sentence.tokens[frame.end :]]
    return all(t.kind == "punct" or t.low in _BESIDE for t in beside)


def _tells_when(sentence: Sentence, frame: Frame) -> bool:
    """ "By the June meeting, when the banks will be at odds": no condition is said in the future tense."""
    if frame.opening is None or frame.opening.word != "when" or not frame.start:
        return False
    return sentence.tokens[frame.start - 1].low == "," and any(
        t.low in ("will", "shall") for t in sentence.tokens[frame.body : frame.end]
    )


def is_history(sentence: Sentence, frame: Frame) -> bool:
    """ "When it fell below 180 in May": a past tense without an auxiliary tells what has happened; after "if" it
    may be a condition all the same."""
    if frame.opening is None or frame.opening.word in ("if", "only", "should", "were", "unless", "provided", "until"):
        return False
    tokens = sentence.tokens
    for k in range(frame.body, frame.end):
        token = tokens[k]
        if token.kind != "word":
            continue
        past = token.low in _PAST or (
            token.low.endswith("ed") and token.low != "exceed" and changes().match(tokens, k) is not None
        )
        if past and not any(t.low in _AUXILIARIES for t in tokens[max(frame.start, k - 3) : k]):
            return not (k + 1 < frame.end and tokens[k + 1].low == "by")
    return False


_PAST = words("conditions_words", "past", "words")
_AUXILIARIES = words("conditions_words", "past", "auxiliaries")


def _is_reason(sentence: Sentence, frame: Frame) -> bool:
    """Whether the clause belongs to a reason: "because the Fed will cut rates when inflation falls"."""
    start, _ = sentence.segment(frame.start)
    tokens = sentence.tokens
    for k in range(frame.start - 1, start - 1, -1):
        if tokens[k].low == "because" or (tokens[k].low == "since" and _reason_begins(tokens, k + 1)):
            return True
        if tokens[k].low == ",":
            return False
    return False


def _is_of_people(tokens: Sequence[Token], read: Understood | None) -> bool:
    """ "If you're as patient as I am": about a reader, not the market."""
    if not tokens or tokens[0].low not in words("conditions_words", "people", "words"):
        return False
    return read is None or all(p.value is None for p in read.predicates)


_SCHEDULED = frozenset({"earnings", "policy", "macro_release"})


def _the_day_after(
    sentence: Sentence, frame: Frame, read: Understood | None, cue: str | None, context: TradeContext
) -> bool:
    """ "Buy it the morning after earnings", "be out the day after the Fed": a scheduled event to come; "we bought it
    the day after" has been. Advice against something looks again "after the Fed has cut"."""
    tokens = sentence.tokens
    if read is None or frame.opening is None or not {p.measure for p in read.predicates} <= _SCHEDULED:
        return False
    start, _ = sentence.segment(frame.start)
    if context.action in ("avoid", "watch") and frame.opening.word in ("after", "once", "the"):
        return any(t.low in words("conditions_words", "again", "words") for t in tokens[start : frame.start])
    if tokens[frame.body - 1].low != "after" or frame.opening.word not in ("the", "on"):
        return False
    cues = sentence.cues_in(start, frame.start, "entry", "leave")
    past = any(tokens[c.start].low.endswith("ed") or tokens[c.start].low in _PAST for c in cues)
    return bool(cues) and not past and context.action in ("open", "hedge", "hold")


def _says_nothing(tokens: Sequence[Token], read: Understood) -> bool:
    """ "Once it moves", "when that happens": a pronoun and one word that no measure and no level goes with."""
    plain = [t for t in tokens if t.kind != "punct"]
    return (
        len(plain) == 2
        and plain[0].low in PRONOUNS
        and all(p.measure == "other" and p.change == "occurs" for p in read.predicates)
    )


def _is_a_date(tokens: Sequence[Token]) -> bool:
    """ "Until the end of June at the least": a point in time, which is a horizon."""
    timed = words("conditions_words", "times", "words")
    plain = words("conditions_words", "times", "between")
    lows = [t.low for t in tokens if t.kind not in ("duration", "punct", "number")]
    return any(low in timed for low in lows) and all(low in timed or low in plain for low in lows)


def _reason_begins(tokens: Sequence[Token], place: int) -> bool:
    """After "since": a reason, where no date or time stands."""
    if tokens[place].low in _REASON_STARTS:
        return True
    timed = tokens[place].kind in ("number", "duration", "length") or tokens[place].low in _DATES
    return not timed and tokens[place].kind in ("word", "name")


_DATES = words("conditions_roles", "rationale", "dates") | frozenset({"then", "when", "our", "my"})
_REASON_STARTS = words("conditions_words", "reason_starts", "words")


def _order_goes_in(tokens: Sequence[Token]) -> bool:
    """ "When the order goes in", "once filled": the author's own acts."""
    lows = [token.low for token in tokens[:5]]
    if lows[:1] in (["it"], ["they"]) and {"expire", "expires", "expired", "lapses"} & set(lows):
        return True  # what becomes of the option by itself
    return bool({"filled", "assigned", "executed"} & set(lows)) or any(
        pair in (("order", "goes"), ("order", "is"), ("orders", "go")) for pair in itertools.pairwise(lows)
    )


_WAITS = frozenset({"wait", "waits", "waiting", "want", "wants", "need", "needs", "require", "requires", "would"})


def opening_waits(frame: Frame) -> bool:
    """ "Wait for", "want to see": a condition only where the advice is to wait."""
    return frame.opening is not None and frame.opening.word in _WAITS


# Words that name the position held, not an act.
_STANCES = words("conditions_words", "stances", "words")


def belongs_elsewhere(sentence: Sentence, frame: Frame, cue: str | None, context: TradeContext) -> bool:
    """Whether the verb that governs a frame is that of another recommendation made in the same sentence
    ("hold it, but sell some at 500"; "lighten over 80 and buy again lower")."""
    action = context.action
    if action == "reduce" and frame.kind == "breakeven":
        return False  # "stop to breakeven on the rest"
    if action in ("close", "reduce") and frame.role in ("stop", "target"):
        return True  # the level of what is kept
    start, end = sentence.segment(frame.start)
    kinds = ("entry", "reduce", "hold", "leave", "avoid", "watch")
    before = sentence.cues_in(start, frame.start, *kinds)
    after = sentence.cues_in(frame.end, end, *kinds)
    if frame.role in ("stop", "target", "part"):
        return False
    kept = any(c.kind == "hold" for c in before)
    acts = [c for c in before if not (c.kind == "entry" and sentence.tokens[c.start].low in _STANCES)]
    before = acts or before
    governing = before[-1] if before else after[0] if after else None
    if governing is None:
        return False
    kind = governing.kind
    word = sentence.tokens[governing.start].low
    part = any(t.low in _PARTS for t in sentence.tokens[governing.start : governing.end])
    if action == "hold" and kind == "leave" and part:
        return True  # "a move through 38 is the cue to let a third go"
    if action in ("open", "hedge", "hold", "avoid") and kind == "reduce":
        return True
    if action in ("reduce", "close") and kind == "hold":
        return any(c.kind in ("reduce", "leave", "entry") for c in sentence.cues if c.end <= governing.start)
    if action == "reduce" and word in ("reload", "reloading", "re-enter", "add", "rebuy"):
        return True
    return action == "hold" and kind in ("avoid", "entry") and kept and word not in _STANCES


_PARTS = frozenset({"half", "third", "quarter", "some"})


def _levelled(predicate: Predicate) -> bool:
    return predicate.measure != "other" and predicate.change in (
        "holds", "above", "below", "crosses_above", "crosses_below",
    )  # fmt: skip
