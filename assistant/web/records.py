"""What the office learns from use: how questions ended, and questions left for staff, in one small SQLite file.

The words of a question are kept only when the documents did not answer it, or when it was left for staff, with
numbers that may identify a person masked; a reader's contact is kept as given until the question is dealt with,
and goes into no log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.schema import Answer, Status
from assistant.storage.masking import mask

SCHEMA = """
CREATE TABLE IF NOT EXISTS asks (
    id INTEGER PRIMARY KEY, day TEXT NOT NULL, status TEXT NOT NULL, composer TEXT NOT NULL,
    milliseconds REAL NOT NULL, question TEXT
);
CREATE INDEX IF NOT EXISTS asks_by_day ON asks (day);
CREATE TABLE IF NOT EXISTS handoffs (
    id INTEGER PRIMARY KEY, given_at TEXT NOT NULL, question TEXT NOT NULL, note TEXT NOT NULL,
    contact TEXT NOT NULL, closed_at TEXT
);
"""
ADD_ASK = "INSERT INTO asks (day, status, composer, milliseconds, question) VALUES (?, ?, ?, ?, ?)"
ADD_HANDOFF = "INSERT INTO handoffs (given_at, question, note, contact) VALUES (?, ?, ?, ?)"
# Dealt with: whom to call is no longer needed.
CLOSE_HANDOFF = "UPDATE handoffs SET closed_at = ?, contact = '' WHERE id = ? AND closed_at IS NULL"
HANDOFFS = "SELECT id, given_at, question, note, contact, closed_at FROM handoffs ORDER BY id DESC LIMIT ?"
WAIT_SECONDS = 10.0  # for another writer
MOST_HANDOFFS = 200

UNANSWERED = frozenset({Status.NO_EVIDENCE, Status.UNGROUNDED, Status.OUT_OF_SCOPE})


@dataclass(frozen=True, slots=True)
class Ask:
    """How one question ended; `question` is there only when it was not answered."""

    day: str
    status: str
    composer: str
    milliseconds: float
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Handoff:
    """A question left for staff (转人工); `closed_at` is None until somebody dealt with it."""

    id: int
    given_at: str
    question: str
    note: str
    contact: str
    closed_at: str | None

    def as_json(self) -> dict[str, Any]:
        """Return a JSON document."""
        return asdict(self)


class RecordBook:
    """Keeps records in a file; every call opens it anew, so any thread may write."""

    def __init__(self, path: Path, days: int = 180) -> None:
        self.path = path
        self.days = days

    def add_ask(self, answer: Answer, milliseconds: float, today: date | None = None) -> None:
        """Record how a question ended, and forget what is older than `days`; 0 days records nothing."""
        if self.days <= 0:
            return
        day = today or date.today()
        question = mask(answer.question) if answer.status in UNANSWERED else None
        row = (day.isoformat(), str(answer.status), answer.composer, milliseconds, question)
        with self._open() as database:
            database.execute(ADD_ASK, row)
            oldest = (day - timedelta(days=self.days)).isoformat()
            database.execute("DELETE FROM asks WHERE day < ?", (oldest,))

    def asks(self, since: date) -> list[Ask]:
        """Return how questions ended from that day on, oldest first."""
        with self._open() as database:
            rows = database.execute(
                "SELECT day, status, composer, milliseconds, question FROM asks WHERE day >= ? ORDER BY id",
                (since.isoformat(),),
            )
            return [Ask(*row) for row in rows]

    def add_handoff(self, question: str, note: str = "", contact: str = "") -> int:
        """Keep a question for staff, masked but for whom to call, and return its number."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._open() as database:
            return int(
                database.execute(ADD_HANDOFF, (now, mask(question), mask(note), contact)).lastrowid or 0
            )

    def handoffs(self, most: int = MOST_HANDOFFS) -> list[Handoff]:
        """Return the questions left for staff, newest first."""
        with self._open() as database:
            return [Handoff(*row) for row in database.execute(HANDOFFS, (most,))]

    def close_handoff(self, number: int) -> bool:
        """Mark a question as dealt with and forget its contact; False when there is no such open question."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._open() as database:
            return database.execute(CLOSE_HANDOFF, (now, number)).rowcount == 1

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self.path, timeout=WAIT_SECONDS)
        try:
            # Statistics may lose their last second to a power cut; readers must not wait for the disk.
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("PRAGMA secure_delete = ON")
            with database:
                database.executescript(SCHEMA)
                yield database
                database.commit()
        finally:
            database.close()
