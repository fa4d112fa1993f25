"""Responsibility tables of our own writing: rows as tasks, and what text and table disagree on."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ingest.corpus import read_document
from assistant.schema import Checklist, Clause, Document
from assistant.tasks.checklist import build_checklist
from assistant.tasks.deadlines import Anchor
from assistant.tasks.table_rows import read_row
from assistant.tasks.table_rules import column_kind

BODY = (
    "一、重点任务",
    "（一）建立企业清单。建立重点企业清单，2025年6月底前完成。（责任单位：旗工信局）",
    "（二）开展培训。旗教育局每季度至少开展一次培训。",
    "（三）规范执法。由旗司法局牵头，开展规范涉企执法专项行动，年底前完成。",
    "附件：任务分工表",
    "附件",
    "任务分工表",
)
HEAD = ("序号", "工作任务", "牵头单位", "配合单位", "完成时限")
ROWS = (
    ("1", "建立重点企业清单", "旗工信局", "", "2025年6月底前"),
    ("2", "开展规范涉企执法专项行动", "旗司法局", "旗市场监管局、旗公安局", "2025年10月底前"),
    ("3", "建设政务服务大厅", "旗政务服务局", "—", "持续推进"),
)


def read(folder: Path, body: tuple[str, ...], head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]):
    lines = ["某某旗提升行动方案", "某政发〔2025〕10号", "2025年3月1日", *body]
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (head, *rows))
    page = "".join(f"<p>{line}</p>" for line in lines) + f"<table>{table}</table>"
    path = folder / "plan.html"
    path.write_text(f"<html><head><title>方案</title></head><body>{page}</body></html>", encoding="utf-8")
    document, clauses = read_document(path)
    return document, build_checklist(document, clauses)


def only_table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Checklist:
    """Read a document that is nothing but a title and a table, as `ingest` hands it over."""
    lines = ["某某旗任务分工表", "｜".join(head)]
    lines += ["；".join(f"{n}：{c}" for n, c in zip(head, row, strict=True) if c) for row in rows]
    paths = ["header", "表1/表题", *(f"表1/行{number}" for number in range(1, len(rows) + 1))]
    clauses, at = [], 0
    for path, line in zip(paths, lines, strict=True):
        clauses.append(Clause("d", path, path, (), "", line, at, at + len(line) + 1, at))
        at += len(line) + 1
    text = "\n".join(lines) + "\n"
    return build_checklist(Document(id="d", title=lines[0], text=text, issued_on="2025-03-01"), clauses)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, Checklist]:
    return read(tmp_path_factory.mktemp("both"), BODY, HEAD, ROWS)


def test_a_row_that_repeats_the_text_is_the_same_task(both: tuple[Document, Checklist]) -> None:
    assert [(t.clause, [p.clause for p in t.also]) for t in both[1].tasks] == [
        ("一/(一)", ["附件/表1/行1"]),
        ("一/(二)", []),
        ("一/(三)", ["附件/表1/行2"]),
        ("附件/表1/行3", []),
    ]


def test_what_text_and_table_disagree_on_is_told(both: tuple[Document, Checklist]) -> None:
    told = [(d.kind, d.text, d.table, d.text_clause or d.table_clause) for d in both[1].differences]
    assert told == [
        (
            "owners",
            "旗司法局（牵头）",
            "旗司法局（牵头）、旗市场监管局（配合）、旗公安局（配合）",
            "一/(三)",
        ),
        ("deadline", "年底前（2025-12-31）", "2025年10月底前（2025-10-31）", "一/(三)"),
        ("only_in_text", "旗教育局每季度至少开展一次培训。", "", "一/(二)"),
        ("only_in_table", "", "建设政务服务大厅", "附件/表1/行3"),
    ]


def test_a_unit_named_only_in_the_table_gets_the_task_with_its_role(both: tuple[Document, Checklist]) -> None:
    task = both[1].tasks[2]
    assert [(o.name, o.role, o.found) for o in task.owners] == [
        ("旗司法局", "lead", "sentence"),
        ("旗市场监管局", "support", "table"),
        ("旗公安局", "support", "table"),
    ]


def test_every_sentence_and_row_is_accounted_for(both: tuple[Document, Checklist]) -> None:
    document, checklist = both
    assert checklist.coverage.sentences == checklist.coverage.task_sentences + len(
        checklist.coverage.not_tasks
    )
    spans = [(p.start, p.end) for t in checklist.tasks for p in (t, *t.also)]
    spans += [(n.start, n.end) for n in checklist.coverage.not_tasks]
    held = {offset for start, end in spans for offset in range(start, end)}
    assert {char for i, char in enumerate(document.text) if i not in held} <= set("\n \u3000")
    assert all(document.text[p.start : p.end] == p.quote for t in checklist.tasks for p in (t, *t.also))


def test_a_document_that_is_only_a_table_gives_its_rows() -> None:
    checklist = only_table(HEAD, ROWS)
    assert [(t.action, t.detail) for t in checklist.tasks] == [
        ("建立重点企业清单", "建立重点企业清单"),
        ("开展规范涉企执法专项行动", "开展规范涉企执法专项行动"),
        ("建设政务服务大厅", "建设政务服务大厅"),
    ]
    assert checklist.tasks[2].deadline.kind == "ongoing"
    assert [(o.name, o.role) for o in checklist.tasks[2].owners] == [("旗政务服务局", "lead")]
    assert (checklist.note, checklist.differences) == ("任务全部来自文件中的表格。", ())


def test_a_table_of_amounts_gives_no_tasks() -> None:
    checklist = only_table(("对象", "补贴标准"), (("学生", "50元"), ("老人", "80元")))
    assert checklist.tasks == ()


def test_the_first_unit_leads_where_the_document_says_so() -> None:
    head = ("任务", "责任单位（列首位的为牵头单位）")
    checklist = only_table(head, (("建立台账", "旗审计局、旗财政局"), ("公开结果", "旗审计局")))
    assert [[(o.name, o.role) for o in t.owners] for t in checklist.tasks] == [
        [("旗审计局", "lead"), ("旗财政局", "owner")],
        [("旗审计局", "lead")],
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("序 号", "number"),
        ("重点任务", "task"),
        ("工作内容", "task"),
        ("任务分解", "task"),
        ("主要举措", "task"),
        ("牵头单位", "lead"),
        ("主责单位", "lead"),
        ("配合部门", "support"),
        ("协办单位", "support"),
        ("责任单位", "owner"),
        ("责任人", "owner"),
        ("责任领导", "owner"),
        ("完成时限", "deadline"),
        ("完成时间", "deadline"),
        ("时间节点", "deadline"),
        ("工作目标", "goal"),
        ("重点领域", "group"),
        ("备注", "note"),
        ("补贴标准", None),
    ],
)
def test_columns_are_known_by_their_synonyms(name: str, kind: str | None) -> None:
    assert column_kind(name) == kind


@pytest.mark.parametrize("line", ["一、教育类", "备注：本表由旗政府办公室解释", "序号：1；说明：见附件"])
def test_a_merged_row_is_no_task(line: str) -> None:
    assert read_row(line, HEAD, Anchor(), first_leads=False) is None


def test_a_table_with_tasks_of_its_own_disagrees_with_nothing(tmp_path: Path) -> None:
    checklist = read(tmp_path, ("一、重点任务", "各单位要加强领导。"), HEAD, ROWS)[1]
    assert len(checklist.tasks) == 4
    assert checklist.differences == ()
