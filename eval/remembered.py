"""Rows of the systems that the product is compared with, kept until anything that they are made of changes.

The product itself is measured in every run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence

from eval.kept import CACHE, code_digest
from eval.scoring import Row
from eval.sets import ROOT

SCORING = ("scoring.py", "baselines.py", "baisitong.py", "systems.py", "facts.py", "text.py", "corpora.py")
# Read when this program began: files that change while it runs are not what it runs.
CODE = code_digest(ROOT / "eval", SCORING)
PRODUCT = code_digest(ROOT / "assistant")


def remembered(name: str, made_of: Sequence[object], compute: Callable[[], list[Row]]) -> list[Row]:
    """Return what was kept under that name when it was made of the same; else compute and keep it."""
    seed = repr([CODE, *made_of])
    digest = hashlib.sha256(seed.encode()).hexdigest()[:16]
    folder = CACHE / "rows"
    path = folder / f"{name.replace(' ', '-')}-{digest}.json"
    if path.exists():
        return [Row(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
    found = compute()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{name.replace(' ', '-')}-{'?' * 16}.json"):
        old.unlink()
    path.write_text(json.dumps([row.as_json() for row in found], ensure_ascii=False), encoding="utf-8")
    return found
