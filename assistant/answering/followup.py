"""Follow-up questions resolved against the conversation, by rules and without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.retrieval.tokens import tokens

OPENERS = re.compile(
    r"^(?:那么|那|还有|另外|然后|如果|要是|万一|再|可是|但是|但|这个|那个|这|它|他们?|她|其|以上|上面|刚才|前面|同样)"
)
POINTERS = re.compile(r"它|这个|那个|这些|那些|其中|该|上述|刚才|此|这事|那事|这种|那种|他们|人家")
SHORT = 9  # characters of a question that can hardly stand alone
TAIL = re.compile(r"[呢吗啊吧呀嘛？?。！!]+$")


def resolve(question: str, history: Sequence[str]) -> str:
    """Return the question as the retriever should get it: with its predecessor when it leans on it.

    >>> resolve("那乡镇呢？", ["部门多久形成一项调研成果？"])
    '部门多久形成一项调研成果？ 那乡镇呢？'
    >>> resolve("公文涉及其他部门职权的怎么办？", ["项目管家多久到现场？"])
    '公文涉及其他部门职权的怎么办？'
    """
    if not history or not leans(question):
        return question
    earlier = history[-1]
    if leans(earlier) and len(history) > 1:
        earlier = f"{history[-2]} {earlier}"
    return f"{earlier} {question}"


def leans(question: str) -> bool:
    """True when a question cannot be understood without the one before it."""
    bare = TAIL.sub("", question.strip())
    content = [token for token in tokens(bare) if len(token) > 1]
    return bool(OPENERS.match(bare)) or bool(POINTERS.search(bare)) or len(bare) <= SHORT or len(content) <= 3
