"""Measures that have a command of their own: what it prints, JSON or text, goes into the report."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from eval.sets import ROOT

MODULES = {
    "checklists": "任务清单（责任单位、时限）",
    "grounding": "核对（改动句与忠实转述）",
    "breakages": "故意弄坏产品，指标应当变坏",
}


def run_all() -> dict[str, dict[str, Any]]:
    """Run every module; one that is not there or fails is reported as missing with the reason."""
    return {name: {"title": title} | run_module(name) for name, title in MODULES.items()}


def run_module(name: str) -> dict[str, Any]:
    """Return {"results": …} (with "text" when that is no JSON) or {"missing": reason} of `python -m eval.<name>`."""
    if not (ROOT / "eval" / f"{name}.py").exists():
        return {"missing": f"eval/{name}.py is not there"}
    done = subprocess.run(
        [sys.executable, "-m", f"eval.{name}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if not done.stdout.strip():
        last = (done.stderr.strip().splitlines() or ["it printed nothing"])[-1]
        return {"missing": f"exit {done.returncode}: {last[:200]}"}
    try:
        return {"results": json.loads(done.stdout)}
    except ValueError:
        return {"results": {}, "text": done.stdout}
