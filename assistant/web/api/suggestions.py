"""POST /suggestions: which of some questions the documents can answer, so that no other is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from fastapi import APIRouter, Request

from assistant.schema import Status
from assistant.web.api.bodies import SuggestionsBody
from assistant.web.api.deps import current, in_spare_thread, is_busy

if TYPE_CHECKING:
    from assistant.assistant import PolicyAssistant

router = APIRouter(tags=["咨询"])
MOST_KNOWN = 2000
IDLE_SECONDS = 0.2


class Answerable:
    """Remembers which questions have answers, for one generation of the index."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], bool] = {}

    def holds(self, assistant: PolicyAssistant, question: str) -> bool:
        """Return whether the documents answer a question, by asking it without a language model."""
        key = (assistant.generation, question)
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = assistant.ask(question, use_llm=False).status is Status.ANSWERED
        return self._known[key]


@router.post("/suggestions", summary="可推荐的问题")
async def suggest(request: Request, body: SuggestionsBody) -> dict[str, list[str]]:
    """Return those of the questions that the documents answer; stops when the reader went away."""
    answerable: Answerable = request.app.state.answerable
    found = []
    for question in filter(str.strip, body.questions):
        while is_busy(request) and not await request.is_disconnected():
            await anyio.sleep(IDLE_SECONDS)  # whoever asks goes first
        if await request.is_disconnected():
            break
        if await in_spare_thread(request, answerable.holds, current(request), question):
            found.append(question)
    return {"questions": found}
