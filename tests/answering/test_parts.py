"""A question of several parts is answered in part when the documents hold only a part."""

from __future__ import annotations

import pytest

from assistant.answering.parts import asked_parts
from assistant.assistant import PolicyAssistant
from assistant.schema import Status


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("怎么申请，几天办完？", ["怎么申请", "几天办完"]),
        ("我家两口人，能不能领补贴", ["我家两口人，能不能领补贴"]),
        ("公示几天？从排队到住进去得几年", ["公示几天", "从排队到住进去得几年"]),
        ("项目管家", ["项目管家"]),
    ],
)
def test_a_question_is_taken_apart(question: str, parts: list[str]):
    assert asked_parts(question) == parts


def test_what_the_plan_does_not_say_is_named(assistant: PolicyAssistant):
    answer = assistant.ask("项目管家多久要到现场办公一次？他的手机号码是多少？")
    assert answer.status == Status.PARTIAL
    assert answer.missing == "他的手机号码是多少"
    assert "项目管家每月至少开展一次现场办公" in answer.text
    assert "文件没有写明：他的手机号码是多少。" in answer.text
    assert "12345" in answer.text


def test_two_parts_that_the_plan_answers_are_both_answered(assistant: PolicyAssistant):
    answer = assistant.ask("项目管家多久要到现场办公一次？包联企业的领导多久去服务一次？")
    assert answer.status == Status.ANSWERED
    assert "项目管家每月至少开展一次现场办公" in answer.text
    assert "每季度至少到包联企业开展1次以上服务" in answer.text
