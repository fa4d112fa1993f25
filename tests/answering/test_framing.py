"""What people put before a question changes nothing about its answer."""

from __future__ import annotations

import pytest

from assistant.answering.framing import unframed
from assistant.assistant import PolicyAssistant


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("讲案例用：项目管家多久到现场", "项目管家多久到现场"),
        ("画流程图用，登记是哪几步", "登记是哪几步"),
        ("窗口同事问：能当场办吗", "能当场办吗"),
        ("想请问一下，怎么申请补贴", "怎么申请补贴"),
        ("培训要几天：干部的还是群众的", "培训要几天：干部的还是群众的"),
        ("备课时间不够，能请假吗", "备课时间不够，能请假吗"),
        ("企业：多久来一次", "企业：多久来一次"),
        ("备课用：啥", "备课用：啥"),
    ],
)
def test_only_the_frame_is_taken_off(question: str, bare: str):
    assert unframed(question) == bare


def test_a_framed_question_is_answered_like_the_bare_one(assistant: PolicyAssistant):
    bare, framed = "项目管家多久要到现场办公一次？", "您好，备课举例：项目管家多久要到现场办公一次？"
    answer = assistant.ask(framed)
    assert answer.question == framed
    assert answer.text == assistant.ask(bare).text
    assert "每月至少开展一次现场办公" in answer.text


def test_a_frame_of_the_earlier_question_is_no_topic(assistant: PolicyAssistant):
    earlier, later = "项目管家多久要到现场办公一次？", "那包联企业的领导呢？"
    assert (
        assistant.ask(later, history=[f"备课举例：{earlier}"]).text
        == assistant.ask(later, history=[earlier]).text
    )
