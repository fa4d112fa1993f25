"""Changes to an index that are published together; only what is new is embedded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from assistant.embedding.encoder import Encoder
from assistant.retrieval.clause_writer import ClauseWriter
from assistant.retrieval.dense import checked
from assistant.retrieval.embedded import Embedded
from assistant.retrieval.generation import Dense
from assistant.retrieval.pieces import Piece, cut
from assistant.retrieval.vector_files import Vectors
from assistant.schema import Clause, Document

Progress = Callable[[int, int], None]
BATCH = 64
LONG_RUN = 512  # texts; a run that embeds more keeps what it has, should it be stopped


class Update:
    """Changes to be published together."""

    def __init__(self, folder: Path, table: ClauseWriter, encoder: Encoder, before: Dense | None) -> None:
        """`folder` is the index folder, `before` the vectors of the generation that is changed."""
        self.table = table
        self.encoder = encoder
        self.changed = False
        self.vectors: dict[int, Any] = {}  # of new pieces
        self.gone: set[int] = set()  # pieces of `before` that went
        self._before = before
        self._kept = Embedded(folder, encoder.fingerprint, encoder.dimension)
        self._free: dict[str, Any] = {}  # vectors of removed pieces by digest
        self._new: dict[int, Piece] = {}
        self._sentences: dict[int, str] = {}

    def __enter__(self) -> Update:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.table.close()
        self._kept.close(remove=kind is None)

    def put(self, document: Document, clauses: Sequence[Clause]) -> None:
        """Add a document, or replace the one with its id."""
        self.remove(document.id)
        pieces, sentences = self.table.put(document, clauses, cut(document, clauses))
        self._new |= pieces
        self._sentences |= sentences
        self.changed = True

    def remove(self, document_id: str) -> None:
        """Remove a document; one that is not there changes nothing."""
        known = self.table.has(document_id)
        for piece_id, digest in self.table.remove(document_id).items():
            self._new.pop(piece_id, None)
            if piece_id in self.vectors:
                self._free[digest] = self.vectors.pop(piece_id)
            elif self._before is not None and piece_id in self._before:
                self.gone.add(piece_id)
                self._free[digest] = self._before.vectors([piece_id])[0]
        self.changed = self.changed or known

    def embed(self, progress: Progress | None = None) -> None:
        """Embed what is new; a piece whose words were in the index before keeps its vector."""
        fresh: dict[int, str] = {}
        for piece_id, piece in self._new.items():
            vector = self._known(piece)
            if vector is None:
                fresh[piece_id] = piece.words
            else:
                self.vectors[piece_id] = vector
        total, done = len(fresh) + len(self._sentences), 0
        for batch, store in ((fresh, self._put_pieces), (self._sentences, self.table.set_sentence_vectors)):
            for ids, vectors in self._encoded(batch, total > LONG_RUN):
                store(ids, vectors)
                done += len(ids)
                if progress:
                    progress(done, total)
        self._new, self._sentences = {}, {}

    def _put_pieces(self, ids: Sequence[int], vectors: Vectors) -> None:
        self.vectors |= dict(zip(ids, vectors, strict=True))

    def _known(self, piece: Piece) -> Any:
        """Return the vector of the same words, if the index has or had them."""
        if piece.digest in self._free:
            return self._free[piece.digest]
        old = self.table.piece_with_digest(piece.digest)
        if old in self.vectors:
            return self.vectors[old]
        if old is not None and self._before is not None and old in self._before:
            return self._before.vectors([old])[0]
        return None

    def _encoded(self, words: dict[int, str], keep: bool) -> Iterator[tuple[list[int], Vectors]]:
        """Yield batches of ids with the vectors of their words; the same words are embedded once."""
        by_words: dict[str, list[int]] = {}
        for text_id, text in words.items():
            by_words.setdefault(text, []).append(text_id)
        texts = list(by_words)
        for at in range(0, len(texts), BATCH):
            batch = texts[at : at + BATCH]
            known = self._kept.find(batch)
            fresh = [text for text in batch if text not in known]
            if fresh:
                made = checked(self.encoder.encode_passages(fresh), len(fresh), self.encoder.dimension)
                known |= dict(zip(fresh, made, strict=True))
                if keep:
                    self._kept.keep(fresh, made)
            for text in batch:
                ids = by_words[text]
                yield ids, known[text].reshape(1, -1).repeat(len(ids), axis=0)
