"""Everyday words and the official wording that documents use for them, from `colloquial.tsv`."""

from __future__ import annotations

from functools import cache
from importlib import resources

MISSPELT = "# 错别字、同音字"  # the heading of the words that are typed wrong


@cache
def colloquial() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (everyday word, official words), longest everyday word first."""
    return _rows(_table())


@cache
def misspelt() -> tuple[tuple[str, str], ...]:
    """Return (word as it is often typed, word of the same length that is meant), longest first."""
    own = _table().split(MISSPELT + "\n", 1)[1].split("\n#", 1)[0]
    return tuple((wrong, meant[0]) for wrong, meant in _rows(own) if len(wrong) == len(meant[0]))


def _table() -> str:
    return resources.files("assistant.retrieval").joinpath("colloquial.tsv").read_text(encoding="utf-8")


def _rows(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(sorted(((row[0], tuple(row[1].split())) for row in rows), key=lambda row: -len(row[0])))


def officially(text: str) -> str:
    """Return a text with the first official word for each everyday one.

    >>> officially("公租房办法")
    '公共租赁住房办法'
    """
    for word, official in colloquial():
        text = text.replace(word, official[0]) if official[0] not in text else text
    return text


def expand(question: str) -> list[str]:
    """Return the official words for the everyday words that stand in a question.

    >>> "老年人" in expand("老爷子坐公交收多少钱")
    True
    """
    found: list[str] = []
    rest = question
    for word, official in colloquial():
        if word in rest:
            found += [other for other in official if other not in question]
            rest = rest.replace(word, "\n")
    return list(dict.fromkeys(found))
