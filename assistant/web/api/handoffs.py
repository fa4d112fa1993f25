"""POST /handoffs: leave a question for staff (转人工); staff say when it is dealt with."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.web import problems
from assistant.web.api.bodies import HandoffBody, Number
from assistant.web.api.staff import staff_only
from assistant.web.records import RecordBook

router = APIRouter(prefix="/handoffs", tags=["转人工"])


@router.post("", summary="把问题留给工作人员", status_code=201)
def leave(request: Request, body: HandoffBody) -> dict[str, int]:
    """Keep a question for staff; the contact is optional, and forgotten when the question is dealt with."""
    book: RecordBook = request.app.state.records
    number = book.add_handoff(body.question, body.note, body.contact)
    request.app.state.metrics.count("policy_assistant_handoffs_total")
    return {"id": number}


@router.post("/{number}/close", summary="办结一条留言", dependencies=[Depends(staff_only)])
def close(request: Request, number: Number) -> Response:
    """Mark a question as dealt with, and forget its contact."""
    book: RecordBook = request.app.state.records
    if not book.close_handoff(number):
        return problems.respond(problems.UNKNOWN_HANDOFF)
    return Response(status_code=204)
