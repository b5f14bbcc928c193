"""Article -> Extraction: the stage that reads ideas out of text. spaCy is loaded when something is extracted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from commentary_nlp.extract.components import build_pipeline
    from commentary_nlp.extract.explaining import explain
    from commentary_nlp.extract.extractor import (
        ENTRY_POINT_GROUP,
        Extractor,
        check_grounding,
        extract,
        extract_each,
        load_extractor,
    )

_HOMES = {
    "ENTRY_POINT_GROUP": "extractor",
    "Extractor": "extractor",
    "build_pipeline": "components",
    "check_grounding": "extractor",
    "explain": "explaining",
    "extract": "extractor",
    "extract_each": "extractor",
    "load_extractor": "extractor",
}

__all__ = [
    "ENTRY_POINT_GROUP",
    "Extractor",
    "build_pipeline",
    "check_grounding",
    "explain",
    "extract",
    "extract_each",
    "load_extractor",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
