"""What else a reader does with an answer: stop it, copy it, go on from it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from assistant.schema import Answer, Status

from .fake import QUOTE, FakeAssistant
from .page import ask, opened

pytestmark = pytest.mark.browser

SHIFTS = """() => { window.shifted = 0; new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true }); }"""


@pytest.fixture
def page(browser: Any, base: str) -> Iterator[Any]:
    with opened(browser, base) as page:
        yield page


def test_a_suggestion_is_asked_by_a_tap_and_not_offered_again(page: Any) -> None:
    ask(page, "多久一次？")
    page.click(".pa-followups >> text=还有什么任务？")
    page.wait_for_selector("[data-status] >> nth=1")
    assert page.locator(".pa-question").all_inner_texts()[1].endswith("还有什么任务？")
    page.wait_for_load_state("networkidle")
    assert page.locator(".pa-followups").count() == 1
    page.reload()
    page.wait_for_selector(".pa-turn >> nth=1")
    assert page.locator(".pa-followups").count() == 1


def test_only_what_the_documents_answer_is_suggested(browser: Any, serve: Any) -> None:
    @dataclass
    class Unable(FakeAssistant):
        def ask(self, question: str, *rest: Any, **more: Any) -> Answer:
            self.status = Status.NO_EVIDENCE if question == "还有什么任务？" else Status.ANSWERED
            return super().ask(question, *rest)

    with opened(browser, serve(Unable(), ui=True)) as page:
        with page.expect_response("**/suggestions") as answered:
            ask(page, "多久一次？")
        assert answered.value.json() == {"questions": []}
        assert page.locator(".pa-followups").count() == 0


def test_an_answer_is_stopped(browser: Any, serve: Any) -> None:
    release = threading.Event()
    assistant = FakeAssistant(before=lambda question: release.wait(60) and None)
    try:
        with opened(browser, serve(assistant, ui=True)) as page:
            page.fill("#pa-question", "多久一次？")
            page.keyboard.press("Enter")
            page.click("text=停止")
            page.wait_for_selector("text=已停止。")
            assert page.inner_text(".pa-primary >> nth=0") == "提问"
            release.set()
            page.click(".pa-answer .pa-button")
            page.wait_for_selector("[data-status=answered]")
    finally:
        release.set()


def test_an_answer_is_copied_with_its_sources_and_the_notice(page: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "多久一次？")
    page.click("text=复制")
    page.wait_for_selector("text=已复制。")
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[:2] == ["问：多久一次？", f"答：{QUOTE}[1]"]
    assert lines[2].startswith("[1] 《")
    assert lines[2].endswith(f"（测字〔2025〕1号）二：“{QUOTE}”")
    assert lines[3:] == ["（本服务由人工智能提供，内容请以文件原文为准）"]


def test_nothing_jumps_while_an_answer_comes(page: Any) -> None:
    page.evaluate(SHIFTS)
    ask(page, "多久一次？")
    page.wait_for_selector(".pa-followups")
    assert page.evaluate("window.shifted") < 0.1


def test_a_print_holds_the_conversation_and_the_notice_and_no_buttons(page: Any) -> None:
    ask(page, "多久一次？")
    page.emulate_media(media="print")
    assert page.is_visible(".pa-words")
    assert page.is_visible("text=本服务由人工智能提供，内容请以文件原文为准")
    for hidden in (".pa-form", ".pa-tools", ".pa-switches", "button[role=tab] >> nth=0"):
        assert page.is_hidden(hidden), hidden


def test_an_answer_is_copied_without_https_too(page: Any) -> None:
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.evaluate("document.addEventListener('copy', () => { window.copied = getSelection().toString() })")
    ask(page, "多久一次？")
    page.click("text=复制")
    page.wait_for_selector("text=已复制。")
    assert page.evaluate("window.copied").splitlines()[0] == "问：多久一次？"


def test_the_question_box_stays_in_sight_above_the_notice(browser: Any, base: str) -> None:
    with opened(browser, base, width=375, height=720) as page:
        for question in ("一问", "二问", "三问"):
            ask(page, question)
        page.evaluate("scrollTo(0, 0)")
        box, notice = (page.locator(each).bounding_box() for each in ("#pa-question", ".pa-notice"))
        assert 0 < box["y"] < box["y"] + box["height"] <= notice["y"]
        page.focus(".pa-turn >> nth=1 >> .pa-leave")
        button, form = (
            page.locator(each).bounding_box()
            for each in (".pa-turn >> nth=1 >> .pa-leave", ".pa-form >> nth=0")
        )
        assert button["y"] + button["height"] <= form["y"]
