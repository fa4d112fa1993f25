"""Load an address from this process with several clients at once; prints one JSON document.

    python -m eval.bench.load ADDRESS --clients 8 --seconds 8 [--path /healthz] [--skip 100]

With `--seconds 0` every client asks once, all in the same moment.

Run as a process of its own, so that the clients do not take the server's interpreter. Each question is asked once
(the everyday questions that the reader is trained on: there are enough of them), so that no answer is one that the
server has kept; `skip` leaves out those that an earlier run has asked.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx

from eval.metrics import percentile
from eval.sets import ROOT
from eval.train.questions import READER_FILES, read_rows


def main() -> None:
    """Load and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--clients", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--path", default="/api/v1/ask")
    parser.add_argument("--skip", type=int, default=0)
    options = parser.parse_args()
    print(json.dumps(load(options.address, options.path, options.clients, options.seconds, options.skip)))


def load(address: str, path: str, clients: int, seconds: float, skip: int = 0) -> dict[str, Any]:
    """Return throughput, p50, p95 and p99 in milliseconds, and the number of replies that were no 200."""
    questions = itertools.cycle([row.question for row in read_rows(*READER_FILES)][skip:])
    taken: list[float] = []
    failed: list[int] = []
    end = time.perf_counter() + seconds
    together = threading.Barrier(clients)
    threads = [
        threading.Thread(target=_client, args=(address, path, questions, end, together, taken, failed))
        for _ in range(clients)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - began
    marks = {f"p{int(100 * s)}": round(percentile(taken, s) or 0.0, 1) for s in (0.5, 0.95, 0.99)}
    return {"clients": clients, "per_second": round(len(taken) / spent, 1), **marks, "failed": len(failed)}


def _client(
    address: str,
    path: str,
    questions: Iterator[str],
    end: float,
    together: threading.Barrier,
    taken: list[float],
    failed: list[int],
) -> None:
    with httpx.Client(base_url=address, timeout=120) as client:
        client.get("/healthz")  # so that every client has its connection before the first asks
        together.wait()
        asks_once = True
        while asks_once or time.perf_counter() < end:
            asks_once = False
            question = next(questions)
            began = time.perf_counter()
            asked = path.startswith("/api")
            reply = client.post(path, json={"question": question}) if asked else client.get(path)
            taken.append(1000 * (time.perf_counter() - began))
            if reply.status_code != 200:
                failed.append(reply.status_code)


def load_from_outside(address: str, path: str, clients: int, seconds: float, skip: int = 0) -> dict[str, Any]:
    """Run `load` in a process of its own."""
    command = [sys.executable, "-m", "eval.bench.load", address, "--path", path]
    options = ["--clients", str(clients), "--seconds", str(seconds), "--skip", str(skip)]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=True)
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


if __name__ == "__main__":
    main()
