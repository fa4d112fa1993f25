"""The page in a real Chromium: asking, opening a citation, downloading, reading, on every kind of screen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx
import pytest

from assistant.schema import Status

from .fake import HOSTILE_TITLE, QUOTE, TEXT, FakeAssistant, document
from .page import READY, ask, opened, tab, unscripted

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Any, base: str) -> Iterator[Any]:
    with opened(browser, base) as page:
        yield page


def test_a_question_is_answered_with_a_verdict_in_words_and_shape(page: Any) -> None:
    ask(page, "管家多久到场一次？")
    assert page.inner_text(".pa-verdict").split() == ["✔", "完整回答"]
    assert page.inner_text(".pa-words") == f"{QUOTE}[1]"
    assert page.inner_text("[role=status].pa-announce") == f"完整回答。{QUOTE}[1]"


def test_a_citation_opens_the_document_at_the_quoted_words(page: Any) -> None:
    ask(page, "管家多久到场一次？")
    page.click(".pa-mark")
    page.wait_for_selector(".pa-panel mark")
    assert page.inner_text(".pa-panel mark") == QUOTE
    assert page.inner_text(".pa-crumbs") == "二、重点任务"
    assert page.inner_text("#pa-panel-title") == HOSTILE_TITLE
    assert "效力\n未注明" in page.inner_text(".pa-facts")
    assert page.is_visible(".pa-panel mark")


def test_words_that_were_not_quoted_are_never_marked(browser: Any, serve: Any) -> None:
    assistant = FakeAssistant()
    with opened(browser, serve(assistant, ui=True)) as page:
        ask(page, "管家多久到场一次？")
        assistant.loaded = [replace(document(), text=TEXT.replace("管家", "新管家"))]
        page.click(".pa-mark")
        page.wait_for_selector(".pa-panel .pa-error")
        assert page.inner_text(".pa-panel .pa-error").startswith("文件在回答之后已经更新")
        assert page.locator(".pa-panel mark").count() == 0


def test_the_panel_closes_by_escape_and_gives_the_focus_back(page: Any) -> None:
    ask(page, "管家多久到场一次？")
    page.focus(".pa-mark")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pa-panel mark")
    page.keyboard.press("Escape")
    assert page.locator(".pa-panel").count() == 0
    assert page.evaluate("document.activeElement.className") == "pa-mark"


def test_nothing_that_a_user_or_a_document_says_becomes_markup(page: Any) -> None:
    attack = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    ask(page, attack)
    page.click(".pa-mark")
    page.wait_for_selector(".pa-panel mark")
    tab(page, "任务清单", ".pa-table")
    tab(page, "文库", ".pa-document")
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x]").count() == 0
    tab(page, "政策咨询", ".pa-question")
    assert page.inner_text(".pa-question").endswith(attack)


def test_every_request_stays_on_the_server(browser: Any, base: str) -> None:
    with opened(browser, base) as page:
        ask(page, "管家多久到场一次？")
        page.click(".pa-mark")
        page.wait_for_selector(".pa-panel mark")
        tab(page, "任务清单", ".pa-table")
        tab(page, "文库", ".pa-document")
        tab(page, "核对", "#pa-verify-text")
        tab(page, "运行状况", ".pa-gaps ol, .pa-gaps p")
        assert len(page.requested) > 10
        assert [url for url in page.requested if not url.startswith((base, "data:", "blob:"))] == []
        assert page.complaints == []


def test_a_refusal_says_why_whom_to_ask_and_what_is_near(browser: Any, serve: Any) -> None:
    with opened(browser, serve(FakeAssistant(status=Status.NO_EVIDENCE), ui=True)) as page:
        ask(page, "补贴多少钱？")
        assert page.inner_text(".pa-verdict").split() == ["✖", "没有查到"]
        assert page.inner_text(".pa-contact") == "可向 测试办 咨询，电话 12345。"
        assert page.inner_text(".pa-whom") == f"《{HOSTILE_TITLE}》二写明的联系方式：{QUOTE}"
        assert page.inner_text(".pa-related summary") == "可能相关的条款（不是答案） 1 条"
        page.click(".pa-related summary")
        page.click(".pa-related .pa-source")
        page.wait_for_selector(".pa-panel mark")
        page.keyboard.press("Escape")
        page.click(".pa-whom .pa-source")
        page.wait_for_selector(".pa-panel mark")


def test_a_question_sent_before_the_script_has_loaded_is_answered(browser: Any, base: str) -> None:
    with unscripted(browser, base) as (page, held):
        page.fill("#pa-question", "管家多久到场一次？")
        page.press("#pa-question", "Enter")
        assert page.locator(".pa-answer").count() == 0
        held[0].continue_()
        page.wait_for_selector(".pa-verdict")
        assert page.inner_text(".pa-verdict").split() == ["✔", "完整回答"]
        assert page.input_value("#pa-question") == ""


@pytest.mark.parametrize(
    ("typed", "said"), [("   ", "请先输入问题。"), ("长" * 2001, "问题太长：最多 2000 个字，请精简后再问。")]
)
def test_a_question_that_cannot_be_asked_is_explained_and_kept(page: Any, typed: str, said: str) -> None:
    page.fill("#pa-question", typed)
    page.click(".pa-primary")
    assert page.inner_text("#pa-form-error") == said
    assert page.input_value("#pa-question") == typed
    assert page.locator(".pa-turn").count() == 0
    assert page.get_attribute("#pa-question", "aria-invalid") == "true"
    page.fill("#pa-question", typed + typed[0])
    assert page.get_attribute("#pa-question", "aria-invalid") == "true"
    page.fill("#pa-question", "多久一次？")
    assert page.get_attribute("#pa-question", "aria-invalid") is None
    assert page.inner_text("#pa-form-error") == ""


def test_the_conversation_goes_on_survives_a_reload_and_can_be_cleared(browser: Any, serve: Any) -> None:
    assistant = FakeAssistant()
    with opened(browser, serve(assistant, ui=True)) as page:
        ask(page, "多久一次？")
        ask(page, "那谁负责？")
        assert ["多久一次？"] in assistant.histories
        page.reload()
        page.wait_for_selector(".pa-turn >> nth=1")
        assert page.locator(".pa-turn").count() == 2
        page.click("text=清空对话")
        assert page.locator(".pa-turn").count() == 0
        page.reload()
        page.wait_for_selector("[data-view=ask][data-mounted]")
        assert page.locator(".pa-turn").count() == 0


def test_a_conversation_that_was_cleared_can_be_brought_back(page: Any) -> None:
    ask(page, "多久一次？")
    ask(page, "那谁负责？")
    page.click("text=清空对话")
    said = page.locator(".pa-form [role=status]")
    assert said.inner_text() == "对话已清空。撤销"
    assert page.evaluate("document.activeElement.id") == "pa-question"
    said.locator("button").click()
    assert page.locator(".pa-turn").count() == 2
    assert (said.inner_text(), page.inner_text(".pa-announce")) == ("", "对话已恢复。")
    assert page.evaluate("document.activeElement.id") == "pa-question"
    page.reload()
    page.wait_for_selector(".pa-turn >> nth=1")


def test_what_was_cleared_is_soon_gone_for_good(page: Any) -> None:
    page.clock.install()
    said = page.locator(".pa-form [role=status]")
    ask(page, "多久一次？")
    page.click("text=清空对话")
    page.clock.fast_forward(19_000)
    assert said.locator("button").count() == 1
    page.clock.fast_forward(2_000)
    assert said.inner_text() == ""
    ask(page, "那谁负责？")
    page.click("text=清空对话")
    ask(page, "还有呢？")
    assert said.inner_text() == ""
    assert page.locator(".pa-turn").count() == 1


def test_clearing_stops_the_answer_that_is_on_its_way(browser: Any, serve: Any) -> None:
    release = threading.Event()
    assistant = FakeAssistant(before=lambda question: release.wait(60) and None)
    with opened(browser, serve(assistant, ui=True)) as page:
        page.fill("#pa-question", "多久一次？")
        page.keyboard.press("Enter")
        page.wait_for_selector(".waiting")
        page.click("text=清空对话")
        page.wait_for_selector(".pa-primary:text-is('提问')")
        release.set()
        assert page.locator(".pa-turn").count() == 0
        page.click(".pa-form [role=status] button")
        assert page.inner_text(".pa-answer .pa-error") == "已停止。"
        assert page.complaints == []


def test_the_conversation_is_kept_as_a_word_file_with_the_notice(page: Any) -> None:
    ask(page, "多久一次？")
    with page.expect_download() as started:
        page.click("text=下载记录")
    assert started.value.suggested_filename == "咨询记录.docx"
    written = [paragraph.text for paragraph in docx.Document(started.value.path()).paragraphs]
    assert "本服务由人工智能提供，内容请以文件原文为准" in written
    assert written[-3:-1] == ["1. 问：多久一次？", f"答：完整回答。{QUOTE}[1]"]
    assert written[-1].endswith(f"（测字〔2025〕1号）二：“{QUOTE}”")


def test_a_thumb_down_asks_for_the_reason(page: Any) -> None:
    ask(page, "多久一次？")
    page.click("text=没有帮助")
    with page.expect_response("**/feedback") as answered:
        page.click("text=答非所问")
    body = answered.value.request.post_data_json
    assert (answered.value.status, body["helpful"], body["reason"]) == (201, False, "答非所问")
    page.wait_for_selector("text=已记下，谢谢。")


def test_a_failure_is_explained_and_can_be_tried_again(browser: Any, serve: Any) -> None:
    failures = ["first"]

    def fail_once(question: str) -> None:
        if failures:
            failures.pop()
            raise RuntimeError("broken")

    with opened(browser, serve(FakeAssistant(before=fail_once), ui=True)) as page:
        page.fill("#pa-question", "多久一次？")
        page.keyboard.press("Enter")
        page.wait_for_selector(".pa-answer .pa-error")
        assert page.inner_text(".pa-answer .pa-error") == "服务出现意外错误，请稍后重试或联系管理员。"
        page.click(".pa-answer .pa-button")
        page.wait_for_selector("[data-status=answered]")
        assert page.locator(".pa-turn").count() == 1


def test_the_checklist_opens_its_source_and_downloads(page: Any) -> None:
    tab(page, "任务清单", ".pa-table")
    cells = page.locator(".pa-table tbody td")
    assert [" ".join(text.split()) for text in cells.all_inner_texts()] == [
        f"1. 到场 {QUOTE}",
        "管家",
        "每月至少到场一次",
        "至少到场一次",
        "二 修改",
    ]
    page.click(".pa-table tbody tr")
    page.wait_for_selector(".pa-panel mark")
    assert page.inner_text(".pa-panel mark") == QUOTE
    page.keyboard.press("Escape")
    with page.expect_download() as started:
        page.click("text=下载 Excel 表格")
    assert started.value.suggested_filename.endswith("任务清单.xlsx")
    assert started.value.path().read_bytes().startswith(b"PK")


def test_the_sentences_left_out_stand_beside_with_the_reason(page: Any) -> None:
    tab(page, "任务清单", ".pa-table")
    page.click(".pa-leftout summary")
    assert page.inner_text(".pa-leftout li") == "背景其他另行通知。"
    page.click(".pa-leftout li button")
    page.wait_for_selector(".pa-panel mark")
    assert page.inner_text(".pa-panel mark") == "其他另行通知。"


def test_the_notice_stands_on_every_tab_and_over_an_open_panel(page: Any) -> None:
    for name, ready in READY.items():
        tab(page, name, ready)
        assert page.is_visible("text=本服务由人工智能提供，内容请以文件原文为准")
    tab(page, "文库", ".pa-document")
    page.click(".pa-document")
    page.wait_for_selector(".pa-clause")
    centre = "document.elementFromPoint(innerWidth / 2, innerHeight - 12).closest('.pa-notice') !== null"
    assert page.evaluate(centre)


def test_switches_are_kept(page: Any) -> None:
    small = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.pa-view')).fontSize)")
    page.click("text=长辈模式")
    page.click("text=深色")
    page.reload()
    page.wait_for_selector("[data-switch=elder][aria-pressed=true]")
    page.wait_for_selector("[data-switch=dark][aria-pressed=true]")
    large = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.pa-view')).fontSize)")
    assert (small, large) == (16, 21)


def test_a_phone_shows_everything_without_sideways_scrolling(browser: Any, base: str) -> None:
    with opened(browser, base, width=375, height=720) as page:
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        ask(page, "多久一次？")
        for elder in (False, True):
            if elder:
                page.click("text=长辈模式")
            for name, ready in READY.items():
                tab(page, name, ready)
                assert page.evaluate("document.documentElement.scrollWidth") <= 375, name


def test_everything_works_by_keyboard(page: Any) -> None:
    page.focus("#pa-question")
    page.keyboard.type("多久一次？")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-status]")
    page.focus(".pa-turn .pa-source")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    page.wait_for_selector(".pa-panel mark")


# How much wider the placeholder is than the room for it, in pixels.
CUT = """(field) => {
  const style = getComputedStyle(field);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(field.placeholder).width - room;
}"""


def test_on_a_small_phone_in_large_letters_no_placeholder_is_cut(browser: Any, base: str) -> None:
    with opened(browser, base, width=360, height=740) as page:
        page.click("text=长辈模式")
        assert page.locator("#pa-question").evaluate(CUT) <= 0
        ask(page, "多久一次？")
        page.click("text=转人工")
        fields = page.locator("#pa-question, .pa-handoff :is(input, textarea)")
        assert [field.evaluate(CUT) > 0 for field in fields.all()] == [False] * 3
