"""What a document says of its own time: from when and until when it is in force."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.ingest.dates import read_date, read_number

DAY = r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
SELF = r"本(?:办法|条例|规定|细则|通知|方案|意见|决定|规则|标准|措施|公告|通告|制度|指引|指南|政策|法)|现予(?:公布|发布)"
STARTS = r"(?:正式)?(?:施行|实施|执行|生效)"
FROM_DATE = re.compile(rf"自(?P<date>{DAY})起?{STARTS}")
OWN = re.compile(rf"(?:{SELF})[^。；《》]{{0,30}}$")
OPEN = re.compile(r"(?:^|[。；\n，,])$")  # nothing else stands as the subject of 施行
TERM = re.compile(rf"(?:{SELF}|{STARTS})[^。；]{{0,40}}$")  # whose term 有效期 gives
FROM_ISSUE = re.compile(rf"自(?:印发|发布|公布|颁布|下发)之日起(?:(?P<days>\d{{1,3}})日后)?{STARTS}")
YEARS = re.compile(r"有效期(?:限)?(?:为|至)?\s*(?P<n>\d{1,2}|[一二三四五六七八九十两]{1,3})年")
UNTIL = re.compile(
    rf"有效期(?:限)?(?:截?至|到|为)\s*(?P<date>{DAY})|(?:施行|实施|执行)(?:至|到)(?P<date2>{DAY})"
    rf"|(?:{SELF})[^。；]{{0,20}}自{DAY}起?[，,]?(?:{STARTS})?[，,]?(?:有效期)?(?:截?至|到)(?P<date3>{DAY})"
)


def read_validity(text: str, issued_on: str | None) -> dict[str, str | None]:
    """Return `effective_on` and `expires_on` (ISO or None) as the text states them.

    >>> read_validity("本办法自2024年9月1日起施行，有效期5年。", None)
    {'effective_on': '2024-09-01', 'expires_on': '2029-08-31'}
    """
    starts = list(FROM_DATE.finditer(text))
    own = _after_words(OWN, starts, text) or _after_words(OPEN, starts, text)
    issue = FROM_ISSUE.search(text)
    effective = _read(own[-1]["date"]) if own else _after(issued_on, issue["days"]) if issue else None
    until = UNTIL.search(text)
    years = next(iter(_after_words(TERM, list(YEARS.finditer(text)), text)), None)
    expires = _read(next(filter(None, until.groups()))) if until else None
    if expires is None and years and effective:
        expires = _years_later(date.fromisoformat(effective), read_number(years["n"]))
    return {"effective_on": effective, "expires_on": expires}


def _after_words(words: re.Pattern[str], found: list[re.Match[str]], text: str) -> list[re.Match[str]]:
    """Keep the matches before which these words stand."""
    return [match for match in found if words.search(text[max(0, match.start() - 80) : match.start()])]


def _read(text: str) -> str | None:
    return read_date(re.sub(r"\s", "", text))


def _after(issued_on: str | None, days: str | None) -> str | None:
    """Return the day on which a document that counts from its issue begins."""
    if not issued_on or not days:
        return issued_on
    return (date.fromisoformat(issued_on) + timedelta(days=int(days))).isoformat()


def _years_later(day: date, years: int) -> str:
    """Return the last day of a term of `years` that begins on `day`."""
    last_day_of_february = (day.month, day.day) == (2, 29)
    anniversary = day.replace(year=day.year + years, day=28 if last_day_of_february else day.day)
    return date.fromordinal(anniversary.toordinal() - 1).isoformat()
