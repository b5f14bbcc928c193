"""Words and patterns as data: one TOML file for each kind of thing, shipped inside the package."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The tables of `name`.toml in this folder. Read once; callers must not change what they get.

    Raises:
        FileNotFoundError: the package was installed without its data.
    """
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
