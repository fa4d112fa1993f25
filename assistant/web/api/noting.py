"""Notes how a question ended: for Prometheus, and for 运行状况."""

from __future__ import annotations

import logging
import sqlite3

from fastapi import Request

from assistant.schema import Answer, Status

log = logging.getLogger(__name__)


def note_answer(request: Request, answer: Answer, seconds: float) -> None:
    """Count the answer and record it; a full disk costs the record, not the answer."""
    state = request.app.state
    state.metrics.count("policy_assistant_answers_total", status=str(answer.status), composer=answer.composer)
    state.metrics.time(seconds)
    if answer.status is Status.NEEDS_CLARIFICATION:  # a greeting is no question that stays open
        return
    try:
        state.records.add_ask(answer, round(seconds * 1000, 1))
    except sqlite3.Error as error:
        log.warning("a record was lost: %s", error)
