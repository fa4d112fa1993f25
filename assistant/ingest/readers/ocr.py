"""Words in pictures, recognised by RapidOCR when it is installed; its models come in its wheel."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import UnreadableFile
from assistant.ingest.lines import Page
from assistant.ingest.readers.glyphs import Glyph
from assistant.ingest.readers.layout import Sheet, read_sheets

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


def recognise(image: Any, path: Path, scale: float) -> list[Glyph]:
    """Return the words of a picture, a row of text each; `scale` turns its pixels into the unit of the page.

    Raises UnreadableFile with what to install when there is no engine.
    """
    engine = _engine()
    if engine is None:
        raise UnreadableFile(f"{path}: {MISSING}")
    found = engine(image.convert("RGB"))
    if found.boxes is None or found.txts is None:
        return []
    glyphs = []
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        if score >= LEAST_SCORE and text.strip():
            xs, ys = [float(x) * scale for x, _ in box], [float(y) * scale for _, y in box]
            glyphs.append(Glyph(text.strip(), min(xs), min(ys), max(xs), max(ys), (max(ys) - min(ys)) * 0.8))
    return glyphs


def scanned_facts(pages: Sequence[int]) -> dict[str, str]:
    """Return the fact that says which pages were recognised from pictures.

    >>> scanned_facts([1, 3]), scanned_facts([])
    ({'ocr': '第1、3页'}, {})
    """
    return {"ocr": f"第{'、'.join(map(str, pages))}页"} if pages else {}


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
    glyphs = recognise(image, path, POINTS)
    lines, marks = read_sheets([Sheet(image.width * POINTS, image.height * POINTS, glyphs)])
    if progress is not None:
        progress(1, 1)
    return Page(lines, scanned_facts([1]), marks)
