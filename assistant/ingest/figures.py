"""Figures whose words a converter put into the text: boxes of a diagram, in no order, above its caption."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ingest.lines import Line

CAPTION = re.compile(
    r"^图\s?[\d一二三四五六七八九十]{0,3}[-—.]?\d{0,2}\s*[“\s]?[^。；]{2,40}(?:图|框架|架构|体系|示意)$"
)
BOX_CHARS = 22
FEWEST_BOXES = 8


def find_figures(lines: Sequence[Line]) -> dict[int, int]:
    """Map the first line of each figure to the line of its caption.

    A figure is a run of short lines without punctuation at their ends, closed by a caption (图1 总体框架图).
    """
    found: dict[int, int] = {}
    for at, line in enumerate(lines):
        if line.kind != "text" or not CAPTION.match(line.text):
            continue
        first = at
        while first > 0 and _is_box(lines[first - 1]):
            first -= 1
        if at - first >= FEWEST_BOXES:
            found[first] = at
    return found


def _is_box(line: Line) -> bool:
    return line.kind == "text" and len(line.text) <= BOX_CHARS and not re.search(r"[。；：，]$", line.text)
