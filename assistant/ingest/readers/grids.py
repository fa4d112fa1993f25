"""Ruled tables: straight lines on a page that make cells, and the letters inside them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ingest.readers.glyphs import Glyph, Ruling, bands_of, row_of
from assistant.ingest.readers.tables import join_cell
from assistant.ingest.repair import join_breaks

NEAR = 3.0  # points: ends of lines that nearly touch
LEAST = 8.0  # points: shorter lines rule nothing
MOST_RULINGS = 4_000
LEAST_CELLS = 3


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table as a rectangle; a merged cell stands in each place that it covers.

    `room` says how many letters of each cell's last row are left to its edge, in the last row of the table: where
    it is full, words may go on overleaf.
    """

    top: float
    cells: tuple[tuple[str, ...], ...]
    header_rows: int = 1
    room: tuple[float, ...] = ()


def find_grids(glyphs: Sequence[Glyph], rulings: Sequence[Ruling]) -> tuple[list[Grid], list[Glyph]]:
    """Return the tables of a page and the letters that stand in none of them."""
    lines = [line for line in rulings if max(line.x1 - line.x0, line.bottom - line.top) >= LEAST]
    if len(lines) > MOST_RULINGS:  # a drawing
        return [], list(glyphs)
    grids: list[Grid] = []
    rest = list(glyphs)
    for group in _touching(lines):
        found = _read(group, rest)
        if found is not None:
            grid, inside = found
            grids.append(grid)
            rest = [glyph for glyph in rest if id(glyph) not in inside]
    return grids, rest


def _touching(lines: Sequence[Ruling]) -> list[list[Ruling]]:
    """Gather lines that touch each other, directly or through others."""
    owner = list(range(len(lines)))

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    order = sorted(range(len(lines)), key=lambda at: lines[at].top)
    for place, at in enumerate(order):
        a = lines[at]
        for other in order[place + 1 :]:
            b = lines[other]
            if b.top > a.bottom + NEAR:
                break
            if b.x0 <= a.x1 + NEAR and a.x0 <= b.x1 + NEAR:
                owner[root(other)] = root(at)
    groups: dict[int, list[Ruling]] = {}
    for at, line in enumerate(lines):
        groups.setdefault(root(at), []).append(line)
    return list(groups.values())


def _places(values: Sequence[float]) -> list[float]:
    """Return the distinct places among values that lie near each other."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > NEAR:
            places.append(value)
    return places


def _page_ends(level: Sequence[Ruling], steep: Sequence[Ruling]) -> list[Ruling]:
    """Return the lines that close a table which the end of the page cuts: its upright lines run on without one."""
    if not level or len(steep) < 3:
        return []
    closed: list[Ruling] = []
    for end, last in (
        (min(line.top for line in steep), min(line.top for line in level)),
        (max(line.bottom for line in steep), max(line.top for line in level)),
    ):
        reach = [line for line in steep if line.top - NEAR <= end <= line.bottom + NEAR]
        if abs(end - last) > LEAST and len(reach) >= 3:
            closed.append(Ruling(min(line.x0 for line in reach), end, max(line.x1 for line in reach), end))
    return closed


def _read(lines: Sequence[Ruling], glyphs: Sequence[Glyph]) -> tuple[Grid, set[int]] | None:
    level = [line for line in lines if line.x1 - line.x0 >= line.bottom - line.top]
    steep = [line for line in lines if line.x1 - line.x0 < line.bottom - line.top]
    level += _page_ends(level, steep)
    tops = _places([line.top for line in level])
    lefts = _places([line.x0 for line in steep])
    if len(tops) < 3 or len(lefts) < 3 or len(tops) * len(lefts) > 20_000:
        return None
    cells = _merge(level, steep, tops, lefts)
    letters: dict[tuple[int, int], list[Glyph]] = {}
    inside: set[int] = set()
    for glyph in glyphs:
        row = bisect_right(tops, glyph.middle) - 1
        column = bisect_right(lefts, (glyph.x0 + glyph.x1) / 2) - 1
        if 0 <= row < len(tops) - 1 and 0 <= column < len(lefts) - 1:
            letters.setdefault(cells[row, column], []).append(glyph)
            inside.add(id(glyph))
    if len(letters) < LEAST_CELLS or len({row for row, _ in letters}) < 2:  # a frame around text, no table
        return None
    bands = {place: bands_of(found) for place, found in letters.items()}
    words = {
        place: join_cell(join_breaks([row_of(band).text for band in found])) for place, found in bands.items()
    }
    rows = [
        tuple(words.get(cells[row, column], "") for column in range(len(lefts) - 1))
        for row in range(len(tops) - 1)
    ]
    last = [bands.get(cells[len(tops) - 2, column], []) for column in range(len(lefts) - 1)]
    room = tuple(_room(found, right) for found, right in zip(last, lefts[1:], strict=True))
    return Grid(tops[0], tuple(rows), _header_rows(cells, len(lefts) - 1), room), inside


def _room(bands: Sequence[Sequence[Glyph]], right: float) -> float:
    if not bands:
        return float("inf")
    return (right - max(glyph.x1 for glyph in bands[-1])) / max(bands[-1][0].size, 1.0)


def _merge(
    level: Sequence[Ruling], steep: Sequence[Ruling], tops: Sequence[float], lefts: Sequence[float]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each place of the rectangle the place of the cell that covers it."""
    cells: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(tops) - 1):
        middle = (tops[row] + tops[row + 1]) / 2
        for column in range(len(lefts) - 1):
            centre = (lefts[column] + lefts[column + 1]) / 2
            above, before = cells.get((row - 1, column)), cells.get((row, column - 1))
            if above is not None and not _is_ruled_level(level, tops[row], centre):
                cells[row, column] = above
            elif before is not None and not _is_ruled_steep(steep, lefts[column], middle):
                cells[row, column] = before
            else:
                cells[row, column] = (row, column)
    return cells


def _is_ruled_level(level: Sequence[Ruling], top: float, centre: float) -> bool:
    return any(abs(line.top - top) <= NEAR and line.x0 - NEAR <= centre <= line.x1 + NEAR for line in level)


def _is_ruled_steep(steep: Sequence[Ruling], left: float, middle: float) -> bool:
    return any(
        abs(line.x0 - left) <= NEAR and line.top - NEAR <= middle <= line.bottom + NEAR for line in steep
    )


def _header_rows(cells: dict[tuple[int, int], tuple[int, int]], columns: int) -> int:
    """Two rows of names when a cell of the first goes down into the second beside one that is divided there."""
    first = [cells[0, column] for column in range(columns)]
    second = [cells.get((1, column)) for column in range(columns)]
    down = [a == b for a, b in zip(first, second, strict=True)]
    wide = len(set(first)) < columns
    return 2 if any(down) and not all(down) and wide else 1
