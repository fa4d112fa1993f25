"""A question that staff have confirmed is answered as they have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answering import wording
from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.embedding.encoder import Encoder
from assistant.errors import BadInput, BadQuestion, BadSettings
from assistant.retrieval.indexing import update_index
from assistant.retrieval.store import PolicyStore
from assistant.schema import Status
from assistant.storage.confirmed import Entry, Quote
from assistant.tuning import confirmed_questions
from tests.answering.llm_server import llm_server

PLAN = "奈曼旗政府效能提升行动方案"
QUESTION, QUOTE = "材料缺一样窗口收不收", "推行容缺受理服务"
SENTENCE = "通过深化告知承诺改革、推行容缺受理服务、探索基于信用承诺的极简审批制度"


@pytest.fixture
def knowing(settings: Settings, tmp_path: Path) -> PolicyAssistant:
    return PolicyAssistant.open(replace(settings, confirmed=str(tmp_path / "confirmed.db")))


def test_the_same_question_is_answered_with_the_confirmed_words(knowing: PolicyAssistant):
    assert knowing.confirm(f"请问，{QUESTION}？", [Quote(PLAN, QUOTE)]) == 1
    answer = knowing.ask(QUESTION)
    [citation] = answer.citations
    assert (answer.status, answer.composer, answer.answerability) == (Status.ANSWERED, "confirmed", 1.0)
    assert citation.quote.startswith(SENTENCE)
    assert answer.text == f"{citation.quote}[1]\n{wording.BY_STAFF}"
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
    today = date.today()
    told = f"工作人员{today.year}年{today.month}月{today.day}日核对过：当时文库中的文件没有规定这一问。"
    assert answer.text.endswith(told)
    assert "12345" in answer.text
    assert knowing.unconfirm(number)
    assert knowing.ask(asked).status == Status.ANSWERED


def test_no_language_model_rewrites_what_is_confirmed(knowing: PolicyAssistant):
    asked = "项目管家多久要到现场办公一次？"
    with llm_server("项目管家每月至少开展一次现场办公[1]。") as server:
        talking = PolicyAssistant.open(replace(knowing.settings, llm_base_url=server.url, llm_model="m"))
        assert talking.ask(asked).composer == "generative"
        talking.confirm(asked, [Quote(PLAN, "项目管家每月至少开展一次现场办公")])
        assert [event for event, _ in talking.ask_stream(asked)] == ["evidence", "token", "done"]
        assert talking.ask(asked).composer == "confirmed"
        assert len(server.requests) == 1


def test_words_that_no_document_holds_are_refused_and_nothing_is_kept(knowing: PolicyAssistant):
    with pytest.raises(BadInput, match="原文中没有“没有这句话”"):
        knowing.confirm_all([(QUESTION, [Quote(PLAN, QUOTE)]), ("在哪办", [Quote(PLAN, "没有这句话")])])
    with pytest.raises(BadInput, match="没有这份文件"):
        knowing.confirm(QUESTION, [Quote("没有这份文件", QUOTE)])
    with pytest.raises(BadQuestion):
        knowing.confirm("  ", [Quote(PLAN, QUOTE)])
    with pytest.raises(BadInput, match="没有文字"):
        knowing.confirm("？？", [Quote(PLAN, QUOTE)])
    with pytest.raises(BadInput, match="请去掉后再确认"):
        knowing.confirm("我电话13800138000，几天办完", [Quote(PLAN, QUOTE)])
    assert knowing.confirmed() == []


def test_a_confirmed_question_is_asked_with_its_earlier_one(knowing: PolicyAssistant):
    before = knowing.ask("那部门负责人呢？", ["旗领导一年要写几个调研成果？"])
    knowing.confirm("那部门负责人呢？", [Quote(PLAN, QUOTE)])
    after = knowing.ask("那部门负责人呢？", ["旗领导一年要写几个调研成果？"])
    assert before.composer == "extractive"
    assert after.citations == before.citations


def test_without_a_book_nothing_is_confirmed(assistant: PolicyAssistant):
    assert (assistant.confirmed(), assistant.confirmed_mark, assistant.unconfirm(1)) == ([], (0, 0), False)
    with pytest.raises(BadSettings, match="没有设置问答库"):
        assistant.confirm(QUESTION, [])


def test_a_model_is_tuned_on_what_is_confirmed(knowing: PolicyAssistant):
    knowing.confirm_all(
        [(QUESTION, [Quote(PLAN, QUOTE), Quote(PLAN, "项目管家每月至少开展一次")]), ("几点下班", [])]
    )
    knowing.known.book.add([Entry("旧问题", "旧问题", [Quote(PLAN, "没有这句话")])])
    [asked] = confirmed_questions(knowing)
    assert (asked.question, asked.document) == (QUESTION, PLAN)
    assert [words[:16] for words in asked.quotes] == [SENTENCE[:16], "项目管家每月至少开展一次现场办公"]


def test_another_mark_is_the_same_question_and_the_newest_answer_counts(knowing: PolicyAssistant):
    knowing.confirm(QUESTION, [Quote(PLAN, "项目管家每月至少开展一次")])
    knowing.confirm(f"{QUESTION}？", [Quote(PLAN, QUOTE)])
    assert [citation.clause for citation in knowing.ask(QUESTION).citations] == ["二/(三)/1"]
    assert [row.question for row, _ in knowing.confirmed()] == [f"{QUESTION}？"]


def test_a_sentence_is_told_once(knowing: PolicyAssistant):
    knowing.confirm(QUESTION, [Quote(PLAN, QUOTE), Quote(PLAN, "探索基于信用承诺的极简审批制度")])
    assert len(knowing.ask(QUESTION).citations) == 1


def test_in_a_conversation_a_confirmed_question_is_answered_so(knowing: PolicyAssistant):
    knowing.confirm("几点下班", [])
    knowing.confirm("容缺受理是什么", [Quote(PLAN, QUOTE)])
    before = ["项目管家多久要到现场办公一次？"]
    assert knowing.ask("几点下班", before).composer == "confirmed"
    assert knowing.ask("容缺受理是什么", before).citations[0].clause == "二/(三)/1"


def test_what_is_stopped_stays_stopped_after_another_question(knowing: PolicyAssistant):
    asked, before = "要写几个调研成果", ["旗领导一年要写几个调研成果？"]
    assert knowing.ask(asked, before).status == Status.ANSWERED
    knowing.confirm(asked, [])
    assert knowing.ask(asked, before).status == Status.NO_EVIDENCE


@pytest.fixture
def changing(
    settings: Settings, encoder: Encoder, tmp_path: Path
) -> tuple[PolicyAssistant, Callable[..., None]]:
    """A library of two short papers, and what writes one of them anew."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    store = PolicyStore(tmp_path / "index", encoder)

    def write(name: str, text: str) -> None:
        (corpus / name).write_text(text, encoding="utf-8")
        update_index(store, corpus)

    write(
        "办法.txt",
        "某县饮水办法\n\n第一条 为了饮水安全，制定本办法。\n第二条 申请人的报装申请应当在5日内办结。\n",
    )
    write("细则.txt", "某县供热细则\n\n第一条 为了供热，制定本细则。\n第二条 居民可以申请减免取暖费。\n")
    mine = replace(settings, index=str(store.folder), corpus=str(corpus), confirmed=str(tmp_path / "c.db"))
    return PolicyAssistant.open(mine), write


