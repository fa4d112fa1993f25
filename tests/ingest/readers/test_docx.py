"""Word files: what Word draws, hides, boxes in and records."""

from __future__ import annotations

import io
from pathlib import Path

import docx as python_docx
import pytest

from assistant.errors import Classified
from assistant.ingest.corpus import read_document
from assistant.ingest.readers import read_page
from assistant.ingest.readers.docx_numbers import Numbering, circled, letters, roman
from tests.ingest.readers.making import docx, level, listed, numbering, p, table

PATH = Path("a.docx")
LISTS = numbering(
    level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"), level(2, "decimal", "%3.")
)


def lines(tmp_path: Path, body: str, **parts: str) -> list[str]:
    path = tmp_path / "a.docx"
    path.write_bytes(docx(body, **parts))
    return [line.text for line in read_page(path).lines]


def test_numbers_that_word_draws_stand_in_the_text(tmp_path: Path):
    body = (
        p("某局关于收费的通知")
        + listed("总体要求", 9)
        + listed("提高认识。", 9, 1)
        + listed("加强领导。", 9, 1)
        + listed("成立专班", 9, 2)
        + listed("重点任务", 9)
        + listed("从头算起。", 9, 1)
    )
    assert lines(tmp_path, body, numbering=LISTS) == [
        "某局关于收费的通知",
        "一、总体要求",
        "（一）提高认识。",
        "（二）加强领导。",
        "1.成立专班",
        "二、重点任务",
        "（一）从头算起。",
    ]


def test_numbers_that_a_style_gives_make_clauses(tmp_path: Path):
    style = (
        '<w:style w:styleId="H"><w:name w:val="heading 1"/><w:basedOn w:val="B"/></w:style>'
        '<w:style w:styleId="B"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    heading = '<w:pStyle w:val="H"/>'
    path = tmp_path / "a.docx"
    body = p("某市某办法") + p("为了规范收费，制定本办法。", heading) + p("本办法自公布之日起施行。", heading)
    path.write_bytes(docx(body, numbering=numbering(level(0, "chineseCounting", "第%1条")), styles=style))
    document, clauses = read_document(path)
    assert [clause.path for clause in clauses] == ["header", "第一条", "第二条"]
    assert all(document.text[c.text_start : c.text_end] == c.text for c in clauses)
    assert clauses[1].text == "为了规范收费，制定本办法。"


@pytest.mark.parametrize(
    ("form", "text", "third"),
    [
        ("decimal", "%1.", "3.甲"),
        ("decimalZero", "%1", "03 甲"),
        ("decimalEnclosedCircle", "%1", "③甲"),
        ("upperRoman", "%1.", "III.甲"),
        ("lowerLetter", "%1)", "c)甲"),
        ("ideographTraditional", "%1、", "丙、甲"),
        ("chineseLegalSimplified", "%1、", "叁、甲"),
        ("bullet", "●", "甲"),
        ("none", "", "甲"),
        ("unknownForm", "%1.", "3.甲"),
    ],
)
def test_each_form_of_number_is_drawn(tmp_path: Path, form: str, text: str, third: str):
    body = "".join(listed("甲", 1) for _ in range(3))
    assert lines(tmp_path, body, numbering=numbering(level(0, form, text)))[2] == third


def test_letters_roman_and_circled_numbers():
    assert [letters(n) for n in (1, 26, 27, 28)] == ["a", "z", "aa", "bb"]
    assert [roman(n) for n in (4, 1994)] == ["iv", "mcmxciv"]
    assert [circled(n) for n in (1, 20, 21)] == ["①", "⑳", "21"]


def test_a_style_based_on_itself_ends():
    assert Numbering(None, None).style_name(python_docx.Document().element.body) == ""


def test_insertions_are_kept_and_deletions_dropped(tmp_path: Path):
    body = (
        "<w:p><w:r><w:t>收费标准为</w:t></w:r><w:del><w:r><w:delText>50</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>30</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>元。</w:t></w:r></w:p>"
        '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>段末被删，</w:t></w:r></w:p>'
        + p("与下段相连。")
    )
    assert lines(tmp_path, body) == ["收费标准为30元。", "段末被删，与下段相连。"]


def test_hidden_white_and_tiny_words_are_not_read(tmp_path: Path):
    body = (
        p("看得见。")
        + p("隐藏", run="<w:vanish/>")
        + p("白字", run='<w:color w:val="FFFFFF"/>')
        + p("极小", run='<w:sz w:val="2"/>')
        + p("深底白字。", run='<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="C00000"/>')
        + p("并不隐藏。", run='<w:vanish w:val="0"/>')
    )
    assert lines(tmp_path, body) == ["看得见。", "深底白字。", "并不隐藏。"]


def test_footnotes_follow_their_paragraph(tmp_path: Path):
    body = "<w:p><w:r><w:t>规上企业</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t>应当申报。</w:t></w:r></w:p>"
    notes = f'<w:footnote w:type="separator" w:id="0">{p("——")}</w:footnote><w:footnote w:id="2">{p("年收入2000万元以上。")}</w:footnote>'
    assert lines(tmp_path, body, footnotes=notes) == ["规上企业应当申报。", "注：年收入2000万元以上。"]


def test_soft_breaks_inside_a_sentence_are_joined(tmp_path: Path):
    body = p("某市人民政府关于印发\n某方案的通知") + p("一、第一项。\n二、第二项。")
    assert lines(tmp_path, body) == ["某市人民政府关于印发某方案的通知", "一、第一项。", "二、第二项。"]


def test_table_rows_explain_themselves(tmp_path: Path):
    merged = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{p("学生")}</w:tc>'
    below = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{p('')}</w:tc>"
    path = tmp_path / "a.docx"
    grid = table([["对象", "项目", "标准"], [merged, "午餐", "5元"], [below, "交通", "2元"]])
    path.write_bytes(docx(p("某县补贴办法") + p("一、补贴标准见下表。") + grid))
    _, clauses = read_document(path)
    rows = {clause.path: clause.text for clause in clauses if "/行" in clause.path}
    assert rows == {
        "一/表1/行1": "对象：学生；项目：午餐；标准：5元",
        "一/表1/行2": "对象：学生；项目：交通；标准：2元",
    }


def test_two_rows_of_column_names_are_joined(tmp_path: Path):
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("补贴")}</w:tc>'
    rows = table([["镇", wide], ["镇", "人数", "金额"], ["东镇", "3", "90元"]])
    rows = rows.replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>", 2)
    assert lines(tmp_path, p("标题") + rows) == [
        "标题",
        "镇｜补贴-人数｜补贴-金额",
        "镇：东镇；补贴-人数：3；补贴-金额：90元",
    ]


