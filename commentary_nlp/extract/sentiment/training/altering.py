"""Labelled texts with a few words changed for near ones, for the larger network to read (Jiao et al., 2020).

Near are words whose vectors are: synonyms, other forms and opposites alike. The label no longer holds, but the larger
network says what has become of it, and so shows the small one which words it was that decided.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from commentary_nlp.extract.sentiment.encoding import clean, find_target
from commentary_nlp.extract.sentiment.training.samples import NEUTRAL, UNLABELLED, Sample
from commentary_nlp.settings import TrainSentimentSettings

# The tensor of a BERT checkpoint that holds the words' vectors.
_VECTORS = "embeddings.word_embeddings.weight"
# Words that are changed: in small letters, for names and numbers are not ours to change.
_WORD = re.compile(r"(?<![\w'$@#.-])[a-z]{2,}(?![\w'-])")
# Near words that one is drawn from.
_NEAREST = 12
# Words whose neighbours are sought at once.
_AT_ONCE = 1024


class Neighbours:
    """The nearest words of a vocabulary, by the cosine of their vectors: one a word, (words, width)."""

    def __init__(self, words: Sequence[str], vectors: NDArray[np.float32]) -> None:
        self._words = list(words)
        self._vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        self._found: dict[str, list[str]] = {}

    @classmethod
    def of_checkpoint(cls, checkpoint: Path, tokenizer: Tokenizer) -> Self:
        """Those of whole words in a BERT checkpoint."""
        from safetensors import safe_open

        with safe_open(str(checkpoint / "model.safetensors"), framework="numpy") as file:
            vectors = file.get_tensor(_VECTORS).astype(np.float32)
        known = tokenizer.get_vocab()
        words = sorted(word for word in known if _WORD.fullmatch(word))
        return cls(words, vectors[[known[word] for word in words]])

    def learn(self, words: Iterable[str]) -> None:
        """Finds the neighbours of these words, at once, which is fast."""
        places = {word: place for place, word in enumerate(self._words)}
        wanted = [places[word] for word in sorted(set(words)) if word in places and word not in self._found]
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            near = self._vectors[some] @ self._vectors.T
            near[np.arange(len(some)), some] = -1.0  # not itself
            for place, row in zip(some, np.argsort(-near, axis=1)[:, :_NEAREST], strict=True):
                self._found[self._words[place]] = [self._words[n] for n in row]

    def of(self, word: str) -> list[str]:
        """Those of a word that was learned, nearest first; none of one that the vocabulary lacks."""
        return self._found.get(word, [])


def altered(samples: Sequence[Sample], near: Neighbours, settings: TrainSentimentSettings) -> Iterator[Sample]:
    """Each sample as many times as `settings.altered` says of its source, altered every time, without a label."""
    chosen = [(sample, clean(sample.text)) for sample in samples if settings.altered.get(sample.source)]
    near.learn(match.group() for _, text in chosen for match in _WORD.finditer(text))
    asked = {(sample.text, sample.target) for sample in samples}
    for sample, text in chosen:
        spans = find_target(text, clean(sample.target)) if sample.target else ()
        words = [
            match
            for match in _WORD.finditer(text)
            if near.of(match.group()) and not any(match.start() < end and match.end() > start for start, end in spans)
        ]
        rng = random.Random(f"{settings.seed} {sample.target} {text}")
        for _ in range(settings.altered[sample.source] if words else 0):
            many = max(1, round(settings.altered_share * len(words)))
            new = text
            for match in sorted(rng.sample(words, many), key=lambda m: -m.start()):
                new = new[: match.start()] + rng.choice(near.of(match.group())) + new[match.end() :]
            if (new, sample.target) not in asked:
                asked.add((new, sample.target))
                yield Sample(new, sample.target, NEUTRAL, None, UNLABELLED)
