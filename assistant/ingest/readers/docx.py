"""Word documents (.docx): the body in order, with what Word draws or hides and a plain reading of the text misses."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.errors import UnreadableFile
from assistant.ingest.lines import Line, Page, tidy
from assistant.ingest.readers.archive import Archive, attribute, child, local
from assistant.ingest.readers.docx_numbers import Numbering
from assistant.ingest.readers.docx_runs import Notes, Piece, is_hidden_mark, pieces
from assistant.ingest.readers.running import PAGE_NUMBER
from assistant.ingest.readers.tables import MOST_CELL, UNIT, bounded, join_cell, table_lines
from assistant.ingest.repair import join_breaks

BODY = ("body", "sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "txbxContent")
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000


def read_docx(raw: bytes, path: Path) -> Page:
    """Read a Word document: paragraphs with their automatic numbers, tables, notes; headers and boxes as marks.

    Raises UnreadableFile when the file is damaged, encrypted or too large unpacked.
    """
    archive = Archive(raw, path)
    main = _main_part(archive)
    root = archive.xml(main)
    if root is None or child(root, "body") is None:
        raise UnreadableFile(f"{path}: 不是完整的 Word 文件: 请重新获取或另存为 .docx")
    folder = posixpath.dirname(main)
    around = {
        name: archive.xml(f"{folder}/{name}.xml") for name in ("numbering", "styles", "footnotes", "endnotes")
    }
    body = _Body(
        Numbering(around["numbering"], around["styles"]),
        Notes(around["footnotes"], around["endnotes"]),
        path,
    )
    lines = [line for line in bounded(body.read(child(root, "body")), path) if line.text]
    marks = [mark for mark in _around(archive, folder) if not PAGE_NUMBER.match(mark)]
    return Page(tuple(lines), marks=tuple(marks + body.boxes))


def _main_part(archive: Archive) -> str:
    relations = archive.xml("_rels/.rels")
    for relation in relations if relations is not None else ():
        if (attribute(relation, "Type") or "").endswith("/officeDocument"):
            return (attribute(relation, "Target") or "").lstrip("/")
    return "word/document.xml"


def _around(archive: Archive, folder: str) -> Iterator[str]:
    """Yield the lines of the page headers and footers, first and even pages too."""
    for name in archive.names():
        part = posixpath.basename(name)
        if posixpath.dirname(name) == folder.lower() and part.startswith(("header", "footer")):
            root = archive.xml(name)
            body = _Body(Numbering(None, None), Notes(None, None), archive.path)
            yield from (line.text for line in body.read(root) if line.text)
            yield from body.boxes


class _Body:
    """Walks the blocks of a part once; `boxes` gathers the lines of its text boxes."""

    def __init__(self, numbering: Numbering, notes: Notes, path: Path) -> None:
        self.boxes: list[str] = []
        self._path = path
        self._numbering = numbering
        self._notes = notes
        self._joined = ""  # the text of a paragraph whose end was deleted: it goes on in the next

    def read(self, parent: Any) -> Iterator[Line]:
        for node in parent:
            name = local(node)
            if name == "p":
                yield from self._paragraph(node)
            elif name == "tbl":
                yield from self._table(node)
            elif name == "sdt" and _is_contents(node):
                continue
            elif name in BODY:
                yield from self.read(node)

    def _paragraph(self, node: Any) -> Iterator[Line]:
        if self._numbering.style_name(node).startswith("toc "):
            return
        piece = Piece()
        pieces(node, piece, ())
        if is_hidden_mark(node) and not piece.text.strip():
            return
        for box in piece.boxes:
            found = [line for line in self.read(box) if line.text]
            self.boxes.extend(line.text for line in found)
            yield from found
        number = self._numbering.draw(node) if piece.text.strip() else ""
        text = self._joined + number + piece.text
        self._joined = text if child(node, "pPr", "rPr", "del") is not None else ""
        if self._joined:
            return
        parts = [tidy(part) for part in text.split("\n")]
        one_a_line = len(parts) > 1 and all(UNIT.search(part) for part in parts)  # 甲局⏎乙局
        for part in parts if one_a_line else join_breaks(parts):
            yield Line(part)
        for key in piece.notes:
            yield from (Line(f"注：{tidy(note)}") for note in self._notes.of(key) if tidy(note))

    def _table(self, node: Any) -> Iterator[Line]:
        grid, header_rows = self._grid(node)
        yield from table_lines(grid, header_rows)

    def _grid(self, table: Any) -> tuple[list[list[str]], int]:
        rows: list[list[str]] = []
        header_rows = 0
        for row in _rows(table):
            cells: list[str] = [""] * _span(child(row, "trPr", "gridBefore"))
            for cell in _cells(row):
                merge = child(cell, "tcPr", "vMerge")
                above = rows[-1] if rows else []
                if merge is not None and attribute(merge, "val") != "restart" and len(cells) < len(above):
                    text = above[len(cells)]
                else:
                    text = self._cell(cell)
                cells += [text] * max(1, _span(child(cell, "tcPr", "gridSpan")))
            rows.append(cells[:MAX_COLUMNS])
            if child(row, "trPr", "tblHeader") is not None and header_rows == len(rows) - 1:
                header_rows += 1
        width = max((len(row) for row in rows), default=0)
        if width * len(rows) > MAX_CELLS:
            width = min(width, 2)
        return [(row + [""] * width)[:width] for row in rows], max(header_rows, 1)

    def _cell(self, cell: Any) -> str:
        text = join_cell([line.text for line in self.read(cell)])
        if len(text) > MOST_CELL:  # tables inside tables say their words again at each level
            raise UnreadableFile(f"{self._path}: 表格嵌套异常: 请核对文件来源或另存为 .pdf 后再导入")
        return text


def _rows(table: Any) -> Iterator[Any]:
    for node in table:
        if local(node) == "tr":
            if child(node, "trPr", "del") is None:
                yield node
        elif local(node) in BODY:
            yield from _rows(node)


def _cells(row: Any) -> Iterator[Any]:
    for node in row:
        if local(node) == "tc":
            yield node
        elif local(node) in BODY:
            yield from _cells(node)


def _span(node: Any | None) -> int:
    value = attribute(node, "val") or "0"
    return min(int(value), MAX_COLUMNS) if value.isascii() and value.isdecimal() else 0


def _is_contents(block: Any) -> bool:
    gallery = attribute(child(block, "sdtPr", "docPartObj", "docPartGallery"), "val") or ""
    return "table of contents" in gallery.lower()
