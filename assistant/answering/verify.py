"""核对: check any text, sentence by sentence, against a passage or against what the documents hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from assistant.answering.aligning import clean, content
from assistant.answering.citing import cite
from assistant.answering.grounding import best_span, check_sentence, evidence_text, split_sentences
from assistant.answering.problems import Problem
from assistant.schema import Citation, Evidence

Find = Callable[[str], Sequence[Evidence]]
SUPPORTED, CONTRADICTED, UNSUPPORTED, NOT_CHECKABLE = (
    "supported",
    "contradicted",
    "unsupported",
    "not_checkable",
)
NEAREST = 5  # clauses tried for a sentence when no passage is given

_NO_STATEMENT = re.compile(
    r"^(?:您好|你好|尊敬的|感谢|谢谢|特此|此致|敬礼|以上|综上|如下|如有疑问|欢迎|祝|请问|答|问)[^\d]{0,14}$|[?？]$|^[一二三四五六七八九十]+、.{0,12}$"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one sentence stands: its verdict, what supports or contradicts it, and what differs."""

    text: str
    verdict: str
    citations: tuple[Citation, ...] = ()
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the form that `verify` prints."""
        problems = [problem.as_json() for problem in self.problems]
        return {"text": self.text, "verdict": self.verdict,
                "citations": [asdict(citation) for citation in self.citations], "problems": problems}  # fmt: skip


def verify(
    text: str, sources: str | Sequence[Evidence] | Find, day: date | None = None
) -> list[dict[str, Any]]:
    """Return for each sentence its text, verdict, citations and problems.

    `sources` is a passage, evidence, or a function that finds evidence for a sentence.
    """
    return [_verdict(sentence, sources, day or date.today()).as_json() for sentence in split_sentences(text)]


def _verdict(sentence: str, sources: str | Sequence[Evidence] | Find, day: date) -> Verdict:
    bare = clean(sentence)
    if len(content(bare)[0]) < 2 or _NO_STATEMENT.search(bare):
        return Verdict(sentence, NOT_CHECKABLE)
    if isinstance(sources, str):
        problems = tuple(check_sentence(bare, sources))
        return Verdict(sentence, _judge(problems), (), problems)
    evidence = sources(bare) if callable(sources) else sources
    return _against(sentence, bare, list(evidence), day)


def _against(sentence: str, bare: str, evidence: list[Evidence], day: date) -> Verdict:
    """Try each clause by itself: that two documents together hold the words of a sentence does not support it."""
    tried = [(tuple(check_sentence(bare, evidence_text(one))), one) for one in evidence[:NEAREST]]
    if not tried:
        return Verdict(sentence, UNSUPPORTED, (), (Problem("other", bare, ""),))
    problems, best = min(tried, key=lambda pair: _weight(pair[0]))
    citation = cite(best, *best_span(bare, best), 1, day)
    return Verdict(sentence, _judge(problems), (citation,), problems)


def _weight(problems: tuple[Problem, ...]) -> int:
    # a clause on another subject gives "other" problems: the clause that differs in a detail is the one meant
    return sum(3 if problem.kind == "other" else 1 for problem in problems)


def _judge(problems: tuple[Problem, ...]) -> str:
    if not problems:
        return SUPPORTED
    return CONTRADICTED if any(problem.source for problem in problems) else UNSUPPORTED
