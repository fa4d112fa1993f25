"""Tuning on the CPU: a low-rank adapter is learned from questions and the clauses that answer them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.embedding.adapter import Factors, read_adapter, write_adapter

Progress = Callable[[str], None]
LAYERS = ("query", "key", "value", "dense")  # last part of the names of the layers that are adapted


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, the passage that answers it, and passages that look alike and do not.

    `answers` names everything known to answer it, so that none of that is counted as wrong in a batch.
    """

    question: str
    passage: tuple[str, str]  # name, text
    wrong: tuple[tuple[str, str], ...] = ()
    answers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train; the temperature is that of the model's own training."""

    rank: int = 32
    batch: int = 32
    rate: float = 2e-4
    temperature: float = 0.02
    question_tokens: int = 40
    passage_tokens: int = 128
    first_layer: int = 4  # layers below it stay as they are: nothing has to be computed back through them
    minutes: float = 45.0
    steps: int = 400
    warm_up: int = 30
    save_every: int = 25
    seed: int = 7


def tune(
    model: Any,
    groups: Sequence[Sequence[Pair]],
    recipe: Recipe,
    target: Path,
    progress: Progress,
    start: Path | None = None,
    go_on: Path | None = None,
) -> int:
    """Train an adapter for `model` (a SentenceTransformer), write it to `target`, return the steps done.

    `start` is an adapter that is merged in `model` already: what is written holds it too. `go_on` is one of the
    same rank that is not merged: it is trained on.

    A batch is drawn from one of the groups, in turn, so that what is wrong in it is of one kind. Training ends
    after `recipe.steps` or `recipe.minutes`, whichever is first; what was learned is saved on the way.
    """
    import torch

    torch.manual_seed(recipe.seed)
    network = model[0].auto_model
    before = read_adapter(start) if start and start.is_file() else {}
    factors = add_low_rank(network, recipe)
    if go_on:
        fill(factors, read_adapter(go_on))
    optimiser = torch.optim.AdamW([part for pair in factors.values() for part in pair], lr=recipe.rate)
    began, step = time.monotonic(), 0
    for step, batch in enumerate(draw(groups, recipe), 1):
        for setting in optimiser.param_groups:
            setting["lr"] = recipe.rate * pace(step, recipe, (time.monotonic() - began) / 60)
        optimiser.zero_grad()
        loss = batch_loss(model, batch, recipe)
        loss.backward()
        optimiser.step()
        minutes = (time.monotonic() - began) / 60
        if step % recipe.save_every == 0:
            save(target, factors, before)
        progress(f"第 {step} 步，损失 {loss.item():.3f}，已用 {minutes:.1f} 分钟")
        if step >= recipe.steps or minutes >= recipe.minutes:
            break
    save(target, factors, before)
    return step


def pace(step: int, recipe: Recipe, minutes: float) -> float:
    """Return the share of the learning rate: up over the first steps, then down to nought at the end."""
    done = max(step / recipe.steps, minutes / recipe.minutes)
    return min(1.0, step / recipe.warm_up) * max(0.02, 1.0 - done)


def draw(groups: Sequence[Sequence[Pair]], recipe: Recipe) -> Iterator[list[Pair]]:
    """Yield batches for ever, from each group in turn, every pair once before any comes again."""
    chance = random.Random(recipe.seed)  # noqa: S311  # order of training, no secret
    waiting: list[list[Pair]] = [[] for _ in groups]
    while True:
        for number, group in enumerate(groups):
            if len(waiting[number]) < recipe.batch:
                waiting[number] = chance.sample(list(group), len(group))
            yield waiting[number][: recipe.batch]
            del waiting[number][: recipe.batch]


def add_low_rank(network: Any, recipe: Recipe) -> dict[str, tuple[Any, Any]]:
    """Freeze a network and let a trainable B·A be added to each of its dense layers; return them by layer."""
    import torch

    for parameter in network.parameters():
        parameter.requires_grad_(False)
    factors: dict[str, tuple[Any, Any]] = {}
    for name, layer in network.named_modules():
        if isinstance(layer, torch.nn.Linear) and is_adapted(name, recipe.first_layer):
            down = torch.nn.Parameter(torch.randn(recipe.rank, layer.in_features) / layer.in_features**0.5)
            up = torch.nn.Parameter(torch.zeros(layer.out_features, recipe.rank))
            layer.register_forward_hook(low_rank_hook(down, up))
            factors[name] = (down, up)
    return factors


def fill(factors: dict[str, tuple[Any, Any]], before: Factors) -> None:
    """Give the trainable factors the values of an adapter of the same rank."""
    import torch

    for name, pair in before.items():
        for parameter, value in zip(factors[name], pair, strict=True):
            parameter.data.copy_(torch.from_numpy(value))


def is_adapted(name: str, first_layer: int) -> bool:
    """Tell whether a layer of that name in an encoder stack is one of those to adapt.

    >>> is_adapted("encoder.layer.7.attention.self.query", 4), is_adapted("encoder.layer.3.output.dense", 4)
    (True, False)
    """
    parts = name.split(".")
    place = next((int(part) for part in parts if part.isdigit()), -1)
    return parts[-1] in LAYERS and place >= first_layer


def low_rank_hook(down: Any, up: Any) -> Callable[[Any, Any, Any], Any]:
    """Return a hook that adds the low-rank product to what a dense layer gives."""
    return lambda _layer, inputs, output: output + inputs[0] @ down.T @ up.T


def batch_loss(model: Any, batch: Sequence[Pair], recipe: Recipe) -> Any:
    """Return the contrastive loss of a batch over its passages and their hard negatives."""
    import torch

    passages = list(dict.fromkeys(named for pair in batch for named in (pair.passage, *pair.wrong)))
    place = {named: number for number, named in enumerate(passages)}
    questions = embed(model, ["query: " + pair.question for pair in batch], recipe.question_tokens)
    answers = embed(model, ["passage: " + text for _, text in passages], recipe.passage_tokens)
    scores = questions @ answers.T / recipe.temperature
    right = [place[pair.passage] for pair in batch]
    also = torch.tensor(
        [
            [name in pair.answers and number != right[row] for number, (name, _) in enumerate(passages)]
            for row, pair in enumerate(batch)
        ]
    )
    return torch.nn.functional.cross_entropy(scores.masked_fill(also, -1e4), torch.tensor(right))


def embed(model: Any, texts: list[str], tokens: int) -> Any:
    """Return mean-pooled unit vectors with gradients, computed in bfloat16; texts beyond `tokens` are cut."""
    import torch

    features = model.tokenizer(texts, padding=True, truncation=True, max_length=tokens, return_tensors="pt")
    features = {name: features[name] for name in ("input_ids", "attention_mask")}
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model[0].auto_model(**features).last_hidden_state
    mask = features["attention_mask"].unsqueeze(-1)
    return torch.nn.functional.normalize((hidden.float() * mask).sum(1) / mask.sum(1), dim=-1)


def save(target: Path, factors: dict[str, tuple[Any, Any]], before: Factors) -> None:
    """Write the adapter beside its place and move it there, so that a stop leaves a whole file.

    Factors that were there before are put beside the new ones: B·A + B'·A' is one pair of twice the rank.
    """
    arrays = {name: (down.detach().numpy(), up.detach().numpy()) for name, (down, up) in factors.items()}
    for name, (down, up) in before.items():
        new = arrays.get(name)
        arrays[name] = (
            (np.concatenate([down, new[0]]), np.concatenate([up, new[1]], axis=1)) if new else (down, up)
        )
    beside = target.with_name(target.name + ".new")
    write_adapter(beside, arrays)
    beside.replace(target)
