from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.embedding.bundled import Bundled, decode_q4, kept_pieces, read_bundled
from assistant.embedding.unpack import build_tokenizer
from assistant.errors import ModelError

TEXTS = (
    "对重点项目，每月至少开展一次现场办公，15天内办结；2024～2026年完成50%。",
    "奈政字〔2025〕43号　①领导包联②《条例》第三条之一……“一网通办”",
    "Applications must be submitted within 15 working days (see Article 3).",
    "Засгийн газрын тогтоол гарсан өдрөөс эхлэн үйлчилнэ.",
    "ＡＢＣ１２３　　全角 空格",
)


@pytest.fixture(scope="module")
def bundled() -> Bundled:
    return read_bundled()


def test_q4_blocks_decode_low_nibbles_first() -> None:
    block = np.float16(0.5).tobytes() + bytes([0x80 | number for number in range(16)])
    expected = [(number - 8) * 0.5 for number in range(16)] + [0.0] * 16
    assert decode_q4(block).tolist() == expected


def test_the_wheel_holds_the_network_we_expect(bundled: Bundled) -> None:
    assert (bundled.shape.hidden, bundled.shape.layers, bundled.shape.heads) == (384, 12, 12)
    assert len(bundled.pieces) == 250002
    assert bundled.pieces[:4] == ("<s>", "<pad>", "</s>", "<unk>")
    assert bundled.matrix("l0.fo.w").shape == (384, 1536)


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(b"E5S1 but not ours")
    with pytest.raises(ModelError, match=r"校验和不符"):
        read_bundled(path)


def test_the_cut_vocabulary_segments_our_alphabets_exactly_as_the_whole_one(bundled: Bundled) -> None:
    kept = kept_pieces(bundled.pieces)
    assert len(kept) < 150_000
    whole = build_tokenizer(bundled, list(range(len(bundled.pieces))))
    cut = build_tokenizer(bundled, kept)
    for text in TEXTS:
        assert [kept[number] for number in cut.encode(text).ids] == whole.encode(text).ids, text


def test_every_character_the_model_knew_is_still_known(bundled: Bundled) -> None:
    kept = set(kept_pieces(bundled.pieces))
    assert [
        piece for number, piece in enumerate(bundled.pieces) if len(piece) == 1 and number not in kept
    ] == []
