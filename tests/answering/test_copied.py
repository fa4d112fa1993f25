"""Sentences that repeat their source but for one word: the word is found; honest rewordings pass."""

from __future__ import annotations

import pytest

from assistant.answering.copied import check_copy
from assistant.answering.facts import read_facts
from assistant.answering.grounding import check_sentence
from assistant.answering.labels import labelled, owned

SEED = "申请人应当在补贴期满前一个月内，持居住证明和就业证明向镇级受理窗口提出续发申请。"
CHANGED = (
    ("申请人应当在补贴期满后一个月内，持居住证明和就业证明向镇级受理窗口提出续发申请。", "后"),
    ("被申请人应当在补贴期满前一个月内，持居住证明和就业证明向镇级受理窗口提出续发申请。", "被"),
    ("申请人应当在补贴期满前一个月内，持居住证明和就业证明向县级受理窗口提出续发申请。", "县"),
    (
        "申请人应当在补贴期满前一个月内，持居住证明、无犯罪记录和就业证明向镇级受理窗口提出续发申请。",
        "犯罪记录",
    ),
    ("申请人应当在补贴期满前一个月内，持居住证明和就业证明向镇级受理窗口提出停发申请。", "停"),
)
HONEST = (
    "补贴到期前一个月内，申请人须拿着居住证明和就业证明到镇级受理窗口申请续发。",
    "申请人要在补贴期满前一个月内，凭居住证明、就业证明向镇级受理窗口提出续发申请。",
)


@pytest.mark.parametrize(("text", "word"), CHANGED[:4], ids=[word for _, word in CHANGED[:4]])
def test_the_word_that_was_changed_is_named(text: str, word: str) -> None:
    assert any(word in problem.found for problem in check_copy(text, SEED))


@pytest.mark.parametrize("text", [*HONEST, SEED])
def test_a_rewording_and_a_copy_pass(text: str) -> None:
    assert check_copy(text, SEED) == []


def test_two_who_changed_places_are_found() -> None:
    problems = check_copy(
        "牵头单位应当于每月五日前向督查机构报送进展。", "督查机构应当于每月五日前向牵头单位报送进展。"
    )
    assert {problem.kind for problem in problems} >= {"actor"}


def test_a_denial_that_was_dropped_is_found() -> None:
    source = "受灾农户三月底前不能还款的，不作逾期处理。"
    assert [p.kind for p in check_copy("受灾农户三月底前不能还款的，作逾期处理。", source)] == ["negation"]


def test_figures_belong_to_the_names_before_them() -> None:
    source = "甲村和乙村的道路养护补助标准分别为每年3万元、5万元。"
    theirs = labelled(source, read_facts(source))
    told = "甲村每年5万元，乙村每年3万元"
    wrong = [owned(one, theirs) for one in labelled(told, read_facts(told)) if one.fact.kind == "amount"]
    assert [fact.value for fact in wrong if fact] == ["30000", "50000"]
    assert {problem.kind for problem in check_sentence(told, source)} == {"amount"}
    assert check_sentence("甲村每年3万元，乙村每年5万元", source) == []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("6月30日下午5时前报送。", "6月30日17:00前报送。"),
        ("6月30日下午5时半前报送。", "6月30日17:30前报送。"),
        ("暂停执业六个月至两年。", "暂停执业6个月以上2年以下。"),
        ("车辆总质量不超过4.5吨。", "车辆总质量不超过4500千克。"),
        ("须经三分之二以上成员同意。", "须经2/3以上成员同意。"),
        ("每年3月底前报送。", "每年3月31日前报送。"),
        ("承办单位没能按期完成的，书面说明。", "承办单位不能按期完成的，书面说明。"),
    ],
)
def test_other_ways_to_write_a_figure_are_the_same(text: str, source: str) -> None:
    assert check_sentence(text, source) == []


def test_half_an_hour_later_is_another_time() -> None:
    problems = check_sentence("6月30日下午5时30分前报送。", "6月30日17:00前报送。")
    assert [(problem.kind, problem.found) for problem in problems] == [("number", "6月30日下午5时30分前报送")]
