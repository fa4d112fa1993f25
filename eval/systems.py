"""What is measured: anything that finds passages and answers; ours is reached through its public interface."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.config import Settings
from assistant.schema import Answer, Citation, Evidence, Status
from eval.sets import Case

REFUSING = {Status.NO_EVIDENCE, Status.OUT_OF_SCOPE, Status.UNGROUNDED, Status.NEEDS_CLARIFICATION}


@dataclass(frozen=True, slots=True)
class Passage:
    """Something found: text of a document; `clause` is None for systems that cut otherwise."""

    document: str
    text: str
    clause: str | None = None
    label: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation as the metrics need it."""

    document: str
    clause: str
    quote: str
    start: int
    end: int
    headings: tuple[str, ...] = ()
    says: tuple[str, ...] = ()  # title, number, issuer and date, which an answer may name too


@dataclass(frozen=True, slots=True)
class Reply:
    """How a question ended; `score` is the system's own belief that it can answer."""

    text: str
    refused: bool = False
    partial: bool = False
    missing: str | None = None
    score: float | None = None
    citations: tuple[Quoted, ...] = ()
    passages: tuple[str, ...] = ()  # quoted text of systems without offsets
    allowed: tuple[str, ...] = ()  # what an answer may name besides: the office to ask
    milliseconds: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)


class System(Protocol):
    """Finds passages and answers questions."""

    name: str

    def search(self, question: str, top_k: int) -> list[Passage]:
        """Return the best passages, best first."""

    def ask(self, case: Case) -> Reply | None:
        """Answer a case; None when the system only searches."""


class Assistant(Protocol):
    """The part of PolicyAssistant that is measured; tests give a small one of their own."""

    def search(self, query: str, top_k: int = 8) -> list[Evidence]:
        """Return the clauses found."""

    def ask(self, question: str, history: Sequence[str] = (), *, hurried: bool = False) -> Answer:
        """Answer a question."""


@dataclass(slots=True)
class Ours:
    """The product, or the product with a part of it switched off."""

    name: str
    assistant: Assistant
    hurried: bool = False  # as when many people wait; the search is the same

    def search(self, question: str, top_k: int) -> list[Passage]:
        """Return the clauses found."""
        return [as_passage(evidence) for evidence in self.assistant.search(question, top_k=top_k)]

    def ask(self, case: Case) -> Reply:
        """Answer a case with its history."""
        began = time.perf_counter()
        answer = self.assistant.ask(case.question, history=list(case.history), hurried=self.hurried)
        spent = 1000 * (time.perf_counter() - began)
        refused = answer.status in REFUSING
        score = answer.answerability if answer.answerability is not None else float(not refused)
        return Reply(
            text=answer.text,
            refused=refused,
            partial=answer.status is Status.PARTIAL,
            missing=answer.missing,
            score=score,
            citations=tuple(map(_quoted, answer.citations)),
            allowed=(answer.contact.office, answer.contact.phone) if answer.contact else (),
            milliseconds=spent,
            stages=dict(answer.timings_ms),
        )


def as_passage(evidence: Evidence) -> Passage:
    """Return what was found as every system gives it."""
    clause = evidence.clause
    text = "\n".join([*clause.headings, clause.text])
    return Passage(evidence.document.id, text, clause.path, clause.label, evidence.score)


def _quoted(citation: Citation) -> Quoted:
    says = (citation.title, citation.doc_number or "", citation.issuer or "", citation.issued_on or "")
    return Quoted(
        citation.document_id,
        citation.clause,
        citation.quote,
        citation.start,
        citation.end,
        citation.headings,
        says,
    )


def open_ours(name: str, settings: Settings) -> Ours:
    """Open the product with these settings."""
    from assistant.assistant import PolicyAssistant  # late: it loads the model

    return Ours(name, PolicyAssistant.open(settings))


def ablations(settings: Settings) -> dict[str, Settings]:
    """Return the product without each part that its settings can switch off, found by their names.

    Every switch that is on by default and every rerank or expansion setting is turned off in its turn.
    """
    found: dict[str, dict[str, Any]] = {
        "no dense": {"dense_weight": 0.0},
        "no lexical": {"dense_weight": 1.0},
    }
    for setting in dataclasses.fields(settings):
        value = getattr(settings, setting.name)
        named = any(word in setting.name for word in ("rerank", "expan", "adapter"))
        if value is True or (named and value):
            off = False if isinstance(value, bool) else "" if isinstance(value, str) else 0
            found[f"no {setting.name}"] = {setting.name: off}
    return {name: dataclasses.replace(settings, **change) for name, change in found.items()}
