"""The file of confirmed questions."""

from __future__ import annotations

from pathlib import Path

from assistant.storage.confirmed import ConfirmedBook


def test_what_is_confirmed_is_kept_in_order(tmp_path: Path):
    book = ConfirmedBook(tmp_path / "new" / "confirmed.db")
    assert (book.all(), book.mark, book.remove(1)) == ([], (0, 0), False)
    assert not (tmp_path / "new").exists()
    first = book.add("几天办完", [("办法", "15天内办结"), ("细则", "以收件为准")])
    second = book.add("几点下班", [])
    rows = book.all()
    assert [(row.id, row.question, row.answers) for row in rows] == [
        (first, "几天办完", (("办法", "15天内办结"), ("细则", "以收件为准"))),
        (second, "几点下班", ()),
    ]


def test_the_same_question_is_replaced_and_gets_a_new_number(tmp_path: Path):
    book = ConfirmedBook(tmp_path / "confirmed.db")
    first = book.add("几天办完", [("办法", "15天内办结")])
    book.keep_vectors("model", {first: b"old"})
    before = book.mark
    second = book.add("几天办完", [("办法", "20天内办结")])
    assert second > first
    assert book.mark != before
    assert [row.answers for row in book.all()] == [(("办法", "20天内办结"),)]
    assert book.vectors("model") == {}


def test_a_removed_number_is_never_used_again(tmp_path: Path):
    book = ConfirmedBook(tmp_path / "confirmed.db")
    number = book.add("几天办完", [])
    assert (book.remove(number), book.remove(number)) == (True, False)
    assert book.add("几点下班", []) > number


def test_vectors_are_kept_by_model(tmp_path: Path):
    book = ConfirmedBook(tmp_path / "confirmed.db")
    one, other = book.add_all([("几天办完", []), ("几点下班", [])])
    book.keep_vectors("a", {one: b"1"})
    assert (book.vectors("a"), book.vectors("b")) == ({one: b"1"}, {})
    book.keep_vectors("b", {one: b"2", other: b"3"})
    assert (book.vectors("a"), book.vectors("b")) == ({}, {one: b"2", other: b"3"})
