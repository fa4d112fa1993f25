"""Measure the task checklist on the gold notices and on the action plan; prints one JSON document.

    python -m eval.checklists [--data FOLDER] [--misses]

A task matches a gold item when their spans share at least half of their union; matching is one to one.
The action plan's own gold says how it was made (`made` in eval/data/plan_tasks.json).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.ingest.corpus import read_document
from assistant.schema import Checklist, Clause, Document, Task
from assistant.tasks.checklist import build_checklist
from eval.sets import ROOT, data_folder
from eval.text import find_spans

PLAN = ROOT / "corpus" / "documents" / "奈曼旗政府效能提升行动方案.txt"
PLAN_GOLD = ROOT / "eval" / "data" / "plan_tasks.json"
ENOUGH = 0.5
Span = tuple[int, int]
Build = Callable[[Document, list[Clause]], Checklist]


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold item as the measures see it; `deadline` holds only the fields that the gold states."""

    span: Span
    owners: dict[str, str]
    deadline: dict[str, Any]
    indicator: dict[str, Any] | None
    actors: tuple[str, ...] = ()
    text: str = ""


def data() -> Path:
    """Return the folder of gold notices."""
    return data_folder() / "checklists"


def shared_part(first: Span, second: Span) -> float:
    """Return the length of the spans' overlap over the length of their union.

    >>> shared_part((0, 10), (5, 15))
    0.3333333333333333
    """
    common = max(0, min(first[1], second[1]) - max(first[0], second[0]))
    return common / (first[1] - first[0] + second[1] - second[0] - common)


def match(gold: Sequence[Gold], tasks: Sequence[Task]) -> list[tuple[int, int]]:
    """Return pairs (gold, task), one to one, the best overlap first."""
    options = sorted(
        (-shared_part(g.span, (t.start, t.end)), i, j)
        for i, g in enumerate(gold)
        for j, t in enumerate(tasks)
        if shared_part(g.span, (t.start, t.end)) >= ENOUGH
    )
    pairs: dict[int, int] = {}
    for _, i, j in options:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return sorted(pairs.items())


def measure(gold: Sequence[Gold], tasks: Sequence[Task], misses: bool = False) -> dict[str, Any]:
    """Return recall, precision, and the shares of matched items whose owners, roles, … are right."""
    pairs = [(gold[i], tasks[j]) for i, j in match(gold, tasks)]
    found = {task.id for _, task in pairs}
    judged = {
        "owners_exact": [(g, t, set(g.owners) == {o.name for o in t.owners}) for g, t in pairs],
        "roles": [(g, t, g.owners == {o.name: o.role for o in t.owners}) for g, t in pairs],
        "deadlines": [(g, t, _same_deadline(g, t)) for g, t in pairs],
        "indicators": [(g, t, _same_indicator(g, t)) for g, t in pairs if g.indicator is not None],
    }
    scores: dict[str, Any] = {
        "gold": len(gold),
        "tasks": len(tasks),
        "recall": _share(len(pairs), len(gold)),
        "precision": _share(len(pairs), len(tasks)),
    }
    scores |= {name: _share(sum(right for *_, right in rows), len(rows)) for name, rows in judged.items()}
    if misses:
        scores["missed"] = [g.text for i, g in enumerate(gold) if i not in dict(match(gold, tasks))]
        scores["extra"] = [task.quote for task in tasks if task.id not in found]
        scores["wrong"] = {
            name: [
                [g.text[:40], str(g.owners), str(g.deadline), str(t.owners), str(t.deadline)]
                for g, t, ok in rows
                if not ok
            ]
            for name, rows in judged.items()
        }
    return scores


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _same_deadline(gold: Gold, task: Task) -> bool:
    return _same_fields(gold.deadline, task.deadline)


def _same_fields(wanted: dict[str, Any], found: Any) -> bool:
    """Tell whether all fields agree; of the raw words one may hold the other (持续, 持续压缩)."""
    plain = all(getattr(found, name) == value for name, value in wanted.items() if name != "raw")
    if "raw" not in wanted or wanted["raw"] is None or found.raw is None:
        return plain and wanted.get("raw", found.raw) == found.raw
    return plain and (wanted["raw"] in found.raw or found.raw in wanted["raw"])


def _same_indicator(gold: Gold, task: Task) -> bool:
    wanted = gold.indicator or {}
    if not wanted:
        return task.indicator is None
    return task.indicator is not None and _same_fields(wanted, task.indicator)


