"""How far a long command has come, on standard error."""

from __future__ import annotations

import sys
import time


class Progress:
    """Draws one line on a terminal, with the time gone and left; tells each tenth to a log."""

    def __init__(self) -> None:
        self.stage, self.started = "", 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell that `done` of `total` are done in this stage."""
        now = time.monotonic()
        if stage != self.stage:
            self.stage, self.started = stage, now
        if sys.stderr.isatty():
            filled, gone = 30 * done // max(total, 1), now - self.started
            left = gone * (total - done) / max(done, 1)
            bar = f"{'█' * filled}{'·' * (30 - filled)}"
            sys.stderr.write(f"\r{stage} |{bar}| {done}/{total} [{_clock(gone)}<{_clock(left)}] ")
            sys.stderr.write("\n" if done >= total else "")
            sys.stderr.flush()
        elif done >= total or done % max(1, total // 10) == 0:
            sys.stderr.write(f"{stage} {done}/{total}\n")


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"
