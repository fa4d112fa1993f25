"""How texts are compared in the evaluation: without white space, full-width forms or thousands separators."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MARK = re.compile(r"\[\d+\]")


def normalise(text: str) -> str:
    """Return `text` for comparison.

    >>> normalise("３，０００ 元（每月）")
    '3000元(每月)'
    """
    return _THOUSANDS.sub("", _SPACE.sub("", unicodedata.normalize("NFKC", text)))


def without_marks(text: str) -> str:
    """Return an answer without its citation marks [n].

    >>> without_marks("每月一次[1][2]。")
    '每月一次。'
    """
    return _MARK.sub("", text)


def fold(text: str) -> tuple[str, list[int]]:
    """Return `text` folded for quoting (no white space, NFKC) and, per folded character, its offset in `text`."""
    folded: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for piece in unicodedata.normalize("NFKC", character):
            if not _SPACE.match(piece):
                folded.append(piece)
                offsets.append(offset)
    return "".join(folded), offsets


def find_spans(text: str, quote: str) -> list[tuple[int, int]]:
    """Return every span of `text` that reads `quote`, white space and full-width forms aside.

    >>> find_spans("每 月一次，每月一次", "每月一次")
    [(0, 5), (6, 10)]
    """
    return find_folded(*fold(text), quote)


def find_folded(folded: str, offsets: Sequence[int], quote: str) -> list[tuple[int, int]]:
    """Return what `find_spans` does, of a text that is folded already."""
    wanted, _ = fold(quote)
    spans: list[tuple[int, int]] = []
    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        spans.append((offsets[at], offsets[at + len(wanted) - 1] + 1))
        at = folded.find(wanted, at + 1)
    return spans


def overlap(first: tuple[int, int], second: tuple[int, int]) -> int:
    """Return how many characters two spans share.

    >>> overlap((0, 5), (3, 9))
    2
    """
    return max(0, min(first[1], second[1]) - max(first[0], second[0]))


def covered(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> int:
    """Return how many characters of `span` lie in the union of `others`."""
    return len({place for other in others for place in range(max(span[0], other[0]), min(span[1], other[1]))})
