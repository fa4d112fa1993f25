"""Back and Forward in a real Chromium: from tab to tab, out of a panel or a dialog, and never a step for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from .page import READY, ask, opened, tab, unscripted

pytestmark = pytest.mark.browser
TABS = {"ask": "政策咨询", "tasks": "任务清单", "library": "文库", "verify": "核对", "use": "运行状况"}


@pytest.fixture
def page(browser: Any, base: str) -> Iterator[Any]:
    with opened(browser, base) as page:
        page.wait_for_selector("body.pa-staff")
        yield page


def choose(page: Any, *names: str) -> None:
    """Choose the tabs, one after the other."""
    for name in names:
        tab(page, TABS[name], READY[TABS[name]])


def back(page: Any, name: str) -> None:
    """Go back; the tab must be there."""
    page.go_back()
    stands_on(page, name)


def stands_on(page: Any, name: str) -> None:
    page.wait_for_selector(f"#pa-tab-{name}-button[aria-selected=true]")
    page.wait_for_selector(f"[data-view={name}]", state="visible")
    assert urlsplit(page.url).fragment in (name, "" if name == "ask" else name)


def steps(page: Any) -> int:
    """Return how many entries the history has."""
    found: int = page.evaluate("history.length")
    return found


def read(page: Any) -> None:
    """Open the first document of 文库."""
    page.click(".pa-document >> nth=0")
    page.wait_for_selector(".pa-panel .pa-clause")


def test_back_and_forward_go_from_tab_to_tab(page: Any, base: str) -> None:
    before = steps(page)
    choose(page, "tasks", "library", "library", "verify")
    assert steps(page) == before + 3
    back(page, "library")
    assert page.evaluate("document.activeElement.id") == "pa-tab-library-button"
    back(page, "tasks")
    page.go_forward()
    stands_on(page, "library")
    choose(page, "use")
    back(page, "library")
    back(page, "tasks")
    page.go_back()
    page.wait_for_selector("#pa-question", state="visible")
    assert page.url == f"{base}/"
    page.go_back()
    assert page.url == "about:blank"


def test_a_reload_keeps_the_tab_and_the_way_back(page: Any) -> None:
    choose(page, "tasks", "verify")
    page.reload()
    stands_on(page, "verify")
    choose(page, "library")
    back(page, "verify")
    back(page, "tasks")
    page.reload()
    stands_on(page, "tasks")
    assert page.complaints == []


def test_back_closes_the_panel_and_then_goes_on(page: Any) -> None:
    choose(page, "tasks", "library")
    read(page)
    page.go_back()
    page.wait_for_selector(".pa-panel", state="detached")
    stands_on(page, "library")
    back(page, "tasks")


def test_a_panel_that_was_closed_by_hand_leaves_no_empty_step(page: Any, base: str) -> None:
    choose(page, "library")
    for _ in range(2):
        read(page)
        page.keyboard.press("Escape")
        page.wait_for_selector(".pa-panel", state="detached")
    choose(page, "verify")
    back(page, "library")
    read(page)
    page.keyboard.press("Escape")
    page.go_back()
    page.wait_for_selector("#pa-question", state="visible")
    assert page.url == f"{base}/"


def test_a_panel_that_stays_open_while_the_tab_changes_is_closed_first(page: Any) -> None:
    ask(page, "管家多久到场一次？")
    page.click(".pa-mark")
    page.wait_for_selector(".pa-panel mark")
    choose(page, "verify")
    page.go_back()
    page.wait_for_selector(".pa-panel", state="detached")
    stands_on(page, "verify")
    back(page, "ask")


def test_back_closes_a_dialog_and_the_tab_stays(page: Any) -> None:
    choose(page, "library", "tasks")
    page.click(".pa-table .pa-edit")
    page.wait_for_selector("dialog[open]")
    page.go_back()
    page.wait_for_selector("dialog", state="detached")
    stands_on(page, "tasks")
    back(page, "library")


def test_back_passes_over_a_tab_that_is_hidden_by_now(page: Any, base: str) -> None:
    page.route("**/api/v1/staff", lambda route: route.fulfill(json={"staff": False}))
    page.reload()
    page.wait_for_selector("body:not(.pa-staff) [data-view=ask][data-mounted]")
    choose(page, "verify", "library")
    page.click("text=长辈模式")
    page.go_back()
    page.wait_for_selector("#pa-question", state="visible")
    assert page.url == f"{base}/"


def test_an_address_that_is_typed_opens_its_tab(page: Any) -> None:
    choose(page, "tasks")
    page.evaluate("location.hash = '#library'")
    stands_on(page, "library")
    page.evaluate("location.hash = '#nothing'")
    page.wait_for_function("location.hash === '#library'")
    back(page, "tasks")


def test_the_title_names_the_tab(page: Any) -> None:
    assert page.title() == "政策咨询 · 政策助手"
    choose(page, "tasks", "library")
    assert page.title() == "文库 · 政策助手"
    back(page, "tasks")
    assert page.title() == "任务清单 · 政策助手"
    page.reload()
    stands_on(page, "tasks")
    assert page.title() == "任务清单 · 政策助手"


def test_a_tab_that_was_chosen_before_the_script_has_loaded_is_a_step_too(browser: Any, base: str) -> None:
    with unscripted(browser, base) as (page, held):
        page.click("#pa-tab-verify-button")
        page.wait_for_selector("#pa-verify-text", state="visible")
        held[0].continue_()
        page.wait_for_selector("[data-view=verify][data-mounted]")
        stands_on(page, "verify")
        back(page, "ask")
