"""A document number is the same however a question writes it, and another's never is."""

from __future__ import annotations

import pytest

from assistant.answering.named import Title, read_names, read_titles
from assistant.assistant import PolicyAssistant
from assistant.schema import Document, Status

SAME = [
    ("根据〔2024〕8号", "甲政办发〔2024〕8号"),
    ("请问甲政办发﹝2024﹞8号", "甲政办发〔2024〕8号"),
    ("政办发(2024)第08号", "甲政办发〔2024〕8号"),
    ("那甲政办发【2024】 8 号呢", "甲政办发〔2024〕8号"),
    ("我想问一下关于财金［２０２６］２号", "财金〔2026〕2号"),
]
OTHERS = [
    ("京政办发〔2024〕8号", "沪政办发〔2024〕8号"),
    ("财金〔2026〕3号", "财金〔2020〕3号"),
    ("财金〔2026〕2号", "财金〔2026〕12号"),
]


@pytest.mark.parametrize(("asked", "borne"), SAME)
def test_the_same_number(asked: str, borne: str):
    assert read_names(asked)[0].same(read_names(borne)[0])


@pytest.mark.parametrize(("asked", "borne"), OTHERS)
def test_another_number(asked: str, borne: str):
    assert not read_names(asked)[0].same(read_names(borne)[0])


def test_several_numbers_and_none():
    assert [str(name) for name in read_names("〔2023〕8号和〔2024〕8号有何不同")] == [
        "〔2023〕8号",
        "〔2024〕8号",
    ]
    assert read_names("2026年2号线几点收车") == []


PAPER = Document(
    "1", "甲市积分制入户管理办法", "甲市积分制入户管理办法\n根据《乙省户籍管理条例》，制定本办法。"
)


@pytest.mark.parametrize(
    ("title", "borne", "there"),
    [
        ("甲市积分制入户管理办法", True, True),
        ("甲市积分入户办法", True, True),
        ("乙省户籍管理条例", False, True),
        ("丙合作区免税管理办法", False, False),
    ],
)
def test_a_title_that_is_shortened_is_understood_and_another_is_not(title: str, borne: bool, there: bool):
    assert (Title(title).borne_by(PAPER), Title(title).stands_in(PAPER)) == (borne, there)


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("《丙合作区免税管理办法》什么时候施行", ["丙合作区免税管理办法"]),
        ("丙丁科技创新合作区免税管理办法什么时候施行", ["丙丁科技创新合作区免税管理办法"]),
        ("甲市外来人员积分制入户管理办法什么时候施行", []),
        ("我孩子今年想在甲市按积分入户，管理办法在哪看", []),
        ("《入户申请表》怎么填", []),
    ],
)
def test_a_title_without_brackets_is_one_only_if_no_paper_is_like_it(question: str, titles: list[str]):
    assert [title.words for title in read_titles(question, [PAPER])] == titles


def test_no_other_paper_answers_for_one_that_is_not_there(assistant: PolicyAssistant):
    answer = assistant.ask("《丙合作区项目管家管理办法》规定项目管家多久现场办公一次？")
    assert (answer.status, answer.missing) == (Status.NO_EVIDENCE, "《丙合作区项目管家管理办法》文件的内容")
    named = assistant.ask("《奈曼旗政府效能提升行动方案》规定项目管家多久现场办公一次？")
    assert named.status == Status.ANSWERED
    assert "每月至少开展一次现场办公" in named.text
