"""Example questions for an office's own documents: made of their headings, offered only when they are answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.schema import Document, Status

if TYPE_CHECKING:
    from assistant.assistant import PolicyAssistant

MOST_EXAMPLES = 4
MOST_TRIED = 12
NUMBER = re.compile(r"^[（()）一二三四五六七八九十百0-9.、．\s]+|^第[一二三四五六七八九十百]+[章节条]\s*")
# What every paper has a heading for says nothing of what this one is about.
EVERYWHERE = re.compile(
    r"总则|附则|总体|指导思想|基本原则|组织|领导|保障|目标|任务|要求|监督|责任|附件|工作|意义|认识|措施|其他|宣传|落实"
    r"|要|加快|加强|加大|推进|推动|强化|完善|健全|做好|切实|严格|坚持|提高|提升|优化|深化"
)
HEADING = re.compile(r"[\u4e00-\u9fff]{4,16}")
ENDINGS = (
    (re.compile(r"(条件|标准|时限|期限|范围|对象|材料|流程|程序|方式|内容|比例|额度)$"), "是什么？"),
    (re.compile(r""), "有什么规定？"),
)


def candidates(assistant: PolicyAssistant) -> list[tuple[str, str]]:
    """Return questions with the id of the document that should answer, spread over the library."""
    documents = assistant.documents()
    step = max(1, len(documents) // (2 * MOST_TRIED))
    found = (pair for document in documents[::step] for pair in _first(assistant, document))
    return [pair for _, pair in zip(range(MOST_TRIED), found, strict=False)]


def question_of(heading: str) -> str | None:
    """Return what a heading answers, or None when it says too little.

    >>> question_of("（二）申请条件")
    '申请条件是什么？'
    >>> question_of("第三章 妇女就业补贴")
    '妇女就业补贴有什么规定？'
    >>> question_of("一、总体要求") is None
    True
    """
    bare = NUMBER.sub("", heading).removeprefix("关于").rstrip("。：:")
    if not HEADING.fullmatch(bare) or EVERYWHERE.search(bare):
        return None
    return bare + next(words for ending, words in ENDINGS if ending.search(bare))


def answered_by(assistant: PolicyAssistant, question: str, document: str) -> bool:
    """Return whether the question is answered in full, and out of that document."""
    answer = assistant.ask(question, use_llm=False)
    return answer.status is Status.ANSWERED and any(each.document_id == document for each in answer.citations)


def _first(assistant: PolicyAssistant, document: Document) -> Iterator[tuple[str, str]]:
    for clause in assistant.clauses(document.id):
        question = question_of(clause.heading)
        if question:
            yield question, document.id
            return
