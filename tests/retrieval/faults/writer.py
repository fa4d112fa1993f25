"""A writer that dies, or whose disk fails, where the test says; run with LD_PRELOAD=boundary.so.

One line of JSON in, one out: {"folder", "change", "at", "kind", "kill_after"} -> {"status", "calls", "said"}.
Each change runs in a process of its own, forked from one that has everything imported.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from assistant.errors import PolicyError
from assistant.retrieval import vectors_local
from assistant.retrieval.store import PolicyStore
from tests.retrieval.fakes import HashEncoder, document

NEW = ["第三条新的", "第四条新的", "甲"]
OLD = {"a": ["甲", "乙"], "b": ["甲", "丙"], "c": ["丁", "戊", "己"]}
AFTER = {
    "change": {"a": NEW, "c": OLD["c"], "d": ["庚"]},
    "tidy": {"a": NEW, "c": OLD["c"], "d": ["庚"]},
    "rebuild": {"d": ["庚"], "e": NEW},
}


def change(folder: Path, name: str) -> None:
    store = PolicyStore(folder, HashEncoder())
    if name == "tidy":
        vectors_local.LOOSE = (0, 10, 0)  # the vectors go to new files at once
    with store.update(rebuild=name == "rebuild") as update:
        wanted = AFTER[name]
        if name != "rebuild":
            for gone in sorted(set(OLD) - set(wanted)):
                update.remove(gone)
        for key, lines in wanted.items():
            if name == "rebuild" or OLD.get(key) != lines:
                update.put(*document(key, lines))


def child(order: dict[str, Any], out: int) -> None:
    faults = ctypes.CDLL(None)
    folder = Path(order["folder"])
    said, status = "", 0
    faults.fault_set(str(folder).encode(), ctypes.c_long(order["at"]), order["kind"])
    try:
        change(folder, order["change"])
    except PolicyError as error:
        said, status = f"{type(error).__name__}: {error}", 3
    except BaseException as error:
        said, status = repr(error), 4
    calls = faults.fault_calls()
    os.write(out, json.dumps({"status": status, "calls": calls, "said": said}).encode())
    os._exit(0)


def run(order: dict[str, Any]) -> dict[str, Any]:
    back, out = os.pipe()
    pid = os.fork()
    if pid == 0:
        child(order, out)
    os.close(out)
    if order.get("kill_after") is not None:
        time.sleep(order["kill_after"])
        os.kill(pid, signal.SIGKILL)
    began = time.perf_counter()
    with os.fdopen(back) as file:
        text = file.read()
    os.waitpid(pid, 0)
    told: dict[str, Any] = json.loads(text) if text else {"status": -9, "calls": 0, "said": ""}
    return told | {"seconds": time.perf_counter() - began}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
        sys.stdout.flush()
