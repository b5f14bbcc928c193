"""What became of ideas: the store that keeps them and the life that each has.

Names are imported on first use: the store loads sqlite-utils, settling loads prices' arithmetic.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commentary_nlp.track.life import settle
    from commentary_nlp.track.queries import IdeaQuery
    from commentary_nlp.track.saving import AddReport, Refusal, SaveReport
    from commentary_nlp.track.store import Counts, FileRecord, Store, default_path
    from commentary_nlp.track.tables import TableNote, datasette_metadata, table_notes
    from commentary_nlp.track.thinning import thinned

_HOMES = {
    "AddReport": "saving",
    "Counts": "store",
    "FileRecord": "store",
    "IdeaQuery": "queries",
    "Refusal": "saving",
    "SaveReport": "saving",
    "Store": "store",
    "TableNote": "tables",
    "datasette_metadata": "tables",
    "default_path": "store",
    "settle": "life",
    "table_notes": "tables",
    "thinned": "thinning",
}

__all__ = [
    "AddReport",
    "Counts",
    "FileRecord",
    "IdeaQuery",
    "Refusal",
    "SaveReport",
    "Store",
    "TableNote",
    "datasette_metadata",
    "default_path",
    "settle",
    "table_notes",
    "thinned",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
