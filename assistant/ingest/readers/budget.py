"""Long and risky files are read by a child process that has limits of time and memory."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from assistant import errors
from assistant.errors import UnreadableFile
from assistant.ingest.lines import Line, Page

if TYPE_CHECKING:
    from assistant.ingest.readers import Progress

BUSY = 90.0  # seconds of the processor for a page: a loop without end, not a busy machine
STALLED = 600.0  # seconds of the clock without a page
LONGEST = 1_800.0  # seconds of the clock in all
MEMORY = 4_000_000_000  # bytes of address space; recognising scans maps about two of them
LATE = "读取超时，已停止: 请拆分文件或另存为 .docx 后再试"
# How a child ends that used up its time: the signals of its timer and of its limit.
OVERTIME = {-getattr(signal, name) for name in ("SIGPROF", "SIGXCPU") if hasattr(signal, name)}
DAMAGED = "文件已损坏或格式有误: 请重新获取原始文件，或另存为 .docx 后再试"


def read_in_child(
    path: Path, form: str, progress: Progress | None = None, stalled: float = STALLED, memory: int = MEMORY
) -> Page:
    """Read a file in a child process, which is stopped when it takes over its time (seconds) or memory (bytes).

    Raises what the reader raised, or UnreadableFile when the child crashed or was stopped.
    """
    module = "assistant.ingest.readers.child"
    command = [sys.executable, "-m", module, str(path.absolute()), form, str(path), str(memory)]
    root = str(Path(__file__).resolve().parents[3])
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    }
    environment |= {"PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "2"}
    child = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        return _listen(child, path, progress, stalled)
    finally:
        _stop(child)


def _listen(child: subprocess.Popen[bytes], path: Path, progress: Progress | None, stalled: float) -> Page:
    said: queue.Queue[bytes | None] = queue.Queue()
    threading.Thread(target=_pass_on, args=(child.stdout, said), daemon=True).start()
    end = time.monotonic() + LONGEST
    while True:
        try:
            line = said.get(timeout=max(0.0, min(stalled, end - time.monotonic())))
        except queue.Empty:
            raise UnreadableFile(f"{path}: {LATE}") from None
        message = _message(line)
        if message is None:
            raise UnreadableFile(f"{path}: {LATE if child.wait() in OVERTIME else DAMAGED}")
        if "progress" in message and progress is not None:
            progress(*message["progress"])
        if "error" in message:
            raise getattr(errors, message["error"])(message["says"])
        if "lines" in message:
            lines = tuple(Line(text, kind) for text, kind in message["lines"])
            return Page(lines, message["facts"], tuple(message["marks"]))


def _pass_on(stream: IO[bytes] | None, said: queue.Queue[bytes | None]) -> None:
    for line in stream or ():
        said.put(line)
    said.put(None)


def _message(line: bytes | None) -> dict[str, Any] | None:
    """Return what the child said; None when it died, or broke off in the middle."""
    if line is None:
        return None
    try:
        message = json.loads(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End the child and what it started (LibreOffice), which share a session of their own."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    except ProcessLookupError:
        pass
    child.wait()
    if child.stdout is not None:
        child.stdout.close()
