"""What it costs to change one document, at several sizes of the library, beside building it anew.

The libraries are filled with documents whose vectors are kept (eval.kept), so that only the change is embedded:
the time to build anew is given without embedding, and beside it how many texts would have to be embedded.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.retrieval.generations import current_build
from assistant.retrieval.store import state_of
from eval.bench.processes import CLI
from eval.corpora import INDEXES, Library, prepare_corpus
from eval.kept import CACHE, build
from eval.metrics import median
from eval.sets import ROOT

Row = dict[str, Any]


def change_costs(corpus: Path, sizes: list[int], repeats: int) -> list[Row]:
    """Return, for each number of clauses, seconds to build and to change one document, and bytes on disk."""
    library = Library(corpus)
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        return [_cost(library, size, repeats, Path(folder) / str(size)) for size in sizes]


def library_of(name: str, size: int) -> tuple[Path, Path]:
    """Return the documents and the index of a library of about `size` clauses; both are kept for the next run."""
    documents, index = CACHE / f"{name}_{size}", INDEXES / f"{name}_{size}"
    if not documents.exists():
        half = documents.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        fill(Library(prepare_corpus(name)), half, size)
        half.rename(documents)
    build(documents, index)
    return documents, index


@contextmanager
def changeable(documents: Path, index: Path) -> Iterator[tuple[Path, Callable[[], float]]]:
    """Yield a copy of an index, and what changes one document of it with the command line, returning its seconds."""
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder, numbers = Path(name), itertools.count(1)
        shutil.copytree(documents, folder / "documents")
        shutil.copytree(index, folder / "index")
        changed = folder / "documents" / "changed.txt"
        _index(_write(changed, 0).parent, folder / "index")  # the first time adds it
        yield folder / "index", lambda: _index(_write(changed, next(numbers)).parent, folder / "index")


def build_whole(corpus: Path, size: int) -> Row:
    """Index about `size` clauses with the command line, nothing kept; return clauses, texts and a rate."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "documents").mkdir()
        fill(Library(corpus), folder / "documents", size)
        seconds = _index(folder / "documents", folder / "index")
        clauses = state_of(folder / "index")["clauses"]
    return {
        "clauses": clauses,
        "seconds": round(seconds, 1),
        "clauses_per_second": round(clauses / seconds, 1),
    }


def _cost(library: Library, size: int, repeats: int, folder: Path) -> Row:
    documents, index = folder / "documents", folder / "index"
    documents.mkdir(parents=True)
    text_bytes = fill(library, documents, size)
    built = build(documents, index)
    changed = documents / "changed.txt"
    _index(_write(changed, 0).parent, index)  # the first time adds it
    taken = [_index(_write(changed, number).parent, index) for number in range(1, repeats + 1)]
    unchanged = _index(documents, index)
    seconds = median(taken) or 0.0
    row = {
        "clauses": built["clauses"],
        "documents": built["documents"],
        "change_seconds": round(seconds, 2),
        "unchanged_seconds": round(unchanged, 2),
        "build_seconds_vectors_kept": built["seconds"],
        "texts_to_embed": built["embedded"] + built["vectors_kept"],
        "change_to_build": round(seconds / built["seconds"], 4),
        "index_mb": round(newest_bytes(index) / 1e6, 1),
        "text_mb": round(text_bytes / 1e6, 2),
    }
    shutil.rmtree(folder)
    return row


def newest_bytes(index: Path) -> int:
    """Return the bytes of the generation that is current."""
    return sum(path.stat().st_size for path in current_build(index).iterdir())


def _write(path: Path, number: int) -> Path:
    text = f"夏家镇通告\n\n一、事项\n（一）第{number}次修改后，每月第{number + 1}日办理。\n"
    path.write_text(text, encoding="utf-8")
    return path


def fill(library: Library, target: Path, size: int) -> int:
    """Copy documents until they hold `size` clauses, again under new names if they run out; return bytes."""
    clauses = written = number = 0
    while clauses < size:
        document = library.ids[number % len(library.ids)]
        found, source = library.get(document), library.file(document)
        if found is not None and found[1]:
            copy = target / f"{document}_{number}{source.suffix}"
            # A copy differs in its first line, so that nothing can be reused from the original.
            again = number // len(library.ids)
            mark = f"第{again}册 ".encode() if again else b""
            written += copy.write_bytes(mark + source.read_bytes())
            clauses += len(found[1])
        number += 1
    return written


def _index(corpus: Path, index: Path) -> float:
    """Run the command that a user runs and return its seconds."""
    began = time.perf_counter()
    command = [*CLI, "index", "--corpus", str(corpus), "--index", str(index), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"index: {done.stderr.strip()[-300:]}")
    if json.loads(done.stdout)["failed"]:
        raise RuntimeError(f"index: could not read {json.loads(done.stdout)['failed'][:3]}")
    return time.perf_counter() - began
