"""文库, 核对 and 运行状况 in a real Chromium, and leaving a question for staff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from assistant.schema import Status, Validity
from assistant.web.server import build_app, serving

from .fake import HOSTILE_TITLE, QUOTE, FakeAssistant, document
from .page import ask, opened, tab

pytestmark = pytest.mark.browser

LIBRARY = [
    document(),
    replace(document("办法"), id="二", issuer="乙机关", issued_on="2023-01-02", doc_number=None),
    replace(document("旧办法"), id="三", issuer="乙机关", issued_on="2019-01-02", status=Validity.REPEALED),
    *(replace(document(f"通知{n}"), id=f"通知{n}", issuer="丙机关", issued_on=None) for n in range(60)),
]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a library of 63 documents that answers no question."""
    assistant = FakeAssistant(status=Status.NO_EVIDENCE, loaded=LIBRARY)
    feedback = tmp_path_factory.mktemp("records") / "feedback.db"
    with serving(build_app(assistant, ui=True, feedback_path=feedback)) as base:
        yield base


@pytest.fixture
def page(browser: Any, base: str) -> Iterator[Any]:
    with opened(browser, base) as page:
        yield page


def titles(page: Any) -> list[str]:
    """Return the titles that the library shows."""
    found: list[str] = page.locator(".pa-document").all_inner_texts()
    return found


def test_the_library_is_searched_and_narrowed_down(page: Any) -> None:
    tab(page, "文库", ".pa-document")
    said = page.locator("[data-view=library] .pa-summary")
    page.fill("#pa-library-filter", "没有这样的")
    assert said.inner_text() == "没有符合条件的文件。"
    page.fill("#pa-library-filter", "乙机关 办法")
    assert titles(page) == ["办法", "旧办法"]
    page.select_option("#pa-library-validity", "已废止")
    assert titles(page) == ["旧办法"]
    page.select_option("#pa-library-validity", "")
    page.select_option("#pa-library-year", "2023")
    assert titles(page) == ["办法"]
    page.select_option("#pa-library-year", "")
    page.fill("#pa-library-filter", "")
    page.select_option("#pa-library-issuer", "测试机关")
    assert titles(page) == [HOSTILE_TITLE]
    assert page.locator("#pa-library-issuer option").all_inner_texts()[1] == "丙机关（60）"


def test_a_reload_comes_back_to_the_tab_and_back_closes_the_panel(page: Any) -> None:
    tab(page, "文库", ".pa-document")
    assert page.url.endswith("#library")
    page.reload()
    page.wait_for_selector(".pa-document:visible")
    page.click(".pa-document >> nth=0")
    page.wait_for_selector(".pa-panel .pa-clause")
    page.go_back()
    page.wait_for_selector(".pa-panel", state="detached")
    assert page.locator(".pa-document").first.is_visible()
    assert page.url.endswith("#library")
    assert page.complaints == []


def test_an_address_with_an_unknown_or_hidden_tab_opens_the_first(page: Any, base: str) -> None:
    for name in ("nothing", "constructor", "a[b]"):
        page.goto(f"{base}/?{name[0]}#{name}")
        page.wait_for_selector("#pa-question")
        page.wait_for_load_state("networkidle")
        assert page.locator("#pa-question").is_visible()
    assert page.complaints == []


def test_a_long_list_comes_in_pieces(page: Any) -> None:
    tab(page, "文库", ".pa-document")
    assert (len(titles(page)), page.inner_text("[data-view=library] .pa-summary")) == (50, "共 63 个文件")
    page.click("text=显示更多")
    assert len(titles(page)) == 63
    assert page.evaluate("document.activeElement.className") == "pa-document"
    assert page.is_hidden(".pa-more")


def test_a_document_is_read_with_its_outline_beside_it(page: Any) -> None:
    tab(page, "文库", ".pa-document")
    page.click(".pa-document >> nth=0")
    page.click(".pa-outline >> text=二、重点任务")
    assert page.evaluate("document.activeElement.dataset.clause") == "二"
    left, text = (page.locator(each).bounding_box() for each in (".pa-outline", ".pa-text"))
    assert left["x"] + left["width"] <= text["x"]
    page.keyboard.press("Escape")
    assert page.locator(".pa-panel").count() == 0


