"""Orders of a log or chat that name only a symbol: they act on the position opened above ("STC 1/3 AMD @ 2.80")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from commentary_nlp.extract.annotations import Annotations, within
from commentary_nlp.extract.lexicon import patterns
from commentary_nlp.extract.references import Earlier
from commentary_nlp.extract.size import find_size
from commentary_nlp.extract.statements import Statement, is_order_log
from commentary_nlp.extract.traded import Traded
from commentary_nlp.records import Alternative

_SHARES = re.compile(r"\b(?:shares?|shs?|stock|commons?)\b", re.IGNORECASE)


def as_logged(
    text: str, notes: Annotations, statement: Statement, trade: Traded, earlier: Sequence[Earlier]
) -> tuple[Statement, Traded]:
    """A call of a log with the position that it acts on: its legs, its place, and whether only a part goes.

    What is no log, and what opens something of its own, comes back as it is.
    """
    if statement.rating is not None or not is_order_log(text):
        return statement, trade
    words = text[slice(*statement.region)]
    action = statement.action
    held = _held(notes, statement, trade, earlier)
    if action == "open":
        sold = held is not None and held.legs[0].side == "long" and patterns("order_log", "sells").search(words)
        if sold:
            action = "close"
        elif held is None or not patterns("order_log", "more").search(words):
            return statement, trade
    elif action not in {"close", "reduce", "hold"}:
        return statement, trade
    if action == "close" and _is_part(text, statement, trade, held, earlier, words):
        action = "reduce"
    statement = replace(statement, action=action)
    if held is None:
        return statement, trade
    price = trade.alternatives[0].price if trade.alternatives else None
    if price is not None and held.alternatives[0].structure == "outright":
        price = price.model_copy(update={"kind": "limit"})
    told = _names_contract(trade)
    alternatives = (
        trade.alternatives if told else tuple(a.model_copy(update={"price": price}) for a in held.alternatives[:1])
    )
    return statement, replace(trade, alternatives=alternatives, refers=(held.place,))


def _names_contract(trade: Traded) -> bool:
    return any(leg.strike is not None for a in trade.alternatives for leg in a.legs)


def _held(notes: Annotations, statement: Statement, trade: Traded, earlier: Sequence[Earlier]) -> Earlier | None:
    """The position of the log that a call names by its symbol, and by its strikes where it gives them."""
    legs = [leg for a in trade.alternatives for leg in a.legs]
    symbols = {leg.symbol for leg in legs} or {m.symbol for m in within(notes.instruments, *statement.region)}
    strikes = {(leg.symbol, leg.right, leg.strike.value) for leg in legs if leg.strike is not None}
    found: Earlier | None = None
    for idea in earlier:
        if idea.symbols != symbols or idea.attributed_to != statement.attributed_to:
            continue
        if idea.action == "close":
            found = None
        elif idea.action == "open" and (
            not strikes or strikes <= {(leg.symbol, leg.right, leg.strike.value) for leg in idea.legs if leg.strike}
        ):
            same = found is not None and [a.legs for a in found.alternatives] == [a.legs for a in idea.alternatives]
            found = found if same else idea
    return found


def _is_part(
    text: str, statement: Statement, trade: Traded, held: Earlier | None, earlier: Sequence[Earlier], words: str
) -> bool:
    """Whether only some of the position goes: a fraction, or fewer than are still held."""
    if patterns("order_log", "part").search(words):
        return True
    if held is None or held.size is None or patterns("order_log", "whole").search(words):
        return False
    alternatives: tuple[Alternative, ...] = trade.alternatives if _names_contract(trade) else held.alternatives
    size = find_size(text, statement.region, alternatives, False)
    if size is None:
        return False
    left = held.size
    for idea in earlier:
        if idea.place > held.place and idea.symbols == held.symbols and idea.size is not None:
            left += idea.size if idea.action == "open" else -idea.size if idea.action == "reduce" else 0
    return size.value < left
