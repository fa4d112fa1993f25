"""Train the reader, the small cross-encoder that reads question and sentence together.

    python -m eval.train.reader examples --index DIR --target var/reader_examples.pkl
    python -m eval.train.reader examples --hardest --index DIR --target var/hard.pkl
    python -m eval.train.reader examples --laws --hardest --index indexes/stard --target var/laws.pkl
    python -m eval.train.reader examples --watched --index DIR --target var/watched.pkl
    python -m eval.train.reader examples --questions eval/data/train_questions_g.jsonl --index indexes/plan --target var/plan.pkl
    python -m eval.train.reader train --examples var/reader_examples.pkl var/plan.pkl var/plan.pkl --watch var/watched.pkl \
        --target var/reader.npz
    python -m eval.train.reader mix --before assistant/embedding/reader.npz --after var/reader.npz --target var/mixed.npz

Examples are everyday questions (READER_FILES) with the sentences that answer them and those that the product finds
beside them; DIR is an index of `python -m eval.train.corpus`. Where a sentence was judged (JUDGED_FILE), that counts and
not what was noted. The first layers of the bundled model learn, all but
the word embeddings, from lists of candidates in which "none of these" always scores 0: so the score also tells
whether anything answers at all.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.followup import resolved
from assistant.assistant import PolicyAssistant
from assistant.config import load_settings
from assistant.embedding.export import quiet
from assistant.embedding.reader import MAX_TOKENS
from assistant.embedding.reading import Arrays, build_network, merge_trained, read_trained, trained_part
from assistant.embedding.unpack import unpack_bundled
from assistant.ingest.sentences import clause_sentences
from assistant.retrieval import choices as weighing
from assistant.retrieval.choices import reader_text, seen, weigh
from assistant.tuning import holds_quote, says_the_same
from eval.train.answers import gold
from eval.train.questions import (
    DEVELOPMENT_FILE,
    JUDGED_FILE,
    READER_FILES,
    Row,
    as_meant,
    law_rows,
    read_rows,
)

CLAUSES = 20  # from whose sentences wrong candidates are drawn
WRONG = 40  # kept for each question, the most alike first
HARD = 8  # of these are the hard ones: half of a list comes from them
HARDEST = 24  # that much is read by the reader so far, which then tells what is hard for it
DOUBTFUL = 1.0  # a sentence of another document that it scores higher may well be an answer that nobody noted
DROPPED = 0.15  # share of answerable questions shown without their answer
NEAR_SHOWN = 0.8  # how often sentences that seem to answer, and do not, stand beside one that does,
MOST_NEAR = 2  # and how many then
TWIN_WRONG = 3  # other sentences beside that of a twin
CHECK_MINUTES = 8.0  # between two looks at the questions of the development set


@dataclass(frozen=True, slots=True)
class Example:
    """A question, sentences that answer it (none: nothing does), and sentences that do not."""

    question: str
    right: list[str]
    wrong: list[str]
    near: list[str] = field(default_factory=list)  # wrong ones that were taken for the most misleading


Verdicts = dict[str, int]  # of what the reader sees of a sentence: 2 answers, 1 in part, 0 does not


def read_judged(path: Path = JUDGED_FILE) -> dict[str, Verdicts]:
    """Return by question what was judged of sentences that the reader took for answers, or for none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {values["question"]: dict(values["verdicts"]) for values in map(json.loads, lines)}


