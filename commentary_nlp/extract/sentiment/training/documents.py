"""Fitting how sentences make a text: weights by part, slopes, thresholds and spread, on annotated
texts.

Weights, slope and intercept minimise the squared error of the score, with a penalty that holds the weights near what a
reader expects of them; thresholds and spread maximise the likelihood of the labels under an ordered probit.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import optimize
from scipy.stats import norm

from commentary_nlp.extract.sentiment.document import PARTS, Subject, Weighing, share_of

# What a reader expects: own claims count for more than quoted ones, the conclusion for more than the recital.
_EXPECTED = {"title": 1.2, "recital": 1.0, "own": 1.2, "quoted": 0.6, "advice": 1.2, "conclusion": 1.5}
# Penalty on the squared distance of a weight's logarithm from that, beside the share of the variance that is left: some
# hundred texts for ten numbers.
_PENALTY = 0.3
_LEAST_CHANCE = 1e-6


_SEARCH: dict[str, Any] = {"maxiter": 4000, "xatol": 1e-4, "fatol": 1e-7, "adaptive": True}


class Text(NamedTuple):
    """An annotated text: (part, score) of its sentences, scores of its pages, its subject, its annotated score and
    label; and what it counts in a fit."""

    said: tuple[tuple[str, float], ...]
    pages: tuple[float, ...]
    subject: Subject
    score: float
    label: str
    weight: float = 1.0


def alike(*kinds: Sequence[Text]) -> list[Text]:
    """The texts of all kinds, weighted so that each kind counts as much as another."""
    some = [kind for kind in kinds if kind]
    total = sum(map(len, some))
    return [text._replace(weight=total / (len(some) * len(kind))) for kind in some for text in kind]


def fit_weighing(texts: Sequence[Text]) -> dict[str, Any]:
    """The numbers of a `Weighing`, as JSON holds them.

    Raises:
        ValueError: there are too few texts to fit anything.
    """
    if len(texts) < 3 * len(PARTS):
        raise ValueError(f"{len(texts)} annotated texts are too few")
    place = {part: n for n, part in enumerate(PARTS)}
    sums, counts = np.zeros((len(texts), len(PARTS))), np.zeros((len(texts), len(PARTS)))
    for row, text in enumerate(texts):
        for part, score in text.said:
            sums[row, place[part]] += score  # type: ignore[index]
            counts[row, place[part]] += 1  # type: ignore[index]
    about = np.array([share_of(text.subject.named) for text in texts])
    pages = (1 - about) * np.array([sum(text.pages) / len(text.pages) if text.pages else 0.0 for text in texts])
    subjects = about * np.array([text.subject.score for text in texts])
    mass = np.array([text.weight for text in texts])
    mass /= mass.mean()
    target = np.array([text.score for text in texts])
    expected = np.log([_EXPECTED[part] for part in PARTS])

    def means(logs: Any) -> Any:
        weights = np.exp(logs)
        return (sums @ weights) / np.maximum(counts @ weights, 1e-9)

    def guessed(values: Any) -> Any:
        return values[0] + values[1] * means(values[4:]) + values[2] * pages + values[3] * subjects

    def loss(values: Any) -> float:
        # of all weights together only their ratios count: the recital's is the yardstick
        penalty = _PENALTY * np.mean((values[4:] - values[4 + place["recital"]] - expected) ** 2)
        return float(np.mean(mass * (guessed(values) - target) ** 2) / np.var(target) + penalty)

    best = _least(loss, np.concatenate([[0.0, 0.5, 0.5, 0.2], expected]))
    logs = best.x[4:] - best.x[4 + place["recital"]]
    guess = guessed(best.x)
    low, high, spread = _thresholds(np.asarray(guess), [text.label for text in texts], mass)
    return {
        "weights": {part: round(float(np.exp(logs[place[part]])), 3) for part in PARTS},
        "slope": round(float(best.x[1]), 4),
        "page": round(float(best.x[2]) if pages.any() else 0.0, 4),
        "subject": round(float(best.x[3]) if subjects.any() else 0.0, 4),
        "intercept": round(float(best.x[0]), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "spread": round(spread, 4),
    }


def _least(loss: Any, start: Any) -> Any:
    """Nelder and Mead's search: few numbers, and a loss without derivatives at hand."""
    search: Any = optimize.minimize
    return search(loss, start, method="Nelder-Mead", options=_SEARCH)


def _thresholds(guess: Any, labels: Sequence[str], mass: Any) -> tuple[float, float, float]:
    """`low`, `high` and `spread` of greatest likelihood."""
    side = np.array([{"negative": -1, "neutral": 0, "positive": 1}[label] for label in labels])

    def loss(values: Any) -> float:
        low, high, spread = values[0], values[0] + math.exp(values[1]), math.exp(values[2])
        up, down = norm.cdf((guess - high) / spread), norm.cdf((low - guess) / spread)
        chance = np.select([side == 1, side == -1], [up, down], 1 - up - down)
        return float(-np.mean(mass * np.log(np.maximum(chance, _LEAST_CHANCE))))

    best = _least(loss, [-0.1, math.log(0.2), math.log(0.1)])
    return float(best.x[0]), float(best.x[0] + math.exp(best.x[1])), float(math.exp(best.x[2]))


def cross_validated(texts: Sequence[Text], folds: int = 10, seed: int = 7) -> list[tuple[float, str, float]]:
    """(score, label, chance of the label) of each text by a fit on the other folds, in order."""
    order = list(range(len(texts)))
    random.Random(seed).shuffle(order)
    found: dict[int, tuple[float, str, float]] = {}
    for fold in range(folds):
        out = order[fold::folds]
        held = set(out)
        weighing = Weighing.of(fit_weighing([text for n, text in enumerate(texts) if n not in held]))
        for n in out:
            score = weighing.judge(weighing.weigh(texts[n].said, texts[n].pages, texts[n].subject))
            found[n] = score.score, score.label, max(score.probabilities or (0.0,))
    return [found[n] for n in range(len(texts))]
