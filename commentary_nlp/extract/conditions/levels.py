"""Bare levels: a number whose role is known and whose measure and side follow from the trade."""

from __future__ import annotations

from commentary_nlp.extract.conditions.clauses import (
    average_level,
)
from commentary_nlp.extract.conditions.cues import Sentence
from commentary_nlp.extract.conditions.frames import Frame
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.predicates import unit_of
from commentary_nlp.extract.conditions.subjects import Scope, Subject, measured, own_subject
from commentary_nlp.extract.conditions.tagging import (
    Level,
)
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.understood import Understood
from commentary_nlp.extract.conditions.vocabulary import listed, words
from commentary_nlp.records import AllOf, Basis, Predicate, Role


def at_level(
    sentence: Sentence, frame: Frame, cue: str | None, scope: Scope
) -> tuple[Role, Understood, float, bool] | None:
    """(role, test, level, whether its side is certain) for the number at `frame.body`."""
    token = sentence.tokens[frame.body]
    if token.value is None:
        return None
    context = scope.context
    if token.kind == "length":
        return _at_average(token, cue or frame.role, context)
    around = sentence.tokens[frame.start : _part_end(sentence, frame.end)]
    basis = _basis(sentence.tokens[frame.start : frame.end])
    if frame.role in ("zone", "into", "part"):
        role: Role = "trigger"
        subject = own_subject(context, None)
        unit = unit_of(Level(token.value, token.unit), subject)
        if token.high is not None:
            parts = tuple(
                _predicate(subject, change, value, unit, basis)
                for change, value in (("above", token.value), ("below", token.high))
            )
            return role, Understood(AllOf(all=parts), list(parts)), token.value, True
        up = context.bias >= 0 if context.action in ("reduce", "close", "hold") else context.bias < 0
        only = _predicate(subject, "above" if up else "below", token.value, unit, basis)
        return role, Understood(only, [only]), token.value, True
    if frame.role in ("buy_stop", "sell_stop", "limit_above", "limit_below"):
        subject = own_subject(context, None)
        unit = "price" if frame.role.endswith("stop") else unit_of(Level(token.value, token.unit), subject)
        over = frame.role in ("buy_stop", "limit_above")
        only = _predicate(subject, "above" if over else "below", token.value, unit, basis)
        return "trigger", Understood(only, [only]), token.value, True
    wanted = cue or frame.role
    if wanted == "leave":
        wanted = _leaving_side(sentence, frame, token, context, scope)
    if wanted not in ("stop", "target"):
        return None
    role = "stop" if wanted == "stop" else "target"
    if role == "target" and context.bias:
        against = "downside" if context.bias > 0 else "upside"
        if any(t.low == against for t in sentence.tokens[frame.start : frame.body]):
            return None  # what may be lost is no level to leave at
    if context.action in ("avoid", "watch"):
        return None  # a stop or target beside advice against is of a trade that is not advised
    read, directed = level_test(role, token, around, context, scope, basis)
    return (role, read, token.value, directed) if read is not None else None


def _at_average(token: Token, role: str | None, context: TradeContext) -> tuple[Role, Understood, float, bool] | None:
    """ "Stop at the 10-day": an average against the position."""
    if role != "stop" or context.action in ("avoid", "watch"):
        return None
    level = average_level([token], 0)
    subject = Subject("moving_average", "session", None, None, context.symbols, True)
    only = _predicate(subject, "above" if context.bias < 0 else "below", level.value, "session", None)
    return "stop", Understood(only, [only]), level.value, True


def _part_end(sentence: Sentence, place: int) -> int:
    """The end of the words that may name a level's measure: up to a comma, a mark, a further number."""
    end = place
    while end < len(sentence.tokens) and end - place < 8:
        token = sentence.tokens[end]
        if end in sentence.breaks or token.low in (",", "and", "or") or token.kind == "number":
            break
        end += 1
    return end


def level_test(
    role: Role,
    token: Token,
    around: tuple[Token, ...] | list[Token],
    context: TradeContext,
    scope: Scope,
    basis: Basis | None,
) -> tuple[Understood | None, bool]:
    """The test of a stop or target at the number `token`, and whether the trade itself told its side."""
    assert token.value is not None
    value = token.value
    stop = role == "stop"
    if token.unit == "percent" and not _names_measure(around, scope):
        if any(t.low == "outperformance" for t in around):
            subject = Subject("relative_strength", "percent", None, None, context.symbols, True)
            return _read(_predicate(subject, "outperforms", value, "percent", basis)), True
        subject = Subject("pnl", "percent", None, None, (), True)
        value = -abs(value) if stop else abs(value)
        return _read(_predicate(subject, "below" if stop else "above", value, "percent", basis)), True
    subject = _subject(token, around, context, scope)
    bias = context.bias
    directed = subject.measure == "price" and bool(bias)
    if subject.measure == "premium":
        bias = context.premium_bias or 1
        directed = True
    elif (
        subject.measure == "spread"
        and len(subject.symbols) > 1
        and context.legs
        and subject.symbols[0] != context.legs[0].symbol
    ):
        bias = -bias
        directed = True
    if bias == 0:
        strikes = [leg.strike.value for leg in context.legs if leg.strike is not None and leg.strike.unit == "price"]
        bias = 1 if not strikes or value < sum(strikes) / len(strikes) else -1
        directed = False
    up = (bias > 0) != stop
    unit = unit_of(Level(value, token.unit), subject)
    return _read(_predicate(subject, "above" if up else "below", value, unit, basis)), directed


