"""Making a network ready for int8: peaks of what flows into a matrix are moved into the matrix itself.

Activations are quantised with one scale a tensor, so that a few channels with large values leave few steps to the
others. Each channel is divided by its share of the peak and the matrix multiplied by it, which changes nothing before
quantisation (SmoothQuant, Xiao et al. 2023, https://arxiv.org/abs/2211.10438).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

SHARE = 0.7  # of a channel's peak that goes over to the weights
LEAST = 1e-5


def smooth(network: Any, run: Callable[[], None]) -> None:
    """Move the peaks that `run` shows into the weights of the network's linear layers, in place."""
    import torch

    class Smoothed(torch.nn.Module):  # type: ignore[misc]  # mypy does not read torch
        def __init__(self, linear: Any, scale: Any) -> None:
            super().__init__()
            self.linear = linear
            self.register_buffer("shrink", 1 / scale)
            with torch.no_grad():
                linear.weight.mul_(scale)

        def forward(self, values: Any) -> Any:
            return self.linear(values * self.shrink)

    layers = {name: part for name, part in network.named_modules() if isinstance(part, torch.nn.Linear)}
    peaks = {name: torch.full((layer.in_features,), LEAST) for name, layer in layers.items()}

    def look(name: str, _: Any, inputs: Any) -> None:
        flat = inputs[0].detach().abs().reshape(-1, inputs[0].shape[-1])
        peaks[name] = torch.maximum(peaks[name], flat.amax(0))

    watching = [layer.register_forward_pre_hook(partial(look, name)) for name, layer in layers.items()]
    with torch.no_grad():
        run()
    for watch in watching:
        watch.remove()
    for name, layer in layers.items():
        weights = layer.weight.detach().abs().amax(0).clamp(min=LEAST)
        scale = peaks[name] ** SHARE / weights ** (1 - SHARE)
        parent, _, own = name.rpartition(".")
        setattr(network.get_submodule(parent), own, Smoothed(layer, scale / scale.median()))
