"""What readers thought of an answer (👍 👎), appended to one small SQLite file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FEEDBACK = Path("var/feedback.db")  # where the server keeps it
SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY,
    given_at TEXT NOT NULL,
    question TEXT NOT NULL,
    status TEXT NOT NULL,
    helpful INTEGER NOT NULL,
    reason TEXT NOT NULL,
    clauses TEXT NOT NULL,
    index_generation INTEGER NOT NULL
)
"""
INSERT = """
INSERT INTO feedback (given_at, question, status, helpful, reason, clauses, index_generation)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
SELECT = "SELECT question, status, helpful, reason, clauses, index_generation FROM feedback ORDER BY id"
WAIT_SECONDS = 10.0  # for another writer


@dataclass(frozen=True, slots=True)
class Feedback:
    """One thumb: up (`helpful`) or down, with the reader's reason and the clauses that were cited."""

    question: str
    status: str
    helpful: bool
    reason: str = ""
    clauses: tuple[str, ...] = ()
    index_generation: int = 0


class FeedbackBook:
    """Appends feedback to a file; every call opens it anew, so any thread may write."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, feedback: Feedback) -> int:
        """Append `feedback` and return its number; the file is made when it is not there."""
        row = (datetime.now(UTC).isoformat(timespec="seconds"), feedback.question, feedback.status,
               int(feedback.helpful), feedback.reason, "\n".join(feedback.clauses),
               feedback.index_generation)  # fmt: skip
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=WAIT_SECONDS)) as database, database:
            database.execute(SCHEMA)
            return int(database.execute(INSERT, row).lastrowid or 0)

    def all(self) -> list[Feedback]:
        """Return everything that was given, oldest first."""
        if not self.path.exists():
            return []
        with closing(sqlite3.connect(self.path, timeout=WAIT_SECONDS)) as database:
            rows = database.execute(SELECT).fetchall()
        return [
            Feedback(question, status, bool(helpful), reason, tuple(clauses.splitlines()), generation)
            for question, status, helpful, reason, clauses, generation in rows
        ]
