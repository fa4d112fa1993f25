"""From letters at places on pages to lines of text, tables and what stands around them (PDF, OFD, scans)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.errors import UnreadableFile
from assistant.ingest.lines import Line
from assistant.ingest.readers.columns import split_columns
from assistant.ingest.readers.glyphs import Glyph, Row, Ruling, bands_of
from assistant.ingest.readers.grids import Grid, find_grids
from assistant.ingest.readers.running import drop_running
from assistant.ingest.readers.tables import row_text, table_lines
from assistant.ingest.repair import ENDS, STARTS, glue, repair

MOST_LETTERS = 3_000_000  # a document: more is the same page over and over
TITLE_SIZE = 1.15
WIDE_GAP = 1.9  # row pitches
LEAST_RIGHT = 0.7  # of the page width: a page of short rows does not show its right margin
BOUND = tuple("，。、；：！？）》”")  # they take the letter before them along to the next row
LEAST_ROOM = 1.5  # letters: the margin of a cell, and less than one letter
FIRM = re.compile(r"^(?:抄送|分送|抄报|共印|主题词)|印发$")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its size, its letters and the ruling lines of its tables, measured from its top left corner."""

    width: float
    height: float
    glyphs: Sequence[Glyph]
    rulings: Sequence[Ruling] = ()


@dataclass(slots=True)
class _Shape:
    """What rows look like on a page: margins, letter size and distance of rows."""

    left: float
    right: float
    size: float
    pitch: float


@dataclass(slots=True)
class _Flow:
    """The lines gathered so far and the row that the last of them ended with."""

    lines: list[Line] = field(default_factory=list)
    last: Row | None = None
    names: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    room: tuple[float, ...] = ()


def check_letters(sheets: Sequence[Sheet], path: Path) -> None:
    """Raise UnreadableFile when a document has more letters than one can be."""
    if sum(len(sheet.glyphs) for sheet in sheets) > MOST_LETTERS:
        raise UnreadableFile(f"{path}: 文字过多（超过 {MOST_LETTERS // 10_000} 万字）: 请拆分后再导入")


