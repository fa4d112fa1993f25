"""An article that is asked for by its number is quoted whole, from the paper that is named, or said not to be there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answering.articles import told_by_article
from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.embedding.encoder import Encoder
from assistant.ingest.corpus import read_document
from assistant.ingest.sentences import Span
from assistant.retrieval.choices import Choice
from assistant.retrieval.indexing import update_index
from assistant.retrieval.store import PolicyStore
from assistant.schema import Clause, Document, Evidence, Status

DAY = date(2026, 1, 10)
RULES = """甲旗公共租赁住房管理办法

第一条　为规范公共租赁住房管理，制定本办法。
第二条　申请家庭应当符合下列条件：
（一）有本旗户籍；
（二）无自有住房。
申请家庭应当推举一名申请人。
单身人士可以独立申请。
第三条　公示时间为20日。
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, list[Clause]]:
    path = tmp_path_factory.mktemp("articles") / "rules.txt"
    path.write_text(RULES, encoding="utf-8")
    return read_document(path)


def told(question: str, rules: tuple[Document, list[Clause]], library: int = 9) -> list[str] | None:
    document, clauses = rules
    choice = Choice(Evidence(document, clauses[0], 1.0), 0, Span(0, 1), "", {})
    found = told_by_article(question, [choice], library, lambda _: clauses, DAY)
    if found is None:
        return None
    assert [document.text[c.start : c.end] for c in found[1]] == [c.quote for c in found[1]]
    return [citation.quote for citation in found[1]]


THIRD = ["第三条 公示时间为20日。"]  # blanks are stored as one


@pytest.mark.parametrize(
    "question",
    ["甲旗公共租赁住房管理办法第三条讲什么", "公租房办法第3条", "公共租赁住房管理办法的第三条是怎么规定的？", "《公租房管理办法》第三条的内容"],
)  # fmt: skip
def test_an_article_is_quoted_from_the_paper_that_is_named(
    question: str, rules: tuple[Document, list[Clause]]
):
    assert told(question, rules) == THIRD


def test_it_comes_with_its_items_and_paragraphs(rules: tuple[Document, list[Clause]]):
    quoted = told("公租房管理办法第二条说的是什么", rules)
    assert quoted is not None
    assert quoted == [
        "第二条 申请家庭应当符合下列条件：",
        "（一）有本旗户籍；",
        "（二）无自有住房。",
        "申请家庭应当推举一名申请人。",
        "单身人士可以独立申请。",
    ]
    assert told("公租房管理办法第二条第三款说的是什么", rules) == ["单身人士可以独立申请。"]


def test_a_paragraph_comes_with_its_items(rules: tuple[Document, list[Clause]]):
    items = ["（一）有本旗户籍；", "（二）无自有住房。"]
    assert told("公租房管理办法第二条第一款讲什么", rules) == ["第二条 申请家庭应当符合下列条件：", *items]
    path = "第二条/第二款"
    document, clauses = rules
    moved = [replace(c, path=c.path.replace("第二条/(", f"{path}/(")) for c in clauses]
    below = ["（一）有本旗户籍；", "（二）无自有住房。", "申请家庭应当推举一名申请人。"]
    assert told("公租房管理办法第二条第二款讲什么", (document, moved)) == below


def test_in_a_library_of_one_paper_it_need_not_be_named(rules: tuple[Document, list[Clause]]):
    assert told("第三条讲什么", rules, library=1) == THIRD
    assert told("第三条讲什么", rules) is None


@pytest.mark.parametrize(
    "question",
    ["公租房管理办法第三条公示几天", "养犬管理条例第三条讲什么", "公租房办法讲什么", "第三条意见讲什么"],
)
def test_other_questions_are_left_alone(question: str, rules: tuple[Document, list[Clause]]):
    assert told(question, rules) is None


def test_an_article_that_is_not_there_is_said_not_to_be(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, settings: Settings
):
    folder = tmp_path_factory.mktemp("absent")
    (folder / "corpus" / "documents").mkdir(parents=True)
    (folder / "corpus" / "documents" / "rules.txt").write_text(RULES, encoding="utf-8")
    update_index(PolicyStore(folder / "index", encoder), folder / "corpus")
    assistant = PolicyAssistant.open(replace(settings, index=str(folder / "index")))
    absent, third = assistant.ask("第九十九条讲什么"), assistant.ask("第三条讲什么")
    assert (absent.status, absent.citations) == (Status.NO_EVIDENCE, ())
    assert "没有查到写明这一条内容的规定" in absent.text
    assert (third.status, third.text) == (Status.ANSWERED, f"{THIRD[0]}[1]")
