"""Indexing a folder: copies, versions, bad files, and the same outcome step by step as at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.retrieval.indexing import update_index
from assistant.retrieval.store import PolicyStore
from assistant.schema import Document, Validity
from tests.retrieval.fakes import HashEncoder

BODY = "\n".join(
    f"第{n}条 供水单位应当按照第{n}号标准每月检测水质并向社会公示结果。" for n in "一二三四五六七八"
)
OLD = f"某县饮水办法\n某政发〔2015〕7号\n{BODY}\n某县人民政府\n2015年3月2日\n"
NEW = (
    f"某县供水规定\n某政发〔2024〕9号\n{BODY.replace('每月', '每周')}\n"
    "第九条 本规定自2024年5月1日起施行，《某县饮水办法》（某政发〔2015〕7号）同时废止。\n某县人民政府\n2024年3月1日\n"
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def store(tmp_path: Path) -> PolicyStore:
    return PolicyStore(tmp_path / "index", HashEncoder())


def write(corpus: Path, **texts: str) -> None:
    for name, text in texts.items():
        (corpus / f"{name}.txt").write_text(text, encoding="utf-8")


def counts(done: dict[str, Any]) -> tuple[int, int, int, int]:
    return done["added"], done["updated"], done["removed"], done["unchanged"]


def held(store: PolicyStore) -> list[Document]:
    return sorted(store.documents(), key=lambda document: document.id)


def test_a_copy_is_kept_once_and_named_with_its_source(corpus: Path, store: PolicyStore):
    write(corpus, one=OLD, two="网站首页\n" + OLD)
    done = update_index(store, corpus)
    assert counts(done) == (2, 0, 0, 0)
    assert done["documents"] == 1
    [document] = store.documents()
    assert done["copies"] == [{"source": "two.txt", "same_as": "one"}]
    assert document.sources == ("one.txt", "two.txt")
    assert counts(update_index(store, corpus)) == (0, 0, 0, 2)


def test_when_the_kept_one_goes_its_copy_takes_its_place(corpus: Path, store: PolicyStore):
    write(corpus, one=OLD, two="网站首页\n" + OLD)
    update_index(store, corpus)
    (corpus / "one.txt").unlink()
    done = update_index(store, corpus)
    assert counts(done) == (0, 1, 1, 0)
    assert [(d.id, d.copies) for d in store.documents()] == [("two", ())]


def test_a_document_keeps_its_id_when_a_copy_comes_and_is_found_by_the_copys(
    corpus: Path, store: PolicyStore
):
    write(corpus, two=OLD)
    update_index(store, corpus)
    write(corpus, one=OLD)
    update_index(store, corpus)
    assert [(d.id, [copy.id for copy in d.copies]) for d in store.documents()] == [("two", ["one"])]
    assert store.document("one").id == "two"
    write(corpus, two=OLD + "附注")  # read again, and still the same paper
    update_index(store, corpus)
    assert [d.id for d in store.documents()] == ["two"]


def test_a_repealed_document_stays_citable_and_says_so(corpus: Path, store: PolicyStore):
    write(corpus, old=OLD)
    update_index(store, corpus)
    write(corpus, new=NEW)
    done = update_index(store, corpus)
    assert counts(done) == (1, 0, 0, 1)
    old = store.document("old")
    assert (old.status, old.replaced_by, old.ended_on) == (Validity.REPEALED, "new", "2024-05-01")
    assert len(store.clauses("old")) == len(store.clauses("new")) - 1
    (corpus / "new.txt").unlink()
    update_index(store, corpus)
    assert store.document("old").status is Validity.UNKNOWN


def test_step_by_step_gives_what_all_at_once_gives(corpus: Path, store: PolicyStore, tmp_path: Path):
    for name, text in {"b": OLD, "c": NEW, "a": "网站首页\n" + OLD, "d": "通知\n一、做事。\n"}.items():
        write(corpus, **{name: text})
        update_index(store, corpus)
    write(corpus, d="通知\n一、做完事。\n")
    (corpus / "b.txt").unlink()
    update_index(store, corpus)
    at_once = PolicyStore(tmp_path / "other", HashEncoder())
    update_index(at_once, corpus)
    assert held(store) == held(at_once)
    for document in held(store):
        assert store.clauses(document.id) == at_once.clauses(document.id)


def test_bad_files_are_listed_with_their_reasons_and_keep_what_was_stored(
    corpus: Path, store: PolicyStore, tmp_path: Path
):
    write(corpus, good="通知\n一、做事。\n", broken="公告\n一、收费。\n")
    update_index(store, corpus)
    (corpus / "broken.txt").write_bytes(b"")
    (corpus / "table.csv").write_text("a,b", encoding="utf-8")
    (tmp_path / "outside.txt").write_text("外面的文件", encoding="utf-8")
    (corpus / "link.txt").symlink_to(tmp_path / "outside.txt")
    done = update_index(store, corpus)
    assert {each["source"]: each["error"].split("：")[0].split(":")[0] for each in done["failed"]} == {
        "broken.txt": "broken.txt",
        "table.csv": "不支持的格式 .csv",
        "link.txt": "链接指向资料文件夹之外，没有读取",
    }
    assert [document.id for document in held(store)] == ["broken", "good"]


def test_progress_is_told_to_the_last_file(corpus: Path, store: PolicyStore):
    write(corpus, a="通知\n一、做事。\n", b="公告\n一、收费。\n")
    said: list[tuple[str, int, int]] = []
    update_index(store, corpus, report=lambda *each: said.append(each))
    assert [each for each in said if each[0] == "读取文件"] == [("读取文件", 1, 2), ("读取文件", 2, 2)]
