"""Which system of numbering a document follows, chosen by what stands in it, with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ingest.questions import are_questions
from assistant.schema import Clause

MANY_ARTICLES = 3


def choose_dialect(clauses: Sequence[Clause]) -> tuple[str, str]:
    """Return (dialect, reason): statute, questions or circular.

    The reason is one Chinese sentence that counts the evidence.
    """
    articles = sum(bool(re.match(r"第.{1,8}条", clause.path)) for clause in clauses)
    if articles >= MANY_ARTICLES:
        return "statute", f"正文有 {articles} 处以“第…条”编号的条款，按法规体例（编章节条款项目）解析"
    first = [clause.heading for clause in clauses if re.fullmatch(r"[^/]+", clause.path) and clause.heading]
    asked = [clause for clause in clauses if re.search(r"(?:^|/)问\d+$", clause.path)]
    if asked or are_questions(first):
        return (
            "questions",
            f"有 {len(asked) or len(first)} 个以问句为题的条目，按问答体例解析（问为题、答为文）",
        )
    numbered = sum(bool(re.match(r"[一二三四五六七八九十]+(?:/|$)", clause.path)) for clause in clauses)
    if numbered:
        return "circular", f"有 {numbered} 处“一、（一）1.（1）”编号的条款，按公文体例解析"
    return "circular", "没有成体系的编号，按公文体例和自然段解析"
