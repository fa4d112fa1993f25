"""A question of several parts is answered in part when the documents hold only a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.answering.parts import LACKING, Part, asked_parts, find_missing, likeliest, read_parts
from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.embedding.encoder import Encoder
from assistant.ingest.sentences import Span
from assistant.retrieval.choices import Choice
from assistant.retrieval.indexing import update_index
from assistant.retrieval.store import PolicyStore
from assistant.schema import Clause, Document, Evidence, Status


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("怎么申请，几天办完？", ["怎么申请", "几天办完"]),
        ("我家两口人，能不能领补贴", ["我家两口人，能不能领补贴"]),
        (
            "跟隔壁局谈了好几轮还是谈不拢，牵头的下一步咋整",
            ["跟隔壁局谈了好几轮还是谈不拢，牵头的下一步咋整"],
        ),
        ("找街道还是找社区，要带啥", ["找街道还是找社区", "要带啥"]),
        ("啥叫哄抬价格，给我列列几种", ["啥叫哄抬价格"]),
        ("要带啥材料，帮我说说", ["要带啥材料"]),
        ("讲讲好差评怎么评", ["讲讲好差评怎么评"]),
        ("公示几天？从排队到住进去得几年", ["公示几天", "从排队到住进去得几年"]),
        ("项目管家", ["项目管家"]),
        ("我在港口堆了几个柜子，库场的钱能不能少收", ["我在港口堆了几个柜子，库场的钱能不能少收"]),
        ("开成员大会提前几天通知，要来多少人才行", ["开成员大会提前几天通知", "要来多少人才行"]),
        ("照在哪儿拿，能寄来么", ["照在哪儿拿", "能寄来么"]),
        ("公租房怎么申请，多谢", ["公租房怎么申请，多谢"]),
        ("养老金怎么领，我60多了", ["养老金怎么领，我60多了"]),
        ("欠薪去哪投诉，老板不给钱", ["欠薪去哪投诉，老板不给钱"]),
        ("孩子怎么上学，我们前几天刚搬来", ["孩子怎么上学，我们前几天刚搬来"]),
        ("证怎么补办，原来的丢了几天了", ["证怎么补办，原来的丢了几天了"]),
        ("户口怎么迁，孩子还没", ["户口怎么迁，孩子还没"]),
        ("我想提前几天退租，押金能退吗", ["我想提前几天退租，押金能退吗"]),
        ("续租找谁，我住了好几年", ["续租找谁，我住了好几年"]),
        ("我们集团啥都做，谁能进名单", ["我们集团啥都做，谁能进名单"]),
    ],
)
def test_a_question_is_taken_apart(question: str, parts: list[str]):
    assert asked_parts(question) == parts


def test_what_the_plan_does_not_say_is_named(assistant: PolicyAssistant):
    answer = assistant.ask("项目管家多久要到现场办公一次？他的手机号码是多少？")
    assert answer.status == Status.PARTIAL
    assert answer.missing == "他的手机号码是多少"
    assert "项目管家每月至少开展一次现场办公" in answer.text
    assert "没有查到这一问的规定：他的手机号码是多少。" in answer.text
    assert "12345" in answer.text


def test_two_parts_that_the_plan_answers_are_both_answered(assistant: PolicyAssistant):
    answer = assistant.ask("项目管家多久要到现场办公一次？包联企业的领导多久去服务一次？")
    assert answer.status == Status.ANSWERED
    assert "项目管家每月至少开展一次现场办公" in answer.text
    assert "每季度至少到包联企业开展1次以上服务" in answer.text


def part(text: str, sentence: str, score: float, alone: float) -> Part:
    document = Document("1", "办法", sentence)
    clause = Clause("1", "一", "第一条", (), "", sentence, 0, len(sentence), 0)
    best = Choice(Evidence(document, clause, 1.0), 0, Span(0, len(sentence)), sentence, {})
    return Part(text, best, score, alone)


TOLD = part("起降费降几成", "起降费降一成，免收停场费。", 2.3, 2.3)


@pytest.mark.parametrize(
    ("other", "answerable", "named"),
    [
        (part("停机坪收多少钱", "起降费降一成，免收停场费。", 1.5, 1.0), 0.9, False),
        (part("停机坪收多少钱", "起降费降一成，免收停场费。", -2.7, -3.0), 0.6, True),
        (part("停多久算一次", "起降费降一成，免收停场费。", -0.4, -1.0), 0.5, True),  # and no time in it
        (part("停场费收不收", "起降费降一成，免收停场费。", -0.4, -1.0), 0.5, False),
        (part("停场费收不收", "起降费降一成，免收停场费。", -0.4, -1.0), 0.1, True),
        (
            part("停场费收不收", "起降费降一成，免收停场费。", -0.4, -3.0),
            0.5,
            True,
        ),  # it answers what was asked before
    ],
)
def test_the_part_that_is_least_surely_answered_is_missing(other: Part, answerable: float, named: bool):
    missing = other if named else None
    assert find_missing([TOLD, other], answerable) == missing
    assert find_missing([other, TOLD], answerable) == missing
    assert find_missing([], answerable) is None


@pytest.mark.parametrize(
    ("asked", "sentence", "lacking"),
    [
        ("公示几天", "公示期满后发证。", True),
        ("公示几天", "公示5个工作日后发证。", False),
        ("停场收多少钱", "停场费免收。", False),
        ("每次得待几个钟头", "每季度至少到企业开展1次服务。", True),
        ("怎么申请", "向社区申请。", False),
    ],
)
def test_a_sentence_without_the_figure_that_is_asked_for_lacks_it(asked: str, sentence: str, lacking: bool):
    assert part(asked, sentence, 1.0, 1.0).lacking is lacking


@pytest.mark.parametrize(("scores", "best", "read"), [([-1, 0, 2, 1, 9], 2, 4), ([-1, 0, 1, -2, 1.4], 4, 5)])
def test_a_part_is_read_no_further_than_a_sure_answer(scores: list[float], best: int, read: int):
    document = Document("1", "办法", "一日。二日。三日。四日。五日。")
    clause = Clause("1", "一", "第一条", (), "", document.text, 0, 15, 0)
    evidence = Evidence(document, clause, 1.0)
    choices = [
        Choice(evidence, 0, Span(at, at + 3), document.text[at : at + 3], {}) for at in range(0, 15, 3)
    ]
    seen: list[Choice] = []

    def read_some(_: str, some: Sequence[Choice]) -> NDArray[np.float64]:
        seen.extend(some)
        return np.array([scores[choices.index(choice)] for choice in some], dtype=float)

    assert likeliest("几天办完", choices, read_some) == (choices[best], scores[best])
    assert seen == choices[:read]


def test_a_sentence_without_the_measure_that_is_asked_for_is_set_back(
    assistant: PolicyAssistant, monkeypatch
):
    monkeypatch.setattr(assistant.retriever, "read", lambda _, some: np.ones(len(some)))
    question = "项目管家多久要到现场办公一次，去年考了多少分"
    _, choices = assistant.retriever.find(assistant.retriever.query(question))
    often, points = read_parts(question, choices, assistant.retriever)
    assert (often.score, often.alone) == (1.0, 1.0)
    assert (points.score, points.alone) == (1.0 - LACKING, 1.0 - LACKING)


def test_a_part_is_read_after_the_topic_of_those_before_it(assistant: PolicyAssistant, monkeypatch):
    read: list[str] = []
    query = assistant.retriever.query
    monkeypatch.setattr(
        assistant.retriever, "query", lambda text, *day: read.append(text) or query(text, *day)
    )
    whole = "项目管家多久要到现场办公一次？几天办完，上年的还算吗"
    assistant.ask(whole)
    assert read == [
        whole,
        "项目管家多久要到现场办公一次",
        "项目管家要到现场办公一次 几天办完",
        "项目管家要到现场办公一次 办完 上年的还算吗",
    ]


def test_a_part_on_this_year_is_answered_by_this_years_figure(
    tmp_path: Path, encoder: Encoder, settings: Settings
):
    year = date.today().year
    (tmp_path / "corpus" / "documents").mkdir(parents=True)
    (tmp_path / "corpus/documents/护理补贴.txt").write_text(
        "甲旗民政局关于重度残疾人护理补贴标准的通知\n甲民发〔2025〕3号\n\n各苏木乡镇：\n现将标准通知如下。\n\n"
        f"一、{year - 1}年1月起，全旗重度残疾人护理补贴标准为每人每月100元。\n"
        f"二、{year}年1月起，全旗重度残疾人护理补贴标准为每人每月110元。\n",
        encoding="utf-8",
    )
    update_index(PolicyStore(tmp_path / "index", encoder), tmp_path / "corpus")
    assistant = PolicyAssistant.open(replace(settings, index=str(tmp_path / "index")))
    for question in (
        "今年重度残疾人护理补贴一个月多少钱？",
        "今年重度残疾人护理补贴一个月多少钱？在哪个网站查？",
    ):
        assert (
            f"{year}年1月起，全旗重度残疾人护理补贴标准为每人每月110元。"
            in assistant.ask(question).citations[0].quote
        )
