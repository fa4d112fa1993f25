"""Outlines of ten documents of our own, kept as text: what is read of each kind of paper changes only knowingly.

After an intended change, write them anew with `python -m tests.ingest.test_outlines` and read the difference.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.ingest.corpus import read_document

FOLDER = Path(__file__).parent / "outlines"
PAPERS = sorted(path for path in FOLDER.iterdir() if path.suffix != ".outline")
FACTS = (
    "title", "notice_title", "doc_number", "issuer", "issued_on", "published_on", "effective_on", "expires_on",
    "addressees", "copy_number", "urgency", "organ_mark", "signatory", "signed_by", "attachments", "note",
    "copied_to", "printed_by", "printed_on", "dialect_reason", "warnings",
)  # fmt: skip


def outline(path: Path) -> str:
    """Return the facts and the clauses of a paper, one a line."""
    document, clauses = read_document(path)
    facts = document.facts()
    lines = [f"{name}: {facts[name]}" for name in FACTS if facts[name]]
    lines += [f"repeals: {reference.title} {reference.doc_number}" for reference in document.repeals]
    lines += [f"based_on: {reference.title} {reference.doc_number}" for reference in document.based_on]
    for clause in clauses:
        above = " > ".join(clause.headings)
        lines.append(f"{clause.path} | {above} | {clause.text}".replace("\n", "⏎"))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)
def test_the_outline_is_as_it_was_read_by_eye(paper: Path):
    assert outline(paper) == paper.with_suffix(".outline").read_text(encoding="utf-8")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)
def test_the_spans_tile_the_text(paper: Path):
    document, clauses = read_document(paper)
    assert "".join(document.text[c.start : c.end] for c in clauses) == document.text


if __name__ == "__main__":
    for each in PAPERS:
        each.with_suffix(".outline").write_text(outline(each), encoding="utf-8")
        sys.stdout.write(f"{each.name}\n{outline(each)}\n")
