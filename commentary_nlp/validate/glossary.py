"""The written meaning of every measure and change, with the figures that settings give it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from commentary_nlp.settings import ValidateSettings


@dataclass(frozen=True, slots=True)
class Definition:
    """One entry: `kind` says what `name` is; `text` is whole sentences."""

    kind: Literal["general", "measure", "change"]
    name: str
    text: str


def definitions(settings: ValidateSettings | None = None) -> list[Definition]:
    """All of them, general rules first, then measures, then changes, in the contract's order."""
    figures = {
        name: f"{value:g}" if isinstance(value, float) else str(value)
        for name, value in (settings or ValidateSettings()).model_dump().items()
    }
    kinds: dict[str, Literal["general", "measure", "change"]] = {
        "general": "general", "measures": "measure", "changes": "change",
    }  # fmt: skip
    return [
        Definition(kind, name, text.format_map(figures))
        for group, kind in kinds.items()
        for name, text in _texts()[group].items()
    ]


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, str]]:
    text = files("commentary_nlp.validate").joinpath("glossary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
