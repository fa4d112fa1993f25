"""Pages set in two columns: the left one is read before the right one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from assistant.ingest.readers.glyphs import Glyph, Row, row_of

LEAST_ROWS = 6
GAP = 1.2  # letters
Band = Sequence[Glyph]


def split_columns(bands: Sequence[Band]) -> Iterator[Row]:
    """Yield rows in reading order: a run of bands on both sides of an empty strip is two columns."""
    gutter = _gutter(bands)
    pending: list[Band] = []
    for band in bands:
        if gutter is not None and _is_split(band, gutter):
            pending.append(band)
            continue
        yield from _columns(pending, gutter)
        pending = []
        yield row_of(band)
    yield from _columns(pending, gutter)


def _is_split(band: Band, gutter: float) -> bool:
    """True when no letter of a band comes near the gutter from both sides."""
    return _parts(_Edges(band), gutter)


class _Edges:
    """Where the letters of a band begin, and how far those up to each of them reach."""

    def __init__(self, band: Band) -> None:
        self.size = band[0].size
        self.starts = [glyph.x0 for glyph in band]  # bands run from left to right
        self.reach = list(accumulate((glyph.x1 for glyph in band), max))


def _parts(edges: _Edges, gutter: float) -> bool:
    at = bisect_left(edges.starts, gutter)
    left = edges.reach[at - 1] if at else None
    if left is None or at == len(edges.starts):
        return left is None or left <= gutter
    return left <= gutter and edges.starts[at] - left >= GAP * edges.size


def _gutter(bands: Sequence[Band]) -> float | None:
    """Return the middle of an upright strip that bands leave empty, with full columns on both sides."""
    if len(bands) < LEAST_ROWS:
        return None
    low, high = min(band[0].x0 for band in bands), max(glyph.x1 for band in bands for glyph in band)
    all_edges = [_Edges(band) for band in bands]
    for step in range(35, 66):
        middle = low + (high - low) * step / 100
        split = [band for band, edges in zip(bands, all_edges, strict=True) if _parts(edges, middle)]
        both = [band for band in split if band[0].x0 < middle <= band[-1].x0]
        if len(both) >= LEAST_ROWS and len(split) >= 0.7 * len(bands) and _are_full(both, middle, high):
            return middle
    return None


def _are_full(bands: Sequence[Band], gutter: float, high: float) -> bool:
    """True when most rows of both sides run up to the gutter and the margin: text, not a list of pairs."""
    reach_left = reach_right = 0
    for band in bands:
        near = 3 * band[0].size
        reach_left += gutter - max(glyph.x1 for glyph in band if glyph.x0 < gutter) < near
        starts = min(glyph.x0 for glyph in band if glyph.x0 >= gutter)
        reach_right += starts - gutter < near and high - max(glyph.x1 for glyph in band) < near
    return min(reach_left, reach_right) * 2 >= len(bands)


def _columns(bands: Sequence[Band], gutter: float | None) -> Iterator[Row]:
    if gutter is None or not bands:
        return
    for number in (0, 1):
        sides = [[glyph for glyph in band if (glyph.x0 >= gutter) == bool(number)] for band in bands]
        rows = [row_of(side) for side in sides if side]
        if rows:
            left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
            yield from (replace(row, left=left, right=right, column=number) for row in rows)
