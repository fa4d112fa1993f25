"""Letters at places, and the rows that they make."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LATIN = re.compile(r"[A-Za-z0-9,.;:%)\]]")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter (or the words of a scan's row) with its box, from the top left.

    `angle` is in degrees, 0 is upright; `spaced` says that the file has a blank before it.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    angle: float = 0.0
    spaced: bool = False

    @property
    def middle(self) -> float:
        """The height of its centre."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line, level or upright, of a table."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row of letters; `column`, `left` and `right` are set where a page has columns."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    left: float = 0.0
    right: float = 0.0
    column: int | None = None

    @property
    def middle(self) -> float:
        """The height of its centre; its foot is not used, for it marks page ends."""
        return self.top + self.size / 2

    @property
    def full(self) -> bool:
        """True for a row that reaches its right margin."""
        return self.x1 >= self.right - 1.6 * self.size


def upright(glyphs: Sequence[Glyph], width: float, height: float) -> list[Glyph]:
    """Turn the letters of a page that lies on its side; slanted ones (watermarks) are dropped.

    >>> turned = upright([Glyph("甲", 10, 20, 20, 30, 10, 90)], 100, 200)
    >>> (turned[0].x0, turned[0].top)
    (20, 80)
    """
    turns = Counter(round(glyph.angle / 90) % 4 for glyph in glyphs if _is_square(glyph))
    turn = turns.most_common(1)[0][0] if turns else 0
    kept = [glyph for glyph in glyphs if _is_square(glyph) and round(glyph.angle / 90) % 4 == turn]
    if turn == 0:
        return kept
    return [_turned(glyph, turn, width, height) for glyph in kept]


def _is_square(glyph: Glyph) -> bool:
    return abs(glyph.angle - 90 * round(glyph.angle / 90)) < 3 if math.isfinite(glyph.angle) else False


def _turned(glyph: Glyph, turn: int, width: float, height: float) -> Glyph:
    """Angles run clockwise: letters at 90 degrees read from the top of the page to its foot."""
    if turn == 1:
        box = (glyph.top, width - glyph.x1, glyph.bottom, width - glyph.x0)
    elif turn == 2:
        box = (width - glyph.x1, height - glyph.bottom, width - glyph.x0, height - glyph.top)
    else:
        box = (height - glyph.bottom, glyph.x0, height - glyph.top, glyph.x1)
    return Glyph(glyph.text, *box, glyph.size, spaced=glyph.spaced)


def bands_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Gather letters that stand at one height, from top to bottom; each band runs from left to right."""
    rows: list[list[Glyph]] = []
    bands: list[tuple[float, float]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.middle, glyph.x0)):
        for at in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            top, bottom = bands[at]
            shared = min(bottom, glyph.bottom) - max(top, glyph.top)
            if shared >= 0.5 * min(bottom - top, glyph.bottom - glyph.top) > 0:
                rows[at].append(glyph)
                break
        else:
            rows.append([glyph])
            bands.append((glyph.top, glyph.bottom))
    return [sorted(row, key=lambda glyph: glyph.x0) for row in rows]


def row_of(glyphs: Sequence[Glyph]) -> Row:
    """Set the letters of one band, with a space where the page leaves one; those drawn twice (bold) count once."""
    ordered: list[Glyph] = []
    for glyph in glyphs:
        if not any(_is_same(glyph, other) for other in ordered[-3:]):
            ordered.append(glyph)
    text = ""
    before: Glyph | None = None
    for glyph in ordered:
        text += (" " if before is not None and _is_apart(before, glyph) else "") + glyph.text
        before = glyph
    # Digits and Latin letters come from fonts of other heights: the size is that of the Chinese letters.
    sizes = sorted(
        [glyph.size for glyph in ordered if glyph.text >= "\u4e00"] or [glyph.size for glyph in ordered]
    )
    size = sizes[len(sizes) // 2]
    tops = [glyph.top for glyph in ordered]
    return Row(
        text.strip(),
        ordered[0].x0,
        max(glyph.x1 for glyph in ordered),
        sorted(tops)[len(tops) // 2],
        max(glyph.bottom for glyph in ordered),
        size,
    )


def _is_same(glyph: Glyph, other: Glyph) -> bool:
    """True for a letter drawn again almost where it was; two narrow letters (ll) stand further apart than that."""
    near = min(0.35 * max(glyph.size, 1), 0.5 * (glyph.x1 - glyph.x0))
    return glyph.text == other.text and abs(glyph.x0 - other.x0) < near and abs(glyph.top - other.top) < near


def _is_apart(before: Glyph, glyph: Glyph) -> bool:
    gap = glyph.x0 - before.x1
    if glyph.spaced and gap > 0.15 * glyph.size:
        return True
    latin = LATIN.match(before.text[-1]) and re.match(r"[A-Za-z0-9(]", glyph.text[0])
    return gap > (0.2 if latin else 0.75) * max(glyph.size, before.size)
