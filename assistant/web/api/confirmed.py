"""/confirmed for staff (问答库): which words of the documents answer a question, as a person has confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, wraps
from typing import Any, ParamSpec

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.errors import BadInput, BadSettings, UnknownDocument
from assistant.storage.confirmed import Confirmed, Quote
from assistant.web import problems
from assistant.web.api.bodies import ConfirmBody, Number
from assistant.web.api.deps import current
from assistant.web.api.staff import staff_only

P = ParamSpec("P")
router = APIRouter(prefix="/confirmed", tags=["问答库"], dependencies=[Depends(staff_only)])


def in_its_own_words(function: Callable[P, Any]) -> Callable[P, Any]:
    """Tell staff what is refused, or what is wrong with the book, in its own words, which name the remedy."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            return function(*args, **kwargs)
        except (BadInput, BadSettings) as error:
            return problems.respond(replace(problems.problem_of(error), detail=str(error)))

    return wrapper


@router.post("", summary="确认一问的答案", status_code=201)
@in_its_own_words
def confirm(request: Request, body: ConfirmBody) -> Any:
    """Keep what answers a question; the same words confirmed before are replaced."""
    answers = [Quote(answer.document, answer.quote, answer.clause) for answer in body.answers]
    return {"id": current(request).confirm(body.question, answers)}


@router.get("", summary="已确认的问题")
@in_its_own_words
def confirmed(request: Request) -> Any:
    """Return what was confirmed, newest first; what is not `held` is not used, and `why` says for what reason."""
    title_of = cache(lambda document: _title(request, document))
    found = reversed(current(request).confirmed())
    return {"questions": [_row(row, title_of) | {"held": not why, "why": why} for row, why in found]}


@router.delete("/{number}", summary="删除一问", status_code=204, response_model=None)
@in_its_own_words
def unconfirm(request: Request, number: Number) -> Any:
    """Forget what was confirmed of a question."""
    if not current(request).unconfirm(number):
        return problems.respond(problems.UNKNOWN_CONFIRMED)
    return Response(status_code=204)


def _row(row: Confirmed, title_of: Callable[[str], str]) -> dict[str, Any]:
    answers = [
        {"document": document, "title": title_of(document), "quote": words, "clause": clause}
        for document, words, clause in row.answers
    ]
    return row.as_json() | {"answers": answers}


def _title(request: Request, document: str) -> str:
    """Return a document's title, its id when it is no longer there."""
    try:
        return current(request).document(document).title
    except UnknownDocument:
        return document
