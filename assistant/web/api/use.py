"""GET /use: what staff see in 运行状况, as JSON and as tables to keep; GET /metrics: what Prometheus reads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import PlainTextResponse
from starlette.responses import Response

from assistant.web import use
from assistant.web.api.checklists import MEDIA_TYPES
from assistant.web.api.deps import current
from assistant.web.api.staff import staff_only
from assistant.web.gaps import Gap, group
from assistant.web.records import Ask

router = APIRouter(prefix="/use", tags=["运行"], dependencies=[Depends(staff_only)])
open_router = APIRouter(tags=["运行"])

Days = Annotated[int, Query(ge=1, le=366, description="最近几天")]
TABLES = {"days": "每日提问", "gaps": "未答问题", "handoffs": "转人工留言"}


@router.get("", summary="运行状况")
def overview(request: Request, days: Days = 30) -> dict[str, Any]:
    """Return questions a day, verdicts, thumbs, latency, the index, and the questions left for staff."""
    asks, state = _asks(request, days), request.app.state
    return {
        "days": use.by_day(asks, date.today(), days),
        "latency_ms": use.latency(asks),
        "thumbs": use.thumbs(state.feedback.all()),
        "handoffs": [handoff.as_json() for handoff in state.records.handoffs()],
        "index": {"generation": current(request).generation, "documents": len(current(request).documents())},
        "kept_days": state.records.days,
    }


@router.get("/gaps", summary="未答问题归类")
def gaps(request: Request, days: Days = 30) -> dict[str, Any]:
    """Return the questions that the documents did not answer, grouped by meaning."""
    return {"groups": [gap.as_json() for gap in _gaps(request, days)]}


@router.get("/tables/{name}", summary="导出表格（CSV）")
def table(request: Request, name: Literal["days", "gaps", "handoffs"], days: Days = 30) -> Response:
    """Return one of the tables as CSV."""
    if name == "days":
        content = use.day_table(use.by_day(_asks(request, days), date.today(), days))
    elif name == "gaps":
        content = use.gap_table(_gaps(request, days))
    else:
        content = use.handoff_table(request.app.state.records.handoffs())
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(TABLES[name])}.csv"}
    return Response(content, media_type=MEDIA_TYPES["csv"], headers=headers)


@open_router.get("/metrics", summary="Prometheus 指标")
def metrics(request: Request) -> PlainTextResponse:
    """Return what this process counted; nothing in it tells who asked or what."""
    gauges = {
        "policy_assistant_index_generation": float(current(request).generation),
        "policy_assistant_documents": float(len(current(request).documents())),
    }
    text = request.app.state.metrics.text(gauges)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")


def _asks(request: Request, days: int) -> list[Ask]:
    asks: list[Ask] = request.app.state.records.asks(date.today() - timedelta(days=days - 1))
    return asks


def _gaps(request: Request, days: int) -> list[Gap]:
    unanswered = [ask.question for ask in _asks(request, days) if ask.question]
    return group(unanswered, current(request).store.encoder.encode_queries)
