"""Days of the Chinese calendar of working days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import chinese_calendar  # type: ignore[import-untyped]


def real_date(year: int, month: int, day: int | None = None) -> date | None:
    """Return the day, or the month's last day without one; None when there is no such day (2月30日)."""
    try:
        return date(year, month, day if day is not None else monthrange(year, month)[1])
    except (ValueError, IndexError):
        return None


def after_workdays(start: date, count: int) -> date | None:
    """Return the `count`-th working day after `start`; None when the holiday calendar does not reach so far.

    Holidays of a year are announced at the end of the year before, so later years are not known.
    """
    day = start
    try:
        while count > 0:
            day += timedelta(days=1)
            count -= chinese_calendar.is_workday(day)
    except NotImplementedError:
        return None
    return day


def after_weekdays(start: date, count: int) -> date:
    """Return the `count`-th day from Monday to Friday after `start`, holidays not reckoned with."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def after_months(start: date, count: int) -> date | None:
    """Return the same day `count` months on, or that month's last day; None beyond the last year."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return real_date(year, month + 1, start.day) or real_date(year, month + 1)
