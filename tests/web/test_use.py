"""运行状况 over HTTP and on the page: numbers, groups, tables, questions left for staff, and who may see them."""

from __future__ import annotations

import csv
import io
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.config import Settings
from assistant.schema import Status
from assistant.web.records import Ask
from assistant.web.use import by_day, latency

from .fake import FakeAssistant
from .page import ask, opened, tab
from .test_keyboard import go

NOTICE = "本服务由人工智能提供，内容请以文件原文为准"
OUTSIDE = {"x-forwarded-for": "203.0.113.7"}


@pytest.fixture
def api(serve: Any, client: Any) -> httpx.Client:
    return client(serve(FakeAssistant(status=Status.NO_EVIDENCE)))


def asked(api: httpx.Client, *questions: str) -> None:
    """Ask, and return when all is recorded: a streamed answer ends before its record is written."""
    for number, question in enumerate(questions):
        api.post("/api/v1/ask", json={"question": question, "stream": number % 2 == 0})
    for _ in range(200):
        if api.get("/api/v1/use").json()["days"][-1]["questions"] >= len(questions):
            return
    raise AssertionError("not all questions were recorded")


def test_days_without_questions_have_zeros() -> None:
    asks = [
        Ask("2025-05-06", status, "extractive", 1.0) for status in ("answered", "partial", "out_of_scope")
    ]
    assert by_day(asks, date(2025, 5, 6), 2) == [
        {"day": "2025-05-05", "questions": 0, "answered": 0, "partial": 0, "refused": 0},
        {"day": "2025-05-06", "questions": 3, "answered": 1, "partial": 1, "refused": 1},
    ]


def test_latency_is_of_values_that_were_measured() -> None:
    asks = [Ask("2025-05-06", "answered", "extractive", float(ms)) for ms in range(100, 0, -1)]
    assert latency(asks) == {"p50": 50.0, "p95": 95.0, "max": 100.0}
    assert latency([]) == {"p50": None, "p95": None, "max": None}


def test_questions_are_counted_and_those_without_answer_grouped(api: httpx.Client) -> None:
    asked(api, "补贴多少", "补贴标准", "补贴多少", "窗口几点")
    use = api.get("/api/v1/use", params={"days": 7}).json()
    assert (len(use["days"]), use["days"][-1]["questions"], use["days"][-1]["refused"]) == (7, 4, 4)
    assert use["latency_ms"]["max"] > 0
    assert use["index"] == {"generation": 1, "documents": 1}
    groups = api.get("/api/v1/use/gaps").json()["groups"]
    assert groups == [
        {"question": "补贴多少", "count": 3, "wordings": ["补贴多少", "补贴标准"]},
        {"question": "窗口几点", "count": 1, "wordings": ["窗口几点"]},
    ]


def test_the_page_asking_itself_is_not_counted(serve: Any, client: Any) -> None:
    api = client(serve(FakeAssistant()))
    assert api.post("/api/v1/suggestions", json={"questions": ["还有什么？"]}).json() == {
        "questions": ["还有什么？"]
    }
    assert api.get("/api/v1/use").json()["days"][-1]["questions"] == 0


def test_a_greeting_is_not_counted_as_unanswered(serve: Any, client: Any) -> None:
    api = client(serve(FakeAssistant(status=Status.NEEDS_CLARIFICATION)))
    api.post("/api/v1/ask", json={"question": "你好", "stream": False})
    assert api.get("/api/v1/use").json()["days"][-1]["questions"] == 0
    assert api.get("/api/v1/use/gaps").json()["groups"] == []


def test_only_questions_with_answers_are_suggested(serve: Any, client: Any) -> None:
    assistant = FakeAssistant(status=Status.NO_EVIDENCE)
    api = client(serve(assistant))
    body = {"questions": ["甲？", " ", "甲？"]}
    assert api.post("/api/v1/suggestions", json=body).json() == {"questions": []}
    assert len(assistant.histories) == 1  # asked once, then remembered
    assistant.status, assistant.generation = Status.ANSWERED, 2
    assert api.post("/api/v1/suggestions", json=body).json() == {"questions": ["甲？", "甲？"]}


