"""The only place where stages meet: one public function a verb, for the command line and for notebooks alike.

Every function takes plain values and returns records; `frame` turns a list of them into a DataFrame. Names are
imported on first use, so that asking for ideas loads no extractor.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "DemoResult": "demonstration",
    "IngestReport": "ingesting",
    "Places": "places",
    "embedded": "places",
    "TrackReport": "tracking",
    "VerdictRow": "tracking",
    "add_first_sight": "training",
    "audit": "auditing",
    "definitions": "querying",
    "demo": "demonstration",
    "evaluate": "auditing",
    "evaluate_sentiment": "scoring",
    "explain": "extracting",
    "extract": "extracting",
    "fetch_market": "prices",
    "forward": "auditing",
    "frame": "frames",
    "get_idea": "querying",
    "ideas": "querying",
    "import_market": "prices",
    "ingest": "ingesting",
    "ingest_calls": "ingesting",
    "market_status": "prices",
    "report": "auditing",
    "schema": "querying",
    "sentiment": "scoring",
    "store_tables": "querying",
    "track": "tracking",
    "train_confidence": "training",
    "train_sentiment": "training_sentiment",
    "validate": "tracking",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - one list of names, kept in one place


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
