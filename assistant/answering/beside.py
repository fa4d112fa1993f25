"""What stands beside an answer: questions that can be asked next, and beside a refusal what is missing and what is near."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.answering.citing import cite
from assistant.answering.named import Name
from assistant.answering.wording import KIND_WORDS
from assistant.retrieval.asked import asked_kind
from assistant.retrieval.choices import Choice
from assistant.retrieval.query import Query
from assistant.schema import Citation, Evidence

# Clauses shown beside a refusal, and the nearness (cosine) below which they are not: of fifty refusals that were read,
# twenty-one showed nothing but clauses on other matters, nearly all of them below it.
RELATED, RELATED_NEAR = 2, 0.7
NUMBERING = "（）()一二三四五六七八九十0123456789、.．第条 "


def follow_ups(evidence: Sequence[Evidence], citations: Sequence[Citation]) -> tuple[str, ...]:
    """Suggest other clauses that were found, by their headings: the documents can answer these."""
    cited = {(c.document_id, c.clause) for c in citations}
    names = [
        item.clause.heading.lstrip(NUMBERING).rstrip("。：:")
        for item in evidence
        if (item.document.id, item.clause.path) not in cited and len(item.clause.heading) >= 6
    ]
    kept = [name for name in dict.fromkeys(names) if 4 <= len(name) <= 24]
    return tuple(name if name.endswith(("？", "?")) else f"{name}有什么规定？" for name in kept)[:3]


def missing_words(query: Query, choices: Sequence[Choice], names: Sequence[Name]) -> str | None:
    """Return in words what was asked for and stands nowhere, None when it cannot be told."""
    if not choices:
        return f"{'、'.join(map(str, names))}文件的内容" if names else None
    best = choices[0].parts
    return None if best["kind"] and not best["lacking"] else KIND_WORDS.get(asked_kind(query.text))


def related(choices: Sequence[Choice], day: date) -> tuple[Citation, ...]:
    """Cite the nearest clauses of a refused question: perhaps related, never the answer."""
    nearest = {(c.evidence.document.id, c.evidence.clause.path): c for c in reversed(choices)}
    best = sorted(nearest.values(), key=lambda c: -c.score)[:RELATED]
    best = [choice for choice in best if choice.parts["near"] >= RELATED_NEAR]
    return tuple(cite(c.evidence, c.span.start, c.span.end, n, day) for n, c in enumerate(best, 1))
