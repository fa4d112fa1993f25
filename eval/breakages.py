"""Break the product on purpose, one thing at a time, and see which measures notice: python -m eval.breakages.

A measure that does not get worse when what it measures is broken is worth nothing; then the exit status is 1.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.config import load_settings
from assistant.schema import Answer, Checklist, Citation, Clause, Document, Evidence, Owner, Status
from assistant.tasks.checklist import build_checklist
from eval import checklists, corpora, scoring, sets
from eval.corpora import Library
from eval.gate import LOWER
from eval.systems import Assistant, Ours, open_ours

Rates = dict[str, float]


def same(answer: Answer) -> Answer:
    """Return the answer as it is."""
    return answer


@dataclass(frozen=True, slots=True)
class Broken:
    """A product with one thing wrong: what it finds, or what it answers."""

    inner: Assistant
    answer: Callable[[Answer], Answer] = same
    found: Callable[[list[Evidence]], list[Evidence]] = list

    def search(self, query: str, top_k: int = 8) -> list[Evidence]:
        """Search, then break what was found."""
        return self.found(self.inner.search(query, scoring.DEPTH))[:top_k]

    def ask(self, question: str, history: Sequence[str] = (), *, hurried: bool = False) -> Answer:
        """Ask, then break the answer."""
        return self.answer(self.inner.ask(question, history, hurried=hurried))


def wrong_figures(answer: Answer) -> Answer:
    """Change every figure of the text but the citation marks."""
    changed = re.sub(
        r"(?<![\d\[])\d+(?!\d*\])|[一二三四五六七八九](?=[次天个日项年月])", lambda m: "37", answer.text
    )
    return replace(answer, text=changed)


def shifted_quotes(answer: Answer) -> Answer:
    """Move the offsets of every citation by one."""
    return replace(answer, citations=tuple(replace(c, start=c.start + 1) for c in answer.citations))


def astray(answer: Answer) -> Answer:
    """Cite another clause than the one that was used."""

    def away(citation: Citation) -> Citation:
        return replace(citation, clause="header", quote="，", start=0, end=1)

    return replace(answer, citations=tuple(map(away, answer.citations)))


def long_winded(answer: Answer) -> Answer:
    """Say everything five times over."""
    return replace(answer, text="\n".join([answer.text] * 5))


def answering_all(answer: Answer) -> Answer:
    """Never refuse."""
    refused = answer.status is Status.NO_EVIDENCE
    return replace(answer, status=Status.ANSWERED, answerability=1.0) if refused else answer


def refusing_all(answer: Answer) -> Answer:
    """Refuse everything."""
    return replace(answer, status=Status.NO_EVIDENCE, citations=())


def never_whole(answer: Answer) -> Answer:
    """Call every answer incomplete."""
    whole = answer.status is Status.ANSWERED
    return replace(answer, status=Status.PARTIAL, missing="其余") if whole else answer


def always_whole(answer: Answer) -> Answer:
    """Call every answer complete."""
    return replace(answer, status=Status.ANSWERED) if answer.status is Status.PARTIAL else answer


def turned_belief(answer: Answer) -> Answer:
    """Believe the opposite of what was believed."""
    return replace(answer, answerability=1 - (answer.answerability or 0.0))


def last_first(found: list[Evidence]) -> list[Evidence]:
    """Return what was found, the worst first."""
    return found[::-1]


def nothing(found: list[Evidence]) -> list[Evidence]:
    """Find nothing."""
    return []


# What is broken, how, and the measures that must get worse for it.
QUESTIONS: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    ("排序颠倒", {"found": last_first}, ("recall@1", "mrr", "ndcg@10")),
    ("依据漏掉", {"found": nothing}, ("recall@5", "recall@10")),
    ("数字改掉", {"answer": wrong_figures}, ("fact_accuracy", "unsupported_answers")),
    ("引文位置错一个字", {"answer": shifted_quotes}, ("exact_quotes",)),
    ("引用别的条款", {"answer": astray}, ("citation_precision", "citation_recall", "gold_share_of_quotes")),
    ("同样的话说五遍", {"answer": long_winded}, ("answer_chars_median",)),
    ("从不拒答", {"answer": answering_all}, ("refusal_recall", "answerability_auc")),
    ("全部拒答", {"answer": refusing_all}, ("fact_accuracy", "refusal_precision", "false_refusals")),
    ("凡答都说不全", {"answer": never_whole}, ("false_partial",)),
    ("从不说不全", {"answer": always_whole}, ("partial_detected",)),
    ("可答性颠倒", {"answer": turned_belief}, ("answerability_auc",)),
)


def fewer_tasks(checklist: Checklist) -> Checklist:
    """Lose every second task."""
    return replace(checklist, tasks=checklist.tasks[::2])


def more_tasks(checklist: Checklist) -> Checklist:
    """Take every task for two."""
    return replace(checklist, tasks=checklist.tasks + checklist.tasks)


def invented_owners(checklist: Checklist) -> Checklist:
    """Give every task a unit that no document names."""
    owner = Owner("星际联络局", "lead")
    return replace(checklist, tasks=tuple(replace(t, owners=(*t.owners, owner)) for t in checklist.tasks))


def turned_roles(checklist: Checklist) -> Checklist:
    """Take those who lead for those who support, and the other way round."""
    other = {"lead": "support", "support": "owner", "owner": "lead"}
    tasks = [
        replace(t, owners=tuple(replace(o, role=other[o.role]) for o in t.owners)) for t in checklist.tasks
    ]
    return replace(checklist, tasks=tuple(tasks))


def invented_days(checklist: Checklist) -> Checklist:
    """Set a day that the text does not say."""
    tasks = [
        replace(t, deadline=replace(t.deadline, due="2031-02-03", raw="二月三日前")) for t in checklist.tasks
    ]
    return replace(checklist, tasks=tuple(tasks))


LISTS: tuple[tuple[str, Callable[[Checklist], Checklist], tuple[str, ...]], ...] = (
    ("任务漏一半", fewer_tasks, ("recall",)),
    ("任务重复", more_tasks, ("precision",)),
    ("编造责任单位", invented_owners, ("owners_exact", "invented_owners")),
    ("牵头配合颠倒", turned_roles, ("roles",)),
    ("编造时限", invented_days, ("deadlines", "invented_days")),
)


def question_rates(assistant: Assistant, cases: Sequence[sets.Case], library: Library) -> Rates:
    """Return every rate of an assistant over some cases."""
    rows = scoring.run(Ours("broken", assistant), cases, library)
    return {name: rate["value"] for name, rate in scoring.rates(rows, 0).items()}


def list_rates(spoil: Callable[[Checklist], Checklist], folder: Path) -> Rates:
    """Return the scores of spoilt checklists: of the first gold notice of a folder, else of the shipped plan."""

    def build(document: Document, clauses: list[Clause]) -> Checklist:
        return spoil(build_checklist(document, clauses))

    names = sorted(path.name.removesuffix(".gold.json") for path in folder.glob("*.gold.json"))
    found = (
        checklists.run_notice(folder, names[0], False, build) if names else checklists.run_plan(False, build)
    )
    return {name: value for name, value in found.items() if isinstance(value, int | float)}


def seen(before: Rates, after: Rates, metric: str) -> bool | None:
    """Say whether a measure got worse; None when it is not measured here or could not be worse before.

    A rate that is gone got worse.
    """
    if metric not in before or (metric not in LOWER and before[metric] == 0):
        return None
    if metric not in after:
        return True
    worse = after[metric] - before[metric]
    return worse > 0 if metric in LOWER else worse < 0


def report(name: str, before: Rates, after: Rates, metrics: Sequence[str]) -> tuple[str, bool]:
    """Return one line on a breakage and whether every measure noticed it."""
    noticed = {metric: seen(before, after, metric) for metric in metrics}
    told = [_change(metric, before, after, notice) for metric, notice in noticed.items()]
    return f"{name}：{'，'.join(told)}", all(notice is not False for notice in noticed.values())


def _change(metric: str, before: Rates, after: Rates, noticed: bool | None) -> str:
    if noticed is None:
        return f"{metric} {'此处未测' if metric not in before else '本来就是 0'}"
    now = f"{after[metric]:.2f}" if metric in after else "无"
    return f"{metric} {before[metric]:.2f}→{now}{'' if noticed else '（没有变坏！）'}"


def main() -> int:
    """Break the shipped plan's answers and checklists; print one line a breakage."""
    index = corpora.INDEXES / "plan"
    folder = corpora.prepare_corpus("plan")
    corpora.build_index(folder, "plan")
    assistant = open_ours("ours", load_settings(index=str(index))).assistant
    cases, library = sets.plan_questions().cases, Library(folder)
    before = question_rates(assistant, cases, library)
    lines = [
        report(name, before, question_rates(Broken(assistant, **how), cases, library), metrics)
        for name, how, metrics in QUESTIONS
    ]
    folder = checklists.data()
    sound = list_rates(lambda checklist: checklist, folder)
    lines += [report(name, sound, list_rates(spoil, folder), metrics) for name, spoil, metrics in LISTS]
    for line, _ in lines:
        print(line)
    return 0 if all(fine for _, fine in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
