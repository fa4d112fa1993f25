"""Every sentence of every clause is in a task or left out with a reason: over all the documents there are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.ingest.corpus import read_document
from assistant.schema import Checklist, Clause, Document
from assistant.tasks.checklist import build_checklist

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "corpus" / "documents").rglob("*.txt"))
OTHERS = ROOT.parent / "shared" / "data"
# Others keep their texts in JSON lines: a corpus folder made of them may be named in the environment.
FOLDERS = (
    str(OTHERS / "guangzhou_pages"),
    str(OTHERS / "checklists"),
    os.environ.get("POLICY_TASKS_CORPUS", ""),
)
BLANK = set(" \n\t\u3000\xa0,，;；|")
PAGES, LINES_A_PAGE = 300, 22  # GB/T 9704: 22 lines a page


def not_held(document: Document, clauses: list[Clause], checklist: Checklist) -> str:
    """Return the characters of all clauses that stand in no task and in no sentence left out."""
    held = bytearray(len(document.text))
    places = [place for task in checklist.tasks for place in (task, *task.also)]
    for each in (*places, *checklist.coverage.not_tasks):
        held[each.start : each.end] = b"\1" * (each.end - each.start)
    offsets = (i for clause in clauses for i in range(clause.text_start, clause.text_end))
    return "".join(document.text[i] for i in offsets if not held[i] and document.text[i] not in BLANK)


def holds(path: Path) -> bool:
    """Check the laws of one document; a failed one is named by the assertion."""
    document, clauses = read_document(path)
    checklist = build_checklist(document, clauses)
    coverage = checklist.coverage
    assert not_held(document, clauses, checklist) == "", path.name
    assert coverage.sentences == coverage.task_sentences + len(coverage.not_tasks), path.name
    for task in checklist.tasks:
        assert document.text[task.start : task.end] == task.quote, path.name
        assert all(owner.name in document.text for owner in task.owners), path.name
    return True


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_sentence_of_the_shipped_documents_is_passed_over(path: Path) -> None:
    assert holds(path)


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=("guangzhou_pages", "checklists", "POLICY_TASKS_CORPUS"))
def test_no_sentence_of_any_document_is_passed_over(folder: str) -> None:
    found = [
        p for p in sorted(Path(folder).rglob("*") if folder else []) if p.suffix in (".txt", ".md", ".html")
    ]
    if not found:
        pytest.skip("no such documents beside the repository, nor POLICY_TASKS_CORPUS")
    assert all(map(holds, found))


def test_a_plan_of_three_hundred_pages_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "长方案.txt"
    number = range(1, LINES_A_PAGE)
    page = [f"{n}.建立第{n}类台账，每季度至少检查1次。（市商务局负责）" for n in number]
    lines = [line for _ in range(PAGES) for line in ("（一）重点任务", *page)]
    path.write_text("某某工作方案\n一、重点任务\n" + "\n".join(lines), encoding="utf-8")
    document, clauses = read_document(path)
    checklist = build_checklist(document, clauses)
    assert len(checklist.tasks) == PAGES * len(page)
    assert {tuple(owner.name for owner in task.owners) for task in checklist.tasks} == {("市商务局",)}
    assert not_held(document, clauses, checklist) == ""


def test_a_statute_says_that_it_is_one(tmp_path: Path) -> None:
    path = tmp_path / "条例.txt"
    path.write_text(
        "某某市节水条例\n第一章　总则\n第一条　为了节约用水，制定本条例。\n"
        "第二条　市水务局应当每年公布用水定额。\n第三条　本条例自2025年1月1日起施行。\n",
        encoding="utf-8",
    )
    document, clauses = read_document(path)
    checklist = build_checklist(document, clauses)
    assert checklist.note.startswith("本文件是法规或规章")
    assert [(task.clause, task.owners[0].name) for task in checklist.tasks] == [("第二条", "市水务局")]
    assert not_held(document, clauses, checklist) == ""
