"""Paths, folders and globs to the files that can be read."""

from __future__ import annotations

import glob
from collections.abc import Iterable
from pathlib import Path

from commentary_nlp.read.reading import Failure

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".eml", ".jsonl", ".ndjson", ".json"})


def find_files(paths: Iterable[str | Path]) -> tuple[list[Path], list[Failure]]:
    """Files to read, each once, in a stable order; and what was asked for and is not there.

    A folder gives its files of known suffixes, at any depth (hidden ones and ``*.gold.json`` left out); a
    glob is expanded here where the shell did not; a file named outright is taken whatever its suffix.
    """
    files: dict[Path, None] = {}
    failures: list[Failure] = []
    for name in paths:
        path = Path(name)
        if path.is_dir():
            found = sorted(
                p
                for p in path.rglob("*")
                if p.suffix.lower() in SUFFIXES
                and p.is_file()
                and not p.name.endswith(".gold.json")
                and not any(part.startswith(".") for part in p.relative_to(path).parts)
            )
            if not found:
                failures.append(Failure(str(name), "The folder holds no readable file.", f"Readable are {_known()}."))
            files.update(dict.fromkeys(found))
        elif path.exists():
            files[path] = None
        elif matches := sorted(Path(m) for m in glob.glob(str(name), recursive=True)):  # noqa: PTH207 - a pattern may be absolute
            files.update(dict.fromkeys(m for m in matches if m.is_file()))
        else:
            failures.append(Failure(str(name), "There is no such file or folder.", "Check the path."))
    return list(files), failures


def _known() -> str:
    return ", ".join(sorted(SUFFIXES))
