"""GET and POST /checklists: a document's duties as JSON or as a file to keep."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from assistant.schema import Checklist
from assistant.web.api.bodies import ChecklistBody, Format
from assistant.web.api.deps import current

router = APIRouter(tags=["任务清单"])

MEDIA_TYPES = {
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@router.post("/checklists", summary="任务清单")
def make_checklist(request: Request, body: ChecklistBody) -> Response:
    """Return the duties of a document."""
    checklist = current(request).checklist(body.document, owner=body.owner, start=body.start)
    return _respond(checklist, body.format)


@router.get("/checklists", summary="任务清单（可作下载链接）")
def get_checklist(request: Request, query: Annotated[ChecklistBody, Query()]) -> Response:
    """Return the same as POST, so that a link can download it."""
    return make_checklist(request, query)


def _respond(checklist: Checklist, format_: Format) -> Response:
    if format_ == "json":
        return JSONResponse(checklist.as_json())
    content = export(checklist, format_)
    name = quote(f"{checklist.title}任务清单.{format_}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=MEDIA_TYPES[format_], headers=headers)
