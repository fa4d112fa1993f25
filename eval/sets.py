"""The question sets: adapters from files on disk to cases, all of one form.

A missing folder skips its set by name, with the reason; a malformed row names its file and line.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OWN = ROOT / "eval" / "data"
FIELDS: dict[str, type | tuple[type, ...]] = {
    "id": str, "question": str, "kind": str, "doc": (str, list, type(None)), "quotes": list, "must": list,
    "answer": str,
}  # fmt: skip


class MalformedRow(ValueError):
    """A row of a question file cannot be used; the message names file, line and reason."""


class SetMissing(FileNotFoundError):
    """The data of a set are not on this machine; the message says what was looked for."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right answer needs; no `docs` means that no document answers it."""

    id: str
    question: str
    kind: str
    docs: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    answer: str = ""
    history: tuple[str, ...] = ()
    missing: str | None = None

    @property
    def answerable(self) -> bool:
        """True when a document gives the answer, or a part of it."""
        return not self.kind.startswith("unanswerable")

    @property
    def retrievable(self) -> bool:
        """True when the question alone can be looked up: it has evidence and needs no history."""
        return bool(self.quotes) and not self.history


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Cases over one corpus; `corpus` names the folder recipe and so the index."""

    name: str
    title: str
    corpus: str
    cases: tuple[Case, ...]
    full_only: bool = False


def data_folder() -> Path:
    """Return the folder of development data: POLICY_EVAL_DATA, or shared/data beside the repository."""
    return Path(os.environ.get("POLICY_EVAL_DATA", ROOT.parent / "shared" / "data"))


def document_id(name: str) -> str:
    """Return the id a corpus file gets: its stem, white space as underscores.

    >>> document_id("15_创业担保贷款常见问题_2025.html"), document_id("bj22")
    ('15_创业担保贷款常见问题_2025', 'bj22')
    """
    stem = name.rsplit(".", 1)[0] if name.endswith((".html", ".txt")) else name
    return "_".join(stem.split())


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) of a JSON-lines file. Raises MalformedRow, SetMissing."""
    if not path.exists():
        raise SetMissing(f"{path.name}: not found in {path.parent.name}/")
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise MalformedRow(f"{path.name}:{number}: not JSON ({error})") from error
            if not isinstance(row, dict):
                raise MalformedRow(f"{path.name}:{number}: not an object")
            yield number, row


def read_questions(path: Path) -> tuple[Case, ...]:
    """Read a file in the form of policy_qa_dev. Raises MalformedRow, SetMissing."""
    return tuple(_case(row, f"{path.name}:{number}") for number, row in read_rows(path))


def _case(row: dict[str, Any], where: str) -> Case:
    for name, kind in FIELDS.items():
        if name not in row:
            raise MalformedRow(f"{where}: no field {name!r}")
        if not isinstance(row[name], kind):
            raise MalformedRow(f"{where}: {name!r} is a {type(row[name]).__name__}")
    docs = row["doc"] if isinstance(row["doc"], list) else [row["doc"]] if row["doc"] else []
    if bool(docs) != bool(row["quotes"]):
        raise MalformedRow(f"{where}: 'doc' and 'quotes' must both be given or both be empty")
    return Case(
        id=row["id"],
        question=row["question"],
        kind=row["kind"],
        docs=tuple(map(document_id, docs)),
        quotes=tuple(row["quotes"]),
        must=tuple(map(tuple, row["must"])),
        answer=row["answer"],
        history=tuple(row.get("history", ())),
        missing=row.get("missing"),
    )


def plan_questions() -> QuestionSet:
    """Sixty questions on the action plan that is shipped."""
    return QuestionSet(
        "plan_questions", "效能提升行动方案 60 问", "plan", read_questions(OWN / "plan_questions.jsonl")
    )


def plan_by_strangers() -> QuestionSet:
    """Questions on the action plan by one who had seen neither the program nor our questions."""
    cases = read_questions(OWN / "plan_questions_by_strangers.jsonl")
    return QuestionSet("plan_by_strangers", "效能提升行动方案 40 问（外人所出）", "plan", cases)


