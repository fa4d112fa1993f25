"""Fuzz the way of a file into clauses: `python -m tests.fuzz.readers [FORM …] --minutes 10 --seed 1`.

Each input runs in a process with limits of memory and time. A finding is anything but clauses that tile the
text or a BadInput that begins with the file's name: another error, a crash, or more than its time. Findings are
kept as files with their traceback in `var/fuzz/`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from assistant.errors import BadInput
from assistant.ingest import readers
from assistant.ingest.corpus import read_document
from assistant.ingest.readers import budget, ocr
from tests.fuzz.mutate import mutate
from tests.fuzz.seeds import FORMS, seeds

SECONDS = 30
MEMORY = 4_000_000_000
ROUND = 40  # inputs a process; a fresh one forgets what the last leaked


def check(path: Path) -> str:
    """Read one file; return how it ended. Raises what a user must never see."""
    try:
        document, clauses = read_document(path)
    except BadInput as error:
        if not str(error).startswith(f"{path}: "):
            raise ValueError(f"the error does not name the file: {error}") from error
        return type(error).__name__
    at = 0
    for clause in clauses:
        if clause.start != at or document.text[clause.text_start : clause.text_end] != clause.text:
            raise ValueError(f"clauses do not tile the text at {at}: {clause}")
        at = clause.end
    if at != len(document.text):
        raise ValueError("the text goes on after the last clause")
    return "read"


def _work(inputs: list[Path], ended: Any) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for path in inputs:
        ended.put((str(path), "began", ""))
        signal.setitimer(signal.ITIMER_PROF, SECONDS)  # of the processor: the machine may be busy
        try:
            ended.put((str(path), check(path), ""))
        except BaseException as error:  # noqa: BLE001
            ended.put((str(path), type(error).__name__, traceback.format_exc()))
        signal.setitimer(signal.ITIMER_PROF, 0)


def _late(number: int, frame: Any) -> None:
    raise TimeoutError(f"more than {SECONDS} seconds")


def _in_process(path: Path, form: str, progress: Any = None) -> Any:
    return readers.read_bytes(path.read_bytes(), path, form)


def run(form: str, minutes: float, seed: int, kept: Path) -> int:
    """Fuzz one format; return the number of findings."""
    chance = random.Random(f"{form} {seed}")  # noqa: S311
    sound = seeds(form)
    counts: Counter[str] = Counter()
    findings: dict[str, int] = {}
    end = time.monotonic() + 60 * minutes
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            inputs = []
            for number in range(ROUND):
                path = Path(folder) / f"{number}{form}"
                path.write_bytes(mutate(chance.choice(sound), form, chance))
                inputs.append(path)
            for path, how, trace in _round(inputs):
                counts[how] += 1
                if how not in ("read", "UnreadableFile", "EmptyDocument", "Classified"):
                    _keep(path, how, trace, kept, findings)
    print(form, dict(counts), f"findings: {len(findings)}", file=sys.stderr, flush=True)
    return len(findings)


def _round(inputs: list[Path]) -> list[tuple[Path, str, str]]:
    """Read some files in a process of their own, and the rest in another when it dies."""
    done: list[tuple[Path, str, str]] = []
    left = list(inputs)
    while left:
        heard, code = _listen(left)
        done += [(path, how, trace) for path, how, trace in heard if how != "began"]
        at = left.index(heard[-1][0]) if heard else len(left)
        if heard and heard[-1][1] == "began":
            done.append((left[at], f"died ({code})", ""))
        left = left[at + 1 :]
    return done


def _listen(inputs: list[Path]) -> tuple[list[tuple[Path, str, str]], int | None]:
    """Return what a process said of each file before it ended, and its exit code."""
    fork = multiprocessing.get_context("fork")
    ended = fork.SimpleQueue()
    process = fork.Process(target=_work, args=(inputs, ended))
    process.start()
    heard: list[tuple[Path, str, str]] = []
    last = time.monotonic()
    while process.is_alive() or not ended.empty():
        if ended.empty():
            process.join(0.01)
            if time.monotonic() - last > 20 * SECONDS:  # deaf to its alarm, inside a library
                process.kill()
            continue
        path, how, trace = ended.get()
        heard.append((Path(path), how, trace))
        last = time.monotonic()
    return heard, process.exitcode


def _keep(path: Path, how: str, trace: str, kept: Path, findings: dict[str, int]) -> None:
    """Keep the first input of each kind of finding: the same error on the same line is one kind."""
    places = [line.strip() for line in trace.splitlines() if line.strip().startswith("File ")]
    kind = f"{how} {places[-1] if places else ''}"
    findings[kind] = findings.get(kind, 0) + 1
    if findings[kind] > 1:
        return
    kept.mkdir(parents=True, exist_ok=True)
    name = f"{path.suffix[1:]}-{len(findings)}-{os.getpid()}"
    (kept / f"{name}{path.suffix}").write_bytes(path.read_bytes())
    (kept / f"{name}.trace").write_text(f"{how}\n{trace}", encoding="utf-8")
    print("FOUND", name, kind, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forms", nargs="*", default=list(FORMS))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kept", type=Path, default=Path("var/fuzz"))
    options = parser.parse_args()
    signal.signal(signal.SIGPROF, _late)
    budget.read_in_child = _in_process  # this process is the child
    ocr._engine = lambda: None  # words in pictures take seconds each
    forms = [form if form.startswith(".") else f".{form}" for form in options.forms]
    return min(1, sum(run(form, options.minutes, options.seed, options.kept) for form in forms))


if __name__ == "__main__":
    sys.exit(main())
