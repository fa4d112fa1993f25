"""What a table read once is not read again, and takes no more room than it may."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.assistant import PolicyAssistant
from assistant.retrieval.clause_table import ClauseTable
from assistant.retrieval.remembered import Remembered


@pytest.fixture
def table(assistant: PolicyAssistant) -> ClauseTable:
    return ClauseTable(assistant.store.current.table.path)


def counted(table: ClauseTable, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []
    plain = table.file.all

    def counting(sql: str, *values: Any) -> Any:
        asked.append(sql.split(" FROM ")[1].split()[0] + sql.partition("JOIN")[2][:10])
        return plain(sql, *values)

    monkeypatch.setattr(table.file, "all", counting)
    return asked


def test_clauses_and_sentences_are_read_once(table: ClauseTable, monkeypatch: pytest.MonkeyPatch):
    pieces = table.piece_ids()[:20]
    asked = counted(table, monkeypatch)
    first = table.clauses_of_pieces(pieces)
    numbers = sorted({number for number, _ in first.values()})
    told = table.sentences(numbers)
    assert len(asked) == 3
    assert table.clauses_of_pieces(pieces) == first
    assert len(asked) == 4  # which clauses the pieces are of
    again = table.sentences([*numbers, 10**15])
    assert len(asked) == 5  # only for the one that is not there
    assert all(one is other for one, other in zip(told, again, strict=False))
    assert (again[-1][0], again[-1][1].shape) == ([], (0, table.state["dimension"]))


def test_words_are_sought_once(table: ClauseTable, monkeypatch: pytest.MonkeyPatch):
    first = table.search(["现场", "办公"], 5)
    asked = counted(table, monkeypatch)
    assert table.search(["现场", "办公"], 5) == first
    assert asked == []
    assert table.search(["现场", "管家"], 5) != first
    assert len(asked) == 1


def test_where_room_is_short_all_goes_and_is_read_again(table: ClauseTable, monkeypatch: pytest.MonkeyPatch):
    numbers = sorted({number for number, _ in table.clauses_of_pieces(table.piece_ids()).values()})[:12]
    table._sentences = Remembered(5, lambda one: len(one[0]) + 1)
    told = [spans for spans, _ in table.sentences(numbers)]
    asked = counted(table, monkeypatch)
    assert [spans for spans, _ in table.sentences(numbers)] == told
    assert len(asked) == 1
    table._sentences = Remembered(10_000, lambda one: len(one[0]) + 1)
    for _ in range(2):
        table.sentences(numbers)
    assert len(asked) == 2
