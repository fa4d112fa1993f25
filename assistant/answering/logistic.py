"""The fitted models of a few lines that decide: does it answer, does it go on, is a part missing."""

from __future__ import annotations

import math
from collections.abc import Mapping


def chance(bias: float, weights: Mapping[str, float], values: Mapping[str, float]) -> float:
    """Return what a logistic model makes of values: between 0 and 1.

    >>> chance(-1.0, {"read": 0.5}, {"read": 2.0})
    0.5
    """
    return 1 / (1 + math.exp(-(bias + sum(weight * values[name] for name, weight in weights.items()))))
