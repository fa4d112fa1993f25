"""What is in force speaks first; what is not is named as such; two documents that disagree are both shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.facts import read_facts
from assistant.answering.in_force import Figures, differ, find_disagreement, level
from assistant.answering.wording import DISAGREEMENT
from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.embedding.encoder import Encoder
from assistant.ingest.sentences import Span
from assistant.retrieval.choices import Choice
from assistant.retrieval.indexing import update_index
from assistant.retrieval.store import PolicyStore
from assistant.schema import Clause, Document, Evidence, Status

DAY = date(2026, 1, 10)
OLD = """甲旗人民政府办公室关于印发甲旗临时救助办法的通知
甲政办发〔2019〕12号

各苏木乡镇人民政府：
现印发给你们，请遵照执行。

第一条　申请临时救助的，应当向户籍所在地苏木乡镇人民政府提出书面申请。
第二条　苏木乡镇人民政府应当在受理之日起15个工作日内完成临时救助审核。

甲旗人民政府办公室
2019年3月1日
"""
NEW = """甲旗人民政府办公室关于印发甲旗临时救助实施细则的通知
甲政办发〔2024〕8号

各苏木乡镇人民政府：
现印发给你们，请遵照执行。

第一条　申请临时救助的，可以通过网上或者窗口提出申请。
第二条　苏木乡镇人民政府应当在受理之日起8个工作日内完成临时救助审核。
第三条　本细则自2024年5月1日起施行。《甲旗人民政府办公室关于印发甲旗临时救助办法的通知》（甲政办发〔2019〕12号）同时废止。

甲旗人民政府办公室
2024年4月10日
"""
HIGHER = """内蒙古自治区人民政府办公厅关于规范公共场所母婴室开放时间的通知
内政办发〔2022〕5号

各盟行政公署、市人民政府：
一、公共场所母婴室每天开放时间不得少于10小时。
二、各地要加强检查。

内蒙古自治区人民政府办公厅
2022年2月1日
"""
LOWER = """内蒙古自治区乙旗人民政府办公室关于做好公共场所母婴室开放工作的通知
乙政办发〔2023〕9号

各有关单位：
一、公共场所母婴室每天开放时间不得少于6小时。
二、各单位要落实责任。

