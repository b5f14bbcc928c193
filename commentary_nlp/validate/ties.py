"""What "beyond a level" means where a figure stands right at it: see `ties` in the glossary."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

# What the arithmetic of a percentage leaves over (105 / 100 - 1 is 0.050000000000000044) parts no figure from it.
_NEAR = 1e-9


def beyond(now: ArrayLike, level: ArrayLike, *, up: bool, touch: bool = False) -> NDArray[np.bool_]:
    """Whether each figure lies beyond its level, upward or downward; with `touch` one right at it does too.

    Arguments broadcast; a NaN is never beyond.
    """
    figures, limits = np.asarray(now, dtype=np.float64), np.asarray(level, dtype=np.float64)
    same = np.isclose(figures, limits, rtol=_NEAR, atol=1e-12)
    past = figures > limits if up else figures < limits
    return np.asarray((past | same) if touch else (past & ~same), dtype=np.bool_)
