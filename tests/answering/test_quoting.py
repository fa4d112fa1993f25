"""What is quoted where a part is missing, and what says too little to be quoted at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answering.composer import _holding_first, _said
from assistant.answering.parts import Part
from assistant.answering.quoting import quote
from tests.answering.test_extractive import BEST, QUERY, choices

DAY = date(2026, 1, 10)
OTHER = "残疾人每人每月另外补贴100元。"
THIRD = "意外保险的缴费标准为每人每年549元。"


def quoted(missing: int | None) -> list[str]:
    """Quote for two parts, the first answered by BEST and the second by THIRD, of which one may be missing."""
    found = choices((BEST, 5.0), (OTHER, 4.9), (THIRD, 4.8))
    parts = [Part("补贴多少钱", found[0], 5.0, 5.0), Part("保险多少钱", found[2], 1.0, 1.0)]
    gone = None if missing is None else parts[missing]
    return quote(QUERY, found, parts, lambda _: [], DAY, gone)[0].split("\n")


def test_beside_what_is_missing_only_what_answers_the_rest_is_quoted():
    assert quoted(None) == [f"{BEST}[1]", f"{OTHER}[2]", f"{THIRD}[3]"]
    assert quoted(1) == [f"{BEST}[1]"]
    assert quoted(0) == [f"{THIRD}[1]"]


@pytest.mark.parametrize(
    "text",
    [
        "（甲局会同乙局）",
        "第一章　总则",
        "附　则",
        "附件1.docx 附件2.xlsx",
        "（甲局牵头，乙局配合）",
        "甲市乙局关于印发《丙清单》的通知",
    ],
)
def test_a_bare_name_is_quoted_only_where_nothing_else_is_found(text: str):
    bare, full = choices((text, 5.0), (BEST, 1.0))
    assert _said([bare, full]) == [full]
    assert _said([bare]) == [bare]


def test_where_only_a_street_answers_the_line_that_has_one_stands_first():
    office, street, other = choices(("甲市乙中心", 5.0), ("地址：丙路2号", 4.0), ("邮编：101100", 3.0))
    clause = office.evidence.clause
    lines = [replace(c, evidence=replace(c.evidence, clause=clause)) for c in (office, street, other)]
    lines = [replace(c, parts=c.parts | {"kind": float(c is lines[1])}) for c in lines]
    assert [c.text for c in _holding_first(lines, "address")] == [
        "地址：丙路2号",
        "甲市乙中心",
        "邮编：101100",
    ]
    assert _holding_first(lines, "where") == lines


def test_what_only_passes_a_paper_on_tells_why_and_nothing_else():
    passed_on = "为优化政务服务，经市政府同意，现将《甲事项清单》印发给你们，请认真组织实施。"
    found = choices((passed_on, 5.0), (BEST, 1.0))
    assert _said(found) == [found[1]]
    assert _said(found, asks_why=True) == found
