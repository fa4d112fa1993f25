"""Fit the model that tells whether a part of a question stays unanswered: `python -m eval.train.parts --index DIR`.

DIR is an index of the development corpus. Fitted on PARTS_FILE, questions of two parts of which half miss one; none
was seen by the reader. Reports, by cross-validation that keeps the questions of one document together, how many of
those that miss something are told, with the right part, and how many of the others wrongly. Nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from assistant.answering.parts import features, read_parts
from assistant.assistant import PolicyAssistant
from assistant.config import load_settings
from eval.train.questions import PARTS_FILE, Row, read_rows

FOLDS = 5
FIRST_WEIGHT = (
    0.3  # of a question whose missing part comes first: people add what is not said to what they came for
)
THRESHOLDS = (0.4, 0.5, 0.6, 0.65, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Case:
    """A question of several parts, what the model sees of it, and which part it would name (the last or an earlier)."""

    row: Row
    features: dict[str, float]
    named: str
    is_last: bool

    @property
    def names_it(self) -> bool:
        """True when the part that is named is the missing one: they share most of their characters."""
        mine, missing = set(self.named), set(self.row.missing)
        return len(mine & missing) > 0.6 * len(missing)

    @property
    def weight(self) -> float:
        """What the case counts in the fit."""
        at = self.row.question.find(self.row.missing) if self.row.missing else len(self.row.question)
        return FIRST_WEIGHT if at < 0.35 * len(self.row.question) else 1.0


def collect(assistant: PolicyAssistant, rows: list[Row]) -> list[Case]:
    """Read the parts of each question; left out are those in which the product sees one part only."""
    cases = []
    for row in rows:
        query = assistant.retriever.query(row.question)
        _, choices = assistant.retriever.find(query)
        parts = read_parts(row.question, choices, assistant.retriever)
        if parts:
            weakest = min(parts, key=lambda part: part.score)
            cases.append(Case(row, features(parts), weakest.text, weakest is parts[-1]))
    return cases


def fit(cases: list[Case]) -> tuple[float, dict[str, float]]:
    """Fit the logistic model; return bias and weights for the plain features."""
    names = list(cases[0].features)
    inputs = np.array([[case.features[n] for n in names] for case in cases])
    scaler = StandardScaler().fit(inputs)
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(
        scaler.transform(inputs),
        [bool(case.row.missing) for case in cases],
        sample_weight=[case.weight for case in cases],
    )
    weights = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - (weights * scaler.mean_).sum())
    return round(bias, 3), {n: round(float(w), 3) for n, w in zip(names, weights, strict=True)}


def chances(cases: list[Case], model: tuple[float, dict[str, float]]) -> np.ndarray:
    """Return the chance of each case that something is missing."""
    bias, weights = model
    sums = [bias + sum(w * case.features[n] for n, w in weights.items()) for case in cases]
    return np.asarray(1 / (1 + np.exp(-np.array(sums))))


def crossed(cases: list[Case]) -> np.ndarray:
    """Return each case's chance under a model that saw no question of its document."""
    fold = np.array([zlib.crc32(case.row.group.encode()) % FOLDS for case in cases])
    scores = np.zeros(len(cases))
    for number in range(FOLDS):
        model = fit([c for c, f in zip(cases, fold, strict=True) if f != number])
        held = np.flatnonzero(fold == number)
        scores[held] = chances([cases[i] for i in held], model)
    return scores


def judge(cases: list[Case], scores: np.ndarray) -> dict[str, object]:
    """Return AUC, and at several thresholds what is told of the partial ones, rightly named, and of the others."""
    partial = np.array([bool(case.row.missing) for case in cases])
    named = np.array([case.names_it for case in cases])
    last = np.array([case.is_last for case in cases])
    report: dict[str, object] = {"n": len(cases), "auc": round(float(roc_auc_score(partial, scores)), 3)}
    for sort, mine in (("last", last), ("earlier", ~last)):
        report[sort] = {
            str(t): [
                round(float(values.mean()), 3)
                for values in (
                    (scores > t)[partial & mine],
                    (named & (scores > t))[partial & mine],
                    (scores > t)[~partial & mine],
                )
            ]
            for t in THRESHOLDS
        }
    return report


def main() -> int:
    """Report the model and how well it tells what it was not fitted on."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", required=True)
    assistant = PolicyAssistant.open(load_settings(index=parser.parse_args().index))
    cases = collect(assistant, list(read_rows(PARTS_FILE)))
    bias, model = fit(cases)
    print(json.dumps({"bias": bias, "model": model} | judge(cases, crossed(cases)), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
