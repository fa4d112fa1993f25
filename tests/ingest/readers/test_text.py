"""Plain text: the encodings of Chinese offices, and never mojibake in silence."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UnreadableFile
from assistant.ingest.readers import read_bytes
from assistant.ingest.readers.text import decode

PATH = Path("a.txt")
TEXT = "某局关于收费的通知\n一、镕、堃、㙍这些字也要认得。"


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
)
def test_each_encoding_gives_the_text(raw: bytes):
    assert decode(raw, PATH) == TEXT


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (TEXT.encode()[:-1] + b"\xff", "无法识别文字编码|乱码"),
        (b"\xff\xfe\x00", "无法识别文字编码"),
        (TEXT.encode("utf-16-le"), "控制字符|无法识别"),
        (TEXT.encode() + b"\x00", "控制字符"),
        (b"\x80" * 40, "无法识别|乱码"),
        (("\ue123" * 40).encode(), "乱码"),
    ],
)
def test_what_fits_no_encoding_is_refused(raw: bytes, says: str):
    with pytest.raises(UnreadableFile, match=says):
        decode(raw, PATH)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=60))
def test_what_is_saved_in_gbk_is_read_as_it_was(text: str):
    assert decode(text.encode("gb18030"), PATH) == text


def test_markdown_marks_are_dropped():
    lines = read_bytes(
        "# 某市办法\n\n<!-- 目录 -->\n**第一章 总则**\n> 第一条 为了。\n".encode(), Path("a.md"), ".md"
    ).lines
    assert [line.text for line in lines] == ["某市办法", "第一章 总则", "第一条 为了。"]


def test_rows_of_a_fixed_width_are_made_whole():
    row = "为了规范收费行为保护缴费人合法权益根据有关法律"
    text = f"　　{row[2:]}\n{row}\n{row}\n{row}\n{row}\n结束。\n　　一、收费。\n"
    lines = read_bytes(text.encode(), PATH, ".txt").lines
    assert [line.text for line in lines] == [row[2:] + row * 4 + "结束。", "一、收费。"]
