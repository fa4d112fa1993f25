"""正文 against 分工表: the same duty in the text and in a row becomes one task; what disagrees is told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from assistant.schema import Deadline, Difference, Owner, Place, Task
from assistant.tasks.table_rules import ROW

ENOUGH = 0.6  # share of the shorter text's character pairs that the other holds
SHORTEST = 3  # pairs: a shorter name fits everywhere
_ROLES = {"lead": "（牵头）", "support": "（配合）"}


def is_row(task: Task) -> bool:
    """Tell whether a task stands in a table."""
    return ROW.match(task.clause) is not None


def reconcile(tasks: Sequence[Task]) -> tuple[list[Task], tuple[Difference, ...]]:
    """Return the tasks with rows merged into the text's duties they repeat, and every disagreement.

    A merged task stays anchored in the text and holds the row in `also`; it has the owners of both.
    """
    rows, body = [t for t in tasks if is_row(t)], [t for t in tasks if not is_row(t)]
    if not rows or not body:
        return list(tasks), ()
    near = _nearness(body, rows)
    pairs = _best_pairs(near)
    merged = {i: _merge(body[i], rows[j]) for i, j in pairs.items()}
    differences = [d for i, j in pairs.items() for d in _disagreements(body[i], rows[j])]
    covered = set(pairs) | {i for i, j in near}
    if pairs:
        alone = (task for i, task in enumerate(body) if i not in covered)
        differences += [Difference("only_in_text", t.id, t.quote, "", t.clause) for t in alone]
    left = [row for j, row in enumerate(rows) if j not in set(pairs.values())]
    if pairs:  # else the table repeats nothing of the text: its rows are tasks of their own
        differences += [Difference("only_in_table", t.id, "", t.detail, "", t.clause) for t in left]
    return [*(merged.get(i, task) for i, task in enumerate(body)), *left], tuple(differences)


def _bigrams(text: str) -> set[str]:
    bare = "".join(char for char in text if char.isalnum())
    return {bare[at : at + 2] for at in range(len(bare) - 1)}


def _nearness(body: Sequence[Task], rows: Sequence[Task]) -> dict[tuple[int, int], float]:
    """Return how near each duty of the text is to each row, where it is near enough to be the same."""
    pairs_of = [_bigrams(task.quote) for task in body]
    holders: dict[str, list[int]] = defaultdict(list)
    for i, pairs in enumerate(pairs_of):
        for pair in pairs:
            holders[pair].append(i)
    near = {}
    for j, row in enumerate(rows):
        wanted = _bigrams(row.detail)
        shared = Counter(i for pair in wanted for i in holders.get(pair, ()))
        for i, count in shared.items():
            shorter = min(len(wanted), len(pairs_of[i]))
            if shorter >= SHORTEST and count / shorter >= ENOUGH:
                near[i, j] = count / shorter
    return near


def _best_pairs(near: dict[tuple[int, int], float]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    for i, j in sorted(near, key=lambda pair: (-near[pair], pair)):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return dict(sorted(pairs.items()))


def _merge(task: Task, row: Task) -> Task:
    named = {owner.name for owner in task.owners}
    return replace(
        task,
        owners=(*task.owners, *(owner for owner in row.owners if owner.name not in named)),
        deadline=task.deadline if task.deadline.raw else row.deadline,
        indicator=task.indicator or row.indicator,
        also=(Place(row.clause, row.label, row.quote, row.start, row.end),),
    )


def _disagreements(task: Task, row: Task) -> list[Difference]:
    """Return what both say and say differently; what only one of them says is no disagreement."""
    found = []
    place = (task.clause, row.clause)
    if task.owners and row.owners and _signs(task.owners) != _signs(row.owners):
        found.append(Difference("owners", task.id, _names(task.owners), _names(row.owners), *place))
    if task.deadline.raw and row.deadline.raw and _time(task.deadline) != _time(row.deadline):
        found.append(Difference("deadline", task.id, _when(task.deadline), _when(row.deadline), *place))
    return found


def _signs(owners: Sequence[Owner]) -> set[tuple[str, bool]]:
    """牵头 and 负责 of a single unit are the same; 配合 is not."""
    return {(owner.name, owner.role == "support") for owner in owners}


def _names(owners: Sequence[Owner]) -> str:
    return "、".join(owner.name + _ROLES.get(owner.role, "") for owner in owners)


def _time(deadline: Deadline) -> tuple[str | None, ...]:
    if deadline.due or deadline.rrule:
        return deadline.due, deadline.rrule
    return (deadline.raw,)


def _when(deadline: Deadline) -> str:
    return f"{deadline.raw}（{deadline.due}）" if deadline.due else deadline.raw or ""
