"""A board as a workbook: progress, 销号 and the record of changes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assistant.export.rows import NOT_STATED, ROLES
from assistant.export.xlsx import append_row, close_sheet, open_sheet

HEAD = ("序号", "工作任务", "任务内容（原文）", "责任单位", "完成时限", "到期日", "状态", "备注", "佐证文件", "销号", "人工修改", "条款")  # fmt: skip
WIDTHS = (6, 26, 54, 22, 16, 12, 10, 24, 18, 18, 24, 12)
LOG_HEAD = ("任务", "时间（北京时间）", "修改人", "内容", "修改前", "修改后")
LOG_WIDTHS = (40, 24, 16, 12, 40, 40)
BEIJING = timezone(timedelta(hours=8))
STATUSES = {"not_started": "未开始", "in_progress": "进行中", "done": "已完成", "overdue": "超期"}
FIELDS = {
    "status": "状态", "note": "备注", "owner_set": "责任单位", "due_set": "到期日", "closed_by": "销号",
    "evidence": "佐证文件", "document": "文件变动",
}  # fmt: skip


def write_board(board: Mapping[str, Any]) -> bytes:
    """Return the workbook of a board whose tasks carry their history."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook opens with one sheet
        sheet = book.create_sheet()
    sheet.title = "任务台账"
    counts = "　".join(f"{STATUSES[name]} {count} 项" for name, count in board["counts"].items())
    open_sheet(sheet, f"《{board['title']}》任务台账", f"{counts}　已销号 {board['closed']} 项", HEAD, WIDTHS)
    for number, task in enumerate(board["tasks"], start=1):
        append_row(sheet, _cells(number, task), WIDTHS)
    close_sheet(sheet, len(HEAD))
    log = book.create_sheet("修改记录")
    open_sheet(log, "修改记录", "每次修改都记名记时", LOG_HEAD, LOG_WIDTHS)
    for task in board["tasks"]:
        for change in task["history"]:
            append_row(log, _log_cells(task, change), LOG_WIDTHS)
    close_sheet(log, len(LOG_HEAD))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cells(number: int, task: Mapping[str, Any]) -> tuple[str, ...]:
    facts = task["facts"]
    edited = [
        f"{label}：{value}"
        for label, value in (("责任单位", task["owner_set"]), ("到期日", task["due_set"]))
        if value
    ]
    owners = task["owner_set"] or _owners(facts)
    counted = "" if task["due_set"] else facts["deadline"].get("note")  # says nothing of a day set by hand
    return (
        str(number), facts["action"], facts["quote"], owners, facts["deadline"]["raw"] or NOT_STATED,
        task["due"] or "", STATUSES[task["status"]] + ("（文件中已无此项）" if task["dropped"] else ""),
        "；".join(filter(None, (task["note"], counted))), "、".join(file["name"] for file in task["evidence"]),
        f"{task['closed_by']} {_beijing(task['closed_at'])[:10]}" if task["closed_at"] else "", "；".join(edited),
        facts["label"],
    )  # fmt: skip


def _beijing(moment: str) -> str:
    """Return a stored moment (ISO, universal time) as people here read the clock.

    >>> _beijing("2025-05-06T17:30:00+00:00")
    '2025-05-07 01:30:00'
    """
    read = datetime.fromisoformat(moment)
    stored = read if read.tzinfo else read.replace(tzinfo=UTC)
    return stored.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def _owners(facts: Mapping[str, Any]) -> str:
    words = [
        owner["name"] + (f"（{ROLES[owner['role']]}）" if ROLES.get(owner["role"]) else "")
        for owner in facts["owners"]
    ]
    return "、".join(words) or NOT_STATED


def _log_cells(task: Mapping[str, Any], change: Mapping[str, str]) -> tuple[str, ...]:
    before, after = (STATUSES.get(change[side], change[side]) for side in ("before", "after"))
    field = FIELDS.get(change["field"], change["field"])
    return task["facts"]["action"], _beijing(change["at"]), change["by"], field, before, after