def read_sheets(sheets: Sequence[Sheet]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """Return the lines of a document and the words that stood in its page headers and footers."""
    blocks: list[list[Row | Grid]] = []
    for sheet in sheets:
        grids, rest = find_grids(sheet.glyphs, sheet.rulings)
        blocks.append(_in_order(bands_of(rest), grids))
    kept, marks = drop_running(blocks, [sheet.height for sheet in sheets])
    flow = _Flow()
    size = _body_size(kept)
    for page, sheet in zip(kept, sheets, strict=True):
        rows = [block for block in page if isinstance(block, Row)]
        shape = _shape(rows, size, sheet.width)
        for block in page:
            if isinstance(block, Grid):
                _add_grid(flow, block)
            else:
                _add_row(flow, block, shape)
        if flow.last is not None:  # the next page goes on from here: its distance means nothing
            flow.last = replace(flow.last, bottom=float("nan"))
    return tuple(flow.lines), tuple(marks)


def _in_order(bands: list[list[Glyph]], grids: Sequence[Grid]) -> list[Row | Grid]:
    """Return rows (columns one after the other) and tables from the top of a page to its foot."""
    blocks: list[Row | Grid] = []
    for grid in sorted(grids, key=lambda grid: grid.top):
        above = [band for band in bands if band[0].middle < grid.top]
        bands = [band for band in bands if band[0].middle >= grid.top]
        blocks += [*split_columns(above), grid]
    return blocks + list(split_columns(bands))


def _body_size(pages: Sequence[Sequence[Row | Grid]]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for row in page:
            if isinstance(row, Row):
                sizes[round(row.size, 1)] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _shape(rows: Sequence[Row], size: float, width: float) -> _Shape:
    body = [row for row in rows if abs(row.size - size) <= size * 0.1] or list(rows)
    if not body:
        return _Shape(0, 0, size, size * 2)
    lefts = Counter(round(row.x0 / size) for row in body)
    often = [row.x0 for row in body if lefts[round(row.x0 / size)] >= max(2, len(body) // 12)]
    left = min(often if often and len(body) >= 4 else (row.x0 for row in body))
    ends = sorted((row.x1 for row in body), reverse=True)
    right = next((end for end, after in zip(ends, ends[1:], strict=False) if end - after <= size), ends[0])
    steps = sorted(
        low.middle - high.middle
        for high, low in zip(body, body[1:], strict=False)
        if low.middle > high.middle
    )
    return _Shape(left, max(right, LEAST_RIGHT * width), size, steps[len(steps) // 2] if steps else size * 2)


def _add_row(flow: _Flow, row: Row, shape: _Shape) -> None:
    text = repair(row.text)
    if flow.last is not None and flow.lines and _continues(flow.last, row, shape, flow.lines[-1].text):
        flow.lines[-1] = Line(glue(flow.lines[-1].text, text))
    else:
        flow.lines.append(Line(text))
    flow.last = replace(row, right=shape.right if row.column is None else row.right)
    flow.names = ()


def _continues(above: Row, row: Row, shape: _Shape, text: str) -> bool:
    """True when a row goes on with the paragraph of the row above it."""
    if abs(above.size - row.size) > shape.size * 0.12:
        return False
    if row.middle - above.bottom > WIDE_GAP * shape.pitch:  # never true across pages: NaN
        return False
    if above.column != row.column and not above.full:
        return False
    left, right = (row.left, row.right) if row.column is not None else (shape.left, shape.right)
    if row.size > shape.size * TITLE_SIZE:
        return _is_centred(above, shape) and _is_centred(row, shape) and not text.endswith(("文件", "文 件"))
    if FIRM.search(row.text):
        return False
    ended = bool(ENDS.search(above.text))
    if STARTS.match(repair(row.text)) and (ended or row.x0 > left + shape.size):
        return False
    reach = above.right if above.column is not None else right
    left_over = reach - above.x1
    if left_over > 1.6 * shape.size or above.x1 - above.x0 <= 8 * shape.size:
        return False
    # An indented row begins a paragraph, but for lists that hang: their rows fill the measure to the end.
    return row.x0 <= left + shape.size or (not ended and left_over < 0.6 * shape.size)


def _is_centred(row: Row, shape: _Shape) -> bool:
    return abs((row.x0 - shape.left) - (shape.right - row.x1)) <= 3 * max(row.size, shape.size)


def _add_grid(flow: _Flow, grid: Grid) -> None:
    """Add a table; one that goes on from the page before keeps the column names given there."""
    cells = [[repair(cell) for cell in row] for row in grid.cells]
    if not cells:
        return
    if flow.names and len(flow.names) == len(cells[0]):
        if tuple(cells[0]) == flow.names:
            cells = cells[1:]
        if cells and _is_rest(flow, cells[0]):
            whole = [
                glue(above, rest) if rest else above for above, rest in zip(flow.row, cells[0], strict=True)
            ]
            flow.lines[-1] = Line(row_text(flow.names, whole), "row")
            cells = cells[1:]
        flow.lines.extend(_rows_only(flow.names, cells))
    else:
        flow.lines.extend(table_lines(cells, grid.header_rows))
        named = [row for row in cells if len(set(row)) > 1]
        flow.names = tuple(named[0]) if named and len(named) > 1 else ()
    flow.row, flow.room = tuple(cells[-1]) if cells else (), grid.room
    flow.last = None


def _is_rest(flow: _Flow, row: Sequence[str]) -> bool:
    """True for the rest of a row that the end of the page cut: no number, and each word goes on from a full cell."""
    if len(flow.row) != len(row) or row[0] or not flow.row[0] or flow.lines[-1].kind != "row":
        return False
    going = [at for at, text in enumerate(row) if text]
    most = LEAST_ROOM if len(going) == 1 else LEAST_ROOM + 0.5  # in one cell it may be chance
    return bool(going) and all(
        flow.room[at] < most + (row[at][1:2] in BOUND) and not ENDS.search(flow.row[at]) for at in going
    )


def _rows_only(names: tuple[str, ...], cells: list[list[str]]) -> Iterator[Line]:
    return (line for line in table_lines([list(names), *cells]) if line.kind == "row")
