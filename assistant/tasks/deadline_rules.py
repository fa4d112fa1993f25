"""The ways in which plans name a time, as tables of patterns."""
# ruff: noqa: E501 (a pattern is read on one line)

from __future__ import annotations

import re

from assistant.tasks.grammar import AFTER_TIME
from assistant.tasks.numerals import NUMERAL

YEAR = r"(?:(?P<year>20\d{2})年|(?P<rel>今年|本年|明年|次年|当年))"
_BEFORE = r"(?:之前|以前|前)"
_MONTH = r"(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份)?"
CLOCK = r"(?:(?:上午|下午|中午|晚上?)?\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分|半|整)?)|下班)"

# Each pattern is one way of naming a last day; `label` patterns count only after 完成时限： and its like.
FIXED = {
    "day": re.compile(rf"{YEAR}?{_MONTH}(?P<day>\d{{1,2}})[日号](?:{CLOCK})?(?:{_BEFORE}|止|为止)"),
    "cutoff": re.compile(
        rf"(?:截止(?:时间|日期|期限)?(?:为|到|至|：|:)?|(?:最迟|最晚)不(?:得)?(?:超过|迟于|晚于)){YEAR}?{_MONTH}(?P<day>\d{{1,2}})[日号]"
    ),
    "window": re.compile(
        rf"(?:自|从)?(?:即日|印发之日)起?(?:至|到){YEAR}?{_MONTH}(?:(?P<day>\d{{1,2}})[日号]|[底末])(?:止|为止|{_BEFORE})?"
    ),
    "holiday": re.compile(rf"{YEAR}?[“\"]?(?P<holiday>国庆|五一)(?:劳动)?节?[”\"]?节?(?:假期)?{_BEFORE}"),
    "month_end": re.compile(rf"{YEAR}?{_MONTH}[底末]{_BEFORE}?"),
    "ten_days": re.compile(rf"{YEAR}?{_MONTH}(?P<ten>[上中下])旬{_BEFORE}"),
    "before_month": re.compile(rf"{YEAR}?{_MONTH}{_BEFORE}"),
    "year_end": re.compile(
        rf"(?:{YEAR}(?:年?[底末终]|[以之]?内){_BEFORE}?|(?<![每往历当全近半\d])年(?:[底末终]{_BEFORE}|内(?=.)))"
    ),
    "to_year_end": re.compile(r"(?<=[到至于在])年[底末终]"),
    "quarter": re.compile(
        rf"{YEAR}?第?(?P<quarter>[一二三四1-4])季度(?:[末底内]{_BEFORE}?|{_BEFORE}|(?=完成|实现))"
    ),
    "half": re.compile(rf"{YEAR}?(?P<half>[上下])半年(?:[末底]{_BEFORE}?|[以之]?内|{_BEFORE}|(?=完成|实现))"),
    "five_year": re.compile(r"[“\"]?十(?P<plan>[三四五六])五[”\"]?(?:规划)?(?:时期)?期?末(?:前)?"),
    "to_year": re.compile(r"(?:力争)?(?:到|至)(?P<year>20\d{2})年(?=[，,]|全|基本|力争|实现|达到|建成|形成)"),
}
# A label is read whole: words beside its day that are not listed here may turn its sense (2025年5月1日起).
_DONE = "完成|办结|落实|报送|上报|提交|到位|建成|整改|竣工|达标|投用|投入使用|完工|实现|验收|完毕"
_LABEL_LEAD = "(?:力争|确保|最迟|最晚|不迟于|不晚于|预计|计划|截止|于|在|到|至)*"
_LABEL_TAIL = rf"(?:{_BEFORE}|止|为止)?(?:力争|基本|全面|全部)?(?:{_DONE})*"
_POINTS = {
    "day": rf"{YEAR}?{_MONTH}(?P<day>\d{{1,2}})[日号]",
    "month_end": rf"{YEAR}?{_MONTH}[底末]?",
    "ten_days": rf"{YEAR}?{_MONTH}(?P<ten>[上中下])旬",
    "quarter": rf"{YEAR}?第?(?P<quarter>[一二三四1-4])季度[末底内]?",
    "half": rf"{YEAR}?(?P<half>[上下])半年[末底内]?",
    "year_end": rf"{YEAR}(?:度|全年|年?[底末终]|[以之]?内)?|年[底末内]",
    "five_year": FIXED["five_year"].pattern,
    "numbers": r"(?P<year>20\d{2})[./-](?P<month>\d{1,2})(?:[./-](?P<day>\d{1,2}))?(?: 0?0:00(?::00)?)?",
}
LABEL = {name: re.compile(f"{_LABEL_LEAD}(?:{point}){_LABEL_TAIL}") for name, point in _POINTS.items()}
# A range ends with a point in time or a bare day; what the end leaves out stands at the start (2025年6-9月).
RANGE = re.compile(r"\s*(?:[—–―~～－-]+|至|到)\s*")
RANGE_END = LABEL | {"day_only": re.compile(rf"(?P<day>\d{{1,2}})[日号]{_LABEL_TAIL}")}
RANGE_START = re.compile(
    r"(?:自|从)?(?:即日|(?:本?(?:方案|通知|意见|办法|文件))?印发(?:之日)?"
    r"|(?:(?P<year>20\d{2})年?|(?P<rel>今年|本年|明年))?[./]?"
    r"(?:(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])(?=[月./]|$))?"
    r"[\d一二三四月日号份年度季第上中下旬半初底末./]*)(?:起|开始)?"
)
FIVE_YEAR_ENDS = {"三": 2020, "四": 2025, "五": 2030, "六": 2035}
TEN_DAYS = {"上": "10", "中": "20"}  # the last ten days of a month end with it
HOLIDAYS = {"国庆": (9, 30), "五一": (4, 30)}  # the day before
# What comes each year on no fixed day, and years without a last day: kept as words.
EVENT_BEFORE = re.compile(
    rf"(?:20\d{{2}}年|今年|明年)?[“\"]?(?:春节|元旦|中秋|清明|端午|主?汛期|入汛|两会|开学|入冬|(?:供|采)暖[期季])[”\"]?节?(?:到来)?{_BEFORE}"
)
SPAN_OF_YEARS = re.compile(
    rf"(?:^|(?<=[，,；;。：:]))(?:利?用{NUMERAL}年(?:左右)?的?时间|[“\"]?十[三四五六]五[”\"]?(?:规划)?期间)"
)
GOVERNED = re.compile(rf"[，,。；;、]|$|[对将把向]|(?:{AFTER_TIME.pattern})")  # not 开学前各项准备工作
QUARTERS = {
    char: month for chars, month in (("一1", 3), ("二2", 6), ("三3", 9), ("四4", 12)) for char in chars
}

