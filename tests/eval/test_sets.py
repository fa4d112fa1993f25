"""Bad input: what is missing is skipped by name, what is malformed is named by file and line."""

from __future__ import annotations

import json

import pytest

from eval import sets
from eval.sets import MalformedRow

ROW = {
    "id": "x1",
    "question": "问",
    "kind": "fact",
    "doc": "a.html",
    "quotes": ["一二三"],
    "must": [["一"]],
    "answer": "一",
}


def write(folder, *lines):
    path = folder / "questions.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return path


def test_the_plan_has_sixty_questions_a_third_of_them_unanswerable():
    cases = sets.plan_questions().cases
    assert len(cases) == 60
    assert sum(not case.answerable for case in cases) == 20
    assert len({case.id for case in cases}) == 60


def test_a_row_becomes_a_case(tmp_path):
    (case,) = sets.read_questions(write(tmp_path, ROW))
    assert (case.docs, case.must, case.retrievable) == (("a",), (("一",),), True)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{broken", "questions.jsonl:2: not JSON"),
        ('["a list"]', "questions.jsonl:2: not an object"),
        ({"id": "x2"}, "questions.jsonl:2: no field 'question'"),
        (ROW | {"quotes": "三"}, "questions.jsonl:2: 'quotes' is a str"),
        (ROW | {"doc": None}, "questions.jsonl:2: 'doc' and 'quotes' must both be given"),
    ],
)
def test_a_malformed_row_names_file_and_line(tmp_path, row, message):
    with pytest.raises(MalformedRow) as caught:
        sets.read_questions(write(tmp_path, ROW, row))
    assert str(caught.value).startswith(message)


def test_missing_data_skip_the_set_by_name(tmp_path, monkeypatch):
    monkeypatch.setenv("POLICY_EVAL_DATA", str(tmp_path))
    loaded, skipped = sets.load(["plan_questions", "policy_qa_dev", "sme_questions", "stard"], full=True)
    assert [question_set.name for question_set in loaded] == ["plan_questions"]
    assert skipped == {
        "policy_qa_dev": "questions.jsonl: not found in policy_qa_dev/",
        "sme_questions": "eval_set.json: not found in sme_questions/",
        "stard": "corpus.jsonl.gz: not found in stard/",
    }


def test_the_long_set_waits_for_the_full_run():
    loaded, skipped = sets.load(["stard"], full=False)
    assert loaded == []
    assert "make eval-full" in skipped["stard"]