def run_notice(data: Path, name: str, misses: bool, build: Build = build_checklist) -> dict[str, Any]:
    """Measure one gold notice, and count owners invented once its owner brackets are cut out."""
    answer = json.loads((data / f"{name}.gold.json").read_text(encoding="utf-8"))
    raw = (data / f"{name}.txt").read_text(encoding="utf-8")
    document, checklist = _read(data / f"{name}.txt", build)
    gold = [_notice_gold(document, raw, item) for item in answer["items"]]
    unscored = [_place(document, raw[start:end]) for start, end in answer["unscored_spans"]]
    judged = [task for task in checklist.tasks if not _inside(task, unscored)]
    scores = measure(gold, judged, misses)
    return scores | _removed(data, name, answer["items"], misses, build)


def _notice_gold(document: Document, raw: str, item: dict[str, Any]) -> Gold:
    text = raw[item["char_start"] : item["char_end"]]
    return Gold(
        span=_place(document, text),
        owners={owner["name"]: owner["role"] for owner in item["owners"]},
        deadline={"due": item["deadline_iso"]},
        indicator=None,
        actors=tuple(item["text_actors"]),
        text=item["task_text"],
    )


def _place(document: Document, text: str) -> Span:
    """Find a gold text in the stored text; its two ends are sought apart, for furniture may lie between."""
    if spans := find_spans(document.text, text):
        return spans[0]
    lines = [line for line in text.splitlines() if find_spans(document.text, line)]
    first, last = find_spans(document.text, lines[0])[0], find_spans(document.text, lines[-1])[-1]
    return first[0], max(first[1], last[1])


def _inside(task: Task, spans: Sequence[Span]) -> bool:
    held = sum(max(0, min(task.end, end) - max(task.start, start)) for start, end in spans)
    return 2 * held >= task.end - task.start


def _removed(
    data: Path, name: str, items: list[dict[str, Any]], misses: bool, build: Build
) -> dict[str, Any]:
    document, checklist = _read(data / f"{name}.owners_removed.txt", build)
    places = [(_place(document, item["task_text"]), item["text_actors"]) for item in items]
    absent, beyond, days = [], [], []
    for task in checklist.tasks:
        actors = [actor for span, named in places if _inside(task, [span]) for actor in named]
        scored = any(_inside(task, [span]) for span, _ in places)
        for owner in task.owners:
            absent += [owner.name] if owner.name not in document.text else []
            beyond += [owner.name] if scored and not any(owner.name in actor for actor in actors) else []
        days += (
            [task.deadline.due] if task.deadline.due and (task.deadline.raw or "") not in task.detail else []
        )
    counts: dict[str, Any] = {
        "removed_tasks": len(checklist.tasks),
        "invented_owners": len(absent),
        "owners_beyond_text_actors": len(beyond),
        "invented_days": len(days),
    }
    return counts | ({"beyond": beyond} if misses else {})


def run_plan(misses: bool, build: Build = build_checklist) -> dict[str, Any]:
    """Measure the action plan against its gold."""
    answer = json.loads(PLAN_GOLD.read_text(encoding="utf-8"))
    document, checklist = _read(PLAN, build)
    gold = [
        Gold(
            span=_place(document, item["quote"]),
            owners={owner["name"]: owner["role"] for owner in item["owners"]},
            deadline=item["deadline"],
            indicator=item["indicator"] or {},
            text=item["quote"],
        )
        for item in answer["tasks"]
    ]
    return measure(gold, checklist.tasks, misses)


def _read(path: Path, build: Build) -> tuple[Document, Checklist]:
    document, clauses = read_document(path)
    checklist = build(document, clauses)
    for task in checklist.tasks:
        if document.text[task.start : task.end] != task.quote:
            raise AssertionError(f"{path.name}: {task.id} does not quote its document")
    return document, checklist


def main() -> None:
    """Print the scores of all sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=data())
    parser.add_argument("--misses", action="store_true", help="list what was missed and what was wrong")
    options = parser.parse_args()
    print(json.dumps(run_all(options.data, options.misses), ensure_ascii=False, indent=1))


def run_all(folder: Path, misses: bool) -> dict[str, Any]:
    """Measure the plan and every gold notice of a folder; one that is not there is named as missing."""
    results = {"plan": run_plan(misses)}
    names = sorted(path.name.removesuffix(".gold.json") for path in folder.glob("*.gold.json"))
    if not names:
        return results | {"notices": {"missing": f"*.gold.json: not found in {folder.name}/"}}
    return results | {name: run_notice(folder, name, misses) for name in names}


if __name__ == "__main__":
    main()
