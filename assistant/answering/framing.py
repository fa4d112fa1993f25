"""What people put before a question and do not ask: 请问, 备课举例：, 窗口同事问：."""

from __future__ import annotations

import re

# What those say who teach, write or draw, and what may stand between that and the mark (讲案例用：).
PURPOSE = (
    r"(?:(?:我|我们|想|要|在|正在|给[^，,：:。？?]{1,6}?|培训|新人|课上){0,3}(?:备课|讲课|授课|上课|宣讲|讲(?:个)?案例|写课件|做课件|举(?:个)?例子?"
    r"|考考学员|给学员讲|出(?:个|道|一道)?[^，,：:。？?问]{0,3}题(?:考考[^，,：:。？?]{1,4})?|画(?:个|张)?(?:流程图|挂图|板报|展板)|写材料|写稿))"
    r"(?:(?:要|想|用|拿去|举|举个?例子?|对比|要个数|问一?句|一下){0,3})"
)
ASKER = r"窗口|同事|同志|群众|老乡|乡亲|居民|村民|市民|企业|老板|领导|老师|学员|网友|有人|人家|邻居|家属|当事人|来访|办事员|办事的"
MARK = r"\s*[：:]\s*"
# Each with how many letters and figures must be left: where little is left, what looks like a frame was the question.
FRAMES = tuple(
    (re.compile(pattern), least)
    for pattern, least in (
        (r"^(?:你好|您好|大家好|老师好)[啊呀]?[！!，,。\s]+", 2),
        (
            r"^(?:(?:我|我们|咱)?(?:想|要)?(?:请问|请教|咨询|打听|问|了解)(?:您|你|一)?(?:一?下)?(?:个事儿?|一句)?"
            r"|麻烦(?:您|你)?(?:问|查|看|说)?(?:一?下)?|帮(?:我|忙)(?:查|看|问)(?:一?下)?)[，,：:！!。、\s]+",
            2,
        ),
        (r"^请问(?:一?下)?[，,：:\s]*", 2),
        (rf"^{PURPOSE}{MARK}", 5),
        (rf"^{PURPOSE}(?<=用)[，,]\s*", 5),
        (rf"^[^，,：:。？?]{{0,8}}?(?:{ASKER})(?:问|说|讲|咨询)(?:起|到|我|我们|道)?{MARK}", 5),
    )
)


def unframed(question: str) -> str:
    """Return a question without what is put before it and not asked.

    >>> unframed("备课想举例：报数据登记，啥情况下可以不收"), unframed("您好，请问一下，老人坐公交要钱吗")
    ('报数据登记，啥情况下可以不收', '老人坐公交要钱吗')
    >>> unframed("刚丢了工作：失业金最长领多久"), unframed("学员说了不好的话，老师能罚他吗"), unframed("请问")
    ('刚丢了工作：失业金最长领多久', '学员说了不好的话，老师能罚他吗', '请问')
    """
    for frame, least in FRAMES:
        rest = frame.sub("", question, count=1)
        if sum(map(str.isalnum, rest)) >= least:
            question = rest
    return question
