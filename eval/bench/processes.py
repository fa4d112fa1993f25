"""Start programs of the product, wait until they answer, and read what they cost."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from eval.baisitong import free_port
from eval.sets import ROOT

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
    """Return the peak memory in MB of a Python program given as source."""
    tail = "\nimport resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    done = subprocess.run(
        [sys.executable, "-c", program + tail], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])


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


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            if httpx.get(f"{address}/readyz", timeout=30).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"the server stopped with {process.returncode} before it was ready")
