"""Fitting the logistic models of `assistant.answering`, and scoring cases by cross-validation."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from assistant.answering.logistic import chance
from eval.train.questions import Row

FOLDS = 5
Model = tuple[float, dict[str, float]]  # bias, weights


class Case(Protocol):
    """A question, and what the model sees of it."""

    @property
    def row(self) -> Row:
        """The question."""

    @property
    def features(self) -> dict[str, float]:
        """What the model sees."""


Cases = TypeVar("Cases", bound=Case)


def fit(
    cases: Sequence[Case], labels: Sequence[bool], weights: Sequence[float], likely: LogisticRegression
) -> Model:
    """Fit a model over standardised features; return bias and weights for the plain ones."""
    names = sorted({name for case in cases for name in case.features})
    inputs = np.array([[case.features[n] for n in names] for case in cases])
    scaler = StandardScaler().fit(inputs)
    likely.fit(scaler.transform(inputs), labels, sample_weight=weights)
    plain = likely.coef_[0] / scaler.scale_
    bias = float(likely.intercept_[0] - (plain * scaler.mean_).sum())
    return round(bias, 3), {n: round(float(w), 3) for n, w in zip(names, plain, strict=True)}


def chances(cases: Sequence[Case], model: Model) -> np.ndarray:
    """Return the fitted score of each case."""
    return np.array([chance(*model, case.features) for case in cases])


def crossed(cases: Sequence[Cases], fitted: Callable[[list[Cases]], Model]) -> np.ndarray:
    """Return each case's score under a model that saw no question of its document."""
    fold = np.array([zlib.crc32(case.row.group.encode()) % FOLDS for case in cases])
    scores = np.zeros(len(cases))
    for number in range(FOLDS):
        model = fitted([c for c, f in zip(cases, fold, strict=True) if f != number])
        held = np.flatnonzero(fold == number)
        scores[held] = chances([cases[int(i)] for i in held], model)
    return scores
