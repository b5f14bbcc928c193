"""*Read*: bytes of many kinds become `Article` records, with what the page says of itself.

`read_path` and `read_bytes` never raise for a bad file: they give a `Failure` that names the remedy, and
the rest of the batch goes on.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "CallColumns",
    "Failure",
    "Fill",
    "Reading",
    "fill",
    "find_files",
    "read_bytes",
    "read_calls",
    "read_path",
]

_HOMES = {
    "CallColumns": "calls",
    "Failure": "reading",
    "Fill": "reading",
    "Reading": "reading",
    "fill": "reading",
    "find_files": "files",
    "read_bytes": "formats",
    "read_calls": "calls",
    "read_path": "formats",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"commentary_nlp.read.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
