"""Questions whose answers staff have confirmed (问答库), in one small SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from assistant.errors import BadSettings

SCHEMA = """
CREATE TABLE IF NOT EXISTS confirmed (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, question TEXT NOT NULL,
    answers TEXT NOT NULL, confirmed_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS vectors (
    id INTEGER NOT NULL REFERENCES confirmed(id) ON DELETE CASCADE, model TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (id, model)
) WITHOUT ROWID;
"""
ADD = "INSERT OR REPLACE INTO confirmed (key, question, answers, confirmed_at) VALUES (?, ?, ?, ?)"
WAIT_SECONDS = 2.0  # for another writer
LARGEST = 2**63 - 1  # number that SQLite holds


class Quote(NamedTuple):
    """Words of a document, and the path of the clause in which they are meant, where that is known."""

    document: str
    words: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A question and the sentences that answer it; none when the documents do not say."""

    id: int
    question: str
    answers: tuple[Quote, ...]
    confirmed_at: str

    def as_json(self) -> dict[str, Any]:
        """Return a JSON document."""
        return asdict(self) | {"answers": [answer._asdict() for answer in self.answers]}


class Entry(NamedTuple):
    """A question to be kept; those of one key (its letters and figures) are the same question."""

    key: str
    question: str
    answers: Sequence[Quote]


class ConfirmedBook:
    """Keeps confirmed questions in a file; every call opens it anew, so any thread may write. Without one it is empty."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path) if path else None

    @property
    def mark(self) -> tuple[int, int]:
        """A value that is another after every change, made by this process or another one."""
        try:
            facts = self.path.stat() if self.path else None
        except OSError:
            facts = None
        return (facts.st_mtime_ns, facts.st_size) if facts else (0, 0)

    def add(self, entries: Sequence[Entry]) -> list[int]:
        """Keep questions, all or none, and return their numbers; what was confirmed of the same is replaced."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._open() as database:
            return [
                int(database.execute(ADD, (key, question, _written(answers), now)).lastrowid or 0)
                for key, question, answers in entries
            ]

    def remove(self, number: int) -> bool:
        """Forget a question; False when there is none of that number."""
        if self.mark == (0, 0) or not 0 < number <= LARGEST:
            return False
        with self._open() as database:
            return database.execute("DELETE FROM confirmed WHERE id = ?", (number,)).rowcount == 1

    def all(self) -> list[Confirmed]:
        """Return everything that was confirmed, oldest first."""
        if self.mark == (0, 0):
            return []
        with self._open() as database:
            rows = database.execute("SELECT id, question, answers, confirmed_at FROM confirmed ORDER BY id")
            return [Confirmed(number, question, _read(answers), at) for number, question, answers, at in rows]

    def vectors(self, model: str) -> dict[int, bytes]:
        """Return the vectors that are kept of that model (its fingerprint), by number."""
        with self._open() as database:
            return dict(database.execute("SELECT id, vector FROM vectors WHERE model = ?", (model,)))

    def keep_vectors(self, model: str, vectors: Mapping[int, bytes]) -> None:
        """Keep vectors of a model, so that a question is embedded once; those of a question that went are left out."""
        rows = [(model, vector, number) for number, vector in vectors.items()]
        with self._open() as database:
            database.executemany(
                "INSERT OR REPLACE INTO vectors SELECT id, ?, ? FROM confirmed WHERE id = ?", rows
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        if self.path is None:
            raise BadSettings("没有设置问答库: 请在设置文件中写 confirmed（文件路径）")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=WAIT_SECONDS)) as database, database:
                database.execute("PRAGMA foreign_keys = ON")
                database.execute("PRAGMA secure_delete = ON")
                database.executescript(SCHEMA)
                yield database
        except (OSError, sqlite3.Error, ValueError, TypeError) as error:
            raise BadSettings(
                f"{self.path}: 问答库无法读写（{error}）: 请核对权限，损坏时从备份恢复或移走此文件"
            ) from error


def _written(answers: Sequence[Quote]) -> str:
    return json.dumps([list(answer) for answer in answers], ensure_ascii=False)


def _read(answers: str) -> tuple[Quote, ...]:
    return tuple(Quote(*map(str, answer)) for answer in json.loads(answers))
