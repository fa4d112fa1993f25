"""What was found for a question, as one of its readings has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering.named import Name, Title
from assistant.retrieval.choices import Choice
from assistant.retrieval.query import Query
from assistant.schema import Evidence


@dataclass(frozen=True, slots=True)
class Found:
    """A question and what was found for it, best first."""

    question: str  # as it was asked
    query: Query  # as it is read, after the questions before it
    evidence: list[Evidence]
    choices: list[Choice]  # sentences; those of papers that have ended only when they are asked for
    names: Sequence[Name | Title]  # of papers that the question names
    day: date  # on which validity is judged
    astray: bool  # what was found has nothing to do with a follow-up itself
