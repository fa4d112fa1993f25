"""Bringing an index up to date with a corpus folder; the work grows with what changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.errors import PolicyError
from assistant.ingest.copies import fold_copies
from assistant.ingest.corpus import (
    corpus_files,
    document_id,
    file_digest,
    grammar,
    read_catalogue,
    unread_files,
)
from assistant.ingest.reading import Job, Read, read_all
from assistant.ingest.versions import judge
from assistant.retrieval.store import PolicyStore, Update
from assistant.schema import Document

Report = Callable[[str, int, int], None]


@dataclass(slots=True)
class Changes:
    """What an update did, by ids; `failed` lists each file that could not be read and why."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    copies: list[dict[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return counts, failures and copies as `index` prints them."""
        return {
            "added": len(self.added),
            "updated": len(self.updated),
            "removed": len(self.removed),
            "unchanged": len(self.unchanged),
            "failed": self.failed,
            "copies": self.copies,
        }


def update_index(
    store: PolicyStore,
    corpus: Path,
    rebuild: bool = False,
    report: Report | None = None,
    ready: Sequence[Read] = (),
) -> dict[str, Any]:
    """Bring `store` up to date with `corpus`; bad files are listed and passed over, nothing stored is lost.

    `ready` holds documents that were read a moment ago and need not be read again. Raises CorpusMissing,
    IndexLocked or BadInput (a catalogue that is wrong).
    """
    started = time.perf_counter()
    tell = report or (lambda stage, done, total: None)
    changes = Changes()
    jobs = plan(corpus, changes)
    with store.update(rebuild) as update:
        stored = {document.id: document for document in update.table.documents()}
        outdated = to_read(jobs, stored)
        digests = {job.digest for job in outdated}
        read = {each[0].id: each for each in ready if each[0].sha256 in digests}
        read |= _read([job for job in outdated if job.id not in read], changes, tell)
        _count(changes, jobs, stored, read)
        _store(update, stored, _arranged(jobs, stored, read), read)
        update.embed(lambda done, total: tell("计算向量", done, total))
    manifest = store.current.manifest
    changes.copies = [
        {"source": copy.source, "same_as": document.id}
        for document in store.documents()
        for copy in document.copies
    ]
    return changes.as_json() | {
        "documents": manifest.documents,
        "clauses": manifest.clauses,
        "generation": manifest.generation,
        "seconds": round(time.perf_counter() - started, 2),
    }


def plan(corpus: Path, changes: Changes) -> dict[str, Job]:
    """Return the files to be in the index by document id; what cannot be is told in `changes`."""
    catalogue = read_catalogue(corpus)
    changes.failed += [{"source": path.name, "error": reason} for path, reason in unread_files(corpus)]
    jobs: dict[str, Job] = {}
    for path in corpus_files(corpus):
        entry = catalogue.get(path.name, {})
        name = document_id(path, entry)
        if name in jobs:
            error = f"{path.name}: 文件编号 {name} 重复: 请改文件名或在目录中另给编号"
            changes.failed.append({"source": path.name, "error": error})
            continue
        try:
            jobs[name] = Job(name, path, entry, file_digest(path, entry))
        except OSError as error:
            reason = f"{path.name}: 无法读取（{error.strerror}）: 请核对权限"
            changes.failed.append({"source": path.name, "error": reason})
            jobs[name] = Job(name, path, entry)
    return jobs


def to_read(jobs: Mapping[str, Job], stored: Mapping[str, Document]) -> list[Job]:
    """Return the files that must be read: new or changed ones, and copies whose document is."""
    sound = {
        document.id: document
        for document in stored.values()
        if document.read_by == grammar()
        and document.id in jobs
        and document.sha256 == jobs[document.id].digest
    }
    current = {document_id: document.sha256 for document_id, document in sound.items()}
    current |= {copy.id: copy.sha256 for document in sound.values() for copy in document.copies}
    return [job for job in jobs.values() if job.digest and current.get(job.id) != job.digest]


def _read(jobs: Sequence[Job], changes: Changes, tell: Report) -> dict[str, Read]:
    read: dict[str, Read] = {}
    for done, (job, outcome) in enumerate(read_all(jobs), 1):
        if isinstance(outcome, PolicyError):
            changes.failed.append({"source": job.path.name, "error": str(outcome)})
        else:
            read[job.id] = outcome
        tell("读取文件", done, len(jobs))
    return read


def _count(
    changes: Changes, jobs: Mapping[str, Job], stored: Mapping[str, Document], read: Mapping[str, Read]
) -> None:
    held = set(stored) | {copy.id for document in stored.values() for copy in document.copies}
    changes.added = sorted(set(read) - held)
    changes.updated = sorted(set(read) & held)
    changes.removed = sorted(held - set(jobs))
    changes.unchanged = sorted((held & set(jobs)) - set(read))


def _arranged(
    jobs: Mapping[str, Job], stored: Mapping[str, Document], read: Mapping[str, Read]
) -> list[Document]:
    """Return the documents that the index is to hold: copies folded, validity judged among all of them.

    A file that could not be read keeps what is stored of it.
    """
    kept = [
        replace(document, copies=tuple(c for c in document.copies if c.id in jobs and c.id not in read))
        for document in stored.values()
        if document.id in jobs and document.id not in read
    ]
    return judge(fold_copies([*kept, *(document for document, _ in read.values())], stored).values())


def _store(
    update: Update, stored: Mapping[str, Document], wanted: Sequence[Document], read: Mapping[str, Read]
) -> None:
    for gone in sorted(set(stored) - {document.id for document in wanted}):
        update.remove(gone)
    for document in wanted:
        if document != stored.get(document.id):
            fresh = read.get(document.id)
            clauses = fresh[1] if fresh else update.table.clauses(document.id)
            update.put(document, clauses)
