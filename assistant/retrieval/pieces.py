"""Cutting over-long clauses into pieces and writing the words a piece is found by."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.schema import Clause, Document

PIECE_CHARS = 320
SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]+[”’」』）)]*|[^。！？!?；;\n]+$")
NOT_SOUGHT = ("toc", "imprint", "attachments")  # blocks that are shown but answer nothing


@dataclass(frozen=True, slots=True)
class Piece:
    """What is embedded: a clause, or a part of an over-long one; offsets into the document's text."""

    clause: int  # place of the clause in its document
    start: int
    end: int
    words: str  # title, headings and text: what it is found by

    @property
    def digest(self) -> str:
        """Hash of the words, by which an unchanged piece keeps its vector."""
        return hashlib.sha256(self.words.encode()).hexdigest()


def cut(document: Document, clauses: Sequence[Clause]) -> Iterator[Piece]:
    """Yield the pieces of a document: each clause that says something, over-long ones in parts."""
    parents = {clause.path.rsplit("/", 1)[0] for clause in clauses if "/" in clause.path}
    lead = {clause.path: clause.text[-60:] for clause in clauses}
    for place, clause in enumerate(clauses):
        if clause.path.split("/")[-1] in NOT_SOUGHT or (not clause.text and clause.path in parents):
            continue
        above = lead.get(clause.path.rsplit("/", 1)[0], "") if "/" in clause.path else ""
        for start, end in _parts(document.text, clause):
            yield Piece(place, start, end, _words(document, clause, above, document.text[start:end]))


def _words(document: Document, clause: Clause, above: str, text: str) -> str:
    return "\n".join(part for part in (document.title, " ".join(clause.headings), above, text) if part)


def _parts(text: str, clause: Clause) -> Iterator[tuple[int, int]]:
    if not clause.text:
        yield clause.start, clause.start + len(text[clause.start : clause.end].rstrip())
        return
    start = clause.text_start
    for found in SENTENCE.finditer(text, clause.text_start, clause.text_end):
        if found.end() - start > PIECE_CHARS and found.start() > start:
            yield start, found.start()
            start = found.start()
    if start < clause.text_end:
        yield start, clause.text_end


def sentence_words(clause: Clause, sentence: str) -> str:
    """Return what a sentence is embedded by: its nearest heading and its words."""
    return "\n".join([*clause.headings[-1:], sentence])
