"""Search among many vectors: latency and recall against exact search, as the library grows.

Vectors are the real ones of the largest index here; beyond them, copies of real ones moved a little, which keeps
the crowding of real text (uniform random vectors would be far too easy to tell apart).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.dense import DenseIndex
from assistant.retrieval.vector_files import read_vectors, write_vectors
from eval.metrics import percentile

Vectors = NDArray[np.float32]
Search = Callable[[Vectors], Sequence[int]]
K = 100  # what the product asks its index for
MOVED = 0.35  # length of the random step away from a unit vector: cosine to the original about 0.94
PROBES = 16


def grown(real: Vectors, size: int, seed: int = 20250506) -> Vectors:
    """Return `size` unit vectors: the real ones, then moved copies of real ones."""
    if size <= len(real):
        return real[:size]
    chance = np.random.default_rng(seed)
    more = real[chance.integers(0, len(real), size - len(real))]
    step = chance.standard_normal(more.shape, dtype=np.float32)
    more = more + MOVED * step / np.linalg.norm(step, axis=1, keepdims=True)
    more /= np.linalg.norm(more, axis=1, keepdims=True)
    return np.concatenate([real, more]).astype(np.float32)


def search_costs(real: Vectors, queries: Vectors, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Return one row for each size and kind of search."""
    rows: list[dict[str, Any]] = []
    for size in sizes:
        vectors = grown(real, size)
        exact, truth = _timed(lambda q, v=vectors: _by_numpy(v, q), queries)  # type: ignore[misc]
        for name, make in SEARCHES.items():
            began = time.perf_counter()
            search = make(vectors)
            built = time.perf_counter() - began
            taken, found = _timed(search, queries)
            rows.append(_row(size, name, built, taken, _recall(found, truth), exact))
        rows.append(_row(size, "numpy, exact", 0.0, exact, 1.0, exact))
    return rows


def _row(
    size: int, name: str, built: float, taken: Sequence[float], recall: float, exact: Sequence[float]
) -> dict[str, Any]:
    marks = {f"p{int(100 * s)}_ms": round(percentile(taken, s) or 0.0, 2) for s in (0.5, 0.95)}
    ratio = (percentile(taken, 0.5) or 0.0) / (percentile(exact, 0.5) or 1.0)
    return {
        "vectors": size, "search": name, **marks, "recall_at_100": round(recall, 4),
        "to_numpy": round(ratio, 3), "build_seconds": round(built, 1),
    }  # fmt: skip


def _timed(search: Search, queries: Vectors) -> tuple[list[float], list[set[int]]]:
    search(queries[0])
    taken, found = [], []
    for query in queries:
        began = time.perf_counter()
        ids = search(query)
        taken.append(1000 * (time.perf_counter() - began))
        found.append(set(ids))
    return taken, found


def _recall(found: Sequence[set[int]], truth: Sequence[set[int]]) -> float:
    return sum(len(f & t) / len(t) for f, t in zip(found, truth, strict=True)) / len(truth)


def _by_numpy(vectors: Vectors, query: Vectors) -> Sequence[int]:
    scores = vectors @ query
    best = np.argpartition(-scores, K)[:K]
    return [int(i) for i in best]


def _ours(vectors: Vectors) -> Search:
    """Search as the product does: written to files and opened again, exact or by cells as its size decides."""
    with tempfile.TemporaryDirectory() as folder:
        ids = np.arange(1, len(vectors) + 1, dtype=np.int64)
        files = write_vectors(Path(folder) / "dense-000001", ids, ids // 40, vectors)
        file = read_vectors(Path(folder), files, vectors.shape[1])
    none = np.empty(0, dtype=np.int64)
    index = DenseIndex(file, none, none, vectors[:0], none)
    return lambda query: [i - 1 for i, _ in index.search(query, K)]


def _inverted_lists(vectors: Vectors) -> Search:
    import faiss

    lists = int(4 * np.sqrt(len(vectors)))
    index: Any = faiss.index_factory(vectors.shape[1], f"IVF{lists},Flat", faiss.METRIC_INNER_PRODUCT)
    index.train(vectors[:: max(1, len(vectors) // (40 * lists))])  # type: ignore[arg-type, unused-ignore]
    index.add(vectors)
    index.nprobe = PROBES
    return lambda query: [int(i) for i in index.search(query.reshape(1, -1), K)[1][0]]


SEARCHES: dict[str, Callable[[Vectors], Search]] = {
    "ours": _ours,
    f"FAISS IVF, nprobe {PROBES}": _inverted_lists,
}
