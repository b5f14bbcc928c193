"""Trained models: where their folders lie, and that their files are the ones that were made.

A model's folder follows spaCy's custom: `meta.json` says its name, version, licence, sources, performance and the
SHA-256 of each file; `config.cfg` says how it is trained again.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from commentary_nlp.errors import ExtractError


def model_folder(name: str) -> Path | None:
    """The folder of a model that ships with the package, or None where the installation lacks it."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "embedded" / "models" / name, package.parent / "models" / name):
        if (folder / "meta.json").is_file():
            return folder
    return None


def verified(folder: Path, name: str, remedy: str = "Install the package again, or train it.") -> bytes:
    """The bytes of a model's file.

    Raises:
        ExtractError: it is missing, or is not the one whose hash `meta.json` says; with `remedy`.
    """
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        hashes = dict(meta["files"])
        data = (folder / name).read_bytes()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExtractError(f"The model in {folder} cannot be read: {error}.", remedy) from None
    if hashlib.sha256(data).hexdigest() != hashes.get(name):
        raise ExtractError(f"{folder / name} is not the file that was made with its model.", remedy)
    return data