def heed(example: Example, verdicts: Verdicts) -> Example | None:
    """Return an example with its sentences as they were judged; None when nothing is left that answers it.

    What answers only in part is shown neither as right nor as wrong.
    """
    right = [text for text in example.right if verdicts.get(text, 2) == 2]
    right += [text for text, verdict in verdicts.items() if verdict == 2 and text not in right]
    near = [text for text, verdict in verdicts.items() if verdict == 0]
    near += [text for text in example.near if text not in verdicts]
    wrong = [text for text in example.wrong if text not in verdicts]
    return Example(example.question, right, wrong, near) if right or not example.right else None


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train."""

    batch: int = 16  # questions a step
    candidates: int = 8  # a question
    rate: float = 1.2e-4
    minutes: float = 60.0
    epochs: float = 4.0
    warm_up: int = 60
    seed: int = 5


_assistant: list[PolicyAssistant] = []  # of a collecting process


def _open(index: str, hardest: bool) -> None:
    _assistant.append(PolicyAssistant.open(load_settings(index=index, reader=hardest)))
    weighing.WEIGHED_CLAUSES = CLAUSES


def collect(index: str, rows: Sequence[Row], hardest: bool = False, processes: int = 2) -> list[Example]:
    """Ask the product for candidates; the `hardest` come first when the reader so far is to tell which they are.

    Left out are questions whose answer stands nowhere, and unanswerable ones beside which nothing is found.
    """
    with ProcessPoolExecutor(processes, initializer=_open, initargs=(index, hardest)) as pool:
        found = list(pool.map(_example, rows, chunksize=32))
    return [
        example
        for example, row in zip(found, rows, strict=True)
        if example.right or (not row.answerable and (example.near or example.wrong))
    ]


def _example(row: Row) -> Example:
    assistant = _assistant[0]
    query = assistant.retriever.query(resolved(*as_meant(assistant, row)))
    table = assistant.store.current.table
    choices = weigh(query, assistant.retriever.rank(query), table)
    right = [text for name in row.documents for text in _told(assistant, name, row.quotes)]
    near = [text for name, words in row.near for text in _told(assistant, name, [words])]
    beside = {name for name, _ in row.near} if not row.answerable else None
    taken = set(right) | set(near)
    found = {
        seen(choice, table): choice.evidence.document.id
        for choice in choices
        if not gold(row, choice)
        and not says_the_same(right, choice.text)
        and (not beside or choice.evidence.document.id in beside)
    }
    wrong = [text for text in found if text not in taken][:WRONG]
    reader = assistant.retriever.reader
    if reader is not None:
        scores = dict(zip(wrong, reader.scores(query.text, wrong[:HARDEST]), strict=False))
        wrong = sorted(wrong, key=lambda text: -scores.get(text, -np.inf))
        known = {*row.documents, *(beside or ())}
        wrong = [t for t in wrong if found[t] in known or scores.get(t, -np.inf) <= DOUBTFUL]
        if row.origin in (
            "stard",
            "law",
        ):  # an article answers; which of its sentences does, the reader so far must tell
            right = sorted(right, key=lambda text: -reader.scores(query.text, [text])[0])[:1]
    if row.kind == "twin":  # what it has to teach is its one sentence
        wrong = wrong[:TWIN_WRONG]
    return Example(query.text, list(dict.fromkeys(right))[:6], wrong, list(dict.fromkeys(near))[:3])


def _told(assistant: PolicyAssistant, name: str, quotes: Sequence[str]) -> Iterator[str]:
    """Yield what the reader sees of the sentences of a document that hold one of the quotes."""
    table = assistant.store.current.table
    document = table.document(name)
    for clause in table.clauses(name) if document else ():
        for span in clause_sentences(document, clause) if document else ():
            if document and holds_quote(span.of(document), quotes):
                yield reader_text(document, clause, table.lead(clause), span.of(document))


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
    if example.near and (not example.right or chance.random() < NEAR_SHOWN):
        chosen += chance.sample(example.near, min(len(example.near), MOST_NEAR))
    hard, rest = example.wrong[:HARD], example.wrong[HARD:]
    room = size - len(chosen)
    chosen += chance.sample(hard, min(len(hard), (room + 1) // 2))
    return chosen + chance.sample(rest, min(len(rest), size - len(chosen))), shown


def train(
    examples: list[Example], recipe: Recipe, target: Path, watched: list[Example], start: Path | None
) -> None:
    """Train and write what was learned; `watched` questions are looked at on the way.

    `start` is an earlier reader to go on from.
    """
    import torch
    from transformers import AutoTokenizer

    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)  # noqa: S311  # order of training, no secret
    with tempfile.TemporaryDirectory() as folder, quiet():
        unpack_bundled(Path(folder))
        network, tokenizer = build_network(Path(folder)), AutoTokenizer.from_pretrained(folder)
    network.train()  # `from_pretrained` leaves the layers without dropout, and what is read twice is learned by heart
    network.body.embeddings.word_embeddings.weight.requires_grad_(False)
    before = learned_arrays(network)
    if start:
        merge_trained(network, read_trained(start))
    learned = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learned, lr=recipe.rate, weight_decay=0.01)
    steps, began, checked, losses = (
        int(recipe.epochs * len(examples) / recipe.batch),
        time.monotonic(),
        0.0,
        [],
    )
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
        losses.append(loss.item())
        if step % 50 == 0:
            print(
                f"{step}/{steps} {np.mean(losses[-50:]):.3f} {minutes:.1f} min", file=sys.stderr, flush=True
            )
        if done >= 1.0 or minutes - checked > CHECK_MINUTES:
            checked = minutes
            write(network, before, target)
            network.eval()
            print(f"   {watch(network, tokenizer, watched)}", file=sys.stderr, flush=True)
            network.train()
        if done >= 1.0:
            break


def batch_loss(
    network: Any, tokenizer: Any, batch: list[Example], chance: random.Random, recipe: Recipe
) -> Any:
    """Return the mean listwise loss: the right candidate, or the silent one of score 0, should win."""
    import torch

    lists = [candidates(example, chance, recipe.candidates) for example in batch]
    pairs = [(e.question, text) for e, (texts, _) in zip(batch, lists, strict=True) for text in texts]
    scores = score(network, tokenizer, pairs)
    losses, at = [], 0
    for texts, shown in lists:
        mine = scores[at : at + len(texts)]
        at += len(texts)
        everything = torch.logsumexp(torch.cat([mine, torch.zeros(1)]), 0)
        losses.append(everything - mine[0] if shown else everything)
    return torch.stack(losses).mean()


def score(network: Any, tokenizer: Any, pairs: Sequence[tuple[str, str]], at_once: int = 32) -> Any:
    """Return the score of each pair; pairs of like length are run together, so that little is padded."""
    import torch

    rows = tokenizer(
        [question for question, _ in pairs],
        [text for _, text in pairs],
        truncation="longest_first",
        max_length=MAX_TOKENS,
    )["input_ids"]
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    found = []
    for at in range(0, len(order), at_once):
        ids = [torch.tensor(rows[i]) for i in order[at : at + at_once]]
        padded = torch.nn.utils.rnn.pad_sequence(ids, batch_first=True, padding_value=1)
        mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in ids], batch_first=True)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found.append(network(padded, mask).float())
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(found)[back]


def watch(network: Any, tokenizer: Any, examples: list[Example]) -> str:
    """Return how well questions that are not trained on are told apart, from the best 20 candidates of each."""
    import torch
    from sklearn.metrics import roc_auc_score

    first, tops, kinds = [], [], []
    with torch.no_grad():
        for example in examples:
            texts = [*example.right[:3], *example.near, *example.wrong[:20]]
            scores = score(network, tokenizer, [(example.question, text) for text in texts]).numpy()
            if example.right:
                first.append(int(scores.argmax()) < len(example.right[:3]))
            tops.append(float(scores.max()))
            kinds.append(bool(example.right))
    return f"right first {np.mean(first):.3f}, AUC of the best score {roc_auc_score(kinds, tops):.3f}"


def learned_arrays(network: Any) -> Arrays:
    """Return the parameters that are learned, as they are now."""
    return {n: p.detach().numpy().copy() for n, p in network.named_parameters() if p.requires_grad}


def write(network: Any, before: Arrays, target: Path) -> None:
    """Write what training changed, as `read_trained` reads it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(target, **trained_part(before, learned_arrays(network)))


