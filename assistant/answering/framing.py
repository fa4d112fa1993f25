"""What people put before a question and do not ask: 请问, 备课举例：, 窗口同事问：."""

from __future__ import annotations

import re

# Words of those who teach, write or draw; with a colon they announce what a question is for (讲案例用：).
PURPOSE = (
    r"备课|讲课|授课|上课|宣讲|讲(?:个)?案例|讲稿|举(?:个)?例子?|课件|教案|案例|考考|考学员|出(?:个|道)?[^，：:]{0,4}题"
    r"|流程图|挂图|板报|宣传栏|展板|练习|写材料|写稿|做(?:个|张)?表"
)
ASKER = r"窗口|同事|群众|老乡|乡亲|居民|村民|市民|企业|老板|领导|老师|学员|网友|有人|人家|邻居|家属|当事人|来访|办事的?"
MARK = r"\s*[：:]\s*"
FRAMES = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(?:你好|您好|大家好|老师好)[啊呀！!，,。\s]*",
        r"^(?:(?:我|我们|咱)?(?:想|要)?(?:请问|请教|咨询|打听|问|了解)(?:您|你|一)?(?:一?下)?(?:个事儿?|一句)?"
        r"|麻烦(?:您|你)?(?:问|查|看|说)?(?:一?下)?|帮(?:我|忙)(?:查|看|问)(?:一?下)?)[，,：:！!。、\s]+",
        r"^请问(?:一?下)?[，,：:\s]*",
        rf"^[^，,：:。？?]{{0,8}}?(?:{PURPOSE})[^，,：:。？?]{{0,8}}{MARK}",
        rf"^[^，,：:。？?]{{0,6}}?(?:{PURPOSE})[^，,：:。？?]{{0,2}}(?:用|要用)[，,]\s*",
        rf"^[^，,：:。？?]{{0,8}}?(?:{ASKER})[^，,：:。？?]{{0,6}}(?:问|说|讲|咨询)(?:起|到|我|我们|道)?{MARK}",
    )
)
LEAST = 5  # characters of what is left, else the frame was the question


def unframed(question: str) -> str:
    """Return a question without what is put before it and not asked.

    >>> unframed("备课想举例：报数据登记，啥情况下可以不收"), unframed("您好，请问一下，老人坐公交要钱吗")
    ('报数据登记，啥情况下可以不收', '老人坐公交要钱吗')
    >>> unframed("刚丢了工作：失业金最长领多久"), unframed("学员说了不好的话，老师能罚他吗"), unframed("请问")
    ('刚丢了工作：失业金最长领多久', '学员说了不好的话，老师能罚他吗', '请问')
    """
    for frame in FRAMES:
        rest = frame.sub("", question, count=1)
        if len(rest) >= LEAST:
            question = rest
    return question
