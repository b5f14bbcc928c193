"""Conditions put to the market: true, false or unknown on a day, with the figures that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from commentary_nlp.validate.glossary import Definition, definitions
    from commentary_nlp.validate.judge import judge_with
    from commentary_nlp.validate.verdicts import confirm, verdicts_for

__all__ = ["Definition", "confirm", "definitions", "judge_with", "verdicts_for"]

_HOMES = {
    "Definition": "glossary",
    "confirm": "verdicts",
    "definitions": "glossary",
    "judge_with": "judge",
    "verdicts_for": "verdicts",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
