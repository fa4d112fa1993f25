"""PolicyStore: clauses with their vectors and words, added, replaced and removed whole."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.embedding.encoder import Encoder
from assistant.errors import DamagedIndex, IndexError_, PolicyError, UnknownDocument
from assistant.retrieval import generations
from assistant.retrieval.clause_table import read_state
from assistant.retrieval.clause_writer import ClauseWriter
from assistant.retrieval.filters import Filters
from assistant.retrieval.generation import LONG_LOG, Generation, VectorHome
from assistant.retrieval.generations import CLAUSES, CURRENT, FORMAT, Built
from assistant.retrieval.sqlite_file import SqliteFile
from assistant.retrieval.update import Progress, Update
from assistant.retrieval.vectors_local import LocalVectors
from assistant.schema import Clause, Document

__all__ = ["Generation", "PolicyStore", "Progress", "Update", "state_of"]
TRIES = 20  # a writer may put a new build in place while a reader opens the old one
IDS_OF_A_BUILD = 2**32  # ids of build n begin at n times this, so that a rebuild uses none again


class PolicyStore:
    """An index folder. Readers see the newest generation; `update` writes the next one."""

    def __init__(self, folder: Path, encoder: Encoder, home: VectorHome | None = None) -> None:
        self.folder = folder
        self.encoder = encoder
        self.home: VectorHome = home or LocalVectors()
        self._lock = threading.Lock()
        self._open: Generation | None = None
        self._settled: Generation | None = None

    @property
    def current(self) -> Generation:
        """The newest generation, opened anew when another process has published one."""
        with self._lock:
            for _ in range(TRIES):
                try:
                    return self._newest()
                except FileNotFoundError:
                    continue
        raise DamagedIndex(f"{self.folder}: 文件缺失: {generations.REBUILD}")

    def _newest(self) -> Generation:
        build = generations.current_build(self.folder)
        held = self._open
        if held is None or held.folder != build or not held.is_newest:
            held = self._open = Generation(build, self.encoder, self.home, held)
        elif held.log_bytes > LONG_LOG and self._settled is not held:
            # Opened once more it reads from the file alone, and the writer may begin its log anew.
            held = self._open = self._settled = Generation(build, self.encoder, self.home, held)
        return held

    def documents(self) -> list[Document]:
        """Return all documents, by title."""
        return self.current.table.documents()

    def document(self, name: str) -> Document:
        """Return the document with that id, that of a copy, title or notice title; raises UnknownDocument."""
        found = self.current.table.holding(name)
        bare = name.strip("《》 ")
        matches = [found] if found else [d for d in self.documents() if bare in (d.title, d.notice_title)]
        if not matches:
            raise UnknownDocument(f"{name}: 文库中没有这份文件: 请用文件编号或标题，可先查看文库列表")
        return matches[0]

    def matching(self, filters: Filters) -> list[str]:
        """Return the ids of the documents that fit, to be searched."""
        return filters.choose(self.current.table.labels)

    def clauses(self, document_id: str) -> list[Clause]:
        """Return the clauses of a document in order."""
        return self.current.table.clauses(document_id)

    @contextlib.contextmanager
    def update(self, rebuild: bool = False) -> Iterator[Update]:
        """Open the next generation for changes; it is published when the block ends without an error."""
        with generations.writer_lock(self.folder):
            if rebuild or not (self.folder / CURRENT).exists() or generations.is_outgrown(self.folder):
                yield from self._build()
            else:
                yield from self._change()

    def _change(self) -> Iterator[Update]:
        """Change the current build in one transaction of its clause store."""
        before = self.current
        build = before.folder
        generations.clean(self.folder, build)
        self.home.settle(build, before.table.state)
        table = ClauseWriter(build / CLAUSES)
        with Update(self.folder, table, self.encoder, before.dense) as update:
            yield update
            if update.changed:
                update.embed()
                try:
                    self._commit(update, build, before, table.state["generation"] + 1)
                finally:
                    # By what the disk says. What cannot be tidied up now is left to the next writer.
                    with contextlib.suppress(IndexError_):
                        self.home.settle(build, _state(build))
                        table.file.run("PRAGMA wal_checkpoint(PASSIVE)")

    def _build(self) -> Iterator[Update]:
        """Make a build from nothing in a folder of its own."""
        number = generations.next_number(self.folder)
        with contextlib.suppress(PolicyError):  # one that cannot be read is what is being replaced
            number = max(number, int(state_of(self.folder)["generation"]) + 1)
        generations.clean(self.folder)
        with generations.new_build(self.folder, number) as building:
            table = ClauseWriter(building / CLAUSES, first_id=number * IDS_OF_A_BUILD)
            with Update(self.folder, table, self.encoder, None) as update:
                yield update
                update.embed()
                self._commit(update, building, None, number)
                table.file.run("PRAGMA journal_mode = WAL")
                table.close()
                final = generations.publish(self.folder, building, self._built)
        generations.clean(self.folder, final)
        with contextlib.suppress(IndexError_):
            self.home.settle(final, table.state)

    @property
    def _built(self) -> Built:
        return Built(FORMAT, self.encoder.name, self.encoder.fingerprint, self.encoder.dimension)

    def _commit(self, update: Update, build: Path, before: Generation | None, number: int) -> None:
        dense = before.dense if before else None
        facts = self.home.write(
            build, update.table, dense, update.vectors, update.gone, self.encoder.dimension
        )
        built = {"fingerprint": self.encoder.fingerprint, "dimension": self.encoder.dimension}
        update.table.commit({**built, **facts, "generation": number})


def state_of(folder: Path) -> dict[str, Any]:
    """Return what the newest generation of an index folder says of itself; raises a PolicyError when it is damaged."""
    return _state(generations.current_build(folder))


def _state(build: Path) -> dict[str, Any]:
    with contextlib.closing(SqliteFile.for_reading(build / CLAUSES)) as file:
        return read_state(file)
