"""PDF files, read with pdfium: letters at places, ruling lines, and pages that are only pictures."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from assistant.errors import UnreadableFile
from assistant.ingest.lines import Page
from assistant.ingest.readers.glyphs import Glyph, Ruling, upright
from assistant.ingest.readers.layout import Sheet, check_letters, read_sheets
from assistant.ingest.readers.ocr import Scans, placed

MAX_PAGES = 3_000
MAX_LETTERS = 60_000  # a page
MAX_OBJECTS = 50_000
OCR_SCALE = 2.5  # pixels a point: 180 dots an inch
LEAST_PICTURE = 0.08  # of a page: a seal covers 0.03
LETTERS_OVER = 0.03  # of a picture: those of a page header that it runs under
URL = re.compile(r"https?://[\x21-\x7e]{6,300}")
MAX_SIZE = 400  # points
RISE = 0.38  # of the size: from the foot of a row to its middle
BLANKS = " \u3000\xa0"
WHITE = 250
SIGNS = dict.fromkeys(map(ord, "\r\n\t \u3000\xa0\u200b\ufeff\x00\ufffe\uffff"))


def read_pdf(raw: bytes, path: Path, progress: Callable[[int, int], None] | None = None) -> Page:
    """Read a PDF page by page; pages without letters, and large pictures in others, are recognised.

    Raises UnreadableFile when the file is damaged, encrypted, too long, or a scan that cannot be recognised here.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(raw)
        count = len(document)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        reason = "文件已加密: 请解除密码后重试" if locked else "PDF 已损坏或不完整: 请重新获取原始文件"
        raise UnreadableFile(f"{path}: {reason}") from error
    if count > MAX_PAGES:
        raise UnreadableFile(f"{path}: 共 {count} 页，超过 {MAX_PAGES} 页: 请拆分后再导入")
    scans = Scans(path)
    sheets: list[Sheet] = []
    for number in range(count):
        sheets.append(_sheet(document, number, scans))
        check_letters(sheets, path)
        if progress is not None:
            progress(number + 1, count)
    document.close()
    lines, marks = read_sheets(sheets)
    facts = scans.facts(lines)
    address = next((found[0] for mark in marks if (found := URL.search(mark))), None)
    return Page(lines, facts | ({"url": address} if address else {}), marks)


def _sheet(document: Any, number: int, scans: Scans) -> Sheet:
    import pypdfium2 as pdfium

    try:
        page = document[number]
        width, height = page.get_size()
        text = page.get_textpage()
    except pdfium.PdfiumError:  # one page that is damaged: the others are still read
        return Sheet(0, 0, ())
    try:
        shapes = list(_shapes(page, height))
        glyphs = list(_glyphs(text, page, height, [box for box, dark in shapes if dark]))
        area = _picture(page, glyphs, width, height)
        found = None if area is None else _recognised(page, area, number + 1, scans)
    finally:
        text.close()
        page.close()
    rulings = [box for box, dark in shapes if not dark]
    if area is None or found is None:
        return Sheet(width, height, upright(glyphs, width, height), rulings)
    glyphs = [] if _is_garbled(glyphs) else upright(glyphs, width, height)
    words, lines = placed(found, area.x0, area.top, glyphs)
    return Sheet(width, height, glyphs + words, rulings + lines)


def _recognised(page: Any, area: Ruling, number: int, scans: Scans) -> tuple[list[Glyph], list[Ruling]]:
    """Return the words and table lines in an area of a page, measured from the corner of that area."""
    scale = min(OCR_SCALE, 4000 / max(*page.get_size(), 1))
    image = page.render(scale=scale).to_pil()
    box = (area.x0 * scale, area.top * scale, area.x1 * scale, area.bottom * scale)
    return scans.words(number, image.crop(tuple(map(int, box))), 1 / scale)


def _glyphs(text: Any, page: Any, height: float, dark: list[Ruling]) -> Iterator[Glyph]:
    import pypdfium2.raw as pdfium

    x0, y0 = page.get_bbox()[:2]
    spaced = False
    for at in range(min(text.count_chars(), MAX_LETTERS)):
        char = chr(pdfium.FPDFText_GetUnicode(text, at))
        if not char.translate(SIGNS) or pdfium.FPDFText_IsGenerated(text, at) == 1:
            spaced = char in BLANKS and pdfium.FPDFText_IsGenerated(text, at) != 1
            continue
        box = _box(text, at)
        if all(map(math.isfinite, box)):
            left, right, middle, size, angle = box
            top = height + y0 - middle - size / 2
            glyph = Glyph(char, left - x0, top, right - x0, top + size, size, angle, spaced)
            if not _is_white(text, at) or any(_covers(shape, glyph) for shape in dark):
                yield glyph
        spaced = False


