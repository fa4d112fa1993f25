"""GET /documents: what is loaded, to list and to read; documents_edit.py lets staff change it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from assistant.web.api import documents_edit
from assistant.web.api.deps import current
from assistant.web.api.facts import describe

router = APIRouter(tags=["文库"])


@router.get("/documents", summary="文件列表")
def list_documents(request: Request) -> dict[str, Any]:
    """Return the facts of every document, without its text."""
    return {"documents": [describe(document) for document in current(request).documents()]}


# Ids may hold slashes (they come from file names), and the longer path must be tried first.
@router.get("/documents/{document_id:path}/clauses", summary="文件条款")
def list_clauses(request: Request, document_id: str) -> dict[str, Any]:
    """Return a document's clauses in their order; their offsets point into its text."""
    document = current(request).document(document_id)
    clauses = current(request).clauses(document.id)
    return {"document": describe(document), "clauses": [clause.as_json() for clause in clauses]}


@router.get("/documents/{document_id:path}", summary="文件全文")
def get_document(request: Request, document_id: str) -> dict[str, Any]:
    """Return a document by id or title, with its stored text."""
    document = current(request).document(document_id)
    return {**describe(document), "text": document.text}


router.include_router(documents_edit.router)
