"""POST /feedback: a thumb and a reason."""

from __future__ import annotations

from fastapi import APIRouter, Request

from assistant.web.api.bodies import FeedbackBody
from assistant.web.feedback import Feedback, FeedbackBook

router = APIRouter(tags=["反馈"])


@router.post("/feedback", summary="评价回答", status_code=201)
def give_feedback(request: Request, body: FeedbackBody) -> dict[str, int]:
    """Keep what a reader thought of an answer."""
    book: FeedbackBook = request.app.state.feedback
    feedback = Feedback(body.question, body.status, body.helpful, body.reason,
                        tuple(body.clauses), body.index_generation)  # fmt: skip
    number = book.add(feedback)
    request.app.state.metrics.count("policy_assistant_feedback_total", helpful=str(body.helpful).lower())
    return {"id": number}
