"""What a condition is for: by the words beside it, and by which side of the position it is on."""

from __future__ import annotations

from commentary_nlp.extract.conditions.cues import Cue, Sentence
from commentary_nlp.extract.conditions.frames import Frame
from commentary_nlp.extract.conditions.position import TradeContext, undoes
from commentary_nlp.extract.conditions.understood import Understood
from commentary_nlp.extract.conditions.vocabulary import comparisons, listed, words
from commentary_nlp.records import Predicate, Role

_OWN_MEASURES = frozenset({"price", "spread", "moving_average", "premium", "pnl", "relative_strength"})
_UP = frozenset({"above", "rises", "crosses_above", "outperforms", "widens", "improves"})
_DOWN = frozenset({"below", "falls", "crosses_below", "underperforms", "narrows", "worsens", "retraces"})


def role_cue(sentence: Sentence, frame: Frame, context: TradeContext) -> str | None:
    """ "stop", "target", "leave" or "invalidation" where the words of the frame's own clause say so.

    The cue nearest before the frame in its part of the sentence speaks; where there is none, the first after
    it, up to the next mark. A verb that enters a trade between cue and frame takes the frame for itself.
    """
    if frame.role in ("stop", "target"):
        return frame.role
    start, end = sentence.segment(frame.start)
    before = [cue for cue in sentence.cues_in(start, frame.start) if cue.kind != "avoid"]
    if frame.kind == "clause" and any(cue.kind == "invalidation" for cue in before):
        return "invalidation"
    while len(before) > 1 and _is_object(sentence, before[-2], before[-1]):
        before.pop()  # "cover the Treasury short if ..."
    nearest = before[-1] if before else None
    if nearest is not None:
        gap = sentence.tokens[nearest.end : frame.start]
        listed = _joined(sentence, nearest.end, frame.start)
        apart = (
            any(token.low == "," or (token.kind == "number" and token.unit != "ratio") for token in gap) and not listed
        )
        if apart and nearest.kind == "invalidation" and not any(token.kind == "number" for token in gap):
            apart = False  # "the case falls, they say, if ..."
        kind = None if _is_entry(sentence, nearest, context) else _plain(nearest)
        if kind is not None and not apart:
            return kind
        if nearest.kind == "entry" and not apart:
            if _undoes(sentence, nearest, context) and context.action in ("open", "hold", "hedge"):
                return "leave"
            return None
    if frame.role == "leave":
        return "leave"
    fronted = not before
    if frame.kind == "clause" and frame.end < end and sentence.tokens[frame.end].low == ",":
        # "I'll buy it back at 0.20, and if it costs 0.90, I leave": the clause opens its half of the sentence
        lead = sentence.tokens[max(start, frame.start - 2) : frame.start]
        fronted = fronted or [t.low for t in lead] in ([",", "and"], [",", "but"], [",", "or"])
    return _cue_after(sentence, frame, end, context, fronted=fronted)


def _is_object(sentence: Sentence, verb: Cue, noun: Cue) -> bool:
    """Whether the second cue names the position that the first takes off."""
    tokens = sentence.tokens
    if verb.kind != "leave" or noun.kind != "entry" or tokens[noun.start].low not in _POSITIONS:
        return False
    gap = tokens[verb.end : noun.start]
    return len(gap) <= 3 and not any(t.kind in ("punct", "number") or t.low in ("and", "or", "to", "go") for t in gap)


_POSITIONS = frozenset({"short", "long", "shorts", "longs"})


