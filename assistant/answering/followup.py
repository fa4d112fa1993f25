"""Follow-up questions resolved against the conversation, by rules and without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.logistic import chance
from assistant.retrieval.asked import GENERAL, asked_kind
from assistant.retrieval.choices import Choice
from assistant.retrieval.query import held
from assistant.retrieval.search import Retriever
from assistant.retrieval.tokens import normalise, tokens

OPENERS = re.compile(
    r"^(?:那么|那|还有|另外|然后|如果|要是|万一|再|可是|但是|但|这个|那个|这|它|他们?|她|其|以上|上面|刚才|前面|同样)"
)
POINTERS = re.compile(r"它|这个|那个|这些|那些|其中|该|上述|刚才|此|这事|那事|这种|那种|他们|人家")
OTHER_SUBJECT = re.compile(
    r"^(?:对了|另外|顺便|换个|还有(?:个|件|一)|再(?:问|打听|请教)|还想(?:问|知道|打听)|(?:打听|咨询)一?下?别的)"
)
LEANING = 12  # characters up to which an earlier question itself goes on from the one before
# How surely a question goes on from the one before: a logistic model fitted on 677 follow-ups and 550 questions that
# stand alone (docs/decisions/0014). Above SURE it is read with that one, below SURELY_NOT by itself; between, both ways.
BIAS = -6.2
MODEL = {"length": -0.296, "points_back": 2.856, "what_of": 4.408, "near": 16.485, "shared": -5.974}
SURELY_NOT, SURE = 0.25, 0.75
MOST_LENGTH = 30
# What the reader must give a follow-up by itself on the sentence that its reading finds, else that only answers the
# earlier question again: more when that sentence is an answer to the earlier one, less of one that asks nothing itself
# (那初中的呢), which asks for the same of something else.
LEAST_ALONE, LEAST_OF_GENERAL = -3.2, -4.5
LEAST_BESIDE_EARLIER, ANSWERS_EARLIER = -0.5, 2.0
# For one that asks nothing itself this is enough, or this share of its words in the sentence.
ANSWERED_ALONE, NAMED = 0.0, 0.3
WHAT_OF = re.compile(r"呢[？?。]?$")
# What can be asked of any matter and names none.
OF_ANYTHING = re.compile(
    r"电话|热线|咨询|材料|资料|手续|标准|条件|流程|程序|时间|时限|期限|地点|地址|地方|费用|收费|要求|依据|范围|对象|部门|单位|窗口"
    r"|办理|申请|申报|审批|提交|准备|提供|通过|符合|需要|可以|打|找|去|到|在|带|交|办|收|要|能|得|不|没|有|的|了|给|上|里|钱"
)
LEAST_NAMED = 2
TAIL = re.compile(r"[呢吗啊吧呀嘛？?。！!]+$")
YEAR_BEFORE, YEAR_AFTER = re.compile(r"^那?(?:前|上|头)一?年"), re.compile(r"^那?(?:后|下)一年")
YEAR = re.compile(r"20\d\d(?=年)")
INTERROGATIVE = re.compile(r"几(?!乎|经|个月|年|天|种情)|哪|谁|啥|什么|多少|怎|咋|吗|如何")
FIGURE = re.compile(r"[\d一二三四五六七八九十两半]")
# What makes a question of its topic: 失业金在手机上怎么申请 speaks of 失业金在手机上申请.
ASKING = re.compile(
    r"请问|想问一?下?|问一?下|我?想知道"
    r"|能不能|可不可以|是不是|要不要|有没有|行不行|算不算|得不得|用不用|需不需要|可以吗|行吗|是否|能否"
    r"|到?哪一?(?:天|年|个月)|(?:从|到|在)?(?:什么|啥)(?:时候|地方)?|啥时|何时|多(?:久|长时间|长|大|高)|为何"
    r"|(?:多少|几)(?:个?(?:工作日|自然日|[天日月年周次项家份人]|小时|分钟)|个|块?钱|块)?"
    r"|哪(?:[一几]?[个些里儿家样种类])?|怎么[样办]?|怎样|咋[样办整弄]?|如何|谁|[吗么呢吧啊呀嘛？?。！!]+(?=\W|$)"
)


def readings(question: str, history: Sequence[str], near: float) -> list[str]:
    """Return the ways to read a question; of two the one whose answer is surer was meant.

    A follow-up is read with what it goes on from, another question by itself; `near` is the cosine of the question and
    the one before it.

    >>> readings("那乡镇呢？", ["部门多久形成一项调研成果？"], 0.6)
    ['部门多久形成一项调研成果？ 那乡镇呢？']
    >>> readings("那得带什么材料？", ["失业金在手机上怎么申请？"], 0.6)
    ['失业金在手机上申请 那得带什么材料？']
    >>> readings("那前一年呢？", ["2026年生活补贴一个月多少？"], 0.6)
    ['2025年生活补贴一个月多少？']
    >>> readings("申请公租房要满足哪些条件", ["项目管家多久到现场？"], 0.5)
    ['申请公租房要满足哪些条件']
    >>> readings("对了，公租房怎么申请", ["项目管家多久到现场？"], 0.7)
    ['对了，公租房怎么申请']
    """
    bare = question.strip()
    if not history or OTHER_SUBJECT.match(bare):
        return [question]
    likely = goes_on(question, history[-1], near)
    if likely < SURELY_NOT:
        return [question]
    together = resolved(question, history)
    return [together] if likely > SURE or _of_nothing(question) else [question, together]


def _of_nothing(question: str) -> bool:
    """Tell whether a question names nothing that it could be about by itself.

    >>> [_of_nothing(q) for q in ("打哪个电话咨询", "要什么材料", "几点开饭", "公租房怎么申请")]
    [True, True, False, False]
    """
    return sum(map(str.isalpha, OF_ANYTHING.sub("", ASKING.sub("", question)))) < LEAST_NAMED


def goes_on(question: str, earlier: str, near: float) -> float:
    """Return the chance that a question goes on from the one before it."""
    own = set(tokens(question))
    values = {
        "length": min(len(question), MOST_LENGTH),
        "points_back": points_back(question),
        "what_of": bool(WHAT_OF.search(question.strip())),
        "near": near,
        "shared": len(own & set(tokens(earlier))) / max(1, len(own)),
    }
    return chance(BIAS, MODEL, values)


def resolved(question: str, history: Sequence[str]) -> str:
    """Return the question as it reads after the earlier ones, of which the last counts and what that points back to."""
    if not history:
        return question
    earlier = _before(history)
    return _other_year(earlier, question) or _after(earlier, question)


def joined(question: str, history: Sequence[str]) -> str:
    """Return the question after the topic of the earlier ones, or after the whole when it asks nothing itself.

    >>> joined("要交多少钱", ["公租房怎么申请", "几天办完"])
    '公租房申请 办完 要交多少钱'
    """
    return _after(_before(history), question) if history else question


def _after(earlier: str, question: str) -> str:
    return f"{ASKING.sub('', earlier).strip() if asks_itself(question) else earlier} {question}"


def asks_itself(question: str) -> bool:
    """False of a follow-up that asks for the same of something else (那初中的呢), true of 几点开饭.

    >>> [asks_itself(q) for q in ("那初中的呢", "几点开饭", "要交多少钱")]
    [False, True, True]
    """
    return asked_kind(question) != GENERAL or bool(INTERROGATIVE.search(question))


def _before(history: Sequence[str]) -> str:
    """Return the last of the earlier questions; one that itself goes on is read after those before it."""
    earlier = history[-1]
    goes_on_itself = points_back(earlier) or len(earlier) <= LEANING
    return resolved(earlier, history[:-1]) if goes_on_itself else earlier


def keep_to_the_matter(
    question: str, reading: str, choices: Sequence[Choice], retriever: Retriever
) -> tuple[list[Choice], bool]:
    """Return what was found for a follow-up, and whether that has nothing to do with it itself.

    Where the best has not, those that name what it asks about instead (那责任人呢) are all that is returned, if there
    are any that have.
    """
    if not _led_astray(question, reading, choices, retriever):
        return list(choices), False
    named = [] if FIGURE.search(question) else [choice for choice in choices if _named(question, choice)]
    if (
        named
        and named[0].parts["read"] > ANSWERED_ALONE
        and not _led_astray(question, reading, named, retriever)
    ):
        return named, False
    return list(choices), True


def _led_astray(question: str, reading: str, choices: Sequence[Choice], retriever: Retriever) -> bool:
    """True when the best of what was found has nothing to do with the question itself."""
    if reading == question or not reading.endswith(question) or not choices or retriever.reader is None:
        return False
    alone = float(retriever.read(question, choices[:1])[0])
    itself = asks_itself(question)
    if alone < (LEAST_ALONE if itself else LEAST_OF_GENERAL):
        return True
    if alone >= (LEAST_BESIDE_EARLIER if itself else ANSWERED_ALONE) or (
        not itself and _named(question, choices[0])
    ):
        return False
    return float(retriever.read(reading.removesuffix(question), choices[:1])[0]) > ANSWERS_EARLIER


def _named(question: str, choice: Choice) -> bool:
    """Tell whether a sentence or its heading names what a follow-up asks about instead (那初中的呢).

    Another figure (那差两年的呢) need not stand there as it was typed.
    """
    if FIGURE.search(question):
        return True
    own = set(tokens(TAIL.sub("", question.strip()).lstrip("那要是如果")))
    said = normalise("".join(choice.evidence.clause.headings[-1:]) + choice.text)
    return len(held(own, said)) >= NAMED * len(own)


def _other_year(earlier: str, question: str) -> str | None:
    step = -1 if YEAR_BEFORE.match(question) else 1 if YEAR_AFTER.match(question) else 0
    if not step or not YEAR.search(earlier):
        return None
    return YEAR.sub(lambda year: str(int(year[0]) + step), earlier)


def needs_the_earlier(question: str) -> bool:
    """True when a question says that it goes on from another: 那乡镇呢, 它多久一次."""
    return _names_the_earlier(question) or bool(WHAT_OF.search(question.strip()))


def points_back(question: str) -> bool:
    """True when a question cannot be understood without the one before it."""
    content = [token for token in tokens(TAIL.sub("", question.strip())) if len(token) > 1]
    return _names_the_earlier(question) or len(content) <= 3


def _names_the_earlier(question: str) -> bool:
    bare = TAIL.sub("", question.strip())
    return bool(OPENERS.match(bare)) or bool(POINTERS.search(bare))
