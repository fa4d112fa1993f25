"""Train the bundled model's adapter, and measure it on questions it has not seen.

    python -m eval.train.adapter train --index DIR --target var/adapter.npz --minutes 40
    python -m eval.train.adapter measure [--adapter var/adapter.npz --cache var/models_adapted]

Training pairs: everyday questions of our own (READER_FILES) with the sentence and with the piece that answers them, as
the product embeds both; as wrong ones, what the product finds beside them. DIR is an index of
`python -m eval.train.corpus`. Measured on policy_qa_dev, no document or question of which is trained on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from assistant.assistant import PolicyAssistant
from assistant.config import load_settings
from assistant.embedding.encoder import Encoder, Vectors, load_encoder
from assistant.embedding.prepare import load_plain, prepare_model
from assistant.embedding.tune import Recipe, tune
from assistant.retrieval.pieces import cut
from assistant.tuning import question_pairs, read_asked
from eval.corpora import Library, prepare_corpus
from eval.sets import Case, policy_qa_dev, read_questions
from eval.text import find_spans
from eval.train.questions import OWN_FILES, READER_FILES

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
    measuring = actions.add_parser("measure")
    measuring.add_argument("--adapter", type=Path, default=Path("none"))
    measuring.add_argument("--cache", type=Path, default=Path("var/models"))
    options = parser.parse_args()
    if options.what == "train":
        train(options)
    else:
        folder = prepare_model("bundled", options.cache, print_progress, options.adapter)
        print(json.dumps(measure(folder), indent=2))


def print_progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def train(options: argparse.Namespace) -> None:
    assistant = PolicyAssistant.open(load_settings(index=options.index, reader=False))
    asked = [row for path in READER_FILES for row in read_asked(path)]
    pairs = question_pairs(assistant, asked, print_progress)
    print_progress(f"{len(pairs[0])} pairs of sentences, {len(pairs[1])} of pieces")
    options.target.parent.mkdir(parents=True, exist_ok=True)
    recipe = Recipe(minutes=options.minutes, steps=options.steps)
    tune(load_plain(Path("none")), pairs, recipe, options.target, print_progress)


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
