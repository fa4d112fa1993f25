"""Workbooks: each row of a sheet is understood alone."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assistant.errors import Classified, EmptyDocument
from assistant.ingest.corpus import read_document
from assistant.ingest.readers import read_page


def book(path: Path, rows: list[list[Any]], title: str = "Sheet", merged: tuple[str, ...] = ()) -> Any:
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    for area in merged:
        made.active.merge_cells(area)
    made.save(path)
    return made


def test_rows_carry_caption_and_column_names(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    book(
        path,
        [
            ["2025年任务分工表", None, None],
            ["任务", "责任单位", "时限"],
            ["修路", "交通局", "6月底前"],
            ["植树", "林草局", "4月底前"],
        ],
        "任务清单",
        ("A1:C1",),
    )
    document, clauses = read_document(path)
    rows = [clause.text for clause in clauses if "/行" in clause.path]
    assert rows == [
        "任务：修路；责任单位：交通局；时限：6月底前",
        "任务：植树；责任单位：林草局；时限：4月底前",
    ]
    assert all(document.text[c.text_start : c.text_end] == c.text for c in clauses)
    assert "2025年任务分工表" in document.text


@pytest.mark.parametrize(
    ("over", "title"),
    [
        (["2025年任务分工表"], "2025年任务分工表"),
        (["附件1", "2025年任务分工表", "单位：万元"], "2025年任务分工表"),
        (["附件1"], "任务清单"),
        ([], "任务清单"),
    ],
)
def test_the_title_is_what_is_written_across_the_first_table(tmp_path: Path, over: list[str], title: str):
    rows: list[list[Any]] = [[text, None] for text in over]
    merged = tuple(f"A{row}:B{row}" for row in range(1, len(over) + 1))
    book(tmp_path / "a.xlsx", [*rows, ["任务", "时限"], ["修路", "6月底前"]], "任务清单", merged)
    assert read_document(tmp_path / "a.xlsx")[0].title == title


def test_values_are_written_as_people_read_them(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    made = book(
        path, [["甲", "乙", "丙", "丁", "戊"], [datetime.datetime(2025, 5, 6), 0.15, 3.0, True, 1.25]]
    )  # noqa: DTZ001
    made.active["B2"].number_format = "0%"
    made.save(path)
    assert read_page(path).lines[1].text == "甲：2025年5月6日；乙：15%；丙：3；丁：是；戊：1.25"


def test_merged_cells_stand_in_each_row(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    book(path, [["部门", "事项"], ["民政局", "低保"], [None, "高龄津贴"]], merged=("A2:A3",))
    assert [line.text for line in read_page(path).lines] == [
        "部门｜事项",
        "部门：民政局；事项：低保",
        "部门：民政局；事项：高龄津贴",
    ]


def test_hidden_sheets_rows_and_columns_are_left_out(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    made = book(path, [["甲", "密", "乙"], [1, 2, 3], [4, 5, 6]])
    made.active.column_dimensions["B"].hidden = True
    made.active.row_dimensions[3].hidden = True
    other = made.create_sheet("隐藏")
    other.append(["看不见"])
    other.sheet_state = "hidden"
    made.save(path)
    assert [line.text for line in read_page(path).lines] == ["甲｜乙", "甲：1；乙：3"]


def test_an_empty_workbook_is_named(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    book(path, [])
    with pytest.raises(EmptyDocument, match=r"a\.xlsx: 文件中没有文字"):
        read_page(path)


def test_a_marked_workbook_is_refused(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    book(path, [["秘密★5年", None], ["名单", "电话"], ["张三", "1"]], merged=("A1:B1",))
    with pytest.raises(Classified, match="秘密★5年"):
        read_page(path)


def test_a_divided_name_of_columns_shows_two_rows_of_names(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    head = [["任务", "责任分工", None], [None, "牵头单位", "配合单位"]]
    book(path, [*head, ["建站", "旗民政局", "旗财政局"]], "Sheet1", ("B1:C1",))
    assert [line.text for line in read_page(path).lines] == [
        "任务｜责任分工-牵头单位｜责任分工-配合单位",
        "任务：建站；责任分工-牵头单位：旗民政局；责任分工-配合单位：旗财政局",
    ]
