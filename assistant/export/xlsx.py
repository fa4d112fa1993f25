"""A checklist as a workbook that a person would print."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.export.rows import (
    AI_NOTICE,
    COLUMNS,
    NO_TASKS,
    STATUSES,
    left_out,
    owner_names,
    rows,
    safe_cell,
    source_line,
    title_of,
)  # fmt: skip
from assistant.schema import Checklist, Document
from assistant.tasks.views import by_owner

EXTRA = ("状态",)
WIDTHS = (6, 26, 60, 24, 18, 12, 14, 8, 14, 18, 10)
LEFT_OUT_WIDTHS = (16, 100, 18)
WIDE = 20  # columns of such a width hold sentences: they begin at the left
HEADER_ROW = 3
MAX_OWNER_SHEETS = 200
FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_THIN = Side(style="thin", color="999999")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="D9E2F3")


def write_xlsx(checklist: Checklist, document: Document) -> bytes:
    """Return a workbook: 全部任务, a sheet for every owner, 未列入任务的语句."""
    book = Workbook()
    first = book.active
    if not isinstance(first, Worksheet):  # a new workbook opens with one sheet
        first = book.create_sheet()
    first.title = "全部任务"
    _task_sheet(first, checklist, document, title_of(checklist))
    taken = {first.title, "未列入任务的语句"}
    for name in owner_names(checklist)[:MAX_OWNER_SHEETS]:
        sheet = book.create_sheet(_sheet_name(name, taken))
        _task_sheet(sheet, by_owner(checklist, name), document, f"{title_of(checklist)}（{name}）")
    _left_out_sheet(book.create_sheet("未列入任务的语句"), checklist)
    book.properties.title = title_of(checklist)
    book.properties.description = AI_NOTICE
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_name(owner: str, taken: set[str]) -> str:
    """Return a sheet name of at most 31 characters that no other sheet has, in any letter case."""
    base = FORBIDDEN.sub(" ", owner).strip()[:28] or "责任单位"
    name, count = base, 1
    while name.lower() in {other.lower() for other in taken}:
        count += 1
        name = f"{base}_{count}"
    taken.add(name)
    return name


def _task_sheet(sheet: Worksheet, checklist: Checklist, document: Document, title: str) -> None:
    head = (*COLUMNS, *EXTRA)
    open_sheet(sheet, title, source_line(checklist, document), head, WIDTHS)
    for cells in rows(checklist):
        append_row(sheet, (*cells, STATUSES[0]), WIDTHS)
    if checklist.tasks:
        last = HEADER_ROW + len(checklist.tasks)
        letter = get_column_letter(head.index("状态") + 1)
        choice = DataValidation(type="list", formula1=f'"{",".join(STATUSES)}"', allow_blank=True)
        choice.error, choice.errorTitle = "请从列表中选择", "状态"
        sheet.add_data_validation(choice)
        choice.add(f"{letter}{HEADER_ROW + 1}:{letter}{last}")
    else:
        sheet.append([NO_TASKS])
    close_sheet(sheet, len(head))


def _left_out_sheet(sheet: Worksheet, checklist: Checklist) -> None:
    open_sheet(sheet, "未列入任务的语句", "每句均注明原因", ("条款", "语句", "原因"), LEFT_OUT_WIDTHS)
    for cells in left_out(checklist):
        append_row(sheet, cells, LEFT_OUT_WIDTHS)
    close_sheet(sheet, 3)


def open_sheet(sheet: Worksheet, title: str, note: str, head: Sequence[str], widths: Sequence[int]) -> None:
    """Write the title, a note and the column names; every column has its width in characters."""
    sheet.append([safe_cell(title)])
    sheet.append([note])
    sheet.append(list(head))
    sheet.cell(1, 1).font = Font(name="方正小标宋简体", size=18, bold=True)
    for row, height in ((1, 32), (2, 20), (HEADER_ROW, 24)):
        sheet.row_dimensions[row].height = height
    for row in (1, 2):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(head))
        sheet.cell(row, 1).alignment = Alignment(horizontal=("center", "left")[row - 1], vertical="center")
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        cell = sheet.cell(HEADER_ROW, column)
        cell.font, cell.fill, cell.border = Font(name="黑体", size=11, bold=True), _HEAD, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def append_row(sheet: Worksheet, cells: Sequence[str], widths: Sequence[int]) -> None:
    """Append a row whose height fits its wrapped cells; no cell can run as a formula."""
    texts = [safe_cell(CONTROL.sub("", cell)) for cell in cells]
    sheet.append([int(text) if index == 0 and text.isdecimal() else text for index, text in enumerate(texts)])
    row = sheet.max_row
    for column in range(1, len(texts) + 1):
        cell = sheet.cell(row, column)
        cell.font, cell.border = Font(name="仿宋", size=11), _BORDER
        side = "center" if widths[column - 1] < WIDE else None
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=side)
    lines = max(_lines(text, width) for text, width in zip(texts, widths, strict=True))
    sheet.row_dimensions[row].height = min(409, 16 * lines + 6)


def _lines(text: str, width: int) -> int:
    """Count the lines of a cell, for programs do not fit the height of rows; a character is two wide."""
    return sum(-(-2 * max(len(line), 1) // width) for line in text.split("\n"))


def close_sheet(sheet: Worksheet, columns: int) -> None:
    """Set filters, the frozen head, the notice and how the sheet prints."""
    last = max(sheet.max_row, HEADER_ROW)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(columns)}{last}"
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.cell(last + 2, 1, AI_NOTICE)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # 9 is A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(text=AI_NOTICE), center=_HeaderFooterPart(text="第 &P 页，共 &N 页")
    )