def _joined(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the gap only lists: "gone at 3.00 for the puts, or at 0.90"."""
    lows = {token.low for token in sentence.tokens[start:end]}
    return bool(lows & {"or"})


def _cue_after(sentence: Sentence, frame: Frame, end: int, context: TradeContext, *, fronted: bool) -> str | None:
    tokens = sentence.tokens
    limit = end
    if not fronted:
        # a phrase inside its sentence answers only to what follows before the next comma
        limit = frame.end
        while limit < end and tokens[limit].low != ",":
            limit += 1
    last = frame.end
    while last < len(tokens) and tokens[last].low in (",",):
        last += 1
    for cue in sentence.cues:
        if cue.start < last or cue.start >= limit:
            continue
        kind = _plain(cue)
        if kind is not None and cue.kind in ("stop", "target", "leave", "invalidation", "stop_noun", "target_noun"):
            if cue.kind.endswith("_noun") and (
                cue.start - frame.end > 4 or tokens[cue.start - 1].low not in ("the", "our", "my")
            ):
                continue
            if _is_entry(sentence, cue, context):
                return None
            if cue.kind == "leave" and _entry_between(sentence, last, cue.start):
                return None
            if (
                cue.kind in ("stop", "target")
                and cue.end < len(tokens)
                and tokens[cue.end].kind == "number"
                and cue.start > last
            ):
                continue
            return kind
        if cue.kind in ("entry", "reduce", "hold") and fronted:
            if _undoes(sentence, cue, context):
                return "leave"
            return None
    return None


def _undoes(sentence: Sentence, cue: Cue, context: TradeContext) -> bool:
    """Whether a verb of trading takes the position off: "we sell" of a long."""
    if cue.kind != "entry" or any(t.low == "short" for t in sentence.tokens[cue.start : cue.end + 1]):
        return False
    word = sentence.tokens[cue.start].low
    if word in ("sold", "bought") and not (cue.start and sentence.tokens[cue.start - 1].low in _PASSIVE):
        return False  # "clients sold when ...": what others did
    if word in ("get", "gets") and "sold" not in {t.low for t in sentence.tokens[cue.start : cue.end]}:
        return False  # "gets us long"
    return undoes(word, context)


def _is_entry(sentence: Sentence, cue: Cue, context: TradeContext) -> bool:
    """Whether a verb of leaving puts the trade on: "sell it" of something sold short."""
    if not context.legs or cue.kind != "leave" or context.action not in ("open", "hedge"):
        return False
    return (
        sentence.tokens[cue.end - 1].low
        in ("sell", "seller", "sellers", "get", "gets", "it", "them", "both", "these", "those")
        and sentence.tokens[cue.start].low in ("sell", "a", "seller", "sellers", "get", "gets")
        and context.legs[0].side == "short"
        and all(leg.side == "short" for leg in context.legs)
    )


def _entry_between(sentence: Sentence, start: int, end: int) -> bool:
    return any(cue.kind == "entry" for cue in sentence.cues_in(start, end))


def _plain(cue: Cue) -> str | None:
    if cue.kind in ("stop_noun", "stop"):
        return "stop"
    if cue.kind in ("target_noun", "target"):
        return "target"
    if cue.kind in ("leave", "invalidation"):
        return cue.kind
    return None


def _named(sentence: Sentence, frame: Frame) -> bool:
    """Whether a noun ("target", "stop") names the role, not a verb of leaving at a gain."""
    start, _ = sentence.segment(frame.start)
    return any(cue.kind.endswith("_noun") for cue in sentence.cues_in(start, frame.start))


def decide(
    cue: str | None,
    sentence: Sentence,
    frame: Frame,
    read: Understood | None,
    context: TradeContext,
    *,
    follows: bool = False,
) -> Role:
    """The contract's rules for a condition of a recommendation. `follows`: it stands behind the call."""
    action = context.action
    if action in ("close", "reduce"):
        return "invalidation" if cue == "invalidation" else "trigger"
    if cue in ("stop", "target") and action != "watch":
        foreign = (
            frame.role is None
            and read is not None
            and not read.own
            and not any(p.measure in _OWN_MEASURES and not _foreign(p, context) for p in read.predicates)
        )
        if foreign and not _named(sentence, frame):
            return "invalidation" if _says_wrong(sentence, frame) else "exit"
        return "stop" if cue == "stop" else "target"
    if cue == "invalidation":
        return "invalidation"
    opening = frame.opening.connective if frame.opening is not None else None
    if action == "watch":
        return "trigger"
    if action == "avoid":
        if opening is not None and (
            opening.until or opening.negated or (frame.opening is not None and frame.opening.word in _WAITS)
        ):
            return "exit"
        return "trigger"
    if cue is None and opening is not None and opening.until and action in ("open", "hedge"):
        after = {t.low for t in sentence.tokens[frame.end : frame.end + 7]}
        if after & words("conditions_words", "idle", "words"):
            return "trigger"  # "until it closes over 195 we do nothing"
    if action == "hold" and cue in (None, "leave") and _keeps_if(sentence, frame):
        return "trigger"
    if cue is None and action in ("open", "hedge") and frame.opening is not None and frame.opening.word in _NEEDS:
        return "trigger"  # "we need a close above 202 first"
    leaving = cue == "leave" or (action == "hold") or (opening is not None and opening.until)
    if not leaving and follows and read is not None and _of_the_position(sentence, frame, context):
        leaving = read.own and all(side_of(p, context) for p in read.predicates)
    if not leaving:
        return "trigger"
    if read is None:
        return "exit"
    if any(listed("against", "adverse").match(sentence.tokens, k) for k in range(frame.body, frame.end)):
        return "stop"
    bare = frame.kind == "move" and comparisons().match(sentence.tokens, frame.start) is not None
    if action == "hold" and cue is None and bare and any(side_of(p, context) > 0 for p in read.predicates):
        return "trigger"  # "stay long above 181"
    lasting = action == "hold" and frame.opening is not None and frame.opening.word in _WHILE
    if lasting and any(side_of(p, context) > 0 or p.change == "holds" for p in read.predicates):
        return "trigger"  # `kept_while` makes a stop of a level of the position
    side = {side_of(predicate, context) for predicate in _each(read)}
    if len(side) == 1 and read.own:
        only = side.pop()
        if only < 0:
            return "stop"
        if only > 0:
            return "target"
    return "exit"


def _foreign(predicate: Predicate, context: TradeContext) -> bool:
    """Whether it is of another instrument, which is no level of the trade."""
    return bool(context.symbols and predicate.symbols) and not set(predicate.symbols) & set(context.symbols)


def kept_while(frame: Frame, read: Understood | None, context: TradeContext) -> Understood | None:
    """ "Keep it as long as it is above 180": the other side of that level is where it is left."""
    if context.action != "hold" or frame.opening is None or frame.opening.word not in _WHILE or read is None:
        return None
    only = read.predicates[0]
    if len(read.predicates) != 1 or not read.own or only.value is None or only is not read.test or not context.bias:
        return None
    if only.change != "holds" and side_of(only, context) <= 0:
        return None
    turned = only.model_copy(update={"change": "below" if context.bias > 0 else "above"})
    return Understood(turned, [turned], True, read.stated)


def _keeps_if(sentence: Sentence, frame: Frame) -> bool:
    """ "If deposits hold, take the short side off and keep the banks": what keeping depends on."""
    if frame.opening is None or frame.opening.word not in ("if", "should", "provided") or frame.start > 1:
        return False
    _, end = sentence.segment(frame.start)
    return bool(sentence.cues_in(frame.end, end, "hold"))


def _says_wrong(sentence: Sentence, frame: Frame) -> bool:
    """ "We would be wrong if the Fed cut": of the reasoning, where it is no level of the trade."""
    start, end = sentence.segment(frame.start)
    beside = [*sentence.tokens[start : frame.start], *sentence.tokens[frame.end : end]]
    return any(t.low in ("wrong", "mistaken", "misread", "misjudged", "failed", "fails", "dead") for t in beside)


_NEEDS = frozenset({"need", "needs", "want", "wants", "require", "requires"})
_WAITS = _NEEDS | {"wait", "waits", "waiting", "before", "would", "after"}
_PASSIVE = words("conditions_words", "past", "auxiliaries")
_WHILE = frozenset({"so", "as", "while", "whilst", "provided", "providing", "for"})


def _of_the_position(sentence: Sentence, frame: Frame, context: TradeContext) -> bool:
    """Whether the words beside a level speak of the author or the trade ("below 180 the argument is lost"), and no
    verb of entering stands there."""
    start, end = sentence.segment(frame.start)
    entries = sentence.cues_in(start, frame.start, "entry") + sentence.cues_in(frame.end, end, "entry")
    if any(sentence.tokens[c.start].low not in _STANCES and not _undoes(sentence, c, context) for c in entries):
        return False
    beside = [*sentence.tokens[start : frame.start], *sentence.tokens[frame.end : end]]
    return any(t.low in words("conditions_words", "position_talk", "words") for t in beside)


_STANCES = words("conditions_words", "stances", "words")


def _each(read: Understood) -> list[Predicate]:
    return read.predicates


def side_of(predicate: Predicate, context: TradeContext) -> int:
    """-1 against the position, 1 in its favour, 0 where it is not about the position or not known."""
    measure, change = predicate.measure, predicate.change
    if measure not in _OWN_MEASURES:
        return 0
    up = change in _UP
    if not up and change not in _DOWN:
        return 0
    if measure == "pnl":
        return 1 if up else -1
    if predicate.symbols and not set(predicate.symbols) <= set(context.symbols):
        return 0
    if change == "retraces":
        return -1
    if measure == "premium":
        bias = context.premium_bias or 0
        return bias if up else -bias
    if measure == "relative_strength" and predicate.symbols:
        side = next((leg.side for leg in context.legs if leg.symbol == predicate.symbols[0]), None)
        bias = 0 if side is None else 1 if side == "long" else -1
        return bias if up else -bias
    bias = context.bias
    if not bias and context.has_options:
        return (
            -1
            if context.premium_bias < 0
            or context.structure
            in ("iron_condor", "butterfly", "ratio_spread", "calendar_spread", "diagonal_spread", "custom")
            else 0
        )
    if (
        measure == "spread"
        and len(predicate.symbols) > 1
        and context.legs
        and predicate.symbols[0] != context.legs[0].symbol
    ):
        bias = -bias
    return bias if up else -bias
