"""Changes to the clause store: one transaction, whose ids only grow and are never used again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.sentences import clause_sentences
from assistant.retrieval.bm25 import numbered
from assistant.retrieval.clause_table import ClauseTable, lexicon_sum, read_state
from assistant.retrieval.pieces import NOT_SOUGHT, Piece, sentence_words
from assistant.retrieval.rows import clause_row, document_row, row_sum, vector_sum
from assistant.retrieval.sqlite_file import SqliteFile
from assistant.retrieval.tokens import tokens
from assistant.schema import Clause, Document

TABLES = """
CREATE TABLE state (facts TEXT NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE documents (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, title TEXT, sha256 TEXT,
    facts TEXT NOT NULL, text TEXT NOT NULL, clauses INTEGER NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE clauses (id INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL REFERENCES documents(id),
    place INTEGER, path TEXT, label TEXT, headings TEXT, heading TEXT, text TEXT,
    start INTEGER, "end" INTEGER, text_start INTEGER, sum INTEGER NOT NULL);
CREATE TABLE pieces (id INTEGER PRIMARY KEY AUTOINCREMENT, clause_id INTEGER NOT NULL REFERENCES clauses(id),
    document INTEGER NOT NULL REFERENCES documents(number), start INTEGER, "end" INTEGER, tokens INTEGER NOT NULL,
    digest TEXT, words TEXT);
CREATE TABLE sentences (id INTEGER PRIMARY KEY AUTOINCREMENT, clause_id INTEGER NOT NULL REFERENCES clauses(id),
    start INTEGER, "end" INTEGER, digest TEXT, vector BLOB, sum INTEGER);
CREATE TABLE vectors (id INTEGER PRIMARY KEY, document INTEGER NOT NULL, vector BLOB NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE gone (id INTEGER PRIMARY KEY);
CREATE INDEX clause_document ON clauses(document_id, path);
CREATE INDEX piece_clause ON pieces(clause_id);
CREATE INDEX piece_document ON pieces(document);
CREATE INDEX piece_tokens ON pieces(tokens);
CREATE INDEX piece_digest ON pieces(digest);
CREATE INDEX sentence_clause ON sentences(clause_id);
CREATE INDEX sentence_digest ON sentences(digest);
CREATE VIRTUAL TABLE lexicon USING fts5(words, content = '', detail = none, tokenize = "unicode61 categories 'L* N* Co'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(lexicon, row);
"""
COUNTED = ("documents", "clauses", "pieces", "sentences")


class ClauseWriter(ClauseTable):
    """The clause store while it changes; `commit` makes everything durable at once."""

    def __init__(self, path: Path, first_id: int | None = None) -> None:
        """Open for changes; with `first_id`, make a new file whose ids begin there."""
        self.path = path
        self._freed: dict[str, bytes] = {}  # vectors of removed sentences by digest
        self.file = SqliteFile.for_writing(path, new=first_id is not None)
        try:
            if first_id is not None:
                self.file.script(TABLES)
            self.file.run("BEGIN IMMEDIATE")
            if first_id is not None:
                self.file.many(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [(t, first_id) for t in COUNTED]
                )
            self.state = read_state(self.file) if first_id is None else {}
        except BaseException:
            self.file.close()
            raise

    def put(
        self, document: Document, clauses: Sequence[Clause], pieces: Iterable[Piece]
    ) -> tuple[dict[int, Piece], dict[int, str]]:
        """Store a document that is not there yet; return its pieces and its sentences' words by their new ids."""
        number = self.file.run(
            "INSERT INTO documents (id, title, sha256, facts, text, clauses, sum) VALUES (?,?,?,?,?,?,?)",
            document_row(document, len(clauses)),
        )
        ids = [self._put_clause(place, clause) for place, clause in enumerate(clauses)]
        sentences: dict[int, str] = {}
        for clause_id, clause in zip(ids, clauses, strict=True):
            sentences |= self._put_sentences(clause_id, document, clause)
        return {self._put_piece(number, ids[piece.clause], piece): piece for piece in pieces}, sentences

    def _put_clause(self, place: int, clause: Clause) -> int:
        names = 'document_id, path, label, headings, heading, text, start, "end", text_start, sum, place'
        sql = f"INSERT INTO clauses ({names}) VALUES (?,?,?,?,?,?,?,?,?,?,?)"  # noqa: S608
        return self.file.run(sql, (*clause_row(clause), place))

    def _put_sentences(self, clause_id: int, document: Document, clause: Clause) -> dict[int, str]:
        """Store where a clause's sentences stand; a vector of the same words is taken over."""
        new: dict[int, str] = {}
        if clause.path.split("/")[-1] in NOT_SOUGHT:
            return new
        for span in clause_sentences(document, clause):
            words = sentence_words(clause, span.of(document))
            digest = hashlib.sha256(words.encode()).hexdigest()
            known = "SELECT vector FROM sentences WHERE digest = ? AND vector IS NOT NULL LIMIT 1"
            held = self.file.one(known, (digest,))
            old: bytes | None = held[0] if held else self._freed.get(digest)
            total = vector_sum(span.start, span.end, old) if old else None
            row = (clause_id, span.start, span.end, digest, old, total)
            sql = 'INSERT INTO sentences (clause_id, start, "end", digest, vector, sum) VALUES (?, ?, ?, ?, ?, ?)'
            sentence_id = self.file.run(sql, row)
            if old is None:
                new[sentence_id] = words
        return new

    def _put_piece(self, number: int, clause_id: int, piece: Piece) -> int:
        words = tokens(piece.words)
        piece_id = self.file.run(
            'INSERT INTO pieces (clause_id, document, start, "end", tokens, digest, words) '
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (clause_id, number, piece.start, piece.end, len(words), piece.digest, piece.words),
        )
        row = (piece_id, " ".join(numbered(words)))
        self.file.run("INSERT INTO lexicon (rowid, words) VALUES (?, ?)", row)
        return piece_id

    def has(self, document_id: str) -> bool:
        """True when a document of that id is there."""
        return self.file.one("SELECT 1 FROM documents WHERE id = ?", (document_id,)) is not None

    def remove(self, document_id: str) -> dict[int, str]:
        """Remove a document; return the pieces that went with it as digests by id."""
        mine = (
            "SELECT p.id, p.digest, p.words FROM clauses c JOIN pieces p ON c.id = p.clause_id "
            "WHERE c.document_id = ?"
        )
        rows = self.file.all(mine, (document_id,))
        words = [(row[0], " ".join(numbered(tokens(row[2])))) for row in rows]
        self.file.many("INSERT INTO lexicon (lexicon, rowid, words) VALUES ('delete', ?, ?)", words)
        self.file.many("DELETE FROM pieces WHERE id = ?", [(row[0],) for row in rows])
        within = "(SELECT id FROM clauses WHERE document_id = ?)"
        old = f'SELECT digest, start, "end", vector, sum FROM sentences WHERE clause_id IN {within}'  # noqa: S608
        held = [row for row in self.file.all(old, (document_id,)) if row[3] is not None]
        self._freed |= {row[0]: row[3] for row in held if vector_sum(*row[1:4]) == row[4]}
        self.file.run(f"DELETE FROM sentences WHERE clause_id IN {within}", (document_id,))  # noqa: S608
        self.file.run("DELETE FROM clauses WHERE document_id = ?", (document_id,))
        self.file.run("DELETE FROM documents WHERE id = ?", (document_id,))
        return {int(row[0]): str(row[1]) for row in rows}

    # -- vectors ------------------------------------------------------------------------------

    def set_sentence_vectors(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Store the vectors (n, dimension) of sentences, in half precision."""
        for sentence_id, vector in zip(ids, vectors, strict=True):
            found = self.file.one('SELECT start, "end" FROM sentences WHERE id = ?', (sentence_id,))
            if found:  # a document may have been removed again in the same update
                blob = vector.astype(np.float16).tobytes()
                row = (blob, vector_sum(found[0], found[1], blob), sentence_id)
                self.file.run("UPDATE sentences SET vector = ?, sum = ? WHERE id = ?", row)

    def document_numbers(self, piece_ids: Sequence[int]) -> dict[int, int]:
        """Return the number of the document of each piece."""
        sql = "SELECT p.id, p.document FROM json_each(?) j JOIN pieces p ON p.id = j.value"
        return dict(self.file.all(sql, (json.dumps(list(piece_ids)),)))

    # -- the end ------------------------------------------------------------------------------

    def commit(self, facts: dict[str, Any]) -> None:
        """Write the state and make the whole change durable."""
        self.file.script("SAVEPOINT words; RELEASE words")  # FTS5 writes what it has in mind, to be summed up
        counts = dict(zip(COUNTED, self.counts(), strict=False))
        self.state = {**facts, **counts, "lexicon": lexicon_sum(self.file)}
        text = json.dumps(self.state, ensure_ascii=False)
        self.file.run("DELETE FROM state")
        self.file.run("INSERT INTO state VALUES (?, ?)", (text, row_sum((text,))))
        self.file.run("COMMIT")

    def close(self) -> None:
        """Close the file; SQLite undoes what was not committed."""
        self.file.close()
