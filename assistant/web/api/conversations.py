"""POST /conversations: what was asked and answered, as a Word file; the server keeps nothing of it."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.web.api.bodies import ConversationBody
from assistant.web.api.checklists import MEDIA_TYPES
from assistant.web.api.deps import current

router = APIRouter(tags=["咨询"])


@router.post("/conversations", summary="下载咨询记录")
def download(request: Request, body: ConversationBody) -> Response:
    """Return the conversation as .docx."""
    from assistant.web.conversation import Turn, write_conversation

    turns = [Turn(turn.question, turn.answer, tuple(turn.sources)) for turn in body.turns]
    content = write_conversation(current(request).settings.site_name, turns)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote('咨询记录.docx')}"}
    return Response(content, media_type=MEDIA_TYPES["docx"], headers=headers)
