"""The reader reads a few sentences at a time and stops at a sure answer; it sees the heading that says something."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from assistant.answering.answerability import answerability
from assistant.answering.beside import RELATED_NEAR
from assistant.assistant import PolicyAssistant
from assistant.retrieval.choices import (
    DOUBT,
    FITTING,
    NO_DOUBT,
    READ,
    READ_STEP,
    SENTENCE,
    TITLE,
    UNREAD,
    Choice,
    read,
    reader_text,
)
from assistant.retrieval.query import Query
from assistant.schema import Clause, Document
from tests.answering.test_extractive import QUERY, choices


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


def test_a_doubtful_sentence_is_read_once_more_with_what_follows_it(assistant: PolicyAssistant):
    retriever = assistant.retriever
    assert retriever.reader is not None

    def found(question: str, hurried: bool = False) -> list[Choice]:
        return retriever.find(retriever.query(question), hurried=hurried)[1]

    doubtful = "窗口材料不全能先收下吗"
    [again] = [choice for choice in found(doubtful) if choice.around is not None]
    assert again.parts["read"] == max(choice.parts["read"] for choice in found(doubtful))
    assert DOUBT < again.parts["read"] < NO_DOUBT
    document, start = again.evidence.document, again.span.start
    seen = f"{document.title[:TITLE]} {document.text[start : start + SENTENCE]}".replace("\n", " ")
    assert again.around == retriever.reader.scores(doubtful, [seen])[0]
    assert [choice.around for choice in found(doubtful, hurried=True) if choice.around is not None] == []
    for certain in ("项目管家多久要到现场办公一次？", "红烧肉怎么做"):
        assert [choice.around for choice in found(certain) if choice.around is not None] == []


def test_what_follows_a_sentence_counts_in_whether_it_answers(assistant: PolicyAssistant):
    query = assistant.retriever.query("窗口材料不全能先收下吗")
    _, choices = assistant.retriever.find(query)
    scores = {
        around: answerability(query, [c if c.around is None else replace(c, around=around) for c in choices])
        for around in (-4.0, 4.0)
    }
    assert scores[-4.0] < answerability(query, choices) < scores[4.0]


def test_an_age_that_fits_puts_a_sentence_forward_and_does_not_make_it_read_better():
    query = replace(QUERY, text="八十岁的老人每月津贴多少")
    aged, other = read_alike(query, "年满60周岁的，标准放宽到130％。", "低保标准为每人每月1309元。")
    assert (aged.parts["read"], aged.parts["fitting"]) == (-1.0, FITTING)
    assert (other.parts["read"], other.parts["fitting"]) == (-1.0, 0.0)
    assert aged.score > other.score


def test_a_sentence_on_this_year_stands_before_one_on_last_year():
    query = replace(QUERY, text="今年护理补贴一个月多少", years=frozenset({2026}))
    last, this = read_alike(query, "2025年1月起每人每月280元。", "2026年1月起每人每月290元。")
    assert (last.parts["fitting"], this.parts["fitting"]) == (0.0, FITTING)
    query = replace(query, years=frozenset({2025}))
    last, this = read_alike(query, "2025年1月起每人每月280元。", "2026年1月起每人每月290元。")
    assert (last.parts["fitting"], this.parts["fitting"]) == (FITTING, 0.0)


def read_alike(query: Query, *texts: str) -> list[Choice]:
    """Let a reader that likes all sentences the same read some of one document."""
    reader = SimpleNamespace(scores=lambda question, passages: np.full(len(passages), -1.0))
    found = choices(*((text, 1.0) for text in texts))
    return read(query, found, reader, SimpleNamespace(lead=lambda clause: ""))
