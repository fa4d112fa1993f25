"""The report as one self-contained HTML page: tables, plots and the worst cases; no outside request."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from eval import metrics, svg
from eval.failures import worst

STYLE = Path(__file__).with_name("page.css")

COLUMNS = {
    "recall@1": "R@1", "recall@5": "R@5", "recall@10": "R@10", "mrr": "MRR", "ndcg@10": "nDCG@10",
    "fact_accuracy": "事实正确", "answer_chars_median": "回答字数（中位）", "gold_share_of_quotes": "引文中依据占比",
    "citation_precision": "引用准确", "citation_recall": "引用齐全", "exact_quotes": "逐字引用",
    "unsupported_answers": "含无依据内容", "refusal_precision": "拒答准确", "refusal_recall": "拒答齐全",
    "false_refusals": "误拒", "answerability_auc": "可答性 AUC", "partial_detected": "部分可答识别",
    "partial_missing_named": "指明缺什么", "false_partial": "误判部分",
}  # fmt: skip
NOTE = (
    "方括号内是 95% 自助法置信区间。一百道题时，两个百分点的差别只是噪声；区间大幅重叠的两个数，不能说谁更好。"
    "各基线读的是本产品解析出的同一份正文；BM25 按约 260 字一段并带标题，显示最好的一段，llama-index 显示其默认的两个片段，都不会拒答。"
    "llama-index 的一个片段长过千字，含许多条款，所以它的召回率不能和按条款找的系统直接相比，要连同回答字数一起看。"
)
WORST = 50


def render(report: dict[str, Any]) -> str:
    """Return the page."""
    title = f"评测报告 {report['when']}（{report['mode']}）"
    body = [f"<h1>{escape(title)}</h1><p>{NOTE}</p>", _skipped(report["skipped"])]
    body += [_set(name, result) for name, result in report["sets"].items()]
    body += [_delegated(part) for part in report.get("delegated", {}).values()]
    style = STYLE.read_text(encoding="utf-8")
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style>'
    return f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{"".join(body)}</body></html>'


def _skipped(skipped: dict[str, str]) -> str:
    if not skipped:
        return ""
    rows = "".join(
        f"<li><b>{escape(name)}</b>：未测，{escape(reason)}</li>" for name, reason in skipped.items()
    )
    return f"<h2>没有测的题集</h2><ul>{rows}</ul>"


def _set(name: str, result: dict[str, Any]) -> str:
    systems = result["systems"]
    ours = next(iter(systems.values()))
    parts = [
        f"<h2>{escape(result['title'])} <small>{escape(name)}，{result['questions']} 题</small></h2>",
        _table(systems), '<div class="plots">', _recall(systems), _trade_off(systems), _latency(systems), "</div>",
    ]  # fmt: skip
    if "rows" in ours:
        parts += [_kinds(ours["kinds"]), _worst(ours["rows"])]
    return "<section>" + "".join(parts) + "</section>"


def _table(systems: dict[str, Any]) -> str:
    known = [key for key in COLUMNS if any(key in s.get("rates", {}) for s in systems.values())]
    head = "".join(f"<th>{COLUMNS[key]}</th>" for key in known)
    rows = []
    for name, measured in systems.items():
        if "missing" in measured:
            cells = f'<td colspan="{len(known)}" class="missing">缺：{escape(measured["missing"])}</td>'
        else:
            cells = "".join(_cell(key, measured["rates"].get(key)) for key in known)
        rows.append(f"<tr><th>{escape(name)}</th>{cells}</tr>")
    return f'<div class="wide"><table><tr><th>系统</th>{head}</tr>{"".join(rows)}</table></div>'


def _cell(key: str, rate: dict[str, Any] | None) -> str:
    if rate is None:
        return "<td>—</td>"
    form = "{:.0f}" if key.endswith("median") else "{:.2f}"
    low_high = rate["interval"]
    interval = f"<small>[{form.format(low_high[0])}–{form.format(low_high[1])}]</small>" if low_high else ""
    return f"<td>{form.format(rate['value'])}{interval}</td>"


def _recall(systems: dict[str, Any]) -> str:
    lines = {}
    for name, measured in systems.items():
        ranks = [row["ranks"] for row in measured.get("rows", []) if row["ranks"]]
        if ranks:
            lines[name] = [
                (float(k), sum(metrics.recall_at_k(r, k) or 0.0 for r in ranks) / len(ranks))
                for k in range(1, 51)
            ]
    ticks = [1.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0]
    return _figure("召回率随条数", svg.line_plot(lines, "k", "recall@k", ticks, _UNIT)) if lines else ""


_UNIT = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]


def trade_off_points(rows: list[dict[str, Any]]) -> list[tuple[float, float, float]]:
    """Return (threshold, refusal recall, false refusals) of a system's rows."""
    known = [row for row in rows if row["score"] is not None]
    return metrics.trade_off([row["score"] for row in known], [not row["answerable"] for row in known])


