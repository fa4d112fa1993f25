"""PDF files: letters at places become paragraphs, tables and page furniture."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import Classified
from assistant.ingest.corpus import read_document
from assistant.ingest.readers import read_bytes, read_page
from tests.ingest.readers.making import column, pdf, shown

LONG = "为了规范收费行为，保护缴费人合法权益，根据有关法律法规，结合本市实际制"  # 35 letters: a full row of 12 points


def read(raw: bytes) -> list[str]:
    return [line.text for line in read_bytes(raw, Path("a.pdf"), ".pdf").lines]


def test_rows_of_one_paragraph_are_joined():
    rows = ["　　" + LONG[:35], "定本办法。", "　　一、每月收费一次。"]
    assert read(pdf([column(rows)])) == [LONG + "定本办法。", "一、每月收费一次。"]


def test_a_paragraph_goes_on_over_the_page():
    assert read(pdf([column([LONG], top=90), column(["定本办法。", "一、收费。"])])) == [
        LONG + "定本办法。",
        "一、收费。",
    ]


def test_running_headers_and_page_numbers_are_taken_out():
    pages = [
        [
            (250, 800, 9, "某市人民政府公报"),
            *column([f"{number}、第{number}项工作。"]),
            (290, 40, 9, f"— {at} —"),
        ]
        for at, number in enumerate("一二三", 1)
    ]
    page = read_bytes(pdf(pages), Path("a.pdf"), ".pdf")
    assert [line.text for line in page.lines] == ["一、第一项工作。", "二、第二项工作。", "三、第三项工作。"]
    assert page.marks == ("某市人民政府公报",)


def test_bold_letters_drawn_twice_count_once():
    title = (150, 760, 22, "关于印发全民健身计划的通知")
    twice = (150.4, 760, 22, title[3])
    assert read(pdf([[title, twice, *column(["一、总体要求。"], top=700)]])) == [title[3], "一、总体要求。"]


def test_narrow_letters_side_by_side_are_both_kept():
    assert read(pdf([column(["网址：hll//tt。"])])) == ["网址：hll//tt。"]


def test_two_columns_are_read_one_after_the_other():
    left = [f"左栏第{n}行文字写满这一行了" for n in "一二三四五六七八"]
    right = [f"右栏第{n}行文字写满这一行了" for n in "一二三四五六七八"]
    page = column(left, x=72, size=14) + column(right, x=330, size=14)
    text = "".join(read(pdf([page])))
    assert text == "".join(left) + "".join(right)


def test_a_ruled_table_gives_rows_with_names(tmp_path: Path):
    ruled = [(72, y, 372, y) for y in (700, 670, 640, 610)] + [(x, 610, x, 700) for x in (72, 222, 372)]
    words = [("对象", "标准"), ("学生", "每人50元"), ("老人", "每人80元")]
    cells = [
        (80 + 150 * at, 680 - 30 * row, 12, text)
        for row, pair in enumerate(words)
        for at, text in enumerate(pair)
    ]
    path = tmp_path / "a.pdf"
    path.write_bytes(
        pdf([[(72, 780, 12, "某县补贴办法"), (72, 740, 12, "一、补贴标准如下。"), *cells]], ruled)
    )
    document, clauses = read_document(path)
    rows = {clause.path: clause.text for clause in clauses if "/行" in clause.path}
    assert rows == {"一/表1/行1": "对象：学生；标准：每人50元", "一/表1/行2": "对象：老人；标准：每人80元"}
    assert all(document.text[c.text_start : c.text_end] == c.text for c in clauses)


def test_a_table_that_the_page_cuts_goes_on_with_its_names():
    upright = [(x, 60, x, 120) for x in (72, 222, 372)]
    level = [(72, y, 372, y) for y in (120, 90)]
    first = [(80, 100, 12, "对象"), (230, 100, 12, "标准"), (80, 70, 12, "学生"), (230, 70, 12, "50元")]
    second = [(80, 100, 12, "老人"), (230, 100, 12, "80元"), (80, 70, 12, "儿童"), (230, 70, 12, "20元")]
    assert read(pdf([first, second], [*upright, *level])) == [
        "对象｜标准",
        "对象：学生；标准：50元",
        "对象：老人；标准：80元",
        "对象：儿童；标准：20元",
    ]


def test_look_alike_radicals_and_spaced_titles_are_repaired(tmp_path: Path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([column(["关 于 居 ⺠ 参 保 的 通 知", "一、城乡居⺠⼈⼈参保。"])]))
    assert [line.text for line in read_page(path).lines] == ["关于居民参保的通知", "一、城乡居民人人参保。"]


def test_a_mark_on_the_first_page_is_refused(tmp_path: Path):
    path = tmp_path / "某文件.pdf"
    path.write_bytes(pdf([[(72, 800, 14, "秘密★10年"), *column(["关于收费的通知", "一、收费。"], top=700)]]))
    with pytest.raises(Classified, match=r"某文件\.pdf: 文件标有密级（秘密★10年）"):
        read_page(path)


def test_progress_hears_of_every_page(tmp_path: Path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([column([f"第{n}页的文字内容。"]) for n in "一二三"]))
    heard: list[tuple[int, int]] = []
    read_page(path, lambda done, of: heard.append((done, of)))
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_white_letters_are_read_only_on_a_coloured_ground():
    white = f"1 g {shown((72, 500, 12, '白纸上的白字'))}"
    assert read(pdf([column(["看得见。"])], extra=white)) == ["看得见。"]
    ground = f"1 0 0 rg 60 490 200 30 re f {white}"
    assert read(pdf([column(["看得见。"])], extra=ground)) == ["看得见。", "白纸上的白字"]


def cut_row(rest: str) -> bytes:
    """A table whose last row of the first page may go on in the second."""
    ruled = [(x, 60, x, 120) for x in (72, 122, 222)] + [(72, y, 222, y) for y in (120, 90, 60)]
    first = [
        (80, 100, 12, "序号"),
        (125, 100, 12, "任务"),
        (80, 70, 12, "一"),
        (125, 70, 12, "推进工程建设按"),
    ]
    second = [(125, 100, 12, rest), (80, 70, 12, "二"), (125, 70, 12, "植树")]
    return pdf([first, second], ruled)


def test_a_row_that_the_page_cuts_is_made_whole():
    assert read(cut_row("期完成")) == [
        "序号｜任务",
        "序号：一；任务：推进工程建设按期完成",
        "序号：二；任务：植树",
    ]
