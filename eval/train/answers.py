"""Fit the sentence weights and the answerability model: `python -m eval.train.answers --index DIR`.

Prints both as they stand in `assistant/answering`, with cross-validated scores; nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.answering import answerability, extractive
from assistant.answering.extractive import WEIGHTS, Choice
from assistant.answering.followup import readings
from assistant.assistant import PolicyAssistant
from assistant.config import load_settings
from eval.train.questions import Row, read_rows, squeeze

FOLDS = 5
Case = tuple[Row, list[Choice], dict[str, float]]


def collect(index: str) -> list[Case]:
    """Return each row with its weighed sentences and its answerability features."""
    assistant = PolicyAssistant.open(replace(load_settings(), index=index))
    cases = []
    for row in read_rows():
        query = assistant.retriever.query(readings(row.question, row.history)[-1])
        evidence = assistant.retriever.search(query, assistant.settings.top_k)
        choices = extractive.weigh(query, evidence, assistant.store)
        cases.append((row, choices, answerability.features(query, choices)))
    return cases


def gold(row: Row, choice: Choice) -> bool:
    """True when the sentence shares half of itself or of a quote with that quote."""
    if choice.evidence.document.id not in row.documents:
        return False
    words = squeeze(choice.text)
    return any(
        words in quote or quote in words or _overlap(words, quote) for quote in map(squeeze, row.quotes)
    )


def _overlap(words: str, quote: str) -> bool:
    half = len(quote) // 2 + 1
    return any(quote[at : at + half] in words for at in range(len(quote) - half + 1))


def fit_weights(cases: list[Case], decay: float = 0.003) -> dict[str, float]:
    """Fit linear sentence weights by listwise softmax over the choices of each question."""
    names = list(WEIGHTS)
    lists = [
        (np.array([[c.parts[n] for n in names] for c in choices]), np.array([gold(row, c) for c in choices]))
        for row, choices, _ in cases
        if row.answerable and choices
    ]
    lists = [(x, y) for x, y in lists if y.any()]
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
    return np.array([zlib.crc32(case[0].group.encode()) % FOLDS for case in cases])


def first_is_gold(cases: list[Case], weights: dict[str, float]) -> float:
    """Return how often the best sentence is a gold one, among answerable rows."""
    hits = []
    for row, choices, _ in cases:
        if row.answerable and choices:
            best = max(choices, key=lambda c: sum(weights[n] * c.parts[n] for n in weights))
            hits.append(gold(row, best))
    return round(float(np.mean(hits)), 3)


def fit_answerability(cases: list[Case]) -> tuple[LogisticRegression, list[str]]:
    """Fit the logistic model over the features."""
    names = sorted({name for _, _, values in cases for name in values})
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=2000)
    model.fit([[f.get(n, 0.0) for n in names] for _, _, f in cases], [row.answerable for row, _, _ in cases])
    return model, names


def report_answerability(cases: list[Case]) -> dict[str, Any]:
    """Return cross-validated AUC by set and the model fitted on all rows."""
    fold = folds(cases)
    scores = np.zeros(len(cases))
    for number in range(FOLDS):
        model, names = fit_answerability([c for c, f in zip(cases, fold, strict=True) if f != number])
        held = np.flatnonzero(fold == number)
        scores[held] = model.predict_proba([[cases[i][2].get(n, 0.0) for n in names] for i in held])[:, 1]
    labels = np.array([row.answerable for row, _, _ in cases])
    origins = np.array([row.origin for row, _, _ in cases])
    model, names = fit_answerability(cases)
    return {
        "auc": {
            o: round(float(roc_auc_score(labels[origins == o], scores[origins == o])), 3)
            for o in set(origins)
        },
        "auc_all": round(float(roc_auc_score(labels, scores)), 3),
        "bias": round(float(model.intercept_[0]), 3),
        "model": {n: round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True)},
        "trade_off": [
            {
                "threshold": t,
                "refused_unanswerable": round(float((scores[~labels] < t).mean()), 3),
                "refused_answerable": round(float((scores[labels] < t).mean()), 3),
            }
            for t in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
        ],
    }


def main() -> int:
    """Report what was fitted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", required=True)
    cases = collect(parser.parse_args().index)
    fold = folds(cases)
    crossed = [
        first_is_gold(
            [c for c, f in zip(cases, fold, strict=True) if f == n],
            fit_weights([c for c, f in zip(cases, fold, strict=True) if f != n]),
        )
        for n in range(FOLDS)
    ]
    print(
        json.dumps(
            {
                "weights": fit_weights(cases),
                "first_is_gold": {"now": first_is_gold(cases, WEIGHTS), "cross_validated": crossed},
                "answerability": report_answerability(cases),
            },
            ensure_ascii=False,
            indent=1,
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
