"""The objects on an OFD page: letters set one by one, and the straight lines of tables."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assistant.ingest.readers.archive import attribute, child, local
from assistant.ingest.readers.glyphs import Glyph, Ruling

MAX_LETTERS = 60_000  # a page
MAX_TURNS = 20_000
WHITE = 250
LARGEST = 1e9
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
Matrix = tuple[float, float, float, float, float, float]
PLAIN: Matrix = (1, 0, 0, 1, 0, 0)


def numbers(text: str | None) -> list[float]:
    """Read numbers parted by blanks; what is no number is passed over.

    >>> numbers("0 0 210 297.00000000000001"), numbers(None), numbers("1e999 x .5")
    ([0.0, 0.0, 210.0, 297.0], [], [0.5])
    """
    found = (float(part) for part in NUMBER.findall(text or ""))
    return [value for value in found if abs(value) <= LARGEST]


def deltas(text: str | None) -> list[float]:
    """Read the steps between letters, where `g 3 5.5` stands for three steps of 5.5.

    >>> deltas("g 3 5.5 2")
    [5.5, 5.5, 5.5, 2.0]
    """
    words = (text or "").split()
    steps: list[float] = []
    at = 0
    while at < len(words) and len(steps) < MAX_TURNS:
        if words[at] == "g" and at + 2 < len(words):
            times, value = numbers(words[at + 1]), numbers(words[at + 2])
            steps += (value[:1] or [0.0]) * min(int(times[0]) if times else 0, MAX_TURNS)
            at += 3
        else:
            steps += numbers(words[at])[:1]
            at += 1
    return steps


def text_glyphs(page: Any, scale: float) -> Iterator[Glyph]:
    """Yield the letters of a page that can be seen, in units of the layout."""
    count = 0
    white: list[Glyph] = []
    dark = list(_dark(page, scale))
    for item in page.iter():
        if local(item) != "TextObject" or attribute(item, "Visible") == "false":
            continue
        is_white = _is_white(item)
        for glyph in _letters(item, scale):
            count += 1
            if count > MAX_LETTERS:
                return
            if not is_white:
                yield glyph
            elif any(
                area.x0 <= glyph.x0 <= area.x1 and area.top <= glyph.middle <= area.bottom for area in dark
            ):
                white.append(glyph)
    yield from white


def _letters(item: Any, scale: float) -> Iterator[Glyph]:
    box = numbers(attribute(item, "Boundary"))
    left, top = (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)
    matrix = _matrix(item)
    size = (numbers(attribute(item, "Size")) or [3.5])[0]
    stretch = (numbers(attribute(item, "HScale")) or [1.0])[0]
    grown = math.hypot(matrix[2], matrix[3]) or 1.0
    angle = math.degrees(math.atan2(matrix[1], matrix[0]))
    turned = {"90": 90.0, "180": 180.0, "270": 270.0}.get(attribute(item, "ReadDirection") or "", 0.0)
    x = y = 0.0
    for code in item:
        if local(code) != "TextCode":
            continue
        x, y = (numbers(attribute(code, "X")) or [x])[0], (numbers(attribute(code, "Y")) or [y])[0]
        steps_x, steps_y = deltas(attribute(code, "DeltaX")), deltas(attribute(code, "DeltaY"))
        at_x, at_y = x, y
        spaced = False
        for place, char in enumerate(code.text or ""):
            wide = size * stretch * _width(char)
            step = steps_x[place] if place < len(steps_x) else 0.0
            if ord(char) <= 0x2E7F and 0 < step <= size * stretch:
                wide = step
            if char.strip():
                corners = [
                    _moved(matrix, at_x, at_y - size * 0.85),
                    _moved(matrix, at_x + wide, at_y + size * 0.15),
                ]
                xs, ys = sorted(p[0] + left for p in corners), sorted(p[1] + top for p in corners)
                plain = 0.0 if turned and not steps_x else angle
                box = [value * scale for value in (xs[0], ys[0], xs[1], ys[1])]
                tall = max(size * grown * scale, 0.5)
                yield Glyph(char, box[0], box[1], box[2], box[3], tall, plain, spaced)
            spaced = not char.strip()
            at_x += steps_x[place] if place < len(steps_x) else (0.0 if steps_y else wide)
            at_y += steps_y[place] if place < len(steps_y) else 0.0


def _width(char: str) -> float:
    """Return about how wide a letter is, in parts of its height."""
    if ord(char) > 0x2E7F:
        return 1.0
    return 0.7 if char.isupper() else 0.5


def _matrix(item: Any) -> Matrix:
    found = numbers(attribute(item, "CTM"))
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if len(found) == 6 else PLAIN


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _is_white(item: Any) -> bool:
    colour = child(item, "FillColor")
    if colour is None:
        return attribute(item, "Alpha") == "0"
    values = numbers(attribute(colour, "Value"))
    return attribute(colour, "Alpha") == "0" or (len(values) == 3 and min(values) >= WHITE)


def _dark(page: Any, scale: float) -> Iterator[Ruling]:
    """Yield the areas of a page that are filled with a colour."""
    for item in page.iter():
        box = numbers(attribute(item, "Boundary")) if local(item) == "PathObject" else []
        values = numbers(attribute(child(item, "FillColor"), "Value"))
        if len(box) == 4 and attribute(item, "Fill") == "true" and values and min(values) < WHITE:
            left, top, width, height = (value * scale for value in box)
            if min(width, height) > 4:
                yield Ruling(left, top, left + width, top + height)


def rulings_of(page: Any, scale: float) -> Iterator[Ruling]:
    """Yield the straight level and upright lines of a page: thin boxes, and the sides of drawn frames."""
    for item in page.iter():
        if local(item) != "PathObject":
            continue
        box = numbers(attribute(item, "Boundary"))
        if len(box) != 4:
            continue
        left, top, width, height = (value * scale for value in box)
        if min(width, height) <= 2.5:
            yield Ruling(left, top, left + width, top + height)
            continue
        matrix = _matrix(item)
        for line in _sides(_text(child(item, "AbbreviatedData")), matrix, scale):
            yield replace(
                line, x0=line.x0 + left, x1=line.x1 + left, top=line.top + top, bottom=line.bottom + top
            )


def _sides(data: str, matrix: Matrix, scale: float) -> Iterator[Ruling]:
    """Yield the level and upright sides of a path: M moves, L draws; curves rule nothing."""
    start = before = None
    for letter, rest in re.findall(r"([MLCSQBA])([^MLCSQBA]*)", data[:20_000]):
        values = numbers(rest)
        if letter == "C" and start is not None and before is not None:
            yield from _straight(before, start)
            before = start
        elif letter in "MSL" and len(values) >= 2:
            point = tuple(value * scale for value in _moved(matrix, values[0], values[1]))
            if letter == "L" and before is not None:
                yield from _straight(before, point)
            start = point if letter != "L" else start
            before = point
        else:
            before = None


def _straight(a: tuple[float, ...], b: tuple[float, ...]) -> Iterator[Ruling]:
    (x0, x1), (top, bottom) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    if min(x1 - x0, bottom - top) <= 1:
        yield Ruling(x0, top, x1, bottom)


def _text(node: Any | None) -> str:
    return (node.text or "") if node is not None else ""
