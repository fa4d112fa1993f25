"""The board (任务台账): saved checklists, their progress, who changed what, and 销号."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.exc import StaleDataError

from assistant.errors import BadInput, Conflict, UnknownTask
from assistant.schema import Checklist, Document
from assistant.storage import evidence
from assistant.storage.database import Database
from assistant.storage.models import BoardRow, ChangeRow, EvidenceRow, TaskRow

STATUSES: Mapping[str, str] = {
    "not_started": "未开始", "in_progress": "进行中", "done": "已完成", "overdue": "超期",
}  # fmt: skip
FIELDS = ("status", "note", "owner_set", "due_set")
MOST = {"note": 2000, "owner_set": 300, "by": 60}
STALE = "这项任务刚被 {who} 改过（{when}）: 您的修改没有保存，请看过新内容后再改"


class TaskBoard:
    """Keeps boards in one database; every write is checked against the version that the writer saw."""

    def __init__(self, address: str, evidence_folder: str) -> None:
        self._address = address
        self._folder = Path(evidence_folder)

    @cached_property
    def _database(self) -> Database:
        return Database(self._address)

    # -- boards -----------------------------------------------------------------------------

    def save(self, checklist: Checklist, document: Document, by: str) -> int:
        """Save a checklist and return the board's number; saved again, it takes in what has changed.

        Tasks that stand as before keep their progress; those that the document no longer holds stay, marked
        `dropped`.
        """
        name = _name(by)
        with self._database.writing.begin() as session:
            board = session.scalar(select(BoardRow).where(BoardRow.document_id == document.id))
            if board is None:
                board = BoardRow(document_id=document.id)
                session.add(board)
            board.title, board.doc_number = checklist.title, document.doc_number
            board.sha256, board.start = document.sha256, checklist.start
            board.saved_at, board.saved_by = _now(), name
            session.flush()
            _take_in(session, board, checklist, name)
            return board.id

    def boards(self) -> list[dict[str, Any]]:
        """Return every board with the number of its tasks by status, the latest first."""
        with self._database.reading() as session:
            query = select(BoardRow).options(selectinload(BoardRow.tasks)).order_by(BoardRow.id.desc())
            return [_board_json(board) for board in session.scalars(query)]

    def board(self, number: int) -> dict[str, Any]:
        """Return one board with its tasks; raises UnknownTask."""
        with self._database.reading() as session:
            board = session.get(BoardRow, number)
            if board is None:
                raise UnknownTask(f"没有第 {number} 号台账: 请核对编号")
            rows = _loaded(session, number)
            return _board_json(board) | {"tasks": [task_json(row) for row in rows]}

    # -- tasks ------------------------------------------------------------------------------

    def task(self, number: int) -> dict[str, Any]:
        """Return one task with its whole history; raises UnknownTask."""
        with self._database.reading() as session:
            return task_json(_found(session, number)) | {"history": _history(session, number)}

    def change(self, number: int, version: int, by: str, changes: Mapping[str, str | None]) -> dict[str, Any]:
        """Set fields of a task (FIELDS); raises Conflict when somebody changed it since `version`."""
        values = _checked(changes)
        with self._writing() as session:
            row = _at_version(session, number, version)
            _record(session, row, _name(by), values)
            session.flush()
            return task_json(row)

    def close(self, number: int, version: int, by: str, note: str | None = None) -> dict[str, Any]:
        """Strike a task off (销号): done, by whom and when; raises Conflict."""
        values = _checked({"status": "done"} | ({"note": note} if note else {}))
        return self._strike(number, version, by, values, _name(by))

    def reopen(self, number: int, version: int, by: str) -> dict[str, Any]:
        """Take back a 销号; raises Conflict."""
        return self._strike(number, version, by, {"status": "in_progress"}, None)

    def _strike(
        self, number: int, version: int, by: str, values: dict[str, str | None], closed_by: str | None
    ) -> dict[str, Any]:
        with self._writing() as session:
            row = _at_version(session, number, version)
            closed_at = _now() if closed_by else None
            _record(session, row, _name(by), values | {"closed_by": closed_by, "closed_at": closed_at})
            session.flush()
            return task_json(row)

    # -- evidence ---------------------------------------------------------------------------

    def attach(self, number: int, by: str, name: str, content: bytes) -> dict[str, Any]:
        """Keep a file as evidence of a task; raises BadInput or UnknownTask."""
        file, who = evidence.check(name, content), _name(by)
        with self._writing() as session:
            row = _found(session, number)
            evidence.keep(self._folder, file)
            kept = EvidenceRow(task=number, name=file.name, media_type=file.media_type, size=len(content),
                               sha256=file.sha256, added_at=_now(), added_by=who)  # fmt: skip
            row.evidence.append(kept)
            row.changes.append(_change(who, "evidence", "", file.name))
            row.updated_by, row.updated_at = who, _now()
            session.flush()
            return task_json(row)

    def evidence_file(self, number: int, file: int) -> tuple[str, str, bytes]:
        """Return name, media type and bytes of a task's file; raises UnknownTask."""
        with self._database.reading() as session:
            kept = session.get(EvidenceRow, file)
            if kept is None or kept.task != number:
                raise UnknownTask(f"第 {number} 项任务没有第 {file} 号佐证文件: 请核对编号")
            return kept.name, kept.media_type, evidence.place_of(self._folder, kept.sha256).read_bytes()

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        try:
            with self._database.writing.begin() as session:
                yield session
        except StaleDataError as error:
            raise Conflict(STALE.format(who="他人", when="刚才")) from error


