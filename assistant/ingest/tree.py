"""Where a reader of numbered lines stands: the tree, its chapters, the open numbers, and paths given once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.ingest.numbering import Marker, numeral

GROUP = "group"  # a part of a path that no number of the text gives


@dataclass(slots=True)
class Level:
    """One open number: its kind, how deep it stands, its part of the path and its heading."""

    kind: str
    level: float
    part: str
    heading: str


@dataclass(slots=True)
class Tree:
    """One tree of clauses: the document itself, an attachment, or a document printed inside it."""

    root: str = ""
    root_heading: tuple[str, ...] = ()
    chapters: dict[int, str] = field(default_factory=dict)
    stack: list[Level] = field(default_factory=list)
    paragraphs: int = 0  # 款 of the open article
    tables: dict[str, int] = field(default_factory=dict)  # tables by the clause they stand in
    rows: int = 0
    caption: str = ""

    def rooted(self, path: str) -> str:
        """Return a path inside this tree."""
        return f"{self.root}/{path}" if self.root else path

    def here(self, part: str = "") -> str:
        """Return the path of the open number, with `part` below it."""
        parts = [self.root, *(level.part for level in self.stack), part]
        return "/".join(name for name in parts if name) or "preamble"

    def headings(self) -> list[str]:
        """Return the chain of headings above."""
        return [*self.root_heading, *self.chapters.values(), *(level.heading for level in self.stack)]

    def pop(self, marker: Marker) -> None:
        """Close the numbers that a new one ends: its own kind and all below, or what stands deeper."""
        kinds = [level.kind for level in self.stack]
        if marker.kind in kinds:
            del self.stack[kinds.index(marker.kind) :]
        elif marker.kind.startswith("label:"):
            while self.stack and self.stack[-1].level >= 2:
                self.stack.pop()
        elif marker.number != 1 or marker.level <= 1:
            while self.stack and self.stack[-1].level >= marker.level:
                self.stack.pop()

    def push(self, marker: Marker, heading: str) -> None:
        """Open a number."""
        level: float = marker.level
        if marker.kind.startswith("label:"):
            level = (self.stack[-1].level if self.stack else 0) + 0.5
        part = marker.part
        if marker.kind == "bracket" and self.in_article() and self.paragraphs > 1 and len(self.stack) == 1:
            part = f"第{numeral(self.paragraphs)}款/{part}"
        self.stack.append(Level(marker.kind, level, part, heading))

    def in_article(self) -> bool:
        """True inside an article of a statute."""
        return bool(self.stack) and self.stack[0].kind == "article"

    def group(self, part: str, heading: str) -> None:
        """Open a group: a list that starts again stands in it, and not among its namesakes."""
        level = self.stack[-1].level if self.stack else 0
        self.stack.append(Level(GROUP, level + 0.1, part, heading))

    def leave_group(self) -> None:
        """Close the group that is open, if one is."""
        if self.stack and self.stack[-1].kind == GROUP:
            self.stack.pop()


def free(path: str, used: set[str], first: int = 2) -> str:
    """Return `path` with the lowest number from `first` on that makes it new; `{}` stands for the number.

    >>> free("二/段{}", {"二/段2"})
    '二/段3'
    """
    number = first
    while path.format(number) in used:
        number += 1
    return path.format(number)


def chapter_part(name: str) -> str:
    """Return the piece of a path that a chapter's heading gives.

    >>> chapter_part("第一章 总则"), chapter_part("第二节监督")
    ('第一章', '第二节')
    """
    return re.sub(r"\s.*$|(?<=[编篇章节分]).*$", "", name)
