"""A document number is the same however a question writes it, and another's never is."""

from __future__ import annotations

import pytest

from assistant.answering.named import read_names

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
