"""How long a question takes, by stage, and how that grows with the library."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.config import load_settings
from eval.baselines import BaselineMissing, Bm25, LlamaIndex, clauses
from eval.corpora import Library
from eval.metrics import percentile
from eval.plots import STAGES
from eval.sets import Case
from eval.systems import Ours, System, open_ours

SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
REPEATS = 3
FEW = 40  # questions for a slow baseline
Row = dict[str, Any]


def ask_stages(index: Path, cases: Sequence[Case]) -> list[Row]:
    """Return milliseconds of each stage of answering; each question counts with the median of its repeats."""
    ours = open_ours("ours", load_settings(index=str(index)))
    ours.ask(cases[0])
    taken: dict[str, list[float]] = {}
    for case in cases:
        replies = [ours.ask(case) for _ in range(REPEATS)]
        for stage in STAGES:
            values = [reply.stages[stage] for reply in replies if stage in reply.stages]
            if values:
                taken.setdefault(stage, []).append(sorted(values)[len(values) // 2])
    return [{"stage": STAGES[stage], **marks(values)} for stage, values in taken.items()]


def search_beside(index: Path, library: Library, cases: Sequence[Case]) -> list[Row]:
    """Return milliseconds of a search of ours, of BM25 and of llama-index over the same documents."""
    ours = searches(open_ours("ours", load_settings(index=str(index))), cases)
    rows: list[Row] = [{"system": "ours", **ours, "ours_to_it": 1.0}]
    rows.append(_beside("BM25 bigrams (numpy)", Bm25.over(library), cases, ours))
    try:
        llama = LlamaIndex.over(library, build=False)
        rows.append(_beside("llama-index tutorial (torch)", llama, cases[:FEW], ours))
    except BaselineMissing as error:
        rows.append({"system": "llama-index tutorial (torch)", "missing": str(error)})
    return rows


def _beside(name: str, system: System, cases: Sequence[Case], ours: dict[str, float]) -> Row:
    found = searches(system, cases)
    return {"system": name, **found, "ours_to_it": round(ours["p50"] / found["p50"], 3)}


def growth(indexes: dict[Path, Library], cases: Sequence[Case]) -> list[Row]:
    """Return milliseconds of a whole search (vectors, words, reranking) at each size of a real library."""
    rows: list[Row] = []
    for index, library in indexes.items():
        system = open_ours("ours", load_settings(index=str(index)))
        found = searches(system, cases)
        bm25 = searches(Bm25.over(library, clauses), cases)
        size = _clauses(system)
        rows.append(
            {
                "clauses": size,
                **found,
                "bm25_p50": bm25["p50"],
                "to_bm25": round(found["p50"] / bm25["p50"], 2),
            }
        )
    return rows


def _clauses(system: Ours) -> int:
    from assistant.assistant import PolicyAssistant

    assistant = system.assistant
    return assistant.store.current.manifest.clauses if isinstance(assistant, PolicyAssistant) else 0


def searches(system: System, cases: Sequence[Case]) -> dict[str, float]:
    """Return percentiles of the milliseconds of searching, each question with its median."""
    system.search(cases[0].question, 8)
    taken = []
    for case in cases:
        values = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            system.search(case.question, 8)
            values.append(1000 * (time.perf_counter() - began))
        taken.append(sorted(values)[REPEATS // 2])
    return marks(taken)


def marks(values: Sequence[float]) -> dict[str, float]:
    """Return p50, p95 and p99."""
    return {name: round(percentile(values, share) or 0.0, 2) for name, share in SHARES.items()}
