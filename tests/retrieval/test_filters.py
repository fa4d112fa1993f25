"""Filters at search time: each kind, and recall under them when vectors are searched by cells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.retrieval import dense
from assistant.retrieval.dense import DenseIndex
from assistant.retrieval.filters import Filters
from assistant.retrieval.search import Retriever
from assistant.retrieval.store import PolicyStore
from assistant.retrieval.vector_files import read_vectors, write_vectors
from assistant.schema import Validity
from tests.retrieval.fakes import HashEncoder, document

DAY = date(2025, 6, 1)
FACTS = {
    "国": {"issuer": "国务院办公厅", "issued_on": "2020-01-01", "status": Validity.IN_FORCE},
    "旧": {"issuer": "通辽市人民政府", "issued_on": "2015-03-02", "status": Validity.REPEALED},
    "市": {"issuer": "通辽市人民政府", "issued_on": "2024-05-01", "expires_on": "2024-12-31"},
    "旗": {"issuer": "奈曼旗人民政府", "issued_on": "2025-05-06", "effective_on": "2025-07-01"},
    "无": {},
}


@pytest.fixture
def store(tmp_path: Path) -> PolicyStore:
    made = PolicyStore(tmp_path / "index", HashEncoder())
    with made.update() as update:
        for name, facts in FACTS.items():
            paper, clauses = document(name, ["每月检查一次", f"{name}的规定"])
            update.put(replace(paper, **facts), clauses)
    return made


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(), "国旧市旗无"),
        (Filters(documents=("市", "无")), "市无"),
        (Filters(issuer="通辽市"), "旧市"),
        (Filters(level=1), "国"),
        (Filters(level=5), "旗"),
        (Filters(since=date(2020, 1, 1)), "国市旗"),
        (Filters(since=date(2020, 1, 1), until=date(2024, 12, 31)), "国市"),
        (Filters(validity=(Validity.REPEALED,)), "旧"),
        (Filters(validity=(Validity.EXPIRED,), day=DAY), "市"),
        (Filters(validity=(Validity.IN_FORCE, Validity.NOT_YET), day=DAY), "国旗"),
        (Filters(issuer="通辽市", since=date(2020, 1, 1)), "市"),
        (Filters(issuer="不存在"), ""),
    ],
)
def test_a_search_finds_only_and_all_documents_that_fit(store: PolicyStore, filters: Filters, names: str):
    within = store.matching(filters)
    assert sorted(within) == sorted(names)
    found = Retriever(store).candidates(Retriever(store).query("每月检查一次"), within)
    assert {candidate.document.id for candidate in found} == set(names)


def test_words_are_sought_among_the_documents_that_fit_not_filtered_afterwards(tmp_path: Path):
    store = PolicyStore(tmp_path / "index", HashEncoder())
    with store.update() as update:
        update.put(*document("众", [f"饮水安全饮水安全{n}" for n in range(150)]))
        update.put(*document("孤", ["其他的许多话里也有一处说到饮水安全，此外再说些别的事情", "不相干"]))
    retriever = Retriever(store, dense_weight=0.0)
    found = retriever.candidates(retriever.query("饮水安全"), ["孤"])
    assert [candidate.clause.path for candidate in found] == ["1"]


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> tuple[DenseIndex, np.ndarray]:
    """8,000 vectors around 400 middles, searched by cells; ten a document."""
    chance = np.random.default_rng(5)
    middles = chance.normal(size=(400, 32))
    rows = (np.repeat(middles, 20, axis=0) + 0.6 * chance.normal(size=(8000, 32))).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    ids = np.arange(1, 8001, dtype=np.int64)
    folder = tmp_path_factory.mktemp("cells")
    files = write_vectors(folder / "dense-000001", ids, chance.permutation(ids) // 10, rows, flat_until=1000)
    file = read_vectors(folder, files, 32)
    assert file.cells.nlist == 357
    none = np.empty(0, dtype=np.int64)
    return DenseIndex(file, none, none, rows[:0], none, files), rows


@pytest.mark.parametrize("share", [1.0, 0.5, 0.3, 0.1, 0.02, 0.002])
@pytest.mark.parametrize("gathered", [0, 20_000])
def test_a_filter_does_not_break_recall_under_cells(
    cells: tuple[DenseIndex, np.ndarray], share: float, gathered: int, monkeypatch: pytest.MonkeyPatch
):
    index, rows = cells
    monkeypatch.setattr(dense, "GATHERED", gathered)
    monkeypatch.setattr(dense, "PROBES", 40)
    allowed = np.arange(int(801 * share) + 1)
    inside = np.isin(index.file.documents, allowed)
    queries = rows[::160] + 0.1 * np.random.default_rng(6).normal(size=(50, 32)).astype(np.float32)
    recalls = []
    for query in queries:
        exact = np.where(inside, rows @ query, -np.inf)
        best = set((np.argsort(-exact)[: min(10, inside.sum())] + 1).tolist())
        found = {i for i, _ in index.search(query, 10, documents=allowed.tolist())}
        assert all(inside[i - 1] for i in found)
        recalls.append(len(found & best) / len(best))
    narrow = inside.sum() < len(rows) // 4 and gathered > 0
    assert np.mean(recalls) == 1.0 if narrow else np.mean(recalls) >= 0.97
