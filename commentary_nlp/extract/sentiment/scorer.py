"""What scores sentiment, whatever it is made of: (text, target) pairs in, a score with its label out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from commentary_nlp.records.contract import SentimentLabel

# A text and a target in it; None is the whole text.
Pair = tuple[str, str | None]
# Told after each batch: inputs done, inputs in all.
Progress = Callable[[int, int], None]
# In the order of every three numbers about them.
LABELS: tuple[SentimentLabel, SentimentLabel, SentimentLabel] = ("negative", "neutral", "positive")


class Score(NamedTuple):
    """`score` from -1 to 1; `probabilities` of negative, neutral and positive, or None from what gives none."""

    score: float
    label: SentimentLabel
    probabilities: tuple[float, float, float] | None = None


@runtime_checkable
class Scorer(Protocol):
    """Scores sentences and headlines: one `Score` a pair, in order. `name` says what scored, with its hash."""

    @property
    def name(self) -> str: ...

    def __call__(self, pairs: Sequence[Pair], progress: Progress | None = None, /) -> list[Score]: ...
