"""From a query to evidence: dense and lexical candidates, fused by clause, near-copies collapsed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.store import Generation, PolicyStore
from assistant.retrieval.tokens import tokens
from assistant.retrieval.wording import expand
from assistant.schema import Clause, Document, Evidence

CANDIDATES = 80
BLANK = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the retriever gets it: its vector, its tokens and how rare each is."""

    text: str
    vector: NDArray[np.float32]
    weights: dict[str, float]  # token -> rarity
    extra: dict[str, float]  # official wording the question did not use


def zscore(values: Sequence[float]) -> NDArray[np.float64]:
    """Return values with mean 0 and deviation 1; all zeros when they do not differ.

    >>> [round(float(v), 2) for v in zscore([1.0, 2.0, 3.0])]
    [-1.22, 0.0, 1.22]
    """
    array = np.asarray(values, dtype=np.float64)
    spread = float(array.std()) if array.size else 0.0
    return (array - array.mean()) / spread if spread > 1e-12 else np.zeros_like(array)


def zscore_fusion(
    dense: Sequence[float], lexical: Sequence[float], dense_weight: float
) -> NDArray[np.float64]:
    """Return the weighted sum of z-scored scores of the same candidates."""
    return dense_weight * zscore(dense) + (1 - dense_weight) * zscore(lexical)


class Retriever:
    """Searches one store; holds no state between queries."""

    def __init__(self, store: PolicyStore, dense_weight: float = 0.5) -> None:
        self.store = store
        self.dense_weight = dense_weight

    def query(self, text: str) -> Query:
        """Embed a question and weigh its words by their rarity in the store."""
        table = self.store.current.table
        own = list(dict.fromkeys(tokens(text)))
        extra = [token for token in dict.fromkeys(tokens(" ".join(expand(text)))) if token not in own]
        vector = self.store.encoder.encode_queries([text])[0]
        return Query(text, vector, {w: table.rarity(w) for w in own}, {w: table.rarity(w) for w in extra})

    def search(
        self, query: Query | str, top_k: int = 8, documents: Sequence[str] | None = None
    ) -> list[Evidence]:
        """Return the `top_k` best clauses, best first, among `documents` (ids) when given."""
        query = self.query(query) if isinstance(query, str) else query
        generation = self.store.current
        scores = self._candidates(generation, query, documents)
        if not scores:
            return []
        fused = zscore_fusion(
            [s[0] for s in scores.values()], [s[1] for s in scores.values()], self.dense_weight
        )
        ranked = sorted(zip(scores, fused, strict=True), key=lambda pair: (-pair[1], pair[0]))
        return self._evidence(generation, ranked, scores, top_k)

    def _candidates(
        self, generation: Generation, query: Query, documents: Sequence[str] | None
    ) -> dict[int, tuple[float, float]]:
        """Return (cosine, BM25) by piece id for the best of both kinds."""
        allowed = None if documents is None else generation.table.piece_ids(documents)
        dense = (
            dict(generation.dense.search(query.vector, CANDIDATES, allowed)) if self.dense_weight > 0 else {}
        )
        words = [*query.weights, *query.extra]
        lexical = dict(generation.table.search(words, CANDIDATES)) if self.dense_weight < 1 else {}
        if allowed is not None:
            inside = set(allowed)
            lexical = {i: score for i, score in lexical.items() if i in inside}
        missing = [i for i in lexical if i not in dense]
        if missing:
            found = generation.dense.vectors(missing) @ query.vector
            dense |= {i: float(score) for i, score in zip(missing, found, strict=True)}
        return {i: (score, lexical.get(i, 0.0)) for i, score in dense.items()}

    def _evidence(
        self,
        generation: Generation,
        ranked: Sequence[tuple[int, float]],
        scores: dict[int, tuple[float, float]],
        top_k: int,
    ) -> list[Evidence]:
        clauses = generation.table.clauses_of_pieces([piece for piece, _ in ranked])
        found: dict[str, Evidence] = {}
        documents: dict[str, Document] = {}
        for piece, fused in ranked:
            clause_id, clause = clauses[piece]
            key = _sameness(clause)
            if str(clause_id) in found or key in found:
                continue
            document = documents.get(clause.document_id) or generation.table.document(clause.document_id)
            if document is None:
                continue
            documents[clause.document_id] = document
            dense, lexical = scores[piece]
            evidence = Evidence(document, clause, float(fused), {"dense": dense, "lexical": lexical})
            found |= {str(clause_id): evidence, key: evidence}
            if len(found) >= 2 * top_k:
                break
        return list({id(e): e for e in found.values()}.values())


def _sameness(clause: Clause) -> str:
    """A key under which near-copies of one clause (the same notice on several sites) meet."""
    return "=" + BLANK.sub("", clause.heading + clause.text)
