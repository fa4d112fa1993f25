"""Sentences of a clause with their offsets in the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.schema import Clause, Document

END = re.compile(r"[。！？!?；;\n]+[”’」』）)]*")
CLOSERS = {"“": "”", "（": "）", "(": ")", "《": "》", "「": "」"}


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence: `document.text[start:end]`."""

    start: int
    end: int

    def of(self, document: Document) -> str:
        """Return the words."""
        return document.text[self.start : self.end]


def split_sentences(text: str, offset: int = 0) -> list[Span]:
    """Return the sentences of a text; marks inside quotation marks or brackets end none.

    >>> [(s.start, s.end) for s in split_sentences("建立机制。做到“有求必应。无事不扰”！")]
    [(0, 5), (5, 19)]
    """
    return list(_spans(text, offset))


def _spans(text: str, offset: int) -> Iterator[Span]:
    start = 0
    for found in END.finditer(text):
        if found.end() > start and _balanced(text[start : found.end()]):
            yield from _trimmed(text, start, found.end(), offset)
            start = found.end()
    yield from _trimmed(text, start, len(text), offset)


def _balanced(text: str) -> bool:
    """An unclosed bracket keeps a sentence open, unless it is the end of a line or nothing closes it soon."""
    if text.endswith("\n") or len(text) > 400:
        return True
    return all(text.count(opener) <= text.count(closer) for opener, closer in CLOSERS.items())


def _trimmed(text: str, start: int, end: int, offset: int) -> Iterator[Span]:
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    last = first + len(piece.strip())
    if last > first:
        yield Span(offset + first, offset + last)


def clause_sentences(document: Document, clause: Clause) -> list[Span]:
    """Return the sentences of a clause's text; a clause that is all heading gives its heading."""
    if clause.text:
        return split_sentences(clause.text, clause.text_start)
    line = document.text[clause.start : clause.end]
    return split_sentences(line.strip(), clause.start + len(line) - len(line.lstrip()))
