"""From the head of a clause and its subject to predicates: the change, and the level in its unit."""

from __future__ import annotations

from dataclasses import replace

from commentary_nlp.extract.conditions.clauses import (
    average_level,
)
from commentary_nlp.extract.conditions.subjects import Scope, Subject, theme_symbols, trimmed, words_of
from commentary_nlp.extract.conditions.tagging import (
    Head,
    Level,
    Piece,
)
from commentary_nlp.extract.conditions.vocabulary import plain_table, words
from commentary_nlp.records import Basis, LevelUnit, Predicate


def predicates_of(head: Head, subject: Subject, piece: Piece, scope: Scope) -> list[Predicate] | None:
    level = head.level
    comparison = head.comparison
    change = head.change
    window = next((t.duration for t in [*piece.words] if t.kind == "duration" and t.duration), None) or scope.watched
    closes = plain_table("conditions_changes", "closes", "words")
    basis: Basis | None = None
    if any(closes.match(piece.words, k) for k in range(len(piece.words)) if piece.words[k].kind == "word"):
        basis = "close"
    if any(t.low in words("conditions_changes", "closes", "intraday") for t in piece.words):
        basis = "intraday"
    if level is None and head.named_level:
        level = _anaphoric(piece, head, scope)
    subject = _refine(subject, head, level, piece, scope)

    def make(name: str, value: float | None = None, unit: str | None = None) -> Predicate:
        return Predicate(measure=subject.measure, subject=subject.words, symbols=subject.symbols, change=name,
                         value=value, unit=unit if value is not None else None, basis=basis, window=window)  # fmt: skip

    if level is not None and level.high is not None and comparison == "outside":
        unit = unit_of(level, subject)
        return [make("below", level.value, unit), make("above", level.high, unit)]
    if level is not None and level.high is not None and (comparison in (None, "between", "to") or change is None):
        unit = unit_of(level, subject)
        return [make("above", level.value, unit), make("below", level.high, unit)]
    if (
        change is not None
        and comparison == "above"
        and level is not None
        and level.unit in ("percent", "bp")
        and (change.name in ("widens", "narrows") or (change.name in ("rises", "falls") and subject.measure == "price"))
        and any(t.low in ("more", "least") for t in piece.words)
    ):
        comparison = "by"  # "widens more than 50 bp": how far, not to where
    direction = comparison if comparison in ("above", "below") else None
    if change is None:
        direction = direction or side_of_level(scope, subject, breaks=True)
        return [make(direction, level.value if level else None, unit_of(level, subject) if level else None)]
    if head.ended:
        return [make("stabilizes")]
    name = change.name
    if name == "reaches" and _buys_back(piece):
        subject = replace(subject, measure="premium", unit="price")
        side = "above" if scope.context.premium_bias < 0 else "below"
        return [make(direction or side, level.value if level else None, "price")]
    if name == "crosses":
        crossing = f"crosses_{direction or side_of_level(scope, subject, breaks=True)}"
        return [make(crossing, level.value if level else None, unit_of(level, subject) if level else None)]
    if (
        direction is not None
        and comparison != "by"
        and (
            level is not None
            or name
            in (
                "reaches",
                "breaks",
                "holds",
                "rises",
                "falls",
                "above",
                "below",
                "widens",
                "narrows",
            )
        )
    ):
        return [make(direction, level.value if level else None, unit_of(level, subject) if level else None)]
    if level is not None and name == "reaches" and level.unit == "percent" and subject.measure == "price":
        return None  # "a move of 6%": a size, no level
    if level is not None:
        lows = [t.low for t in piece.words]
        here = any(lows[k : k + 2] in (["from", "here"], ["from", "entry"]) for k in range(len(lows)))
        returned = any(t.low == "back" for t in piece.words) and "once" not in {t.low for t in piece.words}
        return [_levelled(change, level, comparison, subject, scope, make, returned=returned, from_here=here)]
    if change.value is not None:
        return [make(name, change.value, change.unit)]
    return [make(_plain_change(name, subject))] if name not in ("reaches", "breaks", "above", "below") else None


