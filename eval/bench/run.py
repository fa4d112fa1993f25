"""Benchmarks: python -m eval.bench.run [--full] [--only PART]; writes eval/reports/bench.json and bench.html.

Every figure stands beside a named baseline measured in the same run; medians of repeats.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from assistant.config import load_settings
from eval import corpora, sets, svg
from eval.baselines import BaselineMissing, Bm25, LlamaIndex
from eval.bench.changing import change_costs
from eval.bench.load import load_from_outside
from eval.bench.processes import CLI, median_seconds, peak_megabytes, peak_of, server
from eval.corpora import Library
from eval.metrics import percentile
from eval.sets import ROOT
from eval.systems import Ours, System, open_ours

REPORTS = ROOT / "eval" / "reports"
SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
IMPORT_TORCH = "import sentence_transformers"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts and write the reports."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.run")
    parser.add_argument("--full", action="store_true", help="also 65k clauses and 128 clients")
    parser.add_argument("--only", action="append", choices=sorted(PARTS), help="only this part (repeatable)")
    options = parser.parse_args(arguments)
    report: dict[str, Any] = {"when": time.strftime("%Y-%m-%d %H:%M"), "parts": {}}
    for name in options.only or PARTS:
        print(f"  {time.strftime('%H:%M:%S')} {name}", file=sys.stderr, flush=True)
        try:
            report["parts"][name] = PARTS[name](options.full)
        except (RuntimeError, sets.SetMissing, subprocess.CalledProcessError) as error:
            report["parts"][name] = {"missing": str(error)}
    REPORTS.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (REPORTS / "bench.json").write_text(text, encoding="utf-8")
    (REPORTS / "bench.html").write_text(render(report), encoding="utf-8")
    print(text)
    return 0


def _corpus() -> str:
    try:
        corpora.prepare_corpus("dev")
    except sets.SetMissing:
        return "plan"
    return "dev"


def _index(name: str) -> Path:
    corpora.build_index(corpora.prepare_corpus(name), name, fresh=False)
    return corpora.INDEXES / name


def query_latency(_: bool) -> dict[str, Any]:
    """Milliseconds of ask by stage and of search, beside BM25 and llama-index over the same documents."""
    name = _corpus()
    library = Library(corpora.prepare_corpus(name))
    ours = open_ours("ours", load_settings(index=str(_index(name))))
    cases = (sets.policy_qa_dev() if name == "dev" else sets.plan_questions()).cases
    ours.ask(cases[0])
    replies = [ours.ask(case) for case in cases]
    stages = {stage: [r.stages[stage] for r in replies if stage in r.stages] for stage in replies[0].stages}
    found: dict[str, Any] = {
        "questions": len(cases),
        "ask": _marks([r.milliseconds for r in replies]),
        "stages": {stage: _marks(values) for stage, values in stages.items()},
        "search": _searches(ours, cases),
        "BM25 bigrams": _searches(Bm25.over(library), cases),
    }
    try:
        found["llama-index tutorial"] = _searches(LlamaIndex.over(library, build=False), cases[:40])
        found["search_to_llama_index"] = round(
            found["search"]["p50"] / found["llama-index tutorial"]["p50"], 3
        )
    except BaselineMissing as error:
        found["llama-index tutorial"] = {"missing": str(error)}
    return found


def _searches(system: Ours | System, cases: Sequence[sets.Case]) -> dict[str, float]:
    taken = []
    for case in cases:
        began = time.perf_counter()
        system.search(case.question, 8)
        taken.append(1000 * (time.perf_counter() - began))
    return _marks(taken)


def _marks(values: Sequence[float]) -> dict[str, float]:
    return {name: round(percentile(values, share) or 0.0, 2) for name, share in SHARES.items()}


def cold_start(full: bool) -> dict[str, Any]:
    """Seconds until the command line and the server are of use, beside importing sentence-transformers."""
    index, repeats = _index("plan"), 5 if full else 3
    ask = [*CLI, "ask", "项目管家多久去一次现场", "--index", str(index), "--json"]
    found: dict[str, Any] = {
        "cli_help": median_seconds([*CLI, "--help"], repeats),
        "cli_ask": median_seconds(ask, repeats),
        "import_sentence_transformers": median_seconds([sys.executable, "-c", IMPORT_TORCH], repeats),
    }
    for name, ui in (("server_api", False), ("server_with_page", True)):
        with server(index, ui) as (_, _, seconds):
            found[name] = seconds
    baseline = found["import_sentence_transformers"]
    ratios = {f"{name}_to_import": value / baseline for name, value in found.items() if name != "cli_help"}
    return {name: round(value, 3) for name, value in (found | ratios).items()}


def memory(_: bool) -> dict[str, Any]:
    """Peak megabytes of the server after twenty questions, beside a Python that imports sentence-transformers."""
    with server(_index(_corpus())) as (address, pid, _seconds):
        load_from_outside(address, "/api/v1/ask", 2, 3.0)
        served = peak_megabytes(pid)
    baseline = peak_of(IMPORT_TORCH)
    return {
        "server_peak_mb": round(served, 1),
        "import_sentence_transformers_mb": round(baseline, 1),
        "ratio": round(served / baseline, 3),
    }


def changing(full: bool) -> dict[str, Any]:
    """Seconds to change one document and bytes on disk, beside building the same library anew."""
    sizes = [250, 1000, 10000, 65000] if full else [100, 300, 1000]
    return {"sizes": change_costs(corpora.prepare_corpus(_corpus()), sizes, 3)}


def http_load(full: bool) -> dict[str, Any]:
    """Questions a second and p95 at several clients, beside /healthz of the same server."""
    clients = [1, 8, 32, 128] if full else [1, 8, 32]
    with server(_index(_corpus())) as (address, _, _seconds):
        load_from_outside(address, "/api/v1/ask", 1, 2.0)
        asked = [load_from_outside(address, "/api/v1/ask", number, 8.0) for number in clients]
        floor = [load_from_outside(address, "/healthz", number, 3.0) for number in clients]
    for own, base in zip(asked, floor, strict=True):
        own["to_healthz"] = round(own["per_second"] / base["per_second"], 4)
    return {"ask": asked, "healthz": floor}


def encoding(_: bool) -> dict[str, Any]:
    """Clauses encoded in a second: see eval.bench.encoding."""
    done = subprocess.run(
        [sys.executable, "-m", "eval.bench.encoding"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


PARTS: dict[str, Callable[[bool], dict[str, Any]]] = {
    "query_latency": query_latency,
    "cold_start": cold_start,
    "memory": memory,
    "changing": changing,
    "http_load": http_load,
    "encoding": encoding,
}


def render(report: dict[str, Any]) -> str:
    """Return the page: every part as it was measured, and growth as plots."""
    style = (ROOT / "eval" / "page.css").read_text(encoding="utf-8")
    body = [f"<h1>速度评测 {escape(report['when'])}</h1>"]
    for name, part in report["parts"].items():
        told = (PARTS[name].__doc__ or "").strip()
        plots = "".join(PLOTS[name](part)) if name in PLOTS and "missing" not in part else ""
        shown = escape(json.dumps(part, ensure_ascii=False, indent=1))
        body.append(f"<h2>{name}</h2><p>{escape(told)}</p>{plots}<pre>{shown}</pre>")
    head = f'<meta charset="utf-8"><title>速度评测</title><style>{style}</style>'
    return f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{"".join(body)}</body></html>'


def _plot(lines: dict[str, list[tuple[float, float]]], x_label: str, y_label: str) -> str:
    x_ticks = [0.0, *sorted({x for points in lines.values() for x, _ in points})]
    top = max(y for points in lines.values() for _, y in points) or 1.0
    return svg.line_plot(lines, x_label, y_label, x_ticks, [top * part / 4 for part in range(5)])


def _changing_plots(part: dict[str, Any]) -> list[str]:
    rows = part["sizes"]
    seconds = {
        "新建": [(row["clauses"], row["build_seconds"]) for row in rows],
        "改一份": [(row["clauses"], row["change_seconds"]) for row in rows],
    }
    size = {"索引 KB": [(row["clauses"], row["index_bytes"] / 1024) for row in rows]}
    return [_plot(seconds, "条款数", "秒"), _plot(size, "条款数", "KB")]


def _load_plots(part: dict[str, Any]) -> list[str]:
    rate = {"每秒问答": [(row["clients"], row["per_second"]) for row in part["ask"]]}
    wait = {name: [(row["clients"], row[name]) for row in part["ask"]] for name in ("p50", "p95")}
    return [_plot(rate, "同时提问的人", "次/秒"), _plot(wait, "同时提问的人", "毫秒")]


PLOTS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "changing": _changing_plots,
    "http_load": _load_plots,
}


if __name__ == "__main__":
    sys.exit(main())
