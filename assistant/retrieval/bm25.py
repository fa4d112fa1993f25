"""BM25 over lists of the pieces that hold a word: FTS5 finds them, numpy weighs them.

FTS5's own `bm25()` walks through every matching row; it took four times as long (docs/decisions/0010). It keeps no
count of a word in a row when it keeps no places, so the second, third … time that a word stands in a piece is
indexed as a word of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75  # as FTS5 has them
LEAST_RARITY = 1e-6  # of a word that more than half of the pieces hold
TIMES = 5  # a word that stands more often counts as if it stood so often
MARK = 0xE000  # private-use characters, which the tokenizer takes for letters
POINT = chr(MARK + 1)  # stands for the point of 0.5, at which the tokenizer would cut

Ids = NDArray[np.int64]
Scores = NDArray[np.float64]


def nth(word: str, n: int) -> str:
    """Return the word under which the nth time that `word` stands in a piece is indexed."""
    whole = word.replace(".", POINT)
    return whole if n == 1 else whole + chr(MARK + n)


def numbered(words: Sequence[str]) -> Iterator[str]:
    """Yield the words of a piece as they are indexed.

    >>> [word.encode("unicode-escape").decode() for word in numbered(["a", "b", "a"])]
    ['a', 'b', 'a\\\\ue002']
    """
    times: Counter[str] = Counter()
    for word in words:
        times[word] += 1
        if times[word] <= TIMES:
            yield nth(word, times[word])


def read_ids(joined: str | None) -> Ids:
    """Read numbers joined by commas, as SQLite's group_concat gives them: many times faster than rows.

    >>> read_ids("3,14").tolist(), read_ids(None).tolist()
    ([3, 14], [])
    """
    return np.fromstring(joined, dtype=np.int64, sep=",") if joined else np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Lengths:
    """The ids of all pieces, ascending, and what the length of each does to the weight of its words."""

    ids: Ids
    penalty: Scores

    @classmethod
    def of(cls, ids: Ids, tokens: Ids) -> Lengths:
        """Make it from ids in any order and the number of tokens of each."""
        order = np.argsort(ids)
        mean = tokens.mean() if tokens.size else 1.0
        return cls(ids[order], K1 * (1 - B + B * tokens[order] / mean))

    def bm25(self, words: Sequence[Sequence[Ids]]) -> Scores:
        """Return one score a piece; `words` holds for each word who has it once or more, twice or more, …"""
        scores = np.zeros(len(self.ids))
        for holders in words:
            rarity = self._rarity(len(holders[0]))
            for before, held in enumerate(holders):
                places = np.searchsorted(self.ids, held)
                penalty = self.penalty[places]
                gain = (before + 1) / (before + 1 + penalty) - before / (before + penalty)
                scores[places] += rarity * (K1 + 1) * gain
        return scores

    def _rarity(self, holders: int) -> float:
        total = len(self.ids)
        return max(LEAST_RARITY, float(np.log((total - holders + 0.5) / (holders + 0.5))))

    def best(self, scores: Scores, k: int) -> list[tuple[int, float]]:
        """Return (id, score) of the k best that score above nought, best first, the lower id before the higher."""
        found = np.flatnonzero(scores)
        if len(found) > k:
            least = np.partition(scores[found], -k)[-k]
            found = found[scores[found] >= least]
        order = found[np.lexsort((found, -scores[found]))][:k]
        return [(int(self.ids[place]), float(scores[place])) for place in order]
