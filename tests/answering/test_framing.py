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
        ("请问那乡镇呢", "那乡镇呢"),
        ("您好？？？？？", "您好？？？？？"),
        ("大家好像都能领津贴，真的吗", "大家好像都能领津贴，真的吗"),
        ("老师好不好评职称", "老师好不好评职称"),
        ("房子质量出了问题：该找谁赔偿", "房子质量出了问题：该找谁赔偿"),
        ("讲课费标准：一个学时最高多少", "讲课费标准：一个学时最高多少"),
        ("典型案例：怎么申报评选", "典型案例：怎么申报评选"),
        ("学校上课时间：小学几点开始", "学校上课时间：小学几点开始"),
        ("群众信访案例：多久要答复", "群众信访案例：多久要答复"),
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


def test_a_frame_of_the_earlier_question_is_no_topic(assistant: PolicyAssistant, monkeypatch):
    read = []
    query = assistant.retriever.query
    monkeypatch.setattr(
        assistant.retriever, "query", lambda text, *day: read.append(text) or query(text, *day)
    )
    assistant.ask("那包联企业的领导呢？", history=["备课举例：项目管家多久要到现场办公一次？"])
    assert read
    assert not any("备课" in text for text in read)
