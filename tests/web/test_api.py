"""The API over a real server: what it answers, and what it says to bad input."""

from __future__ import annotations

import json
import socket
import threading
from datetime import date
from typing import Any

import httpx
import pytest

from assistant.errors import NoIndex
from assistant.schema import Status

from .fake import HOSTILE_TITLE, QUOTE, TEXT, FakeAssistant

JSON = {"content-type": "application/json"}


@pytest.fixture
def api(serve: Any, client: Any) -> httpx.Client:
    return client(serve(FakeAssistant()))


def events_of(text: str) -> list[tuple[str, Any]]:
    """Return the events of a stream."""
    blocks = [block.split("\n") for block in text.split("\n\n") if block]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def test_an_answer_is_the_json_of_the_interface(api: httpx.Client) -> None:
    answer = api.post("/api/v1/ask", json={"question": "多久到场一次？"}).json()
    assert (answer["question"], answer["status"], answer["text"]) == (
        "多久到场一次？",
        "answered",
        f"{QUOTE}[1]",
    )
    citation = answer["citations"][0]
    assert TEXT[citation["start"] : citation["end"]] == citation["quote"] == QUOTE
    assert (citation["validity"], answer["ai_generated"], answer["contact"]["phone"]) == (
        "in_force",
        True,
        "12345",
    )


