"""How long the stages of an answer take."""

from __future__ import annotations

import time


class Clock:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self.started = self.last = time.perf_counter()
        self.stages: dict[str, float] = {}

    def mark(self, stage: str) -> None:
        """Add the time since the last mark to a stage."""
        now = time.perf_counter()
        self.stages[stage] = round(self.stages.get(stage, 0.0) + (now - self.last) * 1000, 2)
        self.last = now

    def timings(self) -> dict[str, float]:
        """Return the stages and their total so far."""
        return self.stages | {"total": round((time.perf_counter() - self.started) * 1000, 2)}
