"""From a query to evidence: dense and lexical candidates, fused by clause, near-copies collapsed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.reader import Reader
from assistant.ingest.sentences import Span
from assistant.retrieval.asked import dated, years
from assistant.retrieval.choices import (
    READ,
    READ_HURRIED,
    Choice,
    order_by_reading,
    placed,
    read,
    read_around,
    seen,
    weigh,
)
from assistant.retrieval.known import KnownQuestions
from assistant.retrieval.query import Query
from assistant.retrieval.rank import Candidate, features, load_ranker
from assistant.retrieval.store import Generation, PolicyStore
from assistant.retrieval.tokens import tokens
from assistant.retrieval.wording import expand
from assistant.schema import Clause, Document, Evidence, Validity

CANDIDATES = 100  # pieces taken from each of the two indexes
RANKED = 80  # pieces whose clauses are reranked
BLANK = re.compile(r"\W+")
ENDED = (Validity.REPEALED, Validity.SUPERSEDED)  # of near-copies the one that is not


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

    def __init__(
        self,
        store: PolicyStore,
        dense_weight: float = 0.5,
        rerank: bool = True,
        reader: Reader | None = None,
        known: KnownQuestions | None = None,
    ) -> None:
        self.store = store
        self.dense_weight = dense_weight
        self.rerank = rerank
        self.reader = reader
        self.known = known

    def query(self, text: str, day: date | None = None) -> Query:
        """Embed a question and weigh its words by their rarity in the store; `day` (today) is when it is asked."""
        table = self.store.current.table
        written = dated(text, day or date.today())
        own = list(dict.fromkeys(tokens(text)))
        extra = [token for token in dict.fromkeys(tokens(" ".join(expand(text)))) if token not in own]
        vector = self.store.encoder.encode_queries([text])[0]
        weights, bridged = ({word: table.rarity(word) for word in words} for words in (own, extra))
        return Query(text, vector, weights, bridged, frozenset(years(written)), written)

    def search(
        self, query: Query | str, top_k: int = 8, documents: Sequence[str] | None = None
    ) -> list[Evidence]:
        """Return the `top_k` best clauses, best first, among `documents` (ids) when given."""
        query = self.query(query) if isinstance(query, str) else query
        return self.find(query, documents)[0][:top_k]

    def find(
        self, query: Query, documents: Sequence[str] | None = None, hurried: bool = False
    ) -> tuple[list[Evidence], list[Choice]]:
        """Return the clauses and their sentences, each best first; with a reader, in the order it gives them.

        When `hurried`, the reader reads only the likeliest few sentences.
        """
        generation = self.store.current
        evidence = self._rank(generation, query, documents)
        choices = weigh(query, evidence, generation.table)
        if self.reader is None or not choices:
            return evidence, choices
        choices = read(query, choices, self.reader, generation.table, READ_HURRIED if hurried else READ)
        evidence = order_by_reading(evidence, choices)
        choices = placed(choices, evidence)
        return evidence, choices if hurried else read_around(query, choices, self.reader)

    def read(self, question: str, choices: Sequence[Choice]) -> NDArray[np.float64]:
        """Return the reader's score of each choice for a question; the retriever must have a reader."""
        if self.reader is None:
            raise ValueError("no reader")
        table = self.store.current.table
        return self.reader.scores(question, [seen(choice, table) for choice in choices])

    def rank(self, query: Query | str, documents: Sequence[str] | None = None) -> list[Evidence]:
        """Return the clauses that were found, best first, without reading their sentences."""
        query = self.query(query) if isinstance(query, str) else query
        return self._rank(self.store.current, query, documents)

    def _rank(self, generation: Generation, query: Query, documents: Sequence[str] | None) -> list[Evidence]:
        candidates = self._candidates(generation, query, documents)
        if not candidates:
            return []
        scores = self._scores(query, candidates)
        order = sorted(range(len(candidates)), key=lambda i: (-scores[i], i))
        found: dict[str, Evidence] = {}
        for i in order:
            c = candidates[i]
            parts = {"dense": c.dense, "lexical": c.lexical, "sentence": c.sentence, "known": c.known}
            same = _sameness(c.clause)
            held = found.get(same)
            if held is None:
                found[same] = Evidence(c.document, c.clause, float(scores[i]), parts)
            elif held.document.status in ENDED and c.document.status not in ENDED:
                found[same] = Evidence(c.document, c.clause, held.score, parts)
        return list(found.values())

    def _scores(self, query: Query, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
        if self.rerank and 0 < self.dense_weight < 1:
            scores = load_ranker().scores(features(query, candidates))
        else:
            dense, lexical = [c.dense for c in candidates], [c.lexical for c in candidates]
            scores = zscore_fusion(dense, lexical, self.dense_weight)
        scores += [c.known for c in candidates]
        return scores

    def candidates(self, query: Query, documents: Sequence[str] | None = None) -> list[Candidate]:
        """Return the clauses worth ranking, best of the plain fusion first."""
        return self._candidates(self.store.current, query, documents)

    def _candidates(
        self, generation: Generation, query: Query, documents: Sequence[str] | None
    ) -> list[Candidate]:
        gains = self._gains(generation, query, documents)
        scores = self._pieces(generation, query, documents, list(gains))
        if not scores:
            return []
        dense, lexical = zip(*scores.values(), strict=True)
        fused = zscore_fusion(dense, lexical, self.dense_weight)
        order = sorted(zip(scores, fused, strict=True), key=lambda pair: (-pair[1], pair[0]))
        best = dict.fromkeys([*(piece for piece, _ in order[:RANKED]), *gains])
        clauses = generation.table.clauses_of_pieces(list(best))
        by_clause: dict[int, list[tuple[float, float]]] = {}
        named: dict[int, Clause] = {}
        gained: dict[int, float] = {}
        for piece in best:
            number, named[number] = clauses[piece]
            by_clause.setdefault(number, []).append(scores[piece])
            gained[number] = max(gained.get(number, 0.0), gains.get(piece, 0.0))
        told = generation.table.sentences(list(by_clause))
        found: list[Candidate] = []
        for (number, pieces), (spans, vectors) in zip(by_clause.items(), told, strict=True):
            document = generation.table.document(named[number].document_id)
            if document is not None:
                near = vectors @ query.vector
                found.append(_candidate(named[number], document, pieces, spans, near, gained[number]))
        return found

    def _gains(
        self, generation: Generation, query: Query, documents: Sequence[str] | None
    ) -> dict[int, float]:
        """Return by piece id what its clause gains as the confirmed answer to questions like this one."""
        if self.known is None:
            return {}
        gains = self.known.at(generation).gains(query.vector)
        if documents is None or not gains:
            return gains
        within = set(generation.table.piece_ids(documents))
        return {piece: gain for piece, gain in gains.items() if piece in within}

    def _pieces(
        self,
        generation: Generation,
        query: Query,
        documents: Sequence[str] | None,
        known: Sequence[int],
    ) -> dict[int, tuple[float, float]]:
        """Return (cosine, BM25) by piece id for the best of both kinds, and for those that are `known` to answer."""
        within = None if documents is None else generation.table.numbers(documents)
        dense: dict[int, float] = {}
        if self.dense_weight > 0:
            dense = dict(generation.dense.search(query.vector, CANDIDATES, documents=within))
        words = [*query.weights, *query.extra]
        lexical = dict(generation.table.search(words, CANDIDATES, within)) if self.dense_weight < 1 else {}
        missing = [i for i in dict.fromkeys((*lexical, *known)) if i not in dense]
        if missing:
            found = generation.dense.vectors(missing) @ query.vector
            dense |= {i: float(score) for i, score in zip(missing, found, strict=True)}
        return {i: (score, lexical.get(i, 0.0)) for i, score in dense.items()}


def _candidate(
    clause: Clause,
    document: Document,
    scores: Sequence[tuple[float, float]],
    spans: Sequence[Span],
    near: NDArray[np.float32],
    known: float,
) -> Candidate:
    best = int(near.argmax()) if len(spans) else -1
    return Candidate(
        clause,
        document,
        max(score[0] for score in scores),
        max(score[1] for score in scores),
        float(near[best]) if best >= 0 else 0.0,
        spans[best].of(document) if best >= 0 else "",
        known,
    )


def _sameness(clause: Clause) -> str:
    """A key under which near-copies of one clause (the same notice on several sites) meet."""
    return BLANK.sub("", clause.heading + clause.text)
