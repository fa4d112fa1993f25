"""A checklist in each format that leaves the house."""

from __future__ import annotations

import json

from assistant.errors import BadInput
from assistant.schema import Checklist, Document

FORMATS = ("json", "md", "xlsx", "docx", "ics", "csv")


def write_checklist(kind: str, checklist: Checklist, document: Document) -> bytes:
    """Return the checklist as a file of that kind; raises BadInput for a kind that is not in FORMATS."""
    if kind == "json":
        return json.dumps(checklist.as_json(), ensure_ascii=False, indent=2).encode()
    if kind == "md":
        from assistant.export.markdown import write_markdown

        return write_markdown(checklist, document).encode()
    if kind == "csv":
        from assistant.export.csv_table import write_csv

        return write_csv(checklist, document)
    if kind == "xlsx":
        from assistant.export.xlsx import write_xlsx

        return write_xlsx(checklist, document)
    if kind == "docx":
        from assistant.export.docx import write_docx

        return write_docx(checklist, document)
    if kind == "ics":
        from assistant.export.ics import write_ics

        return write_ics(checklist, document)
    raise BadInput(f"{kind}: 不支持的格式: 可用 {'、'.join(FORMATS)}")
