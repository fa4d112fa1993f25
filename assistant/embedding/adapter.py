"""A low-rank adapter: what tuning adds to the weights of a model, kept as a small .npz file.

For a dense layer of weight W it holds A (rank, in) and B (out, rank) in float16; merged, W becomes W + B·A.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError

Factors = dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]


def write_adapter(path: Path, factors: Factors) -> None:
    """Write the factors (A, B) of every layer."""
    arrays: dict[str, Any] = {}
    for layer, (down, up) in factors.items():
        arrays[f"{layer}:A"], arrays[f"{layer}:B"] = down.astype(np.float16), up.astype(np.float16)
    with path.open("wb") as stream:
        np.savez_compressed(stream, **arrays)


def read_adapter(path: Path) -> Factors:
    """Read the factors (A, B) of every layer; raises ModelError when the file is not an adapter."""
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            layers = sorted({name.rsplit(":", 1)[0] for name in arrays})
            return {
                layer: (arrays[f"{layer}:A"].astype(np.float32), arrays[f"{layer}:B"].astype(np.float32))
                for layer in layers
            }
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path}: 微调参数无法读取（{error}）: 请删除或重新训练") from error


def merge_adapter(network: Any, factors: Factors) -> None:
    """Add the adapter to the dense layers of a torch network; raises ModelError when they do not fit."""
    import torch

    layers = dict(network.named_modules())
    for layer, (down, up) in factors.items():
        weight = getattr(layers.get(layer), "weight", None)
        if weight is None or tuple(weight.shape) != (up.shape[0], down.shape[1]):
            raise ModelError(f"{layer}: 微调参数是为别的模型训练的: 请删除或重新训练")
        with torch.no_grad():
            weight += torch.from_numpy(up @ down)
