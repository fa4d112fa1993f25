"""The benchmark report: tables, growth as plots, as one HTML page and as a section of Markdown."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from eval import svg
from eval.plots import figure
from eval.sets import ROOT

Part = dict[str, Any]
Points = list[tuple[float, float]]
TITLES = {
    "encoding": "计算向量的速度", "query_stages": "一次提问，各步用时", "query_beside": "一次检索，与他家相比",
    "query_growth": "文库增长时的一次检索", "search_together": "几个进程同时检索", "vector_search": "向量检索：用时与召回", "changing_one": "改动一份文件",
    "cold_start": "启动用时", "memory": "内存峰值", "disk": "占用磁盘", "http_load": "多人同时提问",
    "http_burst": "五十人在同一刻各问一题",
}  # fmt: skip
COLUMNS = {
    "encoder": "编码器", "texts_per_second": "段/秒", "ours_to_it": "本品 ÷ 它", "stage": "步骤", "system": "系统",
    "p50": "p50 毫秒", "p95": "p95 毫秒", "p99": "p99 毫秒", "clauses": "条款", "documents": "文件", "bm25_p50": "BM25 p50 毫秒",
    "to_bm25": "÷ BM25", "vectors": "向量", "search": "检索法", "p50_ms": "p50 毫秒", "p95_ms": "p95 毫秒",
    "recall_at_100": "召回@100", "to_numpy": "÷ numpy 精确", "build_seconds": "建立 秒", "change_seconds": "改一份 秒",
    "unchanged_seconds": "无改动 秒", "build_seconds_vectors_kept": "重建 秒（向量现成）", "texts_to_embed": "重建须算的向量",
    "change_to_build": "改 ÷ 重建", "index_mb": "索引 MB", "text_mb": "原文 MB", "program": "程序", "seconds": "秒",
    "to_import": "÷ import sentence_transformers", "peak_mb": "峰值 MB", "library": "文库", "index_to_text": "÷ 原文",
    "llama_index_mb": "llama-index MB", "to_llama_index": "÷ llama-index", "baisitong_mb": "baisitong MB",
    "to_baisitong": "÷ baisitong", "clients": "同时提问", "per_second": "次/秒", "failed": "失败",
    "to_one_thread": "÷ 单线程直接调用", "healthz_per_second": "/healthz 次/秒", "healthz_p95": "/healthz p95 毫秒",
    "to_one_by_one": "p95 ÷ 单线程逐个作答",
    "readers": "同时检索", "ranked_p50": "连重排 p50 毫秒", "ranked_p95": "连重排 p95 毫秒", "open_seconds": "打开 秒", "changes": "其间改动", "to_alone": "÷ 一个",
    "clauses_per_second": "条款/秒", "missing": "缺",
}  # fmt: skip
NOTE = "每个数都与同一次测量中的对照相比，取多次的中位数；“÷”列是本产品与对照之比。负载高时另有程序在运行，用时偏高。"


def render(report: Part) -> str:
    """Return the page."""
    style = (ROOT / "eval" / "page.css").read_text(encoding="utf-8")
    body = [f"<h1>速度与占用</h1><p>{NOTE}</p>"]
    for name, part in report["parts"].items():
        body.append(f"<h2>{TITLES[name]} <small>{name}</small></h2><p>{escape(_facts(part))}</p>")
        if "missing" in part:
            body.append(f'<p class="missing">缺：{escape(part["missing"])}</p>')
            continue
        body.append(f'<div class="wide">{_html_table(part["rows"])}</div>')
        body.append(f'<div class="plots">{"".join(PLOTS.get(name, _none)(part["rows"]))}</div>')
    head = f'<meta charset="utf-8"><title>速度与占用</title><style>{style}</style>'
    return f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{"".join(body)}</body></html>'


def markdown(report: Part) -> str:
    """Return the same as Markdown, without plots."""
    lines = ["## 速度与占用", "", NOTE, ""]
    for name, part in report["parts"].items():
        lines += [f"### {TITLES[name]}", ""]
        if "missing" in part:
            lines += [f"缺：{part['missing']}", ""]
            continue
        names = _columns(part["rows"])
        lines.append(f"| {' | '.join(COLUMNS.get(n, n) for n in names)} |")
        lines.append("|---|" + "---:|" * (len(names) - 1))
        lines += [f"| {' | '.join(_plain(row.get(n)) for n in names)} |" for row in part["rows"]]
        lines += ["", _facts(part), ""]
    return "\n".join(lines)


def _facts(part: Part) -> str:
    told = [f"{part['when']} 测，开始时负载 {part['load_before']}"]
    if "real_vectors" in part:
        told.append(f"前 {part['real_vectors']} 个是真实向量，其余由真实向量加扰动生成")
    if "one_thread_per_second" in part:
        told.append(f"对照：同一进程一个线程直接调用 ask，{part['one_thread_per_second']} 次/秒")
    if "clauses" in part:
        told.append(f"{part['clauses']} 条")
    if "index" in part:
        whole = part["index"]
        told.append(
            f"命令行新建 {whole['clauses']} 条的索引 {whole['seconds']} 秒，{whole['clauses_per_second']} 条/秒"
        )
    if "least_cosine_to" in part:
        pairs = (f"{name} {value}" for name, value in part["least_cosine_to"].items())
        told.append(f"与对照向量的最低余弦：{'，'.join(pairs)}")
    return "；".join(told) + "。"


def _columns(rows: list[Part]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _plain(value: Any) -> str:
    if isinstance(value, int) and value >= 10_000:
        return f"{value:,}"
    return "—" if value is None else str(value)


def _html_table(rows: list[Part]) -> str:
    names = _columns(rows)
    head = "".join(f"<th>{escape(COLUMNS.get(name, name))}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_plain(row.get(name)))}</td>" for name in names) + "</tr>"
        for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def _plot(caption: str, lines: dict[str, Points], x_label: str, y_label: str) -> str:
    far = svg.round_up(max(x for points in lines.values() for x, _ in points))
    top = svg.round_up(max((y for points in lines.values() for _, y in points), default=1.0) or 1.0)
    quarters = [0.0, 0.25, 0.5, 0.75, 1.0]
    return figure(
        caption,
        svg.line_plot(lines, x_label, y_label, [far * q for q in quarters], [top * q for q in quarters]),
    )


def _lines(rows: list[Part], x: str, columns: dict[str, str]) -> dict[str, Points]:
    return {told: [(row[x], row[name]) for row in rows] for name, told in columns.items()}


def _none(rows: list[Part]) -> list[str]:
    return []


def _growth(rows: list[Part]) -> list[str]:
    lines = _lines(rows, "clauses", {"p50": "p50", "p95": "p95", "bm25_p50": "BM25 p50"})
    return [_plot("检索用时随条款数", lines, "条款", "毫秒")]


def _vectors(rows: list[Part]) -> list[str]:
    found = []
    for column, caption, unit in (
        ("p50_ms", "用时随向量数", "毫秒"),
        ("recall_at_100", "召回随向量数", "召回@100"),
    ):
        lines: dict[str, Points] = {}
        for row in rows:
            lines.setdefault(row["search"], []).append((row["vectors"], row[column]))
        found.append(_plot(caption, lines, "向量", unit))
    return found


def _changing(rows: list[Part]) -> list[str]:
    seconds = _lines(
        rows, "clauses", {"build_seconds_vectors_kept": "重建（向量现成）", "change_seconds": "改一份", "unchanged_seconds": "无改动"}
    )  # fmt: skip
    size = _lines(rows, "clauses", {"index_mb": "索引", "text_mb": "原文"})
    return [_plot("用时随条款数", seconds, "条款", "秒"), _plot("磁盘随条款数", size, "条款", "MB")]


def _load(rows: list[Part]) -> list[str]:
    rate = _lines(rows, "clients", {"per_second": "每秒问答"})
    wait = _lines(rows, "clients", {"p50": "p50", "p95": "p95"})
    return [
        _plot("每秒问答随人数", rate, "同时提问的人", "次/秒"),
        _plot("等候随人数", wait, "同时提问的人", "毫秒"),
    ]


PLOTS: dict[str, Callable[[list[Part]], list[str]]] = {
    "query_growth": _growth,
    "vector_search": _vectors,
    "changing_one": _changing,
    "http_load": _load,
}
