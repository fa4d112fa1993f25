"""What is expensive is kept by its content: vectors by the words they stand for, indexes by what made them.

An index is built through the product's own `update_index`; only the encoder is wrapped, so that words that were
embedded before, in whatever index, are not embedded again. A changed parser so costs a re-read, not a re-embedding;
a changed encoder costs everything, and the run says so. A run that is stopped goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.config import load_settings
from assistant.embedding.encoder import Encoder, Vectors, load_encoder
from assistant.errors import PolicyError
from assistant.ingest.corpus import corpus_files
from assistant.retrieval.generations import current_build
from assistant.retrieval.indexing import update_index
from assistant.retrieval.store import PolicyStore, state_of
from eval.sets import ROOT

CACHE = Path(os.environ.get("POLICY_EVAL_CACHE", ROOT / "var" / "eval"))
STAMP = "built-from.json"
SOURCES = ("ingest", "retrieval", "schema.py")  # of assistant/: what decides what an index holds
LOOKUP = 500  # digests asked for at once


class KeptEncoder:
    """An encoder that keeps the vector of every passage in a file; otherwise the encoder that it wraps."""

    def __init__(self, inner: Encoder, folder: Path) -> None:
        self.inner = inner
        self.embedded = self.taken = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{inner.fingerprint[:16]}.sqlite"
        self._db = sqlite3.connect(self.path, timeout=120, check_same_thread=False)
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
        )

    @property
    def name(self) -> str:
        """The name of the wrapped encoder."""
        return self.inner.name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self.inner.dimension

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the wrapped encoder: the product opens the index with that."""
        return self.inner.fingerprint

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions; they are not kept."""
        return self.inner.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, embedding those that were never embedded by this encoder."""
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        known = self._known(digests)
        fresh = {d: text for d, text in zip(digests, texts, strict=True) if d not in known}
        if fresh:
            vectors = self.inner.encode_passages(list(fresh.values()))
            known |= dict(zip(fresh, vectors, strict=True))
            rows = [(d, known[d].astype(np.float32).tobytes()) for d in fresh]
            self._db.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
            self._db.commit()
        self.embedded += len(fresh)
        self.taken += len(texts) - len(fresh)
        found = [known[digest] for digest in digests]
        return np.asarray(found, dtype=np.float32).reshape(len(texts), self.dimension)

    def missing(self, texts: Sequence[str]) -> int:
        """Return how many passages would have to be embedded."""
        digests = {hashlib.sha256(text.encode()).digest() for text in texts}
        return len(digests - set(self._known(list(digests))))

    def _known(self, digests: Sequence[bytes]) -> dict[bytes, Any]:
        found: dict[bytes, Any] = {}
        for at in range(0, len(digests), LOOKUP):
            part = digests[at : at + LOOKUP]
            marks = ",".join("?" * len(part))
            sql = f"SELECT digest, vector FROM vectors WHERE digest IN ({marks})"
            found |= {d: np.frombuffer(v, dtype=np.float32) for d, v in self._db.execute(sql, part)}
        return found

    def __getattr__(self, name: str) -> Any:
        """Whatever else an encoder offers, the wrapped one does."""
        return getattr(self.inner, name)

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def kept_encoder() -> KeptEncoder:
    """Return the encoder of the settings with the vectors that are kept for it."""
    settings = load_settings()
    return KeptEncoder(load_encoder(settings.model, Path(settings.model_cache)), CACHE / "vectors")


def content_digest(corpus: Path, fingerprint: str) -> str:
    """Return a digest of all that decides what an index holds: documents, parser, store and encoder."""
    digest = hashlib.sha256((fingerprint + code_digest(ROOT / "assistant", SOURCES)).encode())
    for file in [*corpus_files(corpus), *sorted(corpus.glob("catalogue.*"))]:
        digest.update(f"{file.relative_to(corpus)}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def build(corpus: Path, index: Path, encoder: KeptEncoder | None = None) -> dict[str, Any]:
    """Bring an index up to date and return the product's report; nothing is done when nothing changed."""
    encoder = encoder or kept_encoder()
    try:
        digest = content_digest(corpus, encoder.fingerprint)
        held = _held(index)
        if held.get("digest") == digest:
            return dict(held["report"]) | {"kept": True}
        if held.get("encoder", encoder.fingerprint) != encoder.fingerprint:
            line = (
                f"  index {index.name}: the encoder has changed, so what it never read must be embedded anew"
            )
            print(line, file=sys.stderr, flush=True)
        tell = _Progress(index.name)
        report = update_index(PolicyStore(index, encoder), corpus, rebuild=True, report=tell)
        report |= {"embedded": encoder.embedded, "vectors_kept": encoder.taken}
        written = {
            "digest": digest, "encoder": encoder.fingerprint, "current": _current(index), "report": report
        }  # fmt: skip
        (index / STAMP).write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
        return report | {"kept": False}
    finally:
        encoder.close()


def _held(index: Path) -> dict[str, Any]:
    """Return what the index was built from; nothing when another program has changed it since."""
    stamp = index / STAMP
    held: dict[str, Any] = json.loads(stamp.read_text(encoding="utf-8")) if stamp.exists() else {}
    return held if held.get("current") == _current(index) else {}


def _current(index: Path) -> str:
    try:
        return f"{current_build(index).name} {state_of(index)['generation']}"
    except PolicyError:
        return ""


def code_digest(root: Path, names: Sequence[str] = ("",)) -> str:
    """Return a digest of the files that are named, whole folders too, below `root`."""
    digest = hashlib.sha256()
    for name in names:
        path = root / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(file.read_bytes())
    return digest.hexdigest()


class _Progress:
    """Tells how far indexing is, every half minute."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.began = self.told = time.monotonic()

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.told < 30:
            return
        self.told = now
        line = f"  index {self.name}: {stage} {done}/{total}, {now - self.began:.0f} s"
        print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Build an index by hand: python -m eval.kept CORPUS INDEX."""
    corpus, index = map(Path, sys.argv[1:3])
    print(json.dumps(build(corpus, index), ensure_ascii=False))


if __name__ == "__main__":
    main()
