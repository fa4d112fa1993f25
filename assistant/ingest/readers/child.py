"""The child process that reads one file: `python -m assistant.ingest.readers.child FILE FORMAT NAME MEMORY`.

It writes lines of JSON: progress, then the page or the error.
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any

from assistant.errors import PolicyError
from assistant.ingest.readers import read_bytes
from assistant.ingest.readers.budget import BUSY, LONGEST


def main(file: str, form: str, name: str, memory: str) -> None:
    """Read a file within limits; what goes wrong beyond PolicyError ends the process, which says enough."""
    _limit(int(memory))
    _wind()
    try:
        page = read_bytes(Path(file).read_bytes(), Path(name), form, _progress)
    except PolicyError as error:
        _say({"error": type(error).__name__, "says": str(error)})
        return
    except MemoryError:
        _say({"error": "UnreadableFile", "says": f"{name}: 读取所需内存过大，已停止: 请拆分文件后再导入"})
        return
    lines = [[line.text, line.kind] for line in page.lines]
    _say({"lines": lines, "facts": page.facts, "marks": list(page.marks)})


def _progress(done: int, of: int) -> None:
    _wind()
    _say({"progress": [done, of]})


def _wind() -> None:
    """Set the timer for the next page; when it runs out, the system ends this process."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, BUSY)


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(LONGEST), int(LONGEST)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:5])
