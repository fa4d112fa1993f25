"""A citation is made in one place, and only of words that stand in their clause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assistant.schema import Citation, Evidence


def cite(evidence: Evidence, start: int, end: int, number: int, day: date) -> Citation:
    """Return the citation [number] of `document.text[start:end]`, with the document's validity on `day`.

    Raises ValueError when the span is empty, leaves the clause, or the clause is not the document's.
    """
    document, clause = evidence.document, evidence.clause
    if clause.document_id != document.id:
        raise ValueError(f"clause {clause.path} belongs to {clause.document_id}, not to {document.id}")
    if not clause.start <= start < end <= min(clause.end, len(document.text)):
        raise ValueError(f"{document.id} {clause.path}: {start}:{end} is outside {clause.start}:{clause.end}")
    return Citation(
        number=number,
        document_id=document.id,
        title=document.title,
        doc_number=document.doc_number,
        issuer=document.issuer,
        issued_on=document.issued_on,
        validity=document.validity(day),
        clause=clause.path,
        label=clause.label,
        headings=clause.headings,
        quote=document.text[start:end],
        start=start,
        end=end,
        source="；".join(document.sources),
    )


def marked(citations: Iterable[Citation]) -> str:
    """Return what is quoted, a line each with its mark [n]."""
    return "\n".join(f"{citation.quote}[{citation.number}]" for citation in citations)
