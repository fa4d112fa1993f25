"""Which system of numbering a document follows, chosen by what stands in it, with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ingest.questions import are_questions
from assistant.schema import Clause

MANY_ARTICLES = 3
ARTICLE = re.compile(r"第[^/]{1,8}条(?:之[^/]+)?")
ANY_ARTICLE = re.compile(r"(?:^|/)第[^/]{1,8}条(?:之[^/]+)?$")
NUMBERED = re.compile(r"(?:^|/)(?:[一二三四五六七八九十百]+|\([^/)]+\)|\d+)$")


def choose_dialect(clauses: Sequence[Clause]) -> tuple[str, str]:
    """Return (dialect, reason): statute, questions or circular.

    The reason is one Chinese sentence that counts the evidence.
    """
    articles = sum(bool(ARTICLE.fullmatch(clause.path)) for clause in clauses)
    if articles >= MANY_ARTICLES:
        return "statute", f"正文有 {articles} 处以“第…条”编号的条款，按法规体例（编章节条款项目）解析"
    asked = sum(bool(re.search(r"(?:^|/)问\d+$", clause.path)) for clause in clauses) or _questions(clauses)
    if asked:
        return "questions", f"有 {asked} 个以问句为题的条目，按问答体例解析（问为题、答为文）"
    inside = sum(bool(ANY_ARTICLE.search(clause.path)) for clause in clauses)
    printed = f"；所附文件另有 {inside} 条，按法规体例解析" if inside >= MANY_ARTICLES else ""
    numbered = sum(bool(NUMBERED.search(clause.path)) for clause in clauses)
    if numbered:
        return "circular", f"有 {numbered} 处“一、（一）1.（1）”编号的条款，按公文体例解析{printed}"
    return "circular", f"没有成体系的编号，按公文体例和自然段解析{printed}"


def _questions(clauses: Sequence[Clause]) -> int:
    """Return how many headings ask, when most of those at one depth do; else 0."""
    for depth in (0, 1):
        names = [c.heading for c in clauses if c.path.count("/") == depth and c.heading]
        if are_questions(names):
            return len(names)
    return 0
