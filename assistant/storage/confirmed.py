"""Questions whose answers staff have confirmed (问答库), in one small SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.errors import BadSettings

SCHEMA = """
CREATE TABLE IF NOT EXISTS confirmed (
    id INTEGER PRIMARY KEY AUTOINCREMENT, question TEXT NOT NULL UNIQUE, answers TEXT NOT NULL,
    confirmed_at TEXT NOT NULL, model TEXT NOT NULL DEFAULT '', vector BLOB
)
"""
ADD = "INSERT OR REPLACE INTO confirmed (question, answers, confirmed_at) VALUES (?, ?, ?)"
WAIT_SECONDS = 10.0  # for another writer


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A question and what answers it: (document id, words of it); none when the documents do not say."""

    id: int
    question: str
    answers: tuple[tuple[str, str], ...]
    confirmed_at: str

    def as_json(self) -> dict[str, Any]:
        """Return a JSON document."""
        return asdict(self)


class ConfirmedBook:
    """Keeps confirmed questions in a file; every call opens it anew, so any thread may write. Without one it is empty."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    @property
    def mark(self) -> tuple[int, int]:
        """A value that is another after every change, made by this process or another one."""
        try:
            facts = self.path.stat() if self.path else None
        except FileNotFoundError:
            facts = None
        return (facts.st_mtime_ns, facts.st_size) if facts else (0, 0)

    def add(self, question: str, answers: Sequence[tuple[str, str]]) -> int:
        """Keep a question and return its number; the same words confirmed before are replaced."""
        return self.add_all([(question, answers)])[0]

    def add_all(self, rows: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> list[int]:
        """Keep many questions, all or none, and return their numbers."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._open() as database:
            return [
                int(database.execute(ADD, (question, _written(answers), now)).lastrowid or 0)
                for question, answers in rows
            ]

    def remove(self, number: int) -> bool:
        """Forget a question; False when there is none of that number."""
        if not self._exists:
            return False
        with self._open() as database:
            return database.execute("DELETE FROM confirmed WHERE id = ?", (number,)).rowcount == 1

    def all(self) -> list[Confirmed]:
        """Return everything that was confirmed, oldest first."""
        if not self._exists:
            return []
        with self._open() as database:
            rows = database.execute("SELECT id, question, answers, confirmed_at FROM confirmed ORDER BY id")
            return [
                Confirmed(number, question, tuple((name, words) for name, words in json.loads(answers)), at)
                for number, question, answers, at in rows
            ]

    def vectors(self, model: str) -> dict[int, bytes]:
        """Return the vectors that are kept of that model (its fingerprint), by number."""
        if not self._exists:
            return {}
        with self._open() as database:
            rows = database.execute("SELECT id, vector FROM confirmed WHERE model = ?", (model,))
            return {number: vector for number, vector in rows if vector is not None}

    def keep_vectors(self, model: str, vectors: Mapping[int, bytes]) -> None:
        """Keep vectors of a model, so that a question is embedded once."""
        rows = [(model, vector, number) for number, vector in vectors.items()]
        with self._open() as database:
            database.executemany("UPDATE confirmed SET model = ?, vector = ? WHERE id = ?", rows)

    @property
    def _exists(self) -> bool:
        return self.path is not None and self.path.exists()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        if self.path is None:
            raise BadSettings("没有设置问答库: 请在设置文件中写 confirmed（文件路径）")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=WAIT_SECONDS)) as database, database:
                database.execute(SCHEMA)
                yield database
        except (OSError, sqlite3.Error) as error:
            raise BadSettings(
                f"{self.path}: 问答库无法读写（{error}）: 请核对权限，损坏时从备份恢复或移走此文件"
            ) from error


def _written(answers: Sequence[tuple[str, str]]) -> str:
    return json.dumps([list(answer) for answer in answers], ensure_ascii=False)
