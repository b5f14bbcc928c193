"""`train`: making the models that ship with the package again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commentary_nlp.cli.ending import guarded
from commentary_nlp.cli.options import Json

app = typer.Typer(help="Train the models again.", no_args_is_help=True)


def confidence(
    data: Annotated[Path, typer.Option(help="Readings at first sight, one recommendation a line.")] = Path(
        "corpus/first_sight.jsonl"
    ),
    out: Annotated[Path, typer.Option(help="The model's folder.")] = Path("models/confidence"),
    add: Annotated[
        Path | None, typer.Option(help="First append the readings of this folder's annotated articles.", metavar="DIR")
    ] = None,
    batch: Annotated[str, typer.Option(help="What to call the articles of --add.")] = "",
    as_json: Json = False,
) -> int:
    """Fit how sure a recommendation is, and print how well that holds on articles left out of the fit."""
    from dataclasses import asdict

    from commentary_nlp.cli.output import print_json, print_table, say
    from commentary_nlp.pipeline import add_first_sight, train_confidence

    if add is not None:
        say(f"{add_first_sight(add, data, batch or add.name)} readings added to {data}")
    trained = train_confidence(data, out)
    held = trained.calibration
    if as_json:
        print_json([{"folder": str(trained.folder), "fitted_on": trained.samples, **asdict(held)}])
        return 0
    rows = [[f"{chance:.2f}", f"{share:.2f}", count] for chance, share, count in held.bins]
    note = (
        f"{held.samples} left-out readings, {held.base_rate:.2f} of them right; expected calibration error "
        f"{held.error:.3f}, Brier {held.brier:.3f}, AUC {held.auc:.2f}. Fitted on {trained.samples}: {trained.folder}"
    )
    print_table("Confidence, cross-validated by article", [">chance said", ">share right", ">count"], rows, note)
    return 0


app.command()(guarded(confidence))
