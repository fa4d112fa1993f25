"""What it costs to change one document, at several sizes of the library, beside building it anew."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from eval.bench.processes import CLI
from eval.corpora import Library
from eval.sets import ROOT


def change_costs(corpus: Path, sizes: list[int], repeats: int) -> list[dict[str, Any]]:
    """Return, for each number of clauses, seconds to build and to change one document, and bytes on disk."""
    with tempfile.TemporaryDirectory() as folder:
        return [_cost(corpus, size, repeats, Path(folder) / str(size)) for size in sizes]


def _cost(corpus: Path, size: int, repeats: int, folder: Path) -> dict[str, Any]:
    documents, index = folder / "documents", folder / "index"
    documents.mkdir(parents=True)
    text_bytes = fill(corpus, documents, size)
    built = _index(documents, index)
    changed = documents / "changed.txt"
    taken = []
    for number in range(repeats):
        changed.write_text(
            f"夏家镇通告\n\n一、事项\n（一）第{number}次修改后，每月第{number + 1}日办理。\n",
            encoding="utf-8",
        )
        taken.append(_index(documents, index)["seconds_outside"])
    median = sorted(taken)[repeats // 2]
    return {
        "clauses": built["clauses"],
        "build_seconds": round(built["seconds_outside"], 2),
        "change_seconds": round(median, 2),
        "change_to_build": round(median / built["seconds_outside"], 4),
        "index_bytes": sum(path.stat().st_size for path in index.rglob("*") if path.is_file()),
        "text_bytes": text_bytes,
    }


def fill(corpus: Path, target: Path, size: int) -> int:
    """Copy documents until they hold `size` clauses, again under new names if they run out; return bytes."""
    library = Library(corpus)
    clauses = written = number = 0
    while clauses < size:
        document = library.ids[number % len(library.ids)]
        found = library.get(document)
        if found is not None and found[1]:
            copy = target / f"{document}_{number}.txt"
            # A copy differs in its first line, so that nothing can be reused from the original.
            mark = f"第{number // len(library.ids)}册 " if number >= len(library.ids) else ""
            written += copy.write_bytes((mark + found[0].text).encode())
            clauses += len(found[1])
        number += 1
    return written


def _index(corpus: Path, index: Path) -> dict[str, Any]:
    began = time.perf_counter()
    command = [*CLI, "index", "--corpus", str(corpus), "--index", str(index), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(index, ignore_errors=True)
        raise RuntimeError(f"index: {done.stderr.strip()[-300:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report | {"seconds_outside": time.perf_counter() - began}
