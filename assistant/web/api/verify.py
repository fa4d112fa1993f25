"""POST /verify: check a text, sentence by sentence, against what the documents say (核对)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from assistant.web.api.bodies import VerifyBody
from assistant.web.api.deps import current, in_thread

router = APIRouter(tags=["核对"])


@router.post("/verify", summary="核对一段文字")
async def verify(request: Request, body: VerifyBody) -> dict[str, Any]:
    """Return each sentence with its verdict, citations and problems.

    `source` wins over `document`; without either the whole library is searched.
    """
    if body.source is not None:
        from assistant.answering.verify import verify as verify_against

        return {"sentences": await in_thread(request, verify_against, body.text, body.source)}
    return {"sentences": await in_thread(request, current(request).verify, body.text, body.document)}
