"""Train the reranker: `python -m eval.train.ranker --index DIR --laws DIR [--write]`.

Listwise softmax over the candidates of each question, from our own questions and, over an index of STARD's articles,
from LAW_QUESTIONS about laws, drawn by lot. Reports recall on the development set,
which is not trained on, and on the rest by five-fold cross-validation that keeps the questions of one document
together. With --write the network goes into the package.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch

from assistant.answering.followup import resolved
from assistant.assistant import PolicyAssistant
from assistant.config import load_settings
from assistant.retrieval.rank import FEATURES, Array, Ranker, features
from eval.train.questions import (
    DEVELOPMENT_FILE,
    OWN_FILES,
    PLAN_FILE,
    RANKER_FILES,
    Row,
    as_meant,
    gold,
    law_rows,
    read_rows,
)

HIDDEN, DECAY, STEPS, RATE, FOLDS = 8, 0.02, 400, 0.02, 5
LAW_QUESTIONS = 2000
TARGET = Path(__file__).resolve().parents[2] / "assistant/retrieval/ranker.npz"
Case = tuple[Row, Array, np.ndarray]


def collect(assistant: PolicyAssistant, rows: Iterable[Row]) -> list[Case]:
    """Return (row, features, gold) of each answerable question; questions whose clause is not found stay in."""
    cases = []
    for row in rows:
        if row.answerable:
            query = assistant.retriever.query(resolved(*as_meant(assistant, row)))
            found = assistant.retriever.candidates(query)
            labels = np.array([gold(row, c.document, c.clause) for c in found], dtype=bool)
            cases.append((row, features(query, found), labels))
    return cases


def train(cases: list[Case], hidden: int = HIDDEN, decay: float = DECAY) -> Ranker:
    """Fit the network on the cases whose clause was found."""
    torch.manual_seed(7)
    kept = [(x, y) for _, x, y in cases if y.any()]
    everything = np.concatenate([x for x, _ in kept])
    mean, scale = everything.mean(axis=0), everything.std(axis=0) + 1e-6
    most = max(len(x) for x, _ in kept)
    inputs = torch.stack([_padded((x - mean) / scale, most) for x, _ in kept])
    empty = torch.stack([_padded(np.ones((len(x), 1)), most)[:, 0] == 0 for x, _ in kept])
    wrong = torch.stack([_padded(y[:, None].astype(float), most)[:, 0] == 0 for _, y in kept])
    width = len(FEATURES)
    inner = torch.nn.Parameter(0.1 * torch.randn(width, hidden))
    bias = torch.nn.Parameter(torch.zeros(hidden))
    outer = torch.nn.Parameter(torch.zeros(width + hidden))
    parameters = [inner, bias, outer]
    optimiser = torch.optim.Adam(parameters, lr=RATE)
    for _ in range(STEPS):
        optimiser.zero_grad()
        scores = torch.cat([inputs, torch.tanh(inputs @ inner + bias)], dim=2) @ outer
        total = torch.logsumexp(scores.masked_fill(empty, -1e9), 1)
        right = torch.logsumexp(scores.masked_fill(wrong, -1e9), 1)
        loss = (total - right).mean() + decay * sum((p**2).sum() for p in parameters)
        loss.backward()
        optimiser.step()
    arrays = [p.detach().numpy().astype(np.float64) for p in parameters]
    return Ranker(mean, scale, arrays[0], arrays[1], arrays[2])


def _padded(rows: Array, height: int) -> torch.Tensor:
    result = torch.zeros(height, rows.shape[1])
    result[: len(rows)] = torch.tensor(rows, dtype=torch.float32)
    return result


def ranks(cases: list[Case], ranker: Ranker | None) -> np.ndarray:
    """Return the place of the first gold clause of each case (999: not among the candidates)."""
    found = []
    for _, x, y in cases:
        order = np.argsort(-(ranker.scores(x) if ranker else -np.arange(len(x))), kind="stable")
        places = np.flatnonzero(y[order])
        found.append(int(places[0]) if len(places) else 999)
    return np.array(found)


def cross_validated(cases: list[Case], hidden: int = HIDDEN, decay: float = DECAY) -> np.ndarray:
    """Return each case's rank under a network that saw no question of its document."""
    fold = np.array([zlib.crc32(case[0].group.encode()) % FOLDS for case in cases])
    result = np.zeros(len(cases), dtype=int)
    for number in range(FOLDS):
        ranker = train([c for c, f in zip(cases, fold, strict=True) if f != number], hidden, decay)
        held = np.flatnonzero(fold == number)
        result[held] = ranks([cases[i] for i in held], ranker)
    return result


def summary(cases: list[Case], found: np.ndarray) -> dict[str, dict[str, float]]:
    """Return recall at 1, 5, 10 and 50 for each set."""
    origins = np.array([case[0].origin for case in cases])
    return {
        origin: {f"R@{k}": round(float((found[origins == origin] < k).mean()), 3) for k in (1, 5, 10, 50)}
        | {"n": int((origins == origin).sum())}
        for origin in dict.fromkeys(origins.tolist())
    }


def main() -> int:
    """Report recall before and after, cross-validated; write the network when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", required=True)
    parser.add_argument("--laws", required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    assistant = PolicyAssistant.open(load_settings(index=options.index, reader=False))
    cases = collect(assistant, read_rows(PLAN_FILE, *OWN_FILES, *RANKER_FILES))
    unseen = collect(assistant, read_rows(DEVELOPMENT_FILE))
    library = PolicyAssistant.open(load_settings(index=options.laws, reader=False))
    asked = random.Random(3).sample(list(law_rows()), LAW_QUESTIONS)  # noqa: S311  # a draw, no secret
    cases += collect(library, asked)
    ranker = train(cases)
    report = {
        "fusion": summary(cases + unseen, ranks(cases + unseen, None)),
        "unseen": summary(unseen, ranks(unseen, ranker)),
        "cross_validated": summary(cases, cross_validated(cases)),
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))
    if options.write:
        np.savez_compressed(
            TARGET, **{n: getattr(ranker, n).astype(np.float32) for n in Ranker.__dataclass_fields__}
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
