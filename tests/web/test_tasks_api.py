"""The board over HTTP."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from assistant.config import Settings

from .fake import QUOTE, TEXT, FakeAssistant, document

WHO = {"by": "督查室 张三"}


@pytest.fixture
def assistant(tmp_path: Path) -> FakeAssistant:
    settings = Settings(database=str(tmp_path / "board.db"), evidence=str(tmp_path / "evidence"))
    return FakeAssistant(settings=settings)


@pytest.fixture
def api(assistant: FakeAssistant, serve: Any, client: Callable[[str], httpx.Client]) -> httpx.Client:
    api = client(serve(assistant))
    api.base_url = httpx.URL(f"{api.base_url}/api/v1/tasks/")
    assert api.post("boards", json={"document": "测试/一", **WHO}).status_code == 201
    return api


def test_a_saved_board_is_listed_and_shown(api: httpx.Client) -> None:
    (board,) = api.get("boards").json()["boards"]
    assert (board["document_id"], board["saved_by"], board["counts"]["not_started"]) == (
        "测试/一",
        "督查室 张三",
        1,
    )
    (task,) = api.get("boards/1").json()["tasks"]
    assert (task["facts"]["quote"], task["source"]["state"]) == (QUOTE, "same")


def test_numbers_that_no_record_can_have_are_refused(api: httpx.Client) -> None:
    huge = 10**23
    assert api.get(f"{huge}").status_code == 422
    assert api.get(f"boards/{huge}").status_code == 422
    assert api.get(f"boards/{huge}/file").status_code == 422
    assert api.get(f"1/evidence/{huge}").status_code == 422
    assert api.post("1/close", json={"version": huge, **WHO}).status_code == 422
    assert api.post(str(api.base_url.join(f"../handoffs/{huge}/close"))).status_code == 422
    assert api.get(f"{2**63 - 1}").status_code == 404


def test_a_change_is_kept_apart_from_what_the_document_says(api: httpx.Client) -> None:
    body = {"version": 1, "owner_set": "旗财政局", "due_set": "2099-01-02", "status": "in_progress", **WHO}
    task = api.patch("1", json=body).json()
    assert (task["facts"]["owners"][0]["name"], task["owner_set"], task["due"]) == (
        "管家",
        "旗财政局",
        "2099-01-02",
    )
    assert [c["field"] for c in api.get("1").json()["history"]] == ["status", "owner_set", "due_set"]


def test_the_second_writer_gets_409_in_plain_words(api: httpx.Client) -> None:
    api.patch("1", json={"version": 1, "note": "一", **WHO})
    refused = api.patch("1", json={"version": 1, "note": "二", "by": "李四"})
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert "督查室 张三 改过" in refused.json()["detail"]
    assert api.get("1").json()["note"] == "一"


def test_a_task_is_struck_off_and_taken_back(api: httpx.Client) -> None:
    closed = api.post("1/close", json={"version": 1, "note": "已核", **WHO}).json()
    assert (closed["status"], closed["closed_by"], closed["version"]) == ("done", "督查室 张三", 2)
    assert api.post("1/reopen", json={"version": 2, **WHO}).json()["closed_by"] is None


def test_evidence_goes_up_and_comes_down_as_a_download(api: httpx.Client) -> None:
    query = {"name": "报告.pdf", **WHO}
    octets = {"Content-Type": "application/octet-stream"}
    assert api.post("1/evidence", params=query, content=b"%PDF-1", headers=octets).status_code == 201
    file = api.get("1/evidence/1")
    assert (file.content, file.headers["content-type"]) == (b"%PDF-1", "application/pdf")
    assert file.headers["content-disposition"].startswith("attachment;")
    bad = api.post("1/evidence", params={**query, "name": "a.html"}, content=b"<p>", headers=octets)
    assert (bad.status_code, "不支持" in bad.json()["detail"]) == (422, True)


@pytest.mark.parametrize(
    ("path", "status"), [("boards/9", 404), ("9", 404), ("1/evidence/9", 404), ("boards/9/file", 404)]
)
def test_numbers_that_are_not_there_are_404(api: httpx.Client, path: str, status: int) -> None:
    assert api.get(path).status_code == status


@pytest.mark.parametrize(
    "body",
    [
        {"version": 1, "by": ""},
        {"version": 0, **WHO},
        {"version": 1, "status": "办结", **WHO},
        {"version": 1, "due_set": "2025-02-30", **WHO},
        {"version": 1, "facts": {}, **WHO},
        {"note": "x", **WHO},
    ],
)
def test_what_cannot_be_set_is_422(api: httpx.Client, body: dict[str, Any]) -> None:
    assert api.patch("1", json=body).status_code == 422
    assert api.get("1").json()["version"] == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"owner": "管家"}, 1),
        ({"owner": "旗财政局"}, 0),
        ({"status": "not_started"}, 1),
        ({"status": "done"}, 0),
        ({"due": "week"}, 0),
        ({"due": "overdue"}, 0),
    ],
)
def test_a_board_is_narrowed_down(api: httpx.Client, query: dict[str, str], found: int) -> None:
    assert len(api.get("boards/1", params=query).json()["tasks"]) == found


def test_a_replaced_document_shows_what_changed(api: httpx.Client, assistant: FakeAssistant) -> None:
    assistant.loaded = [replace(document(), text=TEXT.replace("每月至少", "每季至少"), sha256="new")]
    board = api.get("boards/1").json()
    assert board["replaced"] is True
    assert board["tasks"][0]["source"]["state"] == "changed"
    assistant.loaded = []
    assert api.get("boards/1").json()["document_gone"] is True


def test_the_board_goes_out_as_a_workbook_with_its_record(api: httpx.Client) -> None:
    api.patch("1", json={"version": 1, "note": "=1+1", "status": "in_progress", **WHO})
    book = load_workbook(io.BytesIO(api.get("boards/1/file").content))
    assert book.sheetnames == ["任务台账", "修改记录"]
    assert [cell.value for cell in book["任务台账"][4]][6:8] == ["进行中", "'=1+1"]
    assert [row[3].value for row in book["修改记录"].iter_rows(min_row=4, max_row=5)] == ["状态", "备注"]


def test_a_request_through_a_proxy_is_not_staff(api: httpx.Client) -> None:
    refused = api.get("boards", headers={"X-Forwarded-For": "10.0.0.1"})
    assert (refused.status_code, refused.json()["title"]) == (403, "仅限工作人员")


def test_a_document_nobody_knows_cannot_be_saved(api: httpx.Client) -> None:
    assert api.post("boards", json={"document": "没有", **WHO}).status_code == 404
