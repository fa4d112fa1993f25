"""PolicyStore: clauses with their vectors and words, added, replaced and removed whole."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from assistant.embedding.encoder import Encoder
from assistant.errors import StaleIndex, UnknownDocument
from assistant.ingest.sentences import Span
from assistant.retrieval import generations
from assistant.retrieval.clause_table import ClauseTable
from assistant.retrieval.dense import DenseIndex, Vectors
from assistant.retrieval.generations import CLAUSES, DENSE, Manifest
from assistant.retrieval.pieces import Piece, cut
from assistant.schema import Clause, Document

Progress = Callable[[int, int], None]
BATCH = 64


class Generation:
    """One immutable state of an index, open for reading."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.folder = folder
        self.manifest = generations.read_manifest(folder)
        if self.manifest.fingerprint != encoder.fingerprint:
            raise StaleIndex(
                f"{folder.parent}: 索引由模型 {self.manifest.model}（{self.manifest.dimension} 维）建立，"
                f"当前设置为 {encoder.name}（{encoder.dimension} 维）: 请运行 policy-assistant index --rebuild"
            )
        self.table = ClauseTable(folder / CLAUSES)
        self.dense = DenseIndex.read(folder / DENSE, self.manifest.dimension)


class PolicyStore:
    """An index folder. Readers see the newest generation; `update` writes the next one."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.folder = folder
        self.encoder = encoder
        self._lock = threading.Lock()
        self._open: Generation | None = None

    @property
    def current(self) -> Generation:
        """The newest generation, opened anew when another process has published one."""
        folder = generations.current_generation(self.folder)
        with self._lock:
            if self._open is None or self._open.folder != folder:
                self._open = Generation(folder, self.encoder)
            return self._open

    def documents(self) -> list[Document]:
        """Return all documents, by title."""
        return self.current.table.documents()

    def document(self, name: str) -> Document:
        """Return the document with that id, title or notice title; raises UnknownDocument."""
        found = self.current.table.document(name)
        bare = name.strip("《》 ")
        matches = [found] if found else [d for d in self.documents() if bare in (d.title, d.notice_title)]
        if not matches:
            raise UnknownDocument(f"{name}: 文库中没有这份文件: 请用文件编号或标题，可先查看文库列表")
        return matches[0]

    def clauses(self, document_id: str) -> list[Clause]:
        """Return the clauses of a document in order."""
        return self.current.table.clauses(document_id)

    def sentences(self, clause: Clause) -> tuple[list[Span], Vectors]:
        """Return the sentences of a stored clause and their unit vectors (n, dimension)."""
        generation = self.current
        return generation.table.sentences(clause, generation.manifest.dimension)

    def lead(self, clause: Clause) -> str:
        """Return the words of the clause above a stored clause; empty when there are none."""
        return self.current.table.lead(clause)

    @contextlib.contextmanager
    def update(self, rebuild: bool = False) -> Iterator[Update]:
        """Open the next generation for changes; it is published when the block ends without an error."""
        with generations.writer_lock(self.folder):
            previous = None if rebuild else self._previous()
            number = self._number() + 1
            old = previous.folder if previous else None
            with (
                generations.new_generation(self.folder, number, old) as building,
                Update(building, self.encoder, previous) as change,
            ):
                yield change
                if change.changed or previous is None:
                    change.finish()
                    generations.publish(self.folder, building, change.manifest(number))

    def _previous(self) -> Generation | None:
        return self.current if (self.folder / generations.CURRENT).exists() else None

    def _number(self) -> int:
        numbers = [int(path.name.removeprefix("gen-")) for path in self.folder.glob("gen-*")]
        return max(numbers, default=0)


class Update:
    """Changes to be published together."""

    def __init__(self, building: Path, encoder: Encoder, previous: Generation | None) -> None:
        self.building = building
        self.encoder = encoder
        self.changed = False
        self.table = ClauseTable(building / CLAUSES, writable=True)
        self.dense = (
            DenseIndex.read(previous.folder / DENSE, encoder.dimension)
            if previous
            else DenseIndex(encoder.dimension)
        )
        self._gone: dict[int, str] = {}
        self._new: dict[int, Piece] = {}
        self._sentences: dict[int, str] = {}

    def __enter__(self) -> Update:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.table.close()

    def put(self, document: Document, clauses: Sequence[Clause]) -> None:
        """Add a document, or replace the one with its id."""
        self.remove(document.id)
        pieces, sentences = self.table.put(document, clauses, cut(document, clauses))
        self._new |= pieces
        self._sentences |= sentences
        self.changed = True

    def remove(self, document_id: str) -> None:
        """Remove a document; one that is not there changes nothing."""
        gone = self.table.remove(document_id)
        self._gone |= gone
        for piece_id in gone:
            self._new.pop(piece_id, None)
        self.changed = self.changed or bool(gone)

    def embed(self, progress: Progress | None = None) -> None:
        """Embed what is new; a piece whose words were in the index before keeps its vector."""
        tell = progress or (lambda done, total: None)
        before = set(self.dense.ids)
        removed = {digest: i for i, digest in self._gone.items() if i in before}
        known = {}
        for i, piece in self._new.items():
            old = removed.get(piece.digest) or self.table.piece_with_digest(piece.digest)
            if old in before:
                known[i] = old
        self.dense.add(list(known), self.dense.vectors(list(known.values())))
        fresh = {i: piece.words for i, piece in self._new.items() if i not in known}
        total, done = len(fresh) + len(self._sentences), 0
        for ids, vectors in self._encoded(fresh):
            self.dense.add(ids, vectors)
            done += len(ids)
            tell(done, total)
        for ids, vectors in self._encoded(self._sentences):
            self.table.set_sentence_vectors(ids, vectors)
            done += len(ids)
            tell(done, total)
        self.dense.remove(list(self._gone))
        self._new, self._gone, self._sentences = {}, {}, {}

    def _encoded(self, words: dict[int, str]) -> Iterator[tuple[list[int], Vectors]]:
        """Yield batches of ids with the vectors of their words."""
        for at in range(0, len(words), BATCH):
            ids = list(words)[at : at + BATCH]
            yield ids, self.encoder.encode_passages([words[i] for i in ids])

    def finish(self) -> None:
        """Embed what is left and write the files."""
        self.embed()
        self.table.commit()
        self.dense.write(self.building / DENSE)

    def manifest(self, number: int) -> Manifest:
        """Describe the written files."""
        documents, clauses, pieces = self.table.counts()
        files = {name: self.building / name for name in (CLAUSES, DENSE)}
        return Manifest(
            generations.FORMAT,
            number,
            self.encoder.name,
            self.encoder.fingerprint,
            self.encoder.dimension,
            documents,
            clauses,
            pieces,
            {name: path.stat().st_size for name, path in files.items()},
            {name: generations.file_digest(path) for name, path in files.items()},
        )
