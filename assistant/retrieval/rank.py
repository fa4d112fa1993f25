"""Reranking: what is known of each candidate clause, weighed by a small network of a few kilobytes.

The network is trained by `eval/train/ranker.py` on questions of our own and of the development sets.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.asked import asked_kind, holds_kind
from assistant.retrieval.places import fitting_places
from assistant.retrieval.query import Query, covered, held, share
from assistant.retrieval.tokens import normalise
from assistant.schema import Clause, Document

Array = NDArray[np.float64]
FEATURES = (
    "dense",
    "sentence",
    "lexical",
    "words",
    "text_words",
    "bridged",
    "title_words",
    "head_words",
    "document_dense",
    "document_mean",
    "document_words",
    "place",
    "kind",
    "sentence_kind",
    "block",
    "row",
    "length",
    "depth",
    "rank_dense",
    "rank_lexical",
)
BLOCKS = ("header", "signature", "notice", "preamble", "imprint", "toc")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that was found, its document, and its best cosine and BM25 over its pieces."""

    clause: Clause
    document: Document
    dense: float
    lexical: float
    sentence: float  # best cosine of a sentence of its text
    best_sentence: str
    known: float = 0.0  # what it gains as the answer to questions like this one (known.py)


def features(query: Query, candidates: Sequence[Candidate]) -> Array:
    """Return one row a candidate, one column a feature, in the order of FEATURES."""
    kind = asked_kind(query.text)
    texts = [_plain(c.document.text[c.clause.start : c.clause.end]) for c in candidates]
    told = [held(query.weights, text) for text in texts]
    documents = _documents(query, candidates, told)
    most = max((c.lexical for c in candidates), default=0.0) or 1.0
    dense_order = _order([c.dense for c in candidates])
    lexical_order = _order([c.lexical for c in candidates])
    places = fitting_places(query.text, [c.document for c in candidates])
    rows = []
    for place, c in enumerate(candidates):
        text = texts[place]
        above = _plain(" ".join((c.document.title, *c.clause.headings)))
        rows.append(
            [
                c.dense,
                c.sentence,
                c.lexical / most,
                share(query.weights, told[place] | held(query.weights, above)),
                share(query.weights, told[place]),
                covered(query.extra, above + "\n" + text),
                *documents[c.document.id],
                float(places[place]),
                float(holds_kind(kind, text)),
                float(holds_kind(kind, c.best_sentence)),
                float(is_block(c.clause)),
                float("/行" in c.clause.path),
                math.log1p(len(text)) / 7,
                min(c.clause.path.count("/"), 5) / 5,
                1 / (1 + dense_order[place]),
                1 / (1 + lexical_order[place]),
            ]
        )
    return np.asarray(rows, dtype=np.float64).reshape(-1, len(FEATURES))


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Normalise titles, headings, clauses and the beginnings of documents, which many questions share."""
    return normalise(text)


def is_block(clause: Clause, blocks: tuple[str, ...] = BLOCKS) -> bool:
    """True of what surrounds the rules: header, address, signature, imprint, list of contents; or of some of these."""
    return clause.path.split("/")[-1].startswith(blocks)


def _documents(
    query: Query, candidates: Sequence[Candidate], told: Sequence[set[str]]
) -> dict[str, list[float]]:
    """Return what is known of each document: title, header, nearness and words over all its candidates."""
    grouped: dict[str, list[Candidate]] = {}
    words: dict[str, set[str]] = {}
    for candidate, tokens in zip(candidates, told, strict=True):
        grouped.setdefault(candidate.document.id, []).append(candidate)
        words.setdefault(candidate.document.id, set()).update(tokens)
    known = {}
    for name, members in grouped.items():
        document = members[0].document
        title = _plain(f"{document.title} {document.notice_title or ''} {document.issuer or ''}")
        entitled = held(query.weights, title)
        dense = sorted((m.dense for m in members), reverse=True)[:3]
        known[name] = [
            share(query.weights, entitled),
            share(query.weights, entitled | held(query.weights, _plain(document.text[:400]))),
            dense[0],
            float(np.mean(dense)),
            share(query.weights, entitled | words[name]),
        ]
    return known


def _order(values: Sequence[float]) -> list[int]:
    order = np.argsort(np.argsort(-np.asarray(values)))
    return [int(place) for place in order]


@dataclass(frozen=True, slots=True)
class Ranker:
    """One hidden layer over standardised features; scores are comparable within a query only."""

    mean: Array
    scale: Array
    hidden: Array
    hidden_bias: Array
    output: Array

    def scores(self, rows: Array) -> Array:
        """Return one score a row (n, len(FEATURES)); higher is better."""
        standard = (rows - self.mean) / self.scale
        wide: Array = np.tanh(standard @ self.hidden + self.hidden_bias)
        return np.concatenate([standard, wide], axis=1) @ self.output


@cache
def load_ranker() -> Ranker:
    """Read the network that the package ships."""
    with resources.files("assistant.retrieval").joinpath("ranker.npz").open("rb") as file:
        values = np.load(file, allow_pickle=False)
        return Ranker(*(values[name].astype(np.float64) for name in Ranker.__dataclass_fields__))
