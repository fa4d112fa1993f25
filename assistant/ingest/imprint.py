"""What stands below the words of a document: 附件说明, 署名, 附注 and 版记 (抄送, 印发机关, 印发日期)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from assistant.ingest.dates import read_date
from assistant.ingest.signing import ORGAN_AND_DATE, REMARK, is_date
from assistant.schema import Clause

COPIED = re.compile(
    r"(?:抄送|分送|抄报)\s*[:：]\s*(?P<who>.+?)(?=(?:抄送|分送|抄报|主题词)\s*[:：]|$)", re.DOTALL
)
PRINTED = re.compile(r"^(?P<organ>.*?)\s*(?P<date>\d{4}年\d{1,2}月\d{1,2}日)\s*印发", re.MULTILINE)
LISTED = re.compile(r"^附\s?[件表录]\s*[:：]?\s*|^\d{1,2}\s*[.．、]\s*")


def read_foot(clauses: Sequence[Clause]) -> dict[str, Any]:
    """Return the facts of the blocks below the body, as fields of a Document.

    Only the document's own blocks are read, not those inside its attachments, but for 版记, which
    closes the whole paper.
    """
    foot: dict[str, Any] = {}
    for clause in clauses:
        name = clause.path.split("/")[-1 if clause.path.endswith("imprint") else 0]
        if name == "attachments":
            foot["attachments"] = foot.get("attachments", ()) + listed(clause.text)
        elif name == "signature" and "signed_by" not in foot:
            foot["signed_by"] = _signers(clause.text)
            foot["note"] = " ".join(filter(REMARK.match, clause.text.split("\n")))
        elif name == "note" and not foot.get("note"):
            foot["note"] = clause.text.replace("\n", " ")
        elif name == "imprint":
            foot |= _imprint(clause.text)
    return {name: value for name, value in foot.items() if value}


def listed(text: str) -> tuple[str, ...]:
    """Return the names in a list of attachments.

    >>> listed("附件：1.补贴标准\\n2.申请表")
    ('补贴标准', '申请表')
    """
    names = (LISTED.sub("", LISTED.sub("", line.strip())).strip() for line in text.split("\n"))
    return tuple(name for name in names if name)


def _signers(text: str) -> str | None:
    names = []
    for line in text.split("\n"):
        if is_date(line):
            break
        one = ORGAN_AND_DATE.match(line)
        names.append(one["organ"].strip() if one else line.strip())
    return "、".join(name for name in names if name and name[0] not in "（(") or None


def _imprint(text: str) -> dict[str, Any]:
    printed = PRINTED.search(text)
    copied = COPIED.search(text[: printed.start()] if printed else text)
    found: dict[str, Any] = {"copied_to": copied["who"].strip().rstrip("。")} if copied else {}
    if printed:
        found |= {"printed_by": printed["organ"].strip() or None, "printed_on": read_date(printed["date"])}
    return found
