"""Bringing an index up to date with a corpus folder; the work grows with what changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import BadInput, PolicyError
from assistant.ingest.corpus import corpus_files, file_digest, read_catalogue, read_document, unread_files
from assistant.retrieval.store import PolicyStore, Update

Report = Callable[[str, int, int], None]


@dataclass(slots=True)
class Changes:
    """What an update did; `failed` lists each file that could not be read and why."""

    added: list[str]
    updated: list[str]
    removed: list[str]
    unchanged: list[str]
    failed: list[dict[str, str]]

    def as_json(self) -> dict[str, Any]:
        """Return counts and failures as `index` prints them."""
        return {
            "added": len(self.added),
            "updated": len(self.updated),
            "removed": len(self.removed),
            "unchanged": len(self.unchanged),
            "failed": self.failed,
        }


def update_index(
    store: PolicyStore, corpus: Path, rebuild: bool = False, report: Report | None = None
) -> dict[str, Any]:
    """Bring `store` up to date with `corpus`; bad files are listed and passed over, nothing stored is lost.

    Raises CorpusMissing, IndexLocked or BadInput (a catalogue that is wrong).
    """
    started = time.perf_counter()
    tell = report or (lambda stage, done, total: None)
    files = corpus_files(corpus)
    catalogue = read_catalogue(corpus)
    changes = Changes(
        [],
        [],
        [],
        [],
        [{"source": path.name, "error": f"不支持的格式 {path.suffix}"} for path in unread_files(corpus)],
    )
    with store.update(rebuild) as update:
        known = update.table.digests()
        seen: set[str] = set()
        for at, path in enumerate(files):
            tell("读取文件", at + 1, len(files))
            _read(update, path, catalogue.get(path.name, {}), known, seen, changes)
        for document_id in sorted(set(known) - seen):
            update.remove(document_id)
            changes.removed.append(document_id)
        update.embed(lambda done, total: tell("计算向量", done, total))
    manifest = store.current.manifest
    return changes.as_json() | {
        "documents": manifest.documents,
        "clauses": manifest.clauses,
        "generation": manifest.generation,
        "seconds": round(time.perf_counter() - started, 2),
    }


def _read(
    update: Update, path: Path, entry: dict[str, Any], known: dict[str, str], seen: set[str], changes: Changes
) -> None:
    """Put one file into the update; a file that cannot be read keeps what is stored of it."""
    stem_id = str(entry.get("id") or "_".join(path.stem.split()))
    try:
        if stem_id in seen:
            raise BadInput(f"{path.name}: 文件编号 {stem_id} 重复: 请改文件名或在目录中另给编号")
        seen.add(stem_id)
        if known.get(stem_id) == file_digest(path, entry):
            changes.unchanged.append(stem_id)
            return
        document, clauses = read_document(path, entry)
    except PolicyError as error:
        changes.failed.append({"source": path.name, "error": str(error)})
        return
    update.put(document, clauses)
    (changes.updated if stem_id in known else changes.added).append(stem_id)
