"""Embedding a large corpus by several workers, each its share; the `index` run that follows finds the vectors."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.embedding.encoder import Encoder
from assistant.errors import PolicyError
from assistant.ingest.reading import Job, read_all
from assistant.ingest.sentences import clause_sentences
from assistant.retrieval.clause_table import ClauseTable
from assistant.retrieval.dense import checked
from assistant.retrieval.embedded import Embedded
from assistant.retrieval.generations import CLAUSES, current_build, read_built
from assistant.retrieval.indexing import Changes, Report, plan, to_read
from assistant.retrieval.pieces import NOT_SOUGHT, cut, sentence_words
from assistant.retrieval.update import BATCH
from assistant.schema import Clause, Document


@dataclass(frozen=True, slots=True)
class Shard:
    """One worker's part of the work: `number` of `count`, from 1."""

    number: int
    count: int

    @property
    def name(self) -> str:
        """What its file of vectors is called."""
        return f"shard-{self.number}-of-{self.count}"

    def has(self, job: Job) -> bool:
        """True when a file is in this share: by its content, so that every machine divides alike."""
        return int(job.digest[:8], 16) % self.count == self.number - 1


def embed_share(
    folder: Path, encoder: Encoder, corpus: Path, shard: Shard, report: Report | None = None
) -> dict[str, Any]:
    """Embed what the files of one share say and the index at `folder` lacks; nothing else is written.

    It takes no lock, and what is kept already is not embedded again, so a worker that was stopped goes on.
    Raises CorpusMissing, BadInput (a catalogue that is wrong) or IndexNotWritten.
    """
    tell = report or (lambda stage, done, total: None)
    changes = Changes()
    jobs = plan(corpus, changes)
    kept = Embedded(folder, encoder.fingerprint, encoder.dimension, shard.name)
    with contextlib.closing(kept), _open_table(folder, encoder) as table:
        stored = {document.id: document for document in table.documents()} if table else {}
        mine = [job for job in to_read(jobs, stored) if shard.has(job)]
        texts = [text for text in _texts(mine, changes, tell) if not (table and table.has_words(text))]
        fresh = _embed(texts, kept, encoder, tell)
    return {
        "shard": f"{shard.number}/{shard.count}",
        "files": len(mine),
        "texts": len(texts),
        "embedded": fresh,
        "failed": changes.failed,
        "kept_in": str(kept.path),
    }


def _texts(jobs: Sequence[Job], changes: Changes, tell: Report) -> dict[str, None]:
    """Read files and return what they say, each text once; a file that cannot be read is told in `changes`."""
    texts: dict[str, None] = {}
    for done, (job, outcome) in enumerate(read_all(jobs), 1):
        if isinstance(outcome, PolicyError):
            changes.failed.append({"source": job.path.name, "error": str(outcome)})
        else:
            texts |= dict.fromkeys(words_of(*outcome))
        tell("读取文件", done, len(jobs))
    return texts


def words_of(document: Document, clauses: Sequence[Clause]) -> Iterator[str]:
    """Yield every text that an index embeds for a document: of its pieces, then of its sentences."""
    for piece in cut(document, clauses):
        yield piece.words
    for clause in clauses:
        if clause.path.split("/")[-1] not in NOT_SOUGHT:
            for span in clause_sentences(document, clause):
                yield sentence_words(clause, span.of(document))


@contextlib.contextmanager
def _open_table(folder: Path, encoder: Encoder) -> Iterator[ClauseTable | None]:
    """Open the clauses of the index that is there; None when there is none that `index` would go on from."""
    table = None
    with contextlib.suppress(PolicyError, FileNotFoundError):
        build = current_build(folder)
        if read_built(build).fingerprint == encoder.fingerprint:
            table = ClauseTable(build / CLAUSES)
    try:
        yield table
    finally:
        if table is not None:
            table.close()


def _embed(texts: Sequence[str], kept: Embedded, encoder: Encoder, tell: Report) -> int:
    fresh = 0
    for at in range(0, len(texts), BATCH):
        batch = texts[at : at + BATCH]
        known = kept.find(batch)
        new = [text for text in batch if text not in known]
        if new:
            kept.keep(new, checked(encoder.encode_passages(new), len(new), encoder.dimension))
            fresh += len(new)
        tell("计算向量", at + len(batch), len(texts))
    return fresh
