"""Search with confirmed questions, cross-validated: none of a question's own fold is known when it is asked."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.answering.confirming import entry, papers_of
from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.errors import BadInput
from assistant.retrieval.known import Paper
from assistant.storage.confirmed import Entry, Quote
from eval.sets import Case
from eval.systems import Passage, Reply, as_passage

FOLDS = 5
NAME = "ours, other folds confirmed"


class Confirmed:
    """The product five times, each knowing what answers the questions of four folds; only searches."""

    name = NAME

    def __init__(self, settings: Settings, cases: Sequence[Case]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="confirmed-")
        first = PolicyAssistant.open(settings)
        paper = papers_of(first.store.current.table)
        entries = [_accepted(paper, case) for case in cases]
        self._asked = [self._knowing(first, entries, fold) for fold in range(FOLDS)]

    def _knowing(self, first: PolicyAssistant, entries: Sequence[Entry], fold: int) -> PolicyAssistant:
        settings = replace(first.settings, confirmed=str(Path(self._folder.name) / f"{fold}.db"))
        assistant = PolicyAssistant(first.store, settings, first.retriever.reader)
        assistant.known.book.add([one for one in entries if one.answers and fold_of(one.question) != fold])
        return assistant

    def search(self, question: str, top_k: int) -> list[Passage]:
        """Return the clauses found when only the questions of other folds are known."""
        found = self._asked[fold_of(question)].search(question, top_k=top_k)
        return [as_passage(evidence) for evidence in found]

    def ask(self, case: Case) -> Reply | None:
        """Answer nothing: these sets are only searched."""
        return None


def _accepted(paper: Callable[[str], Paper | None], case: Case) -> Entry:
    """Return a question with what staff could confirm of its answers: not what has ended."""
    answers: list[Quote] = []
    for pair in zip(case.docs, case.quotes, strict=True):
        with suppress(BadInput):
            answers += entry(case.question, case.question, [Quote(*pair)], paper, date.today()).answers
    return Entry(case.question, case.question, answers)


def fold_of(question: str) -> int:
    """Return the fold of a question."""
    return zlib.crc32(question.encode()) % FOLDS
