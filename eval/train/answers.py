"""Fit the sentence weights and the answerability model: `python -m eval.train.answers --index DIR --plan DIR`.

DIR is an index of the development corpus; the plan's questions are asked of the plan alone, as its office would.
Fitted on our own questions, none of which the reader was trained on, and on questions from outside; the development
set is only measured on. Prints both models as they stand in `assistant`; nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from assistant.answering import answerability
from assistant.answering.followup import resolved
from assistant.assistant import PolicyAssistant
from assistant.config import load_settings
from assistant.retrieval.choices import WEIGHTS, WEIGHTS_READ, Choice
from assistant.tuning import holds_quote
from eval.train.questions import (
    DEVELOPMENT_FILE,
    OWN_FILES,
    PLAN_FILE,
    Row,
    read_outside,
    read_rows,
)

FOLDS = 5
STRENGTH = 0.3  # of the answerability model's fit: inverse of its decay
WEIGHT = {"plan_questions": 3.0, "sme_questions": 0.35}  # of a question of a set; 1 where not named


@dataclass(frozen=True, slots=True)
class Case:
    """A question, its weighed sentences (parts and whether gold), and its answerability features."""

    row: Row
    parts: list[dict[str, float]]
    gold: list[bool]
    features: dict[str, float]


def collect(assistant: PolicyAssistant, rows: Iterable[Row]) -> list[Case]:
    """Ask the product for the sentences that it would choose among."""
    cases = []
    for row in rows:
        query = assistant.retriever.query(resolved(row.question, row.history))
        _, choices = assistant.retriever.find(query)
        if choices:
            parts, right = [c.parts for c in choices], [gold(row, c) for c in choices]
            cases.append(Case(row, parts, right, answerability.features(query, choices)))
    return cases


def gold(row: Row, choice: Choice) -> bool:
    """True when the sentence stands in one of the row's documents and holds one of its quotes."""
    return choice.evidence.document.id in row.documents and holds_quote(choice.text, row.quotes)


def fit_weights(cases: list[Case], names: list[str], decay: float = 0.003) -> dict[str, float]:
    """Fit linear sentence weights by listwise softmax over the choices of each question."""
    lists = [
        (np.array([[part[n] for n in names] for part in case.parts]), np.array(case.gold))
        for case in cases
        if any(case.gold)
    ]
    everything = np.concatenate([x for x, _ in lists])
    scale = everything.std(axis=0) + 1e-6
    most = max(len(x) for x, _ in lists)
    inputs = torch.zeros(len(lists), most, len(names))
    empty, wrong = (
        torch.ones(len(lists), most, dtype=torch.bool),
        torch.ones(len(lists), most, dtype=torch.bool),
    )
    for i, (x, y) in enumerate(lists):
        inputs[i, : len(x)] = torch.tensor(x / scale, dtype=torch.float32)
        empty[i, : len(x)] = False
        wrong[i, : len(x)] = torch.tensor(~y)
    weights = torch.zeros(len(names), requires_grad=True)
    optimiser = torch.optim.Adam([weights], lr=0.05)
    for _ in range(300):
        optimiser.zero_grad()
        scores = inputs @ weights
        total = torch.logsumexp(scores.masked_fill(empty, -1e9), 1)
        right = torch.logsumexp(scores.masked_fill(wrong, -1e9), 1)
        ((total - right).mean() + decay * (weights**2).sum()).backward()
        optimiser.step()
    return {n: round(float(w) / float(s), 3) for n, w, s in zip(names, weights.detach(), scale, strict=True)}


def folds(cases: list[Case]) -> np.ndarray:
    """Return the fold of each case; rows of one document share one."""
    return np.array([zlib.crc32(case.row.group.encode()) % FOLDS for case in cases])


def first_is_gold(cases: list[Case], weights: dict[str, float]) -> float:
    """Return how often the best sentence is a gold one, among answerable rows."""
    hits = [
        case.gold[int(np.argmax([sum(weights[n] * part[n] for n in weights) for part in case.parts]))]
        for case in cases
        if case.row.answerable
    ]
    return round(float(np.mean(hits)), 3)


def fit_answerability(cases: list[Case]) -> tuple[float, dict[str, float]]:
    """Fit the logistic model over standardised features; return bias and weights for the plain ones."""
    names = sorted({name for case in cases for name in case.features})
    inputs = np.array([[case.features[n] for n in names] for case in cases])
    scaler = StandardScaler().fit(inputs)
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000)
    weight = [WEIGHT.get(case.row.origin, 1.0) for case in cases]
    model.fit(scaler.transform(inputs), [case.row.answerable for case in cases], sample_weight=weight)
    weights = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - (weights * scaler.mean_).sum())
    return round(bias, 3), {n: round(float(w), 3) for n, w in zip(names, weights, strict=True)}


def chances(cases: list[Case], model: tuple[float, dict[str, float]]) -> np.ndarray:
    """Return the fitted score of each case."""
    bias, weights = model
    sums = [bias + sum(w * case.features[n] for n, w in weights.items()) for case in cases]
    return np.asarray(1 / (1 + np.exp(-np.array(sums))))


def judge(cases: list[Case], scores: np.ndarray) -> dict[str, Any]:
    """Return AUC by set, and at several thresholds what is refused of each sort."""
    labels = np.array([case.row.answerable for case in cases])
    origins = np.array([case.row.origin for case in cases])
    report: dict[str, Any] = {}
    for origin in dict.fromkeys(origins.tolist()):
        mine = origins == origin
        yes, no = scores[mine & labels], scores[mine & ~labels]
        both = len(yes) and len(no)
        report[origin] = {
            "auc": round(float(roc_auc_score(labels[mine], scores[mine])), 3) if both else None,
            "refused": {
                str(t): [round(float((part < t).mean()), 3) if len(part) else None for part in (no, yes)]
                for t in (0.3, 0.4, 0.5, 0.6)
            },
        }
    return report


def crossed(cases: list[Case]) -> np.ndarray:
    """Return each case's score under a model that saw no question of its document."""
    fold, scores = folds(cases), np.zeros(len(cases))
    for number in range(FOLDS):
        model = fit_answerability([c for c, f in zip(cases, fold, strict=True) if f != number])
        held = np.flatnonzero(fold == number)
        scores[held] = chances([cases[i] for i in held], model)
    return scores


def main() -> int:
    """Report what was fitted, and how well it does on what it was not fitted on."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", required=True)
    parser.add_argument("--plan", required=True)
    parser.add_argument("--no-reader", action="store_true")
    options = parser.parse_args()
    library = PolicyAssistant.open(load_settings(index=options.index, reader=not options.no_reader))
    plan = PolicyAssistant.open(load_settings(index=options.plan, reader=not options.no_reader))
    cases = collect(plan, read_rows(PLAN_FILE)) + collect(library, read_rows(*OWN_FILES))
    cases += collect(library, read_outside())
    unseen = collect(library, read_rows(DEVELOPMENT_FILE))
    names = list(WEIGHTS if options.no_reader else WEIGHTS_READ)
    weights, model = fit_weights(cases, names), fit_answerability(cases)
    report = {
        "weights": weights,
        "first_is_gold": {"fitted": first_is_gold(cases, weights), "unseen": first_is_gold(unseen, weights)},
        "bias": model[0],
        "model": model[1],
        "cross_validated": judge(cases, crossed(cases)),
        "unseen": judge(unseen, chances(unseen, model)),
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
