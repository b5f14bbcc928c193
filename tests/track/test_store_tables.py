"""The tables are described as they are, so that Datasette can serve them."""

from __future__ import annotations

import json
import subprocess
import sys

from commentary_nlp.track import Store, datasette_metadata, table_notes


def test_every_table_and_column_is_described_and_nothing_else(store: Store) -> None:
    db = store._db
    real = {
        name: set(db[name].columns_dict)
        for name in db.table_names() + db.view_names()
        if not name.startswith(("_", "ideas_fts", "sqlite_"))
    }
    assert {note.name: set(note.columns) for note in table_notes()} == real
    assert all(note.description and all(note.columns.values()) for note in table_notes())
    for note in table_notes():
        assert {note.sort_desc, note.label_column} - {None} <= set(note.columns)


def test_datasette_gets_its_metadata_as_json() -> None:
    metadata = json.loads(json.dumps(datasette_metadata("desk")))
    ideas = metadata["databases"]["desk"]["tables"]["ideas"]
    assert ideas["label_column"] == "text"
    assert "sentence" in ideas["columns"]["text"]


def test_foreign_keys_are_declared_and_enforced(store: Store) -> None:
    keyed = {name: {key.other_table for key in store._db.table(name).foreign_keys} for name in store._db.table_names()}
    assert keyed["ideas"] == {"articles", "recommendations"}
    for child in ("legs", "idea_symbols", "verdicts", "outcomes"):
        assert keyed[child] == {"ideas"}
    assert store._db.conn.execute("pragma foreign_keys").fetchone() == (1,)
    assert store._db.journal_mode == "wal"


def test_the_view_shows_ideas_beside_their_outcomes(store: Store, make) -> None:
    store.add([make(("Buy Nvidia.", "long", "NVDA"), author="Ada Bell")])
    (row,) = store._db.query("select * from ideas_view")
    assert (row["author"], row["symbols"], row["status"], row["net_return"]) == ("Ada Bell", "NVDA", "pending", None)


def test_naming_the_store_loads_no_database_library() -> None:
    code = (
        "import sys; from commentary_nlp.track import Store, IdeaQuery, default_path\n"
        "assert default_path().name == 'commentary.db'\n"
        "print([name for name in ('sqlite_utils', 'pandas', 'spacy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
