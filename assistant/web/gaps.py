"""What the documents lack: unanswered questions grouped by meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
NEAR = 0.78  # cosine from which two questions ask for the same (calibrated in tests/web/test_gaps.py)
MOST = 400  # different questions that are grouped


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that mean the same: the one asked most, how often any of them was asked, all wordings."""

    question: str
    count: int
    wordings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return a JSON document."""
        return asdict(self)


def group(
    questions: Sequence[str], encode: Callable[[Sequence[str]], Vectors], near: float = NEAR
) -> list[Gap]:
    """Group questions greedily: each joins the nearest group whose leader is near, or leads its own.

    The questions asked most lead. Groups come largest first.
    """
    counts = Counter(questions).most_common(MOST)
    if not counts:
        return []
    vectors = encode([question for question, _ in counts])
    leaders: list[int] = []
    members: dict[int, list[int]] = {}
    for i, vector in enumerate(vectors):
        scores = vectors[leaders] @ vector
        best = int(scores.argmax()) if leaders else -1
        if leaders and scores[best] >= near:
            members[leaders[best]].append(i)
        else:
            leaders.append(i)
            members[i] = [i]
    groups = [
        Gap(counts[leader][0], sum(counts[i][1] for i in inside), tuple(counts[i][0] for i in inside))
        for leader, inside in members.items()
    ]
    return sorted(groups, key=lambda gap: -gap.count)
