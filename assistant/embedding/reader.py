"""Reading a question and a sentence together: does the sentence answer it?

A small cross-encoder, the first layers of the bundled model with what training added to them (`reader.npz`).
Like the encoder it runs with onnxruntime and tokenizers alone.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import manifest as manifests
from assistant.embedding.encoder import load_session, load_tokenizer

MAX_TOKENS = 144  # of question and sentence together, as in training


class Reader:
    """A prepared reader, loaded. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = load_tokenizer(folder / manifests.TOKENIZER, MAX_TOKENS)
        self._session = load_session(folder / manifests.READER)
        self._cores = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="reader")

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float64]:
        """Return one score a passage: above 0, it rather answers the question than not."""
        if not passages:
            return np.zeros(0)
        rows = [self.ids(question, passage) for passage in passages]
        # The longest first, so that no core waits for another.
        order = sorted(range(len(rows)), key=lambda at: -len(rows[at]))
        scores = np.zeros(len(rows))
        scores[order] = list(self._cores.map(self._run, [rows[at] for at in order]))
        return scores

    def ids(self, question: str, passage: str) -> list[int]:
        """Return the token ids of a pair; the longer of the two is cut where there is no room.

        So a question of usual length stands whole beside a passage that is cut, as in training, and a very long one
        leaves room for half a passage.
        """
        return list(self._tokenizer.encode(question, passage).ids)

    def _run(self, row: list[int]) -> Any:
        ids = np.array([row], dtype=np.int64)
        return self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]


def load_reader(cache: Path) -> Reader:
    """Load the reader that is prepared with the bundled model; raises ModelError when it is not."""
    folder = manifests.model_folder(manifests.BUNDLED, cache)
    manifest = manifests.read_manifest(folder, manifests.BUNDLED)
    manifests.check_sizes(folder, manifest, manifests.BUNDLED)
    manifests.check_current(manifest, manifests.BUNDLED, cache)
    return Reader(folder)
