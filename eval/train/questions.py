"""The questions that models are trained on, each with the clauses that answer it.

The reader (a cross-encoder) and the adapter learn from READER_FILES. The reranker, the sentence weights and the
answerability model look at what the reader says, and so learn from questions that it did not see: OWN_FILES.
The development set is there to be measured on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.schema import Clause, Document
from assistant.tuning import squeeze
from eval.sets import sme_questions

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "eval/data"
PLAN_FILE = DATA / "plan_questions.jsonl"
OWN_FILES = tuple(DATA / f"train_questions_{name}.jsonl" for name in "abe")
RANKER_FILES = (DATA / "train_questions_c.jsonl",)  # those all about the development corpus
READER_FILES = tuple(DATA / f"train_questions_{name}.jsonl" for name in "cdfh")
DEVELOPMENT_FILE = ROOT.parent / "shared/data/policy_qa_dev/questions.jsonl"
OUTSIDE_FILE = ROOT.parent / "shared/data/sme_questions/eval_set.json"


@dataclass(frozen=True, slots=True)
class Row:
    """A question with its gold; `origin` names the set, `group` what cross-validation keeps together."""

    question: str
    history: tuple[str, ...]
    kind: str
    documents: tuple[str, ...]
    quotes: tuple[str, ...]
    must: tuple[tuple[str, ...], ...]
    origin: str
    near: tuple[
        tuple[str, str], ...
    ] = ()  # (document, beginning of a sentence) that seems to answer and does not

    @property
    def answerable(self) -> bool:
        """True when some document answers it, at least in part."""
        return bool(self.documents)

    @property
    def group(self) -> str:
        """Rows of one document stay together; unanswerable rows are told apart by their words."""
        return self.documents[0] if self.documents else self.question[:4]


def gold(row: Row, document: Document, clause: Clause) -> bool:
    """True when the clause holds one of the row's quotes."""
    if document.id not in row.documents:
        return False
    words = squeeze(document.text[clause.start : clause.end])
    return any(squeeze(quote) in words for quote in row.quotes)


def read_rows(*paths: Path) -> Iterator[Row]:
    """Yield the rows of those files that are there."""
    for path in paths:
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                yield _row(json.loads(line), path.stem if path.parent == DATA else path.parent.name)


def read_outside() -> Iterator[Row]:
    """Yield questions that no document of the corpus answers."""
    if OUTSIDE_FILE.exists():
        for case in sme_questions().cases:
            yield Row(case.question, (), "outside", (), (), (), "sme_questions")


def _row(values: dict[str, Any], origin: str) -> Row:
    document = values["doc"] or []
    names = [document] if isinstance(document, str) else document
    names = [*names, *values.get("doc_also", [])]
    return Row(
        values["question"],
        tuple(values.get("history", ())),
        values["kind"],
        tuple(re.sub(r"\.(?:html|txt)$", "", name) for name in names),
        tuple(values["quotes"]),
        tuple(tuple(group) for group in values.get("must", ())),
        origin,
        tuple((name, words) for name, words in values.get("distractors", ())),
    )
