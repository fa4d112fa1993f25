"""Write the bundled model as a sentence-transformers folder: BertModel, XLM-R tokenizer, mean pooling."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from assistant.embedding.bundled import Bundled, kept_pieces, read_bundled

UNKNOWN = 3
WAVE, WAVE_STAND_IN = "～", "\ue000"

# our tensor name → BertModel's, for the embeddings and for every layer
EMBEDDINGS = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def unpack_bundled(folder: Path, cut: bool = True) -> None:
    """Write the bundled model into `folder`; with `cut`, keep the vocabulary of our alphabets only."""
    source = read_bundled()
    kept = kept_pieces(source.pieces) if cut else list(range(len(source.pieces)))
    folder.mkdir(parents=True, exist_ok=True)
    _write_tokenizer(folder, source, kept)
    _write_network(folder, source, kept)
    _write_modules(folder, source)


def normaliser() -> Any:
    """Return the wheel's character map: Nmt and NFKC, except that the Chinese ～ stays what it is.

    Runs of spaces become one. Compared over all of Unicode, one other code point differs (U+1F23B).
    """
    from tokenizers import Regex, normalizers

    return normalizers.Sequence(
        [
            normalizers.Replace(WAVE, WAVE_STAND_IN),
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace(WAVE_STAND_IN, WAVE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )


def build_tokenizer(source: Bundled, kept: list[int]) -> Any:
    """Return the XLM-R tokenizer over the kept pieces."""
    from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, processors

    vocabulary = [(source.pieces[number], float(source.scores[number])) for number in kept]
    tokenizer = Tokenizer(models.Unigram(vocabulary, UNKNOWN, False))
    tokenizer.normalizer = normaliser()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("▁", "always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens(
        [AddedToken(name, special=True) for name in ("<s>", "<pad>", "</s>", "<unk>")]
    )
    return tokenizer


def _write_tokenizer(folder: Path, source: Bundled, kept: list[int]) -> None:
    build_tokenizer(source, kept).save(str(folder / "tokenizer.json"), pretty=False)
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": source.shape.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
        },
    )


def _write_network(folder: Path, source: Bundled, kept: list[int]) -> None:
    import torch
    from transformers import BertConfig, BertModel

    shape = source.shape
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=source.epsilon,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
    )
    network = BertModel(config, add_pooling_layer=False)
    weights = {name: torch.from_numpy(value.copy()) for name, value in _weights(source, kept).items()}
    network.load_state_dict(weights, strict=True)
    network.save_pretrained(folder)


def _weights(source: Bundled, kept: list[int]) -> dict[str, Any]:
    weights: dict[str, Any] = {"embeddings.word_embeddings.weight": source.matrix("emb.word")[np.array(kept)]}
    for ours, theirs in EMBEDDINGS.items():
        weights[theirs] = source.tensors[ours] if ".ln." in ours else source.matrix(ours)
    for layer in range(source.shape.layers):
        for ours, theirs in LAYER.items():
            weight, bias = f"l{layer}.{ours}.w", f"l{layer}.{ours}.b"
            is_norm = ours.endswith("ln")
            name = f"encoder.layer.{layer}.{theirs}"
            weights[f"{name}.weight"] = source.tensors[weight] if is_norm else source.matrix(weight)
            weights[f"{name}.bias"] = source.tensors[bias]
    return weights


def _write_modules(folder: Path, source: Bundled) -> None:
    names = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    modules = [
        {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{name}"}
        for number, (path, name) in enumerate(names.items())
    ]
    _write_json(folder / "modules.json", modules)
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": source.shape.positions})
    prompts = {"query": "query: ", "passage": "passage: "}
    _write_json(
        folder / "config_sentence_transformers.json", {"prompts": prompts, "default_prompt_name": None}
    )
    pooling = {"word_embedding_dimension": source.shape.hidden, "pooling_mode_mean_tokens": True}
    for path, content in (("1_Pooling", pooling), ("2_Normalize", {})):
        (folder / path).mkdir(exist_ok=True)
        _write_json(folder / path / "config.json", content)


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
