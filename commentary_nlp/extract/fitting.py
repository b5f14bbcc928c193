"""Fitting the confidence of recommendations, and measuring how far it can be believed. Used when training alone."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commentary_nlp.extract.confidence import Weights, read_weights
from commentary_nlp.settings import ConfidenceSettings


@dataclass(frozen=True, slots=True)
class Sample:
    """One extracted recommendation: the article it stands in, its traits, whether it was right, and whether it was
    read by an earlier state of the rules (which was right less often)."""

    article: str
    traits: Mapping[str, float]
    right: bool
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Calibration:
    """How chances agree with what came of them, each judged by a model that had not seen its article.

    `error` is the expected calibration error (Naeini, Cooper and Hauskrecht 2015) over bins of equal count; `brier`
    the mean squared error; `auc` the chance that a right one is surer than a wrong one. `bins` are (mean chance,
    share right, count).
    """

    samples: int
    base_rate: float
    error: float
    brier: float
    auc: float
    bins: tuple[tuple[float, float, int], ...]


def fit(samples: Sequence[Sample], settings: ConfidenceSettings) -> bytes:
    """The weights of an L2-penalised logistic regression, as the JSON that `read_weights` reads.

    That a sample is of an earlier state of the rules shifts its intercept and nothing else, so that the chances are
    those of the present state.

    Raises:
        ValueError: fewer than two samples, or all of one kind.
    """
    from scipy.optimize import minimize

    right = np.array([s.right for s in samples], dtype=float)
    if len(samples) < 2 or right.min() == right.max():
        raise ValueError("Both right and wrong recommendations are needed.")
    names = sorted({name for s in samples for name in s.traits})
    raw = np.array([[s.traits.get(name, 0.0) for name in names] for s in samples])
    mean, scale = raw.mean(axis=0), raw.std(axis=0)
    kept = [k for k in range(len(names)) if scale[k] > 0]
    x = (raw[:, kept] - mean[kept]) / scale[kept]
    earlier = np.array([s.earlier for s in samples], dtype=float)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = w[0] + w[1] * earlier + x @ w[2:]
        p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        value = -np.mean(right * np.log(p + 1e-12) + (1 - right) * np.log(1 - p + 1e-12))
        value += settings.l2 * float(w[2:] @ w[2:]) / len(samples)
        slope = (p - right) / len(samples)
        gradient = np.concatenate(
            [[slope.sum(), slope @ earlier], x.T @ slope + 2 * settings.l2 * w[2:] / len(samples)]
        )
        return float(value), gradient

    found = minimize(loss, np.zeros(len(kept) + 2), jac=True, method="L-BFGS-B")
    traits = {
        names[k]: {"mean": round(float(mean[k]), 6), "scale": round(float(scale[k]), 6), "weight": round(float(w), 6)}
        for k, w in zip(kept, found.x[2:], strict=True)
    }
    said = {"intercept": round(float(found.x[0]), 6), "traits": traits}
    return (json.dumps(said, indent=1, sort_keys=True) + "\n").encode()


def cross_validated(samples: Sequence[Sample], settings: ConfidenceSettings) -> Calibration:
    """How well chances hold on articles left out of the fit, over samples of the present state of the rules."""
    articles = sorted({s.article for s in samples})
    random.Random(settings.seed).shuffle(articles)
    fold = {article: place % settings.folds for place, article in enumerate(articles)}
    chances: list[float] = []
    right: list[bool] = []
    for number in range(settings.folds):
        model = _model([s for s in samples if fold[s.article] != number], settings)
        for s in samples:
            if fold[s.article] == number and not s.earlier:
                chances.append(model.chance(s.traits))
                right.append(s.right)
    return calibration(chances, right, settings.bins)


def _model(samples: Sequence[Sample], settings: ConfidenceSettings) -> Weights:
    return read_weights(fit(samples, settings))


def calibration(chances: Sequence[float], right: Sequence[bool], bins: int) -> Calibration:
    """Agreement of chances (0..1) with what was right, both in one order.

    Raises:
        ValueError: nothing to judge.
    """
    if not chances:
        raise ValueError("No recommendation to judge.")
    p, y = np.array(chances), np.array(right, dtype=float)
    order = np.argsort(p, kind="stable")
    parts = [part for part in np.array_split(order, min(bins, len(order))) if len(part)]
    rows = tuple((float(p[part].mean()), float(y[part].mean()), len(part)) for part in parts)
    error = sum(count * abs(chance - share) for chance, share, count in rows) / len(p)
    sure, unsure = p[y == 1], p[y == 0]
    wins = sum(float((sure > u).sum()) + 0.5 * float((sure == u).sum()) for u in unsure)
    auc = wins / (len(sure) * len(unsure)) if len(sure) and len(unsure) else float("nan")
    return Calibration(
        samples=len(p),
        base_rate=float(y.mean()),
        error=float(error),
        brier=float(((p - y) ** 2).mean()),
        auc=auc,
        bins=rows,
    )
