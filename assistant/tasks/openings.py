"""Times that open a segment, and the orders that they govern: 2026年9月底前完成改造, 每两年开展一次评估."""

from __future__ import annotations

import re

from assistant.tasks import deadline_rules as rules
from assistant.tasks import grammar
from assistant.tasks.deadlines import Anchor, find_fixed, find_relative
from assistant.tasks.numerals import NUMERAL, fold
from assistant.tasks.sentences import mask_quotes

# A month or a span that sets no last day by itself: 6月份, 6月中旬, 9月至10月, 收到诉求后24小时内.
_YEAR = r"(?:20\d{2}年|今年|本年|明年|次年)"
_MONTH = re.compile(
    rf"{_YEAR}?{NUMERAL}月(?:份|[上中下]旬|初|\d{{1,2}}日)?(?:(?:至|到|[—–~～-]+){NUMERAL}月(?:份|\d{{1,2}}日)?)?(?:期间)?"
    rf"|{_YEAR}(?:第?[一二三四1-4]季度|[上下]半年)"
)
_EVENT = re.compile(r"(?:自|从|在)?(?:收到|接到|受理|发现)?[^，,；;。为]{2,20}(?:之日起|后)")
_DONE = re.compile(r"(?:已|[^，,；;。]{0,12}了(?!解))")


def after_time(part: str) -> str:
    """Return what the time that opens a segment governs, or the segment when none opens it.

    >>> after_time("2026年9月底前完成改造"), after_time("每两年开展一次评估"), after_time("完成改造")
    ('完成改造', '开展一次评估', '完成改造')
    """
    for found in (*find_fixed(part, Anchor()), *find_relative(part, Anchor())):
        lead = part[: found.start]
        if grammar.TIME_LEAD.fullmatch(lead) or found.deadline.kind == "relative" and _EVENT.fullmatch(lead):
            return part[found.end :].lstrip("，,")
    folded = mask_quotes(fold(part))
    for pattern in (rules.RECURRING, rules.EVENT_BEFORE, rules.SPAN_OF_YEARS, _MONTH):
        match = pattern.search(folded)
        if match and grammar.TIME_LEAD.fullmatch(part[: match.start()]):
            return part[match.end() :].lstrip("，,")
    return part


def orders_by_time(part: str) -> bool:
    """Tell whether a segment orders something by a day or a frequency: a time opens it, then a verb of doing.

    >>> orders_by_time("6月份集中开展一次排查"), orders_by_time("2024年12月底前完成了排查"), orders_by_time("6月份的排查")
    (True, False, False)
    """
    rest = after_time(part)
    return rest != part and not _DONE.match(rest) and bool(grammar.AFTER_TIME.match(rest))