def test_a_question_is_left_for_staff_and_dealt_with(api: httpx.Client) -> None:
    body = {"question": "怎么办？", "note": "急，卡号6222021234567890123", "contact": "13800138000"}
    assert api.post("/api/v1/handoffs", json=body, headers=OUTSIDE).json() == {"id": 1}
    (left,) = api.get("/api/v1/use").json()["handoffs"]
    assert (left["question"], left["note"], left["closed_at"]) == ("怎么办？", "急，卡号＊＊＊", None)
    assert left["contact"] == "13800138000"
    assert api.post("/api/v1/handoffs/1/close", headers=OUTSIDE).status_code == 403
    assert api.post("/api/v1/handoffs/1/close").status_code == 204
    assert api.get("/api/v1/use").json()["handoffs"][0]["contact"] == ""
    assert api.post("/api/v1/handoffs/1/close").json()["title"] == "没有这个留言"


def test_contacts_are_in_no_log(api: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    api.post("/api/v1/handoffs", json={"question": "问", "contact": "13800138000"})
    assert not [record for record in caplog.records if "138001" in record.getMessage()]


@pytest.mark.parametrize(
    ("name", "header", "row"),
    [
        (
            "days",
            ["日期", "提问", "完整回答", "部分回答", "未能回答"],
            [date.today().isoformat(), "2", "0", "0", "2"],
        ),
        ("gaps", ["问题", "次数", "其他问法"], ["'=cmd()", "2", "'=cm"]),
        ("handoffs", ["编号", "留言时间", "问题", "补充说明", "联系方式", "办结时间"], None),
    ],
)
def test_tables_are_kept_as_csv_with_the_notice(
    api: httpx.Client, name: str, header: list[str], row: list[str] | None
) -> None:
    asked(api, "=cmd()", "=cm")
    response = api.get(f"/api/v1/use/tables/{name}", params={"days": 1})
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert (rows[0], rows[-1]) == (header, [NOTICE])
    if row and name == "days":
        assert rows[1] == row
    elif row:
        assert not [cell for line in rows[1:-1] for cell in line if cell.startswith("=")]


@pytest.mark.parametrize("path", ["use", "use/gaps", "use/tables/days"])
def test_only_staff_see_them(api: httpx.Client, path: str) -> None:
    refused = api.get(f"/api/v1/{path}", headers=OUTSIDE)
    assert (refused.status_code, refused.json()["title"]) == (403, "仅限工作人员")
    assert api.get("/api/v1/staff", headers=OUTSIDE).json() == {"staff": False}
    assert api.get("/api/v1/staff").json() == {"staff": True}


@pytest.mark.parametrize(
    ("headers", "staff"),
    [
        ({}, True),
        ({"host": "localhost:7860"}, True),
        ({"host": "localhost:7860", "origin": "http://localhost:7860"}, True),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"host": "evil.example:7860"}, False),
        ({"x-forwarded-prefix": "/zc"}, False),
        ({"x-real-ip": "127.0.0.1"}, False),
    ],
)
def test_other_sites_cannot_speak_through_the_browser_of_staff(
    api: httpx.Client, headers: dict[str, str], staff: bool
) -> None:
    assert api.get("/api/v1/staff", headers=headers).json() == {"staff": staff}


@pytest.mark.parametrize(
    ("sent", "staff"),
    [("Bearer opensesame", True), ("Bearer wrong", False), ("opensesame", False), (None, False)],
)
def test_with_a_token_only_who_sends_it_is_staff(
    serve: Any, client: Any, sent: str | None, staff: bool
) -> None:
    headers = [] if sent is None else [(b"authorization", sent.encode())]
    api = client(serve(FakeAssistant(settings=Settings(staff_token="opensesame"))))
    assert api.get("/api/v1/staff", headers=headers).json() == {"staff": staff}


