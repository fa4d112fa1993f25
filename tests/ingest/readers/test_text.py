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


def markdown(text: str) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in read_bytes(text.encode(), Path("a.md"), ".md").lines]


def test_a_markdown_table_is_read_row_by_row_with_its_columns():
    table = "| 对象 | 标准 |\n|---|:--:|\n| **老人** | 每月100元 |\n| 学生 | 甲\\|乙 |\n| 其他 |"
    assert markdown(f"一、标准\n\n{table}\n\n二、程序") == [
        ("text", "一、标准"),
        ("caption", "对象｜标准"),
        ("row", "对象：老人；标准：每月100元"),
        ("row", "对象：学生；标准：甲|乙"),
        ("row", "对象：其他"),
        ("text", "二、程序"),
    ]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("见[网站](http://a.cn)和![图](b.png)", "见网站和图"),
        ("二、**程序**按__规定__`办理`&nbsp;", "二、程序按规定办理"),
        ("1\\. 每月一次\\*", "1. 每月一次*"),
        ("- 材料一；", "材料一；"),
        ("- 3 -", "- 3 -"),
        ("甲|乙", "甲|乙"),
        ("* 2 * 3 是乘法，a_b_c 不是强调", "2 * 3 是乘法，a_b_c 不是强调"),
    ],
)
def test_marks_of_markdown_go_and_words_stay(raw: str, shown: str):
    assert markdown(raw) == [("text", shown)]


def test_a_signature_below_a_full_row_stands_by_itself():
    row = "为了规范收费行为保护缴费人合法权益根据有关法律"
    last = row[:-1] + "。"
    text = "\n".join([row, row, row, row, row, last, "某市人民政府办公室", "2025年5月6日"])
    lines = read_bytes(text.encode(), PATH, ".txt").lines
    assert [line.text for line in lines] == [row * 5 + last, "某市人民政府办公室", "2025年5月6日"]


def test_signs_written_as_entities_are_put_back():
    lines = read_bytes("第一条&nbsp;&ldquo;一网通办&rdquo;，A&B公司".encode(), PATH, ".txt").lines
    assert [line.text for line in lines] == ["第一条 “一网通办”，A&B公司"]


def test_rows_of_a_fixed_width_are_made_whole():
    row = "为了规范收费行为保护缴费人合法权益根据有关法律"
    text = f"　　{row[2:]}\n{row}\n{row}\n{row}\n{row}\n结束。\n　　一、收费。\n"
    lines = read_bytes(text.encode(), PATH, ".txt").lines
    assert [line.text for line in lines] == [row[2:] + row * 4 + "结束。", "一、收费。"]
