"""Small words of reasons and evidence."""

from __future__ import annotations


def counted(number: float, noun: str) -> str:
    """ "1 session", "2 sessions", "1.5 weeks"."""
    return f"{number:g} {noun}{'' if number == 1 else 's'}"
