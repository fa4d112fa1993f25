"""What stands beside an answer: questions that can be asked next, and beside a refusal what is missing and what is near."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.answering.citing import cite
from assistant.answering.named import Name, Title
from assistant.answering.wording import KIND_WORDS
from assistant.ingest.numbering import read_marker
from assistant.retrieval.asked import asked_kind, holds_kind
from assistant.retrieval.choices import Choice
from assistant.retrieval.query import Query
from assistant.retrieval.rank import is_block
from assistant.schema import Citation, Evidence

# Clauses shown beside a refusal, and the nearness (cosine) below which they are not: of fifty refusals that were read,
# twenty-one showed nothing but clauses on other matters, nearly all of them below it.
RELATED, RELATED_NEAR = 2, 0.7
MATTER = re.compile(r"[^\n，。；]{4,24}")  # a heading that names a matter, and is no sentence


def follow_ups(evidence: Sequence[Evidence], citations: Sequence[Citation]) -> tuple[str, ...]:
    """Suggest other clauses of the papers that are cited, by their headings: the documents can answer these."""
    cited = {(c.document_id, c.clause) for c in citations}
    papers = {c.document_id for c in citations}
    names = [
        _matter(item.clause.heading)
        for item in evidence
        if item.document.id in papers
        and not any(path.startswith(item.clause.path) for paper, path in cited if paper == item.document.id)
        and not is_block(item.clause)
        and item.clause.heading not in (item.document.title, item.document.notice_title)
    ]
    kept = [name for name in dict.fromkeys(names) if MATTER.fullmatch(name)]
    return tuple(name if name.endswith(("？", "?")) else f"{name}有什么规定？" for name in kept)[:3]


def _matter(heading: str) -> str:
    """Return a heading without its number and marks.

    >>> [_matter(h) for h in ("（一）一次性创业补贴。", "第二章　报告", "问：怎么申请？")]
    ['一次性创业补贴', '报告', '怎么申请？']
    """
    marker = read_marker(heading)
    return heading[marker.length if marker else 0 :].strip().removeprefix("问：").rstrip("。：:")


def missing_words(query: Query, choices: Sequence[Choice], names: Sequence[Name | Title]) -> str | None:
    """Return in words what was asked for and stands nowhere, None when it cannot be told."""
    if not choices:
        return f"{'、'.join(map(str, names))}文件的内容" if names else None
    best, item, kind = choices[0].parts, choices[0].evidence, asked_kind(query.text)
    # What another sentence of the clause may have.
    said = item.document.text[item.clause.start : item.clause.end]
    there = (best["kind"] and not best["lacking"]) or (not best["kind"] and holds_kind(kind, said))
    return None if there else KIND_WORDS.get(kind)


def related(choices: Sequence[Choice], day: date) -> tuple[Citation, ...]:
    """Cite the nearest clauses of a refused question: perhaps related, never the answer."""
    nearest = {(c.evidence.document.id, c.evidence.clause.path): c for c in reversed(choices)}
    best = sorted(nearest.values(), key=lambda c: -c.score)[:RELATED]
    best = [choice for choice in best if choice.parts["near"] >= RELATED_NEAR]
    return tuple(cite(c.evidence, c.span.start, c.span.end, n, day) for n, c in enumerate(best, 1))
