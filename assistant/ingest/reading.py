"""Many documents at once: two child processes read them, each document within its budget of time and memory."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from assistant import errors
from assistant.errors import PolicyError, UnreadableFile
from assistant.ingest.readers.budget import MEMORY, STALLED
from assistant.schema import Clause, Document

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read, with what the catalogue says of it and a digest of both."""

    id: str
    path: Path
    entry: dict[str, Any] = field(default_factory=dict)
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one document may take: seconds without a sign of progress, bytes of address space."""

    # Longer than the limit inside the readers, whose message says more.
    seconds: float = STALLED + 30
    memory: int = MEMORY


Read = tuple[Document, list[Clause]]


def read_all(jobs: Sequence[Job], budget: Budget | None = None) -> Iterator[tuple[Job, Read | PolicyError]]:
    """Yield every job with what was read or why not, in their order, while two processes read ahead."""
    count = min(PROCESSES, len(jobs))
    with contextlib.ExitStack() as stack:
        pool = ThreadPoolExecutor(max(1, count))
        stack.callback(pool.shutdown)
        workers: queue.Queue[_Worker] = queue.Queue()
        for _ in range(count):
            worker = _Worker(budget or Budget())
            stack.callback(worker.stop)
            workers.put(worker)
        # When reading is broken off: no new file is begun, the children end, and then their threads do.
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        yield from zip(jobs, pool.map(lambda job: _with(workers, job), jobs), strict=True)


def _with(workers: queue.Queue[_Worker], job: Job) -> Read | PolicyError:
    worker = workers.get()
    try:
        return worker.read(job)
    except PolicyError as error:
        return error
    finally:
        workers.put(worker)


class _Worker:
    """One child process, started when it is needed and again after it was stopped."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._child: subprocess.Popen[str] | None = None
        self._said: queue.Queue[str | None] = queue.Queue()

    def read(self, job: Job) -> Read:
        """Read one file; raises what its reader raised, or UnreadableFile when it went over its budget."""
        child = self._running()
        if child.stdin is None:
            raise RuntimeError("the child has no standard input")
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(json.dumps([str(job.path.absolute()), job.entry], default=str) + "\n")
            child.stdin.flush()
        while True:
            message = self._heard(job)
            if "error" in message:
                raise getattr(errors, message["error"])(
                    message["says"].replace(str(job.path.absolute()), job.path.name)
                )
            if "facts" in message:
                return _document(message)

    def _heard(self, job: Job) -> dict[str, Any]:
        try:
            line = self._said.get(timeout=self.budget.seconds)
        except queue.Empty:
            self.stop()
            raise UnreadableFile(
                f"{job.path.name}: 读取超时，已停止: 请拆分文件或另存为 .docx 后再试"
            ) from None
        with contextlib.suppress(ValueError):  # broken off in the middle
            message = json.loads(line or "null")
            if isinstance(message, dict):
                return message
        self.stop()
        raise UnreadableFile(f"{job.path.name}: 读取时程序异常退出（内存或文件损坏）: 请核对文件后再试")

    def _running(self) -> subprocess.Popen[str]:
        if self._child is None:
            root = str(Path(__file__).resolve().parents[2])
            paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
            self._child = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "assistant.ingest.worker", str(self.budget.memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"},
                encoding="utf-8",
            )
            self._said = queue.Queue()
            threading.Thread(target=_pass_on, args=(self._child.stdout, self._said), daemon=True).start()
        return self._child

    def stop(self) -> None:
        """End the child, if one runs."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            with contextlib.suppress(OSError, ValueError):
                if stream is not None:
                    stream.close()


def _pass_on(stream: IO[str] | None, said: queue.Queue[str | None]) -> None:
    with contextlib.suppress(ValueError):  # closed while it was read
        for line in stream or ():
            said.put(line)
    said.put(None)


def _document(message: dict[str, Any]) -> Read:
    document = Document.from_facts(message["facts"], message["text"])
    clauses = [
        Clause(document.id, path, label, tuple(headings), *rest)
        for path, label, headings, *rest in message["clauses"]
    ]
    return document, clauses
