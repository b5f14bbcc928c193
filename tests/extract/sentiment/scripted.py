"""A scorer that a test writes: it says of each text what the words in it say, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commentary_nlp.extract.sentiment.scorer import Pair, Progress, Score


class Scripted:
    """`said` maps a piece of a text to its score; texts without any are 0. Chances follow the score."""

    name = "scripted"

    def __init__(self, said: Mapping[str, float]) -> None:
        self.said = said
        self.asked: list[Pair] = []

    def __call__(self, pairs: Sequence[Pair], progress: Progress | None = None, /) -> list[Score]:
        self.asked += pairs
        return [self._score(text) for text, _ in pairs]

    def _score(self, text: str) -> Score:
        value = next((score for piece, score in self.said.items() if piece in text), 0.0)
        sure = abs(value)
        if value > 0:
            return Score(value, "positive", (0.0, 1 - sure, sure))
        return Score(value, "negative" if value < 0 else "neutral", (sure, 1 - sure, 0.0))
