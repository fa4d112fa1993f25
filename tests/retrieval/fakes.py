"""An encoder without a model, and documents whose clauses are their lines."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from assistant.schema import Clause, Document


@cache
def vector(text: str) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    row = np.random.default_rng(seed).normal(size=16).astype(np.float32)
    return row / np.float32(np.linalg.norm(row))


class HashEncoder:
    """Vectors from a hash of the words: the same words give the same vector, other words another."""

    def __init__(self, fingerprint: str = "f1") -> None:
        self.name, self.dimension, self.fingerprint = "hash", 16, fingerprint
        self.encoded = 0

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([vector(text) for text in texts], dtype=np.float32).reshape(-1, 16)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        return self.encode_queries(texts)


def document(name: str, lines: Sequence[str]) -> tuple[Document, list[Clause]]:
    text = "\n".join(lines)
    clauses, at = [], 0
    for number, line in enumerate(lines, 1):
        end = at + len(line) + (number < len(lines))
        clauses.append(Clause(name, str(number), str(number), (), "", line, at, end, at))
        at = end
    return Document(id=name, title=name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest()), clauses
