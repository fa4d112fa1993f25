"""Our retriever, store, parser and embedding as llama-index knows them, for programs built on it.

llama-index's own FAISS stores have no delete or reuse ids, and its BM25 does not read Chinese; a program that
uses these classes gets ours behind the same interfaces:

    index = VectorStoreIndex.from_vector_store(PolicyVectorStore(store), embed_model=PolicyEmbedding(encoder))
    nodes = PolicyRetriever(Retriever(store)).retrieve("项目管家多久到现场办公一次？")

The retriever of an assistant (`assistant.retriever`) knows the reader and what staff have confirmed, too.

Importing this module imports llama_index (one to two seconds); nothing in the serving path does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import (
    BaseNode,
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
    VectorStoreQueryResult,
)
from pydantic import PrivateAttr

from assistant.embedding.encoder import Encoder
from assistant.errors import BadInput
from assistant.ingest.authority import level
from assistant.ingest.clauses import split_clauses
from assistant.ingest.furniture import strip_furniture
from assistant.ingest.heading import read_heading
from assistant.ingest.lines import Line, Page, tidy
from assistant.retrieval.llama_filters import fits
from assistant.retrieval.search import Retriever
from assistant.retrieval.store import PolicyStore
from assistant.schema import Clause, Document


def describe(document: Document) -> dict[str, str | int]:
    """Return what nodes say of their document, and what filters may ask of it; empty where it does not say."""
    return {
        "document_id": document.id,
        "title": document.title,
        "doc_number": document.doc_number or "",
        "issuer": document.issuer or "",
        "level": level(document.issuer or ""),
        "issued_on": document.issued_on or "",
        "status": str(document.status),
    }


def to_node(document: Document, clause: Clause) -> TextNode:
    """Return a clause as a node: its words, its place as metadata, its document as source."""
    return TextNode(
        id_=f"{document.id}#{clause.path}",
        text=document.text[clause.start : clause.end].strip(),
        start_char_idx=clause.start,
        end_char_idx=clause.end,
        metadata={**describe(document), "clause": clause.path, "label": clause.label},
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document.id)},
    )


class PolicyEmbedding(BaseEmbedding):
    """The prepared encoder as an embedding model; queries and passages carry their own prefixes."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder, **kwargs: Any) -> None:
        super().__init__(model_name=encoder.name, **kwargs)
        self._encoder = encoder

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(value) for value in self._encoder.encode_queries([query])[0]]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(value) for value in row] for row in self._encoder.encode_passages(texts)]

    def _get_text_embedding(self, text: str) -> list[float]:
        return [float(value) for value in self._encoder.encode_passages([text])[0]]


class PolicyRetriever(BaseRetriever):
    """Our search (dense, lexical, fused, reranked) as a retriever."""

    def __init__(self, retriever: Retriever, top_k: int = 8) -> None:
        super().__init__()
        self._retriever = retriever
        self._top_k = top_k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._retriever.search(query_bundle.query_str, self._top_k)
        return [NodeWithScore(node=to_node(item.document, item.clause), score=item.score) for item in found]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class ClauseNodeParser(NodeParser):
    """Cuts official documents into one node a clause; the spans tile each document's text."""

    def _parse_nodes(
        self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any
    ) -> list[BaseNode]:
        return [made for node in nodes for made in _clause_nodes(node)]

    async def _aparse_nodes(
        self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any
    ) -> list[BaseNode]:
        return await asyncio.to_thread(self._parse_nodes, nodes, show_progress)


def _clause_nodes(node: BaseNode) -> list[TextNode]:
    lines = tuple(Line(text) for text in map(tidy, node.get_content().splitlines()) if text)
    page = strip_furniture(Page(lines))
    if not page.lines:
        return []
    heading = read_heading(page)
    text, clauses = split_clauses(node.node_id, page.lines, heading)
    document = Document(
        id=node.node_id, title=heading.title, text=text, doc_number=heading.doc_number, issuer=heading.issuer
    )
    return [to_node(document, clause) for clause in clauses]


