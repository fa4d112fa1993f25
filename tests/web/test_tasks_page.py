"""任务清单 in a browser: filters, edits by hand, the timetable, and the board that two people share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.config import Settings

from .fake import QUOTE, TEXT, FakeAssistant, document
from .page import opened, tab
from .test_accessibility import axe, findings

pytestmark = pytest.mark.browser
__all__ = ["axe"]

VIEW = "[data-view=tasks]"
ROWS = f"{VIEW} .pa-table tbody tr"


@pytest.fixture
def assistant(tmp_path: Path) -> FakeAssistant:
    return FakeAssistant(
        settings=Settings(database=str(tmp_path / "board.db"), evidence=str(tmp_path / "evidence"))
    )


@pytest.fixture
def base(assistant: FakeAssistant, serve: Callable[..., str]) -> str:
    return serve(assistant, ui=True)


@pytest.fixture
def page(browser: Any, base: str) -> Iterator[Any]:
    with opened(browser, base) as page:
        tab(page, "任务清单", ROWS)
        yield page
        # A refused change is told in the page; the browser logs its 409 beside that.
        assert [said for said in page.complaints if "409" not in said] == []


def test_an_edit_stands_marked_beside_what_the_document_says(page: Any, base: str) -> None:
    edit(page, "旗财政局", "2099-01-02", "每周报送")
    row = "".join(page.inner_text(ROWS).split())
    assert "人工修改旗财政局原文：管家" in row
    assert "人工修改2099-01-02原文：每月至少到场一次" in row
    assert "人工备注每周报送" in row
    assert "不含页面上的人工修改" in page.inner_text(".pa-downloads")
    page.reload()
    tab(page, "任务清单", ".pa-edited")
    page.click(".pa-edit")
    page.click("text=恢复原文")
    page.wait_for_selector(".pa-edited", state="detached")
    assert page.locator(".pa-hand").count() == 0


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [("#pa-task-text", "到场", 1), ("#pa-task-text", "没有这个词", 0)],
)
def test_words_narrow_the_list(page: Any, field: str, value: str, shown: int) -> None:
    page.fill(field, value)
    assert page.locator(ROWS).count() == shown


def test_filters_ask_for_one_units_tasks(page: Any) -> None:
    page.select_option("#pa-task-owner", "管家")
    page.wait_for_selector(".pa-downloads a[href*='owner=']")
    assert "owner=%E7%AE%A1%E5%AE%B6" in page.get_attribute(".pa-downloads a", "href")


def test_a_reload_keeps_the_document_that_was_chosen(page: Any, assistant: FakeAssistant) -> None:
    assistant.loaded = [document(), replace(document("办法"), id="二")]
    page.reload()
    page.wait_for_selector(ROWS)
    page.select_option("#pa-task-document", "二")
    page.wait_for_selector(".pa-downloads a[href*='document=%E4%BA%8C']")
    page.reload()
    page.wait_for_selector(".pa-downloads a[href*='document=%E4%BA%8C']")
    assert page.input_value("#pa-task-document") == "二"
    assistant.loaded = [document()]
    page.reload()
    page.wait_for_selector(ROWS)
    assert page.input_value("#pa-task-document") == "测试/一"


def test_a_clause_is_large_enough_to_be_hit(page: Any) -> None:
    box = page.locator(f"{ROWS} .pa-source").bounding_box()
    assert min(box["width"], box["height"]) >= 24


def test_the_timetable_holds_every_unit_and_opens_the_source(page: Any) -> None:
    page.click("[data-mode=timeline]")
    page.wait_for_selector(".pa-timeline")
    assert page.locator(".pa-timeline tbody th").all_inner_texts() == ["管家"]
    page.click(".pa-chip")
    page.wait_for_selector(".pa-panel mark")
    assert page.inner_text(".pa-panel mark") == QUOTE


def test_a_task_is_worked_on_and_struck_off_with_who_and_when(page: Any) -> None:
    save_board(page, "张三")
    handle(page)
    page.select_option("#pa-do-status", "in_progress")
    page.fill("#pa-do-note", "已部署")
    page.set_input_files(
        "#pa-do-file", {"name": "报告.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1"}
    )
    page.wait_for_selector(".pa-task-dialog .pa-link >> text=报告.pdf")
    page.click(".pa-task-dialog .pa-primary")
    page.wait_for_selector(".pa-status-in_progress >> text=已部署")
    handle(page)
    page.click(".pa-task-dialog button:text-is('销号')")
    page.wait_for_selector(".pa-status-done >> text=张三")
    assert "已销号 1" in page.inner_text(f"{VIEW} .pa-summary")
    handle(page)
    page.wait_for_selector(".pa-history")
    record = page.inner_text(".pa-history")
    assert [said in record for said in ("状态 未开始 → 进行中", "报告.pdf", "销号 （空） → 张三")] == [
        True
    ] * 3


def test_the_second_of_two_people_is_told_and_keeps_what_was_typed(
    page: Any, browser: Any, base: str
) -> None:
    save_board(page, "张三")
    with opened(browser, base) as other:
        tab(other, "任务清单", ROWS)
        other.click("[data-mode=board]")
        other.wait_for_selector(".pa-board")
        other.fill("#pa-board-name", "李四")
        other.keyboard.press("Tab")
        handle(other)
        handle(page)
        page.fill("#pa-do-note", "张三先写")
        page.click(".pa-task-dialog .pa-primary")
        page.wait_for_selector(".pa-board >> text=张三先写")
        other.fill("#pa-do-note", "李四后写")
        other.click(".pa-task-dialog .pa-primary")
        other.wait_for_selector(".pa-task-dialog .pa-error >> text=张三 改过")
        assert other.input_value("#pa-do-note") == "李四后写"
        other.wait_for_selector(".pa-task-dialog >> text=现在的内容")
        assert "张三先写" in other.inner_text(".pa-now")
        other.click(".pa-task-dialog .pa-primary")
        other.wait_for_selector(".pa-board >> text=李四后写")
        assert ["409" in said for said in other.complaints] == [True]


def test_tasks_whose_clause_changed_are_shown(page: Any, assistant: FakeAssistant) -> None:
    save_board(page, "张三")
    assistant.loaded = [replace(document(), text=TEXT.replace("每月至少", "每季至少"), sha256="new")]
    page.click("[data-mode=list]")
    page.click("[data-mode=board]")
    page.wait_for_selector(".pa-tag.warn >> text=原文已变")
    assert "文件已更新，1 项任务的原文有变化" in page.inner_text(f"{VIEW} [role=note]")
    handle(page)
    assert "每季至少" in page.inner_text(".pa-task-dialog [role=note]")


@pytest.mark.parametrize("width", [1440, 375])
def test_axe_finds_nothing_in_edits_timetable_and_board(
    browser: Any, base: str, axe: str, width: int
) -> None:
    with opened(browser, base, width=width) as page:
        page.evaluate(axe)
        tab(page, "任务清单", ROWS)
        page.click(".pa-edit")
        assert findings(page) == []
        page.keyboard.press("Escape")
        edit(page, "旗财政局", "2099-01-02", "")
        page.click("[data-mode=timeline]")
        page.wait_for_selector(".pa-timeline")
        assert findings(page) == []
        save_board(page, "张三")
        assert findings(page) == []
        handle(page)
        page.wait_for_selector(".pa-history")
        assert findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def edit(page: Any, owner: str, due: str, note: str) -> None:
    page.click(".pa-edit")
    page.fill("#pa-edit-owner", owner)
    page.fill("#pa-edit-due", due)
    page.fill("#pa-edit-note", note)
    page.click(".pa-task-dialog .pa-primary")
    page.wait_for_selector(".pa-edited")


def save_board(page: Any, name: str) -> None:
    page.click("[data-mode=board]")
    page.fill("#pa-board-name", name)
    page.click(".pa-board-tools .pa-button")
    page.wait_for_selector(".pa-board tbody tr")


def handle(page: Any) -> None:
    page.click(".pa-board .pa-edit")
    page.wait_for_selector("#pa-do-note")
