"""GET /healthz (the process lives) and /readyz (it can answer)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from assistant.web.api.deps import current

router = APIRouter(tags=["运行"])


@router.get("/healthz", summary="是否在运行")
async def healthz() -> dict[str, str]:
    """Return at once; nothing is looked at."""
    return {"status": "ok"}


@router.get("/readyz", summary="是否可以回答")
def readyz(request: Request) -> JSONResponse:
    """Return 200 when there is something to answer from, 503 when the index is empty."""
    assistant = current(request)
    documents = len(assistant.documents())
    body: dict[str, Any] = {
        "status": "ready" if documents else "empty",
        "documents": documents,
        "index_generation": assistant.generation,
    }
    return JSONResponse(body, 200 if documents else 503)
