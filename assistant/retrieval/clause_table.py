"""Documents, clauses, pieces and the lexical index of one generation, in one SQLite file."""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import DamagedIndex
from assistant.ingest.sentences import Span, clause_sentences
from assistant.retrieval.pieces import NOT_SOUGHT, Piece, sentence_words
from assistant.retrieval.tokens import tokens
from assistant.schema import Clause, Document

TABLES = """
CREATE TABLE documents (id TEXT PRIMARY KEY, title TEXT, sha256 TEXT, facts TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE clauses (id INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL REFERENCES documents(id),
    place INTEGER, path TEXT, label TEXT, headings TEXT, heading TEXT, text TEXT,
    start INTEGER, "end" INTEGER, text_start INTEGER);
CREATE TABLE pieces (id INTEGER PRIMARY KEY AUTOINCREMENT, clause_id INTEGER NOT NULL REFERENCES clauses(id),
    start INTEGER, "end" INTEGER, digest TEXT, words TEXT);
CREATE TABLE sentences (id INTEGER PRIMARY KEY AUTOINCREMENT, clause_id INTEGER NOT NULL REFERENCES clauses(id),
    start INTEGER, "end" INTEGER, digest TEXT, vector BLOB);
CREATE INDEX clause_document ON clauses(document_id);
CREATE INDEX piece_clause ON pieces(clause_id);
CREATE INDEX piece_digest ON pieces(digest);
CREATE INDEX sentence_clause ON sentences(clause_id);
CREATE INDEX sentence_digest ON sentences(digest);
CREATE VIRTUAL TABLE lexicon USING fts5(words, content = '', tokenize = "unicode61 categories 'L* N* Co'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(lexicon, row);
"""
COLUMNS = 'id, document_id, path, label, headings, heading, text, start, "end", text_start'


