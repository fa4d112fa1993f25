"""The checkable figures of a Chinese text, as normalised values with their places."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from assistant.answering.comparators import CLOCK, is_limit, read_comparator
from assistant.answering.numerals import HAN_NUMBER, NUMBER, fold, plain, read_number
from assistant.answering.units import AMOUNTS, COUNTERS, DURATIONS, PERIODS, WEIGHTS


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure: `kind` and `value` with its `unit`, how it is bounded, and where it stands."""

    kind: str  # doc_number | date | frequency | duration | amount | number
    value: str
    unit: str
    compare: str
    raw: str
    start: int
    end: int
    limited: bool = False  # a word before it makes it a time limit: 完成时限：

    @property
    def key(self) -> tuple[str, str, str]:
        """What must be equal for two figures to be the same size."""
        return self.kind, self.value, self.unit


# words that are figures by themselves: (kind, value, unit, words)
_WORDS: tuple[tuple[str, str, str, str], ...] = (
    ("frequency", "不定期", "", r"不定期|不定时"),
    ("frequency", "定期", "", r"(?<![不固])定期(?!限|存)"),
    ("duration", "当日", "", r"当日(?!起)|当天(?!起)|同日|即日(?!起)"),
    ("duration", "次日", "", r"次日|第二天|翌日"),
    ("duration", "15日/月", "", r"(?<!个)半个?月"),
    ("duration", "6", "月", r"(?<!每)(?<!上)(?<!下)半年"),
    ("number", "50", "%", r"一半|半数|对半|半价|减半"),
)  # fmt: skip
_MEASURE = "|".join(sorted(DURATIONS, key=len, reverse=True))
_COUNT = "|".join(sorted(COUNTERS, key=len, reverse=True))
_PERIOD = "|".join(sorted(PERIODS, key=len, reverse=True))
_YEAR = r"(?:[12]\d{3}|[一二][零一二三四五六七八九]{3})"
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
# Words that hold a numeral and count nothing.
_NOT_FIGURES = re.compile(
    r"含当[天日]|(?<=[\d今当本]年)(?:一整年|全年)|(?<=[统唯单同逐任某进专])一|一次性|一件事|一度|一道|一块儿|一块(?=[交办报送去来提])|一分为二|十分(?!之|钟)|十[一二三四]五(?=规划|时期|期间|末|收官|[”\"’』」])|"
    r"第一(?:时间|责任人|方|手|线)|第[二三](?:方|产业)|[第头]一[次回]|万一|两个维护|四个意识|四个自信|千万(?=别|不)|一个样|一批(?=次)"
)


_NAMED = re.compile("(?:附件|附表|附录|表|图)$")  # 附件1里 bounds nothing


@lru_cache(maxsize=512)
def read_facts(text: str) -> tuple[Fact, ...]:
    """Return the figures of a text in the order in which they stand.

    >>> [(f.kind, f.value + f.unit, f.compare) for f in read_facts("每月至少开展一次，补贴三百二十万元以下，15天内办结")]
    [('frequency', '1月', ''), ('number', '1次', '>='), ('amount', '3200000元', '<='), ('duration', '15日', '<=')]
    >>> [(f.kind, f.value + f.unit, f.compare) for f in read_facts("２０２５年12月31日前处1倍以上3倍以下罚款，占30％")]
    [('date', '2025-12-31', 'before'), ('number', '1倍', '>='), ('number', '3倍', '<='), ('number', '30%', '')]
    >>> [(f.kind, f.value) for f in read_facts("奈政字[2025]43号，半个月，半年，满65周岁")]
    [('doc_number', '奈政字(2025)43号'), ('duration', '15日/月'), ('duration', '6'), ('number', '65')]
    """
    folded = fold(text)
    taken = [False] * len(folded)
    found: list[Fact] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(folded):
            if any(taken[match.start() : match.end()]):
                continue
            facts = list(read(folded, match))
            if facts or read is _ignore:
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            found += facts
    return tuple(sorted(found, key=lambda fact: fact.start))


def _fact(
    text: str, match: re.Match[str], kind: str, value: str, unit: str = "", group: int | str = 0
) -> Fact:
    start, end = match.span(group)
    compare = "" if kind == "doc_number" else read_comparator(text, start, end)
    if kind == "frequency":  # 至少每6个月; what stands after 每月 bounds the count, not the period
        compare = read_comparator(text[:start] + "。", start, start)
    return Fact(kind, value, unit, compare, text[start:end], start, end, is_limit(text, start))


