"""What asks nothing (你好, 谢谢, 你是谁, ？？？) is not looked up: it is answered with how to ask."""

from __future__ import annotations

import re

from assistant.answering import wording

THANKS = re.compile(r"谢|感谢|辛苦|再见|拜拜")
POLITE = re.compile(
    r"[你您]好|(?:大家|上午|下午|早上|晚上|中午)好|早安|晚安|哈喽|hello|hi|ok|在吗|在不在|有人吗|谢谢|多谢|感谢|辛苦|再见|拜拜"
    r"|好的|知道了|明白了?|收到|可以了|没事了?|没问题|不客气|请问|请教|咨询|打听|问一下|想问|帮忙|麻烦",
    re.IGNORECASE,
)
FILLERS = frozenset("你您我们了啦呀啊哦噢嗯哈呵哎唉呃额吧呢吗嘛的行一下个事先喂嗨")
WHO_ARE_YOU = re.compile(
    r"[你您](?:到底|究竟)?(?:是(?:谁|什么|啥|哪个|干(?:什么|啥|嘛)的|不?是?(?:机器人|真人|人工|AI|人)[吗么]?)"
    r"|叫(?:什么|啥)(?:名字?)?|(?:能|会|可以)(?:帮我)?(?:做|干|回答|问|查)?(?:些|点)?(?:什么|啥|哪些)(?:问题|事情?)?|有(?:什么|啥)用)[呀啊呢]?",
    re.IGNORECASE,
)
LEAST = 2  # letters without which nothing is asked; one is enough where it may go on from another question


def how_to_ask(question: str, goes_on: bool = False) -> str | None:
    """Return what to say to a question that asks nothing; None when it asks something.

    >>> how_to_ask("谢谢啦！"), how_to_ask("补贴？"), how_to_ask("谢谢，补贴几号发")
    ('不客气。还有要问的，请写明是什么事。', None, None)
    >>> [how_to_ask(words) == wording.HOW_TO_ASK for words in ("你好，在吗", "？？？", "12345", "你是谁？", "你能做什么")]
    [True, True, True, True, True]
    >>> how_to_ask("行不行", goes_on=True)
    """
    rest = [char for char in POLITE.sub("", WHO_ARE_YOU.sub("", question)) if char.isalpha()]
    if len(rest) >= (1 if goes_on else LEAST) and not FILLERS.issuperset(rest):
        return None
    return wording.NOT_AT_ALL if THANKS.search(question) else wording.HOW_TO_ASK
