"""What each table and column of the store means: for the docs, and for Datasette, which shows it in place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from commentary_nlp.records import Record


class TableNote(Record):
    """A table or view: what one row of it is, and what each column means."""

    name: str
    description: str
    sort_desc: str | None = None
    label_column: str | None = None
    columns: Mapping[str, str]


@cache
def table_notes() -> tuple[TableNote, ...]:
    """The tables that a reader may look into, in the order in which to look."""
    text = files("commentary_nlp.track").joinpath("tables.toml").read_text(encoding="utf-8")
    return tuple(TableNote(name=name, **note) for name, note in tomllib.loads(text).items())


def datasette_metadata(database: str = "commentary") -> dict[str, Any]:
    """The content of a metadata.json for ``datasette commentary.db --metadata metadata.json``.

    Args:
        database: the store's file name without its suffix.
    """
    tables = {note.name: note.model_dump(exclude={"name"}, exclude_none=True) for note in table_notes()}
    return {
        "title": "Commentary",
        "description": "Trade ideas read from market commentary, and what became of each.",
        "databases": {database: {"tables": tables}},
    }
