"""Adapting the model: what is learned from, and that only what helps is kept."""

from __future__ import annotations

import json
from itertools import cycle
from pathlib import Path

import pytest

from assistant.assistant import PolicyAssistant
from assistant.embedding.manifest import adapter_of, office_adapter
from assistant.embedding.tune import Recipe
from assistant.errors import BadTraining
from assistant.tuning import (
    Asked,
    heading_questions,
    holds_quote,
    logged_questions,
    measure,
    passages,
    question_pairs,
    read_asked,
    says_the_same,
    tune_model,
)

PLAN = "奈曼旗政府效能提升行动方案"
QUESTION = "项目管家多久到现场一趟"
QUOTE = "项目管家每月至少开展一次现场办公"


def silent(_line: str) -> None:
    pass


def test_a_file_of_questions_is_read_line_by_line(tmp_path: Path):
    path = tmp_path / "asked.jsonl"
    rows = [
        {"question": QUESTION, "doc": PLAN, "quotes": [QUOTE], "distractors": [[PLAN, "甲"], ["别的", "乙"]]},
        {"question": "文件没有写的", "doc": None, "quotes": []},
    ]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    assert read_asked(path) == [Asked(QUESTION, PLAN, (QUOTE,), ("甲",))]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"question": "a", "doc": "b"}', "第 1 行"),
        (b'{"question": "a", "doc": "b", "quotes": ["c"]}\nnot json', "第 2 行"),
        (b"[1]", "第 1 行"),
        ("问".encode("gbk"), "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_names_the_line_and_the_remedy(tmp_path: Path, content: bytes, told: str):
    path = tmp_path / "asked.jsonl"
    path.write_bytes(content)
    with pytest.raises(BadTraining, match=rf"asked\.jsonl.*{told}"):
        read_asked(path)
    with pytest.raises(BadTraining, match="读不了"):
        read_asked(tmp_path / "absent.jsonl")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("项目管家每月至少开展一次现场办公，及时协调解决问题。", True),
        ("项目 管家每月至少\n开展一次现场办公", True),
        ("建立重大投资项目快速审批通道。", False),
    ],
)
def test_a_sentence_holds_a_quote_whatever_the_blanks(text: str, held: bool):
    assert holds_quote(text, [QUOTE]) is held


def test_a_sentence_that_repeats_a_right_one_is_not_taken_as_wrong():
    assert says_the_same(["项目管家每月至少开展一次现场办公。"], "要求项目管家每月至少开展一次现场办公。")
    assert not says_the_same(["项目管家每月至少开展一次现场办公。"], "领导干部每季度至少开展一次调研。")


def test_helpful_answers_and_headings_become_questions(assistant: PolicyAssistant):
    answer = assistant.ask("项目管家多久要到现场办公一次？")
    cited = [f"{citation.document_id} {citation.clause}" for citation in answer.citations]
    (found,) = logged_questions(assistant, [(QUESTION, cited), ("不在库里", ["别的 一"]), ("没有引用", [])])
    assert (found.question, found.document) == (QUESTION, PLAN)
    assert "项目管家" in found.quotes[0]
    headings = list(heading_questions(assistant))
    assert "健全项目督办机制" in {row.question for row in headings}
    assert all(row.document == PLAN and len(row.quotes[0]) >= 40 for row in headings)


def test_a_pair_holds_the_right_passage_and_wrong_ones_that_were_found(assistant: PolicyAssistant):
    sentences, pieces = question_pairs(assistant, [Asked(QUESTION, PLAN, (QUOTE,))], silent)
    for (pair,) in (sentences, pieces):
        assert pair.question == QUESTION
        assert holds_quote(pair.passage[1], [QUOTE])
        assert len(pair.wrong) == 2
        assert not any(holds_quote(text, [QUOTE]) for _, text in pair.wrong)
    assert question_pairs(assistant, [Asked(QUESTION, PLAN, ("文件里没有这句",))], silent) == ([], [])


def test_the_right_piece_is_ranked_among_all(assistant: PolicyAssistant):
    rows = [Asked(QUESTION, PLAN, (QUOTE,))]
    figures = measure(assistant.store.encoder, rows, passages(assistant, rows))
    assert figures == {"questions": 1, "R@1": 1.0, "R@10": 1.0, "MRR": 1.0}


def test_too_few_questions_are_refused_before_anything_is_trained(assistant: PolicyAssistant, tmp_path: Path):
    with pytest.raises(BadTraining, match=r"至少 50 个.*--questions"):
        tune_model(assistant, [Asked(QUESTION, PLAN, (QUOTE,))], tmp_path, Recipe(), silent)
    assert list(tmp_path.iterdir()) == []


def test_the_offices_own_adapter_takes_the_place_of_the_shipped_one(tmp_path: Path):
    shipped = adapter_of(tmp_path)
    assert shipped.parent.name == "embedding"
    office_adapter(tmp_path).touch()
    assert adapter_of(tmp_path) == office_adapter(tmp_path) == tmp_path / "adapter.npz"


@pytest.mark.slow
@pytest.mark.parametrize("helps", [True, False])
def test_only_what_helps_is_kept(
    assistant: PolicyAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, helps: bool
):
    monkeypatch.setattr("assistant.tuning.FEWEST", 10)
    turns = cycle([True, False])  # the test's library is one document: every other question is held back
    monkeypatch.setattr("assistant.tuning.is_held_back", lambda _document: next(turns))
    figures = iter([{"MRR": 0.5, "R@10": 0.5}, {"MRR": 0.6 if helps else 0.4, "R@10": 0.5}])
    monkeypatch.setattr("assistant.tuning.measure", lambda *_: next(figures))
    done = tune_model(assistant, [], tmp_path, Recipe(steps=2, batch=4), silent)
    assert (done["steps"], done["kept"]) == (2, helps)
    assert office_adapter(tmp_path).is_file() is helps
