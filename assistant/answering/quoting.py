"""Which words of the documents are the answer: a list in full, two papers that disagree, or the best sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.answering import extractive, wording
from assistant.answering.in_force import by_authority, find_disagreement
from assistant.answering.listing import find_lead, lead_above, list_after_lead, list_in_sentences
from assistant.answering.parts import ANSWERED, Part
from assistant.retrieval.asked import asked_kind, asks_for_all
from assistant.retrieval.choices import Choice
from assistant.retrieval.query import Query
from assistant.schema import Citation, Clause

ITEM = re.compile(
    r"的[；;。]?$"
)  # a case of a list (强制搭售其他商品的；), of which the lead says what follows from it


def quote(
    query: Query,
    choices: Sequence[Choice],
    parts: Sequence[Part],
    clauses_of: Callable[[str], list[Clause]],
    day: date,
    missing: Part | None = None,
) -> tuple[str, tuple[Citation, ...], str]:
    """Return what answers, its citations, and a note where the reader must know more (else "").

    Where a part is `missing`, only what answers the others is quoted. `choices` holds one sentence at least, best
    first; `clauses_of` returns the clauses of a document, by its id.
    """
    rival = find_disagreement(choices[0], choices, day)
    if rival is not None:
        both = extractive.compose(by_authority([choices[0], rival]), day)
        return (*both, wording.DISAGREEMENT)
    document = choices[0].evidence.document
    clauses = clauses_of(document.id)
    wants_list = asked_kind(query.text) == "list" or asks_for_all(query.text)
    lead = find_lead(choices[0], clauses, wants_list)
    following = list_after_lead(document, clauses, lead, day) if lead else None
    if following is not None:
        text, citations, cut = following
        if not cut or any(citation.clause == choices[0].evidence.clause.path for citation in citations):
            return text, citations, wording.LONG_LIST if cut else ""
    in_sentences = list_in_sentences(choices[0], day) if wants_list else None
    if in_sentences is not None:
        return (*in_sentences, "")
    also = [part.best for part in parts if part.score > ANSWERED and part is not missing]
    if missing and also:  # what competes with the best may be about what is missing
        choices = also if missing.best.span == choices[0].span else choices
        choices = choices[:1]
    chosen = list(_with_leads(extractive.choose(query, choices, also), clauses_of))
    return (*extractive.compose(chosen, day), "")


def _with_leads(chosen: Sequence[Choice], clauses_of: Callable[[str], list[Clause]]) -> Iterator[Choice]:
    """Yield the choices, before the first case of each list the sentence that leads to it (有下列情形之一的，不予…：)."""
    told = {(choice.evidence.document.id, choice.span) for choice in chosen}
    for choice in chosen:
        evidence = choice.evidence
        lead = ITEM.search(choice.text) and lead_above(
            evidence.document, evidence.clause, clauses_of(evidence.document.id)
        )
        if lead and (evidence.document.id, lead[1]) not in told:
            told.add((evidence.document.id, lead[1]))
            clause, span = lead
            yield replace(
                choice, evidence=replace(evidence, clause=clause), span=span, text=span.of(evidence.document)
            )
        yield choice
