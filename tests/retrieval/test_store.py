"""Opening, changing and damaging an index: a named error each, never a wrong answer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import PolicyAssistant
from assistant.errors import DamagedIndex, IndexLocked, NoIndex, StaleIndex, UnknownDocument
from assistant.retrieval import clause_table, generations
from assistant.retrieval.store import PolicyStore
from tests.retrieval.fakes import HashEncoder, document


@pytest.fixture
def store(tmp_path: Path) -> PolicyStore:
    made = PolicyStore(tmp_path / "index", HashEncoder())
    with made.update() as update:
        update.put(*document("a", ["甲", "乙"]))
        update.put(*document("b", ["甲", "丙"]))
    return made


def test_replacing_one_document_embeds_only_what_is_new(store: PolicyStore):
    encoder = store.encoder
    before = encoder.encoded
    with store.update() as update:
        update.put(*document("a", ["甲", "新的一条"]))
    assert encoder.encoded - before == 2  # one piece and its one sentence


def test_an_index_of_another_model_is_refused_with_the_remedy(store: PolicyStore):
    with pytest.raises(StaleIndex, match="--rebuild"):
        PolicyStore(store.folder, HashEncoder("f2")).current  # noqa: B018


def test_no_index_says_what_to_run(tmp_path: Path):
    with pytest.raises(NoIndex, match="policy-assistant index"):
        PolicyStore(tmp_path / "none", HashEncoder()).current  # noqa: B018


@pytest.mark.parametrize("name", [generations.CLAUSES, generations.MANIFEST])
@pytest.mark.parametrize("damage", ["missing", "truncated", "foreign"])
def test_a_damaged_file_is_named_and_never_answers(store: PolicyStore, name: str, damage: str):
    path = store.current.folder / name
    if damage == "missing":
        path.unlink()
    elif damage == "truncated":
        path.write_bytes(path.read_bytes()[:-7])
    else:
        path.write_bytes(b"foreign" + bytes(path.stat().st_size - 7))
    with pytest.raises(DamagedIndex, match=r"--rebuild"):
        PolicyStore(store.folder, HashEncoder()).current  # noqa: B018


def test_a_newer_format_is_refused(store: PolicyStore):
    path = store.current.folder / generations.MANIFEST
    values = json.loads(path.read_text(encoding="utf-8")) | {"format": 999}
    path.write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(StaleIndex, match="999"):
        PolicyStore(store.folder, HashEncoder()).current  # noqa: B018


def test_one_writer_at_a_time_and_readers_never_wait(store: PolicyStore):
    other = PolicyStore(store.folder, HashEncoder())
    with store.update() as update:
        update.remove("a")
        with pytest.raises(IndexLocked), other.update():
            pass
        assert [d.id for d in other.documents()] == ["a", "b"]
    assert [d.id for d in other.documents()] == ["b"]


def test_an_open_reader_keeps_its_generation_until_it_looks_again(store: PolicyStore):
    old = store.current
    for name in "cde":
        with store.update() as update:
            update.put(*document(name, [name]))
    assert [d.id for d in old.table.documents()] == ["a", "b"]
    assert [d.id for d in store.documents()] == ["a", "b", "c", "d", "e"]
    assert len(list(store.folder.glob("gen-*"))) == 1


def test_an_unknown_document_is_named(store: PolicyStore):
    with pytest.raises(UnknownDocument, match="没有这个"):
        store.document("没有这个")


def test_an_unchanged_sentence_of_a_replaced_document_keeps_its_vector(store: PolicyStore):
    before = store.encoder.encoded
    with store.update() as update:
        update.put(*document("b", ["甲", "丙", "又一条"]))
    assert store.encoder.encoded - before == 2


def test_numbers_with_a_point_are_found_whole(store: PolicyStore):
    with store.update() as update:
        update.put(*document("c", ["不超过 0.5 个工作日", "不超过 5 个工作日，0 元", "0.5 天，0.5 元"]))
    table = store.current.table
    assert table.frequency("0.5") == 2
    assert [table.words_of_pieces([i])[i][-11:].strip() for i, _ in table.search(["0.5"], 9)][
        0
    ] == "0.5 天，0.5 元"
    assert len(table.search(["0.5"], 9)) == 2
    assert all(table.holds(i, ["0.5"]) for i, _ in table.search(["0.5"], 9))


def test_in_a_large_library_a_search_leaves_out_the_commonest_words_first(
    store: PolicyStore, monkeypatch: pytest.MonkeyPatch
):
    with store.update() as update:
        update.put(*document("c", [f"检查 {n}" for n in range(20)] + ["检查 罕见"]))
    table = store.current.table
    assert len(table.search(["检查", "罕见"], 100)) == 21
    monkeypatch.setattr(clause_table, "MOST_ROWS", 5)
    assert len(table.search(["检查", "罕见"], 100)) == 1
    assert len(table.search(["检查"], 100)) == 21


def test_a_clause_that_is_gone_has_no_sentences_and_takes_no_other_s_place(assistant: PolicyAssistant):
    table = assistant.store.current.table
    first, second, *_ = (clause for clause in table.clauses(table.labels[0].id) if clause.text)
    gone = replace(second, path="不在")
    ids = table.clause_ids([gone, first])
    assert ids[0] == 0 < ids[1]
    (nothing, vectors), (spans, _) = table.sentences(ids)
    assert (nothing, len(vectors)) == ([], 0)
    assert spans[0].start == first.text_start
