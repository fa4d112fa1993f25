"""Benchmarks: python -m eval.bench.run [--only PART]; writes eval/reports/bench.json and bench.html.

Every figure stands beside a named baseline measured in the same run; medians of repeats. A part that was run
before stays in the report until it is run again.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.retrieval.store import state_of
from eval import corpora, sets
from eval.bench import changing, latency, page, processes, together, vectors
from eval.bench.load import load_from_outside
from eval.bench.processes import CLI, median_seconds, peak_megabytes, peak_of, server
from eval.corpora import Library
from eval.sets import ROOT

REPORTS = ROOT / "eval" / "reports"
IMPORT_TORCH = "import sentence_transformers"
SIZES = [1_000, 10_000, 65_000]
VECTORS = [65_000, 250_000, 1_000_000]
CLIENTS = [1, 8, 32, 50, 128]
BURST = 50  # people in one room
APART = 300  # questions between the first ones of two loads: more than one load gets through
Part = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts and write the reports after each one, so that a stopped run leaves what it has."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.run")
    parser.add_argument("--only", action="append", choices=sorted(PARTS), help="only this part (repeatable)")
    options = parser.parse_args(arguments)
    REPORTS.mkdir(parents=True, exist_ok=True)
    path = REPORTS / "bench.json"
    report: dict[str, Any] = {"parts": {}}
    if options.only and path.exists():
        report["parts"] = json.loads(path.read_text(encoding="utf-8"))["parts"]
    for name in options.only or PARTS:
        print(f"  {time.strftime('%H:%M:%S')} {name}", file=sys.stderr, flush=True)
        report["parts"][name] = run_part(PARTS[name])
        path.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
        (REPORTS / "bench.html").write_text(page.render(report), encoding="utf-8")
    print(page.markdown(report))
    return 0


def run_part(part: Callable[[], Part]) -> Part:
    """Run a part; note when, how busy the machine was and how long it took, or why it could not run."""
    began, load = time.time(), os.getloadavg()[0]
    try:
        found = part()
    except (RuntimeError, sets.SetMissing, subprocess.CalledProcessError) as error:
        found = {"missing": str(error)}
    facts = {"when": time.strftime("%Y-%m-%d %H:%M"), "load_before": round(load, 2)}
    return found | facts | {"seconds": round(time.time() - began, 1)}


def _largest(*names: str) -> str:
    """Return the first corpus whose data are here; the plan always is."""
    for name in names:
        try:
            corpora.prepare_corpus(name)
        except sets.SetMissing:
            continue
        return name
    return "plan"


def _index(name: str) -> Path:
    corpora.build_index(corpora.prepare_corpus(name), name)
    return corpora.INDEXES / name


def _cases() -> Sequence[sets.Case]:
    return (sets.policy_qa_dev() if _largest("dev") == "dev" else sets.plan_questions()).cases


def encoding() -> Part:
    """Texts embedded in a second, and clauses brought into a new index in a second by the command line."""
    done = subprocess.run(
        [sys.executable, "-m", "eval.bench.encoding"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    rates: dict[str, float] = found["clauses_per_second"]
    rows: list[Part] = [
        {"encoder": name, "texts_per_second": rate, "ours_to_it": round(rates["onnx_int8"] / rate, 2)}
        for name, rate in rates.items()
    ]
    whole = changing.build_whole(corpora.prepare_corpus(_largest("dev")), 1_000)
    return {"rows": rows, "least_cosine_to": found["least_cosine_to"], "index": whole}


def query_stages() -> Part:
    """Milliseconds of one question, by stage (median of three repeats of every question)."""
    return {"rows": latency.ask_stages(_index(_largest("dev")), _cases())}


def query_beside() -> Part:
    """Milliseconds of a search, beside what a user would pick instead over the same documents."""
    name = _largest("dev")
    return {"rows": latency.search_beside(_index(name), Library(corpora.prepare_corpus(name)), _cases())}


def query_growth() -> Part:
    """Milliseconds of a whole search as the library grows, beside BM25 in numpy over the same clauses."""
    names = dict.fromkeys(["plan", _largest("dev"), _largest("stard", "dev")])
    places = {_index(name): Library(corpora.prepare_corpus(name)) for name in names}
    return {"rows": latency.growth(places, _cases()[:60])}


def search_together() -> Part:
    """Milliseconds of a search over 65,000 clauses by one and by several readers at once, and beside a writer."""
    documents, index = changing.library_of(_largest("stard", "dev"), SIZES[-1])
    together.searched_by(index, 1, 2.0)  # warms the disk
    alone = together.searched_by(index, 1, 10.0)
    rows = [alone, *(together.searched_by(index, readers, 10.0) for readers in (2, 4))]
    with changing.changeable(documents, index) as (copy, change):
        rows.append(together.searched_by(copy, 2, 10.0, change))
    for row in rows:
        row["to_alone"] = round(row["p50"] / alone["p50"], 2)
    return {"clauses": state_of(index)["clauses"], "rows": rows}


def vector_search() -> Part:
    """Search among many vectors: milliseconds, and recall of the hundred nearest against exact search."""
    real, queries = _vectors(_index(_largest("stard", "dev")))
    return {"real_vectors": len(real), "rows": vectors.search_costs(real, queries, VECTORS)}


def _vectors(index: Path) -> tuple[vectors.Vectors, vectors.Vectors]:
    from assistant.retrieval.store import PolicyStore
    from eval.kept import kept_encoder

    encoder = kept_encoder()
    dense = PolicyStore(index, encoder).current.dense
    queries = encoder.encode_queries([case.question for case in _cases()[:60]])
    return dense.vectors(dense.ids), queries


def changing_one() -> Part:
    """Seconds to change one document with the command line, beside building the same library anew."""
    corpus = corpora.prepare_corpus(_largest("stard", "dev"))
    return {"rows": changing.change_costs(corpus, SIZES, 3)}


def cold_start() -> Part:
    """Seconds until a program is of use, beside importing sentence-transformers."""
    index, repeats = _index("plan"), 5
    ask = [*CLI, "ask", "项目管家多久去一次现场", "--index", str(index), "--json"]
    taken = {
        "import sentence_transformers": median_seconds([sys.executable, "-c", IMPORT_TORCH], repeats),
        "policy-assistant --help": median_seconds([*CLI, "--help"], repeats),
        "policy-assistant ask": median_seconds(ask, repeats),
        "serve --no-ui, until /readyz": processes.median_start(index, ui=False, repeats=repeats),
        "serve, until /readyz": processes.median_start(index, ui=True, repeats=repeats),
    }
    torch = taken["import sentence_transformers"]
    rows = [
        {"program": name, "seconds": round(s, 2), "to_import": round(s / torch, 2)}
        for name, s in taken.items()
    ]
    return {"rows": rows}


def memory() -> Part:
    """Peak megabytes of the server after three seconds of questions, beside importing sentence-transformers."""
    torch = peak_of(IMPORT_TORCH)
    rows = [{"program": "import sentence_transformers", "peak_mb": round(torch, 1), "to_import": 1.0}]
    for name in dict.fromkeys(["plan", _largest("dev"), _largest("stard", "dev")]):
        with server(_index(name)) as (address, pid, _seconds):
            load_from_outside(address, "/api/v1/ask", 2, 3.0)
            peak = peak_megabytes(pid)
        rows.append(
            {"program": f"serve, {name}", "peak_mb": round(peak, 1), "to_import": round(peak / torch, 2)}
        )
    return {"rows": rows}


def disk() -> Part:
    """Megabytes of an index, beside llama-index's persisted index and baisitong's database of the same text."""
    names = dict.fromkeys(["plan", _largest("dev"), _largest("stard", "dev")])
    return {
        "rows": [processes.disk(name, _index(name), Library(corpora.prepare_corpus(name))) for name in names]
    }


def http_load() -> Part:
    """Questions a second and waiting time at several clients, beside asking in one thread of one process."""
    index = _index(_largest("dev"))
    alone = 1000 / latency.ask_stages(index, _cases()[:40])[-1]["p50"]
    rows = []
    with server(index) as (address, _, _seconds):
        load_from_outside(address, "/api/v1/ask", 1, 2.0)
        for place, clients in enumerate(CLIENTS, 1):
            asked = load_from_outside(address, "/api/v1/ask", clients, 10.0, skip=APART * place)
            floor = load_from_outside(address, "/healthz", clients, 3.0)
            asked["to_one_thread"] = round(asked["per_second"] / alone, 2)
            rows.append(asked | {"healthz_per_second": floor["per_second"], "healthz_p95": floor["p95"]})
    return {"one_thread_per_second": round(alone, 1), "rows": rows}


def http_burst() -> Part:
    """Fifty people who ask in the same moment, each something else; the median of three such moments by p95."""
    rows = []
    for name in dict.fromkeys(["plan", _largest("dev")]):
        alone = latency.ask_stages(_index(name), _cases()[:40])[-1]["p50"]
        with server(_index(name)) as (address, _, _seconds):
            load_from_outside(address, "/api/v1/ask", 1, 2.0)
            moments = [
                load_from_outside(address, "/api/v1/ask", BURST, 0.0, skip=APART + BURST * place)
                for place in range(3)
            ]
        row = sorted(moments, key=lambda moment: float(moment["p95"]))[1]
        one_by_one = round(float(row["p95"]) / (BURST * alone), 3)
        rows.append({"library": name} | row | {"to_one_by_one": one_by_one})
    return {"rows": rows}


PARTS: dict[str, Callable[[], Part]] = {
    "encoding": encoding,
    "query_stages": query_stages,
    "query_beside": query_beside,
    "query_growth": query_growth,
    "search_together": search_together,
    "vector_search": vector_search,
    "changing_one": changing_one,
    "cold_start": cold_start,
    "memory": memory,
    "disk": disk,
    "http_load": http_load,
    "http_burst": http_burst,
}


if __name__ == "__main__":
    sys.exit(main())
