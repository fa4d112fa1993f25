"""The vectors of an index in Milvus: one collection a build; clauses and words stay in the index folder.

Milvus knows no transaction over several rows, so visibility is decided by the clause store, in one transaction:
its state says up to which id vectors count and which of them went. Rows come before the commit and go after it,
so a reader of either generation finds all that is its own and nothing that is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import BadSettings, IndexNotReached
from assistant.retrieval.clause_table import ClauseTable
from assistant.retrieval.clause_writer import ClauseWriter
from assistant.retrieval.dense import best, checked
from assistant.retrieval.generation import Dense
from assistant.retrieval.vector_files import Vectors

try:
    from pymilvus import DataType, MilvusClient, MilvusException
except ImportError as error:
    raise BadSettings(
        "store = milvus 需要 pymilvus: 请运行 pip install 'policy-assistant[milvus]'"
    ) from error

BATCH = 1_000  # rows a call
MOST = 10_000  # ids a filter names; more are asked for in parts
FOUND_MOST = 16_384  # what Milvus returns at most


class MilvusVectors:
    """Opens and writes the vectors that stand in a Milvus server, or in a Milvus Lite file."""

    def __init__(self, uri: str, token: str = "") -> None:
        self.uri = uri
        with _named(uri):
            self._client: Any = MilvusClient(uri=uri, token=token)

    def open(
        self, build: Path, table: ClauseTable, dimension: int, before: MilvusDense | None = None
    ) -> MilvusDense:
        """Open the vectors of a generation."""
        state = table.state
        if "collection" not in state:
            raise BadSettings(
                f"{build}: 索引的向量不在 Milvus 中: "
                "请运行 policy-assistant migrate --to milvus，或设置 store = faiss"
            )
        facts = (state["collection"], state["last"], state["gone"])
        return MilvusDense(self._client, self.uri, dimension, *facts)

    def write(
        self,
        build: Path,
        writer: ClauseWriter,
        before: MilvusDense | None,
        new: dict[int, Any],
        gone: set[int],
        dimension: int,
    ) -> dict[str, Any]:
        """Insert what came, to be visible when the clauses are committed; name what went."""
        name = before.collection if before is not None else self._create(build, dimension)
        last = before.last if before is not None else 0
        with _named(self.uri):
            self._client.delete(name, filter=f"id > {last}")  # of a writer that died before it committed
        for ids in _batches(list(new)):
            self._insert(name, writer, {i: new[i] for i in ids})
        return {"collection": name, "last": max([last, *new]), "gone": sorted(gone)}

    def take(self, build: Path, writer: ClauseWriter, other: Dense, dimension: int) -> dict[str, Any]:
        """Insert all vectors of another home into a new collection, which the state is to name."""
        name, ids = self._create(build, dimension), other.ids
        for part in _batches(ids):
            vectors = checked(other.vectors(part), len(part), dimension)
            self._insert(name, writer, dict(zip(part, vectors, strict=True)))
        last = ids[-1] if ids else 0
        held = len(MilvusDense(self._client, self.uri, dimension, name, last, []))
        if held != len(ids):
            raise IndexNotReached(f"{self.uri}: Milvus 只收到 {held} 个向量，应为 {len(ids)} 个: 请重试")
        return {"collection": name, "last": last, "gone": []}

    def _insert(self, name: str, writer: ClauseWriter, vectors: dict[int, Any]) -> None:
        numbers = writer.document_numbers(list(vectors))
        rows = [{"id": i, "document": numbers[i], "vector": vector} for i, vector in vectors.items()]
        with _named(self.uri):
            self._client.insert(name, rows)

    def settle(self, build: Path, state: dict[str, Any]) -> None:
        """Delete the rows that went, and collections that no build needs any longer."""
        gone, own = state.get("gone", []), state.get("collection")
        with _named(self.uri):
            for at in range(0, len(gone), MOST):
                self._client.delete(own, ids=gone[at : at + MOST])
            for name in self._client.list_collections():
                number = name.removeprefix(_prefix(build))
                left = name == _name(build) != own or not list(build.parent.glob(f"*-{number}"))
                if number.isdecimal() and left:
                    self._client.drop_collection(name)

    def _create(self, build: Path, dimension: int) -> str:
        name = _name(build)
        with _named(self.uri):
            if self._client.has_collection(name):
                self._client.drop_collection(name)
            schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
            schema.add_field("id", DataType.INT64, is_primary=True)
            schema.add_field("document", DataType.INT64)
            schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
            index = self._client.prepare_index_params()
            index.add_index("vector", index_type="AUTOINDEX", metric_type="IP")
            self._client.create_collection(
                name, schema=schema, index_params=index, consistency_level="Strong"
            )
        return name


class MilvusDense:
    """The vectors of one generation in a collection."""

    def __init__(
        self, client: Any, uri: str, dimension: int, collection: str, last: int, gone: list[int]
    ) -> None:
        self._client, self._uri, self.dimension = client, uri, dimension
        self.collection, self.last, self._gone = collection, last, gone
        parts = [f"id not in {gone[at : at + MOST]}" for at in range(0, len(gone), MOST)]
        self._visible = " and ".join([f"id <= {last}", *parts])

    def __len__(self) -> int:
        with _named(self._uri):
            found = self._client.query(self.collection, filter=self._visible, output_fields=["count(*)"])
        return int(found[0]["count(*)"])

    @property
    def ids(self) -> list[int]:
        """All ids, ascending."""
        found: list[int] = []
        with _named(self._uri):
            pages = self._client.query_iterator(
                self.collection, filter=self._visible, output_fields=["id"], batch_size=BATCH
            )
            while rows := pages.next():
                found += [int(row["id"]) for row in rows]
            pages.close()
        return sorted(found)

    def __contains__(self, piece_id: int) -> bool:
        return bool(self._rows([piece_id]))

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the stored vectors (n, dimension) of these ids; raises KeyError for one that is not there."""
        found: dict[int, Any] = {}
        for at in range(0, len(ids), BATCH):
            found |= self._rows(list(ids[at : at + BATCH]))
        lost = [i for i in ids if i not in found and i <= self.last and i not in self._gone]
        if lost:
            # A writer has published a later generation and removed what this one still had.
            raise IndexNotReached(
                f"{self._uri}: Milvus 中缺少片段 {lost[0]} 的向量，索引刚刚更新过: 请重试；"
                "多台机器各有索引文件夹的，请更新这一份"
            )
        return np.asarray([found[i] for i in ids], dtype=np.float32).reshape(-1, self.dimension)

    def _rows(self, ids: list[int]) -> dict[int, Any]:
        visible = [i for i in ids if i <= self.last and i not in set(self._gone)]
        if not visible:
            return {}
        with _named(self._uri):
            rows = self._client.get(self.collection, ids=visible, output_fields=["id", "vector"])
        return {int(row["id"]): row["vector"] for row in rows}

    def search(
        self,
        query: Vectors,
        k: int,
        allowed: Sequence[int] | None = None,
        documents: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Return (id, cosine) of the k nearest, best first, among `allowed` ids or those of document numbers."""
        vector = checked(query.reshape(1, -1), 1, self.dimension)
        if k < 1:
            return []
        ids: list[int] = []
        scores: list[float] = []
        for wanted in self._filters(allowed, documents):
            with _named(self._uri):
                hits = self._client.search(
                    self.collection, data=vector.tolist(), limit=min(k, FOUND_MOST), filter=wanted
                )[0]
            ids += [int(hit["id"]) for hit in hits]
            scores += [float(hit["distance"]) for hit in hits]
        return best(np.asarray(ids, dtype=np.int64), np.asarray(scores, dtype=np.float32), k)

    def _filters(self, allowed: Sequence[int] | None, documents: Sequence[int] | None) -> Iterator[str]:
        """Yield filters that together allow what is asked for, each of a length that Milvus takes."""
        field, values = ("id", allowed) if documents is None else ("document", documents)
        if values is None:
            yield self._visible
            return
        for at in range(0, len(values), MOST):
            yield f"{field} in {[int(value) for value in values[at : at + MOST]]} and {self._visible}"


@contextmanager
def _named(uri: str) -> Iterator[None]:
    try:
        yield
    except (MilvusException, ConnectionError, OSError) as error:
        reason = str(error).splitlines()[0][:160]
        raise IndexNotReached(f"{uri}: Milvus 未能完成（{reason}）: 请检查服务器和 uri 设置后重试") from error


def _prefix(build: Path) -> str:
    """Begin the names of all collections of one index folder."""
    return f"policy_{hashlib.sha256(str(build.parent.resolve()).encode()).hexdigest()[:12]}_"


def _name(build: Path) -> str:
    """Name the collection of a build."""
    return _prefix(build) + build.name.rpartition("-")[2]


def _batches(ids: Sequence[int]) -> Iterator[list[int]]:
    for at in range(0, len(ids), BATCH):
        yield list(ids[at : at + BATCH])
