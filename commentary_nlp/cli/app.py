"""The command line's root and its verbs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commentary_nlp import __version__
from commentary_nlp.cli import asking, demonstrating, explaining, keeping, pricing, reading, scoring, training
from commentary_nlp.cli.ending import guarded
from commentary_nlp.cli.options import State

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


app.command()(guarded(reading.ingest))
app.command()(guarded(reading.extract))
app.command()(guarded(explaining.explain))
app.command()(guarded(scoring.sentiment))
app.command()(guarded(asking.ideas))
app.command()(guarded(asking.show))
app.add_typer(pricing.app, name="market")
app.command()(guarded(keeping.validate))
app.command()(guarded(keeping.track))
app.command()(guarded(keeping.audit))
app.command()(guarded(keeping.report))
app.command()(guarded(reading.schema))
app.command()(guarded(reading.evaluate))
app.add_typer(training.app, name="train")
app.command()(guarded(demonstrating.demo))
