"""Options that several verbs share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from commentary_nlp.pipeline import Places


@dataclass(slots=True)
class State:
    """What stands before the verb on the command line."""

    db: Path | None = None
    prices: Path | None = None


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is no date; write it as 2024-05-03.") from None


Db = Annotated[Path | None, typer.Option("--db", help="The store.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Csv = Annotated[bool, typer.Option("--csv", help="CSV with a header.")]
AsOf = Annotated[
    Any,
    typer.Option(
        "--as-of", parser=_day, metavar="DATE", help="As of the close of that day; else the latest with prices."
    ),
]
Day = Annotated[Any, typer.Option(parser=_day, metavar="DATE")]


def places_of(context: typer.Context, db: Path | None) -> Places:
    """The store and prices that the command line names, an option behind the verb before one ahead of it."""
    from commentary_nlp.pipeline import Places

    state = context.obj if isinstance(context.obj, State) else State()
    return Places.of(db or state.db, state.prices)
