"""Search with confirmed questions, cross-validated: none of a question's own fold is known when it is asked."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.assistant import PolicyAssistant
from assistant.config import Settings
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
        self._asked = [self._knowing(first, cases, fold) for fold in range(FOLDS)]

    def _knowing(self, first: PolicyAssistant, cases: Sequence[Case], fold: int) -> PolicyAssistant:
        settings = replace(first.settings, confirmed=str(Path(self._folder.name) / f"{fold}.db"))
        assistant = PolicyAssistant(first.store, settings, first.retriever.reader)
        rows = [
            (case.question, list(zip(case.docs, case.quotes, strict=True)))
            for case in cases
            if fold_of(case.question) != fold
        ]
        assistant.known.book.add_all(rows)
        return assistant

    def search(self, question: str, top_k: int) -> list[Passage]:
        """Return the clauses found when only the questions of other folds are known."""
        found = self._asked[fold_of(question)].search(question, top_k=top_k)
        return [as_passage(evidence) for evidence in found]

    def ask(self, case: Case) -> Reply | None:
        """Answer nothing: these sets are only searched."""
        return None


def fold_of(question: str) -> int:
    """Return the fold of a question."""
    return zlib.crc32(question.encode()) % FOLDS
