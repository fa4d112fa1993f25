"""Real files of each format, which lie beside the repository on the machines of developers."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import Classified
from assistant.ingest.corpus import read_document
from assistant.ingest.readers import ocr, office, read_page

DATA = Path(__file__).resolve().parents[4] / "shared/data"
FORMATS = DATA / "formats"
pytestmark = pytest.mark.skipif(not FORMATS.is_dir(), reason="sample files are not on this machine")
needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
NOTICE = {
    "title": "国防部关于放假的通知",
    "doc_number": "国防部发〔2012〕21号",
    "organ_mark": "一份公文文件",
    "addressees": "各有关单位",
    "issued_on": "2012-12-12",
    "copied_to": "教育局，教育局",
    "printed_by": "国防部",
    "note": "共印2份",
}


@pytest.mark.parametrize("suffix", ["docx", "pdf", "ofd", pytest.param("wps", marks=needs_office)])
def test_one_notice_in_each_format_gives_one_document(suffix: str):
    document, clauses = read_document(FORMATS / f"gongwen/test.{suffix}")
    assert {name: getattr(document, name) for name in NOTICE} == NOTICE
    assert document.text == read_document(FORMATS / "gongwen/test.docx")[0].text
    assert [clause.path for clause in clauses] == ["header", "preamble", "signature", "imprint", "note"]


@needs_office
def test_the_older_notice_of_the_set_keeps_its_own_words():
    document, clauses = read_document(FORMATS / "gongwen/test.doc")
    assert (document.title, document.doc_number) == ("国防部关于教育部放假的通知", "国防部发〔2023〕33号")
    assert [clause.path for clause in clauses] == ["header", "preamble", "signature", "imprint", "note"]


@pytest.mark.skipif(ocr._engine() is None, reason="RapidOCR is not installed")
def test_the_picture_of_a_marked_notice_is_refused():
    with pytest.raises(Classified, match=r"test\.png: 文件标有密级（绝密★启用前）"):
        read_page(FORMATS / "gongwen/test.png")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("AddAttachment", "这是一个带有附件的OFD文件"),
        ("DigitalSign", "你好呀，OFD Reader&Writer！"),
        ("namespace_no_std", "你好呀，OFD Reader&Writer！"),
        ("hello", "中国一向是所谓“闭关主义”，自己不去，别人也不许来。"),
        ("文字横向", "一二三四"),
        pytest.param(
            "containsJPEG",
            "我和我的祖国",
            marks=[
                pytest.mark.slow,
                pytest.mark.skipif(ocr._engine() is None, reason="RapidOCR is not installed"),
            ],
        ),
    ],
)
def test_each_ofd_gives_its_text(name: str, words: str):
    path = next((FORMATS / "ofd").glob(f"*{name}*"))
    page = read_page(path)
    assert any(words in line.text for line in page.lines)
    if name == "AddAttachment":
        assert page.warnings == ("文件内另存有附件，没有读取：Gao",)


@pytest.mark.parametrize(
    ("name", "title", "clauses"),
    [
        (
            "全民健身",
            "全民健身计划（2026—2030年）",
            ["一", "二", *(f"二/({n})" for n in "一二三四五六七八九十"), "三"],
        ),
        pytest.param(
            "企业信用",
            "关于建立企业信用状况综合评价体系的实施方案",
            ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"],
            marks=pytest.mark.slow,  # its attachment is a picture
        ),
    ],
)
def test_prints_of_web_pages_give_all_their_clauses(name: str, title: str, clauses: list[str]):
    document, found = read_document(next((FORMATS / "pdf").glob(f"*{name}*")))
    assert document.title == title
    blocks = ("header", "notice", "signature", "preamble", "downloads")
    numbered = [clause.path for clause in found if clause.path not in blocks]
    assert [path for path in numbered if not path.startswith("附件")] == clauses
    assert not any(0x2E80 <= ord(char) <= 0x2FDF for char in document.text)
    assert document.source.startswith("https://www.gov.cn/zhengce/content/2026")
    assert "索引号" not in document.text


def test_no_clause_of_a_web_page_is_navigation():
    """The words may stand in sentences (打印检验报告); alone in a line they are buttons."""
    pages = sorted((DATA / "guangzhou_pages").glob("*.html"))
    assert len(pages) == 17
    for path in pages:
        document, clauses = read_document(path)
        short = [line for line in document.text.split("\n") if len(line) <= 30 and "，" not in line]
        assert not [
            line for line in short for word in ("首页", "分享到", "打印", "无障碍") if word in line
        ], path.name
        assert "".join(document.text[clause.start : clause.end] for clause in clauses) == document.text
