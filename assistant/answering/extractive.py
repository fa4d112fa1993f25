"""Composing without a language model: the sentences that answer, verbatim, each with its clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from assistant.answering.citing import cite
from assistant.ingest.sentences import Span
from assistant.retrieval.asked import asked_kind, asks_for_all, holds_kind
from assistant.retrieval.query import Query, covered
from assistant.retrieval.store import PolicyStore
from assistant.retrieval.tokens import normalise
from assistant.schema import Citation, Evidence

READ_CLAUSES = 6  # clauses whose sentences are weighed
LONG = 140  # characters of an answer after which no sentence is added
# What a sentence earns: nearness of meaning, rare words of the question, the asked-for kind, its clause's rank.
WEIGHTS = {"near": 5.0, "words": 2.0, "kind": 0.6, "clause": 0.35, "length": -0.002}


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence weighed as an answer, with the parts of its score."""

    evidence: Evidence
    rank: int  # of its clause, from 0
    span: Span
    text: str
    near: float
    words: float
    kind: bool
    score: float


def words_shared(query: Query, text: str) -> float:
    """Return the share of the question's rare words that stand in the text; official wording counts half."""
    there = normalise(text)
    return min(1.0, covered(query.weights, there) + 0.5 * covered(query.extra, there))


def weigh(query: Query, evidence: Sequence[Evidence], store: PolicyStore) -> list[Choice]:
    """Return the sentences of the best clauses, best answer first."""
    kind = asked_kind(query.text)
    choices = []
    for rank, item in enumerate(evidence[:READ_CLAUSES]):
        spans, vectors = store.sentences(item.clause)
        near = vectors @ query.vector
        choices += [_choice(query, kind, item, rank, s, float(n)) for s, n in zip(spans, near, strict=True)]
    return sorted(choices, key=lambda c: (-c.score, c.rank, c.span.start))


def _choice(query: Query, kind: str, item: Evidence, rank: int, span: Span, near: float) -> Choice:
    text = span.of(item.document)
    words = words_shared(query, text + item.clause.heading)
    holds = holds_kind(kind, text)
    score = float(
        WEIGHTS["near"] * near
        + WEIGHTS["words"] * words
        + WEIGHTS["kind"] * holds
        + WEIGHTS["clause"] / (1 + rank)
        + WEIGHTS["length"] * len(text)
    )
    return Choice(item, rank, span, text, near, words, holds, score)


def choose(query: Query, choices: Sequence[Choice]) -> list[Choice]:
    """Return the sentences to quote, in reading order: the best one, and more only when they add to it."""
    if not choices:
        return []
    best = choices[0]
    chosen = [best]
    everything = asks_for_all(query.text)
    for other in choices[1:]:
        close = other.score >= best.score - (0.5 if everything else 0.2)
        same_clause = other.evidence.clause == best.evidence.clause
        adds = words_shared(query, best.text + other.text) - words_shared(query, best.text) > 0.12
        length = sum(len(c.text) for c in chosen)
        if close and (adds or everything) and (same_clause or adds) and length + len(other.text) <= LONG:
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


def spread(values: Sequence[float]) -> float:
    """Return how far the first value stands above the mean of the rest."""
    return float(values[0] - np.mean(values[1:])) if len(values) > 1 else 0.0