def _ignore(text: str, match: re.Match[str]) -> Iterator[Fact]:
    return iter(())


def _doc_number(text: str, match: re.Match[str]) -> Iterator[Fact]:
    yield _fact(text, match, "doc_number", re.sub(r"\s|第", "", match[0]))


# February is left out: its last day hangs on the year.
_LAST_DAY = {month: str(monthrange(2025, month)[1]) for month in range(1, 13) if month != 2}


def _date(text: str, match: re.Match[str]) -> Iterator[Fact]:
    year, month, day = match["y"], match["m"], match["d"]
    if not (year or month):
        return
    if not month and not match["end"] and not year.isdigit() and len(year) < 4:
        return
    parts = [f"{_whole(year):04d}" if year else "????", f"{_whole(month):02d}" if month else "??"]
    last = _LAST_DAY.get(_whole(month), "底") if month and match["end"] in ("底", "末") else ""
    parts.append(f"{_whole(day):02d}" if day else last or (match["end"] or "??")[0].replace("?", "??", 1))
    if day and _whole(day) > 31 or month and not 1 <= _whole(month) <= 12:
        return
    yield _fact(text, match, "date", "-".join(parts))


def _year_end(text: str, match: re.Match[str]) -> Iterator[Fact]:
    yield _fact(text, match, "date", "????-??-底")


def _month_day(text: str, match: re.Match[str]) -> Iterator[Fact]:
    yield _fact(text, match, "frequency", "1月", group="every")
    yield from _day(text, match)


def _day(text: str, match: re.Match[str]) -> Iterator[Fact]:
    start, end = match.start("d"), match.end()
    compare = read_comparator(text, start, end)
    yield Fact("date", f"????-??-{_whole(match['d']):02d}", "", compare, text[start:end], start, end)


def _iso_date(text: str, match: re.Match[str]) -> Iterator[Fact]:
    yield _fact(text, match, "date", f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}")


def _whole(raw: str) -> int:
    value = read_number(raw)
    return int(value) if value is not None else 0


def _every(text: str, match: re.Match[str]) -> Iterator[Fact]:
    period = PERIODS[match["p"]]
    count = read_number(match["n"]) if match["n"] else None
    if count is not None and count != 1:
        size = re.match(r"\d+", period)
        period = plain(count * int(size[0])) + period[size.end() :] if size else plain(count) + period
    yield _fact(text, match, "frequency", period)


def _once_in(text: str, match: re.Match[str]) -> Iterator[Fact]:
    count = Fraction(1, 2) if match["p0"] == "半" else read_number(match["p0"])
    unit, size = DURATIONS[match["p1"]]
    yield _fact(text, match, "frequency", plain((count or Fraction(1)) * size) + unit, group="period")
    times = read_number(match["n"])
    yield _fact(text, match, "number", plain(times or Fraction(0)), "次", group="count")


def _duration(text: str, match: re.Match[str]) -> Iterator[Fact]:
    unit, size = DURATIONS[match["u"]]
    low, high = _range(match)
    if high is None:
        return
    half = Fraction(1, 2) if match["half"] or match["mid"] else Fraction(0)
    yield from _bounds(text, match, "duration", low, high, size, unit, half)


def _from_half(text: str, match: re.Match[str]) -> Iterator[Fact]:
    """半年到两年."""
    unit, size = DURATIONS[match["u"]]
    own, low = DURATIONS[match["lu"]]
    value = read_number(match["n"])
    if value is not None and own == unit:
        yield Fact("duration", plain(low / 2), unit, ">=", match[0], match.start(), match.start("n"))
        top = _fact(text, match, "duration", plain(value * size), unit, group="n")
        yield Fact("duration", top.value, unit, "<=", match[0], match.start("n"), match.end())


def _half(text: str, match: re.Match[str]) -> Iterator[Fact]:
    unit, size = DURATIONS[match["u"]]
    yield _fact(text, match, "duration", plain(size / 2), unit)


