"""Moving the vectors of an index between files and Milvus: nothing is embedded anew, ids stay, all or nothing."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from assistant.errors import DamagedIndex, IndexError_
from assistant.retrieval import generations
from assistant.retrieval.clause_writer import ClauseWriter
from assistant.retrieval.generation import VectorHome
from assistant.retrieval.generations import CLAUSES, REBUILD
from assistant.retrieval.store import PolicyStore, state_of


def stands_in(folder: Path) -> str:
    """Return where the vectors of an index folder stand: faiss or milvus; raises NoIndex or DamagedIndex."""
    return "milvus" if "collection" in state_of(folder) else "faiss"


def migrate(store: PolicyStore, target: VectorHome) -> dict[str, Any]:
    """Move the vectors of `store` to `target`; they are read from there once the clause store says so.

    Raises IndexLocked, IndexNotReached, IndexNotWritten or DamagedIndex, and then the index is as it was.
    """
    with generations.writer_lock(store.folder):
        before = store.current
        build, dimension = before.folder, before.manifest.dimension
        ids = before.dense.ids
        if ids != before.table.piece_ids():
            raise DamagedIndex(f"{build}: 向量与条款片段的编号不一致: {REBUILD}")
        table = ClauseWriter(build / CLAUSES)
        with contextlib.closing(table):
            moved = target.take(build, table, before.dense, dimension)
            table.file.run("DELETE FROM vectors")
            table.file.run("DELETE FROM gone")
            made = {"fingerprint": before.manifest.fingerprint, "dimension": dimension}
            table.commit({**made, **moved, "generation": table.state["generation"] + 1})
        for home in (store.home, target):
            # It is published: what cannot be tidied up takes room, nothing more.
            with contextlib.suppress(IndexError_):
                home.settle(build, table.state)
        return {"vectors": len(ids), "generation": table.state["generation"]}
