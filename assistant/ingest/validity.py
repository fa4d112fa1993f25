"""What a document says of its own time: from when and until when it is in force."""

from __future__ import annotations

import re
from datetime import date

from assistant.ingest.dates import read_date, read_number

FROM_DATE = re.compile(r"自(?P<date>\d{4}年\d{1,2}月\d{1,2}日)起?(?:正式)?(?:施行|实施|执行|生效)")
FROM_ISSUE = re.compile(r"自(?:印发|发布|公布|颁布|下发)之日起(?:正式)?(?:施行|实施|执行|生效)")
YEARS = re.compile(r"有效期(?:为|至)?\s*(?P<n>\d{1,2}|[一二三四五六七八九十两]{1,3})年")
UNTIL = re.compile(
    r"有效期(?:截?至|到)\s*(?P<date>\d{4}年\d{1,2}月\d{1,2}日)|(?:施行|实施|执行)(?:至|到)(?P<date2>\d{4}年\d{1,2}月\d{1,2}日)"
)


def read_validity(text: str, issued_on: str | None) -> dict[str, str | None]:
    """Return `effective_on` and `expires_on` (ISO or None) as the text states them.

    >>> read_validity("本办法自2024年9月1日起施行，有效期5年。", None)
    {'effective_on': '2024-09-01', 'expires_on': '2029-08-31'}
    """
    starts = FROM_DATE.findall(text)
    effective = read_date(starts[-1]) if starts else issued_on if FROM_ISSUE.search(text) else None
    until = UNTIL.search(text)
    years = YEARS.search(text)
    expires = read_date(until["date"] or until["date2"]) if until else None
    if expires is None and years and effective:
        expires = _years_later(date.fromisoformat(effective), read_number(years["n"]))
    return {"effective_on": effective, "expires_on": expires}


def _years_later(day: date, years: int) -> str:
    """Return the last day of a term of `years` that begins on `day`."""
    last_day_of_february = (day.month, day.day) == (2, 29)
    anniversary = day.replace(year=day.year + years, day=28 if last_day_of_february else day.day)
    return date.fromordinal(anniversary.toordinal() - 1).isoformat()
