"""What a user would pick instead, fed the same parsed text: BM25 over bigrams, llama-index by its tutorial.

A baseline that cannot run raises BaselineMissing with the reason; it is reported as missing, never as zero.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.corpora import Library
from eval.sets import Case
from eval.systems import Passage, Reply
from eval.text import normalise

Codes = NDArray[np.int64]


class BaselineMissing(RuntimeError):
    """A baseline cannot run here; the message says why."""


def bigram_codes(text: str) -> Codes:
    """Return the overlapping character pairs of a text as numbers.

    >>> [(chr(code >> 32), chr(code & 0xFFFF)) for code in bigram_codes("政策 咨询").tolist()]
    [('政', '策'), ('策', '咨'), ('咨', '询')]
    """
    points = np.frombuffer(normalise(text).lower().encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    return (points[:-1] << 32) | points[1:]


def _counted(codes: Codes) -> tuple[Codes, Codes]:
    grams, often = np.unique(codes, return_counts=True)
    return grams, often.astype(np.int64)


def shown(passages: Sequence[Passage], began: float) -> Reply:
    """Return the reply of a system that shows what it found: it never refuses and cites no clause."""
    texts = tuple(passage.text for passage in passages)
    score = passages[0].score if passages else 0.0
    spent = 1000 * (time.perf_counter() - began)
    return Reply("\n".join(texts), refused=not texts, score=score, passages=texts, milliseconds=spent)


@dataclass(slots=True)
class Bm25:
    """BM25 (k1 1.5, b 0.75) over character bigrams of what it is given; shows the best one."""

    passages: list[Passage]
    name: str = "BM25 bigrams"
    k1: float = 1.5
    b: float = 0.75
    _grams: Codes = field(init=False)  # sorted; the passages of gram i stand from _ends[i] to _ends[i + 1]
    _ends: Codes = field(init=False)
    _where: NDArray[np.int32] = field(init=False)
    _weights: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        found = [_counted(bigram_codes(passage.text)) for passage in self.passages]
        lengths = np.array([often.sum() for _, often in found], dtype=np.float32)
        norm = self.k1 * (1 - self.b + self.b * lengths / max(1.0, float(lengths.mean())))
        sizes = [len(grams) for grams, _ in found]
        where = np.repeat(np.arange(len(found), dtype=np.int32), sizes)
        grams = np.concatenate([grams for grams, _ in found])
        often = np.concatenate([often for _, often in found]).astype(np.float32)
        order = np.argsort(grams, kind="stable")
        self._grams, starts = np.unique(grams[order], return_index=True)
        self._ends = np.append(starts, len(order))
        self._where = where[order]
        frequency = np.diff(self._ends)
        rarity = np.log(1 + (len(found) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        times = often[order]
        weights = np.repeat(rarity, frequency) * times * (self.k1 + 1) / (times + norm[self._where])
        self._weights = weights.astype(np.float32)

    @classmethod
    def over(cls, library: Library, cut: Cut | None = None) -> Bm25:
        """Index a library, by default in pieces with their title: of what was tried, BM25 does best with them."""
        return cls([passage for document in library.ids for passage in (cut or pieces)(library, document)])

    def search(self, question: str, top_k: int) -> list[Passage]:
        """Return the clauses with the highest scores above zero."""
        scores = np.zeros(len(self.passages), dtype=np.float32)
        for gram in bigram_codes(question):
            at = int(np.searchsorted(self._grams, gram))
            if at < len(self._grams) and self._grams[at] == gram:
                mine = slice(self._ends[at], self._ends[at + 1])
                scores[self._where[mine]] += self._weights[mine]
        best = np.argsort(-scores, kind="stable")[:top_k]
        return [_scored(self.passages[int(at)], float(scores[at])) for at in best if scores[at] > 0]

    def ask(self, case: Case) -> Reply:
        """Show the best clause."""
        began = time.perf_counter()
        return shown(self.search(" ".join([*case.history, case.question]), 1), began)


PIECE = 260  # characters
FEW = 20  # nodes that a fast run embeds; more wait for a full one
Cut = Callable[[Library, str], list[Passage]]


def pieces(library: Library, document: str) -> list[Passage]:
    """Return a document in pieces of whole lines of about 260 characters, each with the title."""
    found = library.get(document)
    if found is None:
        return []
    cut: list[str] = [""]
    for line in found[0].text.splitlines(keepends=True):
        if len(cut[-1]) >= PIECE:
            cut.append("")
        cut[-1] += line
    return [Passage(document, f"{found[0].title}\n{piece}") for piece in cut if piece.strip()]


def clauses(library: Library, document: str) -> list[Passage]:
    """Return the clauses of a document that have a text of their own, with their headings."""
    found = library.get(document)
    if found is None:
        return []
    return [
        Passage(document, "\n".join([*clause.headings, clause.text]), clause.path, clause.label)
        for clause in found[1]
        if clause.text.strip()
    ]


def articles(library: Library, document: str) -> list[Passage]:
    """Return the articles of a law, each whole with its title, as one would cut a statute."""
    found = library.get(document)
    grouped: dict[str, list[str]] = {}
    for clause in found[1] if found else []:
        if clause.text.strip():
            grouped.setdefault(clause.path.split("/")[0], []).append(f"{clause.heading}{clause.text}")
    title = found[0].title if found else ""
    return [Passage(document, "\n".join([title, *texts])) for texts in grouped.values()]


def _scored(passage: Passage, score: float) -> Passage:
    return Passage(passage.document, passage.text, passage.clause, passage.label, score)


@dataclass(slots=True)
class LlamaIndex:
    """llama-index as its tutorial does it, over the same weights; shows its default two nodes."""

    index: Any
    name: str = "llama-index tutorial"

    @classmethod
    def over(cls, library: Library, build: bool) -> LlamaIndex:
        """Cut and embed a library (kept by content; a new one takes minutes of torch). Raises BaselineMissing."""
        try:
            return cls(_llama_index(library, build))
        except ImportError as error:
            raise BaselineMissing(f"cannot be imported: {error}") from error

    def search(self, question: str, top_k: int) -> list[Passage]:
        """Return the nodes of VectorStoreIndex's own retriever."""
        nodes = self.index.as_retriever(similarity_top_k=top_k).retrieve(question)
        return [
            Passage(n.node.metadata["document"], n.node.get_content(), None, "", n.score or 0.0)
            for n in nodes
        ]

    def ask(self, case: Case) -> Reply:
        """Show the two nodes that its query engine would give to a language model."""
        began = time.perf_counter()
        return shown(self.search(" ".join([*case.history, case.question]), 2), began)


def _llama_index(library: Library, build: bool) -> Any:
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import MetadataMode

    from eval.torch_baseline import torch_embedding

    parsed = [found[0] for document in library.ids if (found := library.get(document))]
    documents = [Document(text=d.text, metadata={"document": d.id}) for d in parsed]
    nodes = SentenceSplitter().get_nodes_from_documents(documents)
    embedding, encoder = torch_embedding()
    missing = encoder.missing([node.get_content(metadata_mode=MetadataMode.EMBED) for node in nodes])
    if missing > FEW and not build:
        raise BaselineMissing(
            f"{missing} nodes are not embedded yet (minutes): make eval-full does it and keeps them"
        )
    return VectorStoreIndex(nodes, embed_model=embedding)
