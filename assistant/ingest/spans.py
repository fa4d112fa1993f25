"""From the places where clauses open to clauses whose spans tile the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ingest.lines import Line
from assistant.ingest.numbering import label_of
from assistant.ingest.tree import Tree, free
from assistant.schema import Clause


@dataclass(slots=True)
class Open:
    """A clause being read: where it starts and what it is called."""

    path: str
    start: int
    headings: tuple[str, ...]
    heading: str = ""
    text_start: int = -1


class Opener:
    """Opens clauses along the lines of a document, each under a path of its own."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.tree = Tree()
        self.opened: list[Open] = []
        self.used: set[str] = set()
        self.free: dict[str, int] = {}
        self.offsets = line_offsets(lines)

    def stands_in(self, *names: str) -> bool:
        """True when the clause that is open is one of these blocks."""
        return bool(self.opened) and re.sub(r"/段\d+$", "", self.opened[-1].path).rsplit("/", 1)[-1] in names

    def unique(self, path: str) -> str:
        """Return the path, or the next paragraph of it when it is taken."""
        return path if path not in self.used else self.next_free(path + "/段{}")

    def next_free(self, template: str) -> str:
        """Return the template with the first number that is free; the search goes on from the last answer."""
        path = free(template, self.used, self.free.get(template, 2))
        self.free[template] = int(re.findall(r"\d+", path)[-1])
        return path

    def open_heading(self, at: int, path: str, end: int) -> None:
        """Open a clause whose heading is whole lines, `at` up to `end`."""
        stop = self.offsets[end] if end < len(self.lines) else self.offsets[-1] + len(self.lines[-1].text) + 1
        heading = "\n".join(line.text for line in self.lines[at:end])
        self.open(at, path, heading, min(stop, self.offsets[at] + len(heading)))

    def open(self, at: int, path: str, heading: str = "", text_start: int = -1, above: str = "") -> None:
        """Open a clause at a line; `above` is a heading over it, `heading` its own, which ends at `text_start`."""
        chain = self.tree.headings()
        for name in (above, heading.replace("\n", " ")):
            if name and not (chain and chain[-1] == name):
                chain.append(name)
        offset = self.offsets[at]
        own = heading if text_start > offset else ""
        self.used.add(path)
        self.opened.append(
            Open(path, offset, tuple(name for name in chain if name), own, max(text_start, offset))
        )


def close_clauses(document_id: str, text: str, opened: list[Open]) -> list[Clause]:
    """Return the clauses of a text: each ends where the next one opens, a path that comes again is numbered."""
    clauses = []
    seen: Counter[str] = Counter()
    for at, clause in enumerate(opened):
        end = opened[at + 1].start if at + 1 < len(opened) else len(text)
        seen[clause.path] += 1
        path = clause.path if seen[clause.path] == 1 else f"{clause.path}#{seen[clause.path]}"
        first = min(clause.text_start if clause.text_start >= 0 else clause.start, end)
        body = text[first:end]
        first += len(body) - len(body.lstrip())
        start = first if body.strip() else end
        label = label_of(clause.path)
        found = Clause(document_id, path, label, clause.headings, clause.heading, body.strip(), clause.start, end, start)  # fmt: skip
        clauses.append(found)
    return clauses


def line_offsets(lines: Sequence[Line]) -> list[int]:
    """Return where each line begins in the text that joins them."""
    offsets, total = [], 0
    for line in lines:
        offsets.append(total)
        total += len(line.text) + 1
    return offsets