def test_a_stream_sends_evidence_then_tokens_then_the_whole_answer(api: httpx.Client) -> None:
    response = api.post("/api/v1/ask", json={"question": "多久？", "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_of(response.text)
    assert [name for name, _ in events] == ["evidence", "token", "token", "done"]
    assert events[0][1]["evidence"][0]["clause"] == "二"
    assert "".join(value["text"] for name, value in events if name == "token") == events[-1][1]["text"]


def test_history_reaches_the_assistant(serve: Any, client: Any) -> None:
    assistant = FakeAssistant()
    client(serve(assistant)).post("/api/v1/ask", json={"question": "那谁负责？", "history": ["多久一次？"]})
    assert assistant.histories == [["多久一次？"]]


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        (b'{"question": ""}', 422, "bad-question"),
        (b'{"question": "  "}', 422, "bad-question"),
        (json.dumps({"question": "长" * 100_000}).encode(), 422, "bad-question"),
        (json.dumps({"question": "长" * 100_000, "stream": True}).encode(), 422, "bad-question"),
        (b'{"question": "", "stream": true}', 422, "bad-question"),
        (b"{}", 422, "invalid-fields"),
        (b'{"question": 5}', 422, "invalid-fields"),
        (b'{"question": "a", "colour": 1}', 422, "invalid-fields"),
        (b'{"question": "a", "as_of": "yesterday"}', 422, "invalid-fields"),
        (rb'{"question": "\ud800"}', 422, "invalid-fields"),
        (b'{"question": ', 400, "malformed-json"),
        (b"\xff\xfe", 400, "malformed-json"),
        (b" " * 3_000_000, 413, "too-large"),
    ],
)
def test_bad_input_is_a_problem_in_chinese(api: httpx.Client, body: bytes, status: int, name: str) -> None:
    response = api.post("/api/v1/ask", content=body, headers=JSON)
    problem = response.json()
    assert response.status_code == problem["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["type"].endswith(name)
    assert all("一" <= character <= "鿿" for character in problem["title"][:2] + problem["detail"][:2])


def test_a_wrong_field_is_named(api: httpx.Client) -> None:
    problem = api.post("/api/v1/ask", json={"question": "a", "history": [1]}).json()
    assert problem["errors"] == [{"pointer": "#/history/0", "detail": "应为文字"}]


@pytest.mark.parametrize("path", ["documents/没有", "documents/没有/clauses", "checklists?document=没有"])
def test_an_unknown_document_is_404(api: httpx.Client, path: str) -> None:
    response = api.get(f"/api/v1/{path}")
    assert (response.status_code, response.json()["title"]) == (404, "没有这个文件")


def test_an_unknown_address_is_a_problem_too(api: httpx.Client) -> None:
    response = api.get("/api/v1/nothing")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


def test_an_address_that_is_called_in_a_wrong_way_is_405(api: httpx.Client) -> None:
    for response in (api.get("/api/v1/ask"), api.delete("/api/v1/handoffs/1/close"), api.delete("/docs")):
        assert (response.status_code, response.json()["title"]) == (405, "请求方式不对")


def test_an_address_that_the_page_does_not_have_is_told_in_chinese(base: str, client: Any) -> None:
    said = client(base).get("/没有/此页", headers={"Accept": "text/html,*/*"})
    assert (said.status_code, "<h1>没有这个页面</h1>" in said.text) == (404, True)
    for path in ("/none.txt", "/gradio_api/none"):
        response = client(base).get(path)
        assert (response.status_code, response.json()["title"]) == (404, "没有这个页面")


def test_what_is_too_long_is_named_with_the_most_that_is_allowed(api: httpx.Client) -> None:
    body = {"question": "问" * 2001, "status": "answered", "helpful": True, "clauses": ["甲"] * 51}
    problem = api.post("/api/v1/feedback", json=body).json()
    assert [error["detail"] for error in problem["errors"]] == [
        "文字过长，最多 2000 字",
        "项目过多，最多 50 项",
    ]


def test_an_error_of_the_index_is_503_and_its_english_stays_inside(serve: Any, client: Any) -> None:
    def broken(question: str) -> None:
        raise NoIndex("indexes/default: no index")

    api = client(serve(FakeAssistant(before=broken)))
    response = api.post("/api/v1/ask", json={"question": "问"})
    assert (response.status_code, response.json()["title"]) == (503, "索引尚未建立")
    assert "indexes/default" not in response.text


def test_an_error_after_the_stream_began_is_an_event(serve: Any, client: Any) -> None:
    class Breaking(FakeAssistant):
        def ask_stream(self, *args: Any, **kwargs: Any) -> Any:
            yield "token", "每月"
            raise NoIndex("gone")

    response = client(serve(Breaking())).post("/api/v1/ask", json={"question": "问", "stream": True})
    name, problem = events_of(response.text)[-1]
    assert (response.status_code, name, problem["title"]) == (200, "error", "索引尚未建立")


def test_a_client_that_goes_away_frees_its_work(serve: Any, client: Any) -> None:
    class Endless(FakeAssistant):
        def ask_stream(self, *args: Any, **kwargs: Any) -> Any:
            try:
                while True:
                    yield "token", "字" * 10_000
            finally:
                self.closed.set()

    assistant = Endless()
    with client(serve(assistant)).stream(
        "POST", "/api/v1/ask", json={"question": "问", "stream": True}
    ) as response:
        next(response.iter_bytes())
    assert assistant.closed.wait(30)


def test_one_slow_ask_does_not_block_the_others(serve: Any, client: Any) -> None:
    held = threading.Event()
    release = threading.Event()

    def wait(question: str) -> None:
        if question == "慢":
            held.set()
            release.wait(60)

    base = serve(FakeAssistant(before=wait))
    slow = threading.Thread(target=lambda: client(base).post("/api/v1/ask", json={"question": "慢"}))
    slow.start()
    try:
        assert held.wait(30)
        assert client(base).post("/api/v1/ask", json={"question": "快"}).json()["status"] == "answered"
        assert client(base).get("/healthz").json() == {"status": "ok"}
    finally:
        release.set()
        slow.join()


def test_suggestions_nobody_waits_for_any_more_are_not_tried(serve: Any, client: Any) -> None:
    held, release, tried = threading.Event(), threading.Event(), []

    def wait(question: str) -> None:
        tried.append(question)
        if question == "一":
            held.set()
            release.wait(60)

    base = serve(FakeAssistant(before=wait))
    with socket.create_connection(("127.0.0.1", httpx.URL(base).port)) as leaving:
        body = json.dumps({"questions": ["一", "二"]}).encode()
        head = f"POST /api/v1/suggestions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        leaving.sendall(head.encode() + body)
        assert held.wait(30)
    assert client(base).get("/healthz").json() == {"status": "ok"}  # by now the server knows who left
    release.set()
    assert client(base).post("/api/v1/suggestions", json={"questions": ["三"]}).json() == {
        "questions": ["三"]
    }
    assert tried == ["一", "三"]


def test_search_returns_clauses_and_refuses_an_empty_query(api: httpx.Client) -> None:
    found = api.post("/api/v1/search", json={"query": "到场", "top_k": 1}).json()["evidence"]
    assert [(each["clause"], each["features"]) for each in found] == [("二", {"dense": 0.5})]
    assert api.post("/api/v1/search", json={"query": " "}).status_code == 422
    assert api.post("/api/v1/search", json={"query": "a", "top_k": 0}).status_code == 422


def test_documents_are_listed_without_text_and_read_with_it(api: httpx.Client) -> None:
    listed = api.get("/api/v1/documents").json()["documents"]
    assert [(each["id"], each["validity"], "text" in each) for each in listed] == [
        ("测试/一", "unknown", False)
    ]
    read = api.get("/api/v1/documents/测试/一").json()
    assert (read["text"], read["title"]) == (TEXT, HOSTILE_TITLE)
    listed = api.get("/api/v1/documents/测试/一/clauses").json()["clauses"]
    assert "".join(TEXT[each["start"] : each["end"]] for each in listed) == TEXT


def test_documents_are_changed_by_staff_only(api: httpx.Client) -> None:
    elsewhere = {"X-Forwarded-For": "192.0.2.1"}
    assert api.delete("/api/v1/documents/测试/一", headers=elsewhere).status_code == 403
    assert api.get("/api/v1/documents").json()["documents"]


@pytest.mark.parametrize(
    ("form", "media", "start"),
    [
        ("md", "text/markdown", "# 《".encode()),
        ("csv", "text/csv", "\ufeff序号".encode()),
        ("ics", "text/calendar", b"BEGIN:VCALENDAR"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
    ],
)
def test_a_checklist_downloads_under_its_name(api: httpx.Client, form: str, media: str, start: bytes) -> None:
    response = api.get("/api/v1/checklists", params={"document": "测试/一", "format": form})
    assert response.headers["content-type"].startswith(media)
    assert response.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert f"%E6%B8%85%E5%8D%95.{form}" in response.headers["content-disposition"]
    assert response.content.startswith(start)


def test_a_file_of_the_server_is_no_document(
    serve: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = FakeAssistant()
    monkeypatch.setattr(assistant, "checklist", lambda *args, **kwargs: pytest.fail("a file was read"))
    response = client(serve(assistant)).get("/api/v1/checklists", params={"document": __file__})
    assert (response.status_code, response.json()["title"]) == (404, "没有这个文件")


def test_a_checklist_is_the_json_of_the_interface(api: httpx.Client) -> None:
    body = {"document": HOSTILE_TITLE, "start": date(2025, 1, 1).isoformat()}
    checklist = api.post("/api/v1/checklists", json=body).json()
    assert [task["deadline"]["raw"] for task in checklist["tasks"]] == ["每月至少到场一次"]
    assert checklist["coverage"]["not_tasks"][0]["reason"] == "background"


def test_readiness_says_what_is_loaded(serve: Any, client: Any) -> None:
    ready = client(serve(FakeAssistant())).get("/readyz")
    assert (ready.status_code, ready.json()["documents"]) == (200, 1)
    empty = client(serve(FakeAssistant(loaded=[]))).get("/readyz")
    assert (empty.status_code, empty.json()["status"]) == (503, "empty")


def test_the_api_page_is_chinese_and_loads_nothing_from_elsewhere(api: httpx.Client) -> None:
    page = api.get("/docs")
    assert page.status_code == 200
    assert "/api/v1/ask" in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "/api/v1/checklists" in api.get("/openapi.json").json()["paths"]


def test_every_response_forbids_other_hosts(api: httpx.Client) -> None:
    policy = api.get("/docs").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_questions_are_in_no_log(serve: Any, client: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    api = client(serve(FakeAssistant()))
    for stream in (False, True):
        api.post("/api/v1/ask", json={"question": "我的隐私问题", "stream": stream})
    assert not [record for record in caplog.records if "隐私" in record.getMessage()]


@pytest.mark.parametrize("status", list(Status))
def test_every_status_passes_through(serve: Any, client: Any, status: Status) -> None:
    answer = client(serve(FakeAssistant(status=status))).post("/api/v1/ask", json={"question": "问"}).json()
    assert answer["status"] == status
