"""Parse, call, print: a thin Typer command per verb."""

from __future__ import annotations


def main() -> None:
    """The `commentary` command."""