def _read(predicate: Predicate) -> Understood:
    return Understood(predicate, [predicate])


def _names_measure(around: tuple[Token, ...] | list[Token], scope: Scope) -> bool:
    lows = [t.low for t in around]
    if any(lows[k : k + 2] == ["on", "the"] for k in range(len(lows) - 2)):
        return False  # "risk 4% on the spread": of what is put into it
    return any(
        s.measure in ("yield", "credit_spread", "implied_vol", "drawdown") or (s.measure == "spread")
        for s in measured(list(around), scope)
    )


def _subject(token: Token, around: tuple[Token, ...] | list[Token], context: TradeContext, scope: Scope) -> Subject:
    """What a bare level is a level of: what the words beside it name, else the trade."""
    assert token.value is not None
    named = [s for s in measured(list(around), scope) if s.measure in ("premium", "spread", "credit_spread", "yield")]
    option_words = any(t.low in ("premium", "calls", "puts", "call", "put") for t in around)
    if context.has_options and (
        context.is_premium(token.value) or (option_words and token.value < _least_strike(context))
    ):
        return Subject("premium", "price", None, None, context.symbols, True)
    if named and named[0].measure != "premium":
        return named[0]
    if context.is_spread:
        before = [s for s in measured(scope.said, scope, every=True) if s.measure in ("spread", "credit_spread")]
        before = [s for s in before if not (token.unit == "price" and s.unit == "bp")]
        if before and token.unit in ("bp", None, "price"):
            found = before[-1]
            symbols = found.symbols or context.symbols
            return Subject(found.measure, found.unit, None, found.words, symbols, True)
    if token.unit == "bp" and not context.is_spread:
        return Subject("yield", "bp", None, None, (), True)
    return own_subject(context, None)


def _least_strike(context: TradeContext) -> float:
    strikes = [leg.strike.value for leg in context.legs if leg.strike is not None and leg.strike.unit == "price"]
    return min(strikes) if strikes else float("inf")


def _leaving_side(sentence: Sentence, frame: Frame, token: Token, context: TradeContext, scope: Scope) -> str:
    """Whether "out at 112.80" is a loss or a gain: against the entry where one is said, else by the verb."""
    assert token.value is not None
    premium = context.is_premium(token.value) or (context.has_options and context.bias == 0)
    entry = _entry_price(scope, premium)
    bias = (context.premium_bias or 1) if premium else context.bias
    if entry is not None and bias:
        return "target" if (token.value > entry) == (bias > 0) else "stop"
    if _gives_in(sentence, frame):
        return "stop"
    lows = {t.low for t in sentence.tokens[frame.start : frame.body]}
    if lows & {"cut", "cutting", "bail", "bailing", "out", "gone", "walk", "abandon"}:
        return "stop"
    return "target"


def _gives_in(sentence: Sentence, frame: Frame) -> bool:
    """Whether the words around a level, up to the next level, say that it is left at a loss: "cover at 62 and accept
    the loss", "give up on it at 62"."""
    tokens = sentence.tokens
    first, last = sentence.segment(frame.start)
    first = next((k + 1 for k in range(frame.start - 1, first - 1, -1) if tokens[k].kind == "number"), first)
    if any(tokens[k].kind == "number" for k in range(frame.end, last)):
        last = next(k for k in range(frame.end, last) if tokens[k].low == "," or tokens[k].kind == "number")
    phrases = listed("surrender", "phrases")
    return any(
        k not in range(frame.body, frame.end) and phrases.match(tokens, k)
        for k in range(max(first, frame.body - 8), last)
    )


def _entry_price(scope: Scope, premium: bool) -> float | None:
    """The price said for entering: after "@" or "at", beside "debit" or "credit", or the level of a dip."""
    tokens = scope.said
    context = scope.context
    for place, token in enumerate(tokens):
        if token.kind != "number" or token.value is None or token.unit not in (None, "price"):
            continue
        if premium != context.is_premium(token.value) and context.has_options:
            continue
        before = tokens[place - 1].low if place else ""
        after = tokens[place + 1].low if place + 1 < len(tokens) else ""
        if before in ("@", "at", "to", "between", "below", "above", "of", "for", "near", "around", "a") or after in (
            "debit",
            "credit",
        ):
            return token.value
    return None


def _basis(tokens: tuple[Token, ...]) -> Basis | None:
    lows = [t.low for t in tokens]
    if any(low in words("conditions_changes", "closes", "intraday") for low in lows):
        return "intraday"
    if any(low in ("close", "closing", "settlement", "settle") for low in lows):
        return "close"
    return None


def _predicate(subject: Subject, change: str, value: float, unit: str | None, basis: Basis | None) -> Predicate:
    return Predicate(measure=subject.measure, subject=subject.words, symbols=subject.symbols, change=change,
                     value=value, unit=unit, basis=basis)  # fmt: skip
