"""The vectors of an index in files of its own folder: FAISS over the old ones, SQLite rows for the new ones."""

from __future__ import annotations

import contextlib
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import BadSettings, DamagedIndex
from assistant.retrieval.clause_table import ClauseTable
from assistant.retrieval.clause_writer import ClauseWriter
from assistant.retrieval.dense import DenseIndex, checked
from assistant.retrieval.generation import Dense
from assistant.retrieval.generations import REBUILD
from assistant.retrieval.vector_files import FLAT_UNTIL, VectorFile, read_vectors, write_vectors

LOOSE = (1_000, 10, 20_000)  # rows in SQLite before they go to files: at least, a tenth of all, at most


class LocalVectors:
    """Opens and writes the vectors that stand in the index folder."""

    def __init__(self, flat_until: int = FLAT_UNTIL) -> None:
        self.flat_until = flat_until

    def open(
        self, build: Path, table: ClauseTable, dimension: int, before: DenseIndex | None = None
    ) -> DenseIndex:
        """Open the vectors of a generation; the files of `before` are used again when they are the same.

        Raises DamagedIndex, or FileNotFoundError when a writer has just replaced a file.
        """
        if "files" not in table.state:
            raise BadSettings(
                f"{build}: 索引的向量在 Milvus 中: 请设置 store = milvus 和 uri，"
                "或运行 policy-assistant migrate --to faiss"
            )
        files: dict[str, str] = table.state["files"]
        if before is not None and before.files == files:
            file = before.file
        else:
            file = read_vectors(build, files, dimension) if files else VectorFile.empty(dimension)
        rows = table.file.all("SELECT id, document, vector, sum FROM vectors ORDER BY id")
        if any(zlib.crc32(row[2]) != row[3] or len(row[2]) != 4 * dimension for row in rows):
            raise DamagedIndex(f"{table.path}: 新增向量与校验和不符: {REBUILD}")
        fresh = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.float32).reshape(-1, dimension)
        pairs = np.asarray([row[:2] for row in rows], dtype=np.int64).reshape(-1, 2)
        gone = np.asarray(table.file.all("SELECT id FROM gone"), dtype=np.int64).reshape(-1)
        return DenseIndex(file, pairs[:, 0].copy(), pairs[:, 1].copy(), fresh, gone, files)

    def write(
        self,
        build: Path,
        writer: ClauseWriter,
        before: DenseIndex | None,
        new: dict[int, Any],
        gone: set[int],
        dimension: int,
    ) -> dict[str, Any]:
        """Write what came and what went, to be committed with the clauses; return what the state must say."""
        numbers = writer.document_numbers(list(new))
        rows = [(i, numbers[i], vector.tobytes(), zlib.crc32(vector.tobytes())) for i, vector in new.items()]
        writer.file.many("INSERT INTO vectors VALUES (?, ?, ?, ?)", rows)
        writer.file.many("DELETE FROM vectors WHERE id = ?", [(i,) for i in gone])
        held = before.file if before is not None else VectorFile.empty(dimension)
        went = np.asarray(sorted(gone), dtype=np.int64)
        absent = went[held.places(went) >= 0]
        writer.file.many("INSERT INTO gone VALUES (?)", [(int(i),) for i in absent])
        files = before.files if before is not None else {}
        if files and not self._is_loose(writer, len(held)):
            return {"files": files}
        return {"files": self._tidy(build, writer, held)}

    def _is_loose(self, writer: ClauseWriter, held: int) -> bool:
        row = writer.file.one("SELECT (SELECT count(*) FROM vectors) + (SELECT count(*) FROM gone)")
        least, share, most = LOOSE
        return int(row[0] if row else 0) > min(max(least, held // share), most)

    def _tidy(self, build: Path, writer: ClauseWriter, held: VectorFile) -> dict[str, str]:
        """Write all vectors to new files and empty the rows."""
        rows = writer.file.all("SELECT id, document, vector FROM vectors ORDER BY id")
        absent = np.asarray(writer.file.all("SELECT id FROM gone"), dtype=np.int64).reshape(-1)
        pairs = np.asarray([row[:2] for row in rows], dtype=np.int64).reshape(-1, 2)
        loose = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.float32)
        stay = ~np.isin(held.ids, absent)
        ids = np.concatenate([held.ids[stay], pairs[:, 0]])
        documents = np.concatenate([held.documents[stay], pairs[:, 1]])
        vectors = np.concatenate([held.rows[stay], loose.reshape(-1, held.rows.shape[1])])
        if not len(ids):
            writer.file.run("DELETE FROM gone")
            return {}
        number = writer.state.get("generation", 0) + 1
        files = write_vectors(build / f"dense-{number:06d}", ids, documents, vectors, self.flat_until)
        writer.file.run("DELETE FROM vectors")
        writer.file.run("DELETE FROM gone")
        return files

    def take(self, build: Path, writer: ClauseWriter, other: Dense, dimension: int) -> dict[str, Any]:
        """Write all vectors of another home to files, which the state is to name."""
        ids = other.ids
        if not ids:
            return {"files": {}}
        numbers = writer.document_numbers(ids)
        documents = np.asarray([numbers[i] for i in ids], dtype=np.int64)
        vectors = checked(other.vectors(ids), len(ids), dimension)
        stem = build / f"dense-{writer.state['generation'] + 1:06d}"
        return {"files": write_vectors(stem, np.asarray(ids), documents, vectors, self.flat_until)}

    def settle(self, build: Path, state: dict[str, Any]) -> None:
        """Remove vector files that the committed state does not name; who has one open keeps it."""
        for path in build.glob("dense-*"):
            if path.name not in state.get("files", {}):
                with contextlib.suppress(OSError):  # it takes room, nothing more
                    path.unlink(missing_ok=True)
