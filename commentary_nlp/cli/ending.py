"""How a command ends: its exit code, and errors told with their remedy."""

from __future__ import annotations

import functools
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import ParamSpec

import typer

from commentary_nlp.errors import CommentaryError

P = ParamSpec("P")


def guarded(command: Callable[P, int]) -> Callable[P, None]:
    """The command as Typer wants it: what it returns is the exit code, and no error of ours is a traceback."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, _interrupt)  # ends as Ctrl-C does: workers go, what was done is kept
        try:
            code = command(*args, **kwargs)
            sys.stdout.flush()
        except CommentaryError as error:
            code = _told(f"error: {error.message}", error.remedy)
        except KeyboardInterrupt:
            code = _told("interrupted: what was done is kept; run the same command again to go on.", code=130)
        except BrokenPipeError:  # the reader (head, less) has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except OSError as error:
            code = _told(f"error: {error.strerror or error}.", "Check the disk, and where the output goes.")
        raise typer.Exit(code)

    return run


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _told(message: str, remedy: str = "", code: int = 1) -> int:
    from commentary_nlp.cli.output import plain

    typer.echo(plain(message), err=True)
    if remedy:
        typer.echo(f"  {plain(remedy)}", err=True)
    return code
