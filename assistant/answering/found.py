"""What was found for a question, as one of its readings has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.answering.named import Name
from assistant.retrieval.choices import Choice
from assistant.retrieval.query import Query
from assistant.schema import Evidence


@dataclass(frozen=True, slots=True)
class Found:
    """A question with the clauses found for it and their sentences, each best first, what is in force before the rest."""

    question: str
    query: Query
    evidence: list[Evidence]
    choices: list[Choice]
    names: list[Name]  # of papers that the question names
    day: date  # on which validity is judged
    astray: bool  # what was found has nothing to do with a follow-up itself
