"""One generation of an index, open for reading: its clauses, words and vectors agree."""

from __future__ import annotations

import os
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from assistant.embedding.encoder import Encoder
from assistant.errors import DamagedIndex, StaleIndex
from assistant.retrieval import generations
from assistant.retrieval.clause_table import ClauseTable
from assistant.retrieval.clause_writer import ClauseWriter
from assistant.retrieval.generations import CLAUSES, REBUILD, Built, Manifest
from assistant.retrieval.sqlite_file import SqliteFile
from assistant.retrieval.vector_files import Vectors

LONG_LOG = 32_000_000  # bytes of write-ahead log that a reader helps to bring home


class Dense(Protocol):
    """The vectors of one generation, wherever they stand."""

    def __len__(self) -> int: ...

    def __contains__(self, piece_id: int) -> bool: ...

    @property
    def ids(self) -> list[int]:
        """All ids, ascending."""
        ...

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the stored vectors (n, dimension) of these ids."""
        ...

    def search(
        self,
        query: Vectors,
        k: int,
        allowed: Sequence[int] | None = None,
        documents: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Return (id, cosine) of the k nearest, best first, among `allowed` ids or those of document numbers."""
        ...


class VectorHome(Protocol):
    """Where the vectors of an index stand: files of its folder, or a Milvus server."""

    def open(self, build: Path, table: ClauseTable, dimension: int, before: Any = None) -> Any:
        """Open the vectors of the generation that `table` is at."""
        ...

    def write(
        self,
        build: Path,
        writer: ClauseWriter,
        before: Any,
        new: dict[int, Any],
        gone: set[int],
        dimension: int,
    ) -> dict[str, Any]:
        """Write what came and what went, to be visible when the clauses are committed."""
        ...

    def take(self, build: Path, writer: ClauseWriter, other: Dense, dimension: int) -> dict[str, Any]:
        """Write all vectors of another home, to be visible when the clauses are committed."""
        ...

    def settle(self, build: Path, state: dict[str, Any]) -> None:
        """Remove what the committed state does not need."""
        ...


class Generation:
    """One immutable state of an index, open for reading."""

    def __init__(
        self, build: Path, encoder: Encoder, home: VectorHome, before: Generation | None = None
    ) -> None:
        """Open the newest generation of a build; raises StaleIndex or DamagedIndex.

        FileNotFoundError means that a writer has just put another one in its place: look again.
        """
        self.folder = build
        built = generations.read_built(build)
        handle = generations.hold(build)
        if handle is not None:
            weakref.finalize(self, os.close, handle)
        _refuse_other_model(build, built, encoder)
        self._watch = SqliteFile.for_reading(build / CLAUSES)
        self._seen = self._mark()
        if self.log_bytes > LONG_LOG:
            self._watch.run("PRAGMA wal_checkpoint(PASSIVE)")
        self.table = ClauseTable(build / CLAUSES)
        self.manifest = _manifest(build, built, self.table.state)
        same = before if before is not None and before.folder == build else None
        if same is None:
            self.table.check_lexicon()
        self.dense: Dense = home.open(build, self.table, built.dimension, same and same.dense)
        if len(self.dense) != self.manifest.pieces:
            if not self.is_newest:
                raise FileNotFoundError(build)  # a writer has just removed what this generation still had
            raise DamagedIndex(
                f"{build}: 向量 {len(self.dense)} 个，条款片段 {self.manifest.pieces} 个，数目不符: {REBUILD}"
            )

    @property
    def log_bytes(self) -> int:
        """Size of the write-ahead log; it cannot begin anew while a reader stands in it."""
        path = self.folder / f"{CLAUSES}-wal"
        return path.stat().st_size if path.exists() else 0

    @property
    def is_newest(self) -> bool:
        """False when a writer has committed since this generation was opened."""
        return self._mark() == self._seen

    def _mark(self) -> tuple[object, ...]:
        facts = self._watch.path.stat()
        return self._watch.one("PRAGMA data_version"), facts.st_ino


def _refuse_other_model(build: Path, built: Built, encoder: Encoder) -> None:
    if built.fingerprint != encoder.fingerprint or built.dimension != encoder.dimension:
        raise StaleIndex(
            f"{build.parent}: 索引由模型 {built.model}（{built.dimension} 维）建立，"
            f"当前设置为 {encoder.name}（{encoder.dimension} 维）: {REBUILD}"
        )


def _manifest(build: Path, built: Built, state: dict[str, Any]) -> Manifest:
    if state.get("fingerprint") != built.fingerprint or state.get("dimension") != built.dimension:
        raise DamagedIndex(f"{build}: 清单与条款库记录的模型不符: {REBUILD}")
    return Manifest(
        built.format,
        state["generation"],
        built.model,
        built.fingerprint,
        built.dimension,
        state["documents"],
        state["clauses"],
        state["pieces"],
        state.get("files", {}),
    )
