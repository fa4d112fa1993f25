"""Markdown: its marks are dropped, its words are kept, its tables are tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from assistant.ingest.lines import Line, Page, tidy
from assistant.ingest.readers.tables import bounded, table_lines
from assistant.ingest.readers.text import decode, plain

OPENING = re.compile(r"^(?:#{1,6}\s+|>\s+|[-*+]\s+(?!.*\s[-*+]$))+")  # "- 3 -" is the number of a page
FENCE = re.compile(r"^(?:```|~~~)")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
CELL_END = re.compile(r"(?<!\\)\|")
# Emphasis, links, pictures, code: what stands in the group is what people see. A backslash takes a mark its meaning.
INLINE = (
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"`([^`]+)`"), r"\1"),
    (re.compile(r"<br\s*/?>"), " "),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>-])"), r"\1"),
)


def read_markdown(raw: bytes, path: Path) -> Page:
    """Read Markdown; each row of a pipe table is read with the names of its columns."""
    rows = [line.strip() for line in COMMENT.sub("", decode(raw, path)).splitlines()]
    return Page(tuple(line for line in bounded(_lines(rows), path) if line.text))


def _lines(rows: Sequence[str]) -> Iterator[Line]:
    at = 0
    while at < len(rows):
        if "|" in rows[at] and at + 1 < len(rows) and "|" in rows[at + 1] and RULE.match(rows[at + 1]):
            end = at + 2
            while end < len(rows) and "|" in rows[end]:
                end += 1
            yield from _table([rows[at], *rows[at + 2 : end]])
            at = end
            continue
        if not FENCE.match(rows[at]):
            yield Line(tidy(shown(OPENING.sub("", rows[at]))))
        at += 1


def _table(rows: Sequence[str]) -> Iterator[Line]:
    """Yield the lines of a table; a row with fewer cells than the widest is filled with empty ones."""
    cells = [CELL_END.split(row.removeprefix("|").removesuffix("|")) for row in rows]
    grid = zip(*zip_longest(*([shown(cell) for cell in row] for row in cells), fillvalue=""), strict=True)
    yield from table_lines(list(grid))


def shown(text: str) -> str:
    r"""Return what people see of a piece of Markdown.

    >>> shown(r"见[**网站**](http://a.cn)，1\. 每月`100`元")
    '见网站，1. 每月100元'
    """
    for mark, kept in INLINE:
        text = mark.sub(kept, text)
    return plain(text)
