"""Several readers that search one large index at once, in processes of their own; one prints what it saw.

    python -m eval.bench.together INDEX [--skip 100] [--seconds 8]

Every question is another one, so that nothing is found ready. In turn a search of the index (the question embedded,
vectors and words searched) and one that goes on to the ranked clauses; the reader (docs/decisions/0008) comes after it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from assistant.assistant import PolicyAssistant
from assistant.config import load_settings
from assistant.retrieval.search import CANDIDATES
from eval.bench.processes import peak_megabytes
from eval.metrics import percentile
from eval.sets import ROOT
from eval.train.questions import READER_FILES, read_rows

WARM = 5  # questions before the clock runs
APART = 2_000  # questions between those of two readers
Row = dict[str, Any]


def main() -> None:
    """Open the index, wait for a line on stdin, search until the time is over, print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index")
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=8.0)
    options = parser.parse_args()
    rows = list(read_rows(*READER_FILES))
    questions = itertools.cycle(row.question for row in rows[options.skip % len(rows) :])
    began = time.perf_counter()
    assistant = PolicyAssistant.open(load_settings(index=options.index, reader=False))
    opened = time.perf_counter() - began
    for question in itertools.islice(questions, WARM):
        assistant.retriever.rank(question)
    print("ready", flush=True)
    input()
    taken: dict[str, list[float]] = {"found": [], "ranked": []}
    end = time.perf_counter() + options.seconds
    while time.perf_counter() < end:
        taken["found"].append(_milliseconds(lambda: search_index(assistant, next(questions))))
        taken["ranked"].append(_milliseconds(lambda: assistant.retriever.rank(next(questions))))
    print(json.dumps({"open_seconds": opened, "peak_mb": peak_megabytes(os.getpid()), **taken}))


def search_index(assistant: PolicyAssistant, question: str) -> None:
    """Embed a question and search vectors and words, as the retriever does before it reranks."""
    query, generation = assistant.retriever.query(question), assistant.store.current
    generation.dense.search(query.vector, CANDIDATES)
    generation.table.search([*query.weights, *query.extra], CANDIDATES)


def _milliseconds(done: Callable[[], object]) -> float:
    began = time.perf_counter()
    done()
    return round(1000 * (time.perf_counter() - began), 2)


def searched_by(index: Path, readers: int, seconds: float, beside: Callable[[], object] | None = None) -> Row:
    """Return the milliseconds of a search by so many readers at once; `beside` is done over and over meanwhile."""
    command = [sys.executable, "-m", "eval.bench.together", str(index), "--seconds", str(seconds)]
    with ExitStack() as stack:
        running = []
        for number in range(readers):
            own = [*command, "--skip", str(APART * number)]
            process = subprocess.Popen(
                own, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            running.append(stack.enter_context(process))
            stack.callback(process.kill)
        for process in running:
            _line(process, "ready")
        for process in running:
            _tell(process)
        changes, until = 0, time.perf_counter() + seconds
        while beside and time.perf_counter() < until:
            beside()
            changes += time.perf_counter() < until
        told = [json.loads(_line(process)) for process in running]
    found, ranked = ([value for one in told for value in one[name]] for name in ("found", "ranked"))
    return {
        "readers": readers,
        "p50": round(percentile(found, 0.5) or 0.0, 1),
        "p95": round(percentile(found, 0.95) or 0.0, 1),
        "ranked_p50": round(percentile(ranked, 0.5) or 0.0, 1),
        "ranked_p95": round(percentile(ranked, 0.95) or 0.0, 1),
        "per_second": round((len(found) + len(ranked)) / seconds, 1),
        "open_seconds": round(max(one["open_seconds"] for one in told), 2),
        "peak_mb": round(max(one["peak_mb"] for one in told), 1),
        "changes": changes,
    }


def _line(process: subprocess.Popen[str], expected: str = "") -> str:
    line = process.stdout.readline() if process.stdout else ""
    if not line or (expected and line.strip() != expected):
        raise RuntimeError("a reader stopped before it was done")
    return line


def _tell(process: subprocess.Popen[str]) -> None:
    if process.stdin:
        with suppress(BrokenPipeError):
            process.stdin.write("\n")
            process.stdin.flush()


if __name__ == "__main__":
    main()