def test_on_a_phone_the_outline_is_folded_above_the_text(browser: Any, base: str) -> None:
    with opened(browser, base, width=375, height=720) as page:
        tab(page, "文库", ".pa-document")
        page.click(".pa-document >> nth=0")
        page.wait_for_selector(".pa-clause")
        assert page.locator(".pa-outline li").first.is_hidden()
        page.click(".pa-outline summary")
        page.click(".pa-outline >> text=二、重点任务")
        assert page.evaluate("document.activeElement.dataset.clause") == "二"


def test_a_text_is_checked_and_its_source_opened(page: Any) -> None:
    tab(page, "核对", "#pa-verify-text")
    page.click("[data-view=verify] .pa-primary")
    assert page.inner_text("#pa-verify-error") == "请先输入要核对的文字。"
    page.fill("#pa-verify-text", "<b>每季度</b>一次。")
    page.click("[data-view=verify] .pa-primary")
    page.wait_for_selector("[data-verdict=contradicted]")
    assert page.inner_text("[data-view=verify] .pa-summary") == "共 1 句：与原文不符 1 句。"
    assert page.inner_text("[data-verdict] .pa-verdict").split() == ["✖", "与原文不符"]
    assert page.inner_text("[data-verdict] .pa-words") == "<b>每季度</b>一次。"
    assert page.inner_text("[data-verdict] .pa-missing") == "频次：所写“每季度”，原文“每月”"
    page.click("[data-verdict] .pa-source")
    page.wait_for_selector(".pa-panel mark")
    assert page.inner_text(".pa-panel mark") == QUOTE


def test_a_text_that_is_too_long_is_not_cut_but_refused(page: Any) -> None:
    tab(page, "核对", "#pa-verify-text")
    page.click("[data-view=verify] .pa-primary")
    assert page.get_attribute("#pa-verify-text", "aria-invalid") == "true"
    page.fill("#pa-verify-text", "字" * 5001)
    said = "文字太长：现有 5001 个字，最多 5000 个字，请分段核对。"
    assert page.inner_text("#pa-verify-error") == said
    page.fill("#pa-verify-text", "字" * 5000)
    assert page.inner_text("#pa-verify-error") == ""
    assert page.get_attribute("#pa-verify-text", "aria-invalid") is None
    page.fill("#pa-verify-text", "字" * 5001)
    page.click("[data-view=verify] .pa-primary")
    assert page.inner_text("#pa-verify-error") == said
    assert page.evaluate("document.activeElement.id") == "pa-verify-text"


def test_with_forced_colours_what_is_chosen_and_pressed_is_seen(page: Any) -> None:
    page.emulate_media(forced_colors="active")
    style = "(node, name) => getComputedStyle(node)[name]"
    ground = [each.evaluate(style, "backgroundColor") for each in page.locator("[role=tab]:visible").all()]
    assert ground[0] not in ground[1:]
    assert page.locator("[data-view=ask] .pa-primary").evaluate(style, "borderTopWidth") == "1px"
    tab(page, "任务清单", ".pa-table")
    modes = [each.evaluate(style, "backgroundColor") for each in page.locator(".pa-mode:visible").all()]
    assert modes[0] == ground[0]  # the reader's own colour for what is chosen, as the tab has it
    assert modes[0] not in modes[1:]
    tab(page, "政策咨询", "#pa-question")
    ask(page, "怎么办？")
    icon = "getComputedStyle(document.querySelector('.pa-thumb'), '::before')"
    words = page.locator(".pa-thumb").first.evaluate(style, "color")
    assert page.evaluate(f"{icon}.backgroundColor") == words
    assert "thumb.svg" in page.evaluate(f"{icon}.maskImage")


def test_escape_closes_the_form_for_staff_and_the_focus_is_kept(page: Any) -> None:
    ask(page, "怎么办？")
    page.click("text=转人工")
    page.keyboard.press("Escape")
    assert page.locator(".pa-handoff").count() == 0
    assert page.evaluate("document.activeElement.className") == "pa-leave"
    page.keyboard.press("Enter")
    page.click(".pa-handoff >> text=提交")
    page.wait_for_selector("text=已留给工作人员，编号")
    assert "已留给工作人员" in page.evaluate("document.activeElement.textContent")
    assert page.evaluate("document.activeElement.tagName") == "P"


