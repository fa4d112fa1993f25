from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding.adapter import merge_adapter, read_adapter, write_adapter
from assistant.embedding.export import quiet
from assistant.embedding.tune import Pair, Recipe, batch_loss, draw, embed, pace, tune
from assistant.errors import ModelError

PAIRS = [
    Pair(f"问题{number}怎么办", (f"d{number}", f"第{number}条　应当按照规定办理{number}。"))
    for number in range(6)
]


class Small:
    """As much of a SentenceTransformer as tuning uses, over two random layers and hashed characters."""

    def __init__(self) -> None:
        import torch
        from transformers import BertConfig, BertModel

        torch.manual_seed(3)
        config = BertConfig(
            vocab_size=97, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
        )
        self.auto_model = BertModel(config, add_pooling_layer=False).eval()

    def __getitem__(self, place: int) -> Small:
        return self

    def tokenizer(self, texts: list[str], max_length: int, **_options: object) -> dict[str, object]:
        import torch

        rows = [[ord(char) % 97 for char in text][:max_length] for text in texts]
        width = max(map(len, rows))
        ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
        return {"input_ids": ids, "attention_mask": mask}


@pytest.fixture
def model() -> Small:
    with quiet():
        return Small()


def test_an_adapter_is_read_as_it_was_written(tmp_path: Path) -> None:
    factors = {"layer.0.query": (np.ones((2, 4), np.float32) / 4, np.full((3, 2), 0.5, np.float32))}
    write_adapter(tmp_path / "adapter.npz", factors)
    down, up = read_adapter(tmp_path / "adapter.npz")["layer.0.query"]
    np.testing.assert_array_equal(up @ down, np.full((3, 4), 0.25))


@pytest.mark.parametrize("content", [b"", b"not an adapter", b"PK\x03\x04 broken"])
def test_another_file_is_no_adapter(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "adapter.npz").write_bytes(content)
    with pytest.raises(ModelError, match="微调参数无法读取"):
        read_adapter(tmp_path / "adapter.npz")


def test_an_adapter_of_another_model_is_refused(model: Small) -> None:
    factors = {"encoder.layer.0.output.dense": (np.ones((2, 5), np.float32), np.ones((3, 2), np.float32))}
    with pytest.raises(ModelError, match="为别的模型训练"):
        merge_adapter(model.auto_model, factors)


def test_what_was_learned_is_the_same_when_merged(model: Small, tmp_path: Path) -> None:
    import torch

    recipe = Recipe(rank=2, batch=3, rate=0.01, steps=12, warm_up=1, first_layer=0, temperature=0.1)
    first = batch_loss(model, PAIRS[:6], recipe).item()
    steps = tune(model, [PAIRS], recipe, tmp_path / "adapter.npz", lambda line: None)
    assert steps == 12
    assert batch_loss(model, PAIRS[:6], recipe).item() < first
    fresh = Small()
    merge_adapter(fresh.auto_model, read_adapter(tmp_path / "adapter.npz"))
    texts = ["query: 怎么办"]
    assert torch.cosine_similarity(embed(model, texts, 32), embed(fresh, texts, 32)).item() > 0.999


def test_layers_below_the_first_adapted_one_are_left_alone(model: Small, tmp_path: Path) -> None:
    recipe = Recipe(rank=2, batch=2, steps=1, first_layer=1)
    tune(model, [PAIRS], recipe, tmp_path / "adapter.npz", lambda line: None)
    assert {name.split(".")[2] for name in read_adapter(tmp_path / "adapter.npz")} == {"1"}


def test_another_known_answer_is_not_counted_as_wrong(model: Small) -> None:
    same = ("d9", PAIRS[0].passage[1])
    alone = Pair(PAIRS[0].question, PAIRS[0].passage, (same,))
    both = Pair(PAIRS[0].question, PAIRS[0].passage, (same,), frozenset({"d0", "d9"}))
    recipe = Recipe()
    assert batch_loss(model, [alone], recipe).item() == pytest.approx(np.log(2), abs=0.01)
    assert batch_loss(model, [both], recipe).item() == pytest.approx(0, abs=0.01)


def test_groups_take_turns_and_every_pair_comes_once_before_any_again() -> None:
    batches = list(islice(draw([PAIRS[:4], PAIRS[4:]], Recipe(batch=2)), 4))
    first, second = batches[0] + batches[2], batches[1]
    assert sorted(pair.question for pair in first) == [pair.question for pair in PAIRS[:4]]
    assert sorted(pair.question for pair in second) == [pair.question for pair in PAIRS[4:]]


def test_the_pace_rises_then_falls() -> None:
    recipe = Recipe(steps=100, warm_up=10, minutes=60)
    paces = [pace(step, recipe, 0) for step in (1, 10, 50, 100)]
    assert paces == pytest.approx([0.099, 0.9, 0.5, 0.02])
    assert pace(10, recipe, 45) == pytest.approx(0.25)
