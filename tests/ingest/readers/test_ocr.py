"""Scanned pages: recognised when RapidOCR is installed, named with what to install when not."""

from __future__ import annotations

import importlib.util
import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from assistant.errors import Classified, UnreadableFile
from assistant.ingest.corpus import read_document
from assistant.ingest.readers import ocr, read_bytes, read_page
from assistant.ingest.readers.glyphs import Glyph, Ruling
from tests.ingest.readers.making import ofd, unzipped, zipped

needs_engine = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None, reason="RapidOCR is not installed"
)
WORDS = ["某市人民政府关于补贴的通知", "各区人民政府：", "一、每月发放一次。", "二、按时公示名单。"]


def font(size: int) -> Any:
    if shutil.which("fc-match") is None:
        pytest.skip("fontconfig is not installed")
    found = subprocess.run(
        ["fc-match", "-f", "%{file}|%{lang}", ":lang=zh-cn"], capture_output=True, text=True, check=True
    )
    file, _, languages = found.stdout.partition("|")
    if "zh" not in languages:
        pytest.skip("no Chinese font is installed")
    return ImageFont.truetype(file, size)


def picture(words: list[str]) -> Any:
    image = Image.new("RGB", (1000, 1400), "white")
    drawing = ImageDraw.Draw(image)
    for at, text in enumerate(words):
        title = text.endswith("通知")
        place, letters = ((110, 60), font(60)) if title else ((120, 150 + 90 * at), font(40))
        drawing.text(place, text, fill="black", font=letters)
    return image


def saved(images: list[Any], form: str) -> bytes:
    kept = io.BytesIO()
    more = {"save_all": True, "append_images": images[1:]} if form == "PDF" else {}
    images[0].save(kept, form, **more)
    return kept.getvalue()


@needs_engine
def test_a_scanned_pdf_is_recognised_page_by_page(tmp_path: Path):
    path = tmp_path / "扫描.pdf"
    path.write_bytes(saved([picture(WORDS[:2]), picture(WORDS[2:])], "PDF"))
    heard: list[tuple[int, int]] = []
    page = read_page(path, lambda done, of: heard.append((done, of)))
    assert [line.text for line in page.lines] == WORDS
    assert page.facts["ocr"] == "第1、2页"
    assert heard == [(1, 2), (2, 2)]


@needs_engine
@pytest.mark.slow
def test_the_document_says_that_it_was_recognised(tmp_path: Path):
    path = tmp_path / "扫描.png"
    path.write_bytes(saved([picture(WORDS)], "PNG"))
    document, clauses = read_document(path)
    assert "第1页的文字由图片识别，可能有错字，请对照原件" in document.warnings
    assert [clause.path for clause in clauses] == ["header", "一", "二"]


@needs_engine
def test_a_scanned_mark_is_refused(tmp_path: Path):
    path = tmp_path / "扫描.png"
    path.write_bytes(saved([picture(["机密★1年", *WORDS])], "PNG"))
    with pytest.raises(Classified, match=r"扫描\.png: 文件标有密级"):
        read_page(path)


@needs_engine
@pytest.mark.slow
def test_a_scanned_table_gives_rows_with_names():
    image = picture(["一、补贴标准如下表。"])
    drawing = ImageDraw.Draw(image)
    for y in (400, 500, 600):
        drawing.line((100, y, 900, y), fill="black", width=3)
    for x in (100, 500, 900):
        drawing.line((x, 400, x, 600), fill="black", width=3)
    for x, y, text in (
        (150, 425, "补贴对象"),
        (550, 425, "补贴标准"),
        (150, 525, "在校学生"),
        (550, 525, "每人50元"),
    ):
        drawing.text((x, y), text, fill="black", font=font(40))
    lines = read_bytes(saved([image], "PDF"), Path("a.pdf"), ".pdf").lines
    assert [line.text for line in lines][-2:] == [
        "补贴对象｜补贴标准",
        "补贴对象：在校学生；补贴标准：每人50元",
    ]


@needs_engine
@pytest.mark.slow
def test_a_picture_in_an_ofd_is_recognised():
    resources = (
        '<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016" BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image">'
        "<ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    )
    parts = unzipped(
        ofd([[]], '<ofd:ImageObject ID="8" ResourceID="7" Boundary="0 0 210 294" CTM="210 0 0 294 0 0"/>')
    )
    document = parts["Doc_0/Document.xml"].decode()
    parts["Doc_0/Document.xml"] = document.replace(
        "<ofd:CommonData>", "<ofd:CommonData><ofd:DocumentRes>Res.xml</ofd:DocumentRes>"
    ).encode()
    parts |= {"Doc_0/Res.xml": resources.encode(), "Doc_0/Res/a.png": saved([picture(WORDS)], "PNG")}
    page = read_bytes(zipped(parts), Path("a.ofd"), ".ofd")
    assert [line.text for line in page.lines] == WORDS
    assert page.facts["ocr"] == "第1页"


@pytest.mark.parametrize("form", ["PDF", "PNG"])
def test_without_an_engine_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch, form: str):
    monkeypatch.setattr(ocr, "_engine", lambda: None)
    blank = Image.new("RGB", (600, 800), "grey")
    with pytest.raises(UnreadableFile, match=r"内容是图片，需要文字识别: 请先安装文字识别组件"):
        read_bytes(saved([blank], form), Path("a.x"), f".{form.lower()}")


def test_pages_that_were_not_recognised_are_told_of():
    scans = ocr.Scans(Path("a.pdf"), unread=[2, 5])
    assert scans.facts([None]) == {"warnings": "第2、5页有图片，其中的文字没有读出（未安装文字识别组件）"}  # type: ignore[list-item]


def test_words_over_letters_of_the_page_are_not_said_twice():
    letter = Glyph("甲", 10, 10, 20, 20, 10)
    words = [Glyph("甲乙", 0, 0, 30, 12, 10), Glyph("丙丁", 0, 40, 30, 52, 10)]
    moved, lines = ocr.placed((words, [Ruling(0, 0, 9, 0)]), 5, 5, [letter])
    assert [word.text for word in moved] == ["丙丁"]
    assert lines == [Ruling(5, 5, 14, 5)]


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, b"\xff\xd8\xff\xe0" + b"\x00" * 50])
def test_a_damaged_picture_is_named(raw: bytes):
    with pytest.raises(UnreadableFile, match="图片已损坏"):
        read_bytes(raw, Path("a.png"), ".png")
