"""The dated tasks of a checklist as a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from icalendar import Alarm, Calendar, Event
from icalendar.prop import vRecur

from assistant.export.rows import AI_NOTICE, owner_words, title_of
from assistant.schema import Checklist, Document, Task

PRODUCT = "-//policy-assistant//checklist//ZH"
REMIND = timedelta(days=-3)
ZONE = "Asia/Shanghai"
FIRST_DAY = "首次日期自时限起算日推算，具体日期文中未明确"


def write_ics(checklist: Checklist, document: Document) -> bytes:
    """Return an iCalendar file: an all-day event for every due day and every frequency.

    A frequency begins on the first day from the start day that its rule allows; undated tasks are left out.
    """
    calendar = Calendar()
    for name, value in (
        ("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH"),
        ("x-wr-calname", title_of(checklist)), ("x-wr-timezone", ZONE), ("x-wr-caldesc", AI_NOTICE),
    ):  # fmt: skip
        calendar.add(name, value)
    stamp = _stamp(document, checklist)
    for task in checklist.tasks:
        if day := _day(task, checklist):
            calendar.add_component(_event(task, checklist, day, stamp))
    return bytes(calendar.to_ical())


def _day(task: Task, checklist: Checklist) -> date | None:
    if task.deadline.due:
        return date.fromisoformat(task.deadline.due)
    if not task.deadline.rrule or not checklist.start:
        return None
    start = datetime.combine(date.fromisoformat(checklist.start), time())
    first = rrulestr(task.deadline.rrule, dtstart=start).after(start, inc=True)
    return first.date() if first else None


def _stamp(document: Document, checklist: Checklist) -> datetime:
    """Return a stamp that depends on the document alone, so that the same checklist gives the same file."""
    day = date.fromisoformat(document.issued_on or checklist.start or "2000-01-01")
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _event(task: Task, checklist: Checklist, day: date, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{task.id}@policy-assistant")
    event.add("dtstamp", stamp)
    event.add("summary", task.action)
    event.add("dtstart", day)
    if day < date.max:  # without an end the event lasts its one day (RFC 5545)
        event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    if task.deadline.rrule:
        event.add("rrule", vRecur.from_ical(task.deadline.rrule))
    lines = (
        f"责任单位：{owner_words(task.owners)}",
        f"时限：{task.deadline.raw}",
        *([f"备注：{task.deadline.note}"] if task.deadline.note else []),
        f"依据：《{checklist.title}》{task.label}",
        f"原文：{task.quote}",
        *([FIRST_DAY] if task.deadline.rrule else []),
        AI_NOTICE,
    )
    event.add("description", "\n".join(lines))
    event.add_component(_alarm(task))
    return event


def _alarm(task: Task) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", task.action)
    alarm.add("trigger", REMIND)
    return alarm
