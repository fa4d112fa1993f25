"""A checklist as CSV that spreadsheet programs open in the right encoding."""

from __future__ import annotations

import csv
import io

from assistant.export.rows import AI_NOTICE, COLUMNS, rows, safe_cell
from assistant.schema import Checklist, Document


def write_csv(checklist: Checklist, document: Document) -> bytes:
    """Return UTF-8 with a byte order mark; the notice is the last line, so that the first is the header."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows(checklist))
    writer.writerow([AI_NOTICE, document.title])
    return stream.getvalue().encode("utf-8-sig")
