"""POST /ask: an answer at once as JSON, or as server-sent events while it is made."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.background import BackgroundTask
from starlette.responses import Response

from assistant.errors import BadQuestion, PolicyError
from assistant.schema import Answer
from assistant.web.answers import Asked
from assistant.web.api.bodies import AskBody, SearchBody
from assistant.web.api.deps import Gone, current, in_thread, in_turn
from assistant.web.api.noting import note_answer
from assistant.web.metrics import Stopwatch
from assistant.web.problems import problem_of

router = APIRouter(tags=["咨询"])
log = logging.getLogger(__name__)

Event = tuple[str, Any]
CLIENT_GONE = 499  # nginx's number for it, seen in the metrics alone


@router.post("/ask", summary="提问")
async def ask(request: Request, body: AskBody) -> Response:
    """Answer a question; `stream` sends the events evidence, token (many), done, or error."""
    asked = Asked(body.question, body.history, body.as_of, body.use_llm)
    watch = Stopwatch()
    events = request.app.state.answers.events(current(request), asked)
    try:
        # The first event holds the computing, and is made before the response begins, so that a bad question is
        # still a 4xx; what a model then takes long for is waited for elsewhere.
        first = await in_turn(request, next, events, None)
    except Gone:
        return Response(status_code=CLIENT_GONE)
    if not body.stream:
        answer = await in_thread(request, _last, events)
        noting = BackgroundTask(in_thread, request, note_answer, request, answer, watch.seconds)
        return JSONResponse(answer.as_json(), background=noting)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    sent = _stream(request, first, events, watch)
    return StreamingResponse(sent, media_type="text/event-stream", headers=headers)


@router.post("/search", summary="检索依据")
async def search(request: Request, body: SearchBody) -> dict[str, Any]:
    """Return the clauses nearest to a query, best first."""
    assistant = current(request)
    if not body.query.strip() or len(body.query) > assistant.settings.max_question_chars:
        raise BadQuestion("the query is empty or too long")
    found = await in_thread(request, assistant.search, body.query, body.top_k)
    return {"evidence": [evidence.as_json() for evidence in found]}


async def _stream(
    request: Request, first: Event | None, events: Iterator[Event], watch: Stopwatch
) -> AsyncIterator[str]:
    try:
        while first is not None:
            yield write_event(*first)
            if first[0] == "done":
                await in_thread(request, note_answer, request, first[1], watch.seconds)
            first = await in_thread(request, next, events, None)
    except Exception as error:
        # The response has begun, so its status cannot tell: the stream must.
        if not isinstance(error, PolicyError):
            log.exception("ask stream failed")
        yield write_event("error", problem_of(error).as_json())
    finally:
        # A client that went away frees its work: the generator ends here, not when it is collected.
        with anyio.CancelScope(shield=True):
            await in_thread(request, getattr(events, "close", lambda: None))


def _last(events: Iterator[Event]) -> Answer:
    return next(value for name, value in events if name == "done")  # type: ignore[no-any-return]


def write_event(name: str, value: Any) -> str:
    """Return one server-sent event.

    >>> write_event("token", "每月")
    'event: token\\ndata: {"text": "每月"}\\n\\n'
    """
    if name == "evidence":
        value = {"evidence": [evidence.as_json() for evidence in value]}
    elif name == "token":
        value = {"text": value}
    elif name in ("composing", "done"):
        value = value.as_json()
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"
