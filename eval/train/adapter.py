"""Train the bundled model's adapter, and measure it on questions it has not seen.

    python -m eval.train.adapter train --index DIR --target var/adapter.npz --minutes 40
    python -m eval.train.adapter mix --adapters assistant/embedding/adapter.npz var/adapter.npz --target var/mixed.npz
    python -m eval.train.adapter measure [--adapter var/adapter.npz --cache var/models_adapted]

Training pairs: everyday questions of our own (READER_FILES) with the sentence and with the piece that answers them, as
the product embeds both; as wrong ones, what the product finds beside them. DIR is an index of
`python -m eval.train.corpus`. Measured on policy_qa_dev, no document or question of which is trained on.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from assistant.assistant import PolicyAssistant
from assistant.config import load_settings
from assistant.embedding.adapter import read_adapter, write_adapter
from assistant.embedding.encoder import Encoder, Vectors, load_encoder
from assistant.embedding.prepare import load_plain, prepare_model
from assistant.embedding.tune import Recipe, tune
from assistant.retrieval.pieces import cut
from assistant.tuning import Asked, question_pairs, read_asked
from eval.corpora import Library, prepare_corpus
from eval.sets import Case, policy_qa_dev, read_questions
from eval.text import find_spans
from eval.train.questions import OWN_FILES, READER_FILES, law_rows

NOWHERE = 10**6


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(dest="what", required=True)
    training = actions.add_parser("train")
    training.add_argument("--index", required=True)
    training.add_argument("--target", type=Path, default=Path("var/adapter.npz"))
    training.add_argument("--minutes", type=float, default=40)
    training.add_argument("--steps", type=int, default=1000)
    training.add_argument("--laws", help="index of STARD's articles")
    training.add_argument("--go-on", type=Path, help="adapter to train on")
    training.add_argument("--questions", type=int, default=10**6, help="learn from so many, drawn by lot")
    mixing = actions.add_parser(
        "mix", help="the mean of an adapter and of what it became when it was trained on"
    )
    mixing.add_argument("--adapters", type=Path, nargs="+", required=True)
    mixing.add_argument("--target", type=Path, required=True)
    measuring = actions.add_parser("measure")
    measuring.add_argument("--adapter", type=Path, default=Path("none"))
    measuring.add_argument("--cache", type=Path, default=Path("var/models"))
    options = parser.parse_args()
    if options.what == "train":
        train(options)
    elif options.what == "mix":
        mix(options.adapters, options.target)
    else:
        folder = prepare_model("bundled", options.cache, print_progress, options.adapter)
        print(json.dumps(measure(folder), indent=2))


def print_progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def train(options: argparse.Namespace) -> None:
    assistant = PolicyAssistant.open(load_settings(index=options.index, reader=False))
    asked = [row for path in READER_FILES for row in read_asked(path)]
    random.Random(7).shuffle(asked)  # noqa: S311  # order of training, no secret
    sentences, pieces = question_pairs(assistant, asked[: options.questions], print_progress)
    print_progress(f"{len(sentences)} pairs of sentences, {len(pieces)} of pieces")
    groups = [sentences, pieces]
    if options.laws:
        library = PolicyAssistant.open(load_settings(index=options.laws, reader=False))
        _, articles = question_pairs(library, law_questions(), print_progress)
        print_progress(f"{len(articles)} pairs of articles")
        groups = [*groups, *groups, articles]  # a fifth of the batches: the questions are few
    options.target.parent.mkdir(parents=True, exist_ok=True)
    recipe = Recipe(minutes=options.minutes, steps=options.steps)
    tune(load_plain(Path("none")), groups, recipe, options.target, print_progress, go_on=options.go_on)


def law_questions() -> list[Asked]:
    """Return the questions about laws that are learned from, once for each law that holds one of their articles."""
    return [
        Asked(row.question, law, row.quotes) for row in law_rows() for law in dict.fromkeys(row.documents)
    ]


def mix(paths: list[Path], target: Path) -> None:
    """Write the mean of adapters of one ancestry, which finds more than each (docs/decisions/0006)."""
    adapters = [read_adapter(path) for path in paths]

    def mean(name: str, side: int) -> Any:
        return np.mean([adapter[name][side] for adapter in adapters], axis=0)

    write_adapter(target, {name: (mean(name, 0), mean(name, 1)) for name in adapters[0]})


def measure(folder: Path) -> dict[str, Any]:
    """Return dense recall of a prepared model over the clause pieces of the development corpus."""
    encoder = load_encoder(str(folder), folder.parent)
    pieces = list(read_pieces(Library(prepare_corpus("dev"))))
    passages = encoder.encode_passages([words for _, _, words in pieces])
    sets = {"policy_qa_dev": policy_qa_dev().cases}
    for path in OWN_FILES[:2]:
        sets[path.stem] = read_questions(path)
    scores = {
        name: recall(encoder, [case for case in cases if case.retrievable], pieces, passages)
        for name, cases in sets.items()
    }
    return {"fingerprint": encoder.fingerprint, "passages": len(pieces), **scores}


def read_pieces(library: Library) -> Iterator[tuple[str, str, str]]:
    """Yield document id, text and words of every piece, as the product embeds it."""
    for name in library.ids:
        document, clauses = library.get(name) or (None, [])
        if document:
            for piece in cut(document, clauses):
                yield name, document.text[piece.start : piece.end], piece.words


def recall(
    encoder: Encoder, cases: list[Case], pieces: list[tuple[str, str, str]], passages: Vectors
) -> dict[str, float]:
    """Return recall of a piece that holds one of the quotes, follow-ups aside."""
    ranks = []
    for case, scores in zip(
        cases, encoder.encode_queries([case.question for case in cases]) @ passages.T, strict=True
    ):
        right = [
            name in case.docs and any(find_spans(text, quote) for quote in case.quotes)
            for name, text, _ in pieces
        ]
        best = np.flatnonzero(np.array(right)[np.argsort(-scores)])
        ranks.append(int(best[0]) + 1 if len(best) else NOWHERE)
    figures = {f"R@{k}": float(np.mean([rank <= k for rank in ranks])) for k in (1, 5, 10, 50)}
    figures["MRR"] = float(np.mean([1 / rank for rank in ranks]))
    return {
        "questions": len(cases),
        "held_nowhere": ranks.count(NOWHERE),
        **{name: round(value, 3) for name, value in figures.items()},
    }


if __name__ == "__main__":
    main()
