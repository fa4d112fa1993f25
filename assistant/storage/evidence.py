"""Files that prove a task done: of few kinds, of bearable size, kept under the hash of their bytes."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import BadInput

MOST_BYTES = 1_900_000  # below what the web edge takes in one request
MOST_NAME = 120
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OFFICE = "application/vnd.openxmlformats-officedocument"

# Ending: media type and the bytes that such a file opens with (none: plain text).
KINDS: Mapping[str, tuple[str, bytes]] = {
    "pdf": ("application/pdf", b"%PDF"),
    "docx": (f"{_OFFICE}.wordprocessingml.document", _ZIP),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _ZIP),
    "ofd": ("application/ofd", _ZIP),
    "doc": ("application/msword", _OLE),
    "xls": ("application/vnd.ms-excel", _OLE),
    "wps": ("application/vnd.ms-works", _OLE),
    "png": ("image/png", b"\x89PNG"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "txt": ("text/plain; charset=utf-8", b""),
}
_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hash of the bytes: the name under which they lie."""
        return hashlib.sha256(self.content).hexdigest()


def check(name: str, content: bytes) -> Checked:
    """Return the file with a safe name; raises BadInput when it is empty, too large or of another kind."""
    safe = _UNSAFE.sub("_", Path(name.replace("\\", "/")).name).strip(". ") or "文件"
    stem, dot, ending = safe.rpartition(".")
    kind = KINDS.get(ending.lower()) if dot else None
    if kind is None:
        raise BadInput(f"{safe}: 不支持的佐证文件: 可用 {'、'.join(KINDS)}")
    if not content:
        raise BadInput(f"{safe}: 佐证文件是空的: 请重新选择")
    if len(content) > MOST_BYTES:
        raise BadInput(f"{safe}: 佐证文件过大（上限 {MOST_BYTES / 1e6:.1f} MB）: 请压缩后再传")
    if not content.startswith(kind[1]) or (not kind[1] and not _is_text(content)):
        raise BadInput(f"{safe}: 内容与扩展名不符: 请核对文件")
    return Checked(f"{stem[: MOST_NAME - len(ending) - 1]}.{ending}", kind[0], content)


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def keep(folder: Path, file: Checked) -> None:
    """Write the bytes, whole or not at all; the same bytes are kept once."""
    place = place_of(folder, file.sha256)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(file.content)
    Path(partial).replace(place)


def place_of(folder: Path, sha256: str) -> Path:
    """Return where the bytes of a hash lie."""
    return folder / sha256[:2] / sha256