def test_a_full_disk_costs_the_record_not_the_answer(
    serve: Any, client: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*args: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("assistant.web.records.RecordBook.add_ask", full)
    api = client(serve(FakeAssistant()))
    for stream in (False, True):
        assert api.post("/api/v1/ask", json={"question": "问", "stream": stream}).status_code == 200
    assert "a record was lost" in caplog.text


def test_records_lie_beside_the_thumbs(tmp_path: Path, api: httpx.Client) -> None:
    asked(api, "问")
    assert (tmp_path / "records.db").exists()


def test_metrics_count_and_tell_nothing_of_anybody(api: httpx.Client) -> None:
    asked(api, "我的隐私问题", "另一个")
    api.get("/api/v1/documents/秘密")
    api.post("/api/v1/feedback", json={"question": "隐私", "status": "answered", "helpful": False})
    response = api.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = response.text.splitlines()
    assert 'policy_assistant_answers_total{status="no_evidence",composer="extractive"} 2' in lines
    assert 'policy_assistant_http_requests_total{method="POST",route="/ask",status="200"} 2' in lines
    assert 'policy_assistant_feedback_total{helpful="false"} 1' in lines
    assert "policy_assistant_answer_seconds_count 2" in lines
    assert "policy_assistant_index_generation 1" in lines
    assert "policy_assistant_http_requests_in_progress 1" in lines
    assert response.text.isascii()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "每季度一次。", "source": "每月一次。"}, 200),
        ({"text": "每季度一次。"}, 200),
        ({"text": "每季度一次。", "document": "测试/一"}, 200),
        ({"text": "每季度一次。", "document": "没有"}, 404),
        ({"text": ""}, 422),
        ({"text": "长" * 5001}, 422),
    ],
)
def test_a_text_is_checked_over_http(api: httpx.Client, body: dict[str, str], status: int) -> None:
    response = api.post("/api/v1/verify", json=body)
    assert response.status_code == status
    if status == 200:
        (sentence,) = response.json()["sentences"]
        assert (sentence["verdict"], sentence["problems"][0]["kind"]) == ("contradicted", "frequency")


@pytest.mark.browser
def test_a_question_without_answer_is_asked_again_from_its_group(
    browser: Any, serve: Any, client: Any
) -> None:
    base = serve(FakeAssistant(status=Status.NO_EVIDENCE), ui=True)
    asked(client(base), "补贴多少", "补贴标准", "补贴多少", "窗口几点")
    with opened(browser, base) as page:
        tab(page, "运行状况", ".pa-gaps ol")
        buttons = page.locator(".pa-gaps li button")
        assert buttons.all_inner_texts() == ["提问", "提问"]
        names = [button.get_attribute("aria-label") for button in buttons.all()]
        assert names == ["提问“补贴多少”", "提问“窗口几点”"]
        go(page, ".pa-gaps li + li button")
        with page.expect_request("**/api/v1/ask") as sent:
            page.keyboard.press("Enter")
        assert sent.value.post_data_json == {"question": "窗口几点", "history": [], "stream": True}
        page.wait_for_selector("#pa-tab-ask-button[aria-selected=true]")
        page.wait_for_selector("[data-status=no_evidence]")
        assert page.evaluate("document.activeElement.innerText").split() == ["问题：", "窗口几点"]
        go(page, ".pa-basis")
        page.keyboard.press("Enter")
        assert page.input_value(".pa-confirm textarea") == "窗口几点"


@contextmanager
def waiting(browser: Any, serve: Any, client: Any) -> Iterator[tuple[Any, threading.Event]]:
    """Give a page that waits for the answer to 窗口几点, and what lets it come; 补贴多少 had none before."""
    assistant = FakeAssistant(status=Status.NO_EVIDENCE)
    base = serve(assistant, ui=True)
    asked(client(base), "补贴多少")
    release = threading.Event()
    assistant.before = lambda question: release.wait(60) and None
    with opened(browser, base) as page:
        page.fill("#pa-question", "窗口几点")
        page.keyboard.press("Enter")
        yield page, release


@pytest.mark.browser
def test_while_an_answer_is_on_its_way_the_question_waits_in_the_box(
    browser: Any, serve: Any, client: Any
) -> None:
    with waiting(browser, serve, client) as (page, release):
        tab(page, "运行状况", ".pa-gaps ol")
        page.click(".pa-gaps li button")
        page.wait_for_function("document.activeElement.id === 'pa-question'")
        assert page.input_value("#pa-question") == "补贴多少"
        release.set()
        page.wait_for_selector("[data-status]")
        page.focus("#pa-question")
        with page.expect_request("**/api/v1/ask") as sent:
            page.keyboard.press("Enter")
        assert sent.value.post_data_json == {"question": "补贴多少", "history": [], "stream": True}
        page.wait_for_selector("[data-status] >> nth=1")
        assert page.input_value("#pa-question") == ""
        questions = page.locator(".pa-question").all_inner_texts()
        assert [question.split() for question in questions] == [
            ["问题：", "窗口几点"],
            ["问题：", "补贴多少"],
        ]


