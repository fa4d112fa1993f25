"""What can be asked next is named by headings of the papers that are cited, without their numbers."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.beside import follow_ups
from assistant.answering.citing import cite
from assistant.schema import Clause, Document, Evidence

DAY = date(2026, 1, 10)


def item(path: str, heading: str, paper: str = "甲") -> Evidence:
    text = f"{heading}按规定办理。"
    document = Document(paper, "甲旗创业补贴办法", text)
    return Evidence(document, Clause(paper, path, path, (heading,), heading, text, 0, len(text), 0), 1.0)


CITED = item("一", "一、申请条件")
CITATIONS = (cite(CITED, 0, 4, 1, DAY),)


@pytest.mark.parametrize(
    ("heading", "suggested"),
    [
        ("（一）一次性创业补贴", ("一次性创业补贴有什么规定？",)),
        ("第二章　补贴的发放", ("补贴的发放有什么规定？",)),
        ("问：怎么申请创业补贴？", ("怎么申请创业补贴？",)),
        ("2024年发放标准", ("2024年发放标准有什么规定？",)),
        ("甲旗创业补贴办法", ()),
        ("附件\n申请表的样式", ()),
        ("申请人应当提交材料，由受理单位审核", ()),
        ("二、总则", ()),
    ],
)
def test_a_heading_becomes_a_question(heading: str, suggested: tuple[str, ...]):
    assert follow_ups([CITED, item("二", heading)], CITATIONS) == suggested


def test_other_papers_and_what_surrounds_the_rules_are_not_suggested():
    others = [item("二", "二、补贴的发放", "乙"), item("header", "关于补贴的通知"), CITED]
    assert follow_ups(others, CITATIONS) == ()
    below = (cite(item("二/(一)", "（一）一次性补贴"), 0, 4, 1, DAY),)
    assert follow_ups([item("二", "二、补贴的发放")], below) == ()
