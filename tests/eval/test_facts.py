"""Reading an answer: facts, sides, length, and what no clause says."""

from __future__ import annotations

import pytest

from eval import facts
from eval.text import covered, find_spans, fold, normalise, overlap


@pytest.mark.parametrize(
    ("must", "answer", "expected"),
    [
        ([["3000"]], "每月 3,000 元[1]。", True),
        ([["3000"]], "每月３０００元", True),
        ([["15天", "15日"], ["书面"]], "15日内作书面报告[1][2]", True),
        ([["15天", "15日"], ["书面"]], "15日内报告", False),
        ([["290"]], "每人每月217元", False),
        ([["奈政字〔2025〕43号"]], "文号是奈政字〔2025〕43号", True),
        ([["12"]], "见[12]", False),
        ([["场(街道)"]], "各苏木乡镇场（街道）", True),
    ],
)
def test_every_group_needs_one_of_its_strings(must, answer, expected):
    assert facts.holds(must, answer) is expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("不能，须先协商", "no"),
        ("可以。", "yes"),
        ("不可以", "no"),
        ("是，全部", "yes"),
        ("没有", "no"),
        ("面向全国开放入驻[1]", "open"),
    ],
)
def test_an_answer_begins_on_a_side_or_leaves_it_open(answer, expected):
    assert facts.side(answer) == expected


def test_a_yes_to_what_the_text_forbids_is_wrong_though_the_words_are_there():
    assert not facts.is_right([["可以"]], "可以，不可以也行", "不可以。", yes_no=True)
    assert facts.is_right([["不得"]], "承办单位不得交由社区办理[1]", "不能。", yes_no=True)
    assert facts.is_right([["可以"]], "可以", "不可以。", yes_no=False)


def test_length_leaves_marks_and_white_space_out():
    assert facts.answer_length("每月 一次[1]。\n见[12]") == 6


def test_gold_share_counts_each_quoted_character_once():
    gold = {"a": [(10, 20), (15, 25)]}
    assert facts.gold_share([("a", (0, 20)), ("b", (0, 5))], gold) == (10, 25)


def test_gold_share_without_offsets_reads_the_text():
    assert facts.gold_share_by_text(["项目管家每月一次。"], ["每月一次"]) == (4, 9)


@pytest.mark.parametrize(
    ("answer", "source", "expected"),
    [
        ("每年不少于2项", "每年形成调研成果不少于2项", set()),
        ("每年不少于3项", "每年形成调研成果不少于2项", {"3"}),
        ("15天内", "一般在115天内", {"15"}),
        ("1.5%", "1.5%的贴息", set()),
        ("见39.107.105.7", "网址39.107.105.7", set()),
        ("两次", "开展一次", {"两"}),
        ("由旗财政局负责", "由旗发展改革局负责", {"由旗财政局"}),
        ("由旗财政局负责", "旗财政局、旗教育局", set()),
        ("1. 每月一次\n2. 每季一次", "每月一次，每季一次", set()),
        ("奈政字〔2025〕44号", "奈政字〔2025〕43号", {"44", "奈政字〔2025〕44号"}),
    ],
)
def test_figures_that_stand_in_no_source_are_named(answer, source, expected):
    assert facts.unsupported_figures(answer, [source]) == expected


def test_citation_marks_are_no_figures():
    assert facts.unsupported_figures("每月一次[1][2]", ["每月一次"]) == set()


def test_text_is_compared_without_space_and_width():
    assert normalise("1,234 元（含）") == "1234元(含)"
    assert normalise("1,23") == "1,23"
    assert fold("a　ｂ") == ("ab", [0, 2])
    assert find_spans("项目\n管家，项目管家", "项目管家") == [(0, 5), (6, 10)]
    assert find_spans("任何文字", "") == []
    assert overlap((0, 3), (3, 9)) == 0
    assert covered((0, 10), [(2, 4), (3, 6), (20, 30)]) == 4


def test_figures_of_two_sources_do_not_run_together():
    assert facts.unsupported_figures("电话 12345", ["12345", "2025年起"]) == set()
    assert facts.unsupported_figures("电话 12345", ["123", "45"]) == {"12345"}
