"""OFD files (GB/T 33190)."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import Classified, UnreadableFile
from assistant.ingest.corpus import read_document
from assistant.ingest.readers import read_bytes, read_page
from assistant.ingest.readers.ofd_objects import deltas
from tests.ingest.readers.making import OFD, Text, ofd, ofd_line, unzipped, zipped

PATH = Path("a.ofd")
NOTICE: list[Text] = [
    (40, 50, 7, "某市人民政府关于补贴的通知"),
    (80, 62, 5, "某政发〔2025〕3号"),
    (30, 75, 5, "各区人民政府："),
    (40, 85, 5, "一、每月发放一次。"),
    (40, 95, 5, "二、按时公示。"),
    (150, 110, 5, "某市人民政府"),
    (150, 120, 5, "2025年5月6日"),
]


def read(raw: bytes) -> list[str]:
    return [line.text for line in read_bytes(raw, PATH, ".ofd").lines]


def test_a_notice_gives_its_facts_and_clauses(tmp_path: Path):
    path = tmp_path / "a.ofd"
    path.write_bytes(ofd([NOTICE]))
    document, clauses = read_document(path)
    assert (document.title, document.doc_number, document.issued_on) == (
        "某市人民政府关于补贴的通知",
        "某政发〔2025〕3号",
        "2025-05-06",
    )
    assert [clause.path for clause in clauses] == ["header", "一", "二", "signature"]
    assert all(document.text[c.text_start : c.text_end] == c.text for c in clauses)


def test_other_namespaces_and_capitals_are_read():
    raw = ofd([NOTICE])
    parts = {name: content.replace(OFD.encode(), b"urn:other") for name, content in unzipped(raw).items()}
    changed = {name.replace("Content.xml", "content.XML"): content for name, content in parts.items()}
    assert read(zipped(changed)) == read(raw)


def test_tables_give_rows_with_names():
    ruled = "".join(ofd_line(30, y, 130, y) for y in (100, 110, 120))
    ruled += "".join(ofd_line(x, 100, x, 120) for x in (30, 80, 130))
    cells: list[Text] = [
        (35, 107, 4, "对象"),
        (85, 107, 4, "标准"),
        (35, 117, 4, "学生"),
        (85, 117, 4, "50元"),
    ]
    assert read(ofd([[(30, 40, 4, "一、补贴标准。"), *cells]], ruled)) == [
        "一、补贴标准。",
        "对象｜标准",
        "对象：学生；标准：50元",
    ]


def test_hidden_and_white_letters_are_not_read():
    hidden = '<ofd:TextObject ID="9" Visible="false" Boundary="30 60 90 6" Size="5"><ofd:TextCode X="0" Y="5">看不见</ofd:TextCode></ofd:TextObject>'
    white = (
        '<ofd:TextObject ID="9" Boundary="30 80 90 6" Size="5"><ofd:FillColor Value="255 255 255"/>'
        '<ofd:TextCode X="0" Y="5">白字</ofd:TextCode></ofd:TextObject>'
    )
    assert read(ofd([NOTICE[:1]], hidden + white)) == ["某市人民政府关于补贴的通知"]


def test_steps_that_repeat_are_bounded():
    assert len(deltas("g 999999999 1")) == 20_000
    assert deltas("g 2") == [2.0]
    assert deltas("x y 3") == [3.0]


def test_a_mark_of_secrecy_is_refused(tmp_path: Path):
    path = tmp_path / "某文件.ofd"
    path.write_bytes(ofd([[(30, 20, 5, "绝密★长期"), *NOTICE]]))
    with pytest.raises(Classified, match=r"某文件\.ofd: 文件标有密级（绝密★长期）"):
        read_page(path)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"a.txt": "x"}, "缺少 OFD.xml"),
        (
            {"OFD.xml": f'<ofd:OFD xmlns:ofd="{OFD}"><ofd:DocRoot>no.xml</ofd:DocRoot></ofd:OFD>'},
            "缺少正文（no.xml）",
        ),
        ({"OFD.xml": "<a><b></a>"}, "已损坏"),
    ],
)
def test_what_is_missing_is_named(parts: dict[str, str | bytes], says: str):
    with pytest.raises(UnreadableFile, match=says):
        read_bytes(zipped(parts), PATH, ".ofd")


def test_a_page_that_is_missing_leaves_the_others():
    parts = unzipped(ofd([NOTICE[:1], NOTICE[3:4]]))
    del parts["Doc_0/Pages/Page_0/Content.xml"]
    assert read(zipped(parts)) == ["一、每月发放一次。"]
