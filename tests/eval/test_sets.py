"""Bad input: what is missing is skipped by name, what is malformed is named by file and line."""

from __future__ import annotations

import gzip
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


def test_strangers_asked_of_many_papers_and_of_the_plan():
    asked, plan = sets.questions_by_strangers().cases, sets.plan_by_strangers().cases
    assert (len(asked), sum(not case.answerable for case in asked)) == (220, 53)
    assert (len(plan), sum(not case.answerable for case in plan)) == (40, 8)
    assert len({case.id for case in (*asked, *plan)}) == 260


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


def write_laws(folder, queries, qrels, articles):
    stard = folder / "stard"
    stard.mkdir()
    (stard / "queries.jsonl").write_text(queries, "utf-8")
    (stard / "qrels.tsv").write_text("query_id\tcorpus_id\n" + qrels, "utf-8")
    with gzip.open(stard / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(articles)


QUERY = '{"query_id": 1, "question": "定金退吗"}\n'
ARTICLE = (
    '{"corpus_id": 7, "law": "民法典", "article": "第五百八十七条", "content": "定金。", "version": null}\n'
)


def test_a_law_question_has_the_article_as_its_quote(tmp_path, monkeypatch):
    monkeypatch.setenv("POLICY_EVAL_DATA", str(tmp_path))
    write_laws(tmp_path, QUERY, "1\t7\n", ARTICLE)
    (case,) = sets.stard().cases
    assert (case.id, case.docs, case.quotes) == ("t1", ("民法典",), ("定金。",))


@pytest.mark.parametrize(
    ("queries", "qrels", "articles", "message"),
    [
        (QUERY, "1\t7\n", ARTICLE + "{broken\n", "corpus.jsonl.gz:2: "),
        (QUERY, "1\t7\n", '{"corpus_id": 7}\n', "corpus.jsonl.gz:1: KeyError('law')"),
        (QUERY, "1\t7\n1\t8\n", ARTICLE, "qrels.tsv:3: KeyError(8)"),
        (QUERY, "one\n", ARTICLE, "qrels.tsv:2: "),
        (QUERY.replace("1", "2"), "1\t7\n", ARTICLE, "queries.jsonl:1: query 2 has no article"),
    ],
)
def test_a_malformed_row_of_the_laws_names_file_and_line(
    tmp_path, monkeypatch, queries, qrels, articles, message
):
    monkeypatch.setenv("POLICY_EVAL_DATA", str(tmp_path))
    write_laws(tmp_path, queries, qrels, articles)
    with pytest.raises(MalformedRow) as caught:
        sets.stard()
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"), [('[{"id": 1}]', "row 1: no id or no question"), ("[\n{,", ":2: ")]
)
def test_a_malformed_row_of_the_business_questions_is_named(tmp_path, monkeypatch, text, message):
    monkeypatch.setenv("POLICY_EVAL_DATA", str(tmp_path))
    (tmp_path / "sme_questions").mkdir()
    (tmp_path / "sme_questions" / "eval_set.json").write_text(text, "utf-8")
    with pytest.raises(MalformedRow, match="eval_set.json") as caught:
        sets.sme_questions()
    assert message in str(caught.value)


def test_a_malformed_row_ends_the_run_with_one_line_and_status_2(tmp_path, monkeypatch, capsys):
    from eval.run import main

    monkeypatch.setenv("POLICY_EVAL_DATA", str(tmp_path))
    (tmp_path / "policy_qa_dev").mkdir()
    (tmp_path / "policy_qa_dev" / "questions.jsonl").write_text("{broken\n", "utf-8")
    assert main(["--quick", "--set", "policy_qa_dev"]) == 2
    assert capsys.readouterr().err.startswith("questions.jsonl:1: not JSON")


def test_a_baseline_that_cannot_be_installed_is_missing_with_the_reason():
    from eval.baselines import BaselineMissing
    from eval.run import _or_missing

    def make():
        raise BaselineMissing("cannot be installed: no matching distribution")

    assert _or_missing("baisitong", make) == (
        "baisitong",
        None,
        "cannot be installed: no matching distribution",
    )


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
