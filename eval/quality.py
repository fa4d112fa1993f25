"""Write docs/quality.md from the last run: python -m eval.quality [REPORT …]. Nothing in it is typed by hand.

Several reports, each of some of the sets, are put together; a later one takes the place of an earlier one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eval import metrics
from eval.bench.page import markdown as speed
from eval.failures import trouble
from eval.gate import LOWER
from eval.page import COLUMNS, NOTE, busy
from eval.plots import trade_off_points
from eval.sets import ROOT

REPORT = ROOT / "eval" / "reports" / "latest.json"
BENCH = REPORT.with_name("bench.json")
TARGET = ROOT / "docs" / "quality.md"
OURS = "ours"
SHOWN = (
    "recall@1", "recall@5", "recall@10", "fact_accuracy", "answer_chars_median", "citation_precision",
    "exact_quotes", "unsupported_answers", "refusal_recall", "false_refusals", "answerability_auc",
    "partial_detected",
)  # fmt: skip
LIMITS = (0.02, 0.05, 0.08, 0.12, 0.2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page from one report or several."""
    given = [*map(Path, sys.argv[1:] if arguments is None else arguments)] or [REPORT]
    report = together([json.loads(path.read_text(encoding="utf-8")) for path in given])
    TARGET.parent.mkdir(exist_ok=True)
    bench = json.loads(BENCH.read_text(encoding="utf-8")) if BENCH.exists() else None
    TARGET.write_text(write(report, bench), encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: from the {report['mode']} run of {report['when']}")
    return 0


def together(reports: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return one report of what several measured; it tells the days and the machine's business of each.

    >>> parts = [{"when": "1日", "sets": {"a": 1}, "skipped": {"b": "慢"}}, {"when": "2日", "sets": {"b": 2}}]
    >>> together(parts)["sets"], together(parts)["skipped"], together(parts)["when"]
    ({'a': 1, 'b': 2}, {}, '1日、2日')
    """
    whole = dict(reports[-1])
    for part in ("sets", "delegated", "skipped"):
        whole[part] = {name: value for report in reports for name, value in report.get(part, {}).items()}
    whole["skipped"] = {n: reason for n, reason in whole["skipped"].items() if n not in whole["sets"]}
    whole["when"] = "、".join(dict.fromkeys(report["when"] for report in reports))
    return whole


# What people read: no run measures it. The reading that came last is kept here by hand.
READ = (
    "> 逐条读过的结果见 [0005](decisions/0005-answerability.md)。最近一次（2026-11-28）：四十条回答 28 条答对，7 条答非所问，5 条文件没写却答了；"
    "二十五条拒答 20 条拒得对；三十条部分回答 20 条点名的那一件确实没写，6 条写在没有引出的地方，3 条就在引出的句子里，1 条点错。"
    "上一次：五十条回答 35 条答对，五十条拒答 43 条拒得对，二十条部分回答 15 条“没有查到”的那一问其实写了。"
)


def write(report: dict[str, Any], bench: dict[str, Any] | None = None) -> str:
    """Return the page as Markdown."""
    lines = [
        "# 质量：能做什么，不能做什么，怎么测的",
        "",
        READ,
        "",
        f"本页由 `python -m eval.quality` 根据 {report['when']} 的评测（{report['mode']}）生成，请勿手改。{NOTE}",
        "",
        *([busy(report["machine"]), ""] if "machine" in report else []),
        *_summary(report["sets"]),
    ]
    for name, result in report["sets"].items():
        lines += _set(name, result)
    for part in report.get("delegated", {}).values():
        lines += _delegated(part)
    if bench:
        lines.append(speed(bench))
    if report["skipped"]:
        lines += ["## 没有测的", ""]
        lines += [f"- `{name}`：{reason}" for name, reason in report["skipped"].items()]
        lines.append("")
    return "\n".join([*lines, *HOW])


# What an office may expect, and from which value on we say that it can rely on it.
EXPECTED = (
    ("recall@5", "依据排进前五条", 0.9), ("fact_accuracy", "回答说全要点", 0.8),
    ("citation_precision", "引用的条款正是依据", 0.8), ("exact_quotes", "引文逐字出自原文", 1.0),
    ("unsupported_answers", "回答含依据之外的数字、日期、文号、机关", 0.0), ("refusal_recall", "文件没写的问题会拒答", 0.8),
    ("false_refusals", "能答的问题被误拒", 0.05), ("partial_detected", "只能答一部分时会说明", 0.5),
)  # fmt: skip


def _summary(found: dict[str, Any]) -> list[str]:
    """Return what was asked for, from which value on it counts as reached, and where it is reached."""
    rates = {name: result["systems"].get(OURS, {}).get("rates", {}) for name, result in found.items()}
    lines = ["## 一览", "", f"| 要求 | 目标 | {' | '.join(f'`{name}`' for name in rates)} |"]
    lines.append("|---|---:|" + "---|" * len(rates))
    for metric, told, target in EXPECTED:
        cells = [_reached(metric, values.get(metric), target) for values in rates.values()]
        sign = "≤" if metric in LOWER else "≥"
        lines.append(f"| {told} | {sign} {target:.0%} | {' | '.join(cells)} |")
    return [*lines, ""]


def _reached(metric: str, rate: dict[str, Any] | None, target: float) -> str:
    if rate is None:
        return "—"
    value = rate["value"]
    reached = value <= target if metric in LOWER else value >= target
    return f"{value:.0%} {'达到' if reached else '**未达到**'}"


def _set(name: str, result: dict[str, Any]) -> list[str]:
    systems = result["systems"]
    known = [key for key in SHOWN if any(key in s.get("rates", {}) for s in systems.values())]
    lines = [f"## {result['title']}（`{name}`，{result['questions']} 题）", ""]
    lines += [f"| 系统 | {' | '.join(COLUMNS[key] for key in known)} |", "|---|" + "---:|" * len(known)]
    for system, measured in systems.items():
        if "missing" in measured:
            lines.append(f"| {system} | 缺：{measured['missing']} |" + " |" * (len(known) - 1))
        else:
            cells = [_cell(key, measured["rates"].get(key), system == OURS) for key in known]
            lines.append(f"| {system} | {' | '.join(cells)} |")
    rows = systems.get(OURS, {}).get("rows", [])
    return [*lines, "", *_trade_off(rows), *_wrong(rows), *_speed(rows)]


def _cell(key: str, rate: dict[str, Any] | None, with_interval: bool) -> str:
    if rate is None:
        return "—"
    form: Callable[[float], str] = "{:.0f}".format if key.endswith("median") else "{:.2f}".format
    interval = rate["interval"]
    tail = f" [{form(interval[0])}–{form(interval[1])}]" if interval and with_interval else ""
    return form(rate["value"]) + tail


def _trade_off(rows: list[dict[str, Any]]) -> list[str]:
    if not any(r["answerable"] and r["score"] is not None for r in rows):
        return []
    if all(r["answerable"] for r in rows):
        return []
    points = trade_off_points(rows)
    best = [metrics.recall_at_false_refusals(points, limit) or 0.0 for limit in LIMITS]
    head = " | ".join(f"≤ {limit:.0%}" for limit in LIMITS)
    cells = " | ".join(f"{value:.2f}" for value in best)
    return [
        "拒答的取舍（`answer_threshold` 可按单位设置）：容许误拒这么多时，最多能拒掉多少不该答的：",
        "",
        f"| 误拒 | {head} |",
        "|---|" + "---:|" * len(LIMITS),
        f"| 拒答齐全 | {cells} |",
        "",
    ]


def _wrong(rows: list[dict[str, Any]]) -> list[str]:
    counts: dict[str, int] = {}
    for row in rows:
        weight, reason = trouble(row)
        if weight:
            short = reason.split("（")[0].split("：")[0]
            counts[short] = counts.get(short, 0) + 1
    if not counts:
        return []
    told = "，".join(f"{reason} {count}" for reason, count in sorted(counts.items(), key=lambda c: -c[1]))
    return [f"答得不好的 {sum(counts.values())} 例：{told}。", ""]


def _speed(rows: list[dict[str, Any]]) -> list[str]:
    taken = [row["milliseconds"] for row in rows if row["milliseconds"]]
    if not taken:
        return []
    p50, p95 = metrics.percentile(taken, 0.5), metrics.percentile(taken, 0.95)
    return [f"一问一答用时：p50 {p50:.0f} 毫秒，p95 {p95:.0f} 毫秒（两核，不用大模型）。", ""]


def _delegated(part: dict[str, Any]) -> list[str]:
    if "missing" in part:
        return [f"## {part['title']}", "", f"缺：{part['missing']}", ""]
    lines = [f"## {part['title']}", ""]
    if "text" in part:
        return [*lines, "```", part["text"].strip(), "```", ""]
    for name, value in part["results"].items():
        flat = value if isinstance(value, dict) else {"": value}
        if "missing" in flat:
            lines.append(f"- `{name}`：缺，{flat['missing']}")
        told = "，".join(f"{key} {_plain(v)}" for key, v in flat.items() if isinstance(v, int | float))
        if told:
            lines.append(f"- `{name}`：{told}")
    return [*lines, ""]


def _plain(value: float) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


HOW = (
    "## 怎么测的",
    "",
    "- 题目是口语问法，和文件用词不同；依据逐字出自文件，按字符位置对应到条款。前 k 条里有依据所在条款，才算找到。",
    "- 事实正确：回答含有每一项要点（去空白、全角转半角、去千分号后比对）；是非题开头不得答反。",
    "- 含无依据内容：回答里的数字、日期、文号、机关，不在所引条款（及其标题、文件名、文号）里的，一个也不许有。",
    "- 拒答：不能答的题有一半以上就在文件旁边（问金额、电话、地址，而文件没写）。",
    "- 误差：每个比率都给出 95% 自助法区间；题少，区间就宽。",
    "- 这些题开发时看得到，所以说明进步，不等于在没见过的题上的表现。",
    "",
)


if __name__ == "__main__":
    sys.exit(main())
