"""What was judged of sentences outweighs what was noted beside a question."""

from __future__ import annotations

import pytest

from eval.train.reader import Example, heed

NOTED = Example("能不能带走", ["不得携带离开"], ["可以复印", "凭证借阅", "当日归还"], ["馆内阅览"])


@pytest.mark.parametrize(
    ("verdicts", "right", "wrong", "near"),
    [
        ({}, ["不得携带离开"], ["可以复印", "凭证借阅", "当日归还"], ["馆内阅览"]),
        ({"凭证借阅": 2}, ["不得携带离开", "凭证借阅"], ["可以复印", "当日归还"], ["馆内阅览"]),
        ({"凭证借阅": 1}, ["不得携带离开"], ["可以复印", "当日归还"], ["馆内阅览"]),
        ({"凭证借阅": 0}, ["不得携带离开"], ["可以复印", "当日归还"], ["凭证借阅", "馆内阅览"]),
        ({"馆内阅览": 2}, ["不得携带离开", "馆内阅览"], ["可以复印", "凭证借阅", "当日归还"], []),
        (
            {"不得携带离开": 1, "凭证借阅": 2},
            ["凭证借阅"],
            ["可以复印", "当日归还"],
            ["馆内阅览"],
        ),
    ],
)
def test_verdicts_are_heeded(verdicts: dict[str, int], right: list[str], wrong: list[str], near: list[str]):
    assert heed(NOTED, verdicts) == Example("能不能带走", right, wrong, near)


def test_a_question_whose_answer_does_not_answer_is_left_out():
    assert heed(NOTED, {"不得携带离开": 0}) is None


def test_a_question_that_nothing_answers_stays_so():
    bare = Example("几点开门", [], ["可以复印"], [])
    assert heed(bare, {"可以复印": 0}) == Example("几点开门", [], [], ["可以复印"])
