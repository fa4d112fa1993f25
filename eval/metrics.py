"""Metrics of ranking, refusal and certainty: pure functions on plain values.

A *rank* is one-based; None stands for "not among what was returned".
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Rank = int | None
T = TypeVar("T")


def mean(values: Sequence[float]) -> float | None:
    """Return the mean, or None of nothing: an empty set has no rate."""
    return sum(values) / len(values) if values else None


def recall_at_k(ranks: Sequence[Rank], k: int) -> float | None:
    """Return the share of questions whose gold stands among the first k.

    >>> recall_at_k([1, 3, None, 2], 2)
    0.5
    """
    return mean([float(rank is not None and rank <= k) for rank in ranks])


def mrr(ranks: Sequence[Rank]) -> float | None:
    """Return the mean reciprocal rank.

    >>> mrr([1, 2, None, 4])
    0.4375
    """
    return mean([1 / rank if rank else 0.0 for rank in ranks])


def ndcg_at_10(gains: Sequence[int], gold: int) -> float:
    """Return nDCG@10 of one question: `gains` of the passages in order, `gold` relevant ones in all.

    >>> ndcg_at_10([1, 0, 0], 1), round(ndcg_at_10([0, 1, 0], 1), 3)
    (1.0, 0.631)
    """
    ideal = sum(1 / math.log2(place + 2) for place in range(min(gold, 10)))
    found = sum(gain / math.log2(place + 2) for place, gain in enumerate(gains[:10]))
    return found / ideal if ideal else 0.0


def auc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """Return the chance that a positive scores above a negative; a tie counts half.

    >>> auc([0.9, 0.4], [0.4, 0.1])
    0.875
    """
    if not positives or not negatives:
        return None
    wins = sum((p > n) + (p == n) / 2 for p in positives for n in negatives)
    return wins / (len(positives) * len(negatives))


@dataclass(frozen=True, slots=True)
class Refusals:
    """How refusing went: `false_refusals` is the share of answerable questions that were refused."""

    precision: float | None
    recall: float | None
    false_refusals: float | None


def refusals(refused: Sequence[bool], unanswerable: Sequence[bool]) -> Refusals:
    """Return precision and recall of refusing, over aligned rows.

    >>> refusals([True, True, False, False], [True, False, True, False])
    Refusals(precision=0.5, recall=0.5, false_refusals=0.5)
    """
    pairs = list(zip(refused, unanswerable, strict=True))
    return Refusals(
        mean([float(u) for r, u in pairs if r]),
        mean([float(r) for r, u in pairs if u]),
        mean([float(r) for r, u in pairs if not u]),
    )


def trade_off(scores: Sequence[float], unanswerable: Sequence[bool]) -> list[tuple[float, float, float]]:
    """Return (threshold, refusal recall, false refusals) for every threshold; below it a question is refused.

    >>> trade_off([0.2, 0.8], [True, False])
    [(0.2, 0.0, 0.0), (0.8, 1.0, 0.0), (inf, 1.0, 1.0)]
    """
    points = []
    for threshold in [*sorted(set(scores)), math.inf]:
        outcome = refusals([score < threshold for score in scores], unanswerable)
        points.append((threshold, outcome.recall or 0.0, outcome.false_refusals or 0.0))
    return points


def recall_at_false_refusals(points: Sequence[tuple[float, float, float]], limit: float) -> float | None:
    """Return the best refusal recall that a threshold reaches with at most `limit` false refusals."""
    return max((recall for _, recall, false in points if false <= limit), default=None)


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the nearest-rank percentile.

    >>> percentile([10, 20, 30, 40], 0.5), percentile([10, 20, 30, 40], 0.95)
    (20, 40)
    """
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def median(values: Sequence[float]) -> float | None:
    """Return the median, halfway between the middle two.

    >>> median([1, 9, 3, 5])
    4.0
    """
    if not values:
        return None
    ordered, middle = sorted(values), len(values) // 2
    return float(ordered[middle]) if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def bootstrap(
    rows: Sequence[T],
    statistic: Callable[[Sequence[T]], float | None],
    repeats: int = 1000,
    seed: int = 20250506,
) -> tuple[float, float] | None:
    """Return the 95 % percentile interval of `statistic` over resampled rows; None when it is undefined."""
    if not rows or statistic(rows) is None:
        return None
    chance = random.Random(seed)
    values = [statistic(chance.choices(rows, k=len(rows))) for _ in range(repeats)]
    known = sorted(value for value in values if value is not None)
    return known[int(0.025 * len(known))], known[min(len(known) - 1, int(0.975 * len(known)))]
