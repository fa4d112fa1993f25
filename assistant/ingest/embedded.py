"""Documents inside a document: attachments, and what a notice prints below its signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ingest.blocks import ATTACHMENT, is_listed_file
from assistant.ingest.heading import Heading, bare_title, is_title
from assistant.ingest.lines import Line
from assistant.ingest.numbering import read_marker

MOST_TITLE_LINES = 3
MORE_WORDS = 10  # such as （试行） after the title that the notice gives
LONG_BODY = 200  # characters below an attachment's line that show that it is printed here, not only named


@dataclass(frozen=True, slots=True)
class Opening:
    """A tree that begins: its root, its title, and the line after the title."""

    root: str
    title: str
    end: int


def attachment_at(lines: Sequence[Line], at: int, signed: bool, listing: bool) -> Opening | str | None:
    """Tell what a line of 附件 is: an attachment that begins (Opening), a block that names some, or nothing.

    The blocks are `attachments` (附件说明) and `downloads` (files that a page offers).
    """
    text = lines[at].text
    found = ATTACHMENT.match(text)
    if is_listed_file(text) and (found or listing):
        return "attachments" if not signed else "downloads"
    if not found:
        return None
    rest, colon = found["rest"], found["colon"]
    root = f"{text[0]}{_kind(text)}{found['n'] or ''}{found['sub'] or ''}"
    if not rest and (not colon or signed):
        if colon and not is_printed(lines, at):
            return "downloads"
        title, end = _title_below(lines, at + 1)
        return Opening(root, title, end)
    if not rest:
        return "attachments" if _names_follow(lines, at) else None
    if signed and is_title(rest) and (not colon or is_printed(lines, at)):
        return Opening(root, rest, at + 1)
    if "。" in text or len(text) >= 200 or not (colon or is_title(rest) or listing):
        return None
    return "downloads" if signed else "attachments"


def _kind(text: str) -> str:
    return text[1:].lstrip()[:1]


def _names_follow(lines: Sequence[Line], at: int) -> bool:
    """What follows 附件： is a list of names: numbers, titles or files."""
    if at + 1 >= len(lines):
        return True
    text = lines[at + 1].text
    marker = read_marker(text)
    return bool(marker and marker.kind == "digit") or is_title(text) or is_listed_file(text)


def is_printed(lines: Sequence[Line], at: int) -> bool:
    """The words of an attachment follow its line, not only names."""
    size = 0
    for line in lines[at + 1 :]:
        if ATTACHMENT.match(line.text) or size > LONG_BODY:
            break
        size += len(line.text)
    return size > LONG_BODY


def _title_below(lines: Sequence[Line], at: int) -> tuple[str, int]:
    """Return the title that stands below 附件1, over up to three lines, and the line after it."""
    title = ""
    for end in range(at, min(at + MOST_TITLE_LINES, len(lines))):
        if not _is_title_line(lines[end]):
            break
        title += lines[end].text
        if is_title(title):
            return title, end + 1
    if at < len(lines) and _is_title_line(lines[at]) and len(lines[at].text) <= 40:
        return lines[at].text, at + 1
    return "", at


def _is_title_line(line: Line) -> bool:
    text = line.text
    return (
        line.kind == "text"
        and len(text) <= 60
        and not re.search(r"[。；：:，]|\d$", text)
        and read_marker(text) is None
        and not ATTACHMENT.match(text)
    )


def find_titles(
    lines: Sequence[Line], heading: Heading, signatures: dict[int, bool]
) -> tuple[dict[int, int], int]:
    """Map the first line of each title below the header to the line after it.

    The second value is the line of the title of the document itself when a notice stands above it, else 0.
    """
    signed = min(signatures, default=len(lines))
    expected = bare_title(heading.title)
    titles: dict[int, int] = {}
    printed = last = 0
    for at in range(heading.body, len(lines)):
        if at in signatures or at < last or not _is_title_line(lines[at]):
            continue
        end = _ends(lines, at, expected) if heading.notice_title or at > signed else None
        if end is not None and not printed and end < len(lines):
            printed = at
        elif at > signed:
            end = end or _title_end(lines, at, at - 1 in signatures)
        if end is not None:
            titles[at] = last = end
    return titles, printed


def _ends(lines: Sequence[Line], at: int, expected: str) -> int | None:
    """Return the line after the expected title when it begins here, over up to three lines."""
    joined = ""
    for end in range(at, min(at + MOST_TITLE_LINES, len(lines))):
        joined += bare_title(lines[end].text)
        if joined.startswith(expected) and len(joined) <= len(expected) + MORE_WORDS:
            return end + 1
        if not expected.startswith(joined):
            return None
    return None


def _title_end(lines: Sequence[Line], at: int, may_break: bool) -> int | None:
    if is_title(lines[at].text):
        return at + 1
    if may_break:
        title, end = _title_below(lines, at)
        return end if title and is_title(title) else None
    return None
