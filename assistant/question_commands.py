"""The commands on confirmed questions (问答库): what each returns, and the lines that say it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import BadInput
from assistant.question_file import read_rows, read_text
from assistant.storage.confirmed import Quote

if TYPE_CHECKING:
    from assistant.assistant import PolicyAssistant

Row = tuple[str, list[Quote]]
Done = tuple[dict[str, Any], list[str]]


def questions(options: argparse.Namespace, assistant: PolicyAssistant) -> Done:
    """List what is confirmed, add a file of questions, or remove one by its number."""
    if options.action == "list":
        return _listed(assistant)
    if not options.target:
        raise BadInput("还要写明对象: add 后写问题文件，remove 后写编号")
    return (
        _added(options.target, assistant) if options.action == "add" else _removed(options.target, assistant)
    )


def _listed(assistant: PolicyAssistant) -> Done:
    rows = [row.as_json() | {"held": not why, "why": why} for row, why in assistant.confirmed()]
    lines = [
        "  ".join(filter(None, (f"{row['id']}. {row['question']}", _where(row), row["why"]))) for row in rows
    ]
    return {"questions": rows}, lines or ["问答库是空的"]


def _where(row: dict[str, Any]) -> str:
    told = [f"{answer['document']}：{answer['words'][:30]}" for answer in row["answers"]]
    return "；".join(told) or "文件没有规定"


def _added(target: str, assistant: PolicyAssistant) -> Done:
    rows = [
        (question, [quote._replace(document=assistant.document(quote.document).id) for quote in answers])
        for question, answers in read_questions(Path(target))
    ]
    numbers = assistant.confirm_all(rows)
    return {"added": len(numbers)}, [f"已记入问答库 {len(numbers)} 个问题"]


def _removed(target: str, assistant: PolicyAssistant) -> Done:
    if not (target.isdecimal() and assistant.unconfirm(int(target))):
        raise BadInput(f"{target}: 问答库中没有这个编号: 请先用 questions list 查看")
    return {"removed": int(target)}, [f"已从问答库删除 {target}"]


def read_questions(path: Path) -> Iterator[Row]:
    """Yield questions with their answers, one JSON object a line: question, doc, quotes; doc null: not said.

    The form is the one that `models tune --questions` takes. Raises BadInput naming the line.
    """
    text = read_text(path, BadInput).removeprefix("\ufeff")
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    return read_rows(path, lines, _row, BadInput)


def _row(row: Any) -> Row:
    question, document, quotes = row["question"], row.get("doc"), row.get("quotes") or []
    if not (isinstance(question, str) and isinstance(quotes, list) and bool(document) == bool(quotes)):
        raise ValueError("question 应是文字，doc 和 quotes 要么都有，要么都空")
    question.encode()  # half a character cannot be kept
    return question, [Quote(str(document), str(words)) for words in quotes]
