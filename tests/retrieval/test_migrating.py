"""Moving vectors between files and Milvus and back: the same ids, the same scores, nothing embedded, all or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.doctor import examine
from assistant.errors import BadSettings, IndexNotReached, NoIndex
from assistant.retrieval import vectors_local
from assistant.retrieval.indexing import update_index
from assistant.retrieval.migrating import migrate, stands_in
from assistant.retrieval.opening import vector_home
from assistant.retrieval.store import PolicyStore
from tests.conftest import ROOT
from tests.retrieval.fakes import HashEncoder, document, vector

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
ASKED = [f"b{n}\n条款{n}" for n in range(6)]


@pytest.fixture
def uri(tmp_path: Path) -> str:
    pytest.importorskip("milvus_lite", reason="needs milvus-lite")
    return str(tmp_path / "milvus.db")


@pytest.fixture
def local(tmp_path: Path) -> PolicyStore:
    """An index with vectors in files, vectors in rows, and vectors that went."""
    store = PolicyStore(tmp_path / "index", HashEncoder())
    with store.update() as update:
        for name in "abc":
            update.put(*document(name, [f"条款{n}" for n in range(6)]))
    with store.update() as update:
        update.put(*document("d", ["后来的"]))
        update.remove("a")
    return store


def answers(store: PolicyStore) -> list[list[tuple[int, float]]]:
    return [store.current.dense.search(vector(text), 20) for text in ASKED]


def same(one: list[list[tuple[int, float]]], other: list[list[tuple[int, float]]]) -> bool:
    return all(
        [i for i, _ in a] == [i for i, _ in b]
        and [s for _, s in a] == pytest.approx([s for _, s in b], abs=1e-5)
        for a, b in zip(one, other, strict=True)
    )


def test_there_and_back_the_answers_are_the_same(local: PolicyStore, uri: str):
    before, ids, embedded = answers(local), local.current.dense.ids, local.encoder.encoded
    there = PolicyStore(local.folder, local.encoder, vector_home("milvus", uri, 1000))
    assert migrate(local, there.home)["vectors"] == 13
    assert stands_in(local.folder) == "milvus"
    assert same(answers(there), before)
    assert there.current.dense.ids == ids
    assert not list(there.current.folder.glob("dense-*"))
    with pytest.raises(BadSettings, match="migrate --to faiss"):
        answers(PolicyStore(local.folder, local.encoder))
    migrate(there, local.home)
    assert stands_in(local.folder) == "faiss"
    back = PolicyStore(local.folder, local.encoder)
    assert same(answers(back), before)
    assert back.current.dense.ids == ids
    with pytest.raises(BadSettings, match="migrate --to milvus"):
        answers(PolicyStore(local.folder, local.encoder, there.home))
    assert there.home._client.list_collections() == []
    assert local.encoder.encoded == embedded


def test_an_index_that_moved_takes_changes_in_either_place(local: PolicyStore, uri: str):
    there = PolicyStore(local.folder, local.encoder, vector_home("milvus", uri, 1000))
    migrate(local, there.home)
    last = max(there.current.dense.ids)
    with there.update() as update:
        update.put(*document("b", ["条款1", "全新的"]))
    assert sum(i > last for i in there.current.dense.ids) == 2
    migrate(there, local.home)
    back = PolicyStore(local.folder, local.encoder)
    with back.update() as update:
        update.remove("b")
    assert [d.id for d in back.documents()] == ["c", "d"]
    assert back.current.dense.ids == back.current.table.piece_ids()


def test_a_server_that_fails_leaves_the_index_as_it_was(
    local: PolicyStore, uri: str, monkeypatch: pytest.MonkeyPatch
):
    before, generation = answers(local), local.current.manifest.generation
    there = vector_home("milvus", uri, 1000)
    monkeypatch.setattr(there._client, "insert", refuse)
    with pytest.raises(IndexNotReached, match="没有回应"):
        migrate(local, there)
    again = PolicyStore(local.folder, local.encoder)
    assert same(answers(again), before)
    assert again.current.manifest.generation == generation
    monkeypatch.undo()
    migrate(again, there)
    assert same(answers(PolicyStore(local.folder, local.encoder, there)), before)


def refuse(*arguments: object) -> None:
    raise ConnectionError("没有回应")


def test_an_empty_index_moves_too(tmp_path: Path, uri: str):
    store = PolicyStore(tmp_path / "index", HashEncoder())
    with store.update():
        pass
    there = PolicyStore(store.folder, store.encoder, vector_home("milvus", uri, 1000))
    assert migrate(store, there.home)["vectors"] == 0
    assert there.current.dense.ids == []
    migrate(there, vectors_local.LocalVectors())
    assert PolicyStore(store.folder, store.encoder).current.dense.ids == []


def test_no_index_says_so(tmp_path: Path):
    with pytest.raises(NoIndex):
        stands_in(tmp_path)


def test_the_commands_move_the_index_and_doctor_is_content(
    settings, encoder, tmp_path: Path, uri: str, capsys: pytest.CaptureFixture[str]
):
    from dataclasses import replace

    from assistant.assistant import PolicyAssistant

    here = replace(settings, index=str(tmp_path / "index"))
    update_index(PolicyStore(Path(here.index), encoder), ROOT / "corpus")
    found = PolicyAssistant.open(here).search("项目管家", 5)
    config = tmp_path / "settings.toml"
    config.write_text(f'model_cache = "{settings.model_cache}"\n', encoding="utf-8")
    common = ["--index", here.index, "--config", str(config)]
    assert main(["migrate", "--to", "milvus", *common]) == 1
    assert "需要 uri" in capsys.readouterr().err
    assert main(["migrate", "--to", "milvus", "--uri", uri, *common]) == 0
    assert f'store = "milvus" 和 uri = "{uri}"' in capsys.readouterr().out
    there = replace(here, store="milvus", uri=uri)
    assert [finding["sound"] for finding in examine(there)] == [True] * 9
    moved = PolicyAssistant.open(there).search("项目管家", 5)
    assert [e.clause for e in moved] == [e.clause for e in found]
    assert [e.score for e in moved] == pytest.approx([e.score for e in found], abs=1e-5)
    assert main(["migrate", "--to", "faiss", "--uri", uri, "--json", *common]) == 0
    assert json.loads(capsys.readouterr().out)["from"] == "milvus"
    assert [finding["sound"] for finding in examine(here)] == [True] * 9
    assert main(["migrate", "--to", "faiss", *common]) == 0
    assert "没有改动" in capsys.readouterr().out


def test_a_reader_that_was_left_behind_is_told_so(local: PolicyStore, uri: str):
    there = PolicyStore(local.folder, local.encoder, vector_home("milvus", uri, 1000))
    migrate(local, there.home)
    behind = there.current
    pieces = behind.table.piece_ids(["b"])
    with PolicyStore(local.folder, local.encoder, there.home).update() as update:
        update.remove("b")
    with pytest.raises(IndexNotReached, match="索引刚刚更新过"):
        behind.dense.vectors(pieces)
    assert there.current.table.piece_ids(["b"]) == []
