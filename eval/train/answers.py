"""Fit the sentence weights and the answerability model: `python -m eval.train.answers --index DIR --plan DIR`.

DIR is an index of the development corpus; the plan's questions are asked of the plan alone, as its office would.
Fitted on our own questions, none of which the reader was trained on, and on questions from outside; the development
set is only measured on. Prints both models as they stand in `assistant`; nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.answering import answerability
from assistant.answering.followup import resolved
from assistant.assistant import PolicyAssistant
from assistant.config import load_settings
from assistant.retrieval.choices import WEIGHTS, WEIGHTS_READ, Choice
from assistant.tuning import holds_quote
from eval.train.logistic import Model, chances, crossed, fit
from eval.train.questions import (
    DEVELOPMENT_FILE,
    OWN_FILES,
    PLAN_FILE,
    Row,
    as_meant,
    read_outside,
    read_rows,
)

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
        query = assistant.retriever.query(resolved(*as_meant(assistant, row)))
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


def first_is_gold(cases: list[Case], weights: dict[str, float]) -> float:
    """Return how often the best sentence is a gold one, among answerable rows."""
    hits = [
        case.gold[int(np.argmax([sum(weights[n] * part[n] for n in weights) for part in case.parts]))]
        for case in cases
        if case.row.answerable
    ]
    return round(float(np.mean(hits)), 3)


def fit_answerability(cases: list[Case]) -> Model:
    """Fit the model that tells whether anything answers."""
    weights = [WEIGHT.get(case.row.origin, 1.0) for case in cases]
    likely = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000)
    return fit(cases, [case.row.answerable for case in cases], weights, likely)


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
        "cross_validated": judge(cases, crossed(cases, fit_answerability)),
        "unseen": judge(unseen, chances(unseen, model)),
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
