"""Words and patterns as data: TOML files beside this one, read once and refused where they are malformed."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from commentary_nlp.errors import ExtractError
from commentary_nlp.extract.pattern_lists import PatternList


@cache
def load(name: str) -> dict[str, Any]:
    """The lexicon ``name`` ("blocks" for blocks.toml).

    Raises:
        ExtractError: there is none of that name, or it is not valid TOML.
    """
    try:
        return tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ExtractError(f"Lexicon {name}.toml cannot be read: {error}.", "Reinstall the package.") from error


@cache
def patterns(name: str, key: str) -> PatternList:
    """The patterns under ``key``, compiled, case ignored.

    Raises:
        ExtractError: the key is missing or a pattern does not compile.
    """
    try:
        return PatternList(re.compile(p, re.IGNORECASE) for p in load(name)[key])
    except (KeyError, re.error) as error:
        raise ExtractError(f"Lexicon {name}.toml, {key}: {error}.", "Reinstall the package.") from error
