"""The questions that models are trained on, each with the clauses that answer it.

The reader (a cross-encoder) and the adapter learn from READER_FILES. The reranker, the sentence weights and the
answerability model look at what the reader says, and so learn from questions that it did not see: OWN_FILES.
The development set is there to be measured on.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.assistant import PolicyAssistant
from assistant.retrieval.tokens import squeeze
from assistant.schema import Clause, Document
from eval.sets import data_folder, law_id, read_articles, sme_questions, stard

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "eval/data"
PLAN_FILE = DATA / "plan_questions.jsonl"
OWN_FILES = tuple(DATA / f"train_questions_{name}.jsonl" for name in "abe")
RANKER_FILES = (DATA / "train_questions_c.jsonl",)  # those all about the development corpus
READER_FILES = tuple(DATA / f"train_questions_{name}.jsonl" for name in (*"cdfhi", "twins", "two"))
PARTS_FILE = DATA / "train_questions_parts.jsonl"  # of several parts each; the reader has seen none of them
JUDGED_FILE = DATA / "train_judged.jsonl"  # sentences that the reader took for answers, and whether they are
DEVELOPMENT_FILE = ROOT.parent / "shared/data/policy_qa_dev/questions.jsonl"
LAW_FILE = DATA / "train_questions_law.jsonl"  # names the articles of STARD by their numbers
LAWS = ("stard", "law")  # origins of questions about laws
PART_LEAST = 15  # characters of a part of an article that says something
FOLDS = 5  # of STARD one is to measure on
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
    missing: str = ""  # the part of the question that no document answers

    @property
    def answerable(self) -> bool:
        """True when some document answers it, at least in part."""
        return bool(self.documents)

    @property
    def group(self) -> str:
        """Rows of one document stay together; unanswerable rows are told apart by their words."""
        return self.documents[0] if self.documents else self.question[:4]


def gold(row: Row, document: Document, clause: Clause) -> bool:
    """True when the clause holds one of the row's quotes, or is a part of an article that answers as a whole."""
    if document.id not in row.documents:
        return False
    words, own = squeeze(document.text[clause.start : clause.end]), squeeze(clause.text)
    part = row.origin in LAWS and len(own) > PART_LEAST
    return any(quote in words or (part and own in quote) for quote in map(squeeze, row.quotes))


def read_rows(*paths: Path) -> Iterator[Row]:
    """Yield the rows of those files that are there."""
    for path in paths:
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                yield _row(json.loads(line), path.stem if path.parent == DATA else path.parent.name)


def as_meant(assistant: PolicyAssistant, row: Row) -> tuple[str, list[str]]:
    """Return the question of a row and those before it as the product reads them."""
    return assistant.meant(row.question), [assistant.meant(earlier) for earlier in row.history]


def read_outside() -> Iterator[Row]:
    """Yield questions that no document of the corpus answers."""
    if OUTSIDE_FILE.exists():
        for case in sme_questions().cases:
            yield Row(case.question, (), "outside", (), (), (), "sme_questions")


def law_rows() -> Iterator[Row]:
    """Yield questions about laws with the articles that answer them: STARD's that may be trained on, and our own."""
    for case in stard().cases:
        if not in_fold(case.id):
            yield Row(case.question, (), case.kind, tuple(case.docs), tuple(case.quotes), (), "stard")
    articles = read_articles(data_folder() / "stard")
    for line in LAW_FILE.read_text(encoding="utf-8").splitlines():
        values = json.loads(line)
        answering = [articles[number] for number in values["articles"]]
        quotes = tuple(str(article["content"]) for article in answering)
        yield Row(values["question"], (), "law", tuple(map(law_id, answering)), quotes, (), "law")


def in_fold(question: str) -> bool:
    """Tell whether a question of STARD, named by its id, is one to measure on."""
    return zlib.crc32(question.encode()) % FOLDS == 0


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
        values.get("missing", ""),
    )
