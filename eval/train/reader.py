"""Train the reader, the small cross-encoder that reads question and sentence together.

    python -m eval.train.reader examples --index DIR --target var/reader_examples.pkl
    python -m eval.train.reader train --examples var/reader_examples.pkl --target var/reader.npz --minutes 60

Examples are everyday questions (READER_FILES) with the sentences that answer them and those that the product finds
beside them. The first layers of the bundled model learn by low-rank additions, norms and head, from lists of
candidates in which "none of these" always scores 0: so the score also tells whether anything answers at all.
"""

from __future__ import annotations

import argparse
import pickle
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.followup import readings
from assistant.assistant import PolicyAssistant
from assistant.config import load_settings
from assistant.embedding.export import quiet
from assistant.embedding.reader import MAX_TOKENS
from assistant.embedding.reading import Arrays, build_network, merge_trained, read_trained
from assistant.embedding.tune import LAYERS, low_rank_hook
from assistant.embedding.unpack import unpack_bundled
from assistant.retrieval import choices as weighing
from assistant.retrieval.choices import Choice, reader_text
from eval.train.answers import gold
from eval.train.questions import READER_FILES, Row, read_rows

CLAUSES = 20  # from whose sentences wrong candidates are drawn
WRONG = 40  # kept for each question, the most alike first
HARD = 12  # of these are the hard ones: half of a list comes from them
DROPPED = 0.2  # share of answerable questions shown without their answer


