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
    from commentary_nlp.extract.sentiment.choosing import check_scorer, choose_scorer
    from commentary_nlp.extract.sentiment.reading import read_sentiment

_HOMES = {
    "ENTRY_POINT_GROUP": "extractor",
    "Extractor": "extractor",
    "build_pipeline": "components",
    "check_grounding": "extractor",
    "check_scorer": "sentiment.choosing",
    "choose_scorer": "sentiment.choosing",
    "explain": "explaining",
    "extract": "extractor",
    "extract_each": "extractor",
    "load_extractor": "extractor",
    "read_sentiment": "sentiment.reading",
}

__all__ = [
    "ENTRY_POINT_GROUP",
    "Extractor",
    "build_pipeline",
    "check_grounding",
    "check_scorer",
    "choose_scorer",
    "explain",
    "extract",
    "extract_each",
    "load_extractor",
    "read_sentiment",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
