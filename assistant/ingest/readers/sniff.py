"""What a file is by its first bytes, which say more than its extension."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from assistant.errors import UnreadableFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff")
PICTURES = (".png", ".jpg", ".jpeg")
TEXTS = (".txt", ".md", ".html", ".htm")
HTML = re.compile(
    rb"^\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
# A name inside a zip, or inside an OLE file in UTF-16, and the format that it proves.
ZIPPED = (("word/document.xml", ".docx"), ("xl/workbook.xml", ".xlsx"), ("ofd.xml", ".ofd"))
OLE_STREAMS = (
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("Book", ".xls"),
    ("PowerPoint Document", ".ppt"),
)
ADVICE = {
    ".pptx": "演示文稿不是公文正文: 请另存为 .docx 或 .pdf",
    ".ppt": "演示文稿不是公文正文: 请另存为 .docx 或 .pdf",
    ".zip": "是压缩包: 请解压后逐个导入",
    ".rar": "是压缩包: 请解压后逐个导入",
}


def sniff(raw: bytes, path: Path) -> str:
    """Return the extension of the format that the bytes are, the file's own where they prove nothing else.

    Raises UnreadableFile for encrypted files, archives, slides, and pictures that call themselves documents.
    """
    suffix = path.suffix.lower()
    form = _proved(raw, path) or suffix
    if form in ADVICE:
        raise UnreadableFile(f"{path}: {ADVICE[form]}")
    if form in PICTURES and suffix in TEXTS:
        return suffix  # the text reader says what is wrong
    if (
        suffix in (".docx", ".xlsx", ".ofd", *PICTURES)
        and form == suffix
        and not raw.startswith((b"PK", *IMAGES))
    ):
        raise UnreadableFile(f"{path}: 内容不是 {suffix} 格式或已损坏: 请核对文件并重新获取")
    if suffix == ".pdf" == form and b"%PDF-" not in raw[:1024]:
        raise UnreadableFile(f"{path}: 内容不是 PDF 或已损坏: 请核对文件并重新获取")
    return form


def _proved(raw: bytes, path: Path) -> str | None:
    if raw.startswith(b"PK\x03\x04"):
        return _zipped(raw, path)
    if raw.startswith(OLE):
        return _ole(raw, path)
    if b"%PDF-" in raw[:1024] and path.suffix.lower() not in TEXTS:
        return ".pdf"
    if raw.startswith(b"{\\rtf"):
        return ".rtf"
    if raw.startswith(IMAGES):
        return ".png" if raw.startswith(IMAGES[0]) else ".jpg"
    if raw.startswith((b"Rar!", b"7z\xbc\xaf")):
        return ".rar"
    if path.suffix.lower() not in TEXTS and HTML.match(raw[:4096].removeprefix(b"\xef\xbb\xbf")):
        return ".html"
    return None


def _zipped(raw: bytes, path: Path) -> str | None:
    try:
        names = {
            name.replace("\\", "/").lstrip("/").lower()
            for name in zipfile.ZipFile(io.BytesIO(raw)).namelist()
        }
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OverflowError):
        return None
    found = next((form for name, form in ZIPPED if name in names), None)
    if found is None and "ppt/presentation.xml" in names:
        return ".pptx"
    return found or (None if path.suffix.lower() in (".docx", ".xlsx", ".ofd") else ".zip")


def _ole(raw: bytes, path: Path) -> str | None:
    """Encrypted documents of new formats hide inside an OLE file; old formats are OLE files."""
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise UnreadableFile(f"{path}: 文件已加密: 请解除密码后重试")
    return next((form for name, form in OLE_STREAMS if (name + "\0").encode("utf-16-le") in raw), None)
