"""Making the reader: the first layers of the bundled model, what training added, and a head, as int8 ONNX."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoder import load_tokenizer
from assistant.embedding.export import export_pairs_int8
from assistant.embedding.manifest import TOKENIZER
from assistant.embedding.reader import MAX_TOKENS
from assistant.embedding.smoothing import smooth
from assistant.errors import ModelError

LAYERS = 6
HIDDEN = 64  # width of the head
Arrays = dict[str, NDArray[np.float32]]


def build_network(folder: Path, layers: int = LAYERS) -> Any:
    """Return the untrained reader over an unpacked model: (ids, mask) to one score a row.

    The head looks at the first token and at the mean of all.
    """
    import torch
    from transformers import BertModel

    class Network(torch.nn.Module):  # type: ignore[misc]  # mypy does not read torch
        def __init__(self) -> None:
            super().__init__()
            self.body = BertModel.from_pretrained(
                str(folder), add_pooling_layer=False, attn_implementation="eager"
            )
            self.body.encoder.layer = self.body.encoder.layer[:layers]
            self.body.config.num_hidden_layers = layers
            width = 2 * self.body.config.hidden_size
            self.head = torch.nn.Sequential(
                torch.nn.Linear(width, HIDDEN), torch.nn.Tanh(), torch.nn.Linear(HIDDEN, 1)
            )

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            hidden = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).float()
            mean = (hidden * mask).sum(1) / mask.sum(1)
            return self.head(torch.cat([hidden[:, 0], mean], 1)).squeeze(-1)

    return Network()


def read_trained(path: Path) -> Arrays:
    """Read what training changed; raises ModelError when the file is not whole."""
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            return {name: arrays[name].astype(np.float32) for name in arrays}
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path}: 精读模型无法读取（{error}）: 请重新安装本程序") from error


def trained_part(before: Arrays, after: Arrays) -> dict[str, Any]:
    """Return what training changed, small: of a matrix, its change in steps of a fifteenth of each row's range.

    Matrices are kept as `x:change` (int8, -7 to 7) and `x:step` (one a row); vectors whole, in half precision.
    """
    kept: dict[str, Any] = {}
    for name, value in after.items():
        if value.ndim < 2 or name.startswith("head"):
            kept[name] = value.astype(np.float16)
            continue
        change = value - before[name]
        step = np.maximum(np.abs(change).max(axis=1, keepdims=True) / 7, 1e-8)
        kept[f"{name}:change"] = np.rint(change / step).astype(np.int8)
        kept[f"{name}:step"] = step.astype(np.float32)
    return kept


def merge_trained(network: Any, arrays: Arrays) -> None:
    """Put what training changed into the network; raises ModelError when it was made for another."""
    import torch

    values = dict(network.state_dict())
    for name, value in arrays.items():
        name, _, part = name.partition(":")
        if name not in values or (part and values[name].shape != arrays[f"{name}:change"].shape):
            raise ModelError(f"{name}: 精读模型与向量模型不配套: 请重新安装本程序")
        if part == "change":
            values[name] = values[name] + torch.from_numpy(value * arrays[f"{name}:step"])
        elif not part:
            values[name] = torch.from_numpy(value)
    network.load_state_dict(values)


def export_reader(
    unpacked: Path, trained: Path, samples: Sequence[str], building: Path, target: Path
) -> None:
    """Write the trained reader over the unpacked bundled model as `target`; `samples` show what flows through it."""
    import torch

    network = build_network(unpacked)
    merge_trained(network, read_trained(trained))
    network.eval()
    tokenizer = load_tokenizer(unpacked / TOKENIZER, MAX_TOKENS)

    def run() -> None:
        for question in samples[::3]:
            for passage in samples:
                ids = torch.tensor([tokenizer.encode(question, passage).ids])
                network(ids, torch.ones_like(ids))

    smooth(network, run)
    export_pairs_int8(network, building, target)
