"""A writer that is killed, or whose disk fails, anywhere leaves an index that opens at the old or the new state."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.retrieval.store import PolicyStore
from tests.retrieval.fakes import HashEncoder, document
from tests.retrieval.faults.writer import AFTER, OLD

ROOT = Path(__file__).resolve().parents[2]
KINDS = {"kill": 0, "half a write": 1, "disk full": 2, "input/output error": 3}
pytestmark = pytest.mark.skipif(
    shutil.which("cc") is None, reason="needs a C compiler for the layer of faults"
)


class Writer:
    """The process that does, in children of its own, what it is told."""

    def __init__(self, folder: Path) -> None:
        library = folder / "boundary.so"
        source = Path(__file__).parent / "faults/boundary.c"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
        environ = os.environ | {"LD_PRELOAD": str(library), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "tests.retrieval.faults.writer"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ, cwd=ROOT
        )

    def run(self, folder: Path, change: str, **order: Any) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        full = {"folder": str(folder), "change": change, "at": -1, "kind": 0, **order}
        self.process.stdin.write(json.dumps(full) + "\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    made = Writer(tmp_path_factory.mktemp("faults"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "index"
    with PolicyStore(folder, HashEncoder()).update() as update:
        for name, lines in OLD.items():
            update.put(*document(name, lines))
    return folder


def state(folder: Path) -> dict[str, list[str]]:
    """Open an index as a reader does, look through all of it, and return what it holds."""
    store = PolicyStore(folder, HashEncoder())
    generation = store.current
    generation.table.check_pages()
    generation.table.check_lexicon()
    ids = generation.table.piece_ids()
    assert ids == generation.table.lexicon_ids() == generation.dense.ids
    words = generation.table.words_of_pieces(ids)
    for piece, vector in zip(ids, HashEncoder().encode_passages([words[i] for i in ids]), strict=True):
        (found, score), *_ = generation.dense.search(vector, 1)
        assert words[found] == words[piece]
        assert score == pytest.approx(1.0, abs=1e-5)
    return {d.id: [c.text for c in store.clauses(d.id)] for d in store.documents()}


def must_be_whole(folder: Path, change: str, told: dict[str, Any], kind: int) -> str:
    """Check what a fault left and that the next writer goes on from there; return which state it left."""
    held = state(folder)
    assert held in (OLD, AFTER[change])
    if kind >= 2:
        assert told["status"] == 0 or told["said"].startswith("IndexNotWritten: "), told
        assert told["status"] == 3 or held == AFTER[change]
    with PolicyStore(folder, HashEncoder()).update() as update:
        update.put(*document("z", ["后来的"]))
    assert state(folder) == held | {"z": ["后来的"]}
    assert len(list(folder.glob("gen-*"))) == 1
    assert not list(folder.glob("building-*"))
    build = next(folder.glob("gen-*"))
    assert {p.suffix for p in build.glob("dense-*")} == {".faiss", ".ids"}
    assert len(list(build.glob("dense-*"))) == 2
    return "old" if held == OLD else "new"


def at_boundaries(
    writer: Writer, prepared: Path, tmp_path: Path, change: str, kind: int, every: int
) -> dict[str, int]:
    counted = tmp_path / "counted"
    shutil.copytree(prepared, counted)
    calls = writer.run(counted, change)["calls"]
    assert calls > 10
    left = {"boundaries": calls, "old": 0, "new": 0}
    for at in range(1, calls + 1, every):
        folder = tmp_path / f"index-{at}"
        shutil.copytree(prepared, folder)
        told = writer.run(folder, change, at=at, kind=kind)
        left[must_be_whole(folder, change, told, kind)] += 1
        shutil.rmtree(folder)
    return left


@pytest.mark.parametrize("kind", ["half a write", "disk full"])
@pytest.mark.parametrize("change", AFTER)
def test_a_fault_at_some_boundaries_leaves_the_old_or_the_new(
    writer: Writer, prepared: Path, tmp_path: Path, change: str, kind: str
):
    left = at_boundaries(writer, prepared, tmp_path, change, KINDS[kind], every=19)
    assert left["old"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", AFTER)
def test_a_fault_at_every_boundary_leaves_the_old_or_the_new(
    writer: Writer, prepared: Path, tmp_path: Path, change: str, kind: str, capsys: pytest.CaptureFixture[str]
):
    left = at_boundaries(writer, prepared, tmp_path, change, KINDS[kind], every=1)
    with capsys.disabled():
        sys.stdout.write(f"\n{change}, {kind}: {left}\n")
    assert left["old"] + left["new"] == left["boundaries"]


@pytest.mark.parametrize("times", [pytest.param(8), pytest.param(200, marks=pytest.mark.slow)])
def test_a_kill_at_a_random_moment_leaves_the_old_or_the_new(
    writer: Writer, prepared: Path, tmp_path: Path, times: int, capsys: pytest.CaptureFixture[str]
):
    """A writer that was done before its moment came does not count."""
    chance = random.Random(20250506)
    left = {"killed": 0, "done before": 0, "old": 0, "new": 0}
    for number in range(10 * times):
        change = chance.choice(sorted(AFTER))
        folder = tmp_path / f"index-{number}"
        shutil.copytree(prepared, folder)
        told = writer.run(folder, change, kill_after=chance.uniform(0.0, 0.15))
        held = must_be_whole(folder, change, told, 0)
        if told["status"] == -9:
            left["killed"] += 1
            left[held] += 1
        else:
            left["done before"] += 1
        shutil.rmtree(folder)
        if left["killed"] == times:
            break
    assert left["killed"] == times
    if times > 100:
        with capsys.disabled():
            sys.stdout.write(f"\n{times} random moments: {left}\n")
        assert left["old"] > 0
