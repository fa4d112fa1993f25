"""The worst cases of a run, for people: as rows for the page and as Markdown for whoever mends them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Row = dict[str, Any]


def trouble(row: Row) -> tuple[float, str]:
    """Return how bad a row is (0 is fine) and what is wrong with it, worst first."""
    if row["answer"] is None:
        missed = bool(row["ranks"]) and any(rank is None or rank > 10 for rank in row["ranks"])
        return (2.0, "找不到依据") if missed else (0.0, "")
    if row["unsupported"]:
        return 9.0, "依据中没有的内容：" + "、".join(row["unsupported"])
    if not row["answerable"]:
        return (7.0, "应拒答而作答") if not row["refused"] else (0.0, "")
    if row["refused"]:
        return 6.0, "应作答而拒答" + _where(row)
    if row["right"] is False:
        return 5.0 + (_worst(row) > 1), "答非所问" + _where(row)
    if row["partial_wanted"] and not row["partial"]:
        return 4.0, "没有指出缺少的部分"
    if row["citations"] and not row["citations_right"]:
        return 3.0, "事实对，引用的条款不对"
    return 0.0, ""


def _worst(row: Row) -> int:
    return max((rank or 999 for rank in row["ranks"] or [1]), default=1)


def _where(row: Row) -> str:
    if not row["ranks"]:
        return "（追问）" if row["answerable"] else ""
    worst = _worst(row)
    return f"（依据排第 {worst}）" if worst < 999 else "（依据不在前 50）"


def worst(rows: list[Row], count: int) -> list[tuple[str, Row]]:
    """Return (what is wrong, row) of the worst rows."""
    judged = sorted(
        ((trouble(row), number, row) for number, row in enumerate(rows)), key=lambda j: (-j[0][0], j[1])
    )
    return [(reason, row) for (weight, reason), _, row in judged if weight][:count]


def write_failures(report: dict[str, Any], path: Path, system: str, count: int = 60) -> None:
    """Write the rates and the worst cases of every set as Markdown."""
    lines = [f"# Failures of the {report['mode']} run, {report['when']}", ""]
    for name, result in report["sets"].items():
        measured = result["systems"].get(system, {})
        if "rows" not in measured:
            continue
        lines += [f"## {name}", "", *_rates(measured["rates"]), "", *_kinds(measured["kinds"]), ""]
        for reason, row in worst(measured["rows"], count if name != "sme_questions" else 12):
            lines += _case(reason, row)
    path.write_text("\n".join(lines), encoding="utf-8")


def _rates(rates: dict[str, Any]) -> list[str]:
    return [f"- {name}: {rate['value']:.3f} {_interval(rate['interval'])}" for name, rate in rates.items()]


def _interval(interval: list[float] | None) -> str:
    return f"[{interval[0]:.2f}, {interval[1]:.2f}]" if interval else ""


def _kinds(kinds: dict[str, Any]) -> list[str]:
    lines = ["| kind | R@1 | R@5 | facts | false refusals | refusal recall | unsupported |", "|" + "---|" * 7]
    columns = (
        "recall@1", "recall@5", "fact_accuracy", "false_refusals", "refusal_recall", "unsupported_answers"
    )  # fmt: skip
    for kind, rates in kinds.items():
        cells = [f"{rates[c]['value']:.2f}" if c in rates else "" for c in columns]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return lines


def _case(reason: str, row: Row) -> list[str]:
    history = f"（前问：{' / '.join(row['history'])}）" if row.get("history") else ""
    lines = [f"### {row['id']} {row['kind']} — {reason}", f"- 问：{row['question']}{history}"]
    lines += [f"- 依据应为：{quote}" for quote in row["gold_quotes"]]
    lines += [f"- 理想回答：{row['ideal']}", f"- 回答（可答性 {row['score']}）：{_one_line(row['answer'])}"]
    lines += [f"- 找到 {n}：{e['document']} {e['clause']} {_one_line(e['text'])[:160]}" for n, e in _top(row)]
    return [*lines, ""]


def _top(row: Row) -> list[tuple[int, dict[str, str]]]:
    return list(enumerate(row["evidence"], 1))


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())
