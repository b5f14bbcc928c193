"""Parse, call, print: a thin Typer command per verb.

Exit codes: 0 done; 1 something failed (in a batch the rest was done, and each failure was told); 2 the command
was not understood; 130 interrupted (what was done is kept).
"""

from __future__ import annotations


def main() -> None:
    """The `commentary` command."""
    from commentary_nlp.cli.app import app

    app()
