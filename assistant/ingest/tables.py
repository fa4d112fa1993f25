"""Tables: what a row is called, so that it can be understood alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ingest.lines import Line

TITLE_CHARS = 50
NOTE = re.compile(r"^(?:[（(]?单位\s*[:：]|填报|注[:：]|备注)")


def caption_above(lines: Sequence[Line], at: int) -> str:
    """Return the line above a table that names it (表1 补贴标准), or an empty string."""
    for line in reversed(lines[max(0, at - 2) : at]):
        if line.kind != "text":
            return ""
        if NOTE.match(line.text):
            continue
        short = len(line.text) <= TITLE_CHARS and not re.search("[。；，]", line.text)
        return line.text.rstrip("：:") if short else ""
    return ""


def row_heading(caption: str, line: str) -> str:
    """Return the heading of a table's rows after a caption line: the caption, never the line of column names.

    >>> row_heading("", "2025年补贴标准表"), row_heading("补贴标准", "对象｜标准")
    ('2025年补贴标准表', '补贴标准')
    """
    return caption if "｜" in line or NOTE.match(line) else line