def _levelled(  # type: ignore[no-untyped-def]
    change,
    level: Level,
    comparison: str | None,
    subject: Subject,
    scope: Scope,
    make,
    *,
    returned: bool = False,
    from_here: bool = False,
):
    name, unit = change.name, unit_of(level, subject)
    amount = comparison == "by" or (comparison is None and level.unit in ("percent", "bp", "points", "sigma", "times"))
    if name == "retraces" and level.unit == "percent" and from_here:
        return make("falls", level.value, unit)
    if name in {"reaches", "breaks"} and subject.measure == "premium" and (paid := premium_paid(scope)) is not None:
        return make("above" if level.value > paid else "below", level.value, unit)
    if name in {"reaches", "breaks"}:
        through = name == "breaks" or comparison == "through"
        side = side_of_level(scope, subject, breaks=through, returned=returned)
        return make(side, level.value, unit)
    if name in ("above", "below"):
        if name == "below" and level.unit == "percent":
            return (
                make("below", -abs(level.value), unit) if subject.measure == "pnl" else make("falls", level.value, unit)
            )
        return make(name, level.value, unit)
    if name == "holds":
        return make("holds", level.value, unit)
    if subject.measure == "pnl" and name in ("falls", "rises"):
        return make("below", -abs(level.value), unit) if name == "falls" else make("above", level.value, unit)
    if name == "weakens":
        name = _plain_change(name, subject)
    if comparison in ("to", "through") or (not amount and comparison is None):
        if change.direction == "up":
            return make("above", level.value, unit)
        if change.direction == "down":
            return make("below", level.value, unit)
    return make(name, abs(level.value), level.unit if amount and level.unit else unit)


# Percent. A share that is to lose half before its option is cut is not meant; the option is.
_PREMIUM_MOVE = 50


def premium_paid(scope: Scope) -> float | None:
    """The debit or credit said for entering, from the words of the recommendation so far."""
    for place, token in enumerate(scope.said):
        if token.kind != "number" or token.value is None or token.unit not in (None, "price"):
            continue
        after = [t.low for t in scope.said[place + 1 : place + 2]]
        before = scope.said[place - 1].low if place else ""
        if after in (["debit"], ["credit"]) or (before in ("for", "@", "at") and scope.context.is_premium(token.value)):
            return token.value
    return None


def _buys_back(piece: Piece) -> bool:
    """ "Buying it back takes 2.00", "costs me 0.90 to leave": the price of the structure itself."""
    lows = {t.low for t in piece.after}
    return ("back" in lows and bool({"buy", "close"} & lows)) or (
        any(t.low.startswith("cost") for t in piece.words) and bool({"leave", "close", "exit", "cover", "undo"} & lows)
    )


def _plain_change(name: str, subject: Subject) -> str:
    if name == "weakens":
        return "falls" if subject.measure in ("price", "currency", "other", "volume", "yield", "spread") else "worsens"
    if name == "improves" and subject.better:
        return subject.better
    if name == "worsens" and subject.better:
        return {"falls": "rises", "narrows": "widens"}[subject.better]
    return name


def side_of_level(scope: Scope, subject: Subject, *, breaks: bool, returned: bool = False) -> str:
    """The side of a level that is reached or broken where the words do not say: the trade implies it."""
    context = scope.context
    bias = context.bias
    if not subject.own or not bias:
        return "above"
    if subject.measure == "premium":
        bias = context.premium_bias or 1
    if scope.role in ("stop", "invalidation"):
        return "below" if bias > 0 else "above"
    if scope.role == "target":
        return "above" if bias > 0 else "below"
    if scope.role == "leave" and returned:
        return "below" if bias > 0 else "above"
    if context.action in ("close", "reduce", "hold") or scope.role == "leave":
        gains = not breaks or context.action == "reduce"
        return "above" if (bias > 0) == gains else "below"
    if context.action in ("open", "hedge", "watch", "avoid"):
        dips = not breaks
        return "below" if (bias > 0) == dips else "above"
    return "above"


