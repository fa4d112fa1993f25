"""What is typed for another character of the same sound is put right, and nothing else is touched."""

from __future__ import annotations

import pytest

from assistant.assistant import PolicyAssistant
from assistant.retrieval.spelling import Spelling

TITLES = ["北京市接诉即办工作条例", "幼儿园招生工作方案", "数据跨境流动办法"]
WRITTEN = {"幼儿", "儿园", "即办", "诉即", "的户", "户口", "口数", "数据", "跨境"}


@pytest.fixture
def spelling() -> Spelling:
    return Spelling(TITLES, lambda pair: int(pair in WRITTEN))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("街诉即办考评看什么", "接诉即办考评看什么"),
        ("孩子去幼儿圆招生处", "孩子去幼儿园招生处"),  # yuan for yuan
        ("接诉及板是啥", "接诉及板是啥"),  # two characters at once are no slip
        ("是数据跨敬流动吗", "是数据跨境流动吗"),  # jing and jin are blurred, too
        ("领失业精要带什么", "领失业金要带什么"),  # an official word, not of a title
        ("医报能报多少", "医保能报多少"),  # of the table of common slips
        ("谁在接诉即办", "谁在接诉即办"),
    ],
)
def test_a_slip_is_put_right(spelling: Spelling, typed: str, meant: str):
    assert spelling.corrected(typed) == meant


def test_what_the_documents_write_is_no_slip():
    written = {"户口", "口簿"}
    spelling = Spelling(["关于户口部门的规定"], lambda pair: int(pair in written))
    assert spelling.corrected("户口簿门") == "户口簿门"
    written.clear()
    assert spelling.corrected("户口簿门") == "户口部门"


def test_a_word_of_everyday_grammar_is_no_slip():
    spelling = Spelling(["广州市天河区幼儿园"], lambda _pair: 0)
    assert spelling.corrected("想去幼儿园") == "想去幼儿园"


def test_the_product_reads_what_is_meant(assistant: PolicyAssistant):
    typed, meant = "政府效能提生行动方案的目标是什么", "政府效能提升行动方案的目标是什么"
    assert assistant.retriever.query(typed).text == meant
    wrong, right = assistant.ask(typed), assistant.ask(meant)
    assert wrong.question == typed
    assert wrong.text == right.text
