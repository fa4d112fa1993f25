"""Vectors with ids of our own in FAISS.

llama-index's FAISS stores take `ntotal` as the next id, so that after a delete a search can return another
text under a perfect score. Here an id is given by the store, never reused, and kept by FAISS's IndexIDMap2.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.errors import DamagedIndex

Vectors = NDArray[np.float32]


class DenseIndex:
    """Unit vectors by id, searched by inner product."""

    def __init__(self, dimension: int, index: Any = None) -> None:
        self._index: Any = index if index is not None else faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        self.dimension = dimension

    @classmethod
    def read(cls, path: Path, dimension: int) -> DenseIndex:
        """Read an index file; raises DamagedIndex when it is no FAISS index of that dimension."""
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise DamagedIndex(f"{path}: 向量索引损坏: 请运行 policy-assistant index --rebuild") from error
        if index.d != dimension:
            raise DamagedIndex(
                f"{path}: 向量维数 {index.d} 与清单 {dimension} 不符: 请运行 policy-assistant index --rebuild"
            )
        return cls(dimension, index)

    def write(self, path: Path) -> None:
        """Write the index file."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def ids(self) -> list[int]:
        """All ids, in the order in which FAISS keeps them."""
        return [int(i) for i in faiss.vector_to_array(self._index.id_map)]

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors (n, dimension), all finite, under ids that are not there yet."""
        if vectors.shape != (len(ids), self.dimension) or not np.isfinite(vectors).all():
            raise DamagedIndex(
                f"向量形状 {vectors.shape} 或数值有误，应为 ({len(ids)}, {self.dimension}): 请检查向量模型"
            )
        self._index.add_with_ids(vectors, np.asarray(ids, dtype=np.int64))

    def remove(self, ids: Sequence[int]) -> None:
        """Remove ids; those that are not there are passed over."""
        self._index.remove_ids(np.asarray(ids, dtype=np.int64))

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the stored vectors (n, dimension) of these ids."""
        if not ids:
            return np.zeros((0, self.dimension), dtype=np.float32)
        found = [self._index.reconstruct(int(i)) for i in ids]
        return np.asarray(found, dtype=np.float32)

    def search(self, query: Vectors, k: int, allowed: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Return (id, cosine) of the k nearest, best first, among `allowed` ids when given."""
        if not len(self) or k < 1:
            return []
        parameters = None
        if allowed is not None:
            chosen = faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64))
            parameters = faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]
        scores, ids = self._index.search(query.reshape(1, -1), min(k, len(self)), params=parameters)
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
