"""What asks nothing is not looked up."""

from __future__ import annotations

import pytest

from assistant.answering import wording
from assistant.answering.clarifying import how_to_ask
from assistant.assistant import PolicyAssistant
from assistant.schema import Status


@pytest.mark.parametrize(
    "question",
    ["你好", "您好，在吗？", "？？？", "。", "12345", "2025", "请问", "嗯嗯", "你是谁", "你叫什么名字？", "您能做什么呀", "hello", "你是机器人吗"],
)  # fmt: skip
def test_greetings_and_marks_are_answered_with_how_to_ask(question: str):
    assert how_to_ask(question) == wording.HOW_TO_ASK


@pytest.mark.parametrize("question", ["谢谢", "好的，多谢您！", "再见"])
def test_thanks_are_taken(question: str):
    assert how_to_ask(question) == how_to_ask(question, goes_on=True) == wording.NOT_AT_ALL


@pytest.mark.parametrize(
    "question",
    ["补贴？", "低保", "你好，低保多少钱", "谢谢，还有材料吗", "你们几点下班", "项目管家是谁", "GDP", "办事找谁", "公章", "下岗", "个税"],
)  # fmt: skip
def test_whatever_asks_something_is_looked_up(question: str):
    assert how_to_ask(question) is None


def test_a_short_word_may_go_on_from_another_question():
    assert how_to_ask("行不行", goes_on=True) is None
    assert how_to_ask("？", goes_on=True) == wording.HOW_TO_ASK


def test_nothing_is_cited_for_it(assistant: PolicyAssistant):
    for history in ([], ["项目管家多久要到现场办公一次？"]):
        answer = assistant.ask("谢谢", history=history)
        assert answer.status is Status.NEEDS_CLARIFICATION
        assert (answer.text, answer.citations, answer.related) == (wording.NOT_AT_ALL, (), ())
        assert answer.question == "谢谢"


def test_what_follows_thanks_goes_on_from_the_question_before_them(assistant: PolicyAssistant):
    asked, after = ["旗政府领导一年要出几项调研成果"], "那各部门的一把手呢"
    answer = assistant.ask(after, history=[*asked, "谢谢"])
    assert answer.text == assistant.ask(after, history=asked).text
    assert "各地各部门主要负责同志" in answer.text
