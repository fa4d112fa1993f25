"""A question that staff have confirmed is answered as they have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering import wording
from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.errors import BadInput, BadQuestion, BadSettings
from assistant.schema import Status
from assistant.tuning import confirmed_questions
from tests.answering.llm_server import llm_server

PLAN = "奈曼旗政府效能提升行动方案"
QUESTION, QUOTE = "材料缺一样窗口收不收", "推行容缺受理服务"
SENTENCE = "通过深化告知承诺改革、推行容缺受理服务、探索基于信用承诺的极简审批制度"


@pytest.fixture
def knowing(settings: Settings, tmp_path: Path) -> PolicyAssistant:
    return PolicyAssistant.open(replace(settings, confirmed=str(tmp_path / "confirmed.db")))


def test_the_same_question_is_answered_with_the_confirmed_words(knowing: PolicyAssistant):
    assert knowing.confirm(f"请问，{QUESTION}？", [(PLAN, QUOTE)]) == 1
    answer = knowing.ask(QUESTION)
    [citation] = answer.citations
    assert (answer.status, answer.composer, answer.answerability) == (Status.ANSWERED, "confirmed", 1.0)
    assert citation.quote.startswith(SENTENCE)
    assert answer.text == f"{citation.quote}[1]\n{wording.CONFIRMED}"
    assert (citation.document_id, citation.clause) == (PLAN, "二/(三)/1")
    assert knowing.document(PLAN).text[citation.start : citation.end] == citation.quote
    assert knowing.ask(QUESTION + "？", ["项目管家多久来一次"]).composer == "confirmed"
    assert knowing.ask("材料缺两样窗口收不收").composer == "extractive"


def test_what_is_confirmed_as_unsaid_is_refused(knowing: PolicyAssistant):
    asked = "项目管家多久要到现场办公一次？"
    assert knowing.ask(asked).status == Status.ANSWERED
    number = knowing.confirm(asked, [])
    answer = knowing.ask(asked)
    assert (answer.status, answer.composer, answer.answerability) == (Status.NO_EVIDENCE, "confirmed", 0.0)
    assert answer.citations == ()
    assert answer.text.endswith(wording.CONFIRMED_UNSAID)
    assert "12345" in answer.text
    assert knowing.unconfirm(number)
    assert knowing.ask(asked).status == Status.ANSWERED


def test_no_language_model_rewrites_what_is_confirmed(knowing: PolicyAssistant):
    asked = "项目管家多久要到现场办公一次？"
    with llm_server("项目管家每月至少开展一次现场办公[1]。") as server:
        talking = PolicyAssistant.open(replace(knowing.settings, llm_base_url=server.url, llm_model="m"))
        assert talking.ask(asked).composer == "generative"
        talking.confirm(asked, [(PLAN, "项目管家每月至少开展一次现场办公")])
        assert [event for event, _ in talking.ask_stream(asked)] == ["evidence", "token", "done"]
        assert talking.ask(asked).composer == "confirmed"
        assert len(server.requests) == 1


def test_words_that_no_document_holds_are_refused_and_nothing_is_kept(knowing: PolicyAssistant):
    with pytest.raises(BadInput, match="原文中没有“没有这句话”"):
        knowing.confirm_all([(QUESTION, [(PLAN, QUOTE)]), ("在哪办", [(PLAN, "没有这句话")])])
    with pytest.raises(BadInput, match="没有这份文件"):
        knowing.confirm(QUESTION, [("没有这份文件", QUOTE)])
    with pytest.raises(BadQuestion):
        knowing.confirm("  ", [(PLAN, QUOTE)])
    assert knowing.confirmed() == []


def test_a_confirmed_question_is_asked_with_its_earlier_one(knowing: PolicyAssistant):
    before = knowing.ask("那部门负责人呢？", ["旗领导一年要写几个调研成果？"])
    knowing.confirm("那部门负责人呢？", [(PLAN, QUOTE)])
    after = knowing.ask("那部门负责人呢？", ["旗领导一年要写几个调研成果？"])
    assert before.composer == "extractive"
    assert after.citations == before.citations


def test_without_a_book_nothing_is_confirmed(assistant: PolicyAssistant):
    assert (assistant.confirmed(), assistant.confirmed_mark, assistant.unconfirm(1)) == ([], (0, 0), False)
    with pytest.raises(BadSettings, match="没有设置问答库"):
        assistant.confirm(QUESTION, [])


def test_a_model_is_tuned_on_what_is_confirmed(knowing: PolicyAssistant):
    knowing.confirm_all([(QUESTION, [(PLAN, QUOTE), (PLAN, "项目管家每月至少开展一次")]), ("几点下班", [])])
    knowing.known.book.add("旧问题", [(PLAN, "没有这句话")])
    [asked] = confirmed_questions(knowing)
    assert (asked.question, asked.document, asked.quotes) == (
        QUESTION,
        PLAN,
        (QUOTE, "项目管家每月至少开展一次"),
    )
