"""Questions whose answers staff have confirmed, as search sees them: a question like one of them finds its clause."""

from __future__ import annotations

import logging
import re
import threading
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoder import Encoder
from assistant.errors import BadSettings
from assistant.ingest.sentences import Span, clause_sentences
from assistant.retrieval.clause_table import ClauseTable
from assistant.retrieval.store import Generation
from assistant.retrieval.tokens import normalise
from assistant.schema import Clause, Document, Evidence
from assistant.storage.confirmed import Confirmed, ConfirmedBook

log = logging.getLogger(__name__)
# A clause gains WEIGHT for each point of cosine above NEAR between the question and those that it is known to answer,
# those together at most MOST times what the nearest gives: many ways to ask are better proof, and one asked fifty
# times is not. Chosen on STARD and on questions of our own (docs/decisions/0016).
NEAR, WEIGHT, MOST = 0.8, 40.0, 2.0
NEAREST = 30  # questions that are looked at, so that a large book costs no more than a small one
BLANK = re.compile(r"[\s\u200b\ufeff]+")
MARKS = re.compile(r"\W+")
Place = tuple[Evidence, Span]  # a sentence of a clause


@dataclass(frozen=True, slots=True)
class Known:
    """The confirmed questions at one generation of the index."""

    rows: tuple[Confirmed, ...]
    vectors: NDArray[np.float32]  # (rows, dimension)
    pieces: tuple[tuple[int, ...], ...]  # of the clauses that answer each
    lost: frozenset[int]  # numbers of those whose words the documents hold no more

    def gains(self, vector: NDArray[np.float32]) -> dict[int, float]:
        """Return by piece id what its clause gains for a question's vector."""
        gains: dict[int, list[float]] = defaultdict(list)
        cosines = self.vectors @ vector
        for row in np.argsort(-cosines)[:NEAREST]:
            if cosines[row] > NEAR:
                for piece in self.pieces[row]:
                    gains[piece].append(WEIGHT * float(cosines[row] - NEAR))
        return {piece: min(sum(values), MOST * max(values)) for piece, values in gains.items()}

    def same(self, question: str) -> Confirmed | None:
        """Return what was confirmed of a question in the same words, marks and blanks aside."""
        words = bare(question)
        return next(
            (row for row in self.rows if bare(row.question) == words and row.id not in self.lost), None
        )


class KnownQuestions:
    """Keeps `Known` in step with the book and the index. Safe to use from several threads."""

    def __init__(self, book: ConfirmedBook, encoder: Encoder) -> None:
        self.book = book
        self.encoder = encoder
        self._lock = threading.Lock()
        self._seen: tuple[object, ...] = ()
        self._known = Known((), np.zeros((0, encoder.dimension), np.float32), (), frozenset())

    def at(self, generation: Generation) -> Known:
        """Return the confirmed questions with the clauses of that generation; only new ones are embedded.

        A book that cannot be read costs what it knows, not the answers.
        """
        with self._lock:
            seen = (self.book.mark, generation.folder, generation.manifest.generation)
            if seen != self._seen:
                try:
                    rows = self.book.all()
                    vectors = self._vectors(rows)
                except BadSettings as error:
                    log.warning("%s", error)
                    rows, vectors = [], np.zeros((0, self.encoder.dimension), np.float32)
                # Keeping vectors changes the book, too.
                self._seen = (self.book.mark, *seen[1:])
                self._known = _known(rows, vectors, generation.table)
            return self._known

    def _vectors(self, rows: Sequence[Confirmed]) -> NDArray[np.float32]:
        width = self.encoder.dimension
        if not rows:
            return np.zeros((0, width), np.float32)
        kept = self.book.vectors(self.encoder.fingerprint)
        new = [row for row in rows if len(kept.get(row.id, b"")) != 4 * width]
        if new:
            made = self.encoder.encode_queries([row.question for row in new])
            fresh = {row.id: vector.tobytes() for row, vector in zip(new, made, strict=True)}
            with suppress(BadSettings):  # where nothing can be written they are made anew at the next start
                self.book.keep_vectors(self.encoder.fingerprint, fresh)
            kept |= fresh
        return np.stack([np.frombuffer(kept[row.id], np.float32) for row in rows])


def _known(rows: Sequence[Confirmed], vectors: NDArray[np.float32], table: ClauseTable) -> Known:
    papers: dict[str, Paper | None] = {}
    pieces, lost = [], set()
    for row in rows:
        clauses: dict[tuple[str, str], Clause] = {}
        for name, words in row.answers:
            if name not in papers:
                papers[name] = Paper.of(table, name)
            paper = papers[name]
            found = paper.sentences(words) if paper else []
            if not found:
                lost.add(row.id)
            clauses |= {(name, item.clause.path): item.clause for item, _ in found}
        pieces.append(tuple(table.pieces_of(list(clauses.values()))))
    return Known(tuple(rows), vectors, tuple(pieces), frozenset(lost))


@dataclass(frozen=True, slots=True)
class Paper:
    """A document in which words are sought, blanks aside."""

    document: Document
    clauses: Sequence[Clause]
    letters: str  # of the text, without blanks
    places: Sequence[int]  # of each letter in the text

    @classmethod
    def of(cls, table: ClauseTable, document_id: str) -> Paper | None:
        """Return the document of that id; None when it is not there."""
        document = table.document(document_id)
        if document is None:
            return None
        places = [at for at, letter in enumerate(document.text) if not BLANK.match(letter)]
        letters = "".join(document.text[at] for at in places)
        return cls(document, table.clauses(document_id), letters, places)

    def sentences(self, words: str) -> list[Place]:
        """Return the sentences that hold these words, in order; none when the text does not hold them."""
        wanted = BLANK.sub("", words)
        at = self.letters.find(wanted) if wanted else -1
        if at < 0:
            return []
        start, end = self.places[at], self.places[at + len(wanted) - 1] + 1
        return [
            (Evidence(self.document, clause, 1.0), sentence)
            for clause in self.clauses
            if clause.start < end and start < clause.end
            for sentence in clause_sentences(self.document, clause)
            if sentence.start < end and start < sentence.end
        ]


def bare(question: str) -> str:
    """Return the letters and figures of a question.

    >>> bare("盖章 要多少天？") == bare("盖章要多少天")
    True
    """
    return MARKS.sub("", normalise(question))
