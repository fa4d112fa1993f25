"""From the places where clauses open to clauses whose spans tile the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ingest.lines import Line
from assistant.ingest.numbering import label_of
from assistant.schema import Clause


@dataclass(slots=True)
class Open:
    """A clause being read: where it starts and what it is called."""

    path: str
    start: int
    headings: tuple[str, ...]
    heading: str = ""
    text_start: int = -1


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
