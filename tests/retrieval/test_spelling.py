"""What is typed for another character of the same sound is put right, and nothing else is touched."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest

from assistant.assistant import PolicyAssistant
from assistant.retrieval.spelling import Spelling
from tests.answering.llm_server import llm_server

TITLES = [
    "北京市接诉即办工作条例",
    "幼儿园招生工作方案",
    "数据生产跨境流动办法",
    "宿州市第十届湿地公园管理",
    "浅水湾公园管理",
]
WRITTEN = {
    "幼儿": 3,
    "儿园": 3,
    "接诉": 5,
    "诉即": 5,
    "即办": 9,
    "精准": 2,
    "报名": 4,
    "消防": 2,
    "份额": 1,
    "住房": 9,
    "浅水": 4,
    "水湾": 5,
    "湿地": 1,
    "地公": 9,
}


def corrected(question: str) -> str:
    return Spelling(TITLES).corrected(question, lambda pair: WRITTEN.get(pair, 0))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("街诉即办考评看什么", "接诉即办考评看什么"),
        # At the edge of a run of the title: only where the question begins.
        ("钱水湾公园几点开", "浅水湾公园几点开"),
        ("孩子去幼儿圆招生处", "孩子去幼儿园招生处"),
        ("数据深产跨境", "数据生产跨境"),  # shen and sheng are blurred
        ("退役优代证是谁发", "退役优待证是谁发"),  # an official word of three characters, of no title
        ("领失业精要带什么", "领失业金要带什么"),  # of the table of common slips, as the next
        ("居民医报能报多少", "居民医保能报多少"),
    ],
)
def test_a_slip_is_put_right(typed: str, meant: str):
    assert corrected(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "接诉及板是啥",  # two characters at once
        "失业精准帮扶",
        "中医报名",
        "申报消防验收",
        "面积份额",
        "办公住房",
        "孩子要接诉即办",
        "苏州市第十届湿地公园",  # a place that sounds like another
        "第四届湿地公园",  # a numeral that sounds like another when blurred
        "实地公园",  # at the edge of a run, but what follows mostly stands beside other characters
        "想去幼儿园",
        "坐船去钱水湾公园",  # at the edge of a run, but inside the question
    ],
)
def test_what_may_be_meant_is_left(question: str):
    assert corrected(question) == question


def test_a_table_is_let_go_with_its_spelling(assistant: PolicyAssistant):
    assistant.search("效能提升")
    table = assistant.store.current.table
    assert table.spelling
    gc.disable()
    try:
        kept = weakref.ref(Spelling(TITLES))
        assert kept() is None
        assert not any(held is table for held in gc.get_referents(table.spelling))
    finally:
        gc.enable()


def test_the_product_reads_what_is_meant_and_says_so(assistant: PolicyAssistant):
    typed, meant = "政府效能提生行动方案的目标是什么", "政府效能提升行动方案的目标是什么"
    wrong, right = assistant.ask(typed), assistant.ask(meant)
    assert wrong.question == typed
    assert wrong.text == f"{right.text}\n“效能提生”已按“效能提升”查找。"
    assert [e.clause.path for e in assistant.search(typed, 3)] == [
        e.clause.path for e in assistant.search(meant, 3)
    ]
    assert "查找" not in assistant.ask("备课用：" + meant).text


def test_what_was_meant_is_said_when_a_language_model_answers_too(assistant: PolicyAssistant):
    with llm_server("项目管家每月至少开展一次现场办公[1]。") as server:
        settings = replace(assistant.settings, llm_base_url=server.url, llm_model="m")
        talking = PolicyAssistant(assistant.store, settings, assistant.retriever.reader)
        answer = talking.ask("效能提生行动里项目管家多久要到现场办公一次？")
    assert answer.composer == "generative"
    assert answer.text == "项目管家每月至少开展一次现场办公[1]。\n“效能提生”已按“效能提升”查找。"
