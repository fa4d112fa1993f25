"""One contract, three homes of vectors: files searched exactly, files searched by cells, and Milvus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IndexLocked, ModelError, PolicyError
from assistant.retrieval.generation import VectorHome
from assistant.retrieval.opening import vector_home
from assistant.retrieval.store import PolicyStore
from tests.retrieval.fakes import HashEncoder, document, vector

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
HOMES = ("faiss, exact", "faiss, cells", "milvus")
FILES = {f"文件{n}": [f"第{n}号第{m}条" for m in range(12)] for n in range(5)}
Open = Callable[[], PolicyStore]


@pytest.fixture(params=HOMES)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Open the index as another process would: with nothing but its folder and its settings."""
    made: dict[str, VectorHome] = {}

    def home() -> VectorHome:
        if request.param != "milvus":
            return vector_home("faiss", "", 1000 if "exact" in request.param else 40)
        pytest.importorskip("milvus_lite", reason="needs milvus-lite")
        if not made:  # Milvus Lite is one server in this process
            made["milvus"] = vector_home("milvus", str(tmp_path / "milvus.db"), 1000)
        return made["milvus"]

    store = PolicyStore(tmp_path / "index", HashEncoder(), home())
    with store.update() as update:
        for name, lines in FILES.items():
            update.put(*document(name, lines))
    return lambda: PolicyStore(tmp_path / "index", HashEncoder(), home())


def exactly(store: PolicyStore, files: dict[str, list[str]]) -> None:
    """Compare everything with exact search over a dictionary."""
    generation = store.current
    ids = generation.table.piece_ids()
    words = generation.table.words_of_pieces(ids)
    assert ids == generation.dense.ids == generation.table.lexicon_ids()
    assert len(generation.dense) == len(ids)
    expected = {f"{name}\n{line}" for name, lines in files.items() for line in lines}
    assert set(words.values()) == expected
    if ids:
        assert np.allclose(generation.dense.vectors(ids), [vector(words[i]) for i in ids], atol=1e-6)
    for text in [*sorted(expected)[::7], "不在其中"]:
        exact = sorted(((float(vector(words[i]) @ vector(text)), -i) for i in ids), reverse=True)[:10]
        found = generation.dense.search(vector(text), 10)
        assert [i for i, _ in found] == [-i for _, i in exact]
        assert [s for _, s in found] == pytest.approx([s for s, _ in exact], abs=1e-5)


def test_what_is_put_is_found(opened: Open):
    exactly(opened(), FILES)


def test_replace_delete_and_restart(opened: Open):
    store, files = opened(), dict(FILES)
    first = store.current.dense.ids
    with store.update() as update:
        files["文件1"] = ["换过的一条", *FILES["文件1"][:3]]
        update.put(*document("文件1", files["文件1"]))
        update.remove("文件2")
        del files["文件2"]
        files["文件9"] = ["新来的一条"]
        update.put(*document("文件9", files["文件9"]))
    exactly(store, files)
    exactly(opened(), files)
    fresh = set(store.current.dense.ids) - set(first)
    assert len(fresh) == 5
    assert min(fresh) > max(first)


def test_an_id_is_never_used_again(opened: Open):
    used: set[int] = set()
    for _ in range(3):
        store = opened()
        with store.update() as update:
            update.remove("文件4")
        with store.update() as update:
            update.put(*document("文件4", FILES["文件4"]))
        ids = set(store.current.table.piece_ids(["文件4"]))
        assert not ids & used
        assert min(ids) > max(used, default=0)
        used |= ids
    exactly(opened(), FILES)


def test_a_rebuild_holds_what_it_was_given(opened: Open):
    store = opened()
    highest = max(store.current.dense.ids)
    with store.update(rebuild=True) as update:
        update.put(*document("文件0", FILES["文件0"]))
    exactly(opened(), {"文件0": FILES["文件0"]})
    assert min(store.current.dense.ids) > highest


