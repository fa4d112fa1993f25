"""Running headers, footers and page numbers: found because they stand at the same place on page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

from assistant.ingest.readers.glyphs import Row

Block = TypeVar("Block")
PAGE_NUMBER = re.compile(
    r"^[-—–−─~·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/／,，共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–−─~·\s]*$"
    r"|^(?:page\s*)?\d{1,4}\s*(?:of|/)\s*\d{1,4}$",
    re.IGNORECASE,
)
KEPT = re.compile(r"^附\s?[件表录]|^[（(]?[一二三四五六七八九十]+[、）)]|^第.{1,6}[条章节]")
EDGE_ROWS = 3
MARGIN = 0.14  # of the page height


def drop_running(
    pages: Sequence[Sequence[Row | Block]], heights: Sequence[float]
) -> tuple[list[list[Row | Block]], list[str]]:
    """Return the pages without their running headers and footers, and the words of these."""
    edges = [list(_edges(page, height)) for page, height in zip(pages, heights, strict=True)]
    seen = Counter(key for page in edges for key in {_key(row) for row in page})
    least = max(2, (len(pages) + 1) // 2)
    kept: list[list[Row | Block]] = []
    marks: dict[str, None] = {}
    for page, edge in zip(pages, edges, strict=True):
        running = {
            id(row)
            for row in edge
            if PAGE_NUMBER.match(row.text) or (seen[_key(row)] >= least and not KEPT.match(row.text))
        }
        kept.append([block for block in page if id(block) not in running])
        marks.update(
            dict.fromkeys(row.text for row in edge if id(row) in running and not PAGE_NUMBER.match(row.text))
        )
    return kept, list(marks)


def _edges(page: Sequence[Row | Block], height: float) -> Iterator[Row]:
    """Yield the rows near the head and the foot of a page."""
    rows = [block for block in page if isinstance(block, Row)]
    for row in rows[:EDGE_ROWS]:
        if row.top < MARGIN * height:
            yield row
    for row in rows[-EDGE_ROWS:]:
        if row.middle > (1 - MARGIN) * height:
            yield row


def _key(row: Row) -> tuple[str, int]:
    """What repeats from page to page: the words without digits, at about the same height."""
    return re.sub(r"[\d\s]+", "#", row.text), round(row.top / 8)
