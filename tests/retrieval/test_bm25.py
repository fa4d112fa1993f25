from __future__ import annotations

import random
import sqlite3

import numpy as np
import pytest

from assistant.retrieval.bm25 import TIMES, Lengths, nth, numbered, read_ids

WORDS = ["补贴", "公示", "期限", "材料", "窗口", "审批", "牵头", "乡镇"]


def pieces(seed: int, count: int = 60) -> dict[int, list[str]]:
    """Pieces of 3 to 20 words whose ids have gaps, no word more often than is told apart."""
    chance = random.Random(seed)
    made: dict[int, list[str]] = {}
    for number in chance.sample(range(1, 400), count):
        words = chance.choices(WORDS, weights=range(1, len(WORDS) + 1), k=chance.randint(3, 20))
        made[number] = [word for n, word in enumerate(words) if words[:n].count(word) < TIMES]
    return made


def holders(made: dict[int, list[str]], word: str) -> list[np.ndarray]:
    return [
        np.array(
            sorted(number for number, words in made.items() if words.count(word) >= times), dtype=np.int64
        )
        for times in range(1, TIMES + 1)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_sqlites_own_bm25(seed: int):
    made, asked = pieces(seed), ["补贴", "公示", "乡镇"]
    with sqlite3.connect(":memory:") as base:
        base.execute("CREATE VIRTUAL TABLE t USING fts5(words)")
        base.executemany(
            "INSERT INTO t (rowid, words) VALUES (?, ?)", [(n, " ".join(w)) for n, w in made.items()]
        )
        found = base.execute(
            "SELECT rowid, -bm25(t) FROM t WHERE t MATCH ? ORDER BY bm25(t), rowid", (" OR ".join(asked),)
        ).fetchall()
    base.close()
    lengths = Lengths.of(np.array(list(made)), np.array([len(words) for words in made.values()]))
    ours = lengths.best(lengths.bm25([holders(made, word) for word in asked]), 1000)
    assert len(ours) == len(found) > 20
    expected = dict(found)
    np.testing.assert_allclose(
        [score for _, score in ours], [expected[number] for number, _ in ours], rtol=1e-9
    )
    assert [score for _, score in ours] == sorted((score for _, score in ours), reverse=True)


def test_the_best_are_cut_at_k_and_equals_are_ordered_by_id():
    lengths = Lengths.of(np.array([9, 4, 7, 2]), np.array([5, 5, 5, 5]))
    scores = np.array([1.0, 2.0, 1.0, 2.0])  # of 2, 4, 7, 9
    assert lengths.best(scores, 3) == [(4, 2.0), (9, 2.0), (2, 1.0)]
    assert lengths.best(np.zeros(4), 3) == []


def test_a_word_that_stands_again_is_indexed_as_another():
    words = ["补贴"] * (TIMES + 2)
    assert list(numbered(words)) == [nth("补贴", n) for n in range(1, TIMES + 1)]
    assert len(set(numbered(words))) == TIMES


def test_no_ids_are_read_from_nothing():
    assert read_ids(None).tolist() == read_ids("").tolist() == []
    assert read_ids("12,3").tolist() == [12, 3]
    assert Lengths.of(read_ids(None), read_ids(None)).bm25([]).tolist() == []
