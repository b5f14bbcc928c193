"""Gains and losses of the position in percent: "a 7% loss", "5% against us", "half the credit"."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.conditions.subjects import Scope, content_of, measured, trimmed, words_of
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.understood import Understood
from commentary_nlp.extract.conditions.vocabulary import listed, words
from commentary_nlp.records import Change, Predicate

_LOSS = words("conditions_words", "loss", "words")
_MADE = frozenset({"make", "makes", "made", "earn", "earns", "bank"})


def gain_or_loss(tokens: Sequence[Token], scope: Scope) -> Understood | None:
    """ "a 7% loss", "20% ahead", "down 8% from entry", "half the credit", "50% of the maximum profit"."""
    if not scope.context.symbols and scope.context.action not in ("close", "reduce"):
        return None
    lows = [t.low for t in tokens]
    for place, token in enumerate(tokens):
        near = lows[max(0, place - 3) : place] + lows[place + 1 : place + 4]
        value: float | None = None
        if token.kind == "number" and token.unit == "percent" and token.value is not None:
            value = token.value
        elif token.low == "half" and place + 2 < len(tokens):
            value = 50.0
        if value is None:
            continue
        following = lows[place + 1 : place + 8]
        earned = (
            "credit" in following
            or "premium" in following
            or ("profit" in following and "maximum" in following)
            or ("profit" in following and "max" in following)
            or (following[:1] == ["of"] and bool({"max", "maximum"} & set(following[1:4])))
        )
        if token.low == "half" and not (earned and following[0] in ("the", "of")):
            continue
        if earned and (token.low == "half" or "of" in following[:2]):
            return _pnl("above", value, None, scope)
        if token.kind != "number":
            continue
        moved = adverse(tokens, place)
        if place and tokens[place - 1].low in ("by", "than") and not moved:
            continue
        if moved and any(t.low in ("widens", "widen", "narrows", "narrow", "widened", "narrowed") for t in tokens):
            continue
        named_other = any(t.symbol and t.symbol not in scope.context.symbols for t in tokens)
        others = [m for m in measured(list(tokens[:place]), scope) if m.measure not in ("price", "pnl", "spread")]
        if others or named_other:
            continue
        if moved:
            words_before = subject_words(tokens[:place], scope) if tokens[0].low in ("the", "this") else None
            return _pnl("below" if moved < 0 else "above", moved * abs(value), words_before, scope)
        if "high" in following or "peak" in following:
            if set(near) & _LOSS:
                drawdown = Predicate(measure="drawdown", subject=subject_words(tokens[:place], scope), change="above",
                                     value=abs(value), unit="percent")  # fmt: skip
                return Understood(drawdown, [drawdown], False, True)
            continue
        if set(near) & {"loss", "losses", "behind", "underwater"} or (place and tokens[place - 1].low == "minus"):
            return _pnl("below", -abs(value), subject_words(tokens[:place], scope), scope)
        if set(near) & {"gain", "profit", "ahead"}:
            return _pnl("above", abs(value), subject_words(tokens[:place], scope), scope)
        if place and tokens[place - 1].low in ("down", "up") and (place < 2 or tokens[place - 2].low not in ("back",)):
            if tokens[place - 1].low == "down":
                return _pnl("below", -abs(value), subject_words(tokens[: place - 1], scope), scope)
            return _pnl("above", abs(value), subject_words(tokens[: place - 1], scope), scope)
        if place and tokens[place - 1].low in _MADE and place < 3:
            return _pnl("above", abs(value), None, scope)
        if token.text[0] in "-−" and place < 3:
            return _pnl("below", -abs(value), None, scope)
        if place and tokens[place - 1].low in ("lose", "loses", "lost", "losing"):
            return None if [t for t in tokens if t.symbol] else _maybe_joined_loss(tokens, place, value, scope)
    return None


def adverse(tokens: Sequence[Token], place: int) -> int:
    """-1 where the percentage at `place` is said to hurt the position, 1 to help it, 0 where neither is said."""
    for k in range(place + 1, min(len(tokens), place + 6)):
        for key, sign in (("adverse", -1), ("favourable", 1)):
            if listed("against", key).match(tokens, k):
                return sign
    for k in range(max(0, place - 6), place):
        for key, sign in (("adverse_before", -1), ("favourable_before", 1)):
            matched = listed("against", key).match(tokens, k)
            if matched and place - k - matched[0] <= 2:
                return sign
    return 0


def _maybe_joined_loss(tokens: Sequence[Token], place: int, value: float, scope: Scope) -> Understood | None:
    if any(t.low in ("or", "and") for t in tokens[place + 1 :]):
        return None
    return _pnl("below", -abs(value), subject_words(tokens[: place - 1], scope), scope)


def _pnl(change: Change, value: float, subject: str | None, scope: Scope) -> Understood:
    predicate = Predicate(measure="pnl", subject=subject, change=change, value=value, unit="percent")
    return Understood(predicate, [predicate], True, True)


def subject_words(tokens: Sequence[Token], scope: Scope) -> str | None:
    content = content_of(tokens)
    return words_of(trimmed(tokens), scope.text) if content else None


def credit_multiple(tokens: Sequence[Token], scope: Scope) -> Understood | None:
    """ "Twice the credit", "2x the credit", "half the premium paid": the structure's own price against what was paid
    for it, as a rise or a fall in percent. Half of a credit that was taken in is a gain, see `gain_or_loss`."""
    sold = scope.context.premium_bias < 0
    for place in range(len(tokens) - 2):
        times = _MULTIPLES.get(tokens[place].low)
        if times is None and tokens[place].unit == "times":
            times = tokens[place].value
        if times is None or not any(t.low in ("credit", "premium", "debit") for t in tokens[place + 1 : place + 4]):
            continue
        if sold and times <= 1:
            return None
        change: Change = "rises" if times > 1 else "falls"
        value = round(abs(times - 1) * 100, 4)
        predicate = Predicate(
            measure="premium", symbols=scope.context.symbols, change=change, value=value, unit="percent"
        )
        return Understood(predicate, [predicate], True, True)
    return None


_MULTIPLES = {"twice": 2.0, "double": 2.0, "triple": 3.0, "half": 0.5}
