"""Adding, replacing and deleting documents over HTTP: folder and index together, or neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.retrieval.generations import writer_lock
from assistant.retrieval.indexing import update_index
from assistant.retrieval.store import PolicyStore
from tests.retrieval.test_store import HashEncoder

BODY = "\n".join(
    f"第{n}条 供水单位应当按照第{n}号标准每月检测水质并向社会公示结果。" for n in "一二三四五六七八"
)
OLD = f"某县饮水办法\n某政发〔2015〕7号\n{BODY}\n某县人民政府\n2015年3月2日\n"
NEW = (
    f"某县供水规定\n某政发〔2024〕9号\n{BODY.replace('每月', '每周')}\n"
    "第九条 本规定自2024年5月1日起施行，《某县饮水办法》（某政发〔2015〕7号）同时废止。\n某县人民政府\n2024年3月1日\n"
)
TOKEN = {"Authorization": "Bearer secret"}
CATALOGUE = '# 说明\n[[document]]\nfile = "old.txt"\nissuer = "某县政府"\n\n[[document]]\nfile = "stay.txt"\n'


@dataclass(frozen=True, slots=True)
class Library:
    """A served library and where its files are."""

    api: httpx.Client
    folder: Path
    store: PolicyStore

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())

    def ids(self) -> list[str]:
        return sorted(each["id"] for each in self.api.get("documents").json()["documents"])


@pytest.fixture
def library(tmp_path: Path, serve: Any, client: Callable[[str], httpx.Client]) -> Library:
    corpus = tmp_path / "corpus"
    (corpus / "documents").mkdir(parents=True)
    (corpus / "documents/old.txt").write_text(OLD, encoding="utf-8")
    (corpus / "documents/stay.txt").write_text("通知\n一、做事。\n", encoding="utf-8")
    (corpus / "catalogue.toml").write_text(CATALOGUE, encoding="utf-8")
    store = PolicyStore(tmp_path / "index", HashEncoder())
    update_index(store, corpus)
    settings = Settings(corpus=str(corpus), index=str(tmp_path / "index"), confirmed="", staff_token="secret")
    api = client(serve(PolicyAssistant(store, settings)))
    api.base_url = httpx.URL(f"{api.base_url}/api/v1/")
    api.headers.update(TOKEN)
    return Library(api, corpus, store)


def test_a_preview_shows_the_outline_and_what_would_change_and_keeps_nothing(library: Library):
    before = library.files()
    found = library.api.post("documents/preview", params={"name": "新规定.txt"}, content=NEW.encode()).json()
    assert (found["document"]["title"], found["document"]["doc_number"]) == (
        "某县供水规定",
        "某政发〔2024〕9号",
    )
    assert [clause["clause"] for clause in found["clauses"]][:3] == ["header", "第一条", "第二条"]
    assert found["warnings"] == ["接受后，文库中《某县饮水办法》将标为“已废止”"]
    assert (library.files(), library.ids()) == (before, ["old", "stay"])


def test_a_preview_tells_of_a_copy_and_of_a_taken_name(library: Library):
    copy = library.api.post(
        "documents/preview", params={"name": "转载.txt"}, content=("首页\n" + OLD).encode()
    ).json()
    assert copy["warnings"][-1] == "与文库中《某县饮水办法》是同一份文件，接受后合为一份，列出全部来源"
    taken = library.api.post("documents/preview", params={"name": "stay.md"}, content=NEW.encode()).json()
    assert "文库中已有编号为 stay 的文件，如是新版请用“替换”" in taken["warnings"]


def test_a_document_is_added_to_folder_and_index(library: Library):
    made = library.api.post("documents", params={"name": "新规定.txt"}, content=NEW.encode())
    assert (made.status_code, made.json()["id"]) == (201, "新规定")
    assert (library.folder / "documents/新规定.txt").read_text(encoding="utf-8") == NEW
    assert library.ids() == ["old", "stay", "新规定"]
    assert library.api.get("documents/old").json()["validity"] == "repealed"
    refused = library.api.post("documents", params={"name": "新规定.txt"}, content=OLD.encode())
    assert (refused.status_code, refused.json()["title"]) == (409, "同名文件已存在")


def test_a_copy_joins_the_document_that_is_there_and_goes_with_it(library: Library):
    made = library.api.post(
        "documents", params={"name": "转载.txt"}, content=("首页\n" + OLD).encode()
    ).json()
    assert (made["id"], made["sources"]) == ("old", ["old.txt", "转载.txt"])
    assert library.api.delete("documents/old").status_code == 204
    assert library.files() == ["catalogue.toml", "stay.txt"]
    assert library.ids() == ["stay"]


def test_a_copy_with_an_earlier_name_leaves_the_document_its_id(library: Library):
    text = NEW.encode()
    library.api.post("documents", params={"name": "原件.txt"}, content=text)
    made = library.api.post("documents", params={"name": "一份.txt"}, content=text)
    assert (made.status_code, made.json()["id"]) == (201, "原件")
    for name in ("原件", "一份"):
        assert library.api.get(f"documents/{name}").json()["id"] == "原件"
        assert library.api.get(f"documents/{name}/clauses").json()["clauses"]
    assert library.api.delete("documents/一份").status_code == 204
    assert (library.ids(), library.api.get("documents/一份").status_code) == (["old", "stay", "原件"], 404)


def test_a_document_is_replaced_under_its_id_whatever_the_new_format(library: Library):
    page = f"<html><body><h1>关于收费的通知</h1><p>各局：</p><p>一、免收{'工本' * 60}费。</p></body></html>"
    made = library.api.put("documents/stay", params={"name": "别的名字.html"}, content=page.encode())
    assert made.status_code == 409  # the catalogue names stay.txt
    library.api.post("documents", params={"name": "通知.txt"}, content="通知\n一、收费。\n".encode())
    made = library.api.put("documents/通知", params={"name": "别的名字.html"}, content=page.encode())
    assert (made.status_code, made.json()["title"]) == (200, "关于收费的通知")
    assert library.files() == ["catalogue.toml", "old.txt", "stay.txt", "通知.html"]


def test_deleting_takes_the_entry_of_the_catalogue_too(library: Library):
    assert library.api.delete("documents/old").status_code == 204
    assert (library.folder / "catalogue.toml").read_text(
        encoding="utf-8"
    ) == '# 说明\n[[document]]\nfile = "stay.txt"\n'
    assert update_index(library.store, library.folder)["failed"] == []
    assert library.api.delete("documents/old").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.exe", b"MZ", "不支持的文件名或格式"),
        ("../../.txt", OLD.encode(), "不支持的文件名或格式"),
        ("空.txt", b"", "文件是空的"),
        ("坏.docx", b"PK\x03\x04damaged", "坏.docx"),
        ("密.txt", "机密★10年\n关于某事的通知\n一、做事。\n".encode(), "密"),
    ],
)
@pytest.mark.parametrize("method", ["preview", "add", "replace"])
def test_a_bad_file_is_refused_in_plain_words_and_leaves_nothing(
    library: Library, method: str, name: str, content: bytes, words: str
):
    before = library.files(), library.ids(), library.store.document("old")
    verb, path = {
        "preview": ("POST", "documents/preview"),
        "add": ("POST", "documents"),
        "replace": ("PUT", "documents/old"),
    }[method]
    refused = library.api.request(verb, path, params={"name": name}, content=content)
    of_another_format = method == "replace" and name.endswith(".docx")  # and the catalogue names old.txt
    assert refused.status_code == (409 if of_another_format else 422)
    if method != "replace" or "格式" in words:  # a replacement goes by the name of what it replaces
        assert words in refused.json()["detail"]
    assert str(library.folder) not in refused.text
    assert (library.files(), library.ids(), library.store.document("old")) == before


def test_a_path_in_a_name_leads_nowhere(library: Library):
    library.api.post("documents", params={"name": "../../外面/新规定.txt"}, content=NEW.encode())
    assert "新规定.txt" in library.files()
    assert not (library.folder.parent / "外面").exists()


def test_while_another_writer_holds_the_index_nothing_is_changed(library: Library):
    before = library.files(), library.ids()
    with writer_lock(library.store.folder):
        assert (
            library.api.post("documents", params={"name": "新规定.txt"}, content=NEW.encode()).status_code
            == 503
        )
        assert (
            library.api.put("documents/old", params={"name": "old.txt"}, content=NEW.encode()).status_code
            == 503
        )
        assert library.api.delete("documents/old").status_code == 503
    assert (library.files(), library.ids()) == before
    assert (library.folder / "documents/old.txt").read_text(encoding="utf-8") == OLD


def test_a_folder_that_is_not_the_indexs_own_is_never_taken_for_it(library: Library):
    (library.folder / "documents/old.txt").unlink()
    (library.folder / "catalogue.toml").unlink()
    refused = library.api.post("documents", params={"name": "新规定.txt"}, content=NEW.encode())
    assert refused.status_code == 409
    assert "索引中有 1 份文件不在资料文件夹里（如 old）" in refused.json()["detail"]
    assert library.ids() == ["old", "stay"]


def test_only_staff_change_the_library_and_only_so_much(library: Library):
    library.api.headers.pop("Authorization")
    for verb, path in (
        ("POST", "documents/preview"),
        ("POST", "documents"),
        ("PUT", "documents/old"),
        ("DELETE", "documents/old"),
    ):
        assert library.api.request(verb, path, params={"name": "a.txt"}, content=b"a").status_code == 403
    library.api.headers.update(TOKEN)
    assert (
        library.api.post("documents", params={"name": "大.txt"}, content=b"a" * 50_000_001).status_code == 413
    )