def test_a_divided_name_of_columns_shows_two_rows_of_names_without_a_mark_of_word(tmp_path: Path):
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("责任分工")}</w:tc>'
    head = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{p("任务")}</w:tc>'
    below = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{p('')}</w:tc>"
    rows = table([[head, wide], [below, "牵头单位", "配合单位"], ["建站", "旗民政局", "旗财政局"]])
    assert lines(tmp_path, p("标题") + rows) == [
        "标题",
        "任务｜责任分工-牵头单位｜责任分工-配合单位",
        "任务：建站；责任分工-牵头单位：旗民政局；责任分工-配合单位：旗财政局",
    ]


def test_a_merged_cell_over_contents_is_no_second_row_of_names(tmp_path: Path):
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("金额")}</w:tc>'
    rows = table([["镇", wide], ["东镇", "3", "90元"], ["西镇", "4", "80元"]])
    assert lines(tmp_path, p("标题") + rows)[1:] == [
        "镇｜金额",
        "镇：东镇；金额：3；金额：90元",
        "镇：西镇；金额：4；金额：80元",
    ]


def test_units_one_a_line_in_a_cell_stay_apart(tmp_path: Path):
    rows = table([["任务", "责任单位"], ["建站", "旗民政局\n旗财政局"], ["修路", "旗交通局"]])
    assert lines(tmp_path, p("标题") + rows)[2] == "任务：建站；责任单位：旗民政局、旗财政局"


def test_a_table_of_contents_is_left_out(tmp_path: Path):
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p('一、总则……1')}</w:sdtContent></w:sdt>"
    )
    assert lines(tmp_path, contents + p("一、总则")) == ["一、总则"]


BOX = (
    '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice>'
    "<w:txbxContent>{0}</w:txbxContent></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>正文。</w:t></w:r></w:p>"
)


def test_text_boxes_are_read_once(tmp_path: Path):
    assert lines(tmp_path, BOX.format(p("框中的话"))) == ["框中的话", "正文。"]


def test_urgency_and_number_of_a_page_header_come_before_the_text(tmp_path: Path):
    path = tmp_path / "a.docx"
    path.write_bytes(
        docx(p("某局关于收费的通知") + p("一、收费。"), header1=p("特 急") + p("某发〔2025〕1号"))
    )
    document, _ = read_document(path)
    assert (document.urgency, document.doc_number) == ("特急", "某发〔2025〕1号")


@pytest.mark.parametrize("where", ["body", "header", "footer", "box"])
def test_a_mark_of_secrecy_is_refused_wherever_it_stands(tmp_path: Path, where: str):
    mark = p("机密★1年")
    body = p("某局关于收费的通知") + p("一、收费。")
    files = {
        "body": docx(mark + body),
        "header": docx(body, header1=mark),
        "footer": docx(body, footer1=mark),
        "box": docx(BOX.format(mark) + body),
    }
    path = tmp_path / "某文件.docx"
    path.write_bytes(files[where])
    with pytest.raises(Classified, match=r"某文件\.docx: 文件标有密级（机密★1年）"):
        read_page(path)


def test_a_file_made_by_python_docx_is_read(tmp_path: Path):
    made = python_docx.Document()
    made.add_heading("某市补贴办法", 0)
    made.add_paragraph("一、每月发放一次。")
    grid = made.add_table(2, 2)
    for cell, text in zip(
        [*grid.rows[0].cells, *grid.rows[1].cells], ["对象", "标准", "学生", "50元"], strict=True
    ):
        cell.text = text
    made.sections[0].header.paragraphs[0].text = "内部资料"
    kept = io.BytesIO()
    made.save(kept)
    path = tmp_path / "a.docx"
    path.write_bytes(kept.getvalue())
    page = read_page(path)
    assert [line.text for line in page.lines] == [
        "某市补贴办法",
        "一、每月发放一次。",
        "对象｜标准",
        "对象：学生；标准：50元",
    ]
    assert page.marks == ("内部资料",)
