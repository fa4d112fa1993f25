"""A grid of cells into lines: a caption, the column names, and rows that explain themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assistant.errors import UnreadableFile
from assistant.ingest.lines import Line, tidy

MOST_CHARS = 30_000_000  # a document: merged cells and tables in tables repeat words without end
MOST_CELL = 200_000
MOST_NAME = 12  # characters of a part's name: longer ones are contents

UNIT = re.compile(r"(?:[局委办厅院]|政府|中心|公司|办公室|[旗县市区省州盟党]委|(?:组织|宣传|统战|政法)部)$")
IMPRINT = re.compile(r"^\s*(?:抄送|分送|抄报|主送|主题词)\s*[:：]|印发\s*$")


def bounded(lines: Iterable[Line], path: Path) -> Iterator[Line]:
    """Yield lines up to the most that a document may hold.

    Raises UnreadableFile beyond it.
    """
    count = 0
    for line in lines:
        count += len(line.text)
        if count > MOST_CHARS:
            raise UnreadableFile(f"{path}: 展开后的文字过多（疑似压缩炸弹）: 请核对文件来源或拆分后再导入")
        yield line


def table_lines(grid: Sequence[Sequence[str]], header_rows: int = 1) -> Iterator[Line]:
    """Yield the caption, the names and the rows of a rectangle; a merged cell stands in each place it covers.

    >>> [line.text for line in table_lines([["对象", "标准"], ["学生", "50元"]])]
    ['对象｜标准', '对象：学生；标准：50元']
    """
    rows = [[tidy(cell) for cell in row] for row in grid if any(cell.strip() for cell in row)]
    if rows and is_layout(rows):
        for row in rows:
            yield Line(" ".join(dict.fromkeys(cell for cell in row if cell)))
        return
    while len(rows) > 1 and len(set(rows[0])) == 1:  # a first row of one merged cell is the caption
        yield Line(rows.pop(0)[0], "caption")
    if not rows:
        return
    depth = min(max(1 + _is_divided(rows), header_rows), len(rows) - 1) or 1
    names = [
        "-".join(dict.fromkeys(cell for cell in column if cell)) for column in zip(*rows[:depth], strict=True)
    ]
    yield Line("｜".join(dict.fromkeys(name for name in names if name)), "caption")
    for row in rows[depth:]:
        yield Line(row_text(names, row), "row")


def _is_divided(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the second row names the parts of a name that spans columns of the first (责任分工 over 牵头单位).

    Elsewhere the second row must repeat the first, as cells that go down do, or be empty.
    """
    if len(rows) < 3:
        return False
    first, second = rows[0], rows[1]
    spans = [bool(name) and first.count(name) > 1 for name in first]
    parts = [below for below, spanned in zip(second, spans, strict=True) if spanned]
    rest = [(name, below) for name, below, spanned in zip(first, second, spans, strict=True) if not spanned]
    named = bool(parts) and len(set(parts)) > 1 and all(0 < len(part) <= MOST_NAME for part in parts)
    return named and all(below in ("", name) for name, below in rest)


def row_text(names: Sequence[str], row: Sequence[str]) -> str:
    """Return a row with its column names, one that spans the table as it stands."""
    if len(set(row)) == 1:
        return row[0]
    pairs = [
        f"{name}：{cell}" if name and name != cell else cell
        for name, cell in zip(names, row, strict=False)
        if cell
    ]
    return "；".join(dict.fromkeys(pairs))


def is_layout(rows: Sequence[Sequence[str]]) -> bool:
    """True for a grid that only places text: one column, or the 版记 of a notice.

    >>> is_layout([["抄送：各区人民政府。", ""], ["某市办公室", "2025年1月1日印发"]])
    True
    """
    if max(len(row) for row in rows) == 1 or len(rows) == 1:
        return True
    return len(rows) <= 6 and any(IMPRINT.search(cell) for row in rows for cell in row)


def join_cell(pieces: Sequence[str]) -> str:
    """Join the paragraphs of a cell; a word broken over short lines is made whole.

    >>> join_cell(["责任", "单位"]), join_cell(["按季度报送材料", "逾期通报"])
    ('责任单位', '按季度报送材料 逾期通报')
    >>> join_cell(["旗民政局", "旗财政局"])
    '旗民政局、旗财政局'
    """
    text = ""
    for piece in filter(None, map(tidy, pieces)):
        if UNIT.search(text) and UNIT.search(piece):  # one unit a line
            text += f"、{piece}"
            continue
        short = len(text) <= 6 and "\u4e00" <= piece[0] <= "\u9fff"
        text += piece if not text or short else f" {piece}"
    return text
