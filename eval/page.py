"""The report as one self-contained HTML page: tables, plots and the worst cases; no outside request."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from eval import plots
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
    "n 题全对或全错时区间缩成一点，真值仍可能差到 3/n。"
    "各基线读的是本产品解析出的同一份正文；BM25 按约 260 字一段并带标题，显示最好的一段，llama-index 显示其默认的两个片段，都不会拒答。"
    "llama-index 的一个片段长过千字，含许多条款，所以它的召回率不能和按条款找的系统直接相比，要连同回答字数一起看。"
)
WORST = 50
BY_KIND = (
    "recall@1", "recall@5", "recall@10", "fact_accuracy", "answer_chars_median", "citation_precision",
    "unsupported_answers", "refusal_recall", "false_refusals", "partial_detected",
)  # fmt: skip


def render(report: dict[str, Any]) -> str:
    """Return the page."""
    title = f"评测报告 {report['when']}（{report['mode']}）"
    body = [f"<h1>{escape(title)}</h1><p>{NOTE}</p>{_machine(report)}", _skipped(report["skipped"])]
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
        _table(systems), f'<div class="plots">{plots.plots(systems, next(iter(systems)))}</div>',
    ]  # fmt: skip
    if "rows" in ours:
        parts += [_kinds(ours["kinds"], ours["rows"]), _worst(ours["rows"])]
    return "<section>" + "".join(parts) + "</section>"


def _table(systems: dict[str, Any]) -> str:
    """One row a measure, one column a system: there are more measures than fit beside each other."""
    there = {name: measured for name, measured in systems.items() if "missing" not in measured}
    head = "".join(f"<th>{escape(name)}</th>" for name in there)
    rows = [
        f"<tr><th>{told}</th>{''.join(_cell(key, m['rates'].get(key)) for m in there.values())}</tr>"
        for key, told in COLUMNS.items()
        if any(key in measured["rates"] for measured in there.values())
    ]
    missing = "".join(
        f'<p class="missing">{escape(name)} 缺：{escape(measured["missing"])}</p>'
        for name, measured in systems.items()
        if "missing" in measured
    )
    table = f'<table class="systems"><tr><th>系统</th>{head}</tr>{"".join(rows)}</table>'
    return f'<div class="wide">{table}</div>{missing}'


def _cell(key: str, rate: dict[str, Any] | None) -> str:
    if rate is None:
        return "<td>—</td>"
    form = "{:.0f}" if key.endswith("median") else "{:.2f}"
    low_high = rate["interval"]
    interval = f"<small>[{form.format(low_high[0])}–{form.format(low_high[1])}]</small>" if low_high else ""
    return f"<td>{form.format(rate['value'])}{interval}</td>"


def _kinds(kinds: dict[str, Any], cases: list[dict[str, Any]]) -> str:
    known = [key for key in BY_KIND if any(key in rates for rates in kinds.values())]
    head = "".join(f"<th>{COLUMNS[key]}</th>" for key in known)
    rows = "".join(
        f"<tr><th>{escape(plots.KINDS.get(kind, kind))}</th><td>{sum(c['kind'] == kind for c in cases)}</td>"
        f"{''.join(_cell(key, rates.get(key)) for key in known)}</tr>"
        for kind, rates in kinds.items()
    )
    table = f"<table><tr><th>问法</th><th>题数</th>{head}</tr>{rows}</table>"
    return f'<h3>按问法分</h3><div class="wide">{table}</div>'


def _worst(rows: list[dict[str, Any]]) -> str:
    chosen = worst(rows, WORST)
    cases = "".join(_case(reason, row) for reason, row in chosen)
    return f"<h3>最差的 {len(chosen)} 例</h3>{cases}" if chosen else "<p>没有答得不好的题。</p>"


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
    elif "text" in part:
        body = f"<pre>{escape(part['text'])}</pre>"
    else:
        body = _scores(part["results"])
    return f"<section><h2>{escape(part['title'])}</h2>{body}</section>"


def _scores(results: dict[str, Any]) -> str:
    """Return scores by list as a table, one row a measure; what is no number is left to the JSON report."""
    known = dict.fromkeys(
        key for scores in results.values() for key, value in scores.items() if isinstance(value, int | float)
    )
    there = {name: scores for name, scores in results.items() if "missing" not in scores}
    head = "".join(f"<th>{escape(name)}</th>" for name in there)
    rows = "".join(
        f"<tr><th>{escape(key)}</th>{''.join(f'<td>{_score(s.get(key))}</td>' for s in there.values())}</tr>"
        for key in known
    )
    missing = "".join(
        f'<p class="missing">{escape(name)} 缺：{escape(scores["missing"])}</p>'
        for name, scores in results.items()
        if "missing" in scores
    )
    return f'<table class="systems"><tr><th>指标</th>{head}</tr>{rows}</table>{missing}'


def _score(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


def _machine(report: dict[str, Any]) -> str:
    facts = report.get("machine", {})
    return f"<p>{busy(facts)}用时 {report.get('seconds', 0):.0f} 秒。</p>" if facts else ""


def busy(facts: dict[str, Any]) -> str:
    """Return on what machine a run was made; a load above one means that latencies are too high.

    >>> busy({"cores": 2, "load_before": 3.1, "load_after": 0.9})
    '2 核；开始时负载 3.1，结束时 0.9。开始时机器上另有程序在运行，用时偏高。'
    """
    told = (
        f"{facts['cores']} 核；开始时负载 {facts['load_before']}，结束时 {facts.get('load_after', '未知')}。"
    )
    return told + ("开始时机器上另有程序在运行，用时偏高。" if facts["load_before"] > 1 else "")
