"""Progress bars on a terminal; nothing where standard error is piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from commentary_nlp.pipeline.places import Progress, silent


@contextmanager
def bars(quiet: bool = False) -> Iterator[Callable[[str], Progress]]:
    """For the time of the block, what takes a label and gives that one's bar."""
    if quiet or not sys.stderr.isatty():
        yield lambda label: silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as shown:

        def begun(label: str) -> Progress:
            task = shown.add_task(label, total=None)

            def move(done: int, total: int | None) -> None:
                shown.update(task, completed=done, total=total)

            return move

        yield begun


@contextmanager
def bar(label: str, quiet: bool = False) -> Iterator[Progress]:
    """A bar for the time of the block."""
    with bars(quiet) as begun:
        yield begun(label)