def shown_status(row: TaskRow, today: date | None = None) -> str:
    """Return the status, overdue when the day has passed and the task is not done."""
    due = row.due_set or row.facts["deadline"]["due"]
    late = due is not None and due < (today or date.today()).isoformat()
    return "overdue" if late and row.status != "done" else row.status


def task_json(row: TaskRow) -> dict[str, Any]:
    """Return a task as JSON shows it: `facts` from the document, the rest from people."""
    return {
        "id": row.id, "board": row.board_id, "position": row.position, "version": row.version,
        "facts": row.facts, "dropped": row.dropped, "status": shown_status(row), "status_set": row.status,
        "note": row.note, "owner_set": row.owner_set, "due_set": row.due_set,
        "due": row.due_set or row.facts["deadline"]["due"],
        "closed_by": row.closed_by, "closed_at": row.closed_at,
        "updated_by": row.updated_by, "updated_at": row.updated_at,
        "evidence": [
            {"id": file.id, "name": file.name, "size": file.size, "added_by": file.added_by,
             "added_at": file.added_at} for file in row.evidence
        ],
    }  # fmt: skip


def _board_json(board: BoardRow) -> dict[str, Any]:
    counts = dict.fromkeys(STATUSES, 0)
    for row in board.tasks:
        counts[shown_status(row)] += not row.dropped
    return {
        "id": board.id, "document_id": board.document_id, "title": board.title, "doc_number": board.doc_number,
        "sha256": board.sha256, "start": board.start, "saved_at": board.saved_at, "saved_by": board.saved_by,
        "counts": counts, "closed": sum(row.closed_at is not None for row in board.tasks),
    }  # fmt: skip


def _loaded(session: Session, board: int) -> Sequence[TaskRow]:
    query = select(TaskRow).where(TaskRow.board_id == board).order_by(TaskRow.position)
    return session.scalars(query.options(selectinload(TaskRow.evidence))).all()


def _take_in(session: Session, board: BoardRow, checklist: Checklist, by: str) -> None:
    """Bring a board's tasks to what a checklist holds now; nothing is deleted."""
    kept = {row.task_id: row for row in session.scalars(select(TaskRow).where(TaskRow.board_id == board.id))}
    wanted = {task.id: task for task in checklist.tasks}
    for position, (task_id, task) in enumerate(wanted.items()):
        row = kept.get(task_id)
        if row is None:
            session.add(TaskRow(board_id=board.id, task_id=task_id, position=position, facts=asdict(task)))
            continue
        row.position, row.facts = position, asdict(task)
        if row.dropped:
            row.changes.append(_change(by, "document", "文件中已无此项", "文件中又有此项"))
        row.dropped = False
    for task_id, row in kept.items():
        if task_id not in wanted and not row.dropped:
            row.dropped, row.position = True, len(wanted) + row.position
            row.changes.append(_change(by, "document", "", "文件中已无此项"))


def _found(session: Session, number: int) -> TaskRow:
    row = session.get(TaskRow, number)
    if row is None:
        raise UnknownTask(f"没有第 {number} 项任务: 请核对编号")
    return row


def _at_version(session: Session, number: int, version: int) -> TaskRow:
    row = _found(session, number)
    if row.version != version:
        raise Conflict(STALE.format(who=row.updated_by or "他人", when=row.updated_at or "刚才"))
    return row


def _record(session: Session, row: TaskRow, by: str, values: Mapping[str, str | None]) -> None:
    """Write what differs, and one line of history for each field."""
    for name, value in values.items():
        before = getattr(row, name)
        if before == value:
            continue
        setattr(row, name, value)
        if name != "closed_at":
            row.changes.append(_change(by, name, before or "", value or ""))
    row.version += 1
    row.updated_by, row.updated_at = by, _now()


def _change(by: str, field: str, before: str, after: str) -> ChangeRow:
    return ChangeRow(at=_now(), by=by, field=field, before=before, after=after)


def _history(session: Session, number: int) -> list[dict[str, str]]:
    rows = session.scalars(select(ChangeRow).where(ChangeRow.task == number).order_by(ChangeRow.id))
    return [
        {"at": row.at, "by": row.by, "field": row.field, "before": row.before, "after": row.after}
        for row in rows
    ]


def _checked(changes: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the changes, empty edits as None; raises BadInput for what cannot be set."""
    values: dict[str, str | None] = {}
    for name, value in changes.items():
        text = (value or "").strip()
        if name not in FIELDS:
            raise BadInput(f"{name}: 不能修改的内容: 可改 {'、'.join(FIELDS)}")
        if name == "status" and text not in STATUSES:
            raise BadInput(f"{text}: 没有这种状态: 可用 {'、'.join(STATUSES.values())}")
        if len(text) > MOST.get(name, 300):
            raise BadInput(f"{name}: 文字过长（上限 {MOST[name]} 字）: 请缩短")
        if name == "due_set" and text and not _is_day(text):
            raise BadInput(f"{text}: 不是日期: 应为 2025-06-30 这样的写法")
        values[name] = text if name in ("status", "note") else text or None
    return values


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _name(by: str) -> str:
    name = " ".join(by.split())
    if not name or len(name) > MOST["by"]:
        raise BadInput("请填写您的姓名或科室（60 字以内）: 每次修改都会记名")
    return name


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
