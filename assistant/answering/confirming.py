"""Answers that staff have confirmed (问答库): the same question gets the words that they chose, cited as ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.answering.citing import cite
from assistant.answering.in_force import ENDED
from assistant.errors import BadInput
from assistant.retrieval.clause_table import ClauseTable
from assistant.retrieval.known import Paper, Place
from assistant.schema import Citation
from assistant.storage.confirmed import Confirmed

Told = tuple[str, tuple[Citation, ...]]


def told_by_staff(confirmed: Confirmed, table: ClauseTable, day: date) -> Told | None:
    """Return text and citations of a confirmed answer; None when a document it stands on has ended by that day.

    The text is empty when staff have confirmed that the documents do not say.
    """
    places = [place for name, words in confirmed.answers for place in _places(table, name, words)]
    if any(item.document.validity(day) in ENDED for item, _ in places):
        return None
    cited = [cite(item, span.start, span.end, number, day) for number, (item, span) in enumerate(places, 1)]
    return "\n".join(f"{one.quote}[{one.number}]" for one in cited), tuple(cited)


def checked_answers(answers: Sequence[tuple[str, str]], table: ClauseTable) -> list[tuple[str, str]]:
    """Return the answers (document id, words of it); raises BadInput when a document does not hold the words."""
    for name, words in answers:
        if not _places(table, name, words):
            raise BadInput(f"{name}: 原文中没有“{words[:30]}”: 请从文件中照抄作为答案的句子")
    return [(name, words.strip()) for name, words in answers]


def _places(table: ClauseTable, document_id: str, words: str) -> list[Place]:
    paper = Paper.of(table, document_id)
    return paper.sentences(words) if paper else []
