"""Documents, clauses, pieces and the lexical index of an index, read from one SQLite file.

A table that is open stays at the generation that it was opened at, whatever a writer does meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import math
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import DamagedIndex
from assistant.ingest.sentences import Span
from assistant.retrieval.bm25 import TIMES, Ids, Lengths, nth, read_ids
from assistant.retrieval.generations import REBUILD
from assistant.retrieval.remembered import Remembered
from assistant.retrieval.rows import COLUMNS, Row, read_clause_row, read_document_row, row_sum, vector_sum
from assistant.retrieval.spelling import Spelling
from assistant.retrieval.sqlite_file import SqliteFile
from assistant.schema import Clause, Document

MOST_ROWS = 20_000  # that one search scores, common words left out first (docs/decisions/0010)
# Kept by the table itself, so that it is gone, and its place in the log free, when its generation is: numbers of
# words, characters of documents and of clauses, numbers of sentences (their vectors take some 1.5 kB each) and of ids.
KEPT_WORDS, KEPT_TEXT, KEPT_CLAUSES, KEPT_SENTENCES, KEPT_IDS = 20_000, 8_000_000, 4_000_000, 8_000, 1_000_000
Sentences = tuple[list[Span], NDArray[np.float32]]  # of a clause, with their vectors
DOCUMENT = "SELECT id, title, sha256, facts, text, clauses, sum FROM documents"


class ClauseTable:
    """The clause store and the lexical index over it, at one generation."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._frequencies = Remembered[str, int](KEPT_WORDS)
        self._documents = Remembered[str, Document](KEPT_TEXT, lambda document: len(document.text))
        self._clauses = Remembered[int, Clause](KEPT_CLAUSES, lambda clause: len(clause.text))
        self._sentences = Remembered[int, Sentences](KEPT_SENTENCES, lambda told: len(told[0]) + 1)
        self._ids_of = Remembered[str, list[Ids]](KEPT_IDS, lambda ids: 1 + sum(map(len, ids)))
        self.file = SqliteFile.for_reading(path)
        try:
            self.file.run("BEGIN")  # from the first SELECT on, the file is seen as it is now
            self.state = read_state(self.file)
        except BaseException:
            self.file.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def check_lexicon(self) -> None:
        """Compare the lexical index with its checksum; raises DamagedIndex."""
        if lexicon_sum(self.file) != self.state.get("lexicon"):
            raise DamagedIndex(f"{self.path}: 词表内容与校验和不符: {REBUILD}")

    def check_pages(self) -> None:
        """Let SQLite look through the whole file; raises DamagedIndex."""
        found = [str(row[0]) for row in self.file.all("PRAGMA integrity_check(3)")]
        if found != ["ok"]:
            raise DamagedIndex(f"{self.path}: 条款库损坏（{found[0][:80]}）: {REBUILD}")

    def counts(self) -> tuple[int, int, int]:
        """Count documents, clauses and pieces."""
        row = self.file.one(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM clauses), "
            "(SELECT count(*) FROM pieces)"
        )
        return row if row else (0, 0, 0)

    # -- documents and clauses ----------------------------------------------------------------

    def digests(self) -> dict[str, str]:
        """Return the file digest of each document by its id."""
        return dict(self.file.all("SELECT id, sha256 FROM documents"))

    def documents(self) -> list[Document]:
        """Return all documents, by title."""
        return [read_document_row(row) for row in self.file.all(f"{DOCUMENT} ORDER BY title")]

    @cached_property
    def labels(self) -> tuple[Document, ...]:
        """All documents without their texts, by title: read once, for filters."""
        return tuple(replace(document, text="") for document in self.documents())

    @cached_property
    def spelling(self) -> Spelling:
        """How the words of the documents' titles sound, for questions that are typed wrong."""
        return Spelling(title for (title,) in self.file.all("SELECT title FROM documents"))

    def document(self, document_id: str) -> Document | None:
        """Return the document with that id, or None."""
        known = self._documents.get(document_id)
        if known is not None:
            return known
        row = self.file.one(f"{DOCUMENT} WHERE id = ?", (document_id,))
        if row is None:
            return None
        return self._documents.keep(document_id, read_document_row(row))

    def holding(self, document_id: str) -> Document | None:
        """Return the document with that id, or the one that holds a copy with it, or None."""
        held = (each.id for each in self.labels if document_id in {copy.id for copy in each.copies})
        return self.document(document_id) or self.document(next(held, ""))

    def clauses(self, document_id: str) -> list[Clause]:
        """Return the clauses of a document in their order."""
        sql = f"SELECT {COLUMNS} FROM clauses WHERE document_id = ? ORDER BY place"  # noqa: S608
        found = [read_clause_row(row) for row in self.file.all(sql, (document_id,))]
        row = self.file.one("SELECT clauses FROM documents WHERE id = ?", (document_id,))
        if len(found) != (row[0] if row else 0):
            raise DamagedIndex(f"{self.path}: {document_id} 的条款数目与记录不符: {REBUILD}")
        return found

    def clauses_of_pieces(self, piece_ids: Sequence[int]) -> dict[int, tuple[int, Clause]]:
        """Return (clause id, clause) for each piece id that is there."""
        sql = "SELECT p.id, p.clause_id FROM json_each(?) j JOIN pieces p ON p.id = j.value"
        pieces = self.file.all(sql, (json.dumps(list(piece_ids)),))
        clauses = self._of_ids({int(number) for _, number in pieces})
        return {int(piece): (int(number), clauses[number]) for piece, number in pieces}

    def _of_ids(self, clause_ids: Iterable[int]) -> dict[int, Clause]:
        """Return clauses by their ids."""
        found = {number: self._clauses.get(number) for number in clause_ids}
        known = {number: clause for number, clause in found.items() if clause is not None}
        missing = json.dumps([number for number in found if number not in known])
        names = ", ".join("c." + name.strip() for name in COLUMNS.split(","))
        sql = f"SELECT c.id, {names} FROM json_each(?) j JOIN clauses c ON c.id = j.value"  # noqa: S608
        rows = self.file.all(sql, (missing,)) if len(known) < len(found) else []
        return known | {
            int(row[0]): self._clauses.keep(int(row[0]), read_clause_row(row[1:])) for row in rows
        }

    def clause_ids(self, clauses: Sequence[Clause]) -> list[int]:
        """Return the id of each clause, 0 for one that is not (or no longer) here."""
        rows = self.file.all(
            "SELECT coalesce(c.id, 0) FROM json_each(?) j LEFT JOIN clauses c ON c.document_id = json_extract(j.value, '$[0]') "
            "AND c.path = json_extract(j.value, '$[1]') ORDER BY j.key",
            (json.dumps([(clause.document_id, clause.path) for clause in clauses]),),
        )
        return [int(row[0]) for row in rows]

    def sentences(self, clause_ids: Sequence[int]) -> list[Sentences]:
        """Return for each clause its sentences and their vectors (n, dimension); none for one that is not here."""
        known = {number: self._sentences.get(number) for number in clause_ids}
        missing = [number for number, told in known.items() if told is None]
        fresh = self._read_sentences(missing) if missing else {}
        return [told if (told := known[number]) is not None else fresh[number] for number in clause_ids]

    def _read_sentences(self, clause_ids: Sequence[int]) -> dict[int, Sentences]:
        rows = self.file.all(
            'SELECT s.clause_id, s.start, s."end", s.vector, s.sum FROM json_each(?) j '
            "JOIN sentences s ON s.clause_id = j.value WHERE s.vector IS NOT NULL ORDER BY s.clause_id, s.start",
            (json.dumps(list(clause_ids)),),
        )
        width = 2 * int(self.state["dimension"])
        found: dict[int, list[Row]] = {number: [] for number in clause_ids}
        for number, *row in rows:
            if len(row[2]) != width or vector_sum(*row[:3]) != row[3]:
                place = " ".join(
                    self.file.one("SELECT document_id, path FROM clauses WHERE id = ?", (number,)) or ()
                )
                raise DamagedIndex(f"{self.path}: {place} 的句子向量损坏: {REBUILD}")
            found[number].append(row)
        return {n: self._sentences.keep(n, _vectors(rows, width // 2)) for n, rows in found.items()}

    def lead(self, clause: Clause) -> str:
        """Return the words of the clause above a clause, as they lead to it (“…应当符合下列条件：”)."""
        above = clause.path.rpartition("/")[0]
        sql = f"SELECT {COLUMNS} FROM clauses WHERE document_id = ? AND path = ?"  # noqa: S608
        row = self.file.one(sql, (clause.document_id, above)) if above else None
        return read_clause_row(row).text if row else ""

    # -- pieces -------------------------------------------------------------------------------

    def words_of_pieces(self, piece_ids: Sequence[int]) -> dict[int, str]:
        """Return the words that pieces were embedded by."""
        sql = "SELECT p.id, p.words FROM json_each(?) j JOIN pieces p ON p.id = j.value"
        return {int(i): str(words) for i, words in self.file.all(sql, (json.dumps(list(piece_ids)),))}

    def digest_of_piece(self, piece_id: int) -> str:
        """Return the hash of the words of a piece, empty when it is not there."""
        row = self.file.one("SELECT digest FROM pieces WHERE id = ?", (piece_id,))
        return str(row[0]) if row else ""

    def piece_with_digest(self, digest: str) -> int | None:
        """Return the id of a piece with the same words, whose vector can be used again."""
        row = self.file.one("SELECT id FROM pieces WHERE digest = ? ORDER BY id LIMIT 1", (digest,))
        return int(row[0]) if row else None

    def has_words(self, words: str) -> bool:
        """True when a piece or a sentence that was embedded says the same."""
        digest = hashlib.sha256(words.encode()).hexdigest()
        sql = (
            "SELECT EXISTS (SELECT 1 FROM pieces WHERE digest = ?) "
            "OR EXISTS (SELECT 1 FROM sentences WHERE digest = ? AND vector IS NOT NULL)"
        )
        return bool((self.file.one(sql, (digest, digest)) or (0,))[0])

    def piece_ids(self, document_ids: Sequence[str] | None = None) -> list[int]:
        """Return all piece ids, or those of some documents, in order."""
        if document_ids is None:
            return [int(row[0]) for row in self.file.all("SELECT id FROM pieces ORDER BY id")]
        sql = (
            "SELECT p.id FROM json_each(?) j JOIN clauses c ON c.document_id = j.value "
            "JOIN pieces p ON p.clause_id = c.id ORDER BY p.id"
        )
        return [int(row[0]) for row in self.file.all(sql, (json.dumps(list(document_ids)),))]

    def pieces_of(self, clauses: Sequence[Clause]) -> list[int]:
        """Return the ids of the pieces of clauses, in order."""
        sql = "SELECT p.id FROM json_each(?) j JOIN pieces p ON p.clause_id = j.value ORDER BY p.id"
        return [int(row[0]) for row in self.file.all(sql, (json.dumps(self.clause_ids(clauses)),))]

    def numbers(self, document_ids: Sequence[str]) -> list[int]:
        """Return the numbers of documents, by which vectors know whose they are."""
        sql = "SELECT d.number FROM json_each(?) j JOIN documents d ON d.id = j.value"
        return [int(row[0]) for row in self.file.all(sql, (json.dumps(list(document_ids)),))]

    # -- words --------------------------------------------------------------------------------

    def lexicon_ids(self) -> list[int]:
        """Return the ids that the lexical index holds, in order."""
        return [int(row[0]) for row in self.file.all("SELECT rowid FROM lexicon ORDER BY rowid")]

    def search(
        self, words: Sequence[str], k: int, documents: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return (piece id, BM25) of the k best pieces that share a token with the query, best first.

        With `documents` (numbers), the k best among theirs.
        """
        unique = self._telling(list(dict.fromkeys(words))[:64])
        if not unique:
            return []
        scores = self.lengths.bm25([self._holders(word) for word in unique])
        if documents is not None:
            sql = "SELECT group_concat(p.id) FROM json_each(?) j JOIN pieces p ON p.document = j.value"
            (theirs,) = self._ids(sql, json.dumps(list(documents)))
            scores *= np.isin(self.lengths.ids, theirs)
        return self.lengths.best(scores, k)

    def _holders(self, word: str) -> list[Ids]:
        """Return for n = 1, 2, … the ids of the pieces in which a token stands n times or more."""
        known = self._ids_of.get(word)
        if known is not None:
            return known
        sql = (
            "SELECT (SELECT group_concat(rowid) FROM lexicon WHERE lexicon MATCH j.value) FROM json_each(?) j"
        )
        terms = [f'"{nth(word, n)}"' for n in range(1, TIMES + 1)]
        return self._ids_of.keep(word, self._ids(sql, json.dumps(terms)))

    def _ids(self, sql: str, *values: str) -> list[Ids]:
        """Read all columns of all rows of a query, each holding numbers joined by commas."""
        return [read_ids(joined) for row in self.file.all(sql, values) for joined in row]

    @cached_property
    def lengths(self) -> Lengths:
        """How many tokens each piece has: read once a generation."""
        return Lengths.of(*self._ids("SELECT group_concat(id), group_concat(tokens) FROM pieces"))

    def _telling(self, words: Sequence[str]) -> list[str]:
        """Return the words to search by: in a large library without those that stand nearly everywhere.

        The time of a search grows with the number of rows that hold any of them, not with what they tell.
        """
        if sum(map(self.frequency, words)) <= MOST_ROWS:
            return list(words)
        kept: list[str] = []
        rows = 0
        for word in sorted(words, key=self.frequency):
            rows += self.frequency(word)
            if kept and rows > MOST_ROWS:
                break
            kept.append(word)
        return kept

    def holds(self, piece_id: int, words: Sequence[str]) -> bool:
        """True when the lexical index finds a piece by each of these tokens."""
        unique = list(dict.fromkeys(words))
        sql = "SELECT count(*) FROM lexicon WHERE lexicon MATCH ? AND rowid = ?"
        groups = [unique[at : at + 64] for at in range(0, len(unique), 64)]
        queries = (" AND ".join(f'"{nth(word, 1)}"' for word in group) for group in groups)
        return all((self.file.one(sql, (query, piece_id)) or (0,))[0] == 1 for query in queries)

    def rarity(self, word: str) -> float:
        """Return the inverse document frequency of a token: 0 when it is everywhere, large when rare or unknown."""
        total = int(self.state["pieces"])
        return math.log(1 + (total - self.frequency(word) + 0.5) / (self.frequency(word) + 0.5))

    def frequency(self, word: str) -> int:
        """Return in how many pieces a token stands."""
        known = self._frequencies.get(word)
        if known is not None:
            return known
        row = self.file.one("SELECT doc FROM vocabulary WHERE term = ?", (nth(word, 1),))
        return self._frequencies.keep(word, int(row[0]) if row else 0)


def _vectors(rows: Sequence[Row], dimension: int) -> Sentences:
    joined = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.float16).astype(np.float32)
    return [Span(int(row[0]), int(row[1])) for row in rows], joined.reshape(-1, dimension)


def read_state(file: SqliteFile) -> dict[str, Any]:
    """Return what the last update wrote of itself; raises DamagedIndex."""
    row: Row | None = file.one("SELECT facts, sum FROM state")
    if row is None or row_sum(row[:1]) != row[1]:
        raise DamagedIndex(f"{file.path}: 状态记录损坏: {REBUILD}")
    state: dict[str, Any] = json.loads(row[0])
    return state


def lexicon_sum(file: SqliteFile) -> int:
    """Return a checksum over all that the lexical index holds."""
    total = 0
    for sql in (
        "SELECT id, block FROM lexicon_data ORDER BY id",
        "SELECT 0, group_concat(hex(sz)) FROM (SELECT sz FROM lexicon_docsize ORDER BY id)",
    ):
        for number, block in file.all(sql):
            total = zlib.crc32(str(number).encode(), total)
            total = zlib.crc32(block if isinstance(block, bytes) else str(block).encode(), total)
    return total
