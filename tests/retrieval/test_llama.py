"""A llama-index program uses our retriever, store, parser and embedding, with no language model."""

from __future__ import annotations

import asyncio
import re
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import PolicyAssistant
from assistant.embedding.encoder import Encoder
from assistant.errors import BadInput
from assistant.retrieval.store import PolicyStore
from tests.conftest import PLAN, ROOT
from tests.retrieval.fakes import HashEncoder, document, vector

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from llama_index.core import Document as LlamaDocument
    from llama_index.core import VectorStoreIndex
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine
    from llama_index.core.response_synthesizers import ResponseMode, get_response_synthesizer
    from llama_index.core.vector_stores.types import (
        FilterCondition,
        FilterOperator,
        MetadataFilter,
        MetadataFilters,
        VectorStoreQuery,
        VectorStoreQueryMode,
    )

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


FACTS = {
    "甲": {"issuer": "国务院", "issued_on": "2020-01-01"},
    "乙": {"issuer": "通辽市人民政府", "issued_on": "2024-05-01"},
    "丙": {},
}


@pytest.fixture
def papers(tmp_path: Path) -> PolicyVectorStore:
    store = PolicyStore(tmp_path / "index", HashEncoder())
    with store.update() as update:
        for name, facts in FACTS.items():
            paper, clauses = document(name, ["第一条", "第二条"])
            update.put(replace(paper, **facts), clauses)
    return PolicyVectorStore(store)


def ask(filters: MetadataFilters | None = None, **more: object) -> VectorStoreQuery:
    return VectorStoreQuery(
        query_embedding=vector("问").tolist(), similarity_top_k=10, filters=filters, **more
    )


def one(key: str, value: object, operator: FilterOperator = FilterOperator.EQ) -> MetadataFilters:
    return MetadataFilters(filters=[MetadataFilter(key=key, value=value, operator=operator)])


IN, GTE, LT, NE, TEXT = (
    FilterOperator.IN,
    FilterOperator.GTE,
    FilterOperator.LT,
    FilterOperator.NE,
    FilterOperator.TEXT_MATCH,
)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (None, "甲乙丙"),
        (MetadataFilters(filters=[]), "甲乙丙"),
        (one("document_id", "乙"), "乙"),
        (one("document_id", ["乙", "丙"], IN), "乙丙"),
        (one("document_id", "没有"), ""),
        (one("issuer", "通辽市", TEXT), "乙"),
        (one("level", 1), "甲"),
        (one("issued_on", "2021-01-01", GTE), "乙"),
        (one("issued_on", "2030-01-01", LT), "甲乙"),
        (one("status", "unknown", NE), ""),
        (
            MetadataFilters(
                filters=[one("level", 1), one("document_id", "丙")], condition=FilterCondition.OR
            ),
            "甲丙",
        ),
        (MetadataFilters(filters=[one("level", 1)], condition=FilterCondition.NOT), "乙丙"),
    ],
)
def test_metadata_filters_let_through_only_what_fits(
    papers: PolicyVectorStore, filters: MetadataFilters | None, names: str
):
    found = papers.query(ask(filters))
    assert {node.metadata["document_id"] for node in found.nodes or []} == set(names)
    assert {node.metadata["document_id"] for node in papers.get_nodes(filters=filters)} == set(names)


@pytest.mark.parametrize(
    "query",
    [
        ask(one("clause", "1")),
        ask(one("level", "高", FilterOperator.GT)),
        ask(one("title", "甲", FilterOperator.ANY)),
        ask(mode=VectorStoreQueryMode.HYBRID),
        ask(node_ids=["甲#1"]),
    ],
)
def test_what_the_store_does_not_do_is_refused(papers: PolicyVectorStore, query: VectorStoreQuery):
    with pytest.raises(BadInput, match="支持|类型不符"):
        papers.query(query)


def test_nodes_are_got_by_id_and_documents_deleted_by_filter(papers: PolicyVectorStore):
    assert [node.node_id for node in papers.get_nodes(["甲#2", "丙#1"])] == ["丙#1", "甲#2"]
    assert {node.metadata["document_id"] for node in papers.query(ask(doc_ids=["丙"])).nodes or []} == {"丙"}
    with pytest.raises(BadInput, match="不能单独删除"):
        papers.delete_nodes(["甲#1"])
    papers.delete_nodes(filters=one("level", 1))
    assert [each.id for each in papers.client.documents()] == ["丙", "乙"]
    papers.clear()
    assert papers.query(ask()).nodes == []


def test_the_async_side_gives_the_same(papers: PolicyVectorStore, assistant: PolicyAssistant):
    async def run() -> None:
        assert (await papers.aquery(ask())).ids == papers.query(ask()).ids
        assert await papers.async_add([LlamaDocument(text="", metadata={"file_path": str(PLAN)})]) == [
            PLAN.stem
        ]
        assert await papers.aget_nodes() == papers.get_nodes()
        parsed = await ClauseNodeParser().aget_nodes_from_documents(
            [LlamaDocument(text="甲旗通知\n\n一、每月报送一次。")]
        )
        assert [node.text for node in parsed][-1] == "一、每月报送一次。"
        await papers.adelete_nodes(
            filters=MetadataFilters(filters=[MetadataFilter(key="document_id", value=PLAN.stem)])
        )
        await papers.adelete("甲")
        assert {node.metadata["document_id"] for node in (await papers.aquery(ask())).nodes} == {"乙", "丙"}
        await papers.aclear()
        assert papers.get_nodes() == []
        retriever = PolicyRetriever(assistant.retriever, top_k=3)
        assert [n.node_id for n in await retriever.aretrieve(QUESTION)] == (
            [n.node_id for n in retriever.retrieve(QUESTION)]
        )
        embedding = PolicyEmbedding(HashEncoder())
        assert await embedding.aget_query_embedding("问") == embedding.get_query_embedding("问")
        assert await embedding.aget_text_embedding_batch(["甲", "乙"]) == (
            embedding.get_text_embedding_batch(["甲", "乙"])
        )

    # In a thread of its own: a browser that another test holds open keeps a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, run()).result()


def test_the_example_of_the_page_runs_as_it_stands(
    settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    page = (ROOT / "docs/llama-index.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len([line for line in example.splitlines() if line and "import" not in line]) <= 10
    for name in ("index", "model_cache"):
        monkeypatch.setenv(f"POLICY_ASSISTANT_{name.upper()}", getattr(settings, name))
    exec(compile(example, "docs/llama-index.md", "exec"), {})
    assert "二、（一）3" in capsys.readouterr().out.splitlines()[0]