def policy_qa_dev() -> QuestionSet:
    """Everyday questions over real notices, among 355 documents."""
    cases = read_questions(data_folder() / "policy_qa_dev" / "questions.jsonl")
    return QuestionSet("policy_qa_dev", "日常用语 128 问（355 份真实文件）", "dev", cases)


def questions_by_strangers() -> QuestionSet:
    """Questions over 50 of the 355 documents by two who had seen neither the program nor our questions."""
    cases = read_questions(OWN / "questions_by_strangers.jsonl")
    return QuestionSet("questions_by_strangers", "日常用语 220 问（外人所出）", "dev", cases)


def sme_questions() -> QuestionSet:
    """Small-business questions whose documents are not in the corpus: all are to be refused."""
    path = data_folder() / "sme_questions" / "eval_set.json"
    if not path.exists():
        raise SetMissing(f"{path.name}: not found in {path.parent.name}/")
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise MalformedRow(f"{path.name}:{error.lineno}: not JSON ({error.msg})") from error
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not isinstance(row.get("question"), str) or "id" not in row:
            raise MalformedRow(f"{path.name}: row {number}: no id or no question")
    cases = tuple(Case(f"s{row['id']:03d}", row["question"], "unanswerable_outside") for row in rows)
    return QuestionSet("sme_questions", "库外中小企业政策 105 问（应拒答）", "dev", cases)


def read_articles(folder: Path) -> dict[int, dict[str, Any]]:
    """Return STARD's articles by id, in the order of the file. Raises SetMissing."""
    path = folder / "corpus.jsonl.gz"
    if not path.exists():
        raise SetMissing(f"{path.name}: not found in {folder.name}/")
    found: dict[int, dict[str, Any]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                found[row["corpus_id"]] = {name: row[name] for name in ("law", "article", "content")} | row
            except (ValueError, KeyError, TypeError) as error:
                raise MalformedRow(f"{path.name}:{number}: {error!r}") from error
    return found


def law_id(article: dict[str, Any]) -> str:
    """Return the document id of the law, one for each dated version."""
    name = f"{article['law']}_{article['version']}" if article.get("version") else article["law"]
    return document_id(name.replace("/", "／"))[:70]


def _answers(path: Path, articles: dict[int, dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """Return the articles that answer each query. Raises MalformedRow, SetMissing."""
    if not path.exists():
        raise SetMissing(f"{path.name}: not found in {path.parent.name}/")
    wanted: dict[int, list[dict[str, Any]]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], 2):
        try:
            query, article = map(int, line.split("\t"))
            wanted.setdefault(query, []).append(articles[article])
        except (ValueError, KeyError) as error:
            raise MalformedRow(f"{path.name}:{number}: {error!r}") from error
    return wanted


def stard() -> QuestionSet:
    """Lay questions over 64,673 articles; the gold is the article."""
    folder = data_folder() / "stard"
    articles = read_articles(folder)
    wanted = _answers(folder / "qrels.tsv", articles)
    cases = []
    for number, row in read_rows(folder / "queries.jsonl"):
        gold = wanted.get(row["query_id"], [])
        if not gold:
            raise MalformedRow(f"queries.jsonl:{number}: query {row['query_id']} has no article")
        docs, quotes = tuple(map(law_id, gold)), tuple(str(article["content"]) for article in gold)
        cases.append(Case(f"t{row['query_id']}", row["question"], "law", docs, quotes))
    return QuestionSet("stard", "STARD 法律 1,234 问（64,673 条）", "stard", tuple(cases), full_only=True)


LOADERS: dict[str, Callable[[], QuestionSet]] = {
    "plan_questions": plan_questions,
    "policy_qa_dev": policy_qa_dev,
    "sme_questions": sme_questions,
    "plan_by_strangers": plan_by_strangers,
    "questions_by_strangers": questions_by_strangers,
    "stard": stard,
}


def load(names: list[str], full: bool) -> tuple[list[QuestionSet], dict[str, str]]:
    """Load the named sets; return them and, for those left out, the reason. Raises MalformedRow."""
    loaded, skipped = [], {}
    for name in names:
        if name == "stard" and not full:
            skipped[name] = "64,673 articles take more than the fast run has: run make eval-full"
            continue
        try:
            loaded.append(LOADERS[name]())
        except SetMissing as error:
            skipped[name] = str(error)
    return loaded, skipped
