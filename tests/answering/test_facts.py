"""Figures in Chinese texts: the same value however it is written, and how it is bounded."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering import comparators, facts, numerals
from assistant.answering.facts import read_facts


def read(text):
    return [(fact.kind, fact.value + fact.unit, fact.compare) for fact in read_facts(text)]


@pytest.mark.parametrize("module", [numerals, comparators, facts])
def test_examples_in_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("三百二十万元", "320万元", "3,200,000元", "３２０万元"), [("amount", "3200000元", "")]),
        (("15天内", "十五日以内", "不超过15天", "最多十五天"), [("duration", "15日", "<=")]),
        (
            ("每月至少一次", "每个月不少于1次", "一个月至少一次"),
            [("frequency", "1月", ""), ("number", "1次", ">=")],
        ),
        (("30%", "百分之三十", "三成", "３０％"), [("number", "30%", "")]),
        (("2025年5月6日", "二〇二五年五月六日", "2025-05-06"), [("date", "2025-05-06", "")]),
        (("未满16周岁", "不满16岁"), [("number", "16岁", "<")]),
        (
            ("三至十二个月", "3到12个月", "3个月至12个月"),
            [("duration", "3月", ">="), ("duration", "12月", "<=")],
        ),
        (("20万至50万元", "20-50万元"), [("amount", "200000元", ">="), ("amount", "500000元", "<=")]),
        (("半年", "六个月", "6个月"), [("duration", "6月", "")]),
        (
            ("奈政字〔2025〕43号", "奈政字[2025]43号", "奈政字（2025）43号"),
            [("doc_number", "奈政字(2025)43号", "")],
        ),
    ],
)
def test_one_figure_written_in_several_ways_is_read_alike(texts, found):
    assert [read(text) for text in texts] == [found] * len(texts)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("半个月内", "15天内"),
        ("15个工作日内", "15日内"),
        ("15天内", "15天后"),
        ("15天", "15天内"),
        ("不超过3次", "超过3次"),
        ("不少于2项", "不超过2项"),
        ("3万元", "3元"),
        ("2025年底前", "2025年6月底前"),
        ("每月一次", "每季度一次"),
        ("定期", "不定期"),
    ],
)
def test_figures_that_differ_are_not_read_alike(one, two):
    assert read(one) != read(two)


@pytest.mark.parametrize(
    "text", ["一次性告知", "统一处理", "第一时间", "进一步规范", "“十四五”规划", "千万别忘"]
)
def test_numerals_that_count_nothing_are_no_figures(text):
    assert read(text) == []


@given(
    st.text(
        alphabet="一二三十百千万每年月日天个次元%第〔〕内前以上不少于超过0123456789，。号至年半", max_size=40
    )
)
def test_every_figure_stands_where_it_says(text):
    for fact in read_facts(text):
        assert numerals.fold(text)[fact.start : fact.end] == fact.raw
