"""The words that bound a quantity: 不少于, 以上, 最多, 内, 前; read around the place where the quantity stands."""

from __future__ import annotations

import re

AT_LEAST, MORE, AT_MOST, LESS, ABOUT, BEFORE, AFTER = ">=", ">", "<=", "<", "~", "before", "after"

NOT_QUANTITY = r"(?:不得|不准|不允许|不许|不能|不可|不应|不会|不|未|没有?|无法)(?:得|能|应|可|会)?"
# Words directly before the quantity, the longest first: 不超过 must not be read as 超过.
_BEFORE_QUANTITY: tuple[tuple[str, str], ...] = (
    (AT_LEAST, rf"{NOT_QUANTITY}(?:少于|低于|小于|短于|早于|少過|少|低)|不下"),
    (
        AT_MOST,
        rf"{NOT_QUANTITY}(?:(?:让|使|叫|安排|要求)[^，,。;；、\d]{{0,6}})?(?:超过|多于|高于|大于|长于|晚于|迟于|超出|超|多|高)",
    ),
    (LESS, r"未满|不满|不足|不到|没到|未达到|达不到|未达|少于|低于|小于|短于|早于|<"),
    (MORE, r"超过|多于|高于|大于|长于|(?<!最)[晚迟]于|逾|超出|超|>"),
    (AT_LEAST, r"至少|最少|最短|最低|起码|年满|已满|满了?|达到|大于等于|达|≥"),
    (
        AT_MOST,
        r"最多|至多|最高|最长|最迟|最晚|顶多|上限|限于|控制在|最?(?<![附将接])近(?=$)|过去|小于等于|≤|截止(?:到|至)?|截至|封顶",
    ),
    (ABOUT, r"大约|大概|约|将近|接近"),
    (BEFORE, r"提前|(?<=[会展考庭幕工业学店课演赛])前"),
)
_AFTER_QUANTITY: tuple[tuple[str, str], ...] = (
    (ABOUT, r"左右|上下|前后"),
    (AT_LEAST, r"\)?(?:及|或|或者|含|和)?(?:以上|之上|往上)|起步|打底"),
    (
        AT_MOST,
        r"\)?(?:的?时间|的?期限)?(?:及|或|或者)?(?:以内|之内|内|里头?(?!程|面)|以下|之下)|封顶|为限|为上限|到顶",
    ),
    (BEFORE, r"以前|之前|前(?!后|款|述|期|往|来|沿)|截止|为止"),
    (
        AFTER,
        r"以后|之后|后(?!续|备|勤)|(?:当天|当日|那天)?(?:开始)?(?:[算计数]|计算)?起(?!步|草|诉|来|点|到)|开始|起算",
    ),
)
# Words that may stand away from the quantity, in the same stretch of text: 至少到企业开展1次.
_DISTANT: tuple[tuple[str, str], ...] = (
    (AT_LEAST, rf"至少|最少|最短|起码|{NOT_QUANTITY}(?:少于|低于|短于)"),
    (AT_MOST, rf"最多|至多|顶多|最高|最长|最迟|最晚|{NOT_QUANTITY}(?:超过|高于|多于|长于)|上限|赶在"),
    (BEFORE, r"提前"),
)
_FILLER = r"(?:到|至|在|为|于|是|可达|可|达|的|其|即|:|人民币|应当|应|:|：)*"
_PREFIX = tuple((sign, re.compile(rf"(?:{words}){_FILLER}$")) for sign, words in _BEFORE_QUANTITY)
_SUFFIX = tuple(
    (sign, re.compile(rf"(?:的|整|/[^\d,，。;；、]{{1,4}})?(?:{words})")) for sign, words in _AFTER_QUANTITY
)
_AWAY = tuple((sign, re.compile(rf"(?:{words})[^，,。;；、\d]{{0,14}}$")) for sign, words in _DISTANT)
# A time of day; after a date, the words that bound the date stand behind it.
CLOCK = r"(?:上午|中午|(?P<late>下午|晚上?))?(?P<hour>\d{1,2})(?:[:：](?P<minute>\d{2})|[时点](?:整|(?P<half>半)|(?P<spoken>\d{1,2})分)?)"
_THAN = re.compile("(不能|不得|不|没有?)?比[^，,。;；、比]{0,14}$")
_SIDES = re.compile("(?:的标准|的水平)?[还要更]?([低少短小早高多长大晚])")
_CLOCK = re.compile(f"^{CLOCK}")
_LIMITED = re.compile(
    r"(?:力争|争取|时限|期限|限期|截止[^，,。;；]{0,4}|有效期[^，,。;；]{0,3})[:：为是至到]*$|(?<![之以])[前头]$"
)


def read_comparator(text: str, start: int, end: int) -> str:
    """Return how the quantity at `start:end` of a folded text is bounded, "" when it is not.

    >>> read_comparator("不得少于2项", 4, 6), read_comparator("每月至少开展一次", 6, 8), read_comparator("15天内", 0, 3)
    ('>=', '>=', '<=')
    >>> read_comparator("不超过30日", 3, 6), read_comparator("超过30日", 2, 5), read_comparator("提前3天", 2, 4)
    ('<=', '>', 'before')
    """
    head, tail = text[max(0, start - 18) : start], _CLOCK.sub("", text[end : end + 16])
    for sign, pattern in _PREFIX:
        if pattern.search(head):
            return _join(sign, _suffix(tail))
    if (than := _THAN.search(head)) and (side := _SIDES.match(tail)):  # 不比工资的八成低
        less = side[1] in "低少短小早"
        return (AT_LEAST if less else AT_MOST) if than[1] else (LESS if less else MORE)
    return _suffix(tail) or _first(_AWAY, head)


def is_limit(text: str, start: int) -> bool:
    """Say whether the words before `start` name a time limit, which bounds what follows: 完成时限：2023年10月."""
    return bool(_LIMITED.search(text[max(0, start - 12) : start]))


def _suffix(tail: str) -> str:
    for sign, pattern in _SUFFIX:
        if pattern.match(tail):
            return sign
    return ""


def _first(patterns: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str:
    return next((sign for sign, pattern in patterns if pattern.search(text)), "")


def _join(before: str, after: str) -> str:
    # 满15日后, 最迟5月1日前: the word after the quantity says which side, unless the one before already does.
    if after in (BEFORE, AFTER) and before in (AT_LEAST, AT_MOST):
        return after
    return before
