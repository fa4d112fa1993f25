"""Whom a paper itself says to ask, quoted from it beside a refusal and beside what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.whom import whom_to_ask
from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.embedding.encoder import Encoder
from assistant.ingest.corpus import read_document
from assistant.retrieval.indexing import update_index
from assistant.retrieval.store import PolicyStore
from assistant.schema import Citation, Status

DAY = date(2026, 1, 10)
NOTICE = """甲旗教育局关于做好小学招生工作的通知
甲教发〔2025〕6号

各中小学校：
一、小学招生于7月5日报名，家长应当携带户口簿到学校现场登记。
二、随迁子女入学的，应当提交居住证。

{whom}

甲旗教育局
2025年5月6日
"""
ENDED = NOTICE.replace("二、随迁", "二、本通知有效期至2025年12月31日。\n三、随迁")


def told(folder: Path, text: str, day: date = DAY, near: str = "一") -> Citation | None:
    """Read a notice and return what it says of whom to ask."""
    path = folder / "notice.txt"
    path.write_text(text, encoding="utf-8")
    document, clauses = read_document(path)
    citation = whom_to_ask(document, lambda _: clauses, near, day)
    if citation:
        assert document.text[citation.start : citation.end] == citation.quote
        assert any(c.path == citation.clause and c.start <= citation.start < c.end for c in clauses)
    return citation


@pytest.mark.parametrize(
    ("whom", "quote"),
    [
        ("（联系科室：小学教育科，联系电话：4212345）", "联系科室：小学教育科，联系电话：4212345"),
        ("联系人：张某 李某\n电话：0475-4212345、4212346（传真）", "联系人：张某 李某\n电话：0475-4212345、4212346（传真）"),
        ("三、如有问题，可拨打教育咨询热线12391。", "可拨打教育咨询热线12391"),
        ("联系人：王某，15000000000", "联系人：王某，15000000000"),
        ("报送联系电话：4210000。\n招生咨询电话：4219999。", "招生咨询电话：4219999"),
        (
            "小学教育科联系电话：4212345\n初中教育科联系电话：4212346",
            "小学教育科联系电话：4212345\n初中教育科联系电话：4212346",
        ),
    ],
)  # fmt: skip
def test_the_office_and_its_numbers_are_quoted_from_the_paper(tmp_path: Path, whom: str, quote: str):
    citation = told(tmp_path, NOTICE.format(whom=whom))
    assert citation is not None
    assert citation.quote == quote


@pytest.mark.parametrize(
    "whom",
    [
        "三、依托12345市民服务热线受理诉求。",
        "三、每周将联系方式报送教育局，编号4212345。",
        "三、如有问题，请向学校咨询。",
        "三、举报电话：4212345。",
    ],
)
def test_what_names_nobody_to_ask_is_not_quoted(tmp_path: Path, whom: str):
    assert told(tmp_path, NOTICE.format(whom=whom)) is None


def test_a_paper_that_has_ended_sends_nobody_to_its_office(tmp_path: Path):
    text = ENDED.format(whom="联系电话：4212345")
    assert told(tmp_path, text) is None
    assert told(tmp_path, text, date(2025, 6, 1)) is not None


SEVERAL = "三、报名事项，联系电话：4211111。\n四、居住证事项，联系电话：4212222。"


@pytest.mark.parametrize(("near", "quote"), [("一", None), ("四", "联系电话：4212222")])
def test_of_several_offices_the_one_in_the_clause_is_named(tmp_path: Path, near: str, quote: str | None):
    citation = told(tmp_path, NOTICE.format(whom=SEVERAL), near=near)
    assert (citation and citation.quote) == quote


def test_numbers_without_end_are_quoted_in_part(tmp_path: Path):
    citation = told(tmp_path, NOTICE.format(whom="联系电话：" + "、".join(["4212345"] * 500)))
    assert citation is not None
    assert len(citation.quote) < 60


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, settings: Settings) -> PolicyAssistant:
    folder = tmp_path_factory.mktemp("whom")
    (folder / "corpus" / "documents").mkdir(parents=True)
    path = folder / "corpus" / "documents" / "notice.txt"
    path.write_text(NOTICE.format(whom="（招生咨询电话：4219999）"), encoding="utf-8")
    update_index(PolicyStore(folder / "index", encoder), folder / "corpus")
    return PolicyAssistant.open(replace(settings, index=str(folder / "index")))


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("小学招生现场登记要交多少钱？", Status.NO_EVIDENCE),
        ("小学招生几号报名？报名费交多少钱？", Status.PARTIAL),
        ("小学招生几号报名？", Status.ANSWERED),
    ],
)
def test_whoever_is_not_answered_in_full_is_told(school: PolicyAssistant, question: str, status: Status):
    answer = school.ask(question, as_of=DAY)
    assert answer.status == status
    if status is Status.ANSWERED:
        assert answer.whom is None
    else:
        assert answer.whom is not None
        assert answer.whom.quote == "招生咨询电话：4219999"
        assert "4219999" not in answer.text
