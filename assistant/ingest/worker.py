"""The child process that reads documents one after another: `python -m assistant.ingest.worker MEMORY`.

Each line it gets is a JSON array [file, catalogue entry]; it answers with lines of JSON: progress, then the
document or the error.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from assistant.errors import PolicyError
from assistant.ingest.corpus import read_document


def main(memory: str) -> None:
    """Read what standard input names until it ends."""
    _limit(int(memory))
    for line in sys.stdin:
        file, entry = json.loads(line)
        _say(_read(Path(file), entry))


def _read(path: Path, entry: dict[str, Any]) -> dict[str, Any]:
    try:
        document, clauses = read_document(path, entry, lambda done, of: _say({"progress": [done, of]}))
    except PolicyError as error:
        return {"error": type(error).__name__, "says": str(error)}
    except MemoryError:
        return {"error": "UnreadableFile", "says": f"{path}: 读取所需内存过大，已停止: 请拆分文件后再导入"}
    rows = [[c.path, c.label, c.headings, c.heading, c.text, c.start, c.end, c.text_start] for c in clauses]
    return {"facts": document.facts(), "text": document.text, "clauses": rows}


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
