"""Questions that only a whole list answers (有哪些保障措施？), answered from the parsed structure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.answering.citing import cite
from assistant.ingest.numbering import read_marker
from assistant.retrieval.tokens import tokens
from assistant.schema import Citation, Clause, Document, Evidence

NAMED = 0.99  # share of a heading's words that the question must name
FEWEST = 2


def list_under_heading(
    question: str, document: Document, clauses: Sequence[Clause], day: date
) -> tuple[str, tuple[Citation, ...]] | None:
    """Return the headings under the one heading that the question names, each cited; None when it names none.

    Nothing is ranked and nothing is cut off: all direct children of the clause are listed, in their order.
    """
    named = [clause for clause in clauses if _names(question, clause)]
    for parent in sorted(named, key=lambda clause: -len(clause.heading)):
        children = [clause for clause in clauses if _is_child(parent, clause) and clause.heading]
        if len(children) >= FEWEST:
            return _cited(document, children, day)
    return None


def _names(question: str, clause: Clause) -> bool:
    marker = read_marker(clause.heading)
    words = set(tokens(clause.heading[marker.length if marker else 0 :]))
    return len(words) >= 2 and len(words & set(tokens(question))) >= NAMED * len(words)


def _is_child(parent: Clause, clause: Clause) -> bool:
    return clause.path.startswith(parent.path + "/") and "/" not in clause.path[len(parent.path) + 1 :]


def _cited(document: Document, children: Sequence[Clause], day: date) -> tuple[str, tuple[Citation, ...]]:
    citations = tuple(
        cite(Evidence(document, child, 1.0), child.start, child.start + len(child.heading), number, day)
        for number, child in enumerate(children, 1)
    )
    return "\n".join(f"{citation.quote}[{citation.number}]" for citation in citations), citations
