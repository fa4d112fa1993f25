"""Run the evaluation: python -m eval.run --fast | --full | --set NAME --quick.

Writes eval/reports/latest.json and latest.html, compares with eval/baseline.json and exits 1 on a fall.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.assistant import PolicyAssistant
from assistant.config import Settings, load_settings
from eval import baisitong, baselines, confirmed, corpora, delegated, gate, page, scoring, sets
from eval.corpora import Library
from eval.failures import write_failures
from eval.remembered import PRODUCT, remembered
from eval.scoring import Row
from eval.sets import ROOT, Case, QuestionSet
from eval.systems import Ours, System, ablations, open_ours

REPORTS = ROOT / "eval" / "reports"
OURS = "ours"
# What a baseline would need on a corpus, and why it is not done.
TOO_LARGE = {
    "stard": {
        "llama-index tutorial": "embedding 64,673 articles with torch takes about an hour on two cores",
        "baisitong": "it takes uploads one by one and returns ten chunks: not run over 1,427 laws",
    }
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run does: `fresh` brings indexes up to date first, `build` makes slow baselines."""

    full: bool
    quick: bool
    names: tuple[str, ...]

    @property
    def repeats(self) -> int:
        """Bootstrap repeats."""
        return 0 if self.quick else 1000 if self.full else 300

    @property
    def label(self) -> str:
        """The name of this kind of run in the report."""
        return "full" if self.full else "quick" if self.quick else "fast"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, write the reports, print a summary; return the exit status."""
    options = _parse(arguments)
    plan = Plan(options.full, options.quick, tuple(options.set or sets.LOADERS))
    try:
        report = evaluate(plan, load_settings())
    except sets.MalformedRow as error:
        print(error, file=sys.stderr)
        return 2
    REPORTS.mkdir(parents=True, exist_ok=True)
    name = "latest" if not options.set else "-".join(options.set)
    (REPORTS / f"{name}.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    (REPORTS / f"{name}.html").write_text(page.render(report), encoding="utf-8")
    if options.failures:
        write_failures(report, Path(options.failures), OURS)
    print_summary(report)
    if options.update_baseline:
        gate.update(report, OURS)
    falls = gate.falls(report, OURS)
    for fall in falls:
        print(f"FELL  {fall}", file=sys.stderr)
    return 1 if falls else 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.run", description=(__doc__ or "").splitlines()[0])
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument(
        "--fast", action="store_true", help="all sets but STARD; kept baselines only (the default)"
    )
    mode.add_argument("--full", action="store_true", help="everything; builds what the baselines need")
    mode.add_argument("--quick", action="store_true", help="the product alone, on indexes as they are")
    parser.add_argument(
        "--set", action="append", choices=sorted(sets.LOADERS), help="only this set (repeatable)"
    )
    parser.add_argument("--failures", metavar="FILE", help="write the worst cases as Markdown")
    parser.add_argument("--update-baseline", action="store_true", help="make these numbers the ones to hold")
    return parser.parse_args(arguments)


def evaluate(plan: Plan, settings: Settings) -> dict[str, Any]:
    """Return the whole report as a JSON object."""
    began = time.time()
    loaded, skipped = sets.load(list(plan.names), plan.full)
    report: dict[str, Any] = {
        "mode": plan.label, "when": time.strftime("%Y-%m-%d %H:%M"), "machine": machine(), "skipped": skipped,
        "sets": {},
    }  # fmt: skip
    for corpus in dict.fromkeys(question_set.corpus for question_set in loaded):
        same = [question_set for question_set in loaded if question_set.corpus == corpus]
        try:
            report["sets"] |= _evaluate_corpus(plan, settings, corpus, same)
        except sets.SetMissing as error:
            report["skipped"] |= {question_set.name: str(error) for question_set in same}
    if not plan.quick and len(plan.names) == len(sets.LOADERS):
        report["delegated"] = delegated.run_all()
    report["seconds"] = round(time.time() - began, 1)
    report["machine"]["load_after"] = round(os.getloadavg()[0], 2)
    return report


def machine() -> dict[str, Any]:
    """Return the cores and how busy they were when the run began: latencies need a quiet machine."""
    return {"cores": os.cpu_count(), "load_before": round(os.getloadavg()[0], 2)}


def _evaluate_corpus(
    plan: Plan, settings: Settings, corpus: str, question_sets: Sequence[QuestionSet]
) -> dict[str, Any]:
    folder = corpora.prepare_corpus(corpus)
    indexed = corpora.build_index(folder, corpus, fresh=not plan.quick)
    library = Library(folder)
    settings = replace(settings, index=str(corpora.INDEXES / corpus))
    results: dict[str, Any] = {
        s.name: {"title": s.title, "questions": len(s.cases), "index": indexed, "systems": {}}
        for s in question_sets
    }
    cases = [case for question_set in question_sets for case in question_set.cases]
    for name, system, reason in _systems(plan, settings, corpus, library, cases):
        for question_set in question_sets:
            _progress(f"{question_set.name}: {name}")
            began = time.time()
            found: dict[str, Any] = (
                {"missing": reason} if system is None else _measure(plan, name, system, question_set, library)
            )
            results[question_set.name]["systems"][name] = found | {"seconds": round(time.time() - began, 1)}
    return results


def _measure(
    plan: Plan, name: str, system: System, question_set: QuestionSet, library: Library
) -> dict[str, Any]:
    def compute() -> list[Row]:
        return scoring.run(system, question_set.cases, library, answers=question_set.name != "stard")

    if name in (OURS, confirmed.NAME):
        rows = compute()
    else:
        rows = remembered(f"{question_set.name}-{name}", _made_of(system, question_set, library), compute)
    kinds = dict.fromkeys(row.kind for row in rows)
    return {
        "rates": scoring.rates(rows, plan.repeats),
        "kinds": {kind: scoring.rates([row for row in rows if row.kind == kind], 0) for kind in kinds},
        "rows": [row.as_json() for row in rows],
    }


def _made_of(system: System, question_set: QuestionSet, library: Library) -> list[object]:
    same: list[object] = [question_set.cases, library.digest()]
    if not isinstance(system, Ours):
        return same
    assistant = system.assistant
    if not isinstance(assistant, PolicyAssistant):
        raise TypeError(f"{type(assistant).__name__} cannot be told apart by its content")
    return [*same, PRODUCT, assistant.settings, assistant.store.encoder.fingerprint]


def _systems(
    plan: Plan, settings: Settings, corpus: str, library: Library, cases: Sequence[Case]
) -> Iterator[tuple[str, System | None, str]]:
    """Yield every system as (name, system, ""), or (name, None, why it is missing)."""
    yield OURS, open_ours(OURS, settings), ""
    if plan.quick:
        return
    if corpus == "stard":  # where nothing is answered
        yield confirmed.NAME, confirmed.Confirmed(settings, cases), ""
    else:
        yield "hurried", replace(open_ours("hurried", settings), hurried=True), ""
    for name, changed in ablations(settings).items():
        yield name, open_ours(name, changed), ""
    yield "BM25 bigrams", baselines.Bm25.over(library, baselines.articles if corpus == "stard" else None), ""
    if corpus in TOO_LARGE:
        yield from ((name, None, reason) for name, reason in TOO_LARGE[corpus].items())
        return
    yield _or_missing("llama-index tutorial", lambda: baselines.LlamaIndex.over(library, plan.full))
    with ExitStack() as stack:
        yield _or_missing(
            "baisitong", lambda: stack.enter_context(baisitong.running(library, corpus, plan.full))
        )


def _or_missing(name: str, make: Any) -> tuple[str, System | None, str]:
    try:
        return name, make(), ""
    except baselines.BaselineMissing as error:
        return name, None, str(error)


def _progress(line: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


def _told(part: dict[str, Any]) -> str:
    whole = part.get("missing") or part.get("text") or json.dumps(part["results"], ensure_ascii=False)
    return str(whole)[:1500]


SUMMARY = (
    "recall@1", "recall@5", "recall@10", "mrr", "fact_accuracy", "answer_chars_median", "gold_share_of_quotes",
    "citation_precision", "exact_quotes", "unsupported_answers", "refusal_recall", "false_refusals",
    "answerability_auc", "partial_detected",
)  # fmt: skip


def print_summary(report: dict[str, Any]) -> None:
    """Print one line a system and set."""
    for name, reason in report["skipped"].items():
        print(f"{name}: skipped: {reason}")
    for name, result in report["sets"].items():
        print(f"\n{name} ({result['questions']} questions)")
        for system, measured in result["systems"].items():
            if "missing" in measured:
                print(f"  {system:<22} missing: {measured['missing']}")
                continue
            cells = [f"{k} {v['value']:.3g}" for k in SUMMARY if (v := measured["rates"].get(k))]
            print(f"  {system:<22} {' · '.join(cells)}")
    for name, part in report.get("delegated", {}).items():
        print(f"\n{name}: {_told(part)}")
    print(f"\n{report['mode']} run, {report.get('seconds')} s; eval/reports/")


if __name__ == "__main__":
    sys.exit(main())
