"""Vectors on disk, written once: all of them in FAISS's flat file, their ids, and cells when they are many.

dense-000003.faiss   IndexFlatIP, mapped into memory, so that opening costs nothing and processes share it
dense-000003.ids     one row a vector: its id and the number of its document (int64), ids ascending
dense-000003.ivf     IndexIVF over 8-bit codes; what it finds is scored again by the flat file
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.errors import DamagedIndex
from assistant.retrieval.generations import REBUILD, named_errors, sync

Vectors = NDArray[np.float32]
Ids = NDArray[np.int64]
FLAT_UNTIL = 200_000  # vectors; below it exact search is fast enough (docs/decisions/0011)
TRAINING = 40  # vectors a cell is trained on
PROBES = 768  # cells searched (docs/decisions/0011)
FAR = 10  # candidates scored again for each one asked for


@dataclass(frozen=True, slots=True)
class VectorFile:
    """The vectors of one build or of its last tidying-up, open for reading."""

    ids: Ids  # (n,), ascending: ids only grow
    documents: Ids  # (n,) number of each one's document
    flat: Any  # faiss.IndexFlatIP
    rows: Vectors  # (n, dimension), the flat index's own memory
    cells: Any  # faiss.IndexIVF or None

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def empty(cls, dimension: int) -> VectorFile:
        """Return the vectors of an index that has no files yet."""
        none = np.empty(0, dtype=np.int64)
        return cls(none, none, None, np.empty((0, dimension), dtype=np.float32), None)

    def places(self, ids: Ids) -> Ids:
        """Return where ids stand, -1 for those that are not here."""
        at = np.searchsorted(self.ids, ids)
        inside = at < len(self.ids)
        inside[inside] = self.ids[at[inside]] == ids[inside]
        return np.where(inside, at, -1)


def write_vectors(
    stem: Path, ids: Ids, documents: Ids, vectors: Vectors, flat_until: int = FLAT_UNTIL
) -> dict[str, str]:
    """Write the files of `stem` and wait until they are on the disk; return their sha256 by name."""
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    files = {".faiss": flat}
    if len(ids) > flat_until:
        files[".ivf"] = _cells(vectors)
    with named_errors(stem.parent):
        stem.with_suffix(".ids").write_bytes(np.stack([ids, documents], axis=1).astype("<i8").tobytes())
        for suffix, index in files.items():
            _write_faiss(index, stem.with_suffix(suffix))
        written = [stem.with_suffix(suffix) for suffix in (".ids", *files)]
        for path in written:
            sync(path)
        sync(stem.parent)
    return {path.name: file_digest(path) for path in written}


def _write_faiss(index: Any, path: Path) -> None:
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:  # FAISS tells a full disk so
        raise OSError(str(error).splitlines()[-1][:120]) from error


def _cells(vectors: Vectors) -> Any:
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    count = int(4 * np.sqrt(len(vectors)))
    index: Any = faiss.index_factory(vectors.shape[1], f"IVF{count},SQ8", faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = 10
    index.train(vectors[:: max(1, len(vectors) // (TRAINING * count))])
    index.add(vectors)
    return index


def read_vectors(folder: Path, files: dict[str, str], dimension: int) -> VectorFile:
    """Read vector files after comparing every byte; raises DamagedIndex, or FileNotFoundError when one is gone."""
    paths = {Path(name).suffix: folder / name for name in files}
    for path in paths.values():
        if file_digest(path) != files[path.name]:
            raise DamagedIndex(f"{path}: 向量文件内容与清单不符: {REBUILD}")
    pairs = np.fromfile(paths[".ids"], dtype="<i8").reshape(-1, 2)
    flat = _read_faiss(paths[".faiss"], faiss.IO_FLAG_MMAP_IFC)
    if flat.d != dimension or flat.ntotal != len(pairs):
        raise DamagedIndex(f"{paths['.faiss']}: 向量维数或数目与清单不符: {REBUILD}")
    rows = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * dimension).reshape(-1, dimension)
    cells = _read_faiss(paths[".ivf"], 0) if ".ivf" in paths else None
    ids, documents = np.ascontiguousarray(pairs.T)
    return VectorFile(ids, documents, flat, rows, cells)


def _read_faiss(path: Path, flags: int) -> Any:
    try:
        return faiss.read_index(str(path), flags)
    except RuntimeError as error:
        raise DamagedIndex(f"{path}: 向量索引损坏: {REBUILD}") from error


def file_digest(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