def asks(page: Any, act: Callable[[], None]) -> tuple[str, list[str]]:
    """Return the question that something asks, with its history, when it is answered."""
    before = page.locator("[data-status]").count()
    with page.expect_request("**/api/v1/ask") as sent:
        act()
    page.wait_for_selector(f"[data-status] >> nth={before}")
    body = sent.value.post_data_json
    return body["question"], body["history"]


@pytest.mark.browser
def test_a_question_from_its_group_is_asked_alone_and_begins_anew(
    browser: Any, serve: Any, client: Any
) -> None:
    base = serve(FakeAssistant(status=Status.NO_EVIDENCE), ui=True)
    asked(client(base), "补贴多少")
    with opened(browser, base) as page:
        ask(page, "管家多久到场一次？")
        assert asks(page, lambda: ask(page, "那谁负责？")) == ("那谁负责？", ["管家多久到场一次？"])
        page.fill("#pa-question", "草稿")
        tab(page, "运行状况", ".pa-gaps li:has-text('补贴多少')")
        assert asks(page, lambda: page.click("button[aria-label='提问“补贴多少”']")) == ("补贴多少", [])
        assert page.input_value("#pa-question") == "草稿"
        assert asks(page, lambda: page.press("#pa-question", "Enter")) == ("草稿", ["补贴多少"])
        assert page.input_value("#pa-question") == ""
        page.reload()
        page.wait_for_selector("[data-status] >> nth=3")
        assert asks(page, lambda: ask(page, "多少？")) == ("多少？", ["补贴多少", "草稿"])


@pytest.mark.browser
def test_a_question_that_was_asked_alone_is_tried_again_alone(browser: Any, serve: Any, client: Any) -> None:
    assistant = FakeAssistant(status=Status.NO_EVIDENCE)
    base = serve(assistant, ui=True)
    asked(client(base), "补贴多少")
    with opened(browser, base) as page:
        ask(page, "管家多久到场一次？")
        page.route("**/api/v1/ask", lambda route: route.abort())
        tab(page, "运行状况", ".pa-gaps li:has-text('补贴多少')")
        page.click("button[aria-label='提问“补贴多少”']")
        page.wait_for_selector(".pa-answer .pa-error")
        page.unroute("**/api/v1/ask")
        assert asks(page, lambda: page.click(".pa-button:text-is('重试')")) == ("补贴多少", [])


@pytest.mark.browser
def test_while_an_answer_is_on_its_way_a_draft_stays_and_it_is_told(
    browser: Any, serve: Any, client: Any
) -> None:
    with waiting(browser, serve, client) as (page, release):
        page.fill("#pa-question", "草稿")
        tab(page, "运行状况", ".pa-gaps ol")
        page.click(".pa-gaps li button")
        page.wait_for_function("document.activeElement.id === 'pa-question'")
        said = page.locator(".pa-form [role=status]")
        assert said.inner_text() == "上一问还在回答，框中的草稿未动。请待回答完后再从“运行状况”提问。"
        assert page.input_value("#pa-question") == "草稿"
        release.set()
        page.wait_for_selector("[data-status]")
        page.wait_for_function("!document.querySelector('.pa-form [role=status]').textContent")
        assert page.input_value("#pa-question") == "草稿"
        assert page.locator(".pa-turn").count() == 1


@pytest.mark.browser
def test_what_is_kept_and_for_how_long_is_told(browser: Any, serve: Any) -> None:
    with opened(browser, serve(FakeAssistant(), ui=True)) as page:
        tab(page, "运行状况", ".pa-gaps p:has-text('没有')")
        assert page.inner_text("[data-view=use] .pa-use-body > .pa-none") == (
            "提问记录保留 180 天，其中只有未能回答的问题留有原话，电话、证件号码等已遮盖。"
            "问答库中的问题按确认时的原话保存，直到删除，不随记录期限删除。"
        )


@pytest.mark.browser
def test_a_question_left_for_staff_is_asked_from_its_line(browser: Any, serve: Any, client: Any) -> None:
    base = serve(FakeAssistant(status=Status.NO_EVIDENCE), ui=True)
    client(base).post("/api/v1/handoffs", json={"question": "窗口几点"}).raise_for_status()
    with opened(browser, base) as page:
        tab(page, "运行状况", ".pa-handoffs ol")
        buttons = page.locator(".pa-handoffs li button")
        assert buttons.all_inner_texts() == ["提问", "办结"]
        with page.expect_request("**/api/v1/ask") as sent:
            buttons.first.click()
        assert sent.value.post_data_json == {"question": "窗口几点", "history": [], "stream": True}
