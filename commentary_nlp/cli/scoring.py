"""`sentiment`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from commentary_nlp.cli.options import Csv, Json

ScorerName = Annotated[
    str, typer.Option("--sentiment", help="default (the model that ships), lexicon, or hf:NAME_OR_PATH.")
]


def sentiment(
    path: Annotated[str, typer.Argument(help="A file of JSON lines, or - for standard input.", metavar="PATH|-")],
    scorer: ScorerName = "default",
    as_json: Json = False,
    as_csv: Csv = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> int:
    """Score lines of JSON (`text`, optional `target`): one object a line, in order (a table on a terminal)."""
    import sys

    from commentary_nlp.cli.output import print_csv, print_json, print_table, say
    from commentary_nlp.cli.progress import bar
    from commentary_nlp.pipeline import sentiment as run

    failed = 0
    shown = sys.stdout.isatty() and not as_json and not as_csv
    rows: list[list[object]] = []
    kept: list[dict[str, object]] = []
    with bar("scoring", quiet or (shown and path == "-")) as progress:
        for line in run(path, scorer=scorer, progress=progress):
            if line.reading is None:
                failed += 1
                say(f"line {line.number}: {line.error}")
            said = line.to_dict()
            if as_csv:
                chances = said.pop("probabilities", None) or {}
                kept.append({**said, **chances})
            elif shown:
                reading = line.reading
                score = None if reading is None or reading.score is None else f"{reading.score:+.2f}"
                sure = None if reading is None or reading.confidence is None else f"{reading.confidence:.2f}"
                label = (reading.label or reading.status) if reading else "not read"
                rows.append([line.number, score, label, sure, reading.target if reading else None])
            else:
                print_json([said])
    if as_csv:
        print_csv(kept)
    elif shown:
        print_table("Sentiment", [">line", ">score", "label", ">sure", "*target"], rows)
    return 1 if failed else 0


def print_agreement(paths: Sequence[Path], scorers: Sequence[str], as_json: bool) -> int:
    """The table of `evaluate --sentiment`."""
    from commentary_nlp.cli.output import print_json, print_table
    from commentary_nlp.cli.progress import bar
    from commentary_nlp.pipeline import evaluate_sentiment

    with bar("scoring sets") as progress:
        found = evaluate_sentiment(list(paths), scorers, progress=progress)
    if as_json:
        print_json({"set": s.name, "kind": s.kind, "scorer": s.scorer, **s.figures.to_dict()} for s in found)
        return 0

    def figure(value: float | None) -> str:
        return "–" if value is None else f"{value:.3f}"

    rows = [
        [
            s.name,
            s.kind,
            s.scorer,
            f"{s.figures.scored}/{s.figures.texts}",
            *map(
                figure,
                (
                    s.figures.accuracy,
                    s.figures.macro_f1,
                    s.figures.cosine,
                    s.figures.r2,
                    s.figures.correlation,
                    s.figures.calibration_error,
                ),
            ),
        ]
        for s in found
    ]
    columns = ["set", "of", "scorer", ">scored", ">accuracy", ">macro-F1", ">cosine", ">R2", ">corr", "?>ECE"]
    print_table("Sentiment against labels", columns, rows)
    return 0
