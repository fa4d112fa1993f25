"""A sentence that leads to a list is answered with the list, each part from its own clause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.listing import find_lead, list_under_heading
from assistant.answering.wording import LONG_LIST
from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.embedding.encoder import Encoder
from assistant.ingest.sentences import clause_sentences
from assistant.retrieval.choices import Choice
from assistant.retrieval.indexing import update_index
from assistant.retrieval.store import PolicyStore
from assistant.schema import Evidence

TEXT = """甲旗人民政府关于印发甲旗残疾人护理补贴实施办法的通知
甲政发〔2025〕3号

各苏木乡镇人民政府：
现印发给你们，请遵照执行。

一、申请护理补贴应当提交以下材料：
（一）居民身份证；
（二）残疾人证；
（三）银行账户复印件。
二、不予发放的情形如下：
（一）{long}甲；
（二）{long}乙；
（三）{long}丙。
三、停发。领取护理补贴的残疾人应当如实报告。领取期间有下列情形的停发：
（一）户籍迁出本旗的；
（二）不再持有残疾人证的。
四、监督方式
（一）群众可以向旗残联反映情况；
（二）旗残联每年抽查一次。
五、申领人有下列情形之一，视为弄虚作假，追回已发补贴。
（一）冒用他人证件申领的；
（二）隐瞒已经享受同类补贴的。
六、发放方式。补贴按以下办法发放。一是按月发放到本人账户。二是由监护人代领。三是由机构统一领取。

甲旗人民政府
2025年3月1日
"""


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, settings: Settings) -> PolicyAssistant:
    folder = tmp_path_factory.mktemp("lists")
    (folder / "corpus" / "documents").mkdir(parents=True)
    text = TEXT.format(long="已经享受同类补贴且尚未停发并且在户籍所在地领取生活补助的人员，" * 4)
    Path(folder / "corpus/documents/护理补贴.txt").write_text(text, encoding="utf-8")
    update_index(PolicyStore(folder / "index", encoder), folder / "corpus")
    return PolicyAssistant.open(replace(settings, index=str(folder / "index")))


def test_the_whole_list_follows_its_lead(lists: PolicyAssistant):
    answer = lists.ask("申请残疾人护理补贴要带哪些材料？")
    assert [citation.quote for citation in answer.citations][-3:] == [
        "（一）居民身份证；",
        "（二）残疾人证；",
        "（三）银行账户复印件。",
    ]
    assert [citation.clause for citation in answer.citations][-3:] == ["一/(一)", "一/(二)", "一/(三)"]


def test_a_list_that_the_next_sentence_leads_to_is_shown(lists: PolicyAssistant):
    lead = "领取期间有下列情形的停发："
    document = lists.documents()[0]
    clauses = lists.clauses(document.id)
    clause = next(clause for clause in clauses if clause.path == "三")
    first, last = clause_sentences(document, clause)
    choice = Choice(Evidence(document, clause, 1.0), 0, first, first.of(document), {})
    assert last.of(document) == lead
    assert find_lead(choice, clauses, wants_list=True) == (clause, last)
    assert find_lead(choice, clauses, wants_list=False) is None


def test_a_case_of_a_list_is_quoted_with_what_follows_from_it(lists: PolicyAssistant):
    lead = "申领人有下列情形之一，视为弄虚作假，追回已发补贴。"
    answer = lists.ask("冒用他人证件申领，会怎样")
    assert [(c.clause, c.quote) for c in answer.citations][:2] == [
        ("五", lead),
        ("五/(一)", "冒用他人证件申领的；"),
    ]


def test_a_lead_that_ends_in_a_full_stop_leads_all_the_same(lists: PolicyAssistant):
    document = lists.documents()[0]
    clauses = lists.clauses(document.id)
    clause = next(clause for clause in clauses if clause.path == "五")
    span = clause_sentences(document, clause)[0]
    choice = Choice(Evidence(document, clause, 1.0), 0, span, span.of(document), {})
    assert find_lead(choice, clauses, wants_list=False) == (clause, span)


def test_a_list_told_in_sentences_is_quoted_whole(lists: PolicyAssistant):
    answer = lists.ask("护理补贴的发放方式分哪三种？")
    assert [citation.quote for citation in answer.citations] == [
        "补贴按以下办法发放。",
        "一是按月发放到本人账户。",
        "二是由监护人代领。",
        "三是由机构统一领取。",
    ]


def test_a_list_of_bare_numbers_is_shown_with_its_words(lists: PolicyAssistant):
    answer = lists.ask("监督方式有哪些？")
    assert [citation.quote for citation in answer.citations] == [
        "（一）群众可以向旗残联反映情况；",
        "（二）旗残联每年抽查一次。",
    ]


def test_a_list_too_long_to_show_says_so(lists: PolicyAssistant):
    answer = lists.ask("哪些情形不予发放护理补贴？")
    assert answer.text.endswith(LONG_LIST)
    assert len(answer.citations) == 3


@pytest.mark.parametrize("question", ["这份办法一共分几个部分？", "护理补贴实施办法包括哪几部分"])
def test_the_parts_of_a_paper_are_its_first_headings(lists: PolicyAssistant, question: str):
    answer = lists.ask(question)
    assert [citation.clause for citation in answer.citations] == ["一", "二", "三", "四", "六"]


def test_the_parts_of_a_paper_that_is_not_named_among_many_are_not_listed(lists: PolicyAssistant):
    document = lists.documents()[0]
    clauses = lists.clauses(document.id)
    assert list_under_heading("分几个部分", document, clauses, 300, date(2026, 1, 1)) is None
    assert list_under_heading("养犬条例分几个部分", document, clauses, 300, date(2026, 1, 1)) is None
