"""Metrics of a checklist against the gold tasks of a notice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from eval.metrics import mean
from eval.text import overlap

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GoldTask:
    """One gold task: its source span, owners with roles, and its deadline (ISO day or None)."""

    span: Span
    owners: dict[str, str]
    due: str | None
    text_actors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundTask:
    """One task of the product, as far as the metrics look at it."""

    span: Span
    owners: dict[str, str] = field(default_factory=dict)
    due: str | None = None


def match(gold: Sequence[Span], found: Sequence[Span]) -> list[tuple[int, int]]:
    """Return pairs (gold, found), one to one, the largest overlap of source spans first.

    >>> match([(0, 10), (10, 20)], [(1, 9), (12, 18), (13, 15)])
    [(0, 0), (1, 1)]
    """
    options = sorted(
        ((overlap(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found) if overlap(g, f)),
        key=lambda option: (-option[0], option[1], option[2]),
    )
    pairs: dict[int, int] = {}
    for _, i, j in options:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return sorted(pairs.items())


def scored(found: Sequence[FoundTask], unscored: Sequence[Span]) -> list[FoundTask]:
    """Return the tasks that lie mostly outside the spans in which nothing is judged."""
    return [
        task
        for task in found
        if 2 * sum(overlap(task.span, span) for span in unscored) < task.span[1] - task.span[0]
    ]


def checklist_scores(gold: Sequence[GoldTask], found: Sequence[FoundTask]) -> dict[str, float | None]:
    """Return recall and precision of tasks, owner exact match, role accuracy and deadline accuracy.

    A gold item may be several sentences: `task_precision_inside` counts every found task that lies in one.
    Owners and deadlines are read over all found tasks of a gold item, as a reader of the table would.
    """
    pairs = match([g.span for g in gold], [f.span for f in found])
    groups = [(g, [f for f in found if overlap(g.span, f.span)]) for g in gold]
    held = [(g, fs) for g, fs in groups if fs]
    inside = [float(any(overlap(g.span, f.span) for g in gold)) for f in found]
    return {
        "task_recall": mean([float(bool(fs)) for _, fs in groups]),
        "task_recall_one_to_one": len(pairs) / len(gold) if gold else None,
        "task_precision_one_to_one": len(pairs) / len(found) if found else None,
        "task_precision_inside": mean(inside),
        "owner_exact": mean([float(set(_owners(fs)) - set(g.text_actors) == set(g.owners)) for g, fs in held]),
        "role_accuracy": mean(
            [float(_owners(fs).get(name) == role) for g, fs in held for name, role in g.owners.items()]
        ),
        "deadline_accuracy": mean([float(g.due in {f.due for f in fs}) for g, fs in held if g.due]),
        "deadline_invented": mean([float(any(f.due for f in fs)) for g, fs in held if not g.due]),
    }


def _owners(tasks: Sequence[FoundTask]) -> dict[str, str]:
    return {name: role for task in tasks for name, role in task.owners.items()}


def invented_owners(found: Sequence[FoundTask], text: str) -> list[str]:
    """Return the owners that do not stand in the source at all; must be empty.

    >>> invented_owners([FoundTask((0, 4), {"市教委": "owner"})], "市科委负责")
    ['市教委']
    """
    plain = re.sub(r"\s", "", text)
    return sorted({name for task in found for name in task.owners if re.sub(r"\s", "", name) not in plain})
