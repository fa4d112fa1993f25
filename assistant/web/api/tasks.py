"""/tasks: the board (任务台账): saving checklists, progress, evidence, 销号 and history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import wraps
from typing import Annotated, Any, Literal, ParamSpec, cast
from urllib.parse import quote

from fastapi import APIRouter, Body, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from assistant.errors import BadInput, Conflict, UnknownDocument
from assistant.export.board_sheet import write_board
from assistant.storage.board import TaskBoard
from assistant.storage.sources import source_state
from assistant.tasks.names import load_names
from assistant.web.api.bodies import MAX_NUMBER, Name, Number, Text
from assistant.web.api.bodies import Body as Fields
from assistant.web.api.checklists import MEDIA_TYPES
from assistant.web.api.deps import current
from assistant.web.api.staff import staff_only
from assistant.web.problems import problem_of, respond

P = ParamSpec("P")
Who = Annotated[Text, Field(min_length=1, max_length=60, description="姓名或科室，记入修改记录")]
Status = Literal["not_started", "in_progress", "done", "overdue"]


def board_of(request: Request) -> TaskBoard:
    """Return the board of the running app, opened when it is first asked for."""
    state = request.app.state
    if not hasattr(state, "board"):
        settings = current(request).settings
        state.board = TaskBoard(settings.database, settings.evidence)
    return cast(TaskBoard, state.board)


def told(function: Callable[P, Any]) -> Callable[P, Any]:
    """Tell a conflict or a refused value in its own words, as a problem document."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            return function(*args, **kwargs)
        except UnknownDocument:
            raise  # its message is for logs; the table of problems has words for readers
        except (Conflict, BadInput) as error:
            return respond(replace(problem_of(error), detail=str(error)))

    return wrapper


class SaveBody(Fields):
    """Which document's checklist is to be saved, and who saves it."""

    document: Name = Field(min_length=1, description="文件编号或名称")
    start: date | None = Field(default=None, description="起算日期；缺省为成文日期")
    by: Who


class ChangeBody(Fields):
    """What is to be set; `version` is the version that the writer saw."""

    version: int = Field(ge=1, le=MAX_NUMBER, description="看到的版本号")
    by: Who
    status: Status | None = Field(default=None, description="状态")
    note: Text | None = Field(default=None, description="备注")
    owner_set: Text | None = Field(default=None, description="人工改定的责任单位；空为恢复原文")
    due_set: Text | None = Field(default=None, description="人工改定的到期日；空为恢复原文")


class StrikeBody(Fields):
    """Who strikes a task off, or takes that back."""

    version: int = Field(ge=1, le=MAX_NUMBER, description="看到的版本号")
    by: Who
    note: Text | None = Field(default=None, description="备注")


class TaskQuery(Fields):
    """Which tasks of a board are wanted."""

    owner: Name | None = Field(default=None, description="责任单位（含简称）")
    status: Status | None = Field(default=None, description="状态")
    due: Literal["week", "overdue"] | None = Field(default=None, description="本周到期，或已超期")


router = APIRouter(prefix="/tasks", tags=["任务台账"], dependencies=[Depends(staff_only)])


@router.post("/boards", summary="保存为台账", status_code=201)
@told
def save_board(request: Request, body: SaveBody) -> Any:
    """Save a document's checklist; saved again, it takes in what has changed and keeps all progress."""
    assistant = current(request)
    document = assistant.document(body.document)
    checklist = assistant.checklist(document.id, start=body.start)
    number = board_of(request).save(checklist, document, body.by)
    return _with_sources(request, board_of(request).board(number))


@router.get("/boards", summary="全部台账")
def list_boards(request: Request) -> dict[str, Any]:
    """Return every board with its counts."""
    return {"boards": board_of(request).boards()}


