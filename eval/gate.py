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
LOWER = {"answer_chars_median", "unsupported_answers", "false_refusals"}


def falls(report: dict[str, Any], system: str, path: Path = BASELINE) -> list[str]:
    """Return one line for every rate that is worse than the baseline by more than its tolerance."""
    if not path.exists():
        return []
    held = json.loads(path.read_text(encoding="utf-8"))["sets"]
    found = []
    for name, result in report["sets"].items():
        rates = result["systems"].get(system, {}).get("rates", {})
        for metric, entry in held.get(name, {}).items():
            line = _fall(metric, entry, rates.get(metric, {}).get("value"))
            if line:
                found.append(f"{name} {line}")
    return found


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
    for name, result in report["sets"].items():
        rates = result["systems"][system]["rates"]
        held[name] = {
            metric: {"value": round(rates[metric]["value"], 4), "tolerance": tolerance}
            for metric, tolerance in TOLERANCES.items()
            if metric in rates
        }
    text = json.dumps({"system": system, "sets": held}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
