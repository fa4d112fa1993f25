"""Does the reader weigh what a question is about? 口罩 for 防护服, 初审 for 复审: `python -m eval.twins [--models DIR]`.

Each row has a question, the sentence that answers it, and a twin of the question that differs in one qualifier, so
that the same sentence answers it no more. Reported: how often the reader takes the sentence for an answer of either,
and how often it prefers the question that the sentence answers. None of the rows was trained on.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from assistant.config import load_settings
from assistant.embedding.reader import Reader, load_reader

FILE = Path(__file__).parent / "data/twins_unseen.jsonl"


def measure(reader: Reader) -> dict[str, float]:
    """Return the shares, and the AUC of telling questions from twins by the score."""
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    own, twin = (
        np.array([float(reader.scores(row[name], [row["sentence"]])[0]) for row in rows])
        for name in ("question", "twin")
    )
    return {
        "rows": len(rows),
        "question_answered": float(np.mean(own > 0)),
        "twin_answered": float(np.mean(twin > 0)),
        "question_preferred": float(np.mean(own > twin)),
        "auc": float(roc_auc_score([1] * len(own) + [0] * len(twin), [*own, *twin])),
    }


def main() -> None:
    """Print the figures of the prepared reader."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--models", type=Path, help="folder of prepared models; by default that of the settings"
    )
    options = parser.parse_args()
    figures = measure(load_reader(options.models or Path(load_settings().model_cache)))
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}, indent=1))


if __name__ == "__main__":
    main()
