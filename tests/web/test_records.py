"""Records of use: what is kept, what is not, and what is forgotten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.schema import Answer, Status
from assistant.storage.masking import mask
from assistant.web.records import Ask, RecordBook

DAY = date(2025, 5, 6)


@pytest.fixture
def book(tmp_path: Path) -> RecordBook:
    return RecordBook(tmp_path / "new" / "records.db", days=30)


def test_the_words_of_an_answered_question_are_not_kept(book: RecordBook) -> None:
    book.add_ask(Answer("我叫张三", Status.ANSWERED, "答"), 12.5, DAY)
    book.add_ask(Answer("补贴多少？电话13800138000", Status.NO_EVIDENCE, ""), 20.0, DAY)
    assert book.asks(DAY) == [
        Ask("2025-05-06", "answered", "extractive", 12.5, None),
        Ask("2025-05-06", "no_evidence", "extractive", 20.0, "补贴多少？电话＊＊＊"),
    ]
    assert "张三".encode() not in b"".join(path.read_bytes() for path in book.path.parent.iterdir())


def test_what_is_older_than_the_setting_is_forgotten(book: RecordBook) -> None:
    book.add_ask(Answer("旧", Status.NO_EVIDENCE, ""), 1.0, date(2025, 4, 5))
    book.add_ask(Answer("未旧", Status.NO_EVIDENCE, ""), 1.0, date(2025, 4, 6))
    book.add_ask(Answer("新", Status.NO_EVIDENCE, ""), 1.0, DAY)
    assert [ask.question for ask in book.asks(date(2025, 1, 1))] == ["未旧", "新"]


def test_zero_days_record_nothing(tmp_path: Path) -> None:
    book = RecordBook(tmp_path / "records.db", days=0)
    book.add_ask(Answer("问", Status.NO_EVIDENCE, ""), 1.0, DAY)
    assert not book.path.exists()


def test_a_question_dealt_with_forgets_whom_to_call(book: RecordBook) -> None:
    number = book.add_handoff("怎么办？", "急", "13800138000")
    assert [(each.id, each.contact, each.closed_at) for each in book.handoffs()] == [(1, "13800138000", None)]
    assert book.close_handoff(number)
    (closed,) = book.handoffs()
    assert (closed.question, closed.contact, closed.closed_at is None) == ("怎么办？", "", False)
    assert not book.close_handoff(number)
    assert not book.close_handoff(99)


def test_of_a_question_left_for_staff_only_the_contact_tells_who_it_is(book: RecordBook) -> None:
    note = "卡号6222021234567890123，父亲15232519900101001X"
    book.add_handoff("我15232519900101001X，怎么办？", note, "13800138000，王女士")
    (left,) = book.handoffs()
    assert left.question == "我＊＊＊，怎么办？"
    assert left.note == "卡号＊＊＊，父亲＊＊＊"
    assert left.contact == "13800138000，王女士"
    kept = b"".join(path.read_bytes() for path in book.path.parent.iterdir())
    assert b"15232519900101001X" not in kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("身份证15232519900101001X丢了", "身份证＊＊＊丢了"),
        ("打138-0013-8000或 0475-4212345", "打＊＊＊或 ＊＊＊"),
        ("卡号6222 0212 3456 7890 123，另一张6222-0212-3456-7890", "卡号＊＊＊，另一张＊＊＊"),
        ("邮箱 li.si@example.cn 行吗", "邮箱 ＊＊＊ 行吗"),
        (
            "奈政字〔2025〕43号第3条，2025-05-06印发，补贴120000元",
            "奈政字〔2025〕43号第3条，2025-05-06印发，补贴120000元",
        ),
    ],
)
def test_numbers_that_identify_a_person_are_masked(said: str, kept: str) -> None:
    assert mask(said) == kept