def test_an_emptied_index_finds_nothing_and_fills_again(opened: Open):
    store = opened()
    with store.update() as update:
        for name in FILES:
            update.remove(name)
    assert store.current.dense.search(vector("任何"), 5) == []
    exactly(opened(), {})
    with store.update() as update:
        update.put(*document("文件0", FILES["文件0"]))
    exactly(opened(), {"文件0": FILES["文件0"]})


def test_filters_allow_only_what_they_name(opened: Open):
    generation = opened().current
    ids = generation.dense.ids
    words = generation.table.words_of_pieces(ids)
    for allowed in (ids[:3], ids[::2], ids[5:50], []):
        exact = sorted(((float(vector(words[i]) @ vector("问")), -i) for i in allowed), reverse=True)[:8]
        assert [i for i, _ in generation.dense.search(vector("问"), 8, allowed)] == [-i for _, i in exact]
    numbers = generation.table.numbers(["文件3", "文件4"])
    found = generation.dense.search(vector("问"), 100, documents=numbers)
    assert {i for i, _ in found} == set(generation.table.piece_ids(["文件3", "文件4"]))


def test_a_reader_keeps_its_generation_until_it_looks_again(opened: Open):
    """Milvus deletes the rows that went, as its own reader sees; what came later it never sees."""
    reader, writer = opened(), opened()
    old = reader.current
    with writer.update() as update:
        update.put(*document("文件8", ["后来的一条"]))
    assert old.dense.ids == old.table.piece_ids()
    assert [i for i, _ in old.dense.search(vector("文件8\n后来的一条"), 100)] != []
    assert max(i for i, _ in old.dense.search(vector("文件8\n后来的一条"), 100)) == max(old.dense.ids)
    exactly(reader, FILES | {"文件8": ["后来的一条"]})


def test_a_change_that_fails_leaves_nothing(opened: Open):
    store = opened()
    with pytest.raises(ZeroDivisionError), store.update() as update:  # noqa: PT012
        update.remove("文件0")
        update.put(*document("文件7", ["半途而废"]))
        raise ZeroDivisionError
    exactly(store, FILES)
    exactly(opened(), FILES)


def test_two_readers_and_one_writer(opened: Open):
    one, two, writer = opened(), opened(), opened()
    with writer.update() as update:
        update.remove("文件0")
        with pytest.raises(IndexLocked), one.update():
            pass
        exactly(one, FILES)
        exactly(two, FILES)
    left = {name: lines for name, lines in FILES.items() if name != "文件0"}
    exactly(one, left)
    exactly(two, left)


class BadEncoder(HashEncoder):
    """Gives vectors that are wrong as it is told."""

    def __init__(self, wrong: str) -> None:
        super().__init__()
        self.wrong = wrong

    def encode_passages(self, texts: list[str]) -> np.ndarray:  # type: ignore[override]
        made = super().encode_passages(texts)
        if self.wrong == "size":
            return made[:, :-1]
        if self.wrong == "count":
            return made[:-1]
        made[0, 0] = {"nan": np.nan, "infinite": np.inf}[self.wrong]
        return made


@pytest.mark.parametrize("wrong", ["size", "count", "nan", "infinite"])
def test_bad_vectors_are_refused_and_change_nothing(opened: Open, wrong: str):
    store = opened()
    store.encoder = BadEncoder(wrong)
    with pytest.raises(ModelError, match="向量形状"), store.update() as update:
        update.put(*document("文件6", ["坏的一条"]))
    exactly(opened(), FILES)
    query = np.full(16, np.nan, dtype=np.float32) if wrong != "size" else np.ones(15, dtype=np.float32)
    with pytest.raises(PolicyError):
        opened().current.dense.search(query, 3)


def test_an_unknown_id_has_no_vector(opened: Open):
    generation = opened().current
    assert max(generation.dense.ids) + 1 not in generation.dense
    with pytest.raises(KeyError):
        generation.dense.vectors([max(generation.dense.ids) + 1])
