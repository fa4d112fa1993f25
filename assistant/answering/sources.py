"""What a language model is given to read: few clauses, and of long ones the part that bears on the question.

A small model on two cores reads some forty words a second, and reads three short passages better than eight long
ones. What it writes is still checked against the whole clauses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.aligning import content
from assistant.schema import Answer, Citation, Evidence

MOST = 3
ROOM = 240  # characters of a clause
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？\n]*")


def choose_sources(evidence: Sequence[Evidence], extractive: Answer) -> list[Evidence]:
    """Return the clauses that the extractive answer cites, then others of the same documents, then the rest."""
    cited = {(c.document_id, c.clause): place for place, c in enumerate(extractive.citations)}
    documents = {document for document, _ in cited}

    def order(item: tuple[int, Evidence]) -> tuple[int, int]:
        rank, one = item
        place = cited.get((one.document.id, one.clause.path))
        if place is not None:
            return 0, place
        return (1 if one.document.id in documents else 2), rank

    return [one for _, one in sorted(enumerate(evidence), key=order)][:MOST]


def narrow(evidence: Evidence, question: str, citations: Sequence[Citation]) -> Evidence:
    """Return the evidence with the part of its clause, in whole sentences, that bears most on the question."""
    clause = evidence.clause
    if len(clause.text) <= ROOM:
        return evidence
    here = (evidence.document.id, clause.path)
    quotes = [c.quote for c in citations if (c.document_id, c.clause) == here]
    start, end = _window(clause.text, content("".join((question, *quotes)))[1])
    return replace(
        evidence, clause=replace(clause, text=clause.text[start:end], text_start=clause.text_start + start)
    )


def _window(text: str, wanted: frozenset[str] | set[str]) -> tuple[int, int]:
    """Grow from the sentence that shares most with what is wanted, forwards first: conditions follow."""
    spans = [match.span() for match in _SENTENCE.finditer(text)]
    best = max(range(len(spans)), key=lambda n: len(content(text[slice(*spans[n])])[1] & wanted))
    first = last = best
    while True:
        if last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= ROOM:
            last += 1
        elif first > 0 and spans[last][1] - spans[first - 1][0] <= ROOM:
            first -= 1
        else:
            return spans[first][0], spans[last][1]
