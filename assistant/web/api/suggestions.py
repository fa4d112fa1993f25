"""POST /suggestions: which of some questions the documents can answer, so that no other is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from fastapi import APIRouter, Request

from assistant.schema import Status
from assistant.web.api.bodies import SuggestionsBody
from assistant.web.api.deps import current, in_spare_thread, is_busy
from assistant.web.examples import MOST_EXAMPLES, answered_by, candidates

if TYPE_CHECKING:
    from assistant.assistant import PolicyAssistant

router = APIRouter(tags=["咨询"])
MOST_KNOWN = 2000
IDLE_SECONDS = 0.2


class Answerable:
    """Remembers which questions have answers, for one generation of the index and of what staff have confirmed."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, tuple[int, int], str], bool] = {}

    def holds(self, assistant: PolicyAssistant, question: str) -> bool:
        """Return whether the documents answer a question, by asking it without a language model."""
        key = (assistant.generation, assistant.confirmed_mark, question)
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = assistant.ask(question, use_llm=False).status is Status.ANSWERED
        return self._known[key]


@router.get("/examples", summary="示例问题")
async def examples(request: Request) -> dict[str, list[str]]:
    """Return questions that the loaded documents answer, found once for every generation, like Answerable."""
    assistant = current(request)
    key = (assistant.generation, assistant.confirmed_mark)
    kept: dict[tuple[int, tuple[int, int]], list[str]] = request.app.state.examples
    if key not in kept:
        found: list[str] = []
        for question, document in await in_spare_thread(request, candidates, assistant):
            if not await _idle(request):
                return {"questions": []}
            if await in_spare_thread(request, answered_by, assistant, question, document):
                found.append(question)
            if len(found) == MOST_EXAMPLES:
                break
        kept.clear()
        kept[key] = found
    return {"questions": kept[key]}


@router.post("/suggestions", summary="可推荐的问题")
async def suggest(request: Request, body: SuggestionsBody) -> dict[str, list[str]]:
    """Return those of the questions that the documents answer; stops when the reader went away."""
    answerable: Answerable = request.app.state.answerable
    found = []
    for question in filter(str.strip, body.questions):
        if not await _idle(request):
            break
        if await in_spare_thread(request, answerable.holds, current(request), question):
            found.append(question)
    return {"questions": found}


async def _idle(request: Request) -> bool:
    """Wait until nobody waits for an answer, since whoever asks goes first; False when the reader went away."""
    while is_busy(request) and not await request.is_disconnected():
        await anyio.sleep(IDLE_SECONDS)
    return not await request.is_disconnected()
