"""Old office formats, through LibreOffice where it is installed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import docx
import pytest

from assistant.errors import UnreadableFile
from assistant.ingest.readers import office, read_bytes, read_page
from assistant.ingest.readers.sniff import OLE

needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
WORDS = ["某局关于收费的通知", "一、每月收费一次。"]


@pytest.mark.parametrize("suffix", [".doc", ".wps", ".rtf", ".xls", ".et"])
def test_without_libreoffice_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch, suffix: str):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        UnreadableFile,
        match=f"^a{suffix}: 需要 LibreOffice 才能读取 {suffix} 文件: 请安装.*或用 WPS/Word 另存为",
    ):
        read_bytes(OLE + b"x" * 600, Path(f"a{suffix}"), suffix)


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".doc", ".rtf"])
def test_an_old_document_gives_the_same_lines(tmp_path: Path, suffix: str):
    source = tmp_path / "source.docx"
    made = docx.Document()
    for words in WORDS:
        made.add_paragraph(words)
    made.save(str(source))
    subprocess.run(
        [
            str(office.program()),
            "--headless",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--convert-to",
            suffix[1:],
            "--outdir",
            str(tmp_path),
            str(source),
        ],
        check=True,
        capture_output=True,
    )
    old = tmp_path / f"source{suffix}"
    assert [line.text for line in read_page(old).lines] == WORDS
    renamed = old.rename(tmp_path / "改名.wps")
    assert [line.text for line in read_page(renamed).lines] == WORDS


@needs_office
@pytest.mark.slow
def test_a_broken_old_document_is_named(tmp_path: Path):
    path = tmp_path / "坏.doc"
    path.write_bytes(OLE + b"\x00" * 4000)
    with pytest.raises(UnreadableFile, match=r"坏\.doc: "):
        read_page(path)
