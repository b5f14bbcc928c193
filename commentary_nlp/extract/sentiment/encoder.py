"""The encoder that ships with the package: MiniLM, fine-tuned and quantized, run by onnxruntime (`models/sentiment`).

Its session is made when the first text comes, once a process. Inputs are sorted by length, so that a batch holds
little padding. No network is used.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commentary_nlp.errors import ExtractError
from commentary_nlp.extract.sentiment.document import Weighing
from commentary_nlp.extract.sentiment.scorer import LABELS, Pair, Progress, Score
from commentary_nlp.extract.trained import model_folder, verified
from commentary_nlp.settings import SentimentSettings

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

WEIGHTS, TOKENS, CALIBRATION = "model.onnx", "tokenizer.json", "calibration.json"
# Attention takes memory by the square of a length: the most of its numbers in a batch, to a head. A page has nearly
# that many.
_SQUARES = 250_000
# A text joins a batch of shorter ones up to this many times the length of the shortest, and so many pieces more: beyond
# that, padding costs more than another batch.
_LONGER, _MORE = 1.5, 16
_REMEDY = "Install the package again, train it (`commentary train sentiment`), or choose --sentiment lexicon."


class Encoder:
    """A `Scorer` of a model's folder.

    Args:
        folder: with `model.onnx`, `tokenizer.json`, `calibration.json` and the `meta.json` that has their hashes.
        settings: batch and threads.

    Raises:
        ExtractError: on the first use, where a file is missing or altered.
    """

    def __init__(self, folder: Path, settings: SentimentSettings | None = None) -> None:
        self.folder = folder
        self.settings = settings or SentimentSettings()
        self._made: tuple[int, onnxruntime.InferenceSession] | None = None

    @cached_property
    def name(self) -> str:
        """ "commentary_sentiment", its version and the first twelve digits of its weights' hash."""
        meta = self._meta
        return f"{meta['name']} {meta['version']}:{meta['files'][WEIGHTS][:12]}"

    def check(self) -> None:
        """Raises:
        ExtractError: a file of the model is missing or altered.
        """
        for name in (WEIGHTS, TOKENS, CALIBRATION):
            verified(self.folder, name, _REMEDY)

    @cached_property
    def _meta(self) -> dict[str, Any]:
        try:
            meta: dict[str, Any] = json.loads((self.folder / "meta.json").read_text("utf-8"))
            _ = meta["name"], meta["version"], meta["files"][WEIGHTS]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ExtractError(f"The sentiment model in {self.folder} cannot be read: {error!r}.", _REMEDY) from None
        return meta

    @cached_property
    def tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(verified(self.folder, TOKENS, _REMEDY).decode("utf-8"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _calibration(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(verified(self.folder, CALIBRATION, _REMEDY))
        return found

    @cached_property
    def weighing(self) -> Weighing:
        """How its sentences make a text."""
        return Weighing.of(self._calibration["document"])

    @property
    def _session(self) -> onnxruntime.InferenceSession:
        """The session of this process: one that a parent made has its threads there and would wait for ever."""
        if self._made is None or self._made[0] != os.getpid():
            self._made = os.getpid(), self._load()
        return self._made[1]

    def _load(self) -> onnxruntime.InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.settings.threads or _cores()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # batches differ in shape: an arena that grows to the largest of each would keep it all
        options.enable_cpu_mem_arena = False
        weights = verified(self.folder, WEIGHTS, _REMEDY)
        try:
            return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ExtractError(f"The sentiment model in {self.folder} cannot be loaded: {error}.", _REMEDY) from None

    def __call__(self, pairs: Sequence[Pair], progress: Progress | None = None, /) -> list[Score]:
        """One `Score` a pair, in order. Time is linear in the number of pairs; memory is that of one batch."""
        logits, graded = self.run(pairs, progress)
        return [
            Score(round(float(grade), 4), LABELS[int(chances.argmax())], tuple(float(c) for c in chances))  # type: ignore[arg-type]
            for chances, grade in zip(softmax(logits / float(self._calibration["temperature"])), graded, strict=True)
        ]

    def run(
        self, pairs: Sequence[Pair], progress: Progress | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Raw logits, (pairs, 3), and scores, (pairs,), in the order of the pairs."""
        import numpy as np

        from commentary_nlp.extract.sentiment.encoding import encode

        encoded = encode(self.tokenizer, pairs)
        logits, graded = np.zeros((len(pairs), len(LABELS)), np.float32), np.zeros(len(pairs), np.float32)
        order = sorted(range(len(pairs)), key=lambda place: len(encoded[place].ids))
        lengths = [len(encoded[place].ids) for place in order]
        for first, end in _batches(lengths, self.settings.batch):
            places, longest = order[first:end], lengths[end - 1]
            feed = {name: np.zeros((len(places), longest), np.int64) for name in ("ids", "types", "mask")}
            for row, place in enumerate(places):
                ids, types = encoded[place]
                feed["ids"][row, : len(ids)], feed["types"][row, : len(ids)] = ids, types
                feed["mask"][row, : len(ids)] = 1
            logits[places], graded[places] = self._session.run(["logits", "score"], feed)
            if progress is not None:
                progress(end, len(order))
        return logits, graded


def _batches(lengths: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """Batches of texts of these lengths, which rise: [first, end) of each, in order."""
    first = 0
    for end, length in enumerate(lengths):
        longer = length > _LONGER * lengths[first] + _MORE
        if end > first and (end - first >= most or longer or (end - first + 1) * length**2 > _SQUARES):
            yield first, end
            first = end
    if lengths:
        yield first, len(lengths)


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Along the last axis."""
    import numpy as np

    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True), np.float32)


def _cores() -> int:
    """Cores of this process; one in a worker of a pool, which shares them with its siblings."""
    import multiprocessing

    if multiprocessing.parent_process() is not None:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shipped() -> Encoder:
    """The encoder that the package ships with.

    Raises:
        ExtractError: the installation lacks it.
    """
    folder = model_folder("sentiment")
    if folder is None:
        raise ExtractError("The sentiment model is not installed.", _REMEDY)
    return Encoder(folder)