def _trade_off(systems: dict[str, Any]) -> str:
    lines = {}
    for name, measured in systems.items():
        rows = measured.get("rows", [])
        if any(row["answerable"] for row in rows) and any(not row["answerable"] for row in rows):
            lines[name] = [(false, recall) for _, recall, false in trade_off_points(rows)]
    if not lines:
        return ""
    plot = svg.line_plot(lines, "误拒（可答而拒）", "拒答齐全", _UNIT, _UNIT, steps=True)
    return _figure("拒答的取舍：阈值从低到高", plot)


def _latency(systems: dict[str, Any]) -> str:
    rows = next(iter(systems.values())).get("rows", [])
    values = [row["milliseconds"] for row in rows if row["milliseconds"] is not None]
    if not values:
        return ""
    marks = {name: metrics.percentile(values, share) or 0.0 for name, share in (("p50", 0.5), ("p95", 0.95))}
    return _figure("一问一答的用时", svg.histogram(values, "毫秒", marks))


def _figure(caption: str, plot: str) -> str:
    return f"<figure><figcaption>{escape(caption)}</figcaption>{plot}</figure>"


def _kinds(kinds: dict[str, Any]) -> str:
    known = [key for key in COLUMNS if any(key in rates for rates in kinds.values())]
    head = "".join(f"<th>{COLUMNS[key]}</th>" for key in known)
    rows = "".join(
        f"<tr><th>{escape(kind)}</th>{''.join(_cell(key, rates.get(key)) for key in known)}</tr>"
        for kind, rates in kinds.items()
    )
    return f'<h3>按问法分</h3><div class="wide"><table><tr><th>问法</th>{head}</tr>{rows}</table></div>'


def _worst(rows: list[dict[str, Any]]) -> str:
    cases = "".join(_case(reason, row) for reason, row in worst(rows, WORST))
    return f"<h3>最差的 {WORST} 例</h3>{cases or '<p>没有。</p>'}"


def _case(reason: str, row: dict[str, Any]) -> str:
    gold = (
        "".join(f"<blockquote>{escape(quote)}</blockquote>" for quote in row["gold_quotes"]) or "（应拒答）"
    )
    found = "".join(
        f"<li><b>{escape(e['document'])} {escape(e['clause'])}</b> {escape(e['text'][:300])}</li>"
        for e in row["evidence"]
    )
    answer = escape(row["answer"] or "").replace("\n", "<br>")
    return (
        f"<details><summary>{escape(row['id'])}（{escape(row['kind'])}）{escape(row['question'])}"
        f" <em>{escape(reason)}</em></summary><dl><dt>回答（可答性 {row['score']}）</dt><dd>{answer}</dd>"
        f"<dt>理想回答</dt><dd>{escape(row['ideal'])}</dd><dt>依据应为</dt><dd>{gold}</dd>"
        f"<dt>找到的前三条</dt><dd><ol>{found}</ol></dd></dl></details>"
    )


def _delegated(part: dict[str, Any]) -> str:
    if "missing" in part:
        body = f'<p class="missing">缺：{escape(part["missing"])}</p>'
    else:
        shown = part.get("text") or json.dumps(part["results"], ensure_ascii=False, indent=1)
        body = f"<pre>{escape(shown[:20000])}</pre>"
    return f"<section><h2>{escape(part['title'])}</h2>{body}</section>"
