"""How well sentiment agrees with labels and graded scores: the figures in which such models are compared.

* accuracy and macro-F1 over negative, neutral, positive;
* cosine of the graded scores with ours, over all texts (SemEval-2017 task 5), and R2 = 1 - SSE / SST about their mean
  (FiQA 2018), and Pearson's correlation;
* expected calibration error of the chance given to our label, over ten bins of equal count (Naeini et al., 2015).

What was not scored is left out of them and counted: coverage stands beside.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

LABELS = ("negative", "neutral", "positive")
_BINS = 10


class Compared(NamedTuple):
    """One text: what it is said to be (either may be None) and our reading of it (None: not scored)."""

    label: str | None
    score: float | None
    our_label: str | None
    our_score: float | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class SentimentAgreement:
    """Figures over `texts` texts of which `scored` were scored; None where the set gives nothing to compare with."""

    texts: int
    scored: int
    accuracy: float | None
    macro_f1: float | None
    cosine: float | None
    r2: float | None
    correlation: float | None
    calibration_error: float | None

    def to_dict(self) -> dict[str, Any]:
        """Figures by name, rounded to four places."""
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


def compare(rows: Sequence[Compared]) -> SentimentAgreement:
    """The figures of a set."""
    scored = [row for row in rows if row.our_score is not None]
    labelled = [(row.label, row.our_label) for row in scored if row.label is not None]
    graded = [(row.score, row.our_score) for row in scored if row.score is not None and row.our_score is not None]
    sure = [
        (row.confidence, row.label == row.our_label)
        for row in scored
        if row.confidence is not None and row.label is not None
    ]
    return SentimentAgreement(
        texts=len(rows),
        scored=len(scored),
        accuracy=sum(a == b for a, b in labelled) / len(labelled) if labelled else None,
        macro_f1=_macro_f1(labelled) if labelled else None,
        cosine=_cosine(graded),
        r2=_r2(graded),
        correlation=_correlation(graded),
        calibration_error=calibration_error(sure) if sure else None,
    )


def _macro_f1(pairs: Sequence[tuple[str | None, str | None]]) -> float:
    """Mean F1 of the labels that occur on either side."""
    figures = []
    for label in LABELS:
        right = sum(a == b == label for a, b in pairs)
        count = sum(a == label for a, _ in pairs) + sum(b == label for _, b in pairs)
        if count:
            figures.append(2 * right / count)
    return sum(figures) / len(figures)


def _cosine(pairs: Sequence[tuple[float, float]]) -> float | None:
    size = math.sqrt(sum(a * a for a, _ in pairs) * sum(b * b for _, b in pairs))
    return sum(a * b for a, b in pairs) / size if size else None


def _r2(pairs: Sequence[tuple[float, float]]) -> float | None:
    if not pairs:
        return None
    mean = sum(a for a, _ in pairs) / len(pairs)
    total = sum((a - mean) ** 2 for a, _ in pairs)
    return 1 - sum((a - b) ** 2 for a, b in pairs) / total if total else None


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    if len(pairs) < 2:
        return None
    first, second = sum(a for a, _ in pairs) / len(pairs), sum(b for _, b in pairs) / len(pairs)
    size = math.sqrt(sum((a - first) ** 2 for a, _ in pairs) * sum((b - second) ** 2 for _, b in pairs))
    return sum((a - first) * (b - second) for a, b in pairs) / size if size else None


def calibration_error(rows: Sequence[tuple[float, bool]], bins: int = _BINS) -> float:
    """The mean distance, over bins of equal count, of the chance said from the share that was right."""
    ordered = sorted(rows)
    error = 0.0
    for number in range(bins):
        some = ordered[number * len(ordered) // bins : (number + 1) * len(ordered) // bins]
        if some:
            error += abs(sum(c for c, _ in some) - sum(right for _, right in some)) / len(ordered)
    return error