def test_staff_see_what_was_asked_left_and_lacking_and_keep_it(page: Any) -> None:
    attack = "<img src=x onerror=window.hacked=1>补贴？"
    ask(page, attack)
    page.click("text=转人工")
    page.fill(".pa-handoff textarea", "急")
    page.fill(".pa-handoff input", "13800138000")
    page.click(".pa-handoff >> text=提交")
    page.wait_for_selector("text=已留给工作人员，编号")
    tab(page, "运行状况", ".pa-gaps ol")
    assert attack in page.inner_text(".pa-gaps")
    assert page.evaluate("window.hacked") is None
    assert "13800138000" in page.inner_text(".pa-handoffs li >> nth=0")
    assert page.get_attribute(".pa-chart", "aria-label").startswith("每日提问：30 天共 ")
    page.click("text=以表格查看")
    assert page.locator(".pa-numbers tbody tr").count() == 1
    with page.expect_download() as started:
        page.click("text=导出未答问题")
    assert started.value.suggested_filename == "未答问题.csv"
    assert attack in started.value.path().read_text(encoding="utf-8-sig")
    page.click(".pa-handoffs >> text=办结")
    page.wait_for_selector(".pa-handoffs li.closed")
    assert "13800138000" not in page.inner_text(".pa-handoffs")


def test_a_contact_need_not_be_given(page: Any) -> None:
    ask(page, "怎么办？")
    page.click("text=转人工")
    page.click(".pa-handoff >> text=取消")
    assert page.locator(".pa-handoff").count() == 0
    page.click("text=转人工")
    page.click(".pa-handoff >> text=提交")
    page.wait_for_selector("text=未留联系方式，工作人员会据此补充文件。")


@pytest.mark.parametrize("contact", ["不是电话###", "？？？", "@", "1"])
def test_a_contact_that_reaches_nobody_is_refused_with_the_reason(page: Any, contact: str) -> None:
    ask(page, "怎么办？")
    page.click("text=转人工")
    field = page.locator(".pa-handoff input")
    field.fill(contact)
    page.click(".pa-handoff >> text=提交")
    said = "这不像电话、邮箱或微信号，工作人员联系不到您。请改一下，不留联系方式就清空这一栏。"
    assert page.inner_text(".pa-handoff .pa-error") == said
    assert field.get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == field.get_attribute("id")
    assert page.inner_text(f"#{field.get_attribute('aria-describedby')}") == said
    field.fill("13800138000")
    assert page.inner_text(".pa-handoff .pa-error") == ""
    assert field.get_attribute("aria-invalid") is None


@pytest.mark.parametrize(
    "contact",
    [
        *("13800138000", "138 0013 8000", "0475-4212345 转 8", "１３８００１３８０００", "12345"),
        *(
            "li.si@example.cn",
            "wang_88",
            "微信 wx-laowang",
            "老王88",
            "张三，电话13800138000，晚上打",
            "王府社区3号楼张三",
        ),
    ],
)
def test_a_contact_may_be_written_as_people_write_it(page: Any, contact: str) -> None:
    ask(page, "怎么办？")
    page.click("text=转人工")
    page.fill(".pa-handoff input", contact)
    with page.expect_request("**/api/v1/handoffs") as sent:
        page.click(".pa-handoff >> text=提交")
    assert sent.value.post_data_json["contact"] == contact
    page.wait_for_selector("text=工作人员会与您联系。")


def test_others_see_no_tab_of_staff(browser: Any, base: str) -> None:
    with opened(browser, base) as page:
        page.route("**/api/v1/staff", lambda route: route.fulfill(json={"staff": False}))
        page.reload()
        page.wait_for_selector("[data-view=ask][data-mounted]")
        page.wait_for_selector(".pa-door")
        assert page.locator("button[role=tab]:visible").all_inner_texts() == [
            "政策咨询",
            "任务清单",
            "文库",
            "核对",
        ]
        page.click("button[role=tab]:has-text('核对')")
        page.click("text=长辈模式")
        assert page.locator("button[role=tab]:visible").all_inner_texts() == ["政策咨询", "文库"]
        assert page.is_visible("#pa-question")
        page.click(".pa-door")
        page.click(".pa-dialog .pa-primary")
        page.wait_for_selector("text=请输入口令。")
        page.fill("#pa-staff-token", "wrong")
        page.click(".pa-dialog .pa-primary")
        page.wait_for_selector("text=口令不对。")
        page.unroute("**/api/v1/staff")
        page.keyboard.press("Enter")
        page.wait_for_selector(".pa-dialog", state="detached")
        assert page.evaluate("document.activeElement.role") == "tab"