# What follows (or stands before) a date that is no deadline of the duty: an opening, a window, a description.
NOT_BEFORE = re.compile(r"(?:自|从|截至|截止到?目前|以来|于每|每(?:年度?)?|往)$")
NOT_AFTER = re.compile(
    r"(?:至|到|起|以来|期间|[—–~～-])|[，,]?(?:计划|拟|已|允许|可(?!复制)|暂缓|免征|减征|免收|减半|缓缴)"
    r"|(?![将把向对由报])[^，,。；;、]{0,6}(?<!目)的(?!基础)"
)

PERIODS = {
    "工作日": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "日": "FREQ=DAILY", "天": "FREQ=DAILY",
    "周": "FREQ=WEEKLY", "星期": "FREQ=WEEKLY", "旬": None, "半月": None, "半个月": None,
    "双月": "FREQ=MONTHLY;INTERVAL=2", "月度": "FREQ=MONTHLY", "月": "FREQ=MONTHLY",
    "季度": "FREQ=MONTHLY;INTERVAL=3", "季": "FREQ=MONTHLY;INTERVAL=3",
    "半年": "FREQ=MONTHLY;INTERVAL=6", "年度": "FREQ=YEARLY", "年": "FREQ=YEARLY", "学期": None, "学年": None,
}  # fmt: skip
_PERIOD = "|".join(sorted(PERIODS, key=len, reverse=True))
_COUNTED = rf"(?P<count>{NUMERAL})(?P<counted>次|回|期|轮|场|项|个|篇|条|件|批|人次|名|家|户)(?:以上|及以上)?"
# 2025年至2027年每年: a frequency may have its years before it.
_YEARS = r"(?:20\d{2}年?(?:至|到|[—–~～-]+)(?P<until>20\d{2})年(?:期间)?[，,]?(?=每))?"
_DAYS = r"(?P<day>\d{1,2}(?:[日号]?[、和及]\d{1,2})*)"  # 每月5日、20日前
RECURRING = re.compile(
    rf"{_YEARS}(?:每(?P<every>{NUMERAL})?个?|(?:按|逐)(?![月季年日周度]{{1,2}}[\u4e00-\u9fff]{{2,3}}的(?!同时|基础|前提)[\u4e00-\u9fff]))(?P<period>{_PERIOD})(?![龄常程计期级均化内])"
    rf"(?:的?(?P<month>{NUMERAL})月(?:[底末]|(?P<month_day>\d{{1,2}})[日号](?=之前|以前|前)){_BEFORE}?|(?:第?(?P<quarter>[一二三四])季度|(?P<half>[上下])半年)(?:[末底内]{_BEFORE}?|{_BEFORE})"
    rf"|{_DAYS}[日号](?:{CLOCK})?{_BEFORE}?|[底末初中]{_BEFORE}?|前{NUMERAL}个?工作日|(?P<weekday>[一二三四五六日天])(?:{CLOCK})?{_BEFORE})?"
)
COUNT_AFTER = re.compile(
    rf"^[^，,；;。：:、]{{0,24}}?(?:(?:至少|不少于|不低于|最少|不得少于)[^，,；;。：:、\d一二两三四五六七八九十]{{0,14}}?{_COUNTED})"
    rf"|^[^，,；;。：:、\d一二两三四五六七八九十]{{0,10}}?(?P<count2>{NUMERAL})(?:次|回|期|轮|场)(?:以上|及以上)?"
)
VAGUE_RECURRING = re.compile(r"(?<![不固规设])定期(?![存限]|客运|航班|班轮)")
# What is gathered each month and due in the next (每月汇总，次月5日前报送).
NEXT_MONTH = re.compile(rf"次月(?P<day>\d{{1,2}})[日号]{_BEFORE}")
WEEKDAYS = dict(zip("一二三四五六日天", ("MO", "TU", "WE", "TH", "FR", "SA", "SU", "SU"), strict=True))

