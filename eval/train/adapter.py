"""Train the bundled model's adapter, and measure it on questions it has not seen.

    python -m eval.train.adapter train --target var/adapter.npz --minutes 40
    python -m eval.train.adapter measure [--adapter var/adapter.npz --cache var/models_adapted]

Training pairs: the everyday law questions of STARD with the articles that answer them (hard negatives: articles
that BM25 puts high and that do not), and headings of national notices with the clauses under them. Measured on
policy_qa_dev, no document or question of which is trained on.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from assistant.embedding.encoder import Encoder, Vectors, load_encoder
from assistant.embedding.export import quiet
from assistant.embedding.prepare import prepare_model
from assistant.embedding.tune import Pair, Recipe, tune
from assistant.embedding.unpack import unpack_bundled
from assistant.retrieval.pieces import cut
from eval.baselines import Bm25
from eval.corpora import Library, prepare_corpus
from eval.sets import ROOT, Case, data_folder, policy_qa_dev, read_articles, read_questions, read_rows
from eval.systems import Passage
from eval.text import find_spans

WRONG_RANKS = (3, 25)  # among the articles BM25 finds, those of these ranks are taken as wrong
CHARACTERS = 400
NOWHERE = 10**6


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(dest="what", required=True)
    training = actions.add_parser("train")
    training.add_argument("--target", type=Path, default=Path("var/adapter.npz"))
    training.add_argument("--minutes", type=float, default=40)
    training.add_argument("--steps", type=int, default=300)
    training.add_argument("--threads", type=int, default=2)
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
    laws, headings = law_pairs(), heading_pairs()
    print_progress(f"{len(laws)} law pairs, {len(headings)} heading pairs")
    options.target.parent.mkdir(parents=True, exist_ok=True)
    recipe = Recipe(minutes=options.minutes, steps=options.steps)
    with tempfile.TemporaryDirectory() as folder, quiet():
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(options.threads)
        unpack_bundled(Path(folder))
        model = SentenceTransformer(folder, device="cpu")
        tune(model, [laws, laws, headings], recipe, options.target, print_progress)


def law_pairs() -> list[Pair]:
    """Pair each question of STARD with every article that answers it, and with one wrong article each."""
    folder = data_folder() / "stard"
    articles = {
        str(number): f"{row['law']}\n{row['article']}\n{row['content']}"[:CHARACTERS]
        for number, row in read_articles(folder).items()
    }
    questions = {row["query_id"]: row["question"] for _, row in read_rows(folder / "queries.jsonl")}
    gold: dict[int, list[str]] = defaultdict(list)
    with open(folder / "qrels.tsv", encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            gold[int(row["query_id"])].append(row["corpus_id"])
    search = Bm25([Passage(name, text, "", "") for name, text in articles.items()])
    chance = random.Random(7)
    pairs = []
    for number, names in gold.items():
        found = [hit.document for hit in search.search(questions[number], WRONG_RANKS[1])][WRONG_RANKS[0] :]
        wrong = [name for name in found if name not in names] or [chance.choice(list(articles))]
        for name in names:
            other = chance.choice(wrong)
            pairs.append(
                Pair(questions[number], (name, articles[name]), ((other, articles[other]),), frozenset(names))
            )
    return pairs


def heading_pairs() -> list[Pair]:
    """Pair the nearest heading of a national notice's clause, with its title, with the clause's words."""
    library = Library(prepare_corpus("dev"))
    tested = {document for case in policy_qa_dev().cases for document in case.docs}
    pairs = []
    for name in library.ids:
        if name in tested or not name.startswith("gov"):
            continue
        document, clauses = library.get(name) or (None, [])
        for clause in clauses:
            if document and clause.headings and len(clause.text) >= 40 and len(clause.headings[-1]) <= 40:
                heading = clause.headings[-1].lstrip("（）()一二三四五六七八九十0123456789、.． ")
                question = f"{document.title.split('关于')[-1]} {heading}"
                text = f"{document.title}\n{clause.text}"[:CHARACTERS]
                if len(heading) >= 4:
                    pairs.append(Pair(question, (f"{name}/{clause.path}", text), (), frozenset()))
    return pairs


def measure(folder: Path) -> dict[str, Any]:
    """Return dense recall of a prepared model over the clause pieces of the development corpus."""
    encoder = load_encoder(str(folder), folder.parent)
    pieces = list(read_pieces(Library(prepare_corpus("dev"))))
    passages = encoder.encode_passages([words for _, _, words in pieces])
    sets = {"policy_qa_dev": policy_qa_dev().cases}
    for path in sorted((ROOT / "eval" / "data").glob("train_questions_*.jsonl")):
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