@router.get("/boards/{number}", summary="一份台账")
@told
def get_board(request: Request, number: Number, query: Annotated[TaskQuery, Query()]) -> Any:
    """Return a board's tasks; `source` says how each stands in the document as it is now."""
    found = _with_sources(request, board_of(request).board(number))
    names = load_names(current(request).settings.owner_names)
    tasks = [task for task in found["tasks"] if _wanted(task, query, date.today(), names.same)]
    return found | {"tasks": tasks}


@router.get("/boards/{number}/file", summary="导出台账（Excel）")
@told
def board_file(request: Request, number: Number) -> Any:
    """Return the board as a workbook with its progress and history."""
    board = board_of(request)
    found = board.board(number)
    found["tasks"] = [task | {"history": board.task(task["id"])["history"]} for task in found["tasks"]]
    name = quote(f"{found['title']}任务台账.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(write_board(found), media_type=MEDIA_TYPES["xlsx"], headers=headers)


@router.get("/{number}", summary="一项任务及其修改记录")
@told
def get_task(request: Request, number: Number) -> Any:
    """Return one task with every change that was made."""
    return board_of(request).task(number)


@router.patch("/{number}", summary="修改一项任务")
@told
def change_task(request: Request, number: Number, body: ChangeBody) -> Any:
    """Set what is given; 409 when somebody changed the task since `version`."""
    given = body.model_dump(exclude_unset=True, exclude={"version", "by"})
    return board_of(request).change(number, body.version, body.by, given)


@router.post("/{number}/close", summary="销号")
@told
def close_task(request: Request, number: Number, body: StrikeBody) -> Any:
    """Strike a task off."""
    return board_of(request).close(number, body.version, body.by, body.note)


@router.post("/{number}/reopen", summary="撤回销号")
@told
def reopen_task(request: Request, number: Number, body: StrikeBody) -> Any:
    """Take a 销号 back."""
    return board_of(request).reopen(number, body.version, body.by)


@router.post("/{number}/evidence", summary="上传佐证文件", status_code=201)
@told
def add_evidence(
    request: Request,
    number: Number,
    name: Annotated[Name, Query(min_length=1)],
    by: Annotated[Who, Query()],
    content: Annotated[bytes, Body(media_type="application/octet-stream")],
) -> Any:
    """Keep the request's body as a file of this task."""
    return board_of(request).attach(number, by, name, content)


@router.get("/{number}/evidence/{file}", summary="下载佐证文件")
@told
def get_evidence(request: Request, number: Number, file: Number) -> Any:
    """Return a file as a download, never to be shown inside the page."""
    name, media_type, content = board_of(request).evidence_file(number, file)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=media_type, headers=headers)


def _with_sources(request: Request, board: dict[str, Any]) -> dict[str, Any]:
    """Add to every task how its words stand in the document as it is now."""
    assistant = current(request)
    try:
        document = assistant.document(board["document_id"])
    except UnknownDocument:
        return board | {"document_gone": True, "tasks": [t | {"source": None} for t in board["tasks"]]}
    clauses = assistant.clauses(document.id)
    tasks = [task | {"source": source_state(task["facts"], document, clauses)} for task in board["tasks"]]
    return board | {"replaced": document.sha256 != board["sha256"], "tasks": tasks}


def _wanted(task: Mapping[str, Any], query: TaskQuery, today: date, same: Callable[[str, str], bool]) -> bool:
    if query.status and task["status"] != query.status:
        return False
    if query.owner and not any(same(query.owner, name) for name in _owners(task)):
        return False
    if query.due == "overdue":
        return bool(task["status"] == "overdue")
    if query.due == "week":
        monday = today - timedelta(days=today.weekday())
        day = task["due"] or ""
        return monday.isoformat() <= day <= (monday + timedelta(days=6)).isoformat()
    return True


def _owners(task: Mapping[str, Any]) -> list[str]:
    if task["owner_set"]:
        return [name.strip() for name in task["owner_set"].replace("，", "、").split("、")]
    return [owner["name"] for owner in task["facts"]["owners"]]
