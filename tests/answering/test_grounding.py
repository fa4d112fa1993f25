"""A sentence is supported only when its clause says it."""

import doctest
import importlib

import pytest

from assistant.answering.grounding import check_sentence, ground
from tests.answering.plan import evidence

PLAN = (
    "项目管家每月至少开展一次现场办公，及时协调解决问题。文件印发后，相关部门一般在15天内形成具体工作措施。"
)
RULE = "有争议的，部门主要负责人要亲自协调；仍不能取得一致意见的，主办部门应当书面报旗政府裁定，不得推诿。"
FEES = "对首次创业的高校毕业生，经市民政局批准，可以给予最高3万元补贴，全部免费受理。"


@pytest.mark.parametrize("name", ["aligning", "problems", "cues", "parties", "grounding", "substance"])
def test_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(f"assistant.answering.{name}")).failed == 0


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("项目管家每个月最少要到现场办公一次。", PLAN),
        ("文件印发以后，相关部门一般要在15天以内拿出具体措施。", PLAN),
        ("有争议时由部门一把手亲自协调。", RULE),
        ("意见仍不一致的，主办部门要书面报旗政府裁定，不能推诿。", RULE),
        ("高校毕业生首次创业的，市民政局批准后可以给最多3万元补贴。", FEES),
        (FEES, FEES),
    ],
)
def test_a_faithful_rewording_is_supported(sentence, source):
    assert check_sentence(sentence, source) == []


@pytest.mark.parametrize(
    ("sentence", "source", "kind"),
    [
        ("项目管家每月至少开展两次现场办公。", PLAN, "number"),
        ("项目管家每季度至少开展一次现场办公。", PLAN, "frequency"),
        ("项目管家每月至多开展一次现场办公。", PLAN, "number"),
        ("相关部门一般在半个月内形成具体工作措施。", PLAN, "duration"),
        ("相关部门在15天内形成具体工作措施。", PLAN, "modal"),
        ("财政部门一般在15天内形成具体工作措施。", PLAN, "actor"),
        ("部门主要负责人要亲自协调。", RULE, "condition"),
        ("主办部门应当书面报旗政府裁定，可以推诿。", RULE, "modal"),
        ("仍不能取得一致意见的，主办部门可以书面报旗政府裁定。", RULE, "modal"),
        ("仍不能取得一致意见的，主办部门应当口头报旗政府裁定。", RULE, "other"),
        ("对首次创业的高校毕业生，可以给予最高3万元补贴。", FEES, "condition"),
        ("对首次创业的高校毕业生，经市民政局批准，可以给予最高5万元补贴。", FEES, "amount"),
        ("对首次创业的退役军人，经市民政局批准，可以给予最高3万元补贴。", FEES, "actor"),
        ("部分免费受理。", FEES, "scope"),
        ("并同步赠送办公用品和交通卡。", FEES, "other"),
    ],
)
def test_an_altered_sentence_is_caught_and_its_kind_named(sentence, source, kind):
    assert kind in {problem.kind for problem in check_sentence(sentence, source)}


def test_figures_may_not_change_places():
    source = "领导每年形成调研成果不少于2项，各部门负责同志形成调研成果不少于1项。"
    assert check_sentence("领导每年形成调研成果不少于2项。", source) == []
    assert [p.kind for p in check_sentence("领导每年形成调研成果不少于1项。", source)] == ["number"]


def test_every_published_citation_quotes_its_document():
    grounded = ground("项目管家每月至少开展一次现场办公[1]。牵头单位不能推诿[3]。", evidence())
    text = evidence()[0].document.text
    assert [citation.quote for citation in grounded.citations] == [
        text[c.start : c.end] for c in grounded.citations
    ]
    assert grounded.citations[1].quote == "牵头单位不得推诿。"


def test_what_is_cut_is_recorded_with_its_reason():
    grounded = ground("补贴最高5万元[4]。", evidence())
    assert (grounded.text, grounded.citations) == ("", ())
    assert grounded.withheld[0].text == "补贴最高5万元[4]。"
    assert "5万元" in grounded.withheld[0].reason


def test_an_order_inside_a_clause_is_no_evidence():
    grounded = ground("全部免费[4]。", evidence())
    assert grounded.text == ""


@pytest.mark.parametrize(
    "sentence", ["镇应急办每季度至少检查一次仓库。", "学校后勤科每季度至少清洗一次空调滤网。"]
)
def test_a_clause_that_shares_only_how_often_supports_nothing(sentence: str) -> None:
    source = "包联责任人每季度至少到包联企业开展1次以上服务,宣传有关政策措施,全面摸清、及时转交、协调解决存在的困难问题。"
    assert check_sentence(sentence, source)
    assert check_sentence("包联责任人每季度至少服务一次包联企业。", source) == []


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("重点管理区内每人限养一只。", "重点管理区内每户限养一只犬。"),
        ("禁止饲养小型犬。", "禁止饲养烈性犬、大型犬。"),
        ("工伤保险费按月缴纳。", "失业保险费按月缴纳。"),
        ("上半年完成整改。", "下半年完成整改。"),
    ],
)
def test_one_kind_for_another_is_told(sentence: str, source: str):
    assert check_sentence(source, source) == []
    assert check_sentence(sentence, source) != []
