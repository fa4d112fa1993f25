"""A checklist as an attachment in the layout of official documents (GB/T 9704—2012)."""

from __future__ import annotations

import io
import re
from typing import Any

from docx import Document as new_document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from assistant.export.rows import (
    AI_NOTICE,
    NO_TASKS,
    STRENGTHS,
    deadline_words,
    indicator_words,
    owner_words,
    source_line,
    title_of,
)
from assistant.schema import Checklist, Document, Task

# GB/T 9704: A4, upper margin 37 mm, binding margin 28 mm, type area 156 × 225 mm; the table lies on its side.
TITLE_FONT, BODY_FONT, HEAD_FONT, MARK_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "黑体"
TITLE_SIZE, MARK_SIZE, BODY_SIZE, CELL_SIZE = 22, 16, 14, 10.5
MARGINS = {"top_margin": 28, "bottom_margin": 26, "left_margin": 37, "right_margin": 35}
HEAD = ("序号", "工作任务", "任务内容（原文）", "责任单位", "完成时限", "指标", "约束力", "条款")
WIDTHS = (12, 34, 70, 34, 26, 18, 15, 16)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_docx(checklist: Checklist, document: Document) -> bytes:
    """Return a Word file: 附件, the title, where it comes from, the table, the notice, page numbers."""
    file = new_document()
    _lay_out(file)
    _line(file, "附件", MARK_FONT, MARK_SIZE)
    _line(file, title_of(checklist), TITLE_FONT, TITLE_SIZE, centred=True)
    _line(file, source_line(checklist, document), BODY_FONT, CELL_SIZE + 1.5, centred=True)
    if checklist.tasks:
        _table(file, checklist)
    else:
        _line(file, NO_TASKS, BODY_FONT, BODY_SIZE)
    _line(file, AI_NOTICE, BODY_FONT, CELL_SIZE)
    file.core_properties.title = title_of(checklist)
    file.core_properties.comments = AI_NOTICE
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def _lay_out(file: Any) -> None:
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    for name, width in MARGINS.items():
        setattr(section, name, Mm(width))
    style = file.styles["Normal"]
    style.font.size = Pt(BODY_SIZE)
    _name_font(style, BODY_FONT)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(foot, "— ", "宋体", BODY_SIZE)
    _page_number(foot)
    _run(foot, " —", "宋体", BODY_SIZE)


def _name_font(holder: Any, font: str) -> None:
    """Name the font for Chinese too: python-docx itself sets only the Latin one."""
    holder.font.name = font
    fonts = holder.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(kind), font)


def _run(paragraph: Any, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(_CONTROL.sub("", text))
    run.font.size = Pt(size)
    _name_font(run, font)


def _page_number(paragraph: Any) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(BODY_SIZE)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _line(file: Any, text: str, font: str, size: float, centred: bool = False) -> None:
    paragraph = file.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(6)
    _run(paragraph, text, font, size)


def _table(file: Any, checklist: Checklist) -> None:
    table = file.add_table(rows=1, cols=len(HEAD))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    _fill(table.rows[0], HEAD, HEAD_FONT)
    _repeat(table.rows[0])
    for number, task in enumerate(checklist.tasks, start=1):
        _fill(table.add_row(), _cells(number, task), BODY_FONT)


def _cells(number: int, task: Task) -> tuple[str, ...]:
    time = deadline_words(task.deadline)
    time = f"{time}（{task.deadline.due}）" if task.deadline.due else time
    time = f"{time}\n注：{task.deadline.note}" if task.deadline.note else time
    return (
        str(number),
        task.action,
        task.quote,
        owner_words(task.owners),
        time,
        indicator_words(task.indicator),
        STRENGTHS.get(task.strength, task.strength),
        task.label,
    )


def _fill(row: Any, texts: tuple[str, ...], font: str) -> None:
    _whole_on_page(row)
    for cell, text, width in zip(row.cells, texts, WIDTHS, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        if font == HEAD_FONT or len(text) <= 3:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, text, font, CELL_SIZE)


def _repeat(row: Any) -> None:
    """Show the head of the table on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _whole_on_page(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
