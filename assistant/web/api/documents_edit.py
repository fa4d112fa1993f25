"""/documents for staff: see how a file is read, then add, replace or delete it. A request's body is one file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import wraps
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from assistant.errors import PolicyError
from assistant.retrieval.shelf import NameTaken
from assistant.web.api.bodies import Name
from assistant.web.api.deps import current, in_thread
from assistant.web.api.facts import describe
from assistant.web.api.staff import staff_only
from assistant.web.problems import NAME_TAKEN, problem_of, respond

router = APIRouter(prefix="/documents", tags=["文库"], dependencies=[Depends(staff_only)])
FileName = Annotated[Name, Query(min_length=1, description="文件名，含扩展名")]
Handler = Callable[..., Awaitable[Any]]


def told(function: Handler) -> Handler:
    """Tell staff what is wrong with a file in the words of its reader, as a problem document."""

    @wraps(function)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return await function(*args, **kwargs)
        except PolicyError as error:
            problem = NAME_TAKEN if isinstance(error, NameTaken) else problem_of(error)
            return respond(replace(problem, detail=str(error)))

    return wrapper


@router.post("/preview", summary="预览（不入库）")
@told
async def preview(request: Request, name: FileName) -> Any:
    """Return the outline of the body's file and what a person should look at; nothing is kept."""
    found = await in_thread(request, current(request).preview_document, name, await request.body())
    return {
        "document": describe(found.document),
        "clauses": [clause.as_json() for clause in found.clauses],
        "warnings": list(found.warnings),
    }


@router.post("", summary="添加文件", status_code=201)
@told
async def add(request: Request, name: FileName) -> Any:
    """Put the body's file into the library; 409 when its name is taken."""
    return describe(await in_thread(request, current(request).add_document, name, await request.body()))


@router.put("/{document_id:path}", summary="替换文件")
@told
async def replace_(request: Request, document_id: str, name: FileName) -> Any:
    """Put the body's file in the place of a document, which keeps its id."""
    content = await request.body()
    return describe(await in_thread(request, current(request).replace_document, document_id, name, content))


@router.delete("/{document_id:path}", summary="删除文件", status_code=204, response_model=None)
@told
async def remove(request: Request, document_id: str) -> Any:
    """Delete a document with its copies, from the folder and from the index."""
    await in_thread(request, current(request).remove_document, document_id)
    return Response(status_code=204)