def _amount(text: str, match: re.Match[str]) -> Iterator[Fact]:
    low, high = _range(match)
    if high is not None:
        unit = match["u"] if match["u"] in ("美元", "欧元", "港元") else "元"
        yield from _bounds(text, match, "amount", low, high, Fraction(AMOUNTS[match["u"]]), unit)


def _percent(text: str, match: re.Match[str]) -> Iterator[Fact]:
    low, high = _range(match)
    if high is not None:
        size = Fraction(10) if match["u"] == "成" else Fraction(1)
        half = Fraction(1, 2) if match["half"] else Fraction(0)
        yield from _bounds(text, match, "number", low, high, size, "‰" if match["u"] == "‰" else "%", half)


def _spelled_percent(text: str, match: re.Match[str]) -> Iterator[Fact]:
    value = read_number(match["n"])
    if value is not None:
        yield _fact(text, match, "number", plain(value), "‰" if match["b"] == "千" else "%")


def _clock(text: str, match: re.Match[str]) -> Iterator[Fact]:
    hour = int(match["hour"]) + (12 if match["late"] and int(match["hour"]) < 12 else 0)
    minute = match["minute"] or match["spoken"] or ("30" if match["half"] else "00")
    yield Fact("number", f"{hour}:{int(minute):02d}", "时", "", match[0], *match.span())


def _fraction(text: str, match: re.Match[str]) -> Iterator[Fact]:
    top, bottom = read_number(match["n"] or match["n2"]), read_number(match["d"] or match["d2"])
    if top and bottom:
        yield _fact(text, match, "number", str(top / bottom), "份")


def _counted(text: str, match: re.Match[str]) -> Iterator[Fact]:
    low, high = _range(match)
    if high is not None:
        yield from _bounds(
            text, match, "number", low, high, Fraction(WEIGHTS.get(match["u"], 1)), COUNTERS[match["u"]]
        )


def _ordinal(text: str, match: re.Match[str]) -> Iterator[Fact]:
    value = read_number(match["n"])
    if value is not None:
        yield _fact(text, match, "number", plain(value), "第" + match["u"])


def _bare(text: str, match: re.Match[str]) -> Iterator[Fact]:
    value = read_number(match[0])
    if value is not None:
        fact = _fact(text, match, "number", plain(value))
        yield replace(fact, compare="") if _NAMED.search(text[: match.start()]) else fact


def _range(match: re.Match[str]) -> tuple[Fraction | None, Fraction | None]:
    low = read_number(match["low"]) if match["low"] else None
    return low, read_number(match["n"])


def _bounds(
    text: str, match: re.Match[str], kind: str, low: Fraction | None, high: Fraction | None,
    size: Fraction, unit: str, more: Fraction = Fraction(0),
) -> Iterator[Fact]:  # fmt: skip
    if high is None:
        return
    top = _fact(text, match, kind, plain((high + more) * size), unit)
    if low is None:
        yield top
        return
    scale = re.search(r"[万亿]$", match["n"])
    factor = 10_000 if scale and scale[0] == "万" and "万" not in match["low"] and low < high / 10 else 1
    start, end = match.span("low")
    own = DURATIONS.get(match["lu"] or "", ("", size))  # 六个月至两年
    low_size = own[1] if kind == "duration" and own[0] == unit else size
    yield Fact(kind, plain(low * factor * low_size), unit, ">=", text[start:end], start, end)
    yield Fact(kind, top.value, unit, "<=", top.raw, top.start, top.end)


def _word(kind: str, value: str, unit: str) -> Callable[[str, re.Match[str]], Iterator[Fact]]:
    def read(text: str, match: re.Match[str]) -> Iterator[Fact]:
        yield _fact(text, match, kind, value, unit)

    return read


