"""文库 for staff in a real Chromium: see a file before it is accepted, replace one, delete one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.retrieval.indexing import update_index
from assistant.retrieval.store import PolicyStore
from tests.retrieval.test_store import HashEncoder

from .page import opened, tab
from .test_documents_api import BODY, NEW, OLD

pytestmark = pytest.mark.browser
HOSTILE = f"<img src=x onerror=window.hacked=1>通知\n一、<b>做事</b>。\n{BODY}\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "old.txt").write_text(OLD, encoding="utf-8")
    return folder


@pytest.fixture
def page(browser: Any, serve: Any, corpus: Path, tmp_path: Path) -> Iterator[Any]:
    store = PolicyStore(tmp_path / "index", HashEncoder())
    update_index(store, corpus)
    settings = Settings(corpus=str(corpus), index=str(tmp_path / "index"), confirmed="")
    with opened(browser, serve(PolicyAssistant(store, settings), ui=True)) as page:
        tab(page, "文库", ".pa-document")
        yield page


def give(page: Any, **files: bytes) -> None:
    """Choose files in the form that adds them."""
    chosen = [
        {"name": name.replace("_", "."), "mimeType": "text/plain", "buffer": files[name]} for name in files
    ]
    page.set_input_files("#pa-upload-files", chosen)


def files(corpus: Path) -> list[str]:
    return sorted(path.name for path in corpus.iterdir())


def test_several_files_are_shown_before_they_are_accepted(page: Any, corpus: Path) -> None:
    give(page, 新规定_txt=NEW.encode(), 坏_docx=b"damaged", 恶意_txt=HOSTILE.encode())
    page.wait_for_selector(".pa-incoming .pa-primary >> nth=1")
    cards = page.locator(".pa-incoming > li")
    assert cards.count() == 3
    assert "《某县供水规定》" in cards.nth(0).inner_text()
    assert "接受后，文库中《某县饮水办法》将标为“已废止”" in cards.nth(0).locator(".pa-warnings").inner_text()
    assert "坏.docx: " in cards.nth(1).locator("[role=alert]").inner_text()
    assert "<img src=x" in cards.nth(2).inner_text()
    cards.nth(0).locator("summary").click()
    assert cards.nth(0).locator(".pa-clauses li").count() == 11
    assert files(corpus) == ["old.txt"]
    assert page.locator(".pa-document").count() == 1  # the list is not narrowed down by the chosen names
    page.click(".pa-accept-all")
    page.wait_for_function("document.querySelectorAll('.pa-incoming > li').length === 1")
    page.wait_for_function("document.querySelectorAll('.pa-document').length === 3")
    assert files(corpus) == ["old.txt", "恶意.txt", "新规定.txt"]
    assert page.locator(".pa-validity.repealed").count() == 1
    assert page.evaluate("window.hacked") is None
    assert [each for each in page.complaints if "422" not in each] == []  # the browser notes the refused file


def test_a_file_that_is_not_wanted_leaves_nothing(page: Any, corpus: Path) -> None:
    give(page, 新规定_txt=NEW.encode())
    page.click(".pa-incoming .pa-button:has-text('不要')")
    assert page.locator(".pa-incoming > li").count() == 0
    assert files(corpus) == ["old.txt"]


def test_a_document_is_replaced_after_its_outline_was_seen(page: Any, corpus: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.click("button[aria-label='替换《某县饮水办法》']")
    chooser.value.set_files({"name": "新版.txt", "mimeType": "text/plain", "buffer": NEW.encode()})
    page.click(".pa-incoming .pa-primary:has-text('确认替换')")
    page.wait_for_selector(".pa-document:has-text('某县供水规定')")
    assert files(corpus) == ["old.txt"]
    assert (corpus / "old.txt").read_text(encoding="utf-8") == NEW


def test_deleting_asks_first_and_names_every_source(page: Any, corpus: Path) -> None:
    give(page, 转载_txt=("首页\n" + OLD).encode())
    page.click(".pa-incoming .pa-primary")
    page.wait_for_selector(".pa-documents li:has-text('来源：old.txt；转载.txt')")
    page.click("button[aria-label='删除《某县饮水办法》']")
    assert page.locator("dialog li").all_inner_texts() == ["old.txt", "转载.txt"]
    page.click("dialog .pa-button")
    assert files(corpus) == ["old.txt", "转载.txt"]
    page.click("button[aria-label='删除《某县饮水办法》']")
    page.click("dialog .pa-danger")
    page.wait_for_selector(".pa-library .pa-summary:has-text('文库中还没有文件')")
    assert files(corpus) == []
