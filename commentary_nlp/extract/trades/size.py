"""How much of it: percent of the portfolio, shares, or contracts. A fraction ("half") is no size."""

from __future__ import annotations

from commentary_nlp.extract.annotations import Annotations
from commentary_nlp.records import Size


def find_size(text: str, region: tuple[int, int], notes: Annotations | None = None) -> Size | None:
    """The size said for the action in ``text[region[0]:region[1]]``, or None."""
    return None