class PolicyVectorStore(BasePydanticVectorStore):
    """A PolicyStore as a vector store: clauses are its nodes, and a deleted document is gone for good."""

    stores_text: bool = True
    is_embedding_query: bool = True
    _store: PolicyStore = PrivateAttr()

    def __init__(self, store: PolicyStore, **kwargs: Any) -> None:
        super().__init__(stores_text=True, **kwargs)
        self._store = store

    @property
    def client(self) -> PolicyStore:
        """The store itself."""
        return self._store

    def add(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[str]:
        """Add whole files: each node names one by `file_path` in its metadata.

        Clauses come from a document, never from loose text, so that citations have something to stand on;
        a node without `file_path` raises BadInput.
        """
        from assistant.ingest.corpus import read_document

        paths = []
        for node in nodes:
            if "file_path" not in node.metadata:
                raise BadInput(
                    f"{node.node_id}: 节点没有 file_path: 请给出文件路径，或用 policy-assistant index"
                )
            paths.append(Path(node.metadata["file_path"]))
        ids = []
        with self._store.update() as update:
            for path in dict.fromkeys(paths):
                document, clauses = read_document(path)
                update.put(document, clauses)
                ids.append(document.id)
        return ids

    def delete(self, ref_doc_id: str, **delete_kwargs: Any) -> None:
        """Remove a document with all its clauses."""
        with self._store.update() as update:
            update.remove(ref_doc_id)

    def delete_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None, **kwargs: Any
    ) -> None:
        """Remove the documents that fit the filters; a single clause cannot be removed from its document."""
        if node_ids or filters is None:
            raise BadInput("条款不能单独删除: 请用 delete(文件编号)，或按文件的属性过滤")
        with self._store.update() as update:
            for document in self._matching(filters):
                update.remove(document)

    def clear(self) -> None:
        """Remove all documents."""
        self.delete_nodes(filters=MetadataFilters(filters=[]))

    def get_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None
    ) -> list[BaseNode]:
        """Return the clauses of these node ids and of the documents that fit the filters."""
        named = {node_id.rpartition("#")[0] for node_id in node_ids or ()}
        found: list[BaseNode] = []
        for document_id in self._matching(filters):
            if node_ids is None or document_id in named:
                document = self._store.document(document_id)
                found += [to_node(document, clause) for clause in self._store.clauses(document_id)]
        return [node for node in found if node_ids is None or node.node_id in node_ids]

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        """Return the clauses nearest to `query.query_embedding`, of the documents that fit its filters.

        Raises BadInput for what this store does not do, rather than passing it over.
        """
        if query.mode != VectorStoreQueryMode.DEFAULT or query.node_ids:
            raise BadInput(f"检索方式 {query.mode} 或 node_ids 不支持: 混合检索请用 PolicyRetriever")
        generation = self._store.current
        vector = np.asarray(query.query_embedding, dtype=np.float32)
        numbers = None
        if query.doc_ids is not None or (query.filters and query.filters.filters):
            within = set(self._matching(query.filters))
            numbers = generation.table.numbers(sorted(within & set(query.doc_ids or within)))
        found = generation.dense.search(vector, 4 * query.similarity_top_k, documents=numbers)
        clauses = generation.table.clauses_of_pieces([piece for piece, _ in found])
        best: dict[int, tuple[float, Clause]] = {}
        for piece, score in found:
            clause_id, clause = clauses[piece]
            best.setdefault(clause_id, (score, clause))
        chosen = list(best.values())[: query.similarity_top_k]
        nodes = [to_node(self._store.document(clause.document_id), clause) for _, clause in chosen]
        return VectorStoreQueryResult(
            nodes=nodes, similarities=[score for score, _ in chosen], ids=[node.node_id for node in nodes]
        )

    def _matching(self, filters: MetadataFilters | None) -> list[str]:
        labels = self._store.current.table.labels
        return [each.id for each in labels if filters is None or fits(filters, describe(each))]

    # What llama-index would run in its event loop runs beside it here.

    async def async_add(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[str]:
        """Add whole files, as `add` does."""
        return await asyncio.to_thread(self.add, nodes, **kwargs)

    async def adelete(self, ref_doc_id: str, **delete_kwargs: Any) -> None:
        """Remove a document with all its clauses."""
        await asyncio.to_thread(self.delete, ref_doc_id)

    async def aquery(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        """Return the clauses nearest to `query.query_embedding`, as `query` does."""
        return await asyncio.to_thread(self.query, query)

    async def adelete_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None, **delete_kwargs: Any
    ) -> None:
        """Remove the documents that fit the filters, as `delete_nodes` does."""
        await asyncio.to_thread(self.delete_nodes, node_ids, filters)

    async def aclear(self) -> None:
        """Remove all documents."""
        await asyncio.to_thread(self.clear)

    async def aget_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None
    ) -> list[BaseNode]:
        """Return the clauses of these node ids and of the documents that fit, as `get_nodes` does."""
        return await asyncio.to_thread(self.get_nodes, node_ids, filters)
