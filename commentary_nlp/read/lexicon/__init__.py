"""Words of mastheads, as data."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def masthead() -> dict[str, Any]:
    """The tables of ``masthead.toml``."""
    return tomllib.loads(files(__package__).joinpath("masthead.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def word_sets() -> dict[str, frozenset[str]]:
    """The sets that are looked up word by word: "organisation", "not_names" (with those), "sections"."""
    words = masthead()
    organisation = frozenset(words["organisation"]["words"])
    return {
        "organisation": organisation,
        "not_names": organisation | frozenset(words["not_names"]["words"]),
        "sections": frozenset(words["sections"]["words"]),
        "trade_verbs": frozenset(words["trade_verbs"]["words"]),
    }
