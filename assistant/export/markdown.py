"""A checklist as a Markdown table."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.export.rows import AI_NOTICE, COLUMNS, NO_TASKS, left_out, rows, source_line, title_of
from assistant.schema import Checklist, Document


def write_markdown(checklist: Checklist, document: Document) -> str:
    """Return the checklist with its left-out sentences as Markdown."""
    lines = [f"# {title_of(checklist)}", "", source_line(checklist, document), "", f"> {AI_NOTICE}", ""]
    lines += _table(COLUMNS, rows(checklist)) if checklist.tasks else [NO_TASKS]
    lines += ["", "## 未列入任务的语句", ""]
    lines += _table(("条款", "语句", "原因"), left_out(checklist))
    return "\n".join(lines) + "\n"


def _table(head: tuple[str, ...], body: Iterable[tuple[str, ...]]) -> list[str]:
    table = [_row(head), _row(("---",) * len(head))]
    return table + [_row(cells) for cells in body]


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(_escape(cell) for cell in cells) + " |"


def _escape(cell: str) -> str:
    return (
        cell.replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("<", "&lt;")
        .replace("\r", "")
        .replace("\n", "<br>")
    )
