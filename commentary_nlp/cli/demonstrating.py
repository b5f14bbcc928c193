"""`demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    out: Annotated[Path, typer.Option(help="The HTML page to write.")] = Path("commentary-demo.html"),
) -> int:
    """The main job on embedded articles and prices: no network, no keys, nothing of yours touched."""
    from commentary_nlp.cli.keeping import print_audit
    from commentary_nlp.cli.output import print_table, say
    from commentary_nlp.cli.progress import bar
    from commentary_nlp.cli.wording import IDEA_COLUMNS, OUTCOME_COLUMNS, idea_row, outcome_row
    from commentary_nlp.pipeline import demo as run

    with bar("reading") as progress:
        result = run(out, progress=progress)
    for failure in result.ingested.failures:
        say(f"not read: {failure}")
    kept = [n for n, name in enumerate(IDEA_COLUMNS) if name.lstrip("?>*") not in ("status", "net")]
    rows = [[idea_row(idea)[n] for n in kept] for idea in result.ideas]
    print_table("Ideas", [IDEA_COLUMNS[n] for n in kept], rows)
    traded = [idea for idea in result.ideas if idea.status != "call"]
    calls = len(result.ideas) - len(traded)
    print_table(
        f"Outcomes as of {result.tracked.as_of}",
        OUTCOME_COLUMNS,
        [outcome_row(idea) for idea in traded],
        f"{calls} calls (hold, avoid, reduce, watch, close) are not held as trades; `show ID` says why"
        if calls
        else "",
    )
    print_audit(result.rows, "author")
    typer.echo(f"{result.ingested.added} articles, {len(result.ideas)} ideas. Report: {result.report}")
    return 1 if result.ingested.failures else 0
