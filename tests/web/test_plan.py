"""The page and the API over the shipped plan, with the real model: what issue after issue promises."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import openpyxl
import pytest

from assistant.assistant import PolicyAssistant
from assistant.web.server import build_app, serving
from assistant.web.ui.words import EXAMPLES

from .page import ask, opened, tab

PLAN = "奈曼旗政府效能提升行动方案"
STEWARD = "项目管家多久要到现场办公一次？"
MONTHLY = "项目管家每月至少开展一次现场办公"


@pytest.fixture(scope="module")
def base(assistant: PolicyAssistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    feedback = tmp_path_factory.mktemp("feedback") / "feedback.db"
    with serving(build_app(assistant, ui=True, feedback_path=feedback)) as base:
        yield base


@pytest.fixture
def api(base: str, client: Any) -> httpx.Client:
    return client(base)


def test_the_answer_quotes_the_plan_at_its_offsets(api: httpx.Client) -> None:
    answer = api.post("/api/v1/ask", json={"question": STEWARD, "use_llm": False}).json()
    assert answer["status"] == "answered"
    assert MONTHLY in answer["text"]
    citation = answer["citations"][0]
    assert (citation["clause"], citation["label"]) == ("二/(一)/3", "二、（一）3")
    text = api.get(f"/api/v1/documents/{citation['document_id']}").json()["text"]
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_the_plan_has_no_subsidy_for_founders(api: httpx.Client) -> None:
    answer = api.post("/api/v1/ask", json={"question": "创业补贴最高能领多少钱？"}).json()
    assert (answer["status"], answer["citations"]) == ("no_evidence", [])
    assert answer["contact"]["phone"] in answer["text"]


@pytest.mark.parametrize("question", EXAMPLES[PLAN])
def test_every_question_that_the_page_offers_has_an_answer(api: httpx.Client, question: str) -> None:
    answer = api.post("/api/v1/ask", json={"question": question, "use_llm": False}).json()
    assert (answer["status"], bool(answer["citations"])) == ("answered", True)


@pytest.mark.parametrize("document", [f"{PLAN}", "pyproject.toml", "corpus/documents"])
def test_only_indexed_documents_have_checklists(api: httpx.Client, document: str) -> None:
    response = api.get("/api/v1/checklists", params={"document": document})
    assert response.status_code == (200 if document == PLAN else 404)


def test_the_workbook_holds_every_task_of_the_json(api: httpx.Client) -> None:
    tasks = api.post("/api/v1/checklists", json={"document": PLAN}).json()["tasks"]
    file = api.get("/api/v1/checklists", params={"document": PLAN, "format": "xlsx"}).content
    book = openpyxl.load_workbook(io.BytesIO(file))
    written = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert len(tasks) > 30
    assert [task["quote"] for task in tasks if task["quote"] not in written] == []


def test_fifty_people_at_once_all_get_the_same_answer(base: str) -> None:
    def one(number: int) -> tuple[int, str, str]:
        body = {"question": STEWARD, "use_llm": False, "stream": number % 2 == 0}
        response = httpx.post(f"{base}/api/v1/ask", json=body, timeout=120, trust_env=False)
        found = MONTHLY in response.text
        return (
            response.status_code,
            "stream" if body["stream"] else "plain",
            "found" if found else response.text,
        )

    with ThreadPoolExecutor(50) as pool:
        endings = list(pool.map(one, range(50)))
    assert sorted(set(endings)) == [(200, "plain", "found"), (200, "stream", "found")]


@pytest.mark.browser
def test_an_example_is_tapped_its_citation_opened_and_the_checklist_downloaded(
    browser: Any, base: str
) -> None:
    with opened(browser, base) as page:
        page.click(f".pa-example >> text={STEWARD}")
        page.wait_for_selector("[data-status=answered]")
        assert MONTHLY in page.inner_text(".pa-words")
        page.click(".pa-mark")
        page.wait_for_selector(".pa-panel mark")
        assert MONTHLY in page.inner_text(".pa-panel mark")
        assert page.inner_text("#pa-panel-title") == PLAN
        assert page.locator(".pa-crumbs li").all_inner_texts()[0].startswith("二、重点任务")
        in_view = "(() => { const r = document.querySelector('.pa-panel mark').getBoundingClientRect();"
        assert page.evaluate(in_view + "return r.top >= 0 && r.bottom <= innerHeight })()")
        page.keyboard.press("Escape")
        tab(page, "任务清单", ".pa-table")
        with page.expect_download() as started:
            page.click("text=下载 Excel 表格")
        assert started.value.suggested_filename == f"{PLAN}任务清单.xlsx"
        assert page.complaints == []
        assert [url for url in page.requested if not url.startswith((base, "data:", "blob:"))] == []


@pytest.mark.browser
def test_the_whole_plan_stands_in_the_panel_nothing_lost(
    browser: Any, base: str, assistant: PolicyAssistant
) -> None:
    with opened(browser, base) as page:
        ask(page, "重大行政决策多久评估一次？")
        tab(page, "文库", ".pa-document")
        page.click(".pa-document")
        page.wait_for_selector(".pa-clause")
        shown = "".join(page.locator(".pa-text").evaluate_all("nodes => nodes.map(node => node.textContent)"))
        assert shown == assistant.document(PLAN).text
