"""An index folder on disk: numbered generations, one of them current, changed whole or not at all.

indexes/default/
    CURRENT             the name of the generation that readers open
    lock                held by the one writer
    gen-000003/         manifest.json, clauses.sqlite, dense.faiss
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.errors import DamagedIndex, IndexLocked, NoIndex, StaleIndex

FORMAT = 2
CURRENT, MANIFEST, CLAUSES, DENSE = "CURRENT", "manifest.json", "clauses.sqlite", "dense.faiss"
KEPT = 2  # generations left on disk: the current one and the one before it


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built with; a reader refuses what does not match."""

    format: int
    generation: int
    model: str
    fingerprint: str
    dimension: int
    documents: int
    clauses: int
    pieces: int
    sizes: dict[str, int]
    sha256: dict[str, str]


def current_generation(folder: Path) -> Path:
    """Return the folder of the current generation; raises NoIndex or DamagedIndex."""
    try:
        name = (folder / CURRENT).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise NoIndex(f"{folder}: 尚未建立索引: 请运行 policy-assistant index") from error
    if not name.startswith("gen-") or not (folder / name / MANIFEST).is_file():
        raise DamagedIndex(
            f"{folder}: 当前索引 {name[:40]!r} 不完整: 请运行 policy-assistant index --rebuild"
        )
    return folder / name


def read_manifest(generation: Path) -> Manifest:
    """Read and check a manifest against the files beside it; raises StaleIndex or DamagedIndex."""
    path = generation / MANIFEST
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values.get("format") != FORMAT:
            raise StaleIndex(
                f"{path}: 索引格式 {values.get('format')} 与程序 {FORMAT} 不符: "
                "请运行 policy-assistant index --rebuild"
            )
        manifest = Manifest(**values)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise DamagedIndex(f"{path}: 清单损坏: 请运行 policy-assistant index --rebuild") from error
    for name, size in manifest.sizes.items():
        file = generation / name
        if not file.is_file() or file.stat().st_size != size:
            raise DamagedIndex(f"{file}: 文件缺失或大小不符: 请运行 policy-assistant index --rebuild")
    return manifest


def check_sums(generation: Path, manifest: Manifest) -> list[str]:
    """Return the names of files whose content is not what the manifest says."""
    return [name for name, digest in manifest.sha256.items() if file_digest(generation / name) != digest]


def file_digest(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the folder's one writer lock; the system frees it when the process dies. Raises IndexLocked."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexLocked(f"{folder}: 另一个程序正在更新索引: 请稍后重试") from error
        yield


@contextlib.contextmanager
def new_generation(folder: Path, number: int, previous: Path | None) -> Iterator[Path]:
    """Yield a folder to build in, a copy of the previous generation; it is thrown away unless published."""
    building = folder / f"building-{number:06d}"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        if previous is not None:
            shutil.copyfile(previous / CLAUSES, building / CLAUSES)
        yield building
    finally:
        shutil.rmtree(building, ignore_errors=True)


def publish(folder: Path, building: Path, manifest: Manifest) -> Path:
    """Make a built generation current: fsync its files, rename it, then rename CURRENT over the old one."""
    path = building / MANIFEST
    path.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
    for file in building.iterdir():
        _sync(file)
    _sync(building)
    final = folder / f"gen-{manifest.generation:06d}"
    shutil.rmtree(final, ignore_errors=True)  # left by a writer that died before it was made current
    building.rename(final)
    pointer = folder / f"{CURRENT}.new"
    pointer.write_text(final.name + "\n", encoding="utf-8")
    _sync(pointer)
    os.replace(pointer, folder / CURRENT)
    _sync(folder)
    for old in sorted(folder.glob("gen-*"))[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)  # readers that have it open keep its files
    return final


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