RELATIVE = re.compile(
    rf"(?<![近第过超])(?P<count>{NUMERAL})个?(?P<unit>工作日|自然日|日|天|周|星期|月|小时)(?:之内|以内|内)"
)
# "印发后", standing by itself, counts from the document's own day; "会议部署或者文件印发后" does not.
OWN_ANCHOR = re.compile(
    r"(?:^|(?<=[，,；;。：:要应须请]))(?P<anchor>(?:自|在|于|从)?(?:本?(?:方案|通知|意见|办法|计划|要点|措施|细则|规定|文件))?"
    r"(?:正式)?(?:印发|发布|下发|公布|施行|实施)(?:之日起|之日后|之后|后|起))(?:[，,]?(?:原则上|一般)?(?:在|于|的|应|须|要)?)$"
)
ONGOING = re.compile(
    r"(?:^|(?<=[，,；;要应]))(?P<raw>(?:持续|长期|常态化|常年)(?:推进|坚持|开展|抓好|做好|深化|强化|加强|优化|完善|落实|实施|推动|提升|压缩|创新|纠治|更新|发布|跟踪|改进)?)"
)
ONGOING_LABEL = re.compile(r"(?:持续|长期|常态化|全年|贯穿全年)[^，,；;。）)]{0,6}")
VAGUE = re.compile(
    r"第一时间|适时|尽快|不定期|(?:限定|规定|议定)(?:时间|时限|期限)内|限期|近期|立即|即时|随时"
)
# Another order before 持续…: then only a later part of the duty is ongoing.
ORDER_BEFORE = re.compile(
    r"(?:^|[，,；;。])(?!坚持|围绕|按照|根据|结合|在|以|通过|针对|聚焦|立足)[^，,；;。]{4,}[，,；;。]"
)
