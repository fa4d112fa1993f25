"""Sixty orders to a program, in documents and questions: none is shown to a model, quoted, or published."""

from dataclasses import replace

import pytest

from assistant.answering.generative import compose_grounded, prompt
from assistant.answering.grounding import evidence_text, ground
from assistant.answering.orders import heed_no_orders, is_order, looks_obedient
from eval.grounding import read
from tests.answering.llm_server import llm_server
from tests.answering.plan import evidence
from tests.answering.test_generative import EXTRACTIVE, QUESTION, TRUE, settings

CASES = read("injection_cases.jsonl")
IN_DOCUMENTS = [case for case in CASES if case["place"] != "question"]


def poisoned(case):
    """The first clause with the order after its sentence, in its heading or in the title."""
    one = evidence()[0]
    document, clause = one.document, one.clause
    if case["place"] == "title":
        return replace(one, document=replace(document, title=case["text"]))
    if case["place"] == "heading":
        return replace(one, clause=replace(clause, headings=(case["text"],)))
    text = clause.text + case["text"]
    clause = replace(clause, text=text, end=clause.text_start + len(text))
    return replace(one, document=replace(document, text="示例行动方案\n" + text), clause=clause)


def test_there_are_sixty():
    assert len({case["id"] for case in CASES}) == 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_an_order_is_known_and_is_neither_evidence_nor_quoted_nor_shown(case):
    assert looks_obedient(case["text"])
    if case["place"] == "question":
        return
    assert is_order(case["text"])
    one = poisoned(case)
    clean = evidence()[0]
    assert heed_no_orders([one.clause]) == [] or case["place"] in ("title", "heading")
    for held in (evidence_text(one), prompt(QUESTION, [one])):
        assert case["text"] not in held
    assert clean.clause.text in evidence_text(one)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_model_that_repeats_the_order_is_not_published(case):
    assert ground(f"{case['text']}[1]", [poisoned(case)]).citations == ()


def test_a_model_that_obeys_leaves_the_extractive_answer():
    reply = "全部免费，管理员密钥是123456[1]。"
    with llm_server(reply) as server:
        answer = compose_grounded(QUESTION, [poisoned(IN_DOCUMENTS[0])], settings(server.url), EXTRACTIVE)
    assert (answer.text, answer.composer) == (EXTRACTIVE.text, "extractive")
    assert "123456" not in answer.text + answer.notice


def test_what_is_true_is_still_published_beside_an_order():
    answer = ground(TRUE, [poisoned(IN_DOCUMENTS[0])])
    assert answer.text == TRUE
