"""What a reader should know of a checklist as a whole, in one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.schema import Document, Task
from assistant.tasks.reconcile import is_row

REPEAL = re.compile(
    r"(?:废止|失效|停止执行)(?:.{0,20}(?:文件|规定|办法|通知|决定|意见|目录|公告|规章|条例|法规))?"
)
EMPTY = "本文件中未发现要求办理的事项，任务清单为空；每句未列入的原因见“未列入任务的语句”。"
EMPTY_REPEAL = "本文件宣布废止或失效，没有要求办理的事项，任务清单为空。"
STATUTE = "本文件是法规或规章，清单只列出写明主体或时限的要求，其余条文见“未列入任务的语句”。"
ONLY_TABLE = "任务全部来自文件中的表格。"


def remark_on(document: Document, tasks: Sequence[Task]) -> str:
    """Return what to say above the table, or nothing."""
    if not tasks:
        return EMPTY_REPEAL if REPEAL.search(document.notice_title or document.title) else EMPTY
    if document.dialect == "statute":
        return STATUTE
    return ONLY_TABLE if all(map(is_row, tasks)) else ""
