"""One module a file format; each turns the bytes of a file into lines."""

from __future__ import annotations

import importlib
import stat
from collections.abc import Callable
from pathlib import Path

from assistant.errors import EmptyDocument, UnreadableFile
from assistant.ingest.furniture import head_from_marks
from assistant.ingest.lines import Page
from assistant.ingest.readers.sniff import sniff
from assistant.ingest.repair import repair_page
from assistant.ingest.secrecy import check_secrecy

# Which module and function reads a format; imported when the first file of that format comes.
READERS: dict[str, str] = {
    ".txt": "text.read_text",
    ".md": "markdown.read_markdown",
    ".html": "html.read_html",
    ".htm": "html.read_html",
    ".docx": "docx.read_docx",
    ".xlsx": "xlsx.read_xlsx",
    ".pdf": "pdf.read_pdf",
    ".ofd": "ofd.read_ofd",
    ".doc": "office.read_office",
    ".wps": "office.read_office",
    ".rtf": "office.read_office",
    ".xls": "office.read_office",
    ".et": "office.read_office",
    ".png": "ocr.read_image",
    ".jpg": "ocr.read_image",
    ".jpeg": "ocr.read_image",
}
# Formats that a child process reads, under limits of time and memory.
LONG = (".pdf", ".ofd", ".doc", ".wps", ".rtf", ".xls", ".et", ".png", ".jpg", ".jpeg")
LARGE = 1_000_000  # bytes: other files of this size are read by a child process too
MAX_BYTES = 100_000_000
Progress = Callable[[int, int], None]


def read_page(path: Path, progress: Progress | None = None, classified: bool = False) -> Page:
    """Read one published file into lines; `progress` hears of pages done and pages in all.

    Raises UnreadableFile (missing, too large, damaged, unknown format), EmptyDocument (no text) or Classified.
    `classified` leaves out the check for marks of secrecy; it is for tests of made-up marks and for nothing else.
    """
    if path.suffix.lower() not in READERS:
        known = "、".join(sorted(READERS))
        raise UnreadableFile(f"{path}: 不支持的格式 {path.suffix or '（无扩展名）'}: 请另存为 {known} 之一")
    raw = _bytes_of(path)
    form = sniff(raw, path)
    if form in LONG or len(raw) > LARGE:
        from assistant.ingest.readers.budget import read_in_child

        page = read_in_child(path, form, progress)
    else:
        page = read_bytes(raw, path, form)
    page = head_from_marks(repair_page(page))
    if not any(line.text.strip() for line in page.lines):
        raise EmptyDocument(f"{path}: 文件中没有文字: 请核对文件是否完整")
    if not classified:
        check_secrecy(page, path)
    return page


def read_bytes(raw: bytes, path: Path, form: str, progress: Progress | None = None) -> Page:
    """Read the bytes of a file of a format in this process, as they stand: no repair, no check of secrecy."""
    module, _, name = READERS[form].partition(".")
    reader: Callable[..., Page] = getattr(importlib.import_module(f"{__name__}.{module}"), name)
    return reader(raw, path, progress) if form in LONG else reader(raw, path)


def _bytes_of(path: Path) -> bytes:
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):  # a folder, a pipe or a device, which may never end
            raise UnreadableFile(f"{path}: 不是普通文件: 请指定一个文件")
        if state.st_size > MAX_BYTES:
            raise UnreadableFile(f"{path}: 文件超过 {MAX_BYTES // 1_000_000} MB: 请拆分后再导入")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "路径无效"
        raise UnreadableFile(f"{path}: 无法读取（{reason}）: 请核对路径和权限") from error
    if not raw.strip():
        raise EmptyDocument(f"{path}: 文件是空的: 请核对文件是否完整")
    return raw
