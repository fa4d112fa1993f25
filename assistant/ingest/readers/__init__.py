"""One module a file format; each turns the bytes of a file into lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.errors import EmptyDocument, UnreadableFile
from assistant.ingest.lines import Page
from assistant.ingest.readers.html import read_html
from assistant.ingest.readers.text import read_text

READERS: dict[str, Callable[[bytes, Path], Page]] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
}
MAX_BYTES = 50_000_000


def read_page(path: Path) -> Page:
    """Read one published file into lines.

    Raises UnreadableFile (missing, too large, unknown format, no text) or EmptyDocument.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = "、".join(sorted(READERS))
        raise UnreadableFile(f"{path}: 不支持的格式 {path.suffix or '（无扩展名）'}: 请另存为 {known} 之一")
    page = reader(_bytes_of(path), path)
    if not any(line.text.strip() for line in page.lines):
        raise EmptyDocument(f"{path}: 文件中没有文字: 请核对文件是否完整")
    return page


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableFile(f"{path}: 文件超过 {MAX_BYTES // 1_000_000} MB: 请拆分后再导入")
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: 无法读取（{error.strerror}）: 请核对路径和权限") from error
    if not raw.strip():
        raise EmptyDocument(f"{path}: 文件是空的: 请核对文件是否完整")
    return raw
