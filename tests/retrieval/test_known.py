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
from assistant.embedding.encoder import Encoder
from assistant.errors import BadSettings
from assistant.retrieval import known
from assistant.retrieval.indexing import update_index
from assistant.retrieval.known import Known, KnownQuestions, Paper, key_of
from assistant.retrieval.store import PolicyStore
from assistant.storage.confirmed import Confirmed, ConfirmedBook, Entry, Quote

PLAN = "奈曼旗政府效能提升行动方案"
QUESTION, OTHER_WORDS, CLAUSE = "干部不会用电脑怎么学", "干部不会用电脑上哪儿学", "三/(三)"
QUOTE = "分领域分专题开展干部履职能力提升培训"


@pytest.fixture
def knowing(settings: Settings, tmp_path: Path) -> PolicyAssistant:
    return PolicyAssistant.open(replace(settings, confirmed=str(tmp_path / "confirmed.db")))


def row(number: int, question: str = "") -> Confirmed:
    return Confirmed(number, question or f"问题{number}", (Quote("a", "b"),), "2026-11-28")


def test_a_question_in_other_words_finds_the_confirmed_clause_first(
    assistant: PolicyAssistant, knowing: PolicyAssistant
):
    assert assistant.search(OTHER_WORDS, 1)[0].clause.path == "二/(五)/6"
    knowing.confirm(QUESTION, [Quote(PLAN, QUOTE)])
    found = knowing.search(OTHER_WORDS, 5)
    assert found[0].clause.path == CLAUSE
    assert found[0].features["known"] > 1
    assert [item.features["known"] for item in found[1:]] == [0.0] * 4


def test_another_question_gains_nothing(knowing: PolicyAssistant):
    before = [(e.clause.path, e.score) for e in knowing.search("项目管家多久要到现场办公一次？")]
    knowing.confirm(QUESTION, [Quote(PLAN, QUOTE)])
    assert [(e.clause.path, e.score) for e in knowing.search("项目管家多久要到现场办公一次？")] == before


def test_a_confirmed_clause_of_another_document_is_not_found_within_one(knowing: PolicyAssistant):
    knowing.confirm(QUESTION, [Quote(PLAN, QUOTE)])
    query = knowing.retriever.query(OTHER_WORDS)
    assert knowing.retriever.rank(query, ["no-such-document"]) == []


def test_gains_grow_with_nearness_and_are_bounded():
    vectors = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.9, 0.4359]], dtype=np.float32)
    told = Known((row(1), row(2), row(3), row(4)), vectors, ((7,), (7,), (7, 8), (9,)), frozenset(), {})
    gains = told.gains(np.array([1.0, 0.0], dtype=np.float32))
    most = known.WEIGHT * (1 - known.NEAR)
    assert gains == {
        7: pytest.approx(known.MOST * most),  # asked three times, which counts no more than twice
        8: pytest.approx(most),
        9: pytest.approx(known.WEIGHT * (0.9 - known.NEAR)),
    }
    assert told.gains(np.array([0.5, 0.5], dtype=np.float32)) == {}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("盖章 要多少天？", "盖章要多少天", True),
        ("Ａ １５天！", "a15天", True),
        ("补助1.5万元的怎么办", "补助15万元的怎么办", False),
        ("2-3天能办吗", "23天能办吗", False),
        ("50%要自己出吗", "50要自己出吗", False),
        ("人数>60怎么办", "人数<60怎么办", False),
        ("1,5万", "15万", False),
        ("8:30开门吗", "830开门吗", False),
    ],
)
def test_figures_keep_their_marks(one: str, other: str, same: bool):
    assert (key_of(one) == key_of(other)) is same


def test_the_newest_of_the_same_counts_and_one_that_is_lost_does_not():
    told = Known((), np.zeros((0, 2), np.float32), (), frozenset({2}), {"盖章": row(1), "在哪办": row(2)})
    assert told.same("盖章？") == row(1)
    assert (told.same("盖章吗"), told.same("在哪办")) == (None, None)


class Counting:
    """An encoder that counts what it embeds."""

    fingerprint, dimension, name = "counting", 2, "counting"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += texts
        return np.ones((len(texts), 2), dtype=np.float32)

    encode_passages = encode_queries


def kept(path: Path, *entries: Entry) -> ConfirmedBook:
    book = ConfirmedBook(path)
    book.add(entries)
    return book


def sentence(assistant: PolicyAssistant, words: str, clause: str = "") -> Quote:
    paper = Paper.of(assistant.store.current.table, PLAN)
    assert paper is not None
    [(item, span)] = paper.sentences(Quote(PLAN, words, clause))
    return Quote(PLAN, span.of(item.document), item.clause.path)


def test_each_question_is_embedded_once(assistant: PolicyAssistant, tmp_path: Path):
    generation, encoder = assistant.store.current, Counting()
    book = kept(tmp_path / "confirmed.db", Entry("问一", "问一", ()))
    questions = KnownQuestions(book, encoder, str)
    questions.at(generation)
    assert questions.at(generation) is questions.at(generation)
    book.add([Entry("问二", "问二", ())])
    assert [row.question for row in questions.at(generation).rows] == ["问一", "问二"]
    assert len(KnownQuestions(book, encoder, str).at(generation).rows) == 2
    assert encoder.embedded == ["问一", "问二"]


def test_what_changes_while_vectors_are_made_is_seen_by_the_next(assistant: PolicyAssistant, tmp_path: Path):
    generation, book = assistant.store.current, kept(tmp_path / "confirmed.db", Entry("问一", "问一", ()))

    class Interrupted(Counting):
        def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
            if not self.embedded:
                book.add([Entry("问二", "问二", ())])
            return super().encode_queries(texts)

    questions = KnownQuestions(book, Interrupted(), str)
    assert [row.question for row in questions.at(generation).rows] == ["问一"]
    assert [row.question for row in questions.at(generation).rows] == ["问一", "问二"]


