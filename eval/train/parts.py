"""Fit the model that tells whether a part of a question stays unanswered: `python -m eval.train.parts --index DIR`.

DIR is an index of the development corpus. Fitted on PARTS_FILE, questions of two parts of which half miss one; none
was seen by the reader. Reports, by cross-validation that keeps the questions of one document together, how many of
those that miss something are told, with the right part, and how many of the others wrongly. Nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.answering.answerability import answerability
from assistant.answering.parts import features, read_parts, weakest
from assistant.assistant import PolicyAssistant
from assistant.config import load_settings
from eval.train.logistic import Model, crossed, fit
from eval.train.questions import PARTS_FILE, Row, read_rows

# Of a question whose missing part comes first: people add what is not said to what they came for.
FIRST_WEIGHT = 0.3
THRESHOLDS = (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7)


@dataclass(frozen=True, slots=True)
class Case:
    """A question of several parts, what the model sees of it, and which part it would name."""

    row: Row
    features: dict[str, float]
    named: str

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
        question = assistant.meant(row.question)
        query = assistant.retriever.query(question)
        _, choices = assistant.retriever.find(query)
        parts = read_parts(question, choices, assistant.retriever)
        if parts:
            weak = weakest(parts)
            cases.append(Case(row, features(weak, answerability(query, choices)), weak.text))
    return cases


def fit_parts(cases: list[Case]) -> Model:
    """Fit the model that tells whether something is missing."""
    missing = [bool(case.row.missing) for case in cases]
    return fit(cases, missing, [case.weight for case in cases], LogisticRegression(max_iter=2000))


def judge(cases: list[Case], scores: np.ndarray) -> dict[str, object]:
    """Return AUC, and at several thresholds what is told of the partial ones, rightly named, and of the others."""
    partial = np.array([bool(case.row.missing) for case in cases])
    named = np.array([case.names_it for case in cases])
    report: dict[str, object] = {"n": len(cases), "auc": round(float(roc_auc_score(partial, scores)), 3)}
    report["told, rightly named, told of others"] = {
        str(t): [
            round(float(values.mean()), 3)
            for values in ((scores > t)[partial], (named & (scores > t))[partial], (scores > t)[~partial])
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
    bias, model = fit_parts(cases)
    print(json.dumps({"bias": bias, "model": model} | judge(cases, crossed(cases, fit_parts)), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