class ClauseTable:
    """The clause store and the lexical index over it; ids only grow and are never used again."""

    def __init__(self, path: Path, writable: bool = False) -> None:
        self.path = path
        mode = "rwc" if writable else "ro"
        try:
            uri = f"{path.resolve().as_uri()}?mode={mode}" + ("" if writable else "&immutable=1")
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
            if (
                writable
                and not self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'documents'").fetchone()
            ):
                self._db.executescript(TABLES)
            self._db.execute("SELECT count(*) FROM documents").fetchone()
        except sqlite3.DatabaseError as error:
            raise DamagedIndex(
                f"{path}: 条款库损坏（{error}）: 请运行 policy-assistant index --rebuild"
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def commit(self) -> None:
        """Make the changes durable."""
        self._db.commit()

    # -- writing ------------------------------------------------------------------------------

    def put(
        self, document: Document, clauses: Sequence[Clause], pieces: Iterable[Piece]
    ) -> tuple[dict[int, Piece], dict[int, str]]:
        """Store a document that is not there yet; return its pieces and its sentences' words by their new ids."""
        facts = json.dumps(document.facts(), ensure_ascii=False)
        self._db.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?)",
            (document.id, document.title, document.sha256, facts, document.text),
        )
        ids = [self._put_clause(place, clause) for place, clause in enumerate(clauses)]
        sentences: dict[int, str] = {}
        for clause_id, clause in zip(ids, clauses, strict=True):
            sentences |= self._put_sentences(clause_id, document, clause)
        return {self._put_piece(ids[piece.clause], piece): piece for piece in pieces}, sentences

    def _put_clause(self, place: int, clause: Clause) -> int:
        row = (
            clause.document_id,
            place,
            clause.path,
            clause.label,
            json.dumps(clause.headings, ensure_ascii=False),
            clause.heading,
            clause.text,
            clause.start,
            clause.end,
            clause.text_start,
        )
        names = 'document_id, place, path, label, headings, heading, text, start, "end", text_start'
        done = self._db.execute(f"INSERT INTO clauses ({names}) VALUES (?,?,?,?,?,?,?,?,?,?)", row)  # noqa: S608
        return int(done.lastrowid or 0)

    def _put_sentences(self, clause_id: int, document: Document, clause: Clause) -> dict[int, str]:
        """Store where a clause's sentences stand; a vector of the same words is taken over."""
        new: dict[int, str] = {}
        if clause.path.split("/")[-1] in NOT_SOUGHT:
            return new
        for span in clause_sentences(document, clause):
            words = sentence_words(clause, span.of(document))
            digest = hashlib.sha256(words.encode()).hexdigest()
            old = self._db.execute(
                "SELECT vector FROM sentences WHERE digest = ? AND vector IS NOT NULL LIMIT 1", (digest,)
            ).fetchone()
            done = self._db.execute(
                'INSERT INTO sentences (clause_id, start, "end", digest, vector) VALUES (?, ?, ?, ?, ?)',
                (clause_id, span.start, span.end, digest, old and old[0]),
            )
            if old is None:
                new[int(done.lastrowid or 0)] = words
        return new

    def set_sentence_vectors(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Store the vectors (n, dimension) of sentences, in half precision."""
        rows = [(vector.astype(np.float16).tobytes(), i) for i, vector in zip(ids, vectors, strict=True)]
        self._db.executemany("UPDATE sentences SET vector = ? WHERE id = ?", rows)

    def _put_piece(self, clause_id: int, piece: Piece) -> int:
        done = self._db.execute(
            'INSERT INTO pieces (clause_id, start, "end", digest, words) VALUES (?, ?, ?, ?, ?)',
            (clause_id, piece.start, piece.end, piece.digest, piece.words),
        )
        self._db.execute(
            "INSERT INTO lexicon (rowid, words) VALUES (?, ?)",
            (done.lastrowid, " ".join(tokens(piece.words))),
        )
        return int(done.lastrowid or 0)

    def remove(self, document_id: str) -> dict[int, str]:
        """Remove a document; return the pieces that went with it as digests by id."""
        mine = (
            "SELECT p.id, p.digest, p.words FROM pieces p JOIN clauses c ON c.id = p.clause_id "
            "WHERE c.document_id = ?"
        )
        rows = self._db.execute(mine, (document_id,)).fetchall()
        gone = {int(row[0]): str(row[1]) for row in rows}
        self._db.executemany(
            "INSERT INTO lexicon (lexicon, rowid, words) VALUES ('delete', ?, ?)",
            [(row[0], " ".join(tokens(row[2]))) for row in rows],
        )
        self._db.executemany("DELETE FROM pieces WHERE id = ?", [(i,) for i in gone])
        within = "(SELECT id FROM clauses WHERE document_id = ?)"
        self._db.execute(f"DELETE FROM sentences WHERE clause_id IN {within}", (document_id,))  # noqa: S608
        self._db.execute("DELETE FROM clauses WHERE document_id = ?", (document_id,))
        self._db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        return gone

    # -- reading ------------------------------------------------------------------------------

    def piece_with_digest(self, digest: str) -> int | None:
        """Return the id of a piece with the same words, whose vector can be used again."""
        row = self._db.execute(
            "SELECT id FROM pieces WHERE digest = ? ORDER BY id LIMIT 1", (digest,)
        ).fetchone()
        return int(row[0]) if row else None

    def digests(self) -> dict[str, str]:
        """Return the file digest of each document by its id."""
        return dict(self._db.execute("SELECT id, sha256 FROM documents"))

    def documents(self) -> list[Document]:
        """Return all documents, by title."""
        rows = self._db.execute("SELECT facts, text FROM documents ORDER BY title")
        return [_document(facts, text) for facts, text in rows]

    def document(self, document_id: str) -> Document | None:
        """Return the document with that id, or None."""
        row = self._db.execute("SELECT facts, text FROM documents WHERE id = ?", (document_id,)).fetchone()
        return _document(*row) if row else None

    def clauses(self, document_id: str) -> list[Clause]:
        """Return the clauses of a document in their order."""
        sql = f"SELECT {COLUMNS} FROM clauses WHERE document_id = ? ORDER BY place"  # noqa: S608
        return [_clause(row) for row in self._db.execute(sql, (document_id,))]

    def clauses_of_pieces(self, piece_ids: Sequence[int]) -> dict[int, tuple[int, Clause]]:
        """Return (clause id, clause) for each piece id that is there."""
        marks = ",".join("?" * len(piece_ids))
        names = ", ".join("c." + name.strip() for name in COLUMNS.split(","))
        sql = (
            f"SELECT p.id, {names} FROM pieces p JOIN clauses c ON c.id = p.clause_id "  # noqa: S608
            f"WHERE p.id IN ({marks})"
        )
        return {
            int(row[0]): (int(row[1]), _clause(row[1:])) for row in self._db.execute(sql, tuple(piece_ids))
        }

    def words_of_pieces(self, piece_ids: Sequence[int]) -> dict[int, str]:
        """Return the words that pieces were embedded by."""
        marks = ",".join("?" * len(piece_ids))
        sql = f"SELECT id, words FROM pieces WHERE id IN ({marks})"  # noqa: S608
        return {int(i): str(words) for i, words in self._db.execute(sql, tuple(piece_ids))}

    def sentences(self, clause: Clause, dimension: int) -> tuple[list[Span], NDArray[np.float32]]:
        """Return the sentences of a stored clause and their vectors (n, dimension)."""
        rows = self._db.execute(
            'SELECT s.start, s."end", s.vector FROM sentences s JOIN clauses c ON c.id = s.clause_id '
            "WHERE c.document_id = ? AND c.path = ? AND s.vector IS NOT NULL ORDER BY s.start",
            (clause.document_id, clause.path),
        ).fetchall()
        vectors = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.float16).astype(np.float32)
        return [Span(int(row[0]), int(row[1])) for row in rows], vectors.reshape(-1, dimension)

    def lead(self, clause: Clause) -> str:
        """Return the words of the clause above a clause, as they lead to it (“…应当符合下列条件：”)."""
        above = clause.path.rpartition("/")[0]
        sql = "SELECT text FROM clauses WHERE document_id = ? AND path = ?"
        row = self._db.execute(sql, (clause.document_id, above)).fetchone() if above else None
        return str(row[0]) if row else ""

    def piece_ids(self, document_ids: Sequence[str] | None = None) -> list[int]:
        """Return all piece ids, or those of some documents, in order."""
        if document_ids is None:
            return [int(row[0]) for row in self._db.execute("SELECT id FROM pieces ORDER BY id")]
        marks = ",".join("?" * len(document_ids))
        sql = (
            "SELECT p.id FROM pieces p JOIN clauses c ON c.id = p.clause_id "  # noqa: S608
            f"WHERE c.document_id IN ({marks}) ORDER BY p.id"
        )
        return [int(row[0]) for row in self._db.execute(sql, tuple(document_ids))]

    def lexicon_ids(self) -> list[int]:
        """Return the ids that the lexical index holds, in order."""
        return [int(row[0]) for row in self._db.execute("SELECT rowid FROM lexicon ORDER BY rowid")]

    def counts(self) -> tuple[int, int, int]:
        """Return the numbers of documents, clauses and pieces."""
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM clauses), "
            "(SELECT count(*) FROM pieces)"
        ).fetchone()
        return int(row[0]), int(row[1]), int(row[2])

    def search(self, words: Sequence[str], k: int) -> list[tuple[int, float]]:
        """Return (piece id, BM25) of the k best pieces that share a token with the query, best first."""
        unique = list(dict.fromkeys(words))[:64]
        if not unique:
            return []
        query = " OR ".join(f'"{word}"' for word in unique)
        rows = self._db.execute(
            "SELECT rowid, -bm25(lexicon) FROM lexicon WHERE lexicon MATCH ? "
            "ORDER BY bm25(lexicon), rowid LIMIT ?",
            (query, k),
        )
        return [(int(i), float(score)) for i, score in rows]

    def rarity(self, word: str) -> float:
        """Return the inverse document frequency of a token: 0 when it is everywhere, large when rare or unknown."""
        return math.log(1 + (self._total() - self.frequency(word) + 0.5) / (self.frequency(word) + 0.5))

    @lru_cache(maxsize=1)  # noqa: B019 (asked for every token of every question; a generation does not change)
    def _total(self) -> int:
        return self.counts()[2]

    @lru_cache(maxsize=20_000)  # noqa: B019 (the table lives as long as its generation)
    def frequency(self, word: str) -> int:
        """Return in how many pieces a token stands."""
        row = self._db.execute("SELECT doc FROM vocabulary WHERE term = ?", (word,)).fetchone()
        return int(row[0]) if row else 0


def _document(facts: str, text: str) -> Document:
    return Document.from_facts(json.loads(facts), text)


def _clause(row: tuple[object, ...]) -> Clause:
    _, document_id, path, label, headings, heading, text, start, end, text_start = row
    return Clause(
        str(document_id),
        str(path),
        str(label),
        tuple(json.loads(str(headings))),
        str(heading),
        str(text),
        int(str(start)),
        int(str(end)),
        int(str(text_start)),
    )
