"""The table of everyday words is well formed and expands questions as officials would word them."""

from __future__ import annotations

from collections import Counter
from importlib import resources

import pytest

from assistant.retrieval.wording import colloquial, expand


def table_rows() -> list[list[str]]:
    text = resources.files("assistant.retrieval").joinpath("colloquial.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def test_every_row_is_an_everyday_word_and_its_official_words() -> None:
    rows = table_rows()
    assert [row for row in rows if len(row) != 2] == []
    assert [row for row in rows if row[0] != row[0].strip() or not row[0]] == []
    assert [row for row in rows if row[1].split(" ") != row[1].split() or not row[1]] == []


def test_no_everyday_word_is_listed_twice() -> None:
    assert [word for word, count in Counter(row[0] for row in table_rows()).items() if count > 1] == []


def test_no_everyday_word_is_its_own_official_word() -> None:
    assert [word for word, official in colloquial() if word in official] == []


def test_no_official_word_is_repeated_in_a_row() -> None:
    assert [word for word, official in colloquial() if len(set(official)) < len(official)] == []


@pytest.mark.parametrize(
    ("question", "official"),
    [
        ("打12345没人管", ["12345市民服务热线", "政务服务便民热线", "推诿", "首接负责"]),
        ("一把手要负什么责", ["主要负责人"]),
        ("公租房能租几年", ["公共租赁住房"]),
        ("我的医报怎么交", ["缴费方式", "缴纳", "医保", "基本医疗保险"]),
        ("踢皮球找哪里", ["推诿", "首问负责"]),
    ],
)
def test_a_question_gains_the_official_words(question: str, official: list[str]) -> None:
    assert expand(question) == official


def test_the_longest_everyday_word_wins() -> None:
    assert expand("自己交社保") == ["灵活就业人员", "参加养老保险"]


def test_official_words_the_question_already_uses_are_not_added_again() -> None:
    assert expand("公共租赁住房也叫公租房吗") == []


def test_a_question_without_everyday_words_gains_nothing() -> None:
    assert expand("行政规范性文件由谁制定") == []
