"""A sentence-transformers model as one int8 ONNX graph with pooling and normalisation inside."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OPSET = 17
MAX_TOKENS = 512


@contextmanager
def quiet() -> Iterator[None]:
    """Silence the warnings, logs and progress bars of the libraries that prepare a model."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from transformers.utils import logging as transformers_logging

            transformers_logging.set_verbosity_error()
            transformers_logging.disable_progress_bar()
            yield
    finally:
        logging.disable(before)


def export_int8(model: Any, folder: Path, target: Path) -> None:
    """Write `model` (a SentenceTransformer) as `target`, weights in int8 with a scale per channel.

    The float32 graph is kept in `folder` only as a step on the way.
    """
    _export_int8(sentence_graph(model), "embedding", folder, target)


def export_pairs_int8(network: Any, folder: Path, target: Path) -> None:
    """Write a network of pairs (a torch module from ids and mask to one score a row) in the same way."""
    _export_int8(network, "score", folder, target)


def _export_int8(network: Any, output: str, folder: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    plain = folder / "float32.onnx"
    export_float32(network, output, plain)
    quantize_dynamic(plain, target, weight_type=QuantType.QInt8, per_channel=True)
    plain.unlink()


def export_float32(network: Any, output: str, target: Path) -> None:
    """Write a torch module of token ids and attention mask as an ONNX graph."""
    import torch

    ids = torch.tensor([[0, 5, 6, 2], [0, 7, 2, 1]])
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        network,
        (ids, mask),
        str(target),
        input_names=["input_ids", "attention_mask"],
        output_names=[output],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, output: {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )


def sentence_graph(model: Any) -> Any:
    """Wrap a SentenceTransformer as a module of two tensors, its output normalised."""
    import torch

    class SentenceGraph(torch.nn.Module):  # type: ignore[misc]  # mypy does not read torch
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            output = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return torch.nn.functional.normalize(output["sentence_embedding"], dim=-1)

    return SentenceGraph().eval()
