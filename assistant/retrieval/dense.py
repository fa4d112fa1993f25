"""Vectors with ids of our own, searched by FAISS.

llama-index's FAISS stores take `ntotal` as the next id, so that after a delete a search can return another
text under a perfect score. Here the clause table gives the ids, they only grow, and none is used again.

Most vectors stand in files that are written once; those that came since, and the ids that went since, are a few
rows of the clause table. A search sees files, newcomers and absentees as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.retrieval.vector_files import FAR, PROBES, Ids, VectorFile, Vectors

GATHERED = 20_000  # with fewer vectors allowed, each of them is scored
Mask = NDArray[np.bool_]


class DenseIndex:
    """Unit vectors by id, searched by inner product; never changes."""

    def __init__(
        self,
        file: VectorFile,
        fresh_ids: Ids,
        fresh_documents: Ids,
        fresh: Vectors,
        gone: Ids,
        files: dict[str, str] | None = None,
    ) -> None:
        """`fresh` are vectors that are not in `file`, which `files` names; `gone` are ids of `file` that went."""
        self.file, self.files = file, files or {}
        self.dimension = file.rows.shape[1]
        self._fresh_ids, self._fresh_documents, self._fresh = fresh_ids, fresh_documents, fresh
        self._row = {int(i): at for at, i in enumerate(fresh_ids)}
        places = file.places(gone)
        self._here: Mask = np.ones(len(file), dtype=bool)
        self._here[places[places >= 0]] = False
        self._bits = np.packbits(self._here, bitorder="little")

    def __len__(self) -> int:
        return int(self._here.sum()) + len(self._fresh_ids)

    @property
    def ids(self) -> list[int]:
        """All ids, ascending."""
        return sorted(self.file.ids[self._here].tolist() + self._fresh_ids.tolist())

    def __contains__(self, piece_id: int) -> bool:
        return piece_id in self._row or self._place(piece_id) >= 0

    def _place(self, piece_id: int) -> int:
        at = int(self.file.places(np.asarray([piece_id], dtype=np.int64))[0])
        return at if at >= 0 and self._here[at] else -1

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the stored vectors (n, dimension) of these ids; raises KeyError for one that is not there."""
        wanted = np.asarray(ids, dtype=np.int64)
        found = np.empty((len(wanted), self.dimension), dtype=np.float32)
        places = self.file.places(wanted)
        filed = places >= 0
        filed[filed] = self._here[places[filed]]
        found[filed] = self.file.rows[places[filed]]
        for at in np.flatnonzero(~filed):
            found[at] = self._fresh[self._row[int(wanted[at])]]
        return found

    def search(
        self,
        query: Vectors,
        k: int,
        allowed: Sequence[int] | None = None,
        documents: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Return (id, cosine) of the k nearest, best first, among `allowed` ids or those of document numbers."""
        vector = checked(query.reshape(1, -1), 1, self.dimension)
        free = allowed is None and documents is None
        here = self._here if free else self._here & _chosen(self.file, allowed, documents)
        bits = self._bits if free else np.packbits(here, bitorder="little")
        places, near = _search_file(self.file, vector, k, here, bits)
        ids = [self.file.ids[places], self._fresh_ids]
        scores = [near, self._fresh @ vector[0]]
        if not free:
            keep = _named(self._fresh_ids, self._fresh_documents, allowed, documents)
            ids[1], scores[1] = ids[1][keep], scores[1][keep]
        return best(np.concatenate(ids), np.concatenate(scores), k)


def best(ids: Ids, scores: Vectors, k: int) -> list[tuple[int, float]]:
    """Return the k best (id, score), equal scores by id."""
    order = np.lexsort((ids, -scores))[: max(k, 0)]
    return [(int(ids[i]), float(scores[i])) for i in order]


def checked(vectors: Vectors, count: int, dimension: int) -> Vectors:
    """Return vectors (count, dimension) as float32; raises ModelError when shape or numbers are wrong."""
    if vectors.shape != (count, dimension) or not np.isfinite(vectors).all():
        raise ModelError(
            f"向量形状 {vectors.shape} 或数值有误，应为 ({count}, {dimension}) 的有限数: "
            "请运行 policy-assistant models verify 检查向量模型"
        )
    return np.ascontiguousarray(vectors, dtype=np.float32)


def _chosen(file: VectorFile, allowed: Sequence[int] | None, documents: Sequence[int] | None) -> Mask:
    mask = np.ones(len(file), dtype=bool)
    if documents is not None:
        mask &= np.isin(file.documents, np.asarray(documents, dtype=np.int64))
    if allowed is not None:
        places = file.places(np.asarray(allowed, dtype=np.int64))
        named = np.zeros(len(file), dtype=bool)
        named[places[places >= 0]] = True
        mask &= named
    return mask


def _named(ids: Ids, numbers: Ids, allowed: Sequence[int] | None, documents: Sequence[int] | None) -> Mask:
    mask = np.ones(len(ids), dtype=bool)
    if documents is not None:
        mask &= np.isin(numbers, np.asarray(documents, dtype=np.int64))
    if allowed is not None:
        mask &= np.isin(ids, np.asarray(allowed, dtype=np.int64))
    return mask


def _search_file(file: VectorFile, vector: Vectors, k: int, here: Mask, bits: Any) -> tuple[Ids, Vectors]:
    """Return places and scores of the k nearest vectors that are `here`: exact, or by cells and then exact.

    FAISS is always given a selector: without one it spreads a single query over threads, which on a busy
    machine takes five times as long.
    """
    count = int(here.sum())
    k = min(k, count)
    if k < 1:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    if count <= GATHERED and count < len(file) // 4:
        places = np.flatnonzero(here)
        return places, file.rows[places] @ vector[0]
    library: Any = faiss  # its stubs know nothing of what its Python layer adds
    selector = library.IDSelectorBitmap(bits)
    if file.cells is None:
        scores, found = file.flat.search(vector, k, params=library.SearchParameters(sel=selector))
        return found[0], scores[0]
    probes = min(file.cells.nlist, int(PROBES * len(file) / count))  # a filter leaves fewer in each cell
    wanted = library.SearchParametersIVF(sel=selector, nprobe=probes)
    faiss.omp_set_num_threads(1)
    _, found = file.cells.search(vector, min(count, FAR * k), params=wanted)
    places = found[0][found[0] >= 0]
    return places, file.rows[places] @ vector[0]
