"""Questions whose answers staff have confirmed, as search sees them: a question like one of them finds its clause."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoder import Encoder
from assistant.errors import BadSettings, DamagedIndex
from assistant.ingest.sentences import Span, clause_sentences
from assistant.retrieval.clause_table import ClauseTable
from assistant.retrieval.store import Generation
from assistant.retrieval.tokens import BLANK, normalise, squeeze
from assistant.schema import Clause, Document, Evidence
from assistant.storage.confirmed import Confirmed, ConfirmedBook, Quote

log = logging.getLogger(__name__)
# A clause gains WEIGHT for each point of cosine above NEAR between the question and those that it is known to answer,
# those together at most MOST times what the nearest gives: many ways to ask are better proof, and one asked fifty
# times is not. Chosen on STARD and on questions of our own (docs/decisions/0016).
NEAR, WEIGHT, MOST = 0.8, 40.0, 2.0
NEAREST = 30  # questions that are looked at
RETRY_SECONDS = 5.0  # after which a book that could not be read is tried again
# What may differ between two ways to write one question. Not so the marks of figures: 1.5万 is not 15万, 2-3天 not 23天.
MARKS = re.compile(r"[\s\u200b\ufeff，。？?！!；;、“”\"‘’'「」『』…]+|,(?!\d)|[.:：](?!\d)")
Place = tuple[Evidence, Span]  # a sentence of a clause
Spot = tuple[Clause, Span]  # the same without its document, which is long


def key_of(question: str) -> str:
    """Return what two ways to write one question have in common.

    >>> key_of("盖章 要多少天？") == key_of("盖章要多少天"), key_of("补1.5万？"), key_of("2-3天"), key_of("？！")
    (True, '补1.5万', '2-3天', '')
    """
    return MARKS.sub("", normalise(question))


@dataclass(frozen=True, slots=True)
class Known:
    """The confirmed questions at one generation of the index."""

    rows: tuple[Confirmed, ...]
    vectors: NDArray[np.float32]  # (rows, dimension)
    pieces: tuple[tuple[int, ...], ...]  # of the clauses that answer each
    lost: frozenset[int]  # numbers of those whose sentences the documents hold no more
    keys: Mapping[str, Confirmed]  # as each was written, and as it is read
    places: Mapping[int, Sequence[Spot]] = field(
        default_factory=dict
    )  # by number, of those that are not lost

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
        """Return what was confirmed of the same question, as long as the documents hold it."""
        row = self.keys.get(key_of(question))
        return row if row and row.id not in self.lost else None


class KnownQuestions:
    """Keeps `Known` in step with the book and the index. Safe to use from several threads."""

    def __init__(self, book: ConfirmedBook, encoder: Encoder, meant: Callable[[str], str]) -> None:
        """`meant` returns a question as the product reads it now: without its frame, slips put right."""
        self.book = book
        self.encoder = encoder
        self.meant = meant
        self._lock = threading.Lock()
        self._seen: tuple[object, ...] = ()
        self._retry = 0.0
        self._known = Known((), np.zeros((0, encoder.dimension), np.float32), (), frozenset(), {})

    def at(self, generation: Generation) -> Known:
        """Return the confirmed questions with the clauses of that generation; only new ones are embedded.

        A book that cannot be read costs its changes, not the answers: it is tried again after a while.
        """
        with self._lock:
            # What changes while the book is read is seen by the next call.
            seen = (self.book.mark, generation.folder, generation.manifest.generation)
            if seen != self._seen and time.monotonic() >= self._retry:
                try:
                    rows = self.book.all()
                    vectors = self._vectors(rows)
                    self._known = self._placed(rows, vectors, generation.table)
                    self._seen = seen
                except BadSettings as error:
                    log.warning("%s", error)
                    self._retry = time.monotonic() + RETRY_SECONDS
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

    def _placed(self, rows: Sequence[Confirmed], vectors: NDArray[np.float32], table: ClauseTable) -> Known:
        found = _spots_of(rows, table)
        lost = frozenset(row.id for row in rows if None in found[row.id])
        spots = {number: [spot for spot in each if spot] for number, each in found.items()}
        pieces = tuple(tuple(table.pieces_of([clause for clause, _ in spots[row.id]])) for row in rows)
        keys = {key_of(way): row for row in rows for way in (self.meant(row.question), row.question)}
        places = {number: each for number, each in spots.items() if number not in lost}
        return Known(tuple(rows), vectors, pieces, lost, keys, places)


def _spots_of(rows: Sequence[Confirmed], table: ClauseTable) -> dict[int, list[Spot | None]]:
    """Return where the sentences of each row stand, by its number; None for one that is held no more.

    Document by document, so that one at a time is in memory.
    """
    found: dict[int, list[Spot | None]] = {row.id: [None] * len(row.answers) for row in rows}
    by_document: dict[str, list[tuple[int, int, Quote]]] = defaultdict(list)
    for row in rows:
        for at, quote in enumerate(row.answers):
            by_document[quote.document].append((row.id, at, quote))
    for name, quotes in by_document.items():
        paper = _paper(table, name)
        for number, at, quote in quotes:
            place = paper.sentence(quote) if paper else None
            found[number][at] = (place[0].clause, place[1]) if place else None
    return found


def _paper(table: ClauseTable, document_id: str) -> Paper | None:
    try:
        return Paper.of(table, document_id)
    except DamagedIndex as error:
        log.warning("%s", error)
        return None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document and its sentences, in which words are sought, blanks aside."""

    document: Document
    places: Sequence[Place]
    letters: Sequence[str]  # of each sentence, without blanks

    @classmethod
    def of(cls, table: ClauseTable, document_id: str) -> Paper | None:
        """Return the document of that id, or with a copy of that id; None when there is none."""
        document = table.holding(document_id)
        if document is None:
            return None
        places = [
            (Evidence(document, clause, 1.0), sentence)
            for clause in table.clauses(document.id)
            for sentence in clause_sentences(document, clause)
        ]
        return cls(document, places, [squeeze(span.of(document)) for _, span in places])

    def sentence(self, quote: Quote) -> Place | None:
        """Return the sentence that says these words and nothing else, in its clause when it is there, else anywhere."""
        wanted = squeeze(quote.words)
        same = [place for place, own in zip(self.places, self.letters, strict=True) if own == wanted]
        return next((place for place in same if place[0].clause.path == quote.clause), next(iter(same), None))

    def sentences(self, quote: Quote) -> list[Place]:
        """Return the sentences that hold these words, which may go on from one to the next; none when none do."""
        whole = self.sentence(quote)
        if whole is not None:
            return [whole]
        wanted = squeeze(quote.words)
        at = [place for place, letter in enumerate(self.document.text) if not BLANK.match(letter)]
        text = "".join(self.document.text[place] for place in at)
        starts = [found.start() for found in re.finditer(re.escape(wanted), text)] if wanted else []
        runs = [self._within(at[start], at[start + len(wanted) - 1] + 1) for start in starts]
        runs = [run for run in runs if run]
        named = (run for run in runs if run[0][0].clause.path == quote.clause)
        return next(named, next(iter(runs), []))

    def _within(self, start: int, end: int) -> list[Place]:
        """Return the sentences of which something stands between two offsets of the text."""
        return [place for place in self.places if place[1].start < end and start < place[1].end]