@dataclass(frozen=True, slots=True)
class Example:
    """A question, sentences that answer it (none: nothing does), and sentences that do not."""

    question: str
    right: list[str]
    wrong: list[str]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train."""

    rank: int = 32
    batch: int = 12  # questions a step
    candidates: int = 6  # a question
    rate: float = 6e-4
    minutes: float = 60.0
    epochs: float = 4.0
    warm_up: int = 20
    seed: int = 5


def collect(index: str) -> list[Example]:
    """Ask the product for candidates; questions whose answer it cannot place are left out."""
    assistant = PolicyAssistant.open(load_settings(index=index, reader=False))
    weighing.WEIGHED_CLAUSES = CLAUSES
    found = []
    for row in read_rows(*READER_FILES):
        query = assistant.retriever.query(readings(row.question, row.history)[-1])
        _, choices = assistant.retriever.find(query)
        example = _example(assistant, row, query.text, choices)
        if example.right or not row.answerable:
            found.append(example)
    return found


def _example(assistant: PolicyAssistant, row: Row, question: str, choices: list[Choice]) -> Example:
    right: list[str] = []
    wrong: list[str] = []
    for choice in choices:
        item = choice.evidence
        text = reader_text(
            item.document, item.clause, assistant.store.current.table.lead(item.clause), choice.text
        )
        (right if gold(row, choice) else wrong).append(text)
    return Example(question, list(dict.fromkeys(right))[:6], list(dict.fromkeys(wrong))[:WRONG])


def draw(examples: list[Example], chance: random.Random, recipe: Recipe) -> Iterator[list[Example]]:
    """Yield batches for ever, every example once before any comes again."""
    waiting: list[Example] = []
    while True:
        if len(waiting) < recipe.batch:
            waiting = chance.sample(examples, len(examples))
        yield waiting[: recipe.batch]
        del waiting[: recipe.batch]


def candidates(example: Example, chance: random.Random, size: int) -> tuple[list[str], bool]:
    """Return a list to score, the right one first when the second value is true."""
    shown = bool(example.right) and chance.random() >= DROPPED
    chosen = [chance.choice(example.right)] if shown else []
    hard, rest = example.wrong[:HARD], example.wrong[HARD:]
    room = size - len(chosen)
    chosen += chance.sample(hard, min(len(hard), (room + 1) // 2))
    return chosen + chance.sample(rest, min(len(rest), size - len(chosen))), shown


def add_low_rank(network: Any, rank: int) -> dict[str, tuple[Any, Any]]:
    """Freeze the network but for norms, token types and head; let low-rank additions be learned beside."""
    import torch

    factors: dict[str, tuple[Any, Any]] = {}
    for name, layer in network.body.named_modules():
        if isinstance(layer, torch.nn.Linear) and name.rsplit(".", 1)[-1] in LAYERS:
            down = torch.nn.Parameter(torch.randn(rank, layer.in_features) / layer.in_features**0.5)
            up = torch.nn.Parameter(torch.zeros(layer.out_features, rank))
            layer.register_forward_hook(low_rank_hook(down, up))
            factors[f"body.{name}"] = (down, up)
    for name, parameter in network.named_parameters():
        parameter.requires_grad_(is_learned(name))
    return factors


def is_learned(name: str) -> bool:
    """Tell whether a parameter is learned whole.

    >>> is_learned("head.0.weight"), is_learned("body.encoder.layer.0.output.dense.weight")
    (True, False)
    """
    return name.startswith("head") or "LayerNorm" in name or "token_type" in name


def train(examples: list[Example], recipe: Recipe, target: Path, start: Path | None) -> None:
    """Train and write what was learned; `start` goes on from an earlier run."""
    import torch
    from transformers import AutoTokenizer

    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)  # noqa: S311  # order of training, no secret
    with tempfile.TemporaryDirectory() as folder, quiet():
        unpack_bundled(Path(folder))
        network, tokenizer = build_network(Path(folder)), AutoTokenizer.from_pretrained(folder)
    before = read_trained(start) if start else {}
    merge_trained(network, before)
    factors = add_low_rank(network, recipe.rank)
    learned = [p for p in network.parameters() if p.requires_grad] + [
        p for pair in factors.values() for p in pair
    ]
    optimiser = torch.optim.AdamW(learned, lr=recipe.rate, weight_decay=0.01)
    steps, began = int(recipe.epochs * len(examples) / recipe.batch), time.monotonic()
    network.train()
    for step, batch in enumerate(draw(examples, chance, recipe), 1):
        minutes = (time.monotonic() - began) / 60
        done = max(step / steps, minutes / recipe.minutes)
        for setting in optimiser.param_groups:
            setting["lr"] = recipe.rate * min(1.0, step / recipe.warm_up) * max(0.02, 1.0 - done)
        optimiser.zero_grad()
        loss = batch_loss(network, tokenizer, batch, chance, recipe)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimiser.step()
        if step % 10 == 0:
            print(f"{step}/{steps} {loss.item():.3f} {minutes:.1f} min", file=sys.stderr, flush=True)
        if done >= 1.0:
            break
    write(network, factors, before, target)


def batch_loss(
    network: Any, tokenizer: Any, batch: list[Example], chance: random.Random, recipe: Recipe
) -> Any:
    """Return the mean listwise loss: the right candidate, or the silent one of score 0, should win."""
    import torch

    lists = [candidates(example, chance, recipe.candidates) for example in batch]
    pairs = [(e.question, text) for e, (texts, _) in zip(batch, lists, strict=True) for text in texts]
    rows = tokenizer(
        [question for question, _ in pairs],
        [text for _, text in pairs],
        padding=True,
        truncation="longest_first",
        max_length=MAX_TOKENS,
        return_tensors="pt",
    )
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = network(rows["input_ids"], rows["attention_mask"]).float()
    losses, at = [], 0
    for texts, shown in lists:
        mine = scores[at : at + len(texts)]
        at += len(texts)
        everything = torch.logsumexp(torch.cat([mine, torch.zeros(1)]), 0)
        losses.append(everything - mine[0] if shown else everything)
    return torch.stack(losses).mean()


def write(network: Any, factors: dict[str, tuple[Any, Any]], before: Arrays, target: Path) -> None:
    """Write low-rank pairs and the parameters learned whole, in half precision.

    Pairs of an earlier run are put beside the new ones: B·A + B'·A' is one pair of twice the rank.
    """
    arrays: dict[str, Any] = {n: p.detach().numpy() for n, p in network.named_parameters() if is_learned(n)}
    for name, (down, up) in factors.items():
        downs, ups = [down.detach().numpy()], [up.detach().numpy()]
        if f"{name}:A" in before:
            downs, ups = [before[f"{name}:A"], *downs], [before[f"{name}:B"], *ups]
        arrays[f"{name}:A"], arrays[f"{name}:B"] = np.concatenate(downs), np.concatenate(ups, axis=1)
    target.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(target, **{name: value.astype(np.float16) for name, value in arrays.items()})


def main() -> int:
    """Collect examples, or train on them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(dest="what", required=True)
    collecting = actions.add_parser("examples")
    collecting.add_argument("--index", required=True)
    collecting.add_argument("--target", type=Path, required=True)
    training = actions.add_parser("train")
    training.add_argument("--examples", type=Path, required=True)
    training.add_argument("--target", type=Path, required=True)
    training.add_argument("--start", type=Path)
    training.add_argument("--minutes", type=float, default=60.0)
    options = parser.parse_args()
    if options.what == "examples":
        options.target.parent.mkdir(parents=True, exist_ok=True)
        options.target.write_bytes(pickle.dumps(collect(options.index)))
    else:
        examples = pickle.loads(options.examples.read_bytes())  # noqa: S301  # written by ourselves
        train(examples, Recipe(minutes=options.minutes), options.target, options.start)
    return 0


if __name__ == "__main__":
    sys.exit(main())
