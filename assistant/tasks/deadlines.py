"""By when: fixed, relative, recurring, ongoing or vague, and never a day that the text does not give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.schema import Deadline
from assistant.tasks import deadline_rules as rules
from assistant.tasks.calendar_cn import after_months, after_weekdays, after_workdays, real_date
from assistant.tasks.frequencies import rrule_of
from assistant.tasks.numerals import fold, read_count
from assistant.tasks.sentences import mask_quotes

NO_DEADLINE = Deadline()
MOST_DAYS = 3660  # a span beyond ten years is no deadline that a calendar can hold

# 2025 年 6 月; between digits a blank parts a day from its hour.
_BLANKS = re.compile(r"\s+(?=\D)|(?<=\D)\s+")

# Why there is no day, or where it comes from: shown to readers.
IMPOSSIBLE = "没有这一天，请核对原文"
NO_YEAR = "文中未写年份，未推算到期日"
TOO_EARLY = "未写年份，按成文年份早于成文日期，未推算到期日"
CONTRADICTORY = "写了不同的日期：{}，未定到期日，请核对原文"
NO_HOLIDAYS = "放假安排不在节假日历内，未定到期日；只按周一至周五数为 {}，仅供参考"
TOO_FAR = "超出可以推算的日期范围，未推算到期日"
OTHER_EVENT = "从文中所述事项起算，未推算到期日"
COUNTED = "自{} {} 起算"
OTHER_RHYTHMS = "文中另有频次：{}"
GIVEN, ISSUED = "指定的起算日", "成文日期"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What dates are reckoned from: the document's year and day, and the start that a user gave."""

    issued: date | None = None
    year: int | None = None
    start: date | None = None
    start_given: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A deadline and where its words stand."""

    start: int
    deadline: Deadline

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.start + len(self.deadline.raw or "")


def read_deadline(text: str, anchor: Anchor) -> Deadline:
    """Return the deadline of a duty's words; dates that contradict each other are kept raw without a due day.

    >>> read_deadline("项目管家每月至少开展一次现场办公", Anchor()).rrule
    'FREQ=MONTHLY'
    >>> read_deadline("2025年2月30日前报送", Anchor()).due is None
    True
    """
    fixed = _surest(text, list(find_fixed(text, anchor)))
    if len({found.deadline.due for found in fixed}) > 1:
        words = "、".join(dict.fromkeys(found.deadline.raw or "" for found in fixed))
        raw = text[fixed[0].start : fixed[-1].end]
        return Deadline(raw=raw, kind="fixed", note=CONTRADICTORY.format(words))
    dated, frequencies = [*fixed, *find_relative(text, anchor)], list(find_recurring(text))
    if dated and frequencies and _counts_from_its_event(frequencies[0], dated[0]):
        return frequencies[0].deadline
    found = next(iter([*dated, *frequencies, *find_loose(text)]), None)
    if found is None:
        return NO_DEADLINE
    return found.deadline if dated else _in_next_month(_with_others(found.deadline, frequencies), text)


def _in_next_month(deadline: Deadline, text: str) -> Deadline:
    """Give a monthly duty the day of the next month by which it is due (每月汇总，次月5日前报送)."""
    match = rules.NEXT_MONTH.search(text) if deadline.rrule == "FREQ=MONTHLY" else None
    return (
        replace(deadline, raw=match.group(), rrule=f"FREQ=MONTHLY;BYMONTHDAY={match['day']}")
        if match
        else deadline
    )


def _with_others(deadline: Deadline, frequencies: Sequence[Found]) -> Deadline:
    """Note the frequencies that a text names beside the first (按月公开…，按季度公开…)."""
    regular = [each.deadline for each in frequencies if each.deadline.raw != "定期"]
    others = [each.raw or "" for each in regular if each.rrule != deadline.rrule]
    if not others:
        return deadline
    return replace(deadline, note=OTHER_RHYTHMS.format("、".join(dict.fromkeys(others))))


def _surest(text: str, fixed: list[Found]) -> list[Found]:
    """Of a day hoped for and a day made sure of (力争5月底前、确保6月底前), keep the second: it is the deadline."""
    sure = [found for found in fixed if text[: found.start].endswith("确保")]
    hoped = [found for found in fixed if text[: found.start].endswith(("力争", "争取"))]
    return sure if len(sure) == 1 and len(sure) + len(hoped) == len(fixed) else fixed


def _counts_from_its_event(frequency: Found, dated: Found) -> bool:
    """Tell whether a time counts from what recurs before it (每半年巡查一次，巡查后3日内通报; 于次年3月底前公布)."""
    raw = fold(dated.deadline.raw or "")
    own_event = rules.RELATIVE.match(raw) or raw.startswith(("次年", "当年"))
    return frequency.start < dated.start and bool(own_event)


def read_label(text: str, anchor: Anchor) -> Deadline:
    """Read what stands after 完成时限：, where a bare month means its last day.

    >>> read_label("2023年10月", Anchor()).due, read_label("2025年6-9月", Anchor()).due
    ('2023-10-31', '2025-09-30')
    """
    text = text.strip(" ：:。；;，,")
    if not text:
        return NO_DEADLINE
    if rules.ONGOING_LABEL.match(text):
        return Deadline(raw=text, kind="ongoing")
    if day := _label_day(_BLANKS.sub("", fold(text)), anchor):
        return Deadline(raw=text, kind="fixed", due=day[0], note=day[1])
    stages = [found.deadline.due or "" for found in find_fixed(text, anchor)]
    if len(stages) > 1 and all(stages) and stages == sorted(stages):
        # 6月底取得成效，12月底完成: done with the last.
        return Deadline(raw=text, kind="fixed", due=stages[-1])
    found = read_deadline(text, anchor)
    return found if found.raw else Deadline(raw=text)


def _label_day(text: str, anchor: Anchor) -> tuple[str | None, str | None] | None:
    """Return the day of a label that is a point in time or a range as a whole; None when it is neither."""
    for name, pattern in rules.LABEL.items():
        if match := pattern.fullmatch(text):
            return _due(name, match.groupdict(), anchor)
    for joint in rules.RANGE.finditer(text):
        start = rules.RANGE_START.fullmatch(text[: joint.start()])
        for name, pattern in rules.RANGE_END.items():
            if start and (end := pattern.fullmatch(text[joint.end() :])):
                return _range_end(name, start.groupdict(), end.groupdict(), anchor)
    return None


def _range_end(
    name: str, start: dict[str, str | None], end: dict[str, str | None], anchor: Anchor
) -> tuple[str | None, str | None]:
    """Return the last day of a range whose end takes year and month from its start where it has none."""
    own = end.get("year") or end.get("rel")
    year = {} if own else {"year": start["year"], "rel": start["rel"]}
    if start["year"] and end.get("rel") == "次年":
        year = {"year": str(int(start["year"]) + 1)}
    if name == "day_only" and not start["month"]:
        return None, None
    month = {"month": start["month"]} if name == "day_only" else {}
    due, note = _due(name, end | year | month, anchor)
    if due and start["month"] and not own and int(due[5:7]) < read_count(start["month"]):
        return None, NO_YEAR  # 11月至3月: the text does not say which year
    return due, note


def find_fixed(text: str, anchor: Anchor) -> Iterator[Found]:
    """Yield the last days that a text names, leaving out openings, windows and descriptions."""
    folded = fold(text)
    taken = [match.span() for match in rules.RECURRING.finditer(folded)]
    for start, end, name, match in sorted(_fixed_matches(folded), key=lambda item: (item[0], -item[1])):
        if any(start < right and left < end for left, right in taken):
            continue
        taken.append((start, end))
        if rules.NOT_BEFORE.search(text[:start]) or rules.NOT_AFTER.match(text[end:]):
            continue
        due, note = _due(name, match.groupdict(), anchor)
        yield Found(start, Deadline(raw=text[start:end], kind="fixed", due=due, note=note))


def _fixed_matches(text: str) -> Iterator[tuple[int, int, str, re.Match[str]]]:
    for name, pattern in rules.FIXED.items():
        for match in pattern.finditer(text):
            yield match.start(), match.end(), name, match


def _due(name: str, groups: dict[str, str | None], anchor: Anchor) -> tuple[str | None, str | None]:
    """Return the ISO date of a match, or None and why: impossible, without a year, before the document."""
    year = _year(groups, anchor)
    if name == "five_year":
        return f"{rules.FIVE_YEAR_ENDS[str(groups['plan'])]}-12-31", None
    if year is None:
        return None, NO_YEAR
    day = _last_day(name, year, groups)
    if day is None:
        return None, IMPOSSIBLE
    too_early = anchor.issued and not groups.get("year") and day < anchor.issued
    return (None, TOO_EARLY) if too_early else (day.isoformat(), None)


def _last_day(name: str, year: int, groups: dict[str, str | None]) -> date | None:
    month = read_count(groups.get("month") or "12")
    if name == "holiday":
        return real_date(year, *rules.HOLIDAYS[str(groups["holiday"])])
    if name == "before_month":
        return real_date(year - (month == 1), month - 1 or 12) if 1 <= month <= 12 else None
    if name == "quarter":
        return real_date(year, rules.QUARTERS[groups["quarter"] or "四"])
    if name == "half":
        return real_date(year, 6 if groups["half"] == "上" else 12)
    day = groups.get("day") or rules.TEN_DAYS.get(groups.get("ten") or "")
    return real_date(year, month, int(day) if day else None)


def _year(groups: dict[str, str | None], anchor: Anchor) -> int | None:
    if groups.get("year"):
        return int(groups["year"] or 0)
    if groups.get("rel") in ("次年", "当年") or anchor.year is None:
        return None
    return anchor.year + (groups.get("rel") == "明年")


def find_relative(text: str, anchor: Anchor) -> Iterator[Found]:
    """Yield spans of days; a due day only when they count from the document or a start that was given."""
    for match in rules.RELATIVE.finditer(fold(text)):
        own = rules.OWN_ANCHOR.search(text[: match.start()])
        start = own.start("anchor") if own else match.start()
        count, unit = read_count(match["count"]), match["unit"]
        days = {"周": 7 * count, "星期": 7 * count, "月": None, "小时": None}.get(unit, count)
        due, note = _counted(anchor, own is not None, count, unit)
        raw = text[start : match.end()]
        yield Found(start, Deadline(raw=raw, kind="relative", due=due, relative_days=days, note=note))


def _counted(anchor: Anchor, own: bool, count: int, unit: str) -> tuple[str | None, str | None]:
    """Return the last day of a span and from which day it was counted, or None and why."""
    if not (anchor.start and (own or anchor.start_given)):
        return None, OTHER_EVENT if not own else None
    if unit == "小时" or count > MOST_DAYS:
        return None, None
    try:
        day = _after(anchor.start, count, unit)
        if day is None and unit == "工作日":
            return None, NO_HOLIDAYS.format(after_weekdays(anchor.start, count).isoformat())
    except OverflowError:  # beyond the last year that a date can have
        day = None
    if day is None:
        return None, TOO_FAR
    source = GIVEN if anchor.start_given else ISSUED
    return day.isoformat(), COUNTED.format(source, anchor.start.isoformat())


def _after(start: date, count: int, unit: str) -> date | None:
    """Return the day `count` units on; None when the calendar does not reach so far."""
    if unit == "工作日":
        return after_workdays(start, count)
    if unit == "月":
        return after_months(start, count)
    return start + timedelta(days=count * (7 if unit in ("周", "星期") else 1))


def find_recurring(text: str) -> Iterator[Found]:
    """Yield frequencies with their rule and minimum count; 定期 has no rule."""
    folded = mask_quotes(fold(text))
    for match in rules.RECURRING.finditer(folded):
        counted = rules.COUNT_AFTER.match(folded[match.end() :])
        end = match.end() + (counted.end() if counted else 0)
        number = (counted["count"] or counted["count2"]) if counted else None
        yield Found(
            match.start(),
            Deadline(
                raw=text[match.start() : end],
                kind="recurring",
                rrule=rrule_of(match),
                min_count=read_count(number) if number else None,
            ),
        )
    for match in rules.VAGUE_RECURRING.finditer(text):
        yield Found(match.start(), Deadline(raw=match.group(), kind="recurring"))


def find_loose(text: str) -> Iterator[Found]:
    """Yield 持续推进 (ongoing, when it governs the first order), then words such as 适时 that set no time."""
    match = rules.ONGOING.search(text)
    if match and not rules.ORDER_BEFORE.search(text[: match.start("raw")]):
        yield Found(match.start("raw"), Deadline(raw=match["raw"], kind="ongoing"))
    for match in (*rules.EVENT_BEFORE.finditer(text), *rules.SPAN_OF_YEARS.finditer(text)):
        rest = text[match.end() :]
        if not rules.NOT_AFTER.match(rest) and rules.GOVERNED.match(rest):
            yield Found(match.start(), Deadline(raw=match.group()))
    for match in rules.VAGUE.finditer(text):
        if match.group() == "适时" and rules.ORDER_BEFORE.search(text[: match.start()]):
            continue
        yield Found(match.start(), Deadline(raw=match.group()))
