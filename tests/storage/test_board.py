"""The board over a real SQLite file: nothing lost, nothing overwritten unseen, every change told."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.errors import BadInput, BadSettings, Conflict, UnknownTask
from assistant.schema import Checklist, Clause, Document
from assistant.storage.board import STATUSES, TaskBoard
from assistant.storage.database import Database
from assistant.storage.evidence import MOST_BYTES, check
from assistant.storage.sources import source_state
from assistant.tasks.checklist import build_checklist

HEADING = "一、重点任务"


def plan(body: str) -> tuple[Checklist, Document, list[Clause]]:
    whole = f"{HEADING}\n{body}\n"
    document = Document(id="d", title="方案", text=whole, issued_on="2025-05-06", sha256=str(len(whole)))
    clauses = [Clause("d", "一", "一", (HEADING,), HEADING, body, 0, len(whole), len(HEADING) + 1)]
    return build_checklist(document, clauses), document, clauses


BODY = "旗财政局建立台账，2025年6月底前完成。\n各部门要落实责任。\n旗审计局每季度至少通报一次。"


@pytest.fixture
def board(tmp_path: Path) -> TaskBoard:
    board = TaskBoard(str(tmp_path / "var" / "board.db"), str(tmp_path / "evidence"))
    board.save(*plan(BODY)[:2], by="督查室")
    return board


def test_a_saved_checklist_keeps_what_the_document_says(board: TaskBoard) -> None:
    saved = board.board(1)
    assert [task["facts"]["quote"] for task in saved["tasks"]] == BODY.splitlines()
    assert saved["counts"] == {"not_started": 2, "in_progress": 0, "done": 0, "overdue": 1}
    assert (saved["saved_by"], saved["start"]) == ("督查室", "2025-05-06")


def test_every_change_is_told_with_who_and_what(board: TaskBoard) -> None:
    board.change(2, 1, "张三", {"status": "in_progress", "note": "已部署"})
    board.change(2, 2, "李四", {"owner_set": "旗教育局", "due_set": "2099-07-01"})
    task = board.task(2)
    assert [(c["by"], c["field"], c["before"], c["after"]) for c in task["history"]] == [
        ("张三", "status", "not_started", "in_progress"),
        ("张三", "note", "", "已部署"),
        ("李四", "owner_set", "", "旗教育局"),
        ("李四", "due_set", "", "2099-07-01"),
    ]
    assert task["facts"]["owners"][0]["name"] == "各部门"
    assert (task["owner_set"], task["due"], task["updated_by"], task["version"]) == (
        "旗教育局",
        "2099-07-01",
        "李四",
        3,
    )


def test_the_second_of_two_people_is_told_and_loses_nothing(board: TaskBoard) -> None:
    board.change(1, 1, "张三", {"note": "一"})
    with pytest.raises(Conflict, match="刚被 张三 改过"):
        board.change(1, 1, "李四", {"note": "二"})
    assert board.task(1)["note"] == "一"
    assert len(board.task(1)["history"]) == 1


def test_of_many_writers_at_once_one_wins_and_the_others_are_told(board: TaskBoard) -> None:
    told: list[str] = []
    gate = threading.Barrier(8)

    def write(name: str) -> None:
        gate.wait()
        try:
            board.change(3, 1, name, {"note": name})
            told.append("written")
        except Conflict:
            told.append("conflict")

    threads = [threading.Thread(target=write, args=(f"甲{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["conflict"] * 7 + ["written"]
    assert board.task(3)["version"] == 2


def test_a_task_is_struck_off_with_who_and_when_and_may_come_back(board: TaskBoard) -> None:
    closed = board.close(1, 1, "督查室 王五", "已核实")
    assert (closed["status"], closed["closed_by"], closed["note"]) == ("done", "督查室 王五", "已核实")
    assert closed["closed_at"] is not None
    back = board.reopen(1, 2, "督查室 王五")
    assert (back["closed_by"], back["closed_at"], back["status_set"]) == (None, None, "in_progress")
    assert [c["field"] for c in board.task(1)["history"]] == [
        "status",
        "note",
        "closed_by",
        "status",
        "closed_by",
    ]


def test_a_passed_day_shows_as_overdue_until_the_task_is_done(board: TaskBoard) -> None:
    assert board.task(1)["status"] == "overdue"
    assert board.task(1)["status_set"] == "not_started"
    assert board.close(1, 1, "王五")["status"] == "done"
    assert date.today() > date(2025, 6, 30)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"facts": "x"}, "不能修改的内容"),
        ({"status": "办结"}, "没有这种状态"),
        ({"due_set": "2025-02-30"}, "不是日期"),
        ({"due_set": "20250601"}, "不是日期"),
        ({"note": "长" * 2001}, "文字过长"),
        ({"owner_set": "长" * 301}, "文字过长"),
    ],
)
def test_what_cannot_be_set_is_refused_and_nothing_is_written(
    board: TaskBoard, changes: dict[str, str], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        board.change(1, 1, "张三", changes)
    assert board.task(1)["version"] == 1


@pytest.mark.parametrize("name", ["", "  ", "长" * 61])
def test_nobody_writes_without_a_name(board: TaskBoard, name: str) -> None:
    with pytest.raises(BadInput, match="姓名"):
        board.change(1, 1, name, {"note": "x"})


def test_numbers_that_are_not_there_are_told(board: TaskBoard) -> None:
    for call in (lambda: board.board(9), lambda: board.task(9), lambda: board.evidence_file(1, 9)):
        with pytest.raises(UnknownTask):
            call()


# -- a document that was replaced ------------------------------------------------------------------


NEW = "旗财政局建立台账，2025年6月底前完成。\n各部门要认真落实责任。\n旗审计局每季度至少通报一次。"


def test_a_replaced_document_shows_which_tasks_changed(board: TaskBoard) -> None:
    _, document, clauses = plan(NEW)
    states = [source_state(t["facts"], document, clauses)["state"] for t in board.board(1)["tasks"]]
    assert states == ["same", "changed", "same"]
    other = [replace(clauses[0], path="二", label="二")]
    assert source_state(board.task(1)["facts"], document, other) == {"state": "moved", "now": "二"}
    assert source_state(board.task(2)["facts"], document, other)["state"] == "gone"


def test_saving_again_keeps_progress_and_drops_nothing(board: TaskBoard) -> None:
    board.close(3, 1, "王五")
    board.change(2, 1, "张三", {"note": "留着"})
    assert board.save(*plan(NEW)[:2], by="督查室") == 1
    tasks = board.board(1)["tasks"]
    assert [(t["id"], t["dropped"], t["status_set"], t["note"]) for t in tasks] == [
        (1, False, "not_started", ""),
        (4, False, "not_started", ""),
        (3, False, "done", ""),
        (2, True, "not_started", "留着"),
    ]
    assert board.task(2)["history"][-1]["after"] == "文件中已无此项"
    assert len(board.boards()) == 1


# -- evidence ---------------------------------------------------------------------------------


PDF = b"%PDF-1.7 ..."


def test_evidence_is_kept_and_comes_back_byte_for_byte(board: TaskBoard) -> None:
    task = board.attach(1, "张三", "验收 报告.pdf", PDF)
    (file,) = task["evidence"]
    assert (file["name"], file["size"], file["added_by"]) == ("验收 报告.pdf", len(PDF), "张三")
    assert board.evidence_file(1, file["id"]) == ("验收 报告.pdf", "application/pdf", PDF)
    assert board.task(1)["history"][-1]["after"] == "验收 报告.pdf"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ", "不支持"),
        ("a.html", b"<script>", "不支持"),
        ("pdf", PDF, "不支持"),
        ("a.pdf", b"", "空的"),
        ("a.pdf", b"MZ not a pdf", "不符"),
        ("a.txt", b"\xff\xfe\x00", "不符"),
        ("a.pdf", PDF + b" " * MOST_BYTES, "过大"),
    ],
)
def test_other_files_are_refused(board: TaskBoard, name: str, content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        board.attach(1, "张三", name, content)
    assert board.task(1)["evidence"] == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\报告\\一.pdf", "一.pdf"),
        ("a\x00\u202eb.pdf", "a__b.pdf"),
        ("长" * 200 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_of_files_are_made_safe(name: str, safe: str) -> None:
    assert check(name, PDF).name == safe


# -- the database -----------------------------------------------------------------------------


def test_sqlite_writes_ahead_and_keeps_its_keys(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "a.db"))
    with database.reading() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_database_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(BadSettings, match="无法打开数据库"):
        Database(str(tmp_path / "file" / "a.db"))
    with pytest.raises(BadSettings, match="无法打开数据库"):
        Database("nosuch://host/name")


def test_statuses_are_the_four_of_the_trade() -> None:
    assert list(STATUSES.values()) == ["未开始", "进行中", "已完成", "超期"]
