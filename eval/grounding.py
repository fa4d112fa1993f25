"""How well the checks of sentences do: alterations caught, faithful rewordings rejected.

`python -m eval.grounding [--show]`. Two sets over real clauses, each row marked by how it was written:
`hand`, or `program` (one rule of change applied to a real sentence, or safe rewordings of one). Three more of each were
written by strangers, who had read neither the checks nor these sets: the checks were mended by the first two and by half of
the third, the freest. The other half of that was not read, only counted while it was worked on.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from assistant.answering.verify import SUPPORTED, verify

DATA = Path(__file__).parent / "data"
FIGURES = ("number", "date", "duration", "frequency", "amount", "comparison", "doc_number")
STRICT = (*FIGURES, "negation", "modal")


def read(name: str) -> list[dict[str, Any]]:
    """Return the rows of a set: text, source, by and, for alterations, kind."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line]


def accepted(row: dict[str, Any]) -> bool:
    """Say whether every sentence of a row is found supported by its source."""
    return all(sentence["verdict"] == SUPPORTED for sentence in verify(row["text"], row["source"]))


def caught_by_kind(rows: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """Return for each kind of alteration how many were caught, of how many."""
    totals, caught = (
        Counter(row["kind"] for row in rows),
        Counter(row["kind"] for row in rows if not accepted(row)),
    )
    return {kind: (caught[kind], total) for kind, total in sorted(totals.items())}


def rejected_by_origin(rows: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """Return for rewordings written by hand and by program how many were rejected, of how many."""
    totals, wrong = (
        Counter(row["by"] for row in rows),
        Counter(row["by"] for row in rows if not accepted(row)),
    )
    return {origin: (wrong[origin], total) for origin, total in sorted(totals.items())}


def main() -> None:
    """Print the rates, and with --show every row that went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    altered, faithful = read("altered_sentences.jsonl"), read("faithful_paraphrases.jsonl")
    kinds = caught_by_kind(altered)
    for kind, (caught, total) in kinds.items():
        print(f"caught {kind:<11} {caught:>3}/{total:<3} {caught / total:.1%}")
    strict = [kinds[kind] for kind in STRICT if kind in kinds]
    print(
        f"figures, negation, modal: {sum(c for c, _ in strict) / sum(t for _, t in strict):.1%} (target 99%)"
    )
    loose = [kinds[kind] for kind in ("actor", "condition", "scope")]
    print(f"actor, condition, scope:  {sum(c for c, _ in loose) / sum(t for _, t in loose):.1%} (target 80%)")
    for origin, (wrong, total) in rejected_by_origin(faithful).items():
        print(f"faithful rejected ({origin}): {wrong}/{total} {wrong / total:.1%} (target at most 10%)")
    strange = read("altered_by_strangers.jsonl")
    for origin, (wrong, total) in rejected_by_origin(read("faithful_by_strangers.jsonl")).items():
        rows = [row for row in strange if row["by"] == origin]
        caught = sum(not accepted(row) for row in rows)
        print(f"{origin} (stranger): caught {caught}/{len(rows)}, faithful rejected {wrong}/{total}")
    if options.show:
        for row in [row for row in altered if accepted(row)] + [row for row in faithful if not accepted(row)]:
            print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
