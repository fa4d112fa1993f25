"""GET and POST /checklists: a document's duties as JSON or as a file to keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.responses import Response

from assistant.export.formats import write_checklist
from assistant.schema import Checklist, Document
from assistant.web.api.bodies import ChecklistBody
from assistant.web.api.deps import current

router = APIRouter(tags=["任务清单"])

MEDIA_TYPES: Mapping[str, str] = {
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class WantedBody(ChecklistBody):
    """A checklist by owner, by month, by strength."""

    month: str | None = Field(
        default=None, pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="到期月份，如 2025-06"
    )
    strength: Literal["hard", "soft"] | None = Field(default=None, description="刚性 hard、柔性 soft")
    reworded: bool = Field(
        default=False, description="请语言模型缩短任务表述（逐项核对）；没有设语言模型时不起作用"
    )


@router.post("/checklists", summary="任务清单")
def make_checklist(request: Request, body: WantedBody) -> Response:
    """Return the duties of a document."""
    assistant = current(request)
    # Looked up first: the assistant also takes names of files, and the server's files are not for the web.
    document = assistant.document(body.document)
    views = {"month": body.month, "strength": body.strength, "reworded": body.reworded}
    given: dict[str, Any] = {name: value for name, value in views.items() if value}
    checklist = assistant.checklist(document.id, owner=body.owner, start=body.start, **given)
    if body.format == "json":
        return JSONResponse(checklist.as_json())
    return _file(checklist, document, body.format)


@router.get("/checklists", summary="任务清单（可作下载链接）")
def get_checklist(request: Request, query: Annotated[WantedBody, Query()]) -> Response:
    """Return the same as POST, so that a link can download it."""
    return make_checklist(request, query)


def _file(checklist: Checklist, document: Document, format_: str) -> Response:
    name = quote(f"{checklist.title}任务清单.{format_}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    content = write_checklist(format_, checklist, document)
    return Response(content, media_type=MEDIA_TYPES[format_], headers=headers)
