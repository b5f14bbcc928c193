"""What was worked out of stretches of the article in hand, so that no stage works it out again.

One article is read at a time; what is kept of it goes when the next is read. Two threads that read two articles
only take turns in keeping: nothing of one is ever taken for the other's, since texts are told apart by identity.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from commentary_nlp.extract.annotations import Annotations

T = TypeVar("T")

# Stretches of one article: beyond this those kept are dropped, so that a book costs no more memory than a letter.
_MOST = 4096
_Slot = tuple[str, Annotations, dict[tuple[int, int], T]]


class Kept(Generic[T]):
    """Calls ``make(text, start, end, notes)`` once for each stretch of the same text with the same notes."""

    def __init__(self, make: Callable[[str, int, int, Annotations], T]) -> None:
        self._make = make
        self._slot: _Slot[T] | None = None

    def __call__(self, text: str, start: int, end: int, notes: Annotations) -> T:
        slot = self._slot
        if slot is None or slot[0] is not text or slot[1] is not notes:
            slot = self._slot = (text, notes, {})
        found = slot[2].get((start, end))
        if found is None:
            found = self._make(text, start, end, notes)
            if len(slot[2]) >= _MOST:
                slot[2].clear()
            slot[2][start, end] = found
        return found
