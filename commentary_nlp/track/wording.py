"""Small words of reasons and assumptions."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """ "1 session", "2 sessions"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
