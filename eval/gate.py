"""Hold what was reached: compare a report with eval/baseline.json; a fall beyond its tolerance fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eval.sets import ROOT

BASELINE = ROOT / "eval" / "baseline.json"

# How far a rate may move before it counts: about one standard error on these sets. Metrics that must stay
# at their bound have none. A lower value is better for those in LOWER.
TOLERANCES = {
    "recall@1": 0.03, "recall@5": 0.03, "recall@10": 0.02, "mrr": 0.02, "ndcg@10": 0.02, "fact_accuracy": 0.03,
    "answer_chars_median": 15.0, "citation_precision": 0.03, "citation_recall": 0.03, "exact_quotes": 0.0,
    "unsupported_answers": 0.0, "refusal_recall": 0.04, "false_refusals": 0.03, "answerability_auc": 0.02,
    "partial_detected": 0.15,
}  # fmt: skip
LOWER = {
    "answer_chars_median", "unsupported_answers", "false_refusals", "false_partial", "invented_owners", "invented_days",
}  # fmt: skip
PARTS = {
    "recall": 0.02, "precision": 0.02, "owners_exact": 0.02, "roles": 0.02, "deadlines": 0.02, "invented_owners": 0.0,
    "invented_days": 0.0,
}  # fmt: skip


def falls(report: dict[str, Any], system: str, path: Path = BASELINE) -> list[str]:
    """Return one line for every rate that is worse than the baseline by more than its tolerance."""
    if not path.exists():
        return []
    held = json.loads(path.read_text(encoding="utf-8"))["sets"]
    values = measured(report, system)
    return [
        f"{name} {line}"
        for name, rates in values.items()
        for metric, entry in held.get(name, {}).items()
        if (line := _fall(metric, entry, rates.get(metric)))
    ]


def measured(report: dict[str, Any], system: str) -> dict[str, dict[str, float]]:
    """Return the values that are held, by set; a checklist is a set of its own."""
    values = {
        name: {m: rate["value"] for m, rate in result["systems"][system]["rates"].items() if m in TOLERANCES}
        for name, result in report["sets"].items()
        if "rates" in result["systems"].get(system, {})
    }
    lists = report.get("delegated", {}).get("checklists", {}).get("results", {})
    for name, scores in lists.items():
        values[f"checklist {name}"] = {m: v for m, v in scores.items() if m in PARTS and v is not None}
    return values


def _fall(metric: str, entry: dict[str, float], value: float | None) -> str | None:
    if value is None:
        return f"{metric}: no longer measured"
    worse = value - entry["value"] if metric in LOWER else entry["value"] - value
    if worse <= entry["tolerance"] + 1e-9:
        return None
    return f"{metric}: {entry['value']:.3f} → {value:.3f} (tolerance {entry['tolerance']})"


def update(report: dict[str, Any], system: str, path: Path = BASELINE) -> None:
    """Make the rates of this report the ones to hold; sets that were not run keep theirs."""
    held = json.loads(path.read_text(encoding="utf-8"))["sets"] if path.exists() else {}
    allowed = TOLERANCES | PARTS
    for name, rates in measured(report, system).items():
        held[name] = {m: {"value": round(v, 4), "tolerance": allowed[m]} for m, v in rates.items()}
    text = json.dumps({"system": system, "sets": held}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
