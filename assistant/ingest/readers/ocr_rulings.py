"""The straight lines of tables in pictures, so that a scanned table is read cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.ingest.readers.glyphs import Ruling

SHORTEST = 40  # pixels
THICKEST = 12
MOST = 2_000


def rulings_in(image: Any, scale: float) -> list[Ruling]:
    """Return the level and upright lines of a picture in the unit of the page; OpenCV comes with RapidOCR."""
    import cv2
    import numpy as np

    grey = np.asarray(image.convert("L"))
    if min(grey.shape) < SHORTEST:
        return []
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    found = [*_lines(dark, (SHORTEST, 1)), *_lines(dark, (1, SHORTEST))]
    return [Ruling(*(value * scale for value in box)) for box in found[:MOST]]


def _lines(dark: Any, shape: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    import cv2

    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, shape)
    kept = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    kept = cv2.dilate(
        kept, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
    )  # mends lines a pixel off level
    _, _, stats, _ = cv2.connectedComponentsWithStats(kept)
    for left, top, width, height, _ in stats.tolist()[1:]:
        if min(width, height) <= THICKEST:
            yield left, top, left + width, top + height
