"""Confirmed questions lead to their clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.doctor import examine
from assistant.errors import BadSettings
from assistant.retrieval import known
from assistant.retrieval.known import Known, KnownQuestions, Paper, bare
from assistant.storage.confirmed import Confirmed, ConfirmedBook

PLAN = "奈曼旗政府效能提升行动方案"
QUESTION, OTHER_WORDS, CLAUSE = "干部不会用电脑怎么学", "干部不会用电脑上哪儿学", "三/(三)"
QUOTE = "分领域分专题开展干部履职能力提升培训"


@pytest.fixture
def knowing(settings: Settings, tmp_path: Path) -> PolicyAssistant:
    return PolicyAssistant.open(replace(settings, confirmed=str(tmp_path / "confirmed.db")))


def row(number: int, question: str = "") -> Confirmed:
    return Confirmed(number, question or f"问题{number}", (("a", "b"),), "2026-11-28")


def test_a_question_in_other_words_finds_the_confirmed_clause_first(
    assistant: PolicyAssistant, knowing: PolicyAssistant
):
    assert assistant.search(OTHER_WORDS, 1)[0].clause.path == "二/(五)/6"
    knowing.confirm(QUESTION, [(PLAN, QUOTE)])
    found = knowing.search(OTHER_WORDS, 5)
    assert found[0].clause.path == CLAUSE
    assert found[0].features["known"] > 1
    assert [item.features["known"] for item in found[1:]] == [0.0] * 4


def test_another_question_gains_nothing(knowing: PolicyAssistant):
    before = [(e.clause.path, e.score) for e in knowing.search("项目管家多久要到现场办公一次？")]
    knowing.confirm(QUESTION, [(PLAN, QUOTE)])
    assert [(e.clause.path, e.score) for e in knowing.search("项目管家多久要到现场办公一次？")] == before


def test_a_confirmed_clause_of_another_document_is_not_found_within_one(knowing: PolicyAssistant):
    knowing.confirm(QUESTION, [(PLAN, QUOTE)])
    query = knowing.retriever.query(OTHER_WORDS)
    assert knowing.retriever.rank(query, ["no-such-document"]) == []


def test_gains_grow_with_nearness_and_are_bounded():
    vectors = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.9, 0.4359]], dtype=np.float32)
    told = Known((row(1), row(2), row(3), row(4)), vectors, ((7,), (7,), (7, 8), (9,)), frozenset())
    gains = told.gains(np.array([1.0, 0.0], dtype=np.float32))
    most = known.WEIGHT * (1 - known.NEAR)
    assert gains == {
        7: pytest.approx(known.MOST * most),  # asked three times, which counts no more than twice
        8: pytest.approx(most),
        9: pytest.approx(known.WEIGHT * (0.9 - known.NEAR)),
    }
    assert told.gains(np.array([0.5, 0.5], dtype=np.float32)) == {}


def test_the_same_words_are_known_whatever_their_marks():
    told = Known(
        (row(1, "盖章 要多少天？"), row(2, "在哪办")), np.zeros((2, 2), np.float32), ((), ()), frozenset({2})
    )
    assert told.same("盖章要多少天") == told.rows[0]
    assert told.same("盖章要多少天呢") is None
    assert told.same("在哪办") is None  # its words are lost
    assert bare("Ａ １５天！") == "a15天"


class Counting:
    """An encoder that counts what it embeds."""

    fingerprint, dimension, name = "counting", 2, "counting"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += texts
        return np.ones((len(texts), 2), dtype=np.float32)

    encode_passages = encode_queries


def test_each_question_is_embedded_once(assistant: PolicyAssistant, tmp_path: Path):
    book, encoder = ConfirmedBook(tmp_path / "confirmed.db"), Counting()
    generation = assistant.store.current
    book.add("问一", [(PLAN, QUOTE)])
    questions = KnownQuestions(book, encoder)
    assert questions.at(generation) is questions.at(generation)
    book.add("问二", [])
    assert [row.question for row in questions.at(generation).rows] == ["问一", "问二"]
    assert len(KnownQuestions(book, encoder).at(generation).rows) == 2
    assert encoder.embedded == ["问一", "问二"]


def test_words_that_the_document_holds_no_more_are_told(assistant: PolicyAssistant, tmp_path: Path):
    book = ConfirmedBook(tmp_path / "confirmed.db")
    held, changed, gone, unsaid = book.add_all(
        [
            ("问一", [(PLAN, QUOTE)]),
            ("问二", [(PLAN, QUOTE), (PLAN, "没有这句话")]),
            ("问三", [("没有这份文件", QUOTE)]),
            ("问四", []),
        ]
    )
    told = KnownQuestions(book, assistant.store.encoder).at(assistant.store.current)
    assert told.lost == {changed, gone}
    assert [bool(pieces) for pieces in told.pieces] == [True, True, False, False]
    assert {held, unsaid} & told.lost == set()


def test_words_are_found_across_blanks_and_clauses(assistant: PolicyAssistant):
    paper = Paper.of(assistant.store.current.table, PLAN)
    assert paper is not None
    [(item, span)] = paper.sentences("分领域 分专题开展\n干部履职能力提升培训")
    assert (item.clause.path, QUOTE in span.of(paper.document)) == (CLAUSE, True)
    first, second = paper.clauses[-2], paper.clauses[-1]
    both = paper.document.text[first.text_end - 8 : second.text_start + 8]
    assert [place[0].clause.path for place in paper.sentences(both)] == [first.path, second.path]
    assert (paper.sentences(" "), paper.sentences("没有这句话")) == ([], [])
    assert Paper.of(assistant.store.current.table, "没有这份文件") is None


def test_a_damaged_book_costs_what_it_knows_and_not_the_answers(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    path = tmp_path / "confirmed.db"
    path.write_bytes(b"not a database, but long enough to be taken for one" * 40)
    knowing = PolicyAssistant.open(replace(settings, confirmed=str(path)))
    assert knowing.ask("项目管家多久要到现场办公一次？").citations[0].clause == "二/(一)/3"
    [said] = {record.getMessage() for record in caplog.records if "问答库" in record.getMessage()}
    assert said.startswith(f"{path}: 问答库无法读写（")
    with pytest.raises(BadSettings, match="损坏时从备份恢复"):
        knowing.confirm(QUESTION, [(PLAN, QUOTE)])
    [finding] = [each for each in examine(knowing.settings) if each["check"] == "问答库"]
    assert not finding["sound"]


def test_doctor_tells_what_the_documents_hold_no_more(settings: Settings, tmp_path: Path):
    book = ConfirmedBook(tmp_path / "confirmed.db")
    book.add_all([("问一", [(PLAN, QUOTE)]), ("问二", [(PLAN, "没有这句话")])])
    findings = examine(replace(settings, confirmed=str(book.path)))
    [finding] = [each for each in findings if each["check"] == "问答库"]
    assert (finding["sound"], finding["detail"]) == (True, "已确认 2 问，其中 1 问的原文已改，请重新确认")
