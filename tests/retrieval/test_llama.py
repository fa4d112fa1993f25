"""A llama-index program uses our retriever, store, parser and embedding, with no language model."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from assistant.assistant import PolicyAssistant
from assistant.embedding.encoder import Encoder
from assistant.errors import BadInput
from assistant.retrieval.store import PolicyStore
from tests.conftest import PLAN

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from llama_index.core import Document as LlamaDocument
    from llama_index.core import VectorStoreIndex
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine
    from llama_index.core.response_synthesizers import ResponseMode, get_response_synthesizer
    from llama_index.core.vector_stores.types import MetadataFilter, MetadataFilters

    from assistant.retrieval.llama import (
        ClauseNodeParser,
        PolicyEmbedding,
        PolicyRetriever,
        PolicyVectorStore,
    )

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
QUESTION = "项目管家多久要到现场办公一次？"


def test_a_query_engine_answers_with_our_nodes(assistant: PolicyAssistant):
    synthesizer = get_response_synthesizer(response_mode=ResponseMode.SIMPLE_SUMMARIZE, llm=MockLLM())
    engine = RetrieverQueryEngine(PolicyRetriever(assistant.retriever, top_k=3), synthesizer)
    nodes = engine.query(QUESTION).source_nodes
    assert nodes[0].node.metadata["clause"] == "二/(一)/3"
    assert "项目管家每月至少开展一次现场办公" in nodes[0].node.get_content()
    assert len(nodes) == 3


def test_a_vector_store_index_retrieves_deletes_and_filters(
    assistant: PolicyAssistant, encoder: Encoder, tmp_path: Path
):
    store = PolicyStore(tmp_path / "index", encoder)
    vectors = PolicyVectorStore(store)
    page = LlamaDocument(text="", metadata={"file_path": str(PLAN)})
    assert vectors.add([page]) == [PLAN.stem]
    index = VectorStoreIndex.from_vector_store(vectors, embed_model=PolicyEmbedding(encoder))
    found = index.as_retriever(similarity_top_k=4).retrieve(QUESTION)
    assert "二/(一)/3" in [node.node.metadata["clause"] for node in found]
    only = MetadataFilters(filters=[MetadataFilter(key="document_id", value="another")])
    assert index.as_retriever(filters=only).retrieve(QUESTION) == []
    vectors.delete(PLAN.stem)
    assert index.as_retriever().retrieve(QUESTION) == []


def test_loose_text_is_refused_as_a_source(assistant: PolicyAssistant):
    with pytest.raises(BadInput, match="file_path"):
        PolicyVectorStore(assistant.store).add([LlamaDocument(text="没有文件")])


def test_the_node_parser_makes_one_node_a_clause():
    nodes = ClauseNodeParser().get_nodes_from_documents(
        [LlamaDocument(text=PLAN.read_text(encoding="utf-8"))]
    )
    assert len(nodes) == 37
    assert {n.metadata["doc_number"] for n in nodes} == {"奈政字〔2025〕43号"}