def test_a_failure_that_passes_costs_nothing_for_long(
    assistant: PolicyAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    generation = assistant.store.current
    book = kept(tmp_path / "confirmed.db", Entry("问一", "问一", ()))
    questions = KnownQuestions(book, Counting(), str)
    questions.at(generation)
    whole = book.all

    def failing() -> list[Confirmed]:
        raise BadSettings("问答库无法读写")

    monkeypatch.setattr(book, "all", failing)
    book.add([Entry("问二", "问二", ())])
    assert [row.question for row in questions.at(generation).rows] == ["问一"]
    monkeypatch.setattr(book, "all", whole)
    assert [row.question for row in questions.at(generation).rows] == ["问一"]  # not tried at every question
    monkeypatch.setattr(known, "RETRY_SECONDS", 0.0)
    questions._retry = 0.0
    assert [row.question for row in questions.at(generation).rows] == ["问一", "问二"]


def test_words_that_the_document_holds_no_more_are_told(assistant: PolicyAssistant, tmp_path: Path):
    right = sentence(assistant, QUOTE)
    book = ConfirmedBook(tmp_path / "confirmed.db")
    rows = [
        ("问一", (right,)),
        ("问二", (right, Quote(PLAN, "没有这句话"))),
        ("问三", (right._replace(document="没有这份文件"),)),
        ("问四", ()),
        ("问五", (Quote(PLAN, QUOTE),)),  # a part of a sentence: other words may come to stand around it
    ]
    held, changed, gone, unsaid, part = book.add([Entry(question, question, told) for question, told in rows])
    told = KnownQuestions(book, assistant.store.encoder, str).at(assistant.store.current)
    assert told.lost == {changed, gone, part}
    assert [bool(pieces) for pieces in told.pieces] == [True, True, False, False, False]
    assert {held, unsaid} & told.lost == set()


def test_a_question_is_known_as_it_was_written_and_as_it_is_read(assistant: PolicyAssistant, tmp_path: Path):
    book = kept(tmp_path / "confirmed.db", Entry("请问几点", "请问几点", ()))
    questions = KnownQuestions(book, assistant.store.encoder, lambda text: text.removeprefix("请问"))
    assert set(questions.at(assistant.store.current).keys) == {"请问几点", "几点"}


def test_words_are_found_across_blanks_and_clauses(assistant: PolicyAssistant):
    paper = Paper.of(assistant.store.current.table, PLAN)
    assert paper is not None
    [(item, span)] = paper.sentences(Quote(PLAN, "分领域 分专题开展\n干部履职能力提升培训"))
    assert (item.clause.path, QUOTE in span.of(item.document)) == (CLAUSE, True)
    document = assistant.document(PLAN)
    first, second = assistant.clauses(PLAN)[-2:]
    ends = document.text[first.text_end - 8 : second.text_start + 8]
    assert [place[0].clause.path for place in paper.sentences(Quote(PLAN, ends))] == [first.path, second.path]
    assert (paper.sentences(Quote(PLAN, " ")), paper.sentences(Quote(PLAN, "没有这句话"))) == ([], [])
    assert Paper.of(assistant.store.current.table, "没有这份文件") is None


def test_a_list_is_found_with_its_numbers(settings: Settings, encoder: Encoder, tmp_path: Path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    text = "某县饮水办法\n\n第一条 报装应当提交以下材料：\n（一）身份证；\n（二）房产证。\n第二条 报装在5日内办结。\n"
    (corpus / "办法.txt").write_text(text, encoding="utf-8")
    store = PolicyStore(tmp_path / "index", encoder)
    update_index(store, corpus)
    paper = Paper.of(store.current.table, "办法")
    assert paper is not None
    found = paper.sentences(Quote("办法", "以下材料： （一）身份证；（二）房产证。第二条"))
    assert [span.of(item.document) for item, span in found] == [
        "报装应当提交以下材料：",
        "身份证；",
        "房产证。",
    ]


def test_of_several_places_the_one_in_the_named_clause_is_meant(assistant: PolicyAssistant):
    paper = Paper.of(assistant.store.current.table, PLAN)
    assert paper is not None
    places = [place for place, own in zip(paper.places, paper.letters, strict=True) if "效能提升" in own]
    [named] = [place for place in places if place[0].clause.path == "三/(四)"][:1]
    assert paper.sentences(Quote(PLAN, "效能提升"))[0][0].clause.path != "三/(四)"
    assert paper.sentences(Quote(PLAN, "效能提升", "三/(四)")) == [named]
    # A whole sentence goes before the same words in a longer one.
    line = Paper(paper.document, paper.places[:2], ["申请应当在5日内办结。", "5日内办结。"])
    assert line.sentence(Quote(PLAN, "5日内办结。")) == paper.places[1]
    assert line.sentences(Quote(PLAN, "5日内办结。")) == [paper.places[1]]


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
        knowing.confirm(QUESTION, [Quote(PLAN, QUOTE)])
    [finding] = [each for each in examine(knowing.settings) if each["check"] == "问答库"]
    assert not finding["sound"]


def test_doctor_tells_what_the_documents_hold_no_more(settings: Settings, tmp_path: Path):
    book = kept(
        tmp_path / "confirmed.db", Entry("问一", "问一", ()), Entry("问二", "问二", (Quote(PLAN, "没有"),))
    )
    findings = examine(replace(settings, confirmed=str(book.path)))
    [finding] = [each for each in findings if each["check"] == "问答库"]
    assert (finding["sound"], finding["detail"]) == (True, "已确认 2 问，其中 1 问的原文已改，请重新确认")
