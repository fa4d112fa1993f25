"""Follow-up questions resolved against the conversation, by rules and without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.retrieval.tokens import tokens

OPENERS = re.compile(
    r"^(?:那么|那|还有|另外|然后|如果|要是|万一|再|可是|但是|但|这个|那个|这|它|他们?|她|其|以上|上面|刚才|前面|同样)"
)
POINTERS = re.compile(r"它|这个|那个|这些|那些|其中|该|上述|刚才|此|这事|那事|这种|那种|他们|人家")
COURTESY = re.compile(
    r"^(?:谢谢|多谢|感谢|辛苦|你好|您好|再见|好的|知道了|明白了|嗯|哦|行了?)[你您了啦呀啊！。!~～]*$"
)
SHORT = 6  # characters of a question that may not stand alone
TAIL = re.compile(r"[呢吗啊吧呀嘛？?。！!]+$")


def readings(question: str, history: Sequence[str]) -> list[str]:
    """Return the ways to read a question, the likelier first; the next is tried when one finds no answer.

    A question that points back is read with its predecessor; one that is merely short is read by itself first.

    >>> readings("那乡镇呢？", ["部门多久形成一项调研成果？"])
    ['部门多久形成一项调研成果？ 那乡镇呢？']
    >>> readings("逾期了怎么办？", ["项目管家多久到现场？"])
    ['逾期了怎么办？', '项目管家多久到现场？ 逾期了怎么办？']
    >>> readings("公文涉及其他部门职权的怎么办？", ["项目管家多久到现场？"])
    ['公文涉及其他部门职权的怎么办？']
    >>> readings("谢谢！", ["项目管家多久到现场？"])
    ['谢谢！']
    """
    if not history or COURTESY.match(question.strip()):
        return [question]
    earlier = history[-1]
    if points_back(earlier) and len(history) > 1:
        earlier = f"{history[-2]} {earlier}"
    together = f"{earlier} {question}"
    if points_back(question):
        return [together]
    return [question, together] if len(TAIL.sub("", question.strip())) <= SHORT else [question]


def points_back(question: str) -> bool:
    """True when a question cannot be understood without the one before it."""
    bare = TAIL.sub("", question.strip())
    content = [token for token in tokens(bare) if len(token) > 1]
    return bool(OPENERS.match(bare)) or bool(POINTERS.search(bare)) or len(content) <= 3
