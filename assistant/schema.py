"""The nouns of the product: frozen dataclasses that import nothing but the standard library.

Offsets (`start`, `end`) count characters in `Document.text`, the text that is stored and shown:
`document.text[x.start:x.end]` is always the span that `x` speaks of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any


class Validity(StrEnum):
    """Whether a document is in force on a given day (效力)."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REPEALED = "repealed"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """How a question ended. Every ending is expected; none is an exception."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NO_EVIDENCE = "no_evidence"
    UNGROUNDED = "ungrounded"
    OUT_OF_SCOPE = "out_of_scope"
    NEEDS_CLARIFICATION = "needs_clarification"


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document as a text names it; one that is named by its number alone has an empty title."""

    title: str
    doc_number: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """The same text from another place (重复来源): kept once, under the document that holds this."""

    id: str
    source: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A published file (文件): its stored text and what it says of itself.

    `title` names what a reader looks for: the plan itself, not the notice that prints it (`notice_title`).
    Dates are ISO strings or None when the document does not give them. The fields after `replaced_by` hold
    the marks of GB/T 9704 (份号, 密级, 紧急程度, 发文机关标志, 签发人, 附件说明, 署名, 附注, 抄送, 印发机关,
    印发日期), what the text says of others, and what the library found when it was compared with others.
    """

    id: str
    title: str
    text: str
    source: str = ""
    sha256: str = ""
    notice_title: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    issued_on: str | None = None
    published_on: str | None = None
    effective_on: str | None = None
    expires_on: str | None = None
    addressees: str | None = None
    dialect: str = "circular"
    status: Validity = Validity.UNKNOWN
    replaced_by: str | None = None
    copy_number: str | None = None
    secrecy: str | None = None
    urgency: str | None = None
    organ_mark: str | None = None
    signatory: str | None = None
    attachments: tuple[str, ...] = ()
    signed_by: str | None = None
    note: str | None = None
    copied_to: str | None = None
    printed_by: str | None = None
    printed_on: str | None = None
    based_on: tuple[Reference, ...] = ()
    repeals: tuple[Reference, ...] = ()
    dialect_reason: str = ""
    warnings: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = ()
    ended_on: str | None = None  # day from which `status` repealed or superseded holds; None: always
    status_source: str = ""  # who says so: catalogue, text, corpus (another document here), or nobody
    read_by: str = ""  # which state of the program read it; another one reads it again

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], text: str) -> Document:
        """Return the document whose `facts()` were written as JSON; keys nobody knows are passed over."""
        known = {f.name: facts[f.name] for f in fields(cls) if f.name in facts and f.name != "text"}
        for name, kind in (("based_on", Reference), ("repeals", Reference), ("copies", Copy)):
            known[name] = tuple(kind(**value) for value in known.get(name, ()))
        for name in ("attachments", "warnings"):
            known[name] = tuple(known.get(name, ()))
        return cls(**{**known, "status": Validity(known.get("status", Validity.UNKNOWN)), "text": text})

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the same text stands, this document's own source first."""
        return tuple(dict.fromkeys((self.source, *(copy.source for copy in self.copies))))

    def validity(self, day: date) -> Validity:
        """Return the validity on `day`, as the catalogue, the text or a document here states it.

        Nobody's word is not taken for 现行有效: a document is in force when the catalogue says so or when
        `day` lies in a term whose end it states; else UNKNOWN.
        """
        iso = day.isoformat()
        ended = self.status in (Validity.REPEALED, Validity.SUPERSEDED)
        if ended and (self.ended_on is None or iso >= self.ended_on):
            return self.status
        if self.effective_on and iso < self.effective_on:
            return Validity.NOT_YET
        if self.expires_on and iso > self.expires_on:
            return Validity.EXPIRED
        if ended or (self.effective_on and self.expires_on):
            return Validity.IN_FORCE
        return self.status

    def facts(self) -> dict[str, Any]:
        """Return everything but the text, as JSON shows it."""
        values = {name: value for name, value in asdict(self).items() if name != "text"}
        return values | {"sources": list(self.sources)}


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered unit of a document (条款); the unit of retrieval and of citation.

    The spans `start:end` of a document's clauses tile its text. `heading` (with its marker) and `text` are
    verbatim pieces of that span; `headings` is the chain of headings above and including this one.
    """

    document_id: str
    path: str
    label: str
    headings: tuple[str, ...]
    heading: str
    text: str
    start: int
    end: int
    text_start: int

    @property
    def text_end(self) -> int:
        """Offset after the last character of `text`."""
        return self.text_start + len(self.text)

    def as_json(self) -> dict[str, Any]:
        """Return the form that `outline` prints; `clause` is the path."""
        return {
            "clause": self.path,
            "label": self.label,
            "headings": list(self.headings),
            "heading": self.heading,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "text_start": self.text_start,
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """A clause that was found (依据), with the document it stands in and its fused score.

    `features` keeps the parts of the score (dense, lexical, …) so that a trainer can see why it was found.
    """

    document: Document
    clause: Clause
    score: float
    features: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the form that `search` prints."""
        return {
            "document_id": self.document.id,
            "title": self.document.title,
            "doc_number": self.document.doc_number,
            "issuer": self.document.issuer,
            "score": round(self.score, 4),
            "features": {name: round(value, 4) for name, value in self.features.items()},
            **self.clause.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """A checked mark [n] (引用): `quote` is the document's text from `start` to `end`."""

    number: int
    document_id: str
    title: str
    doc_number: str | None
    issuer: str | None
    issued_on: str | None
    validity: Validity
    clause: str
    label: str
    headings: tuple[str, ...]
    quote: str
    start: int
    end: int
    source: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask when the documents do not say."""

    office: str
    phone: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A sentence that a language model wrote and the checks cut, with the reason."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader gets (回答); see interfaces of the JSON API for the meaning of each field."""

    question: str
    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    missing: str | None = None
    related: tuple[Citation, ...] = ()
    follow_ups: tuple[str, ...] = ()
    contact: Contact | None = None
    whom: Citation | None = None  # where the paper that was asked of says itself whom to ask
    composer: str = "extractive"
    withheld: tuple[Withheld, ...] = ()
    notice: str = (
        ""  # what the reader should know of how it was composed: something was cut, the model was silent
    )
    index_generation: int = 0
    ai_generated: bool = True
    answerability: float | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return a JSON document (plain dicts, lists and strings)."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who does it (责任单位); `found` records where the name stood: sentence, bracket, table, inherited."""

    name: str
    role: str  # lead (牵头) | support (配合、会同) | owner
    found: str = "sentence"


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when (时限). `due` is an ISO date; what the text does not say is None.

    `note` says from which day `due` was counted, or why there is none (an impossible day, days that differ).
    """

    raw: str | None = None
    kind: str = "none"  # fixed | recurring | relative | ongoing | none
    due: str | None = None
    rrule: str | None = None
    min_count: int | None = None
    relative_days: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """How much (指标), as the text says it."""

    raw: str
    value: float | None = None
    unit: str | None = None
    comparator: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Another place that orders the same: a row of the responsibility table (分工表)."""

    clause: str
    label: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Task:
    """A duty found in a plan (任务), anchored: `document.text[start:end] == quote`."""

    id: str
    action: str
    detail: str
    owners: tuple[Owner, ...]
    deadline: Deadline
    indicator: Indicator | None
    strength: str  # hard | soft
    clause: str
    label: str
    quote: str
    start: int
    end: int
    also: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class NotTask:
    """A sentence that orders nothing, and why: purpose, principle, background, definition or heading."""

    clause: str
    text: str
    reason: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """Proof that every sentence was looked at."""

    sentences: int
    task_sentences: int
    not_tasks: tuple[NotTask, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the text and its responsibility table disagree (正文与分工表不一致).

    `kind` is only_in_text, only_in_table, owners or deadline; `text` and `table` are what each of them says.
    """

    kind: str
    task: str  # id of the task
    text: str
    table: str
    text_clause: str = ""
    table_clause: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """The duties of one document (任务分解表) and the proof that none was passed over."""

    document_id: str
    title: str
    start: str | None
    start_source: str
    tasks: tuple[Task, ...]
    coverage: Coverage
    differences: tuple[Difference, ...] = ()
    note: str = ""  # what the reader should know of the whole: a repeal notice, a statute

    def as_json(self) -> dict[str, Any]:
        """Return a JSON document (plain dicts, lists and strings)."""
        return asdict(self)
