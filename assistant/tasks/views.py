"""One checklist seen by owner, by month, by strength."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.schema import Checklist, Deadline, Task
from assistant.tasks.name_lists import is_general
from assistant.tasks.names import Names, load_names, speaks_of

_INTERVAL = re.compile(r"INTERVAL=(\d+)")
_BYMONTH = re.compile(r"BYMONTH=(\d+)")
_UNTIL = re.compile(r"UNTIL=(\d{4})")


def narrowed(
    checklist: Checklist,
    owner: str | None = None,
    month: str | None = None,
    strength: str | None = None,
    names: Names | None = None,
) -> Checklist:
    """Return what is left when every view that is given has been applied."""
    checklist = by_owner(checklist, owner, names) if owner else checklist
    checklist = by_month(checklist, month) if month else checklist
    return by_strength(checklist, strength) if strength else checklist


def by_owner(checklist: Checklist, owner: str, names: Names | None = None) -> Checklist:
    """Return the tasks of one unit, in any of its writings; general owners that mean it are marked `general`."""
    table = names or load_names()
    kept = []
    for task in checklist.tasks:
        if any(table.same(owner, o.name) for o in task.owners):
            kept.append(task)
        elif any(_means(o.name, owner) for o in task.owners):
            marked = (replace(o, found="general") if _means(o.name, owner) else o for o in task.owners)
            kept.append(replace(task, owners=tuple(marked)))
    return _only(checklist, kept)


def _means(name: str, owner: str) -> bool:
    return is_general(name) and speaks_of(name, owner)


def by_month(checklist: Checklist, month: str) -> Checklist:
    """Return what is due in a month (2025-06); see `due_in` for what recurs."""
    return _only(checklist, [task for task in checklist.tasks if due_in(task.deadline, month)])


def by_strength(checklist: Checklist, strength: str) -> Checklist:
    """Return the tasks of one strength, hard or soft."""
    return _only(checklist, [task for task in checklist.tasks if task.strength == strength])


def _only(checklist: Checklist, tasks: Sequence[Task]) -> Checklist:
    kept = {task.id for task in tasks}
    told = tuple(each for each in checklist.differences if each.task in kept)
    return replace(checklist, tasks=tuple(tasks), differences=told)


def due_in(deadline: Deadline, month: str) -> bool:
    """Tell whether a deadline falls in a month; what recurs is due in the last month of its period.

    >>> due_in(Deadline(rrule="FREQ=MONTHLY;INTERVAL=3"), "2025-06"), due_in(Deadline(rrule="FREQ=YEARLY"), "2025-06")
    (True, False)
    """
    if deadline.due:
        return deadline.due.startswith(f"{month}-")
    if not deadline.rrule:
        return False
    if (last := _UNTIL.search(deadline.rrule)) and month[:4] > last[1]:
        return False
    number, every = int(month[5:7]), _INTERVAL.search(deadline.rrule)
    step = int(every[1]) if every else 1
    if "YEARLY" in deadline.rrule:
        named = _BYMONTH.search(deadline.rrule)
        return step == 1 and number == (int(named[1]) if named else 12)
    return number % step == 0 if "MONTHLY" in deadline.rrule else True


def months_of(checklist: Checklist) -> list[str]:
    """Return the months that hold a due day, in order."""
    return sorted({task.deadline.due[:7] for task in checklist.tasks if task.deadline.due})


def count_by(checklist: Checklist, names: Names | None = None) -> Iterator[tuple[str, int]]:
    """Yield every unit with the number of its tasks, most first; writings of one unit are counted together."""
    table = names or load_names()
    counts = Counter(
        name for task in checklist.tasks for name in {table.one(owner.name) for owner in task.owners}
    )
    yield from counts.most_common()