def mix(before: Path, after: Path, share: float, target: Path, stretch: float, lift: float) -> None:
    """Write the weighed mean of a reader and of what it became; it tells more than each (docs/decisions/0008).

    Its scores are stretched and lifted so that the thresholds that read them keep their meaning.
    """
    with tempfile.TemporaryDirectory() as folder, quiet():
        unpack_bundled(Path(folder))
        networks = [build_network(Path(folder)) for _ in range(3)]
    for network, path in zip(networks, (before, after), strict=False):
        merge_trained(network, read_trained(path))
    one, two, plain = (
        {n: p.detach().numpy() for n, p in network.named_parameters() if "word_embeddings" not in n}
        for network in networks
    )
    mean = {name: (1 - share) * one[name] + share * two[name] for name in one}
    mean["head.2.weight"], mean["head.2.bias"] = (
        stretch * mean["head.2.weight"],
        stretch * mean["head.2.bias"] + lift,
    )
    np.savez_compressed(target, **trained_part(plain, mean))


def main() -> int:
    """Collect examples, train on them, or mix two readers."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(dest="what", required=True)
    collecting = actions.add_parser("examples")
    collecting.add_argument("--index", required=True)
    collecting.add_argument("--target", type=Path, required=True)
    collecting.add_argument("--questions", type=Path, nargs="+", default=READER_FILES)
    collecting.add_argument(
        "--watched", action="store_true", help="the development set's, to be looked at only"
    )
    collecting.add_argument("--laws", action="store_true", help="questions about laws; DIR is STARD's index")
    collecting.add_argument(
        "--hardest", action="store_true", help="wrong ones in the order in which the reader so far errs"
    )
    training = actions.add_parser("train")
    training.add_argument("--examples", type=Path, required=True, nargs="+")
    training.add_argument("--watch", type=Path, required=True)
    training.add_argument("--target", type=Path, required=True)
    training.add_argument("--start", type=Path)
    training.add_argument("--minutes", type=float, default=60.0)
    mixing = actions.add_parser("mix")
    mixing.add_argument("--before", type=Path, required=True)
    mixing.add_argument("--after", type=Path, required=True)
    mixing.add_argument("--share", type=float, default=2 / 3, help="of what it became")
    mixing.add_argument("--target", type=Path, required=True)
    mixing.add_argument("--stretch", type=float, default=1.0, help="multiply the scores")
    mixing.add_argument("--lift", type=float, default=0.0, help="then add to them")
    options = parser.parse_args()
    if options.what == "mix":
        mix(options.before, options.after, options.share, options.target, options.stretch, options.lift)
    elif options.what == "examples":
        options.target.parent.mkdir(parents=True, exist_ok=True)
        paths = (DEVELOPMENT_FILE,) if options.watched else options.questions
        rows = list(law_rows() if options.laws else read_rows(*paths))
        options.target.write_bytes(pickle.dumps(collect(options.index, rows, options.hardest)))
    else:
        found = [e for path in options.examples for e in pickle.loads(path.read_bytes())]  # noqa: S301  # written by ourselves
        judged = read_judged()
        heeded = [heed(example, judged.get(example.question, {})) for example in found]
        examples = [example for example in heeded if example is not None]
        watched = pickle.loads(options.watch.read_bytes())  # noqa: S301
        train(examples, Recipe(minutes=options.minutes), options.target, watched, options.start)
    return 0


if __name__ == "__main__":
    sys.exit(main())