内蒙古自治区乙旗人民政府办公室
2023年6月1日
"""


@pytest.fixture(scope="module")
def two_papers(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, settings: Settings
) -> PolicyAssistant:
    folder = tmp_path_factory.mktemp("validity")
    corpus = folder / "corpus" / "documents"
    corpus.mkdir(parents=True)
    for name, text in {"old": OLD, "new": NEW, "higher": HIGHER, "lower": LOWER}.items():
        Path(corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    update_index(PolicyStore(folder / "index", encoder), folder / "corpus")
    return PolicyAssistant.open(replace(settings, index=str(folder / "index")))


def test_a_question_about_now_is_answered_from_what_is_in_force(two_papers: PolicyAssistant):
    answer = two_papers.ask("临时救助审核要多少个工作日完成？", as_of=DAY)
    assert answer.status == Status.ANSWERED
    assert "8个工作日内完成临时救助审核" in answer.text
    assert "15个工作日" not in answer.text


def test_of_two_copies_of_a_clause_the_one_in_force_is_found(
    tmp_path: Path, encoder: Encoder, settings: Settings
):
    documents = tmp_path / "corpus" / "documents"
    documents.mkdir(parents=True)
    same = "第九条　苏木乡镇人民政府应当每月公示临时救助金的发放情况。\n"
    for name, text, sign in (("a", OLD, "甲旗人民政府办公室\n2019"), ("b", NEW, "甲旗人民政府办公室\n2024")):
        (documents / f"{name}.txt").write_text(text.replace(f"\n{sign}", f"{same}\n{sign}"), encoding="utf-8")
    update_index(PolicyStore(tmp_path / "index", encoder), tmp_path / "corpus")
    assistant = PolicyAssistant.open(replace(settings, index=str(tmp_path / "index")))
    found = [
        item
        for item in assistant.retriever.rank("临时救助办法的通知里每月公示什么")
        if "每月公示" in item.clause.text
    ]
    assert [item.document.id for item in found] == ["b"]


def test_before_the_new_rules_the_old_ones_answer(two_papers: PolicyAssistant):
    answer = two_papers.ask("临时救助审核要多少个工作日完成？", as_of=date(2024, 1, 10))
    assert "15个工作日内完成临时救助审核" in answer.text


def test_the_old_rules_are_named_as_repealed_when_asked_for(two_papers: PolicyAssistant):
    answer = two_papers.ask("甲政办发〔2019〕12号规定书面的临时救助申请向谁提出？", as_of=DAY)
    assert "应当向户籍所在地苏木乡镇人民政府提出书面申请" in answer.text
    assert "已废止" in answer.text


def test_a_document_number_that_no_document_bears_is_not_answered_from_another(two_papers: PolicyAssistant):
    answer = two_papers.ask("甲政办发〔2023〕8号规定临时救助审核要多少个工作日完成？", as_of=DAY)
    assert answer.status == Status.NO_EVIDENCE
    assert answer.citations == ()
    assert "没有查到写明〔2023〕8号文件的内容" in answer.text
    assert answer.related[0].quote == "苏木乡镇人民政府应当在受理之日起8个工作日内完成临时救助审核。"


def test_the_number_named_last_counts_in_a_conversation(two_papers: PolicyAssistant):
    earlier = "甲政办发〔2023〕8号规定临时救助审核要多少个工作日完成？"
    same = two_papers.ask("那由谁来审核？", history=[earlier], as_of=DAY)
    assert same.status == Status.NO_EVIDENCE
    assert "〔2023〕8号" in same.text
    other = two_papers.ask("那甲政办发〔2022〕5号呢？", history=[earlier], as_of=DAY)
    assert "没有查到写明〔2022〕5号文件的内容" in other.text


def test_a_document_number_is_known_however_its_brackets_are_written(two_papers: PolicyAssistant):
    answer = two_papers.ask("甲政办发[2024] 8 号规定临时救助审核要多少个工作日完成？", as_of=DAY)
    assert answer.citations[0].quote == "苏木乡镇人民政府应当在受理之日起8个工作日内完成临时救助审核。"


def test_two_documents_that_disagree_are_both_shown_the_higher_first(two_papers: PolicyAssistant):
    answer = two_papers.ask("母婴室每天最少开放几个小时？", as_of=DAY)
    assert [citation.quote for citation in answer.citations] == [
        "公共场所母婴室每天开放时间不得少于10小时。",
        "公共场所母婴室每天开放时间不得少于6小时。",
    ]
    assert answer.text.endswith(DISAGREEMENT)


def test_levels_of_issuers():
    names = (
        "国务院办公厅",
        "教育部",
        "广东省人民政府",
        "北京市人民政府",
        "广州市人民政府",
        "广州市天河区教育局",
    )
    assert [level(name) for name in names] == [1, 2, 3, 3, 4, 5]


def test_who_only_says_more_does_not_disagree():
    def figures(text: str) -> Figures:
        return frozenset(fact.key for fact in read_facts(text))

    assert not differ(figures("按月退还增量税额"), figures("按月退还增量税额，与2019年12月底相比"))
    assert not differ(figures("截止时间为2026年4月24日"), figures("截止时间为2025年6月18日"))
    assert differ(figures("截止时间为2025年4月24日"), figures("截止时间为2025年6月18日"))
    assert differ(figures("每天不少于6小时"), figures("每天不少于10小时"))


def test_a_rule_that_is_to_come_does_not_disagree_with_the_one_in_force():
    def said(name: str, hours: int, begins: str | None) -> Choice:
        text = f"公共场所母婴室每天开放时间不得少于{hours}小时。"
        document = Document(name, f"{name}通知", text, effective_on=begins)
        clause = Clause(name, "一", "", (), "", text, 0, len(text), 0)
        return Choice(Evidence(document, clause, 1.0), 0, Span(0, len(text)), text, {})

    now, coming = said("甲", 10, None), said("乙", 6, "2027-01-01")
    assert find_disagreement(now, [now, coming], DAY) is None
    assert find_disagreement(now, [now, coming], date(2027, 2, 1)) is coming


@pytest.mark.parametrize("path", ["一", "signature"])
def test_two_telephones_two_addresses_or_two_signatures_do_not_disagree(path: str):
    def said(name: str, text: str) -> Choice:
        document = Document(name, f"{name}通知", text)
        clause = Clause(name, path, "", (), "", text, 0, len(text), 0)
        return Choice(Evidence(document, clause, 1.0), 0, Span(0, len(text)), text, {})

    phones = [said("甲", "联系电话：0475-4211111。"), said("乙", "联系电话：0475-4212222。")]
    days = [said(name, f"甲旗人民政府办公室印发，共印{n}份。") for name, n in (("甲", 20), ("乙", 30))]
    offices = [
        said("甲", "通讯地址：甲市乙区丙路3号院2号楼。"),
        said("乙", "通讯地址：甲市乙区丙路5号院2号楼。"),
    ]
    assert find_disagreement(phones[0], phones, DAY) is None
    assert find_disagreement(offices[0], offices, DAY) is None
    assert (find_disagreement(days[0], days, DAY) is None) is (path == "signature")
