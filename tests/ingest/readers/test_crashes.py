"""Files that once broke a reader, found by `make fuzz` or in use, made small."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest

from assistant.errors import UnreadableFile
from assistant.ingest.readers import read_bytes
from tests.ingest.readers.making import column, docx, level, listed, numbering, ofd, pdf, unzipped, zipped


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


def test_one_document_named_many_times_is_read_once():
    parts = unzipped(ofd([[(30, 40, 5, "一、收费。")]]))
    body = b"<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    parts["OFD.xml"] = parts["OFD.xml"].replace(body, body * 300)
    assert [line.text for line in read_bytes(zipped(parts), Path("a.ofd"), ".ofd").lines] == ["一、收费。"]


@pytest.mark.parametrize("form", [".pdf", ".ofd"])
def test_one_page_named_many_times_ends(monkeypatch: pytest.MonkeyPatch, form: str):
    monkeypatch.setattr("assistant.ingest.readers.layout.MOST_LETTERS", 1000)
    if form == ".pdf":
        raw = pdf([column(["一、收费。"])], kids="4 0 R " * 900).replace(b"/Count 1/", b"/Count 900/")
    else:
        parts = unzipped(ofd([[(30, 40, 5, "一、收费。")]]))
        page = b'<ofd:Page ID="0" BaseLoc="Pages/Page_0/Content.xml"/>'
        parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(page, page * 900)
        raw = zipped(parts)
    with pytest.raises(UnreadableFile, match="文字过多"):
        read_bytes(raw, Path(f"a{form}"), form)


def test_nothing_is_printed_about_unknown_styles(capsys: pytest.CaptureFixture[str]):
    made = openpyxl.Workbook()
    made.active.append(["甲", "乙"])
    made.active.append(["1", "2"])
    kept = io.BytesIO()
    made.save(kept)
    parts = unzipped(kept.getvalue())
    styles = parts["xl/styles.xml"].decode()
    parts["xl/styles.xml"] = re.sub(r'(<cellStyle [^>]*xfId=)"0"', r'\1"77"', styles).encode()
    with pytest.raises(UnreadableFile, match="已损坏"):
        read_bytes(zipped(parts), Path("a.xlsx"), ".xlsx")
    assert capsys.readouterr().out == ""
