"""What a check finds wrong with a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One difference: its kind, the words of the sentence and the words of the source ("" when there are none)."""

    kind: str  # number date duration frequency amount actor negation modal condition scope quote doc_number other
    found: str
    source: str

    def as_json(self) -> dict[str, str]:
        """Return the form that `verify` prints."""
        return {"kind": self.kind, "found": self.found, "source": self.source}


KIND_NAMES = {
    "number": "数字", "date": "日期", "duration": "期限", "frequency": "频次", "amount": "金额", "actor": "主体",
    "negation": "否定", "modal": "语气强度", "condition": "条件", "scope": "范围", "quote": "引文",
    "doc_number": "发文字号", "other": "内容",
}  # fmt: skip


def in_chinese(problems: tuple[Problem, ...]) -> str:
    """Return one Chinese line that says what differs.

    >>> in_chinese((Problem("duration", "30天内", "15天内"), Problem("other", "并奖励", "")))
    '期限与原文不符：写作“30天内”，原文为“15天内”；内容无依据：“并奖励”'
    """
    return "；".join(_line(problem) for problem in problems)


def _line(problem: Problem) -> str:
    name = KIND_NAMES[problem.kind]
    if problem.found and problem.source:
        return f"{name}与原文不符：写作“{problem.found}”，原文为“{problem.source}”"
    if problem.source:
        return f"{name}漏掉了原文的“{problem.source}”"
    return f"{name}无依据：“{problem.found}”"
