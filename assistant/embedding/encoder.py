"""Text to vectors at run time, with onnxruntime, tokenizers and numpy alone.

Nothing here imports torch, and importing this module imports none of those libraries before they are needed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import manifest as manifests
from assistant.embedding.manifest import Manifest
from assistant.errors import ModelError

Vectors = NDArray[np.float32]
SLOWER = ["SkipLayerNormFusion"]  # its fused operation takes six times as long as the two it replaces


class Encoder(Protocol):
    """Anything that turns queries and passages into unit vectors of one dimension."""

    @property
    def name(self) -> str:
        """What users call the model."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """Content hash; an index built with another one must be refused."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return a float32 array (texts, dimension) of unit vectors."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return a float32 array (texts, dimension) of unit vectors."""
        ...


class OnnxEncoder:
    """A prepared model, loaded. Safe to use from several threads."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._manifest = manifest
        self._tokenizer = load_tokenizer(folder / manifests.TOKENIZER, manifest.max_tokens)
        self._session = load_session(folder / manifests.NETWORK)

    @property
    def name(self) -> str:
        """What users call the model."""
        return self._manifest.name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._manifest.dimension

    @property
    def fingerprint(self) -> str:
        """Content hash of network, tokenizer and prefixes."""
        return self._manifest.fingerprint

    @property
    def max_tokens(self) -> int:
        """Tokens beyond this number are not read."""
        return self._manifest.max_tokens

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return a float32 array (texts, dimension) of unit vectors."""
        return self._encode([self._manifest.query_prefix + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return a float32 array (texts, dimension) of unit vectors."""
        return self._encode([self._manifest.passage_prefix + text for text in texts])

    def _encode(self, texts: list[str]) -> Vectors:
        """Encode every text by itself, on all cores.

        In a batch the int8 scales, and with them a text's vector, would depend on its neighbours; one text
        on one core is also the fastest way through a corpus (docs/decisions/0003).
        """
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)] if texts else []
        if len(rows) == 1:
            vectors[0] = self._run(rows[0])
        elif rows:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                for number, vector in enumerate(pool.map(self._run, rows)):
                    vectors[number] = vector
        return vectors

    def _run(self, row: list[int]) -> Any:
        ids = np.array([row], dtype=np.int64)
        return self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]


def load_encoder(model: str, cache: Path) -> OnnxEncoder:
    """Load a prepared model; raises ModelError naming the remedy when there is none or it is damaged.

    Only file sizes are compared here; `verify_model` reads every byte.
    """
    folder = manifests.model_folder(model, cache)
    manifest = manifests.read_manifest(folder, model)
    manifests.check_sizes(folder, manifest, model)
    manifests.check_current(manifest, model, cache)
    return OnnxEncoder(folder, manifest)


def list_models(cache: Path) -> list[dict[str, Any]]:
    """Return name, folder, dimension, fingerprint and size in bytes of every prepared model."""
    found = []
    for path in sorted(cache.glob(f"*/{manifests.MANIFEST}")):
        manifest = manifests.read_manifest(path.parent, path.parent.name)
        size = sum(facts.size for facts in manifest.files.values())
        facts = {"name": manifest.name, "folder": str(path.parent), "dimension": manifest.dimension}
        found.append({**facts, "fingerprint": manifest.fingerprint, "bytes": size})
    return found


def verify_model(model: str, cache: Path) -> dict[str, Any]:
    """Hash every file of a prepared model and return its manifest; raises ModelError when one differs."""
    folder = manifests.model_folder(model, cache)
    manifest = manifests.read_manifest(folder, model)
    manifests.check_hashes(folder, manifest, model)
    manifests.check_current(manifest, model, cache)
    return {**asdict(manifest), "folder": str(folder)}


def load_tokenizer(path: Path, max_tokens: int) -> Any:
    """Load a tokenizer that cuts after `max_tokens`; raises ModelError when the file is damaged."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_buffer(path.read_bytes())
    except ValueError as error:
        raise ModelError(f"{path}: 已损坏（{error}）: 请运行 policy-assistant models prepare") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)  # of a pair, the longer of the two
    return tokenizer


def load_session(path: Path) -> Any:
    """Load a network that runs on one core a call; raises ModelError when the file is damaged."""
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as errors

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the texts are spread over the cores instead
    options.log_severity_level = 3
    # Without VNNI (many office machines) int8 sums overflow unless this is set: scores move by 0.5 (decision 3).
    options.add_session_config_entry("session.x64quantprecision", "1")
    try:
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
        )
    except (errors.Fail, errors.InvalidProtobuf, errors.InvalidGraph, errors.NoSuchFile) as error:
        raise ModelError(
            f"{path}: 已损坏（{str(error).splitlines()[0]}）: 请运行 policy-assistant models prepare"
        ) from error
