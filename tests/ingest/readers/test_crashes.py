"""Files that once broke a reader, found by `make fuzz` or in use, made small."""

from __future__ import annotations

from pathlib import Path

from assistant.ingest.readers import read_bytes
from tests.ingest.readers.making import docx, level, listed, numbering, ofd, pdf


def test_a_page_whose_rows_all_begin_elsewhere():
    rows = [(60 + 40 * at, 700 - 40 * at, 12, f"第{at}行的文字。") for at in range(8)]
    assert len(read_bytes(pdf([rows]), Path("a.pdf"), ".pdf").lines) == 8
    rows = [(20 + 12 * at, 40 + 15 * at, 4, f"第{at}行的文字。") for at in range(8)]
    assert len(read_bytes(ofd([rows]), Path("a.ofd"), ".ofd").lines) == 8


def test_a_list_of_no_name():
    lists = numbering(level(0, "decimal", "%1.")).replace('w:abstractNumId="1"', 'w:abstractNumId=""')
    lines = read_bytes(docx(listed("甲", 7), numbering=lists), Path("a.docx"), ".docx").lines
    assert lines[0].text.endswith("甲")


def test_places_with_many_decimals():
    rows = [(30.123456789012345, 40 + 10.000000000000002 * at, 5, f"第{at}行的文字。") for at in range(4)]
    lines = read_bytes(ofd([rows]), Path("a.ofd"), ".ofd").lines
    assert [line.text for line in lines] == [f"第{at}行的文字。" for at in range(4)]
