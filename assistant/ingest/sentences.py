"""Sentences of a clause with their offsets in the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.schema import Clause, Document

# A heading that is a whole sentence and rules something itself (（三）异地普通门诊无须选点就医。) answers, too.
RULES = re.compile(
    r"应当|应于|[应需]在|不得|无须|无需|不用|可以|严禁|禁止|必须|不予|不再|视为|免[收费征缴交予于]|负责|\d+(?:%|％|个|日|天|年|月|元|项)"
)
HEAD_STOPS = ("。", "；")
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
    """Return the sentences of a clause's text, and its heading where that rules something itself or is all there is."""
    if clause.text:
        return _ruling(document, clause) + split_sentences(clause.text, clause.text_start)
    line = document.text[clause.start : clause.end]
    return split_sentences(line.strip(), clause.start + len(line) - len(line.lstrip()))


def _ruling(document: Document, clause: Clause) -> list[Span]:
    """Return the heading of a clause as a sentence, if it is one that rules something."""
    if not (clause.heading.endswith(HEAD_STOPS) and RULES.search(clause.heading)):
        return []
    start = document.text.index(clause.heading, clause.start)
    return [Span(start, start + len(clause.heading))]
