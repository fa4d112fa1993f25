"""Which sentences are quoted: a sure one alone, several that compete, none that repeats another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.answering.extractive import choose
from assistant.ingest.sentences import Span
from assistant.retrieval.choices import WEIGHTS, Choice
from assistant.retrieval.query import Query
from assistant.schema import Clause, Document, Evidence

QUERY = Query("补贴多少钱", np.zeros(1, dtype=np.float32), {}, {})
BEST = "符合条件的老年人每人每月补贴290元。"


def choices(*told: tuple[str, float]) -> list[Choice]:
    """Each sentence in a document of its own; `near` alone makes the score that is given."""
    made = []
    for number, (text, score) in enumerate(told):
        name = str(number)
        document = Document(name, "办法" + name, text)
        clause = Clause(name, "一", "第一条", (), "", text, 0, len(text), 0)
        parts = {part: 0.0 for part in WEIGHTS} | {"near": score / WEIGHTS["near"]}
        made.append(Choice(Evidence(document, clause, 1.0), number, Span(0, len(text)), text, parts))
    return made


QUOTED = [
    pytest.param("重度残疾的老年人每人每月另补100元。", 4.0, 1, id="far behind"),
    pytest.param("重度残疾的老年人每人每月另补100元。", 4.5, 2, id="nearly as good"),
    pytest.param("每人每月补贴290元，按月发放。" + "另行说明。" * 50, 4.9, 1, id="no room"),
    pytest.param("符合条件老年人每人每月补贴290元", 4.9, 1, id="says the same"),
    pytest.param("符合条件的老年人每人每月补贴300元。", 4.9, 2, id="another figure"),
    pytest.param("据", 4.9, 1, id="a scrap"),
]


@pytest.mark.parametrize(("text", "score", "count"), QUOTED)
def test_what_is_quoted_beside_the_best(text: str, score: float, count: int):
    assert [c.text for c in choose(QUERY, choices((BEST, 5.0), (text, score)))] == [BEST, text][:count]


@pytest.mark.parametrize(
    ("text", "block", "count"),
    [
        ("津贴在户籍地街道领取。", 0.0, 2),
        ("数据", 0.0, 1),
        ("某市民政局 2026年3月1日", 1.0, 1),  # only names the matter
        ("某市民政局 2026年3月1日", 0.0, 2),  # answers who or when
        ("符合条件老年人每人每月补贴290元", 0.0, 1),
    ],
)
def test_what_is_quoted_for_a_part_says_something(text: str, block: float, count: int):
    best, part = choices((BEST, 5.0), (text, -3.0))
    part = replace(part, parts=part.parts | {"block": block})
    assert [c.text for c in choose(QUERY, [best], [part, part])] == [BEST, text][:count]


@pytest.mark.parametrize(("question", "count"), [("咨询电话是多少", 1), ("找谁咨询", 2)])
def test_another_paper_s_telephone_is_another_office_s(question: str, count: int):
    query = replace(QUERY, text=question)
    told = choices(("医保中心咨询电话：020-81234567。", 5.0), ("科技局联系电话：010-55529650。", 4.9))
    assert len(choose(query, told)) == count