def test_a_sentence_that_changes_is_no_longer_told(
    changing: tuple[PolicyAssistant, Callable[..., None]],
):
    knowing, write = changing
    knowing.confirm("报装多久办好", [Quote("办法", "5日内办结")])
    assert knowing.ask("报装多久办好").citations[0].quote == "申请人的报装申请应当在5日内办结。"
    write(
        "办法.txt",
        "某县饮水办法\n\n第一条 为了饮水安全，制定本办法。\n第二条 申请人的报装申请应当在15日内办结。\n",
    )
    assert knowing.ask("报装多久办好").composer == "extractive"
    assert [why for _, why in knowing.confirmed()] == ["原文已改，请重新确认"]


def test_a_document_that_has_ended_answers_no_confirmed_question(
    changing: tuple[PolicyAssistant, Callable[..., None]],
):
    knowing, write = changing
    knowing.confirm("取暖费能少交吗", [Quote("细则", "居民可以申请减免取暖费。")])
    assert knowing.ask("取暖费能少交吗").composer == "confirmed"
    (Path(knowing.settings.corpus) / "catalogue.toml").write_text(
        '[[document]]\nfile = "细则.txt"\nexpires_on = 2020-01-01\n', encoding="utf-8"
    )
    write("办法.txt", "某县饮水办法\n\n第一条 为了饮水，制定本办法。\n")
    assert knowing.ask("取暖费能少交吗").composer == "extractive"
    assert [why for _, why in knowing.confirmed()] == ["所在文件已失效"]
    with pytest.raises(BadInput, match="已失效"):
        knowing.confirm("取暖费能少交吗", [Quote("细则", "居民可以申请减免取暖费。")])


def test_a_document_that_is_gone_is_told_so(changing: tuple[PolicyAssistant, Callable[..., None]]):
    knowing, write = changing
    knowing.confirm("取暖费能少交吗", [Quote("细则", "居民可以申请减免取暖费。")])
    (Path(knowing.settings.corpus) / "细则.txt").unlink()
    write("办法.txt", "某县饮水办法\n\n第一条 为了饮水，制定本办法。\n")
    assert knowing.ask("取暖费能少交吗").composer == "extractive"
    assert [why for _, why in knowing.confirmed()] == ["所在文件已不在文库"]


def test_a_copy_that_comes_to_hold_the_document_keeps_its_answers(
    changing: tuple[PolicyAssistant, Callable[..., None]],
):
    knowing, write = changing
    rules = (
        "某县燃气办法\n\n第一条 为了用气安全，制定本办法。\n第二条 燃气灶具每两年检查一次，由供气企业上门。\n"
        * 3
    )
    write("燃气.txt", rules)
    knowing.confirm("灶具几年查一回", [Quote("燃气", "燃气灶具每两年检查一次，由供气企业上门。")])
    numbered = rules.replace(
        "燃气办法\n", "燃气办法\n某政发〔2025〕7号\n", 1
    )  # says more of itself: it is kept
    write("燃气转载.txt", numbered)
    assert [each.id for each in knowing.documents() if "燃气" in each.id] == ["燃气转载"]
    answer = knowing.ask("灶具几年查一回")
    assert (answer.composer, answer.citations[0].document_id) == ("confirmed", "燃气转载")
    assert [why for _, why in knowing.confirmed()] == [""]
