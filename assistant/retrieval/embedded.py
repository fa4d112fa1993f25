"""Vectors kept by the words they stand for and the model, until an index holds them.

A long run writes them as it goes, so that one that is stopped goes on where it was; `index --shard i/n` writes
the vectors of its share here, and the `index` run that follows finds them.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.generations import EMBEDDED, named_errors
from assistant.retrieval.sqlite_file import translated

Vectors = NDArray[np.float32]
TABLE = "CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, vector BLOB, sum INTEGER) WITHOUT ROWID"


def digest(words: str) -> bytes:
    """Return the key of a text."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()


class Embedded:
    """Vectors of one model in files of an index folder: one to write, all to read."""

    def __init__(self, folder: Path, fingerprint: str, dimension: int, name: str = "run") -> None:
        self.folder, self.dimension = folder / EMBEDDED, dimension
        self._stem = fingerprint[:16]
        self.path = self.folder / f"{self._stem}-{name}.sqlite"
        self._own: sqlite3.Connection | None = None

    def find(self, words: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors that are kept; one whose checksum is wrong is as good as none."""
        wanted = {digest(text): text for text in words}
        found: dict[str, NDArray[np.float32]] = {}
        for path in sorted(self.folder.glob(f"{self._stem}-*.sqlite")):
            missing = [key for key, text in wanted.items() if text not in found]
            try:
                for key, vector in _rows(path, missing):
                    if len(vector) == 4 * self.dimension:
                        found[wanted[key]] = np.frombuffer(vector, dtype=np.float32)
            except sqlite3.DatabaseError:
                continue  # a worker died while it made the file, or the disk lies: embed again
        return found

    def keep(self, words: Sequence[str], vectors: Vectors) -> None:
        """Write vectors (n, dimension); they are on the disk when this returns."""
        rows = [
            (digest(text), vector.tobytes(), zlib.crc32(vector.tobytes()))
            for text, vector in zip(words, vectors, strict=True)
        ]
        try:
            if self._own is None:
                with named_errors(self.folder):
                    self.folder.mkdir(parents=True, exist_ok=True)
                self._own = sqlite3.connect(self.path)
                self._own.execute(TABLE)
            with self._own:
                self._own.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise translated(error, self.path) from error

    def close(self, remove: bool = False) -> None:
        """Close the file that was written; remove it when an index holds all that it holds."""
        if self._own is not None:
            self._own.close()
        if remove:
            # The change is published by now: a file that stays takes room, nothing more.
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)


def _rows(path: Path, keys: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        sql = "SELECT vector, sum FROM vectors WHERE digest = ?"
        found = [(key, row) for key in keys for row in database.execute(sql, (key,))]
        return [(key, vector) for key, (vector, total) in found if zlib.crc32(vector) == total]
    finally:
        database.close()
