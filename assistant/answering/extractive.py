"""Composing without a language model: the sentences that answer, verbatim, each with its clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.answering.citing import cite
from assistant.ingest.sentences import Span
from assistant.retrieval.asked import asked_kind, asks_for_all, holds_kind
from assistant.retrieval.query import Query, covered
from assistant.retrieval.store import PolicyStore
from assistant.retrieval.tokens import normalise
from assistant.schema import Citation, Evidence

READ_CLAUSES = 8  # clauses whose sentences are weighed
# Up to MOST sentences whose scores are within MARGIN of the best are quoted, in ROOM characters together:
# on the training questions this answers 2 to 12 in a hundred more than one sentence does (eval/train/answers.py).
MARGIN, ROOM, MOST = 1.0, 140, 3
# What a sentence earns; a linear model fitted by eval/train/answers.py.
WEIGHTS = {
    "near": 97.0,
    "words": 11.0,
    "heading_words": -1.0,
    "bridged": -0.2,
    "kind": 2.0,
    "clause": 3.8,
    "first": 0.1,
    "length": 0.0,
    "short": -2.0,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence weighed as an answer, with the parts of its score."""

    evidence: Evidence
    rank: int  # of its clause, from 0
    span: Span
    text: str
    parts: dict[str, float]

    @property
    def score(self) -> float:
        """Weighted sum of the parts; comparable within a question only."""
        return sum(WEIGHTS[name] * value for name, value in self.parts.items())


def weigh(query: Query, evidence: Sequence[Evidence], store: PolicyStore) -> list[Choice]:
    """Return the sentences of the best clauses, best answer first."""
    kind = asked_kind(query.text)
    read = evidence[:READ_CLAUSES]
    shares = _softmax([item.score for item in read])
    choices = []
    for rank, item in enumerate(read):
        spans, vectors = store.sentences(item.clause)
        near = vectors @ query.vector
        for place, (span, value) in enumerate(zip(spans, near, strict=True)):
            parts = _parts(query, kind, item, span.of(item.document), float(value))
            parts |= {"clause": float(shares[rank]), "first": float(place == 0)}
            choices.append(Choice(item, rank, span, span.of(item.document), parts))
    return sorted(choices, key=lambda c: (-c.score, c.rank, c.span.start))


def _parts(query: Query, kind: str, item: Evidence, text: str, near: float) -> dict[str, float]:
    plain = normalise(text)
    heading = normalise(" ".join(item.clause.headings[-1:]))
    return {
        "near": near,
        "words": covered(query.weights, plain),
        "heading_words": covered(query.weights, heading),
        "bridged": covered(query.extra, plain),
        "kind": float(holds_kind(kind, text)),
        "length": min(len(text), 300) / 100,
        "short": float(len(text) < 12),
    }


def _softmax(scores: Sequence[float]) -> NDArray[np.float64]:
    array = np.exp(np.asarray(scores) - max(scores, default=0.0))
    return array / array.sum() if array.size else array


def choose(query: Query, choices: Sequence[Choice]) -> list[Choice]:
    """Return the sentences to quote, in reading order: the best one, and others that are nearly as good."""
    if not choices:
        return []
    everything = asks_for_all(query.text)
    margin, room, most = (2.0, 220, 5) if everything else (MARGIN, ROOM, MOST)
    chosen = [choices[0]]
    for other in choices[1:]:
        if len(chosen) == most or choices[0].score - other.score > margin:
            break
        if sum(len(choice.text) for choice in chosen) + len(other.text) <= room:
            chosen.append(other)
    return sorted(chosen, key=lambda c: (c.rank, c.span.start))


def compose(chosen: Sequence[Choice], day: date) -> tuple[str, tuple[Citation, ...]]:
    """Return the answer's text (each sentence with its mark [n]) and its citations."""
    citations: list[Citation] = []
    parts: list[str] = []
    for number, choice in enumerate(chosen, 1):
        citations.append(cite(choice.evidence, choice.span.start, choice.span.end, number, day))
        parts.append(f"{choice.text}[{number}]")
    return "\n".join(parts), tuple(citations)
