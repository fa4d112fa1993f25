"""Workbooks (.xlsx): each sheet a table whose rows explain themselves."""

from __future__ import annotations

import contextlib
import datetime
import io
import re
import sys
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from lxml import etree

from assistant.errors import UnreadableFile
from assistant.ingest.lines import Line, Page, tidy
from assistant.ingest.readers.archive import DAMAGED, Archive, parse_xml
from assistant.ingest.readers.tables import bounded, table_lines

MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000
SHORTEST_TITLE = 4
NO_TITLE = re.compile("^附件|[：:。；]")  # what else is written across a sheet: 附件1, 单位：万元
# What openpyxl raises on workbooks that break the rules of the format.
FAULTS = (
    zipfile.BadZipFile,
    etree.LxmlError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    SyntaxError,
    RecursionError,
    OverflowError,
    AssertionError,
    NotImplementedError,
)


def read_xlsx(raw: bytes, path: Path) -> Page:
    """Read the sheets that a reader can see; hidden sheets, rows and columns are left out.

    Raises UnreadableFile when the file is damaged, encrypted or too large.
    """
    archive = Archive(raw, path)
    for name in archive.names():
        if name.endswith((".xml", ".rels")):
            part = archive.read(name) or b""
            if b"<!DOCTYPE" in part[:4096] or b"<!ENTITY" in part:
                parse_xml(part, path)
                raise UnreadableFile(f"{path}: {DAMAGED}")
    from openpyxl import load_workbook

    try:
        # openpyxl prints about styles it does not know, and standard output is for JSON.
        with warnings.catch_warnings(), contextlib.redirect_stdout(sys.stderr):
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(raw), data_only=True, keep_links=False)
            shown = (sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
            lines = list(bounded((line for sheet in shown for line in _sheet(sheet, path)), path))
    except FAULTS as error:
        raise UnreadableFile(f"{path}: {DAMAGED}") from error
    title = _caption(lines)
    return Page(tuple(lines), {"caption": title} if title else {})


def _caption(lines: Sequence[Line]) -> str | None:
    """Return the title over the column names of the first table, or None; a sheet's name may stand above it."""
    table = lines[1:] if lines and lines[0].kind == "text" else lines
    *over, _ = [line.text for line in takewhile(lambda line: line.kind == "caption", table)] or [""]
    return next((text for text in over if len(text) >= SHORTEST_TITLE and not NO_TITLE.search(text)), None)


def _sheet(sheet: Any, path: Path) -> Iterator[Line]:
    rows, columns = sheet.max_row or 0, min(sheet.max_column or 0, MAX_COLUMNS)
    if rows > MAX_ROWS or rows * columns > MAX_CELLS:
        raise UnreadableFile(f"{path}: 工作表“{sheet.title}”超过 {MAX_ROWS} 行或过大: 请拆分后再导入")
    # Not iter_rows: it makes a cell for every empty place of the rectangle, however far away the last one is.
    texts = {
        place: _text(cell)
        for place, cell in sorted(sheet._cells.items())
        if cell.value is not None and place[1] <= MAX_COLUMNS
    }
    if not any(texts.values()):
        return
    depth = _spread(sheet, texts)
    hidden_rows = {at for at, shape in sheet.row_dimensions.items() if shape.hidden}
    shown = [at for at in range(1, columns + 1) if at not in _hidden_columns(sheet)]
    grid = [
        [texts.get((at, column), "") for column in shown]
        for at in range(1, rows + 1)
        if at not in hidden_rows
    ]
    grid = [row for row in grid if any(row)]
    used = [at for at in range(len(shown)) if any(row[at] for row in grid)]
    if grid and used:
        named = tidy(sheet.title)
        if not named.lower().startswith("sheet"):
            yield Line(named)
        yield from table_lines([[row[at] for at in used] for row in grid], depth)


def _spread(sheet: Any, texts: dict[tuple[int, int], str]) -> int:
    """Write each merged cell into every place that it covers; return how many rows the column names take."""
    depth = 1
    tops = sorted({row for row, _ in texts})
    titles = {
        area.min_row
        for area in sheet.merged_cells.ranges
        if area.max_col - area.min_col + 1 >= sheet.max_column
    }
    first = next((row for row in tops if row not in titles), 1)
    areas = list(sheet.merged_cells.ranges)
    wide = any(area.min_row == first and area.max_col > area.min_col for area in areas)
    for area in areas:
        text = texts.get((area.min_row, area.min_col), "")
        if (area.max_row - area.min_row) * (area.max_col - area.min_col) > MAX_CELLS:
            continue
        if wide and area.min_row == first and area.max_row == first + 1:
            depth = 2
        for row in range(area.min_row, min(area.max_row, sheet.max_row) + 1):
            for column in range(area.min_col, min(area.max_col, MAX_COLUMNS) + 1):
                texts[row, column] = text
    return depth


def _hidden_columns(sheet: Any) -> set[int]:
    return {
        at
        for shape in sheet.column_dimensions.values()
        if shape.hidden
        for at in range(shape.min or 1, min(shape.max or 1, MAX_COLUMNS) + 1)
    }


def _text(cell: Any) -> str:
    """Write a value as people read it: dates as dates, whole numbers without a point, percentages as shown.

    >>> class Cell: value, number_format = 0.15, "0%"
    >>> _text(Cell)
    '15%'
    """
    value = cell.value
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if "%" in (cell.number_format or ""):
            return f"{value * 100:.6g}%"
        return f"{value:.10g}"
    return tidy(str(value))
