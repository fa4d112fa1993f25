"""The words of a checklist's table: one place for what every export shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.ingest.numbering import label_of
from assistant.schema import Checklist, Deadline, Document, Indicator, Owner, Task

AI_NOTICE = "本清单由人工智能辅助生成，内容请以文件原文为准"
NOT_STATED = "文中未明确"
NO_TASKS = "本文件中未发现任务要求"
COLUMNS = (
    "序号",
    "工作任务",
    "任务内容（原文）",
    "责任单位",
    "完成时限",
    "到期日",
    "指标",
    "约束力",
    "条款",
    "备注",
)
STATUSES = ("未开始", "进行中", "已完成", "超期")
ROLES = {"lead": "牵头", "support": "配合", "owner": ""}
STRENGTHS = {"hard": "刚性", "soft": "柔性"}
REASONS = {
    "purpose": "目的、目标",
    "principle": "原则、指导思想",
    "background": "背景、说明",
    "definition": "定义",
    "heading": "标题",
}


def rows(checklist: Checklist, tasks: Sequence[Task] | None = None) -> Iterator[tuple[str, ...]]:
    """Yield one row of texts a task, in the order of COLUMNS."""
    for number, task in enumerate(checklist.tasks if tasks is None else tasks, start=1):
        yield (
            str(number),
            task.action,
            task.quote,
            owner_words(task.owners),
            deadline_words(task.deadline),
            task.deadline.due or "",
            indicator_words(task.indicator),
            STRENGTHS.get(task.strength, task.strength),
            task.label,
            task.deadline.note or "",
        )


def left_out(checklist: Checklist) -> Iterator[tuple[str, str, str]]:
    """Yield the place, the words and the reason of every sentence that is in no task."""
    for item in checklist.coverage.not_tasks:
        yield label_of(item.clause), item.text, REASONS.get(item.reason, item.reason)


def owner_words(owners: Sequence[Owner]) -> str:
    """Return 甲（牵头）、乙（配合）, or 文中未明确."""
    words = [_owner(owner) for owner in owners]
    return "、".join(words) if words else NOT_STATED


def _owner(owner: Owner) -> str:
    notes = [note for note in (ROLES.get(owner.role, ""), "通用" if owner.found == "general" else "") if note]
    return f"{owner.name}（{'，'.join(notes)}）" if notes else owner.name


def deadline_words(deadline: Deadline) -> str:
    """Return the deadline as the text says it, or 文中未明确."""
    return deadline.raw or NOT_STATED


def indicator_words(indicator: Indicator | None) -> str:
    """Return the indicator as the text says it, or nothing."""
    return indicator.raw if indicator else ""


def title_of(checklist: Checklist) -> str:
    """Return the table's title."""
    return f"《{checklist.title}》任务分解表"


def source_line(checklist: Checklist, document: Document) -> str:
    """Return where the table comes from: issuer, number, the day that deadlines count from."""
    facts = [fact for fact in (document.issuer, document.doc_number) if fact]
    start = f"{checklist.start}（{checklist.start_source}）" if checklist.start else NOT_STATED
    coverage = checklist.coverage
    counts = f"全文语句 {coverage.sentences} 句，未列入 {len(coverage.not_tasks)} 句"
    facts += [f"时限起算日：{start}", f"任务 {len(checklist.tasks)} 项，{counts}"]
    return "　".join(facts)


def owner_names(checklist: Checklist) -> list[str]:
    """Return every owner's name, in the order in which the document names them."""
    return list(dict.fromkeys(owner.name for task in checklist.tasks for owner in task.owners))


def safe_cell(text: str) -> str:
    """Keep a spreadsheet from running a text as a formula: a leading = + - @ is preceded by an apostrophe.

    >>> safe_cell("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
