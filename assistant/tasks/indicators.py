"""How much: 不少于2项, 90%以上, 全覆盖."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.schema import Indicator
from assistant.tasks.numerals import NUMERAL, fold, read_number

COMPARATORS = {
    "不少于": ">=", "不低于": ">=", "至少": ">=", "不小于": ">=", "最少": ">=", "达到": ">=", "达": ">=",
    "不超过": "<=", "不高于": "<=", "不多于": "<=", "最多": "<=", "至多": "<=", "超过": ">", "突破": ">",
    "控制在": "<=", "压缩至": "<=", "压减至": "<=", "降至": "<=", "提高到": ">=", "提升至": ">=", "增长": "=",
}  # fmt: skip
AFTER = {"以上": ">=", "以内": "<=", "以下": "<=", "左右": "~"}
UNIT = (
    r"(?:%|个百分点|万亿元|亿元|万元|元|万人次|人次|万人|人|万个|个(?!月|工作日|年|小时|季度)|余?家|项|次|件|条|场|"
    r"户|名|篇|例|处|座|所|批|套|份|公里|亩|万亩|期|轮|倍|种|分钟|小时|课时|学时|类|支|台|辆|平方米|万平方米)"
)
WHOLE = ("全覆盖", "应公开尽公开", "应办尽办", "应纳尽纳", "动态清零", "零容忍")
_WORDS = "|".join(sorted(COMPARATORS, key=len, reverse=True))
_GAP = r"[^，,；;。：:、\d]{0,12}?"
_BEFORE = re.compile(
    rf"(?P<word>{_WORDS})(?P<gap>{_GAP})(?P<number>{NUMERAL})余?(?P<unit>{UNIT})(?P<after>以上|以内)?"
)
_BEHIND = re.compile(rf"(?P<number>{NUMERAL})余?(?P<unit>{UNIT})(?:及)?(?P<after>以上|以内|以下|左右)")
_BARE = re.compile(
    rf"每(?:{NUMERAL}?个?)(?:日|天|周|月|季度|季|半年|年|学期)[^，,；;。：:、\d]{{0,8}}?(?P<raw>(?P<number>{NUMERAL})(?P<unit>次|场|期|轮))"
)
_WHOLE = re.compile(f"(?:{'|'.join(WHOLE[:1])})(?!的|工作)")  # 全覆盖工作 names a work, no measure
# What an order makes or does by number; and a rate that it reaches. Rates of money are conditions, not goals.
_DOING = re.compile(
    rf"(?:累计|新增|再|共|力争|计划|各|全年|全旗|年度|完成|实现)*"
    rf"(?:新增|新建|建设|建成|改造|改建|扩建|硬化|完成|培育|引进|创建|打造|培训|编制|修订|整治|修建|种植|铺设|绿化|发展|开工|竣工)"
    rf"[^，,；;。：:、（(\d的]{{0,14}}?(?P<number>\d+(?:\.\d+)?)余?(?P<unit>{UNIT})(?![^，,；;。]{{0,8}}(?:以上|以内|以下|左右))"
)
_RATE = re.compile(
    r"(?:实现|确保|达到|提高|提升|保持|使)[^，,；;。：:（(]{1,30}?(?<![利税费汇扣])(?:率|比例|比重)(?:达|为|至)?(?P<number>\d+(?:\.\d+)?)(?P<unit>%)(?!以?[的内下])"
)
MOST_CELL = 24  # characters
LIMITS = re.compile(r"补贴|补助|标准|返还|保险|奖励|贷款|额度|免征|期限|面积")


def find_indicators(text: str) -> Iterator[tuple[int, Indicator]]:
    """Yield every indicator with its offset, in order of place, none overlapping another."""
    end = -1
    for start, indicator in sorted(_candidates(fold(text)), key=lambda item: (item[0], -len(item[1].raw))):
        if start >= end:
            end = start + len(indicator.raw)
            yield start, replace(indicator, raw=text[start:end])


def first_indicator(text: str) -> Indicator | None:
    """Return the first indicator of a text, or None.

    >>> first_indicator("形成调研成果不少于2项")
    Indicator(raw='不少于2项', value=2.0, unit='项', comparator='>=')
    >>> first_indicator("包联重点企业全覆盖").raw
    '全覆盖'
    """
    return next((indicator for _, indicator in find_indicators(text)), None)


def measure_of(order: str) -> Indicator | None:
    """Return how much an order itself asks for without a comparing word, or None.

    >>> measure_of("改造户厕6000户").raw, measure_of("实现自然村网络覆盖率90%").raw
    ('6000户', '90%')
    >>> measure_of("对52处水源开展检测"), measure_of("按利率3%发放")
    (None, None)
    """
    match = _RATE.match(fold(order)) or _DOING.match(fold(order))
    if match is None:
        return None
    raw = order[match.start("number") : match.end("unit")]
    return Indicator(raw, read_number(match["number"]), match["unit"].removeprefix("余"), "=")


def whole_cell(text: str) -> Indicator | None:
    """Return a short cell of a column of goals that holds a number (新增12个; 8处/5个) as it stands."""
    short = len(text) <= MOST_CELL and re.search(r"\d", fold(text))
    return (measure_of(text) or Indicator(text)) if short else None


def _candidates(text: str) -> Iterator[tuple[int, Indicator]]:
    for match in _BEFORE.finditer(text):
        if match["word"] in ("至少", "最少", "不少于", "不低于", "不小于") or not match["gap"].strip(
            "了到至"
        ):
            yield match.start(), _measure(match, COMPARATORS[match["word"]])
    for match in _BEHIND.finditer(text):
        yield match.start(), _measure(match, AFTER[match["after"]])
    for match in _BARE.finditer(text):
        yield match.start("raw"), _measure(match, "=", match["raw"])
    for match in _WHOLE.finditer(text):
        yield match.start(), Indicator(match.group())
    for match in re.finditer("100%", text):
        yield match.start(), Indicator(match.group(), 100.0, "%", "=")


def _measure(match: re.Match[str], comparator: str, raw: str | None = None) -> Indicator:
    unit = match["unit"].removeprefix("余")
    return Indicator(raw or match.group(), read_number(match["number"]), unit, comparator)
