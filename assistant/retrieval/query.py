"""A question as the retriever gets it, and how much of it a text covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Query:
    """A question: its unit vector, its tokens with their rarity, the official wording it did not use, and its years."""

    text: str
    vector: NDArray[np.float32]
    weights: dict[str, float]
    extra: dict[str, float]
    years: frozenset[int] = frozenset()
    dated: str = ""  # the text with 今年 and 去年 written out


def held(tokens: Iterable[str], text: str) -> set[str]:
    """Return those of the tokens that stand in a normalised text.

    >>> sorted(held(["现场", "办公", "多久"], "每月现场办公"))
    ['办公', '现场']
    """
    return {token for token in tokens if token in text}


def share(weights: Mapping[str, float], tokens: Set[str]) -> float:
    """Return the share of some of the tokens, by weight; 0 when there are none at all."""
    total = sum(weights.values())
    return sum(weight for token, weight in weights.items() if token in tokens) / total if total else 0.0


def covered(weights: Mapping[str, float], text: str) -> float:
    """Return the share of the tokens, by weight, that stand in a normalised text.

    >>> covered({"现场": 2.0, "办公": 1.0, "多久": 1.0}, "每月现场办公")
    0.75
    """
    return share(weights, held(weights, text))
