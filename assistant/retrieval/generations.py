"""An index folder on disk, changed whole or not at all.

indexes/default/
    CURRENT                  the name of the build that readers open
    lock                     held by the one writer; the system frees it when the process dies
    embedded/                vectors of a long run or of `index --shard`, by text and model; may be deleted
    gen-000003/              one build, begun at generation 3
        manifest.json        format and model
        clauses.sqlite       documents, clauses, words, the newest vectors and the generation (-wal, -shm beside it)
        dense-000003.*       the other vectors, written once: .faiss (all), .ids, .ivf (of a large index)
        reading              locked, shared, by those who read

A change to some documents is one transaction of clauses.sqlite, so that it costs what it changes; a build from
nothing goes to a folder of its own and becomes current when CURRENT is renamed.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.errors import DamagedIndex, IndexLocked, IndexNotWritten, NoIndex, PolicyError, StaleIndex

FORMAT = 5
BUILD = re.compile(r"gen-\d{6,}")
CURRENT, MANIFEST, CLAUSES, READING, EMBEDDED = (
    "CURRENT",
    "manifest.json",
    "clauses.sqlite",
    "reading",
    "embedded",
)
REBUILD = "请运行 policy-assistant index --rebuild"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build was made with, in manifest.json and again in its state; a reader refuses what differs."""

    format: int
    model: str
    fingerprint: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation: what it was built with and how much it holds."""

    format: int
    generation: int
    model: str
    fingerprint: str
    dimension: int
    documents: int
    clauses: int
    pieces: int
    files: dict[str, str]  # sha256 of the vector files by name
    vectors: int = 0  # how many stand in them


def current_build(folder: Path) -> Path:
    """Return the folder that CURRENT names; raises NoIndex or DamagedIndex."""
    name = _pointer(folder)
    while not (BUILD.fullmatch(name) and (folder / name / MANIFEST).is_file()):
        again = _pointer(folder)
        if again == name:
            raise DamagedIndex(f"{folder}: 当前索引 {name[:40]!r} 不完整: {REBUILD}")
        name = again  # a writer has just put another build in its place
    return folder / name


def _pointer(folder: Path) -> str:
    try:
        return (folder / CURRENT).read_text(encoding="utf-8").strip()
    except UnicodeDecodeError as error:
        raise DamagedIndex(f"{folder / CURRENT}: 内容损坏: {REBUILD}") from error
    except OSError as error:
        raise NoIndex(f"{folder}: 尚未建立索引: 请运行 policy-assistant index") from error


def read_built(build: Path) -> Built:
    """Read a manifest; raises StaleIndex (another format), DamagedIndex, or FileNotFoundError when it is gone."""
    path = build / MANIFEST
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found = values.get("format")
        if found != FORMAT:
            newer = isinstance(found, int) and found > FORMAT
            remedy = (
                "请升级程序，或运行 policy-assistant index --rebuild"
                if newer
                else "请运行 policy-assistant index"
            )
            raise StaleIndex(f"{path}: 索引格式 {found} 与程序 {FORMAT} 不符: {remedy}")
        return Built(**values)
    except FileNotFoundError:
        raise  # a writer has just put another build in its place
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise DamagedIndex(f"{path}: 清单损坏: {REBUILD}") from error


def is_outgrown(folder: Path) -> bool:
    """True when there is an index of an earlier format, which `index` replaces by itself."""
    try:
        values = json.loads((current_build(folder) / MANIFEST).read_text(encoding="utf-8"))
    except (PolicyError, OSError, ValueError):
        return False
    found = values.get("format") if isinstance(values, dict) else None
    return isinstance(found, int) and found < FORMAT


@contextlib.contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the folder's one writer lock; raises IndexLocked, or IndexNotWritten for a folder that is read-only."""
    with named_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("w")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexLocked(f"{folder}: 另一个程序正在更新索引: 请稍后重试") from error
        yield


@contextlib.contextmanager
def named_errors(folder: Path) -> Iterator[None]:
    """Tell a full or read-only disk as IndexNotWritten."""
    try:
        yield
    except OSError as error:
        raise IndexNotWritten(
            f"{folder}: 无法写入索引（{error.strerror or error}）: 原有索引不受影响，请清理磁盘或检查权限后重试"
        ) from error


def hold(build: Path) -> int | None:
    """Mark a build as being read until the returned handle is closed; raises FileNotFoundError when it is gone."""
    try:
        handle = os.open(build / READING, os.O_RDONLY)
    except PermissionError:
        return None
    fcntl.flock(handle, fcntl.LOCK_SH)
    if not (build / MANIFEST).exists():
        os.close(handle)
        raise FileNotFoundError(build)
    return handle


def next_number(folder: Path) -> int:
    """Return a number above that of every build that was begun here."""
    names = [path.name.rpartition("-")[2] for path in folder.glob("*-[0-9]*")]
    return max((int(name) for name in names if name.isdecimal()), default=0) + 1


@contextlib.contextmanager
def new_build(folder: Path, number: int) -> Iterator[Path]:
    """Yield a folder to build in; it is thrown away unless it is published."""
    building = folder / f"building-{number:06d}"
    with named_errors(folder):
        building.mkdir(parents=True)
    try:
        yield building
    finally:
        shutil.rmtree(building, ignore_errors=True)


def publish(folder: Path, building: Path, built: Built) -> Path:
    """Make a build current: fsync its files, rename it, then rename CURRENT over the old one."""
    with named_errors(folder):
        text = json.dumps(asdict(built), ensure_ascii=False, indent=1)
        (building / MANIFEST).write_text(text, encoding="utf-8")
        (building / READING).touch()
        for file in building.iterdir():
            sync(file)
        sync(building)
        final = folder / building.name.replace("building", "gen")
        building.rename(final)
        sync(folder)
        pointer = folder / f"{CURRENT}.new"
        pointer.write_text(final.name + "\n", encoding="utf-8")
        sync(pointer)
        os.replace(pointer, folder / CURRENT)
        sync(folder)
    return final


def clean(folder: Path, keep: Path | None = None) -> None:
    """Remove what dead writers left and, beside `keep`, builds that nobody reads; call it under the writer lock."""
    for path in folder.glob("building-*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob("gen-*") if keep else ():
        if path != keep and not _is_read(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_read(build: Path) -> bool:
    try:
        with (build / READING).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (build / MANIFEST).unlink(missing_ok=True)  # who comes now sees that it is going
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def sync(path: Path) -> None:
    """Wait until a file or a folder's list of names is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
