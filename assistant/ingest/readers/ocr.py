"""Words in pictures, recognised by RapidOCR when it is installed; its models come in its wheel."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from assistant.errors import UnreadableFile
from assistant.ingest.lines import Line, Page
from assistant.ingest.readers.glyphs import Glyph, Ruling
from assistant.ingest.readers.layout import Sheet, read_sheets
from assistant.ingest.readers.ocr_rulings import rulings_in

Box = TypeVar("Box", Glyph, Ruling)
MISSING = "内容是图片，需要文字识别: 请先安装文字识别组件（pip install 'policy-assistant[ocr]'）再导入"
LEAST_SCORE = 0.5
MAX_PIXELS = 60_000_000
POINTS = 0.4  # a pixel of a picture of unknown size, in points: 180 dots an inch


@functools.cache
def _engine() -> Any | None:
    try:
        from rapidocr import RapidOCR
    except ImportError:
        return None
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error"})


@dataclass(slots=True)
class Scans:
    """Recognises the pictures of one file and remembers the pages that held them, counted from 1."""

    path: Path
    read: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    def words(self, page: int, image: Any, scale: float) -> tuple[list[Glyph], list[Ruling]]:
        """Return the words of a picture, a row of text each, and the lines of its tables.

        `scale` turns the pixels of the picture into the unit of the page. Nothing is found without an engine.
        """
        engine = _engine()
        if engine is None:
            self.unread += [page] if page not in self.unread else []
            return [], []
        image = image.convert("RGB")
        found = _words(engine(image), scale)
        self.read += [page] if found and page not in self.read else []
        return found, rulings_in(image, scale) if found else []

    def facts(self, lines: Sequence[Line]) -> dict[str, str]:
        """Return which pages were recognised and which were not.

        Raises UnreadableFile with what to install when the file has no words but those in its pictures.
        """
        if self.unread and not lines:
            raise UnreadableFile(f"{self.path}: {MISSING}")
        facts = {"ocr": _pages(self.read)} if self.read else {}
        if self.unread:
            facts["warnings"] = f"{_pages(self.unread)}有图片，其中的文字没有读出（未安装文字识别组件）"
        return facts


def _pages(numbers: Sequence[int]) -> str:
    return f"第{'、'.join(map(str, numbers))}页"


def _words(found: Any, scale: float) -> list[Glyph]:
    if found.boxes is None or found.txts is None:
        return []
    glyphs = []
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        if score >= LEAST_SCORE and text.strip():
            xs, ys = [float(x) * scale for x, _ in box], [float(y) * scale for _, y in box]
            glyphs.append(Glyph(text.strip(), min(xs), min(ys), max(xs), max(ys), (max(ys) - min(ys)) * 0.8))
    return glyphs


def placed(
    found: tuple[Sequence[Glyph], Sequence[Ruling]], x: float, y: float, around: Sequence[Glyph]
) -> tuple[list[Glyph], list[Ruling]]:
    """Move what was found to where its picture stands; words over letters of the page are these letters."""
    words = [_moved(word, x, y) for word in found[0]]
    apart = [
        word
        for word in words
        if not any(
            word.x0 <= (glyph.x0 + glyph.x1) / 2 <= word.x1 and word.top <= glyph.middle <= word.bottom
            for glyph in around
        )
    ]
    return apart, [_moved(line, x, y) for line in found[1]]


def _moved(box: Box, x: float, y: float) -> Box:
    return replace(box, x0=box.x0 + x, x1=box.x1 + x, top=box.top + y, bottom=box.bottom + y)


def read_image(raw: bytes, path: Path, progress: Callable[[int, int], None] | None = None) -> Page:
    """Read a picture of one page.

    Raises UnreadableFile when it is damaged or too large, or when no engine is installed.
    """
    import io

    from PIL import Image

    try:
        image = Image.open(io.BytesIO(raw))
        if image.width * image.height > MAX_PIXELS:
            raise UnreadableFile(f"{path}: 图片过大: 请缩小到 {MAX_PIXELS // 1_000_000} 百万像素以内")
        image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableFile(f"{path}: 图片已损坏: 请重新获取原始文件") from error
    scans = Scans(path)
    words, rulings = scans.words(1, image, POINTS)
    lines, marks = read_sheets([Sheet(image.width * POINTS, image.height * POINTS, words, rulings)])
    if progress is not None:
        progress(1, 1)
    return Page(lines, scans.facts(lines), marks)
