"""The bundled weights under sentence-transformers and torch, as llama-index's tutorial would use them.

Kept apart from eval.baselines because importing torch takes seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from sentence_transformers import SentenceTransformer

from assistant.embedding.encoder import Vectors
from assistant.embedding.unpack import unpack_bundled
from eval.kept import CACHE, KeptEncoder


class TorchEncoder:
    """sentence-transformers as an encoder: float32, torch, with the model's prefixes."""

    name = "torch"
    dimension = 384
    fingerprint = "torch-float32-bundled"

    def __init__(self) -> None:
        folder = CACHE / "bundled_torch"
        if not (folder / "modules.json").exists():
            folder.mkdir(parents=True, exist_ok=True)
            unpack_bundled(folder)
        self._model: Any = SentenceTransformer(str(folder), device="cpu")

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of questions."""
        return self._encode(["query: " + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of passages."""
        return self._encode(["passage: " + text for text in texts])

    def _encode(self, texts: list[str]) -> Vectors:
        vectors = self._model.encode(texts, normalize_embeddings=True, batch_size=8)
        return np.asarray(vectors, dtype=np.float32)


def torch_embedding() -> tuple[Any, KeptEncoder]:
    """Return what HuggingFaceEmbedding would be over the same weights, and the encoder that keeps its vectors."""
    encoder = KeptEncoder(TorchEncoder(), CACHE / "vectors")

    class TorchEmbedding(BaseEmbedding):
        """The bundled weights as a llama-index embedding."""

        def _get_query_embedding(self, query: str) -> list[float]:
            return list(map(float, encoder.encode_queries([query])[0]))

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [list(map(float, vector)) for vector in encoder.encode_passages(texts)]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    return TorchEmbedding(model_name="bundled", embed_batch_size=8), encoder
