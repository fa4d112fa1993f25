"""The plots and small tables of one question set: what a system's rows show."""

from __future__ import annotations

from html import escape
from typing import Any

from eval import metrics, svg
from eval.failures import trouble

Systems = dict[str, Any]
UNIT = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
KINDS = {
    "fact": "事实", "number": "数额", "deadline": "时限", "condition": "条件", "procedure": "怎么办", "who": "谁负责",
    "list": "列举", "yes_no": "是不是", "compare_two_documents": "比较两份文件", "followup": "追问", "partial": "部分可答",
    "unanswerable_near": "应拒答（贴近）", "unanswerable_far": "应拒答（无关）", "unanswerable_outside": "应拒答（库外）",
    "law": "法条",
}  # fmt: skip
STAGES = {
    "embed": "问题转向量",
    "retrieve": "检索与重排",
    "compose": "选句作答",
    "generate": "语言模型",
    "total": "合计",
}


def plots(systems: Systems, ours: str) -> str:
    """Return the figures of a set."""
    rows = systems.get(ours, {}).get("rows", [])
    return "".join((recall(systems), trade_off(systems), by_kind(rows), latency(rows)))


def recall(systems: Systems) -> str:
    """Return recall over the number of passages, by system."""
    lines = {}
    for name, measured in systems.items():
        ranks = [row["ranks"] for row in measured.get("rows", []) if row["ranks"]]
        if ranks:
            lines[name] = [
                (float(k), sum(metrics.recall_at_k(r, k) or 0.0 for r in ranks) / len(ranks))
                for k in range(1, 51)
            ]
    ticks = [1.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0]
    return figure("召回率随条数", svg.line_plot(lines, "k", "recall@k", ticks, UNIT)) if lines else ""


def trade_off_points(rows: list[dict[str, Any]]) -> list[tuple[float, float, float]]:
    """Return (threshold, refusal recall, false refusals) of a system's rows."""
    known = [row for row in rows if row["score"] is not None]
    return metrics.trade_off([row["score"] for row in known], [not row["answerable"] for row in known])


def trade_off(systems: Systems) -> str:
    """Return what refusing more costs in answers, by system."""
    lines = {}
    for name, measured in systems.items():
        rows = measured.get("rows", [])
        if any(row["answerable"] for row in rows) and any(not row["answerable"] for row in rows):
            lines[name] = [(false, recall) for _, recall, false in trade_off_points(rows)]
    lines = {name: points for name, points in lines.items() if len(points) > 1}
    if not lines:
        return ""
    plot = svg.line_plot(lines, "误拒（可答而拒）", "拒答齐全", UNIT, UNIT, steps=True)
    return figure("拒答的取舍：阈值从低到高", plot)


def by_kind(rows: list[dict[str, Any]]) -> str:
    """Return the share of questions of each kind with nothing wrong, where there is more than one kind."""
    found: dict[str, list[bool]] = {}
    for row in rows:
        found.setdefault(row["kind"], []).append(trouble(row)[0] == 0)
    if len(found) < 2:
        return ""
    shares = {
        KINDS.get(kind, kind): (sum(fine) / len(fine), f"{sum(fine)}/{len(fine)}")
        for kind, fine in found.items()
    }
    return figure("各种问法中没有毛病的题", svg.bars(shares, "占比"))


def latency(rows: list[dict[str, Any]]) -> str:
    """Return how long answers took, and which stage took how much of it."""
    values = [row["milliseconds"] for row in rows if row["milliseconds"] is not None]
    if not values:
        return ""
    marks = {name: metrics.percentile(values, share) or 0.0 for name, share in (("p50", 0.5), ("p95", 0.95))}
    return figure("一问一答的用时", svg.histogram(values, "毫秒", marks), stages(rows))


def stages(rows: list[dict[str, Any]]) -> str:
    """Return p50, p95 and p99 of each stage as a table."""
    lines = []
    for stage in STAGES:
        values = [row["stages"][stage] for row in rows if stage in row["stages"]]
        if values:
            cells = [
                f"<td>{metrics.percentile(values, share) or 0.0:.1f}</td>" for share in (0.5, 0.95, 0.99)
            ]
            lines.append(f"<tr><th>{STAGES[stage]}</th>{''.join(cells)}</tr>")
    head = "<tr><th>毫秒</th><th>p50</th><th>p95</th><th>p99</th></tr>"
    return f"<table>{head}{''.join(lines)}</table>" if lines else ""


def figure(caption: str, plot: str, below: str = "") -> str:
    """Return a plot with its caption."""
    return f"<figure><figcaption>{escape(caption)}</figcaption>{plot}{below}</figure>"
