"""Rows of the clause store as documents and clauses, each with a checksum that is compared when it is read."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

from assistant.errors import DamagedIndex
from assistant.retrieval.generations import REBUILD
from assistant.schema import Clause, Document

COLUMNS = 'document_id, path, label, headings, heading, text, start, "end", text_start, sum'
Row = Sequence[Any]


def row_sum(values: Row) -> int:
    """Return a checksum of the values of a row."""
    return zlib.crc32("\x1f".join(map(str, values)).encode("utf-8", "surrogatepass"))


def vector_sum(start: int, end: int, vector: bytes) -> int:
    """Return a checksum of a sentence's place and vector."""
    return zlib.crc32(vector, zlib.crc32(f"{start} {end}".encode()))


def check(values: Row, expected: int, what: str) -> None:
    """Raise DamagedIndex unless the checksum of `values` is the stored one."""
    if row_sum(values) != expected:
        raise DamagedIndex(f"{what}: 条款库中的内容与校验和不符: {REBUILD}")


def document_row(document: Document, clauses: int) -> tuple[Any, ...]:
    """Return id, title, sha256, facts, text, number of clauses and checksum of a document."""
    facts = json.dumps(document.facts(), ensure_ascii=False)
    row = (document.id, document.title, document.sha256, facts, document.text, clauses)
    return (*row, row_sum(row))


def read_document_row(row: Row) -> Document:
    """Return the document of a row that `document_row` made; raises DamagedIndex."""
    check(row[:-1], row[-1], str(row[0]))
    return Document.from_facts(json.loads(row[3]), row[4])


def clause_row(clause: Clause) -> tuple[Any, ...]:
    """Return the columns of a clause, the checksum last."""
    headings = json.dumps(clause.headings, ensure_ascii=False)
    place = (clause.start, clause.end, clause.text_start)
    row = (clause.document_id, clause.path, clause.label, headings, clause.heading, clause.text, *place)
    return (*row, row_sum(row))


def read_clause_row(row: Row) -> Clause:
    """Return the clause of a row that `clause_row` made; raises DamagedIndex."""
    check(row[:-1], row[-1], f"{row[0]} {row[1]}")
    document_id, path, label, headings, heading, text, start, end, text_start, _ = row
    return Clause(
        document_id, path, label, tuple(json.loads(headings)), heading, text, start, end, text_start
    )