def _box(text: Any, at: int) -> tuple[float, float, float, float, float]:
    """Return left, right and middle of a letter, its size and its angle; y runs from the foot of the page.

    The size is that of the font: the boxes of letters differ with their shapes.
    """
    import pypdfium2.raw as pdfium

    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    pdfium.FPDFText_GetCharBox(text, at, left, right, bottom, top)
    loose, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    has_loose = pdfium.FPDFText_GetLooseCharBox(text, at, loose)
    ends = (loose.left, loose.right) if has_loose else (left.value, right.value)
    middle = (loose.top + loose.bottom) / 2 if has_loose else (top.value + bottom.value) / 2
    pdfium.FPDFText_GetMatrix(text, at, matrix)
    size = pdfium.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
    if not 1 <= size <= MAX_SIZE:
        size = max(top.value - bottom.value, loose.top - loose.bottom, 1.0)
    angle = -math.degrees(pdfium.FPDFText_GetCharAngle(text, at))
    if abs(angle) < 1 and pdfium.FPDFText_GetCharOrigin(text, at, x, y):
        middle = y.value + RISE * size
    return *ends, middle, size, angle


def _is_white(text: Any, at: int) -> bool:
    """True for letters that cannot be seen on white paper, such as instructions hidden from readers."""
    import pypdfium2.raw as pdfium

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium.FPDFText_GetFillColor(text, at, red, green, blue, alpha)
    return bool(known) and (min(red.value, green.value, blue.value) >= WHITE or alpha.value == 0)


def _covers(shape: Ruling, glyph: Glyph) -> bool:
    x = (glyph.x0 + glyph.x1) / 2
    return shape.x0 <= x <= shape.x1 and shape.top <= glyph.middle <= shape.bottom


def _shapes(page: Any, height: float) -> Iterator[tuple[Ruling, bool]]:
    """Yield the straight lines of a page, and (True) the areas filled with a colour."""
    import pypdfium2.raw as pdfium

    x0, y0 = page.get_bbox()[:2]
    for at in range(min(pdfium.FPDFPage_CountObjects(page), MAX_OBJECTS)):
        shape = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(shape) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if not pdfium.FPDFPageObj_GetBounds(shape, left, bottom, right, top):
            continue
        box = Ruling(left.value - x0, height + y0 - top.value, right.value - x0, height + y0 - bottom.value)
        filled, drawn = _ink(shape)
        if min(box.x1 - box.x0, box.bottom - box.top) <= 2.5 and (filled or drawn):
            yield box, False
        elif filled:
            yield box, True
        elif drawn:
            yield from ((line, False) for line in _segments(shape, height + y0, x0))


def _ink(shape: Any) -> tuple[bool, bool]:
    """Return whether a path is filled with a colour and whether its outline is drawn; white frames are neither."""
    import pypdfium2.raw as pdfium

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPath_GetDrawMode(shape, mode, stroke):
        return False, True
    pdfium.FPDFPageObj_GetFillColor(shape, red, green, blue, alpha)
    coloured = min(red.value, green.value, blue.value) < WHITE and alpha.value > 0
    return mode.value != 0 and coloured, bool(stroke.value)


def _segments(shape: Any, height: float, x0: float) -> Iterator[Ruling]:
    """Yield the level and upright sides of a drawn path, such as the frame of a table."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(shape, matrix)
    before: tuple[float, float] | None = None
    for at in range(min(pdfium.FPDFPath_CountSegments(shape), 400)):
        segment = pdfium.FPDFPath_GetPathSegment(shape, at)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e - x0,
            height - (matrix.b * x.value + matrix.d * y.value + matrix.f),
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_LINETO and before is not None:
            (a, b), (c, d) = sorted((before[0], point[0])), sorted((before[1], point[1]))
            if min(b - a, d - c) <= 1:
                yield Ruling(a, c, b, d)
        before = point


def _picture(page: Any, glyphs: list[Glyph], width: float, height: float) -> Ruling | None:
    """Return the area of a page whose words are in pictures: the whole of it when its letters mean nothing."""
    if _is_garbled(glyphs):
        return Ruling(0, 0, width, height)
    boxes = [box for box in _images(page, width, height) if not _holds_text(box, glyphs)]
    covered = sum((box.x1 - box.x0) * (box.bottom - box.top) for box in boxes)
    if covered < LEAST_PICTURE * max(width * height, 1):
        return None
    return Ruling(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )


def _is_garbled(glyphs: list[Glyph]) -> bool:
    odd = sum(glyph.text == "\ufffd" or "\ue000" <= glyph.text <= "\uf8ff" for glyph in glyphs)
    return odd >= 20 and odd * 3 >= len(glyphs)


def _holds_text(box: Ruling, glyphs: list[Glyph]) -> bool:
    """True for a ground or a seal with letters over it, which is no picture of words."""
    letters = sum((glyph.x1 - glyph.x0) * glyph.size for glyph in glyphs if _covers(box, glyph))
    return letters > LETTERS_OVER * (box.x1 - box.x0) * (box.bottom - box.top)


def _images(page: Any, width: float, height: float) -> Iterator[Ruling]:
    """Yield the boxes of the pictures of a page, and of the drawings that may hold some."""
    import pypdfium2.raw as pdfium

    x0, y0 = page.get_bbox()[:2]
    for at in range(min(pdfium.FPDFPage_CountObjects(page), 500)):
        shape = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(shape) not in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            continue
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if pdfium.FPDFPageObj_GetBounds(shape, left, bottom, right, top):
            box = (left.value - x0, height + y0 - top.value, right.value - x0, height + y0 - bottom.value)
            if all(map(math.isfinite, box)) and box[0] < width and box[1] < height:
                yield Ruling(max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height))
