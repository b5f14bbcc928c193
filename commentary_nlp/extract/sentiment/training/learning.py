"""Fitting the network: AdamW, a linear schedule, batches of like length, and a state on disk after every epoch.

The loss is cross-entropy over the three classes, plus the squared error of the score where one is known: the text was
graded, or a larger network has read it. Where a larger network has read the samples, its chances and score are a part
of what is aimed at (Hinton, Vinyals and Dean, 2015), and what it gives its heads is aimed at too (Romero et al., 2015).
Lower layers learn more slowly, so that words keep most of their meaning.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import cross_entropy

from commentary_nlp.errors import ExtractError
from commentary_nlp.extract.sentiment.encoding import Encoded, encode
from commentary_nlp.extract.sentiment.training.network import CLASSES, INNER, Reader
from commentary_nlp.extract.sentiment.training.samples import UNLABELLED, Sample
from commentary_nlp.settings import TrainSentimentSettings

# Told after each step: steps done, steps in all, mean loss of the epoch so far.
Told = Callable[[int, int, float], None]
# Batches whose texts are sorted by length together: more wastes less padding and mixes less.
_SORTED = 40
# Samples predicted at a time.
_PREDICTED = 64


class Predicted(NamedTuple):
    """What a network makes of n samples: `logits` (n, 3), `scores` (n,), and what its heads were given, (n, 384)."""

    logits: Tensor
    scores: Tensor
    inner: Tensor


def seed(number: int) -> None:
    """Makes what is random from here on the same again."""
    torch.manual_seed(number)


def fit(
    network: Reader,
    tokenizer: Tokenizer,
    samples: Sequence[Sample],
    settings: TrainSentimentSettings,
    state: Path | None = None,
    fingerprint: str = "",
    told: Told | None = None,
    frozen: bool = False,
    inner: Tensor | None = None,
) -> None:
    """Fits the network to the samples, in place. Samples that nobody labelled are asked in turns, one part a round.

    Args:
        network: with the checkpoint's weights.
        tokenizer: the checkpoint's.
        samples: what is learned, in any order.
        settings: how.
        state: a file that keeps what was learned up to the last epoch; its owner removes it. None keeps nothing.
        fingerprint: of data and settings: a state of others is not gone on with.
        told: hears of the progress.
        frozen: whether the encoder stays as it is and the heads alone learn.
        inner: what the larger network gave its heads for each sample, (samples, 384); None where none has read them.
    """
    torch.manual_seed(settings.seed)
    optimizer = torch.optim.AdamW(_groups(network, settings, frozen), weight_decay=settings.weight_decay)
    rates = [group["lr"] for group in optimizer.param_groups]
    pairs = [(sample.text, sample.target) for sample in samples]
    marked, added = encode(tokenizer, pairs), encode(tokenizer, pairs, added=True)
    classes, grades = goals(samples, settings)
    weights = torch.tensor([settings.weights.get(sample.source, 1.0) for sample in samples])
    inner = None if inner is None else inner / inner.std()
    rounds = [_asked(samples, settings, epoch) for epoch in range(settings.epochs)]
    before = [0, *accumulate(math.ceil(len(places) / settings.batch) for places in rounds)]
    steps, warm = before[-1], max(1, int(settings.warm_up * before[-1]))
    first = _resume(state, fingerprint, network, optimizer)
    for epoch in range(first, settings.epochs):
        rng = random.Random(settings.seed * 1000 + epoch)
        torch.manual_seed(settings.seed * 1000 + epoch)
        rows = [
            added[n] if sample.target and rng.random() < settings.added else marked[n]
            for n, sample in enumerate(samples)
        ]
        network.train()
        total = 0.0
        for number, places in enumerate(_batches(rounds[epoch], rows, settings.batch, rng)):
            step = before[epoch] + number
            factor = min(1.0, (step + 1) / warm) * max(0.0, 1 - step / steps)
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=settings.bfloat16):
                given = network.inner(*stacked([rows[n] for n in places]))
                logits, score = network.heads(given)
            loss = _loss(logits.float(), score.float(), classes[places], grades[places], weights[places], settings)
            if inner is not None:
                apart = (given.float() - inner[places]).pow(2).mean(-1)
                loss = loss + settings.matching * (apart * weights[places]).mean()
            network.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            total += float(loss.detach())
            if told is not None:
                told(step + 1, steps, total / (number + 1))
        _keep(state, fingerprint, epoch + 1, network, optimizer)


def goals(samples: Sequence[Sample], settings: TrainSentimentSettings) -> tuple[Tensor, Tensor]:
    """What is aimed at: chances, (samples, 3), and scores, (samples,), not a number where none is known."""
    classes = torch.full((len(samples), CLASSES), settings.smoothing / CLASSES)
    grades = torch.full((len(samples),), math.nan)
    for row, sample in enumerate(samples):
        classes[row, sample.label] += 1 - settings.smoothing
        if sample.score is not None:
            grades[row] = sample.score
        if sample.taught is not None:
            share = 1.0 if sample.source == UNLABELLED else settings.taught
            *chances, score = sample.taught
            classes[row] = (1 - share) * classes[row] + share * torch.tensor(chances)
            grades[row] = score if sample.score is None else (1 - share) * sample.score + share * score
    return classes, grades


def _loss(
    logits: Tensor, score: Tensor, classes: Tensor, grades: Tensor, weights: Tensor, settings: TrainSentimentSettings
) -> Tensor:
    entropy = cross_entropy(logits, classes, reduction="none")
    graded = ~torch.isnan(grades)
    error = torch.where(graded, score - torch.nan_to_num(grades), torch.zeros_like(score)) ** 2
    return (entropy * weights).mean() + settings.grading * (error * weights).mean()


def _groups(network: Reader, settings: TrainSentimentSettings, frozen: bool) -> list[dict[str, Any]]:
    """Parameters with their learning rates: heads fastest, then the layers from the last down to the words."""
    encoder = network.parts()
    for part in encoder if frozen else []:
        for parameter in part.parameters():
            parameter.requires_grad = False
    heads = [*network.hidden.parameters(), *network.classes.parameters(), *network.grade.parameters()]
    groups = [{"params": heads, "lr": settings.rate * settings.head_rate}]
    for depth, part in enumerate(reversed(encoder)):
        learning = [parameter for parameter in part.parameters() if parameter.requires_grad]
        if learning:
            groups.append({"params": learning, "lr": settings.rate * settings.layer_decay**depth})
    return groups


def _asked(samples: Sequence[Sample], settings: TrainSentimentSettings, epoch: int) -> list[int]:
    """The places of the samples of a round."""
    return [n for n, s in enumerate(samples) if s.source != UNLABELLED or (n + epoch) % settings.turns == 0]


def _batches(asked: Sequence[int], rows: Sequence[Encoded], size: int, rng: random.Random) -> Iterator[list[int]]:
    order = list(asked)
    rng.shuffle(order)
    found = []
    for first in range(0, len(order), size * _SORTED):
        some = sorted(order[first : first + size * _SORTED], key=lambda n: len(rows[n].ids))
        found += [some[n : n + size] for n in range(0, len(some), size)]
    rng.shuffle(found)
    return iter(found)


def stacked(rows: Sequence[Encoded]) -> tuple[Tensor, Tensor, Tensor]:
    """`ids`, `types` and `mask` of a batch, padded to its longest."""
    longest = max(len(row.ids) for row in rows)

    def padded(values: Sequence[int]) -> list[int]:
        return [*values, *[0] * (longest - len(values))]

    return (
        torch.tensor([padded(row.ids) for row in rows]),
        torch.tensor([padded(row.types) for row in rows]),
        torch.tensor([padded([1] * len(row.ids)) for row in rows]),
    )


def predict(
    network: Reader, tokenizer: Tokenizer, samples: Sequence[Sample], bfloat16: bool = False, told: Told | None = None
) -> Predicted:
    """What the network makes of the samples, in their order."""
    rows = encode(tokenizer, [(sample.text, sample.target) for sample in samples])
    order = sorted(range(len(rows)), key=lambda n: len(rows[n].ids))
    made = Predicted(torch.zeros(len(rows), CLASSES), torch.zeros(len(rows)), torch.zeros(len(rows), INNER))
    network.eval()
    with torch.no_grad():
        for first in range(0, len(order), _PREDICTED):
            places = order[first : first + _PREDICTED]
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
                inner = network.inner(*stacked([rows[n] for n in places]))
                logits, scores = network.heads(inner)
            made.logits[places], made.scores[places] = logits.float(), scores.float()
            made.inner[places] = inner.float()
            if told is not None:
                told(first // _PREDICTED + 1, math.ceil(len(order) / _PREDICTED), 0.0)
    return made


def _keep(state: Path | None, fingerprint: str, epoch: int, network: Reader, optimizer: Any) -> None:
    if state is None:
        return
    state.parent.mkdir(parents=True, exist_ok=True)
    part = state.with_suffix(".part")
    saved = {
        "fingerprint": fingerprint,
        "epoch": epoch,
        "network": network.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    torch.save(saved, part)
    part.replace(state)


def _resume(state: Path | None, fingerprint: str, network: Reader, optimizer: Any) -> int:
    """The epoch to go on with: that of a state of the same data and settings, else the first."""
    if state is None or not state.is_file():
        return 0
    try:
        saved = torch.load(state, weights_only=True)
    except Exception as error:  # a torn or foreign file, in torch's many ways of saying so
        raise ExtractError(f"{state} is no state of a training run: {error}.", "Delete it to begin anew.") from None
    if saved.get("fingerprint") != fingerprint:
        return 0
    network.load_state_dict(saved["network"])
    optimizer.load_state_dict(saved["optimizer"])
    return int(saved["epoch"])
