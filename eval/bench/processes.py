"""Start programs of the product, wait until they answer, and read what they cost."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from assistant.retrieval.generations import current_build
from eval.baisitong import HOME, free_port
from eval.baselines import BaselineMissing, LlamaIndex
from eval.corpora import Library
from eval.sets import ROOT

LLAMA_DOCUMENTS = 1000  # beyond that its nodes were never embedded (eval.run.TOO_LARGE)
CLI = (sys.executable, "-m", "assistant.cli")


def seconds_of(command: Sequence[str]) -> float:
    """Run a command to its end and return its seconds; raises RuntimeError with its last words."""
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:5])} …: {(done.stderr or done.stdout).strip()[-300:]}")
    return time.perf_counter() - began


def median_seconds(command: Sequence[str], repeats: int) -> float:
    """Return the median of several runs after one that warms the disk."""
    seconds_of(command)
    return sorted(seconds_of(command) for _ in range(repeats))[repeats // 2]


def peak_megabytes(pid: int) -> float:
    """Return the most memory a process has held (VmHWM of /proc)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) / 1024


def peak_of(program: str) -> float:
    """Return the peak memory in MB of a Python program given as source.

    Read from /proc: what getrusage tells a child begins with the memory of the process that started it.
    """
    waiting = f"{program}\nprint('ready', flush=True)\ninput()"
    with subprocess.Popen(
        [sys.executable, "-c", waiting], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise RuntimeError(f"{program}: stopped before it was done")
        peak = peak_megabytes(process.pid)
        process.communicate("\n")
    return peak


@contextmanager
def server(index: Path, ui: bool = False) -> Iterator[tuple[str, int, float]]:
    """Serve an index; yield (address, pid, seconds until it was ready) and stop it afterwards."""
    port, began = free_port(), time.perf_counter()
    command = [*CLI, "serve", "--index", str(index), "--port", str(port), *([] if ui else ["--no-ui"])]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address, process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(timeout=20)


def median_start(index: Path, ui: bool, repeats: int) -> float:
    """Return the median of the seconds until a server is ready."""
    taken = []
    for _ in range(repeats):
        with server(index, ui) as (_address, _pid, seconds):
            taken.append(seconds)
    return sorted(taken)[repeats // 2]


def disk(name: str, index: Path, library: Library) -> dict[str, Any]:
    """Return megabytes of an index by file, and of what others keep of the same documents where they are here."""
    current = current_build(index)
    text = sum(library.file(document).stat().st_size for document in library.ids)
    files = {f"{path.name}_mb": round(path.stat().st_size / 1e6, 2) for path in sorted(current.iterdir())}
    ours = sum(path.stat().st_size for path in current.iterdir())
    row = {"library": name, "text_mb": round(text / 1e6, 2), "index_mb": round(ours / 1e6, 2), **files}
    row["index_to_text"] = round(ours / text, 2)
    for other, size in (("llama_index", _llama_bytes(library)), ("baisitong", _baisitong_bytes(name))):
        if size:
            row |= {f"{other}_mb": round(size / 1e6, 2), f"to_{other}": round(ours / size, 2)}
    return row


def _llama_bytes(library: Library) -> int:
    if len(library.ids) > LLAMA_DOCUMENTS:
        return 0
    try:
        index = LlamaIndex.over(library, build=False).index
    except BaselineMissing:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        index.storage_context.persist(folder)
        return sum(path.stat().st_size for path in Path(folder).iterdir())


def _baisitong_bytes(name: str) -> int:
    path = HOME / f"baisitong_{name}.db"
    return path.stat().st_size if path.exists() else 0


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            if httpx.get(f"{address}/readyz", timeout=30).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"the server stopped with {process.returncode} before it was ready")
