"""The file of confirmed questions."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assistant.errors import BadSettings
from assistant.storage.confirmed import LARGEST, ConfirmedBook, Entry, Quote


def entry(question: str, *answers: Quote) -> Entry:
    return Entry(question, question, answers)


def test_what_is_confirmed_is_kept_in_order(tmp_path: Path):
    book = ConfirmedBook(tmp_path / "new" / "confirmed.db")
    assert (book.all(), book.mark, book.remove(1)) == ([], (0, 0), False)
    assert not (tmp_path / "new").exists()
    quotes = (Quote("办法", "15天内办结", "一/(一)"), Quote("细则", "以收件为准"))
    first, second = book.add([entry("几天办完", *quotes), entry("几点下班")])
    assert [(row.id, row.question, row.answers) for row in book.all()] == [
        (first, "几天办完", (("办法", "15天内办结", "一/(一)"), ("细则", "以收件为准", ""))),
        (second, "几点下班", ()),
    ]
    assert book.all()[0].as_json()["answers"][1] == {"document": "细则", "words": "以收件为准", "clause": ""}


def test_the_same_question_is_replaced_and_gets_a_new_number(tmp_path: Path):
    book = ConfirmedBook(tmp_path / "confirmed.db")
    [first] = book.add([Entry("几天办完", "几天办完", (Quote("办法", "15天内办结"),))])
    book.keep_vectors("model", {first: b"old"})
    before = book.mark
    [second] = book.add([Entry("几天办完", "几天办完？", (Quote("办法", "20天内办结"),))])
    assert second > first
    assert book.mark != before
    assert [(row.question, row.answers) for row in book.all()] == [
        ("几天办完？", (("办法", "20天内办结", ""),))
    ]
    assert book.vectors("model") == {}


def test_a_removed_number_is_never_used_again(tmp_path: Path):
    book = ConfirmedBook(tmp_path / "confirmed.db")
    [number] = book.add([entry("几天办完")])
    assert (book.remove(number), book.remove(number)) == (True, False)
    assert (book.remove(LARGEST + 1), book.remove(-1)) == (False, False)
    assert book.add([entry("几点下班")])[0] > number


def test_vectors_are_kept_by_model(tmp_path: Path):
    book = ConfirmedBook(tmp_path / "confirmed.db")
    one, other = book.add([entry("几天办完"), entry("几点下班")])
    book.keep_vectors("a", {one: b"1"})
    book.keep_vectors("b", {one: b"2", other: b"3", other + 1: b"of none"})
    assert (book.vectors("a"), book.vectors("b")) == ({one: b"1"}, {one: b"2", other: b"3"})
    book.remove(one)
    assert (book.vectors("a"), book.vectors("b")) == ({}, {other: b"3"})


def test_what_cannot_be_read_is_one_error_with_its_remedy(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    below = ConfirmedBook(tmp_path / "file" / "confirmed.db")
    assert (below.mark, below.all(), below.remove(1)) == ((0, 0), [], False)
    with pytest.raises(BadSettings, match="问答库无法读写"):
        below.add([entry("几天办完")])
    book = ConfirmedBook(tmp_path / "confirmed.db")
    book.add([entry("几天办完")])
    with sqlite3.connect(book.path or "") as database:
        database.execute("UPDATE confirmed SET answers = '[[1,'")
    with pytest.raises(BadSettings, match="损坏时从备份恢复"):
        book.all()
