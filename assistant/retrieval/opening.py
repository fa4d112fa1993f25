"""Opening the store that the settings name."""

from __future__ import annotations

from pathlib import Path

from assistant.config import Settings
from assistant.embedding.encoder import Encoder
from assistant.errors import BadSettings
from assistant.retrieval.generation import VectorHome
from assistant.retrieval.store import PolicyStore
from assistant.retrieval.vectors_local import LocalVectors


def open_store(settings: Settings, encoder: Encoder) -> PolicyStore:
    """Return the store of the settings: vectors in files of its folder, or in a Milvus server; raises BadSettings."""
    return PolicyStore(
        Path(settings.index), encoder, vector_home(settings.store, settings.uri, settings.flat_until)
    )


def vector_home(store: str, uri: str, flat_until: int) -> VectorHome:
    """Return where vectors stand; `store` is faiss or milvus, `uri` a Milvus server or a Milvus Lite file."""
    if store == "faiss":
        return LocalVectors(flat_until)
    if store != "milvus":
        raise BadSettings(f"store = {store!r}: 应为 faiss 或 milvus: 请修改设置文件")
    if not uri:
        raise BadSettings("store = milvus 需要 uri（服务器地址，如 http://milvus:19530）: 请修改设置文件")
    from assistant.retrieval.vectors_milvus import MilvusVectors

    return MilvusVectors(uri)
