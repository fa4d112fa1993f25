"""The reader reads a few sentences at a time and stops at a sure answer; it sees the heading that says something."""

from __future__ import annotations

from assistant.answering.beside import RELATED_NEAR
from assistant.assistant import PolicyAssistant
from assistant.retrieval.choices import READ, READ_STEP, UNREAD, reader_text
from assistant.schema import Clause, Document


def test_reading_stops_at_a_sure_answer(assistant: PolicyAssistant):
    retriever = assistant.retriever

    def read(question: str) -> int:
        _, choices = retriever.find(retriever.query(question))
        return sum(choice.parts["read"] != UNREAD for choice in choices)

    assert read("项目管家多久要到现场办公一次？") == READ_STEP
    assert read("明天下雨吗") == READ


def test_a_list_item_is_read_under_the_heading_that_says_something():
    document = Document("1", "护理补贴办法", "")
    item = Clause("1", "一/(一)", "", ("一、应当提交以下材料：", "（一）"), "（一）", "身份证；", 0, 0, 0)
    assert reader_text(document, item, "", "身份证；") == "护理补贴办法 一、应当提交以下材料： 身份证；"
    article = Clause("1", "二/1", "", ("第二章 发放", "第六条"), "第六条", "按月发放。", 0, 0, 0)
    assert reader_text(document, article, "", "按月发放。") == "护理补贴办法 第六条 按月发放。"


def test_beside_a_refusal_stands_nothing_that_is_far_off(assistant: PolicyAssistant):
    answer = assistant.ask("明天下雨吗")
    _, choices = assistant.retriever.find(assistant.retriever.query("明天下雨吗"))
    assert max(choice.parts["near"] for choice in choices) < RELATED_NEAR
    assert answer.related == ()