_LOW = rf"(?:(?P<low>{NUMBER})(?P<lu>%|成|元|块钱|块|个月|日|天|年|倍|级)?(?:至|到|-|—|~)+)?"
_READERS: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], Iterator[Fact]]], ...] = (
    (re.compile(r"[一-鿿]{1,14}\(\d{4}\)\s*第?\d+号|第?\s*\d+\s*号(?=令|公告|文|通知|决定)|(?<=[令告])第?\s*\d+\s*号|(?<=[令告]\d{4}年)第?\d+号|\d+号(?=(?:[、和]\d+号)+(?:公告|令))"), _doc_number),
    (_NOT_FIGURES, _ignore),
    (re.compile(r"([12]\d{3})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), _iso_date),
    (re.compile(rf"(?<=[日号]){CLOCK}"), _clock),
    (re.compile(rf"(?P<every>每个?月|当月|次月|下一?个?月)(?:的)?(?P<d>{_SMALL})[日号]"), _month_day),
    (re.compile(rf"(?<![\d月第])(?P<every>)(?P<d>{_SMALL})号(?=[以之]?[前后]|起|开始|截止)"), _day),
    (re.compile(r"(?<![\d零一二三四五六七八九])(?:[当本今]年|年)(?:底|末)|岁末"), _year_end),
    (re.compile(rf"(?:(?P<y>{_YEAR})年度?)?(?:(?P<m>{_SMALL})月份?(?!\d*[^\d]?以上))?(?:(?<=月)(?P<d>{_SMALL})[日号])?(?P<end>底|末|初|中旬|上旬|下旬)?(?<=.)"), _date),
    (re.compile(rf"(?:每|按|逐)(?:隔|满)?(?P<n>{HAN_NUMBER}|\d+)?个?(?P<p>{_PERIOD})(?!岁|票|费|工资|薪|利率)"), _every),
    (re.compile(rf"(?P<period>(?P<p0>半|一|1)个?(?P<p1>{_MEASURE}))(?![内后前起以中])[^，,。；;、\d一二三四五六七八九十]{{0,14}}(?P<count>(?P<n>{HAN_NUMBER}|\d+)(?:次|回|趟))"), _once_in),
    (re.compile(rf"(?P<period>(?P<p0>一)个?(?P<p1>年|月|季度|周))内[^，,。；;、\d]{{0,20}}(?:不得?超过|不得?多于|最多|至多)(?P<count>(?P<n>{HAN_NUMBER}|\d+)(?:次|回|趟))"), _once_in),
    (re.compile(rf"(?P<every>一)(?P<n>)个?(?P<p>{_PERIOD})(?=至少|最少|最多|起码|不少于|都?要|得|就要)"), _every),
    (re.compile(rf"(?<!个)半(?P<lu>年|个?月)(?:至|到|-|—|~)+(?P<n>{NUMBER})(?P<u>{_MEASURE})"), _from_half),
    (re.compile(r"(?<!个)半(?P<u>个?小时|个钟头|个?工作日|个?学期|个?学年)"), _half),
    *((re.compile(words), _word(kind, value, unit)) for kind, value, unit, words in _WORDS),
    (re.compile(rf"{_LOW}(?!(?<=[上下])(?<!以[上下])一个?(?:年|月|周|季度))(?P<n>{NUMBER})(?:(?P<mid>个半)(?=小时|月|钟头|星期|学期|工作日)|多|余)?(?P<u>{_MEASURE})(?P<half>半)?(?!岁|年级|常)"), _duration),
    (re.compile(r"(?P<d>[二三四五六七八九十])分之(?P<n>[一二两三四五六七八九])|(?<![\d/])(?P<n2>\d)/(?P<d2>\d{1,2})(?![\d/])"), _fraction),
    (re.compile(rf"(?P<b>[百千])分之(?P<n>{NUMBER})"), _spelled_percent),
    (re.compile(rf"{_LOW}(?P<n>{NUMBER})(?P<u>%|‰|成(?![为员果本立功人熟长交效分品]))(?P<half>(?<=成)半)?"), _percent),
    (re.compile(rf"{_LOW}(?P<n>{NUMBER})(?:多|余)?(?P<u>元|块钱|块|美元|欧元|港元)"), _amount),
    (re.compile(rf"第(?P<n>{NUMBER})(?P<u>[一-鿿])"), _ordinal),
    (re.compile(rf"{_LOW}(?P<n>{NUMBER})(?:多|余)?(?P<u>{_COUNT})(?!性|化|体[化系]|级市)"), _counted),
    (re.compile(r"[A-Za-z]*\d+(?:,\d{3})*(?:\.\d+)?[万亿]?|[零一二三四五六七八九]*[十百千万亿][零一二三四五六七八九十百千万亿]+|(?:[二三四五六七八九]十|[一二三四五六七八九]百|[一二三四五六七八九两]千|[一二三四五六七八九两十]万)"), _bare),
)  # fmt: skip
