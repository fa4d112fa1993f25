"""Old office formats (.doc, .wps, .rtf, .xls, .et): LibreOffice turns them into new ones, which are then read."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from assistant.errors import UnreadableFile
from assistant.ingest.lines import Page
from assistant.ingest.readers.docx import read_docx
from assistant.ingest.readers.xlsx import read_xlsx

SECONDS = 240  # of the clock: a first start on a busy machine takes a minute
SHEETS = ("Workbook\0".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
# No macro runs and nothing is fetched from an address inside the file.
SAFETY = (
    ("Security/Scripting", "MacroSecurityLevel", "3"),
    ("Security/Scripting", "DisableMacrosExecution", "true"),
    ("Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Security/Scripting", "DisableActiveContent", "true"),
)
MISSING = (
    "需要 LibreOffice 才能读取 {suffix} 文件: 请安装（Debian/Ubuntu/麒麟/统信：apt-get install libreoffice-writer "
    "libreoffice-calc；Windows：从 libreoffice.org 下载），或用 WPS/Word 另存为 .docx 后再导入"
)


def program() -> str | None:
    """Return where LibreOffice is, None when it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def read_office(raw: bytes, path: Path, progress: Callable[[int, int], None] | None = None) -> Page:
    """Convert a file in a folder and a profile of its own, then read the result.

    Raises UnreadableFile when LibreOffice is not installed, takes too long, or cannot open the file.
    """
    soffice = program()
    if soffice is None:
        raise UnreadableFile(f"{path}: {MISSING.format(suffix=path.suffix)}")
    is_sheet = any(stream in raw for stream in SHEETS) and "WordDocument".encode("utf-16-le") not in raw
    target = "xlsx" if is_sheet else "docx"
    with tempfile.TemporaryDirectory(prefix="policy-assistant-") as folder:
        source = Path(folder) / f"source{'.xls' if is_sheet else '.doc'}"
        source.write_bytes(raw)
        _convert(soffice, source, target, path)
        converted = source.with_suffix(f".{target}")
        if not converted.is_file():
            raise UnreadableFile(f"{path}: LibreOffice 无法打开（可能已损坏或加密）: 请另存为 .docx 后再导入")
        result = converted.read_bytes()
    if progress is not None:
        progress(1, 1)
    return read_xlsx(result, path) if is_sheet else read_docx(result, path)


def _convert(soffice: str, source: Path, target: str, path: Path) -> None:
    folder = source.parent
    _write_profile(folder / "profile")
    command = [
        soffice,
        "--headless",
        "--norestore",
        "--nolockcheck",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        target,
        "--outdir",
        str(folder),
        str(source),
    ]
    # The process stays in the group of the child that reads this file: whoever ends the child ends LibreOffice too.
    process = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise UnreadableFile(
            f"{path}: LibreOffice 转换超过 {SECONDS} 秒，已停止: 请另存为 .docx 后再导入"
        ) from None


def _write_profile(folder: Path) -> None:
    user = folder / "user"
    user.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.Common/{place}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for place, name, value in SAFETY
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    (user / "registrymodifications.xcu").write_text(f"{head}{items}</oor:items>", encoding="utf-8")
