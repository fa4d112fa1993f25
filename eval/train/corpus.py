"""Write the documents that training questions are about, and index them: `python -m eval.train.corpus`."""

from __future__ import annotations

from eval.corpora import INDEXES, build_index, prepare_corpus


def main() -> None:
    build_index(prepare_corpus("train"), "train")
    print(INDEXES / "train")


if __name__ == "__main__":
    main()
