"""A frequency as a rule of the calendar standard (RFC 5545)."""

from __future__ import annotations

import re

from assistant.tasks import deadline_rules as rules
from assistant.tasks.calendar_cn import real_date
from assistant.tasks.numerals import read_count

LEAP_YEAR, MONTH_DAYS = 2024, 31  # what a frequency's day is checked against


def rrule_of(match: re.Match[str]) -> str | None:
    """Return the RRULE of a frequency; None where the calendar standard has no such period (每旬, 每学期)."""
    rule = rules.PERIODS[match["period"]]
    if rule is None:
        return None
    if match["every"] and (every := read_count(match["every"])) > 1:
        rule = f"{rule};INTERVAL={every}" if "INTERVAL" not in rule else None
    if match["month"] or match["quarter"] or match["half"]:
        month, day = _month_of(match), match["month_day"]
        if real_date(LEAP_YEAR, month, int(day) if day else None) is None:
            return None  # 每年2月30日前
        rule = f"{rule};BYMONTH={month};BYMONTHDAY={day or -1}" if rule else None
    days = re.findall(r"\d+", match["day"] or "")
    if rule and days and all(1 <= int(day) <= MONTH_DAYS for day in days):
        rule += f";BYMONTHDAY={','.join(days)}"
    if rule and match["weekday"]:
        rule += f";BYDAY={rules.WEEKDAYS[match['weekday']]}"
    return f"{rule};UNTIL={match['until']}1231" if rule and match["until"] else rule


def _month_of(match: re.Match[str]) -> int:
    """Return the month of a frequency's own day; of a quarter or half a year, its last month."""
    if match["quarter"]:
        return rules.QUARTERS[match["quarter"]]
    if match["half"]:
        return 6 if match["half"] == "上" else 12
    return read_count(match["month"])
