"""Where things are kept: the store, the prices beside it, and what ships with the package."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from commentary_nlp.errors import CommentaryError

T = TypeVar("T")


class Progress(Protocol):
    """Called as work goes on: how many steps of how many (None: not known) are done."""

    def __call__(self, done: int, total: int | None) -> None: ...


def silent(done: int, total: int | None) -> None:
    """Shows nothing."""


@dataclass(frozen=True, slots=True)
class Places:
    """The store's file and the folder of prices.

    `Places.of(None)` takes COMMENTARY_DB and COMMENTARY_PRICES from the environment, else the user's data
    directory. Prices lie beside the store, in ``<store>.prices``, unless they are named.
    """

    db: Path
    prices: Path

    @classmethod
    def of(cls, db: Path | str | None = None, prices: Path | str | None = None) -> Places:
        from commentary_nlp.track import default_path

        chosen = Path(db or os.environ.get("COMMENTARY_DB") or default_path())
        folder = prices or os.environ.get("COMMENTARY_PRICES") or chosen.with_name(chosen.name + ".prices")
        return cls(chosen, Path(folder))


def embedded(name: str) -> Path:
    """A folder that ships with the package: "demo" (articles), "prices" (bars) or "sentiment/held_out" (sentences).

    Raises:
        CommentaryError: the installation lacks it.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "embedded" / name, package.parent / "corpus" / name):
        if folder.is_dir():
            return folder
    raise CommentaryError(f"The embedded {name} are missing.", "Install the package again.")


def counted(items: Iterable[T], total: int | None, progress: Progress) -> Iterable[T]:
    """The items, with progress told after each."""
    progress(0, total)
    for number, item in enumerate(items, 1):
        yield item
        progress(number, total)
