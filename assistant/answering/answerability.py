"""Do the documents answer this question? A calibrated score over the question and what was found."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.answering.extractive import Choice, words_shared
from assistant.retrieval.asked import asked_kind
from assistant.retrieval.query import Query
from assistant.schema import Evidence

# A logistic model over the features below; fitted by eval/train/answerability.py on the development sets.
BIAS = -9.0
MODEL = {"near": 8.0, "words": 4.0, "clause_words": 2.0, "kind": 1.0, "dense": 3.0}


def features(query: Query, evidence: Sequence[Evidence], choices: Sequence[Choice]) -> dict[str, float]:
    """Return what the score looks at, each between 0 and 1 or nearly."""
    best = choices[0]
    whole = (
        best.evidence.document.title
        + best.evidence.document.text[best.evidence.clause.start : best.evidence.clause.end]
    )
    return {
        "near": best.near,
        "words": best.words,
        "clause_words": words_shared(query, whole),
        "kind": float(best.kind),
        "dense": max(item.features.get("dense", 0.0) for item in evidence),
        "strict_kind": float(
            asked_kind(query.text)
            in ("phone", "amount", "percent", "frequency", "duration", "date", "number")
        ),
    }


def answerability(query: Query, evidence: Sequence[Evidence], choices: Sequence[Choice]) -> float:
    """Return a probability between 0 and 1 that the first choice answers the question."""
    if not choices:
        return 0.0
    values = features(query, evidence, choices)
    return 1 / (1 + math.exp(-(BIAS + sum(MODEL[name] * values[name] for name in MODEL))))
