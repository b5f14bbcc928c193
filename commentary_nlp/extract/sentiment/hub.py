"""Any transformers sequence classifier as a scorer: ``hf:NAME_OR_PATH``. Needs the extra ``transformers``.

Which class is positive is read from the model's `id2label`, whose order and words vary; a target is given as the
second text of a pair, for that is how such models take one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from commentary_nlp.errors import ExtractError
from commentary_nlp.extract.sentiment.encoding import clean
from commentary_nlp.extract.sentiment.scorer import LABELS, Pair, Progress, Score
from commentary_nlp.settings import SentimentSettings

# Words by which such models name their classes. "LABEL_0" says nothing.
_WORDS = {
    "negative": re.compile(r"^(?:very |extremely )?(?:neg(?:ative)?|bearish|bad|down|pessimistic|sell|[12] stars?)$"),
    "neutral": re.compile(r"^(?:neu(?:tral)?|none|mixed|hold|no[ _-]?impact|3 stars?)$"),
    "positive": re.compile(r"^(?:very |extremely )?(?:pos(?:itive)?|bullish|good|up|optimistic|buy|[45] stars?)$"),
}
_LONGEST = 256


def sides_of(id2label: Mapping[int, str]) -> list[int]:
    """For each class of a model, the place of its label among negative, neutral and positive.

    Raises:
        ExtractError: a class says none of them, or there is no positive or no negative one.
    """
    sides = []
    for number in sorted(id2label, key=int):
        word = re.sub(r"[_\s-]+", " ", str(id2label[number])).strip().lower()
        fitting = [place for place, label in enumerate(LABELS) if _WORDS[label].match(word)]
        if not fitting:
            raise ExtractError(
                f"Class {number} of the model is called {id2label[number]!r}, which says no sentiment.",
                "Set id2label in its config.json to negative, neutral and positive.",
            )
        sides.append(fitting[0])
    if not {0, 2} <= set(sides):
        raise ExtractError(f"The model's classes {list(id2label.values())} have no positive or no negative.", "")
    return sides


class Classifier:
    """A `Scorer` of a transformers model from disk or hub; loaded when the first text comes.

    Raises:
        ExtractError: on the first use: transformers or torch is missing, the model is none, or its labels say no
            sentiment.
    """

    def __init__(self, model: str, settings: SentimentSettings | None = None) -> None:
        self.model = model
        self.settings = settings or SentimentSettings()

    @property
    def name(self) -> str:
        """ "hf:", and the model as it was asked for."""
        return f"hf:{self.model}"

    @cached_property
    def _loaded(self) -> tuple[Any, Any, list[int]]:
        try:
            import torch  # noqa: F401
            from transformers import AutoModelForSequenceClassification, AutoTokenizer
        except ImportError as error:
            raise ExtractError(
                f"--sentiment {self.name} needs {error.name}.", "Install commentary-nlp[transformers]."
            ) from None
        try:
            tokenizer = AutoTokenizer.from_pretrained(self.model)
            network = AutoModelForSequenceClassification.from_pretrained(self.model)
        except Exception as error:  # the hub and its files fail in many ways
            first = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise ExtractError(
                f"{self.model} cannot be loaded as a sequence classifier: {first}.",
                "Name a folder with its config, weights and tokenizer, or a model of the hub (which needs a network).",
            ) from None
        network.eval()
        return tokenizer, network, sides_of(network.config.id2label)

    def __call__(self, pairs: Sequence[Pair], progress: Progress | None = None, /) -> list[Score]:
        """One `Score` a pair: the chance of the positive classes less that of the negative ones."""
        tokenizer, network, sides = self._loaded
        import torch

        texts = [(clean(text), clean(target) if target else None) for text, target in pairs]
        order = sorted(range(len(texts)), key=lambda place: len(texts[place][0]))
        found: list[Score] = [Score(0.0, "neutral")] * len(texts)
        for first in range(0, len(order), self.settings.batch):
            places = order[first : first + self.settings.batch]
            for paired in (True, False):
                some = [place for place in places if (texts[place][1] is not None) is paired]
                if not some:
                    continue
                second = [texts[place][1] or "" for place in some] if paired else None
                inputs = tokenizer(
                    [texts[place][0] for place in some],
                    second,
                    padding=True,
                    truncation="only_first" if paired else True,
                    max_length=_LONGEST,
                    return_tensors="pt",
                )
                with torch.no_grad():
                    chances = torch.softmax(network(**inputs).logits.float(), -1).tolist()
                for place, row in zip(some, chances, strict=True):
                    found[place] = _score(row, sides)
            if progress is not None:
                progress(min(first + len(places), len(order)), len(order))
        return found


def _score(chances: Sequence[float], sides: Sequence[int]) -> Score:
    sums = [0.0, 0.0, 0.0]
    for chance, side in zip(chances, sides, strict=True):
        sums[side] += chance
    total = sum(sums) or 1.0
    shares = (sums[0] / total, sums[1] / total, sums[2] / total)
    return Score(round(shares[2] - shares[0], 4), LABELS[shares.index(max(shares))], shares)
