"""核对: each sentence gets its verdict, its clause and what differs."""

import json

from assistant.answering.verify import verify
from tests.answering.plan import evidence

SOURCE = "项目管家每月至少开展一次现场办公。牵头单位不得推诿。"


def test_each_sentence_gets_its_own_verdict():
    text = "您好！项目管家每月至少开展一次现场办公。牵头单位可以推诿。食堂免费供应三餐。"
    verdicts = [sentence["verdict"] for sentence in verify(text, SOURCE)]
    assert verdicts == ["not_checkable", "supported", "contradicted", "unsupported"]


def test_a_problem_names_both_sides():
    (sentence,) = verify("项目管家每月至少开展三次现场办公。", SOURCE)
    assert sentence["problems"][0]["kind"] == "number"
    assert "三次" in sentence["problems"][0]["found"]
    assert "一次" in sentence["problems"][0]["source"]


def test_evidence_found_for_a_sentence_is_cited():
    asked = []

    def find(sentence):
        asked.append(sentence)
        return evidence()

    (sentence,) = verify("项目管家每月至少开展一次现场办公。", find)
    assert asked == ["项目管家每月至少开展一次现场办公。"]
    assert sentence["verdict"] == "supported"
    assert sentence["citations"][0]["clause"] == "一/1"


def test_given_evidence_needs_no_finding():
    (sentence,) = verify("相关部门一般在30天内形成具体工作措施。", evidence())
    assert sentence["verdict"] == "contradicted"
    assert sentence["citations"][0]["clause"] == "一/2"


def test_nothing_found_is_unsupported():
    (sentence,) = verify("项目管家每月至少开展一次现场办公。", [])
    assert (sentence["verdict"], sentence["citations"]) == ("unsupported", [])


def test_the_result_is_json():
    assert json.loads(json.dumps(verify("牵头单位不得推诿。", evidence()), ensure_ascii=False, default=str))
