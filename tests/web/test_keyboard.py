"""A citizen's and a clerk's whole way through the page, by keyboard alone: no mouse, no focus set by the test."""

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

from .fake import QUOTE
from .page import opened
from .test_documents_api import NEW, OLD

pytestmark = pytest.mark.browser
MOST_STEPS = 60


@pytest.fixture
def page(browser: Any, base: str) -> Iterator[Any]:
    with opened(browser, base) as page:
        yield page


@pytest.fixture
def office(browser: Any, serve: Any, tmp_path: Path) -> Iterator[Any]:
    """The page over a library of one real document, for staff."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "old.txt").write_text(OLD, encoding="utf-8")
    store = PolicyStore(tmp_path / "index", HashEncoder())
    update_index(store, corpus)
    settings = Settings(corpus=str(corpus), index=str(tmp_path / "index"), confirmed="")
    with opened(browser, serve(PolicyAssistant(store, settings), ui=True)) as page:
        page.wait_for_selector("body.pa-staff")
        yield page


def go(page: Any, selector: str, key: str = "Tab") -> None:
    """Press Tab (or Shift+Tab) until the focus is on what the selector names; it must be visibly there."""
    page.wait_for_selector(selector, state="attached")
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{MOST_STEPS} times {key} never reached {selector}")


def choose(page: Any, name: str, key: str = "ArrowRight") -> None:
    """Tab to the tabs, whichever is chosen, and press the key until the named one is chosen."""
    if not page.evaluate("document.activeElement.matches('[role=tab]')"):
        go(page, "#pa-tabs [aria-selected=true]", "Shift+Tab")
    for _ in range(5):
        if page.get_attribute(f"#pa-tab-{name}-button", "aria-selected") == "true":
            return
        before = page.evaluate("document.activeElement.id")
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") != before
        page.wait_for_function("document.activeElement.ariaSelected === 'true'")
    raise AssertionError(f"{key} never chose {name}")


def test_a_citizen_asks_reads_the_source_and_leaves_the_question_for_staff(page: Any) -> None:
    go(page, ".pa-skip")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'pa-question'")
    page.keyboard.type("多久一次？")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-status]")
    for opener in ("Enter", "Space"):
        go(page, ".pa-mark", "Shift+Tab" if opener == "Enter" else "Tab")
        page.keyboard.press(opener)
        page.wait_for_selector(".pa-panel mark")
        assert page.text_content(".pa-panel mark") == QUOTE
        page.keyboard.press("Escape")
        page.wait_for_selector(".pa-panel", state="detached")
        assert page.evaluate("document.activeElement.className") == "pa-mark"
        page.keyboard.press("Shift+Tab")
    go(page, ".pa-leave")
    page.keyboard.press("Enter")
    go(page, ".pa-handoff button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pa-said:has-text('已')")
    go(page, "[data-action=save]")
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    assert started.value.suggested_filename == "咨询记录.docx"


def test_the_tabs_are_reached_and_chosen_by_keyboard(page: Any) -> None:
    choose(page, "library")
    page.wait_for_selector(".pa-document")
    for name in ("#pa-library-filter", "#pa-library-issuer", "#pa-library-year", "#pa-library-validity"):
        go(page, name)
    go(page, ".pa-document")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pa-panel .pa-clause")
    page.keyboard.press("Escape")
    page.wait_for_selector(".pa-panel", state="detached")
    assert page.evaluate("document.activeElement.className") == "pa-document"


def test_the_skip_link_goes_to_the_question_from_another_tab(page: Any, base: str) -> None:
    choose(page, "verify")
    go(page, ".pa-skip", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'pa-question'")
    assert page.url == f"{base}/#ask"


@pytest.mark.parametrize("staff", [True, False])
def test_arrows_home_and_end_move_between_the_tabs_that_are_seen(page: Any, base: str, staff: bool) -> None:
    page.route("**/api/v1/staff", lambda route: route.fulfill(json={"staff": staff}))
    page.reload()
    page.wait_for_selector("[data-view=ask][data-mounted]")
    page.wait_for_selector("#pa-tab-use-button", state="visible" if staff else "hidden")
    last = "use" if staff else "verify"
    go(page, "#pa-tab-ask-button")
    keys = ("ArrowLeft", "ArrowRight", "ArrowRight", "End", "Home")
    for key, name in zip(keys, (last, "ask", "tasks", last, "ask"), strict=True):
        page.keyboard.press(key)
        page.wait_for_selector(f"#pa-tab-{name}-button[aria-selected=true]")
        assert page.evaluate("document.activeElement.id") == f"pa-tab-{name}-button"
        assert page.url == f"{base}/#{name}"
        stops = page.locator("[role=tab][tabindex='0']").evaluate_all("tabs => tabs.map(tab => tab.id)")
        assert stops == [f"pa-tab-{name}-button"]
        assert page.locator("[role=tab]:not([tabindex='-1'])").count() == 1


def test_staff_add_a_document_and_find_its_tasks_by_keyboard(office: Any) -> None:
    for name in ("tasks", "verify", "library"):
        choose(office, name)
        office.wait_for_selector(f"[data-view={name}][data-mounted]")
    office.wait_for_selector(".pa-document")
    go(office, "#pa-upload-files")
    with office.expect_file_chooser() as chooser:
        office.keyboard.press("Enter")
    chooser.value.set_files({"name": "新规定.txt", "mimeType": "text/plain", "buffer": NEW.encode()})
    go(office, ".pa-incoming .pa-primary")
    office.keyboard.press("Enter")
    office.wait_for_function("document.querySelectorAll('.pa-document').length === 2")
    # The other tabs, which were open before, know of it without a reload.
    for select in ("#pa-task-document", "#pa-verify-document"):
        office.wait_for_selector(f"{select} option:has-text('某县供水规定')", state="attached")
    choose(office, "tasks")
    go(office, "#pa-task-document")
    with office.expect_response("**/checklists?*format=json*"):
        office.keyboard.press("Home")
    assert office.evaluate("document.activeElement.selectedOptions[0].text") == "某县供水规定"
    for name in ("#pa-task-owner", "#pa-task-strength", ".pa-mode[data-mode=timeline]"):
        go(office, name)


def test_deleting_asks_first_and_escape_keeps_the_document(office: Any) -> None:
    choose(office, "library")
    go(office, ".pa-shelf .pa-link:last-child")
    office.keyboard.press("Enter")
    office.wait_for_selector("dialog[open]")
    office.keyboard.press("Escape")
    office.wait_for_selector("dialog", state="detached")
    assert office.locator(".pa-document").count() == 1
    assert office.evaluate("document.activeElement.closest('.pa-shelf') !== null")