def _refine(subject: Subject, head: Head, level: Level | None, piece: Piece, scope: Scope) -> Subject:
    """What the level and the change tell of the measure."""
    members = _members(piece)
    if members and (piece.members is not None or (level is not None and level.unit == "percent")):
        return replace(
            subject,
            measure="breadth",
            unit="percent",
            words=words_of(trimmed(piece.words), scope.text) if subject.words is None else subject.words,
            own=False,
        )
    change = head.change.name if head.change else None
    if change in ("outperforms", "underperforms") and subject.measure in ("price", "spread", "moving_average"):
        others = tuple(t.symbol for t in piece.after if t.symbol)
        symbols = tuple(dict.fromkeys((*subject.symbols, *others)))
        return replace(subject, measure="relative_strength", unit="percent", symbols=symbols, own=subject.own)
    if change in ("rotates",) and subject.measure in ("other", "price"):
        return replace(subject, measure="leadership", unit=None, own=False)
    if change == "broadens" and subject.measure in ("drawdown", "other", "price"):
        into = theme_symbols(piece.after, scope) or tuple(t.symbol for t in piece.after if t.symbol)
        return replace(subject, measure="drawdown", symbols=into or subject.symbols, own=False)
    if level is not None and level.average:
        return replace(subject, measure="moving_average", unit="session")
    if level is not None and level.unit == "times" and subject.measure == "volume":
        return replace(subject, unit="ratio")
    if level is not None and level.unit == "times":
        return replace(subject, measure="other", unit="ratio", own=False)
    if subject.measure == "moving_average" and subject.tenor is None and level is not None and not level.average:
        return replace(subject, measure="price", unit="price")
    if (
        level is not None
        and subject.measure == "price"
        and subject.own
        and not subject.words
        and scope.context.is_premium(level.value)
        and level.unit in (None, "price")
    ):
        return replace(subject, measure="premium", unit="price")
    if (
        subject.measure == "price"
        and subject.own
        and level is not None
        and level.unit == "percent"
        and change in ("falls", "rises", "below", "above", None)
    ):
        from_high = any(t.low in ("high", "peak", "highs") for t in piece.after)
        if from_high:
            return replace(subject, measure="drawdown", unit="percent")
    worth = any(t.low in ("value", "worth", "premium") for t in piece.after)
    if subject.measure == "price" and subject.own and scope.context.has_options and worth and not any(
        t.symbol for t in piece.subject
    ):  # fmt: skip
        return replace(subject, measure="premium", unit="price")
    if (
        subject.measure == "price"
        and subject.own
        and not subject.words
        and scope.context.has_options
        and level is not None
        and level.unit == "percent"
        and level.value >= _PREMIUM_MOVE
        and change in ("falls", "below")
    ):
        return replace(subject, measure="premium", unit="price")
    says_amount = head.change is not None and head.change.value is not None
    if subject.measure == "price" and subject.own and not subject.words and scope.context.has_options and says_amount:
        return replace(subject, measure="premium", unit="price")
    return subject


def _members(piece: Piece) -> bool:
    nouns = words("conditions_measures", "members", "nouns")
    shares = words("conditions_measures", "members", "shares_of")
    lows = [t.low for t in piece.words]
    return bool(any(low in nouns for low in lows) and (piece.members is not None or any(low in shares for low in lows)))


_AVERAGES = frozenset({"average", "line", "mean", "moving", "one"})


def _anaphoric(piece: Piece, head: Head, scope: Scope) -> Level | None:
    """ "a close below it", "regains that level": the bare number said last before."""
    following = piece.after[:2]
    if len(following) == 2 and following[0].low in ("that", "this", "the") and following[1].low in _AVERAGES:
        for token in reversed(scope.before):
            if token.kind == "length" and token.unit in ("day", "week", "session", "period"):
                return average_level([token], 0)
    if not following or following[0].low not in ("it", "that", "this", "there", "here", "them"):
        return None
    for token in reversed(scope.before):
        if token.kind == "number" and token.unit in (None, "price") and token.value is not None:
            return Level(token.value, token.unit)
    return None


def unit_of(level: Level, subject: Subject) -> LevelUnit | None:
    if level.average:
        return "session"
    if level.unit == "times" and subject.measure == "volume":
        return "ratio"
    if level.unit in ("percent", "bp", "sigma"):
        return level.unit  # type: ignore[return-value]
    if subject.measure == "currency" and level.unit == "points":
        return "points"
    if subject.measure == "macro_release" and level.unit is None and abs(level.value) >= 100:
        return "points"  # a count of jobs or claims
    if subject.unit is not None and not (
        level.unit == "price" and subject.measure not in ("price", "premium", "spread")
    ):
        if level.unit == "points" and subject.measure not in ("price",):
            return "points"
        return subject.unit  # type: ignore[return-value]
    if level.unit == "points":
        return "points"
    if subject.measure == "spread":
        return "price"
    if level.unit == "times" or (
        subject.words and any(word in subject.words.lower() for word in ("beta", "multiple", "ratio"))
    ):
        return "ratio"
    return "price" if level.unit == "price" else "points"
