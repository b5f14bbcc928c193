"""The command line's root: its verbs, and what becomes of errors."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from commentary_nlp import __version__
from commentary_nlp.cli import asking, demonstrating, keeping, pricing, reading
from commentary_nlp.cli.options import State
from commentary_nlp.errors import CommentaryError

app = typer.Typer(
    name="commentary",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"commentary {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    db: Annotated[
        Path | None, typer.Option(help="The store; else COMMENTARY_DB, else in the user's data directory.")
    ] = None,
    prices: Annotated[
        Path | None, typer.Option(help="The folder of prices; else COMMENTARY_PRICES, else beside the store.")
    ] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    """Market commentary in, structured trade ideas and an honest score out."""
    context.obj = State(db=db, prices=prices)


app.command(rich_help_panel=None)(reading.ingest)
app.command()(reading.extract)
app.command()(asking.ideas)
app.command()(asking.show)
app.add_typer(pricing.app, name="market")
app.command()(keeping.validate)
app.command()(keeping.track)
app.command()(keeping.audit)
app.command()(keeping.report)
app.command()(reading.schema)
app.command()(reading.evaluate)
app.command()(demonstrating.demo)


def run() -> int:
    """Runs one command line; its exit code."""
    from click.exceptions import Abort, ClickException

    try:
        outcome = app(standalone_mode=False)
        sys.stdout.flush()
    except CommentaryError as error:
        return _told(f"error: {error.message}", error.remedy)
    except ClickException as error:
        error.show()
        return error.exit_code
    except (Abort, KeyboardInterrupt):
        return _told("interrupted: what was done is kept; run the same command again to go on.", code=130)
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return outcome if isinstance(outcome, int) else 0


def _told(message: str, remedy: str = "", code: int = 1) -> int:
    from commentary_nlp.cli.output import plain

    typer.echo(plain(message), err=True)
    if remedy:
        typer.echo(f"  {plain(remedy)}", err=True)
    return code
