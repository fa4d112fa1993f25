"""The sentences of the clauses that were found, weighed as answers, and the clauses ordered anew by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.reader import Reader
from assistant.ingest.sentences import Span
from assistant.retrieval.asked import asked_kind, holds_kind, years
from assistant.retrieval.clause_table import ClauseTable
from assistant.retrieval.conditions import Place, fitting
from assistant.retrieval.measures import asked_measures, gives_none
from assistant.retrieval.query import Query, covered
from assistant.retrieval.rank import is_block
from assistant.retrieval.tokens import normalise
from assistant.schema import Clause, Document, Evidence

WEIGHED_CLAUSES = 12  # whose sentences are weighed
READ, READ_OF_CLAUSE = 12, 3  # sentences that the reader reads, in all and of one clause
READ_STEP, SURE = 4, 1.5  # so many first; the others are left unread once one is surely an answer
READ_HURRIED = 3  # when many people wait for their answers (docs/decisions/0013)
# Between these the reader's best score leaves in doubt whether the question is answered; that sentence is then read once
# more with what follows it (docs/decisions/0005).
DOUBT, NO_DOUBT = -3.0, 2.5
UNREAD = -5.0  # score of a sentence that the reader did not get to see
# What the reading of a sentence gains when it is on the age or year that the question names; one on another is set
# back, but still tells that the documents speak of the matter.
FITTING, UNFIT = 4.0, -8.0
TRUST = 0.8  # what a point of the reader's best score in a clause is worth beside the ranker's
# How much of title, heading, words above and sentence the reader sees, in characters; as in training.
TITLE, HEADING, LEAD, SENTENCE = 30, 30, 30, 140
NUMBERING = "（）()一二三四五六七八九十0123456789、.．。：:； 　"  # a heading of nothing else, as list items have, says nothing
# What a sentence earns without a reader, and what it earns with one; linear models fitted by eval/train/answers.py.
WEIGHTS = {
    "near": 30.73,
    "words": 4.757,
    "heading_words": -3.699,
    "bridged": 0.225,
    "kind": 0.735,
    "lacking": -1.894,
    "clause": 3.13,
    "first": -0.14,
    "length": -0.592,
    "short": -2.292,
    "block": -2.0,
    "year": 2.0,
}
WEIGHTS_READ = {
    "near": 14.436,
    "words": 0.814,
    "heading_words": -0.433,
    "bridged": 0.205,
    "kind": 0.35,
    "lacking": -1.3,
    "clause": 1.741,
    "first": 0.044,
    "length": -0.122,
    "short": -1.9,
    "block": -2.0,
    "year": 2.0,
    "read": 0.464,
    "fitting": 0.464,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence weighed as an answer, with the parts of its score."""

    evidence: Evidence
    rank: int  # of its clause, from 0
    span: Span
    text: str
    parts: dict[str, float]
    around: float | None = None  # what the reader gives it with what follows it; None when that was not read

    @property
    def score(self) -> float:
        """Weighted sum of the parts; comparable within a question only."""
        weights = WEIGHTS_READ if "read" in self.parts else WEIGHTS
        return sum(weights[name] * value for name, value in self.parts.items())


def weigh(
    query: Query, evidence: Sequence[Evidence], table: ClauseTable, kind: str | None = None
) -> list[Choice]:
    """Return the sentences of the best clauses, best answer first; `kind` is asked for, else what the query asks."""
    kind, measures = kind or asked_kind(query.text), asked_measures(query.text)
    weighed = evidence[:WEIGHED_CLAUSES]
    shares = softmax([item.score for item in weighed])
    choices = []
    told = table.sentences(table.clause_ids([item.clause for item in weighed]))
    for rank, (item, (spans, vectors)) in enumerate(zip(weighed, told, strict=True)):
        near = vectors @ query.vector
        for place, (span, value) in enumerate(zip(spans, near, strict=True)):
            text = span.of(item.document)
            parts = _parts(query, kind, item, text, float(value))
            parts |= {
                "lacking": float(gives_none(measures, text)),
                "clause": float(shares[rank]),
                "first": float(place == 0),
            }
            choices.append(Choice(item, rank, span, text, parts))
    return _ordered(choices)


def read(
    query: Query, choices: Sequence[Choice], reader: Reader, table: ClauseTable, most: int = READ
) -> list[Choice]:
    """Let the reader read the `most` likely sentences; return all, best answer first."""
    taken: dict[int, int] = {}
    chosen: list[int] = []
    for number, choice in enumerate(choices):
        if len(chosen) < most and taken.get(choice.rank, 0) < READ_OF_CLAUSE:
            taken[choice.rank] = taken.get(choice.rank, 0) + 1
            chosen.append(number)
    fit = fits(query, [choices[number] for number in chosen])
    asked = worded(query, fit)
    values: dict[int, dict[str, float]] = {}
    for at, step in ((0, chosen[:READ_STEP]), (READ_STEP, chosen[READ_STEP:])):
        scores = reader.scores(asked, [seen(choices[number], table) for number in step])
        for number, score, gain in zip(step, scores, fit[at:], strict=False):
            values[number] = {"read": float(score), "fitting": gain}
        if any(score > SURE and gain >= 0 for score, gain in zip(scores, fit[at:], strict=False)):
            break
    unread = {"read": UNREAD, "fitting": 0.0}
    return [
        replace(choice, parts=choice.parts | values.get(number, unread))
        for number, choice in enumerate(choices)
    ]


def fits(query: Query, choices: Sequence[Choice]) -> list[float]:
    """Return what each choice gains or loses by being on the age or year that the question names, or on another."""
    gains = {1: FITTING, 0: 0.0, -1: UNFIT}
    return [gains[fit] for fit in fitting(query, [_place(choice) for choice in choices])]


def worded(query: Query, gains: Sequence[float]) -> str:
    """Return the question as the reader gets it: with 今年 as 2026年 where a sentence is on that year.

    Beside sentences that name no year, 今年 rightly leaves the reader in doubt.
    """
    return query.dated if query.dated and any(gain > 0 for gain in gains) else query.text


def read_around(query: Query, choices: Sequence[Choice], reader: Reader) -> list[Choice]:
    """Where the best score leaves a doubt, let the reader read that sentence with what follows it, too."""
    best = max(range(len(choices)), key=lambda number: choices[number].parts["read"])
    found, document = choices[best], choices[best].evidence.document
    if not DOUBT < found.parts["read"] < NO_DOUBT:
        return list(choices)
    following = document.text[found.span.start : found.span.start + SENTENCE].replace("\n", " ")
    score = reader.scores(query.text, [f"{document.title[:TITLE]} {following}"])[0]
    return [*choices[:best], replace(found, around=float(score)), *choices[best + 1 :]]


def _place(choice: Choice) -> Place:
    item = choice.evidence
    return Place(item.document.id, "".join(item.clause.headings[-1:]), choice.text)


def order_by_reading(evidence: Sequence[Evidence], choices: Sequence[Choice]) -> list[Evidence]:
    """Return the evidence with the reader's best score of each clause added, best first.

    Clauses whose sentences were not weighed follow in the order they had.
    """
    best: dict[int, float] = {}
    for choice in choices:
        best[choice.rank] = max(
            best.get(choice.rank, 2 * UNFIT), choice.parts["read"] + choice.parts["fitting"]
        )
    read_ones = [
        replace(item, score=item.score + TRUST * value, features=item.features | {"read": value})
        for item, value in ((evidence[rank], value) for rank, value in sorted(best.items()))
    ]
    others = [
        replace(item, score=item.score + TRUST * UNREAD)
        for rank, item in enumerate(evidence)
        if rank not in best
    ]
    return sorted(read_ones, key=lambda item: -item.score) + others


def placed(choices: Sequence[Choice], evidence: Sequence[Evidence]) -> list[Choice]:
    """Return the choices with the places and shares of their clauses in the new order, best answer first."""
    places = {(item.document.id, item.clause.path): rank for rank, item in enumerate(evidence)}
    shares = softmax([item.score for item in evidence[:WEIGHED_CLAUSES]])
    moved = []
    for choice in choices:
        item = choice.evidence
        rank = places[item.document.id, item.clause.path]
        parts = choice.parts | {"clause": float(shares[rank]) if rank < len(shares) else 0.0}
        moved.append(replace(choice, evidence=evidence[rank], rank=rank, parts=parts))
    return _ordered(moved)


def softmax(scores: Sequence[float]) -> NDArray[np.float64]:
    """Return shares that add up to one.

    >>> [round(float(share), 2) for share in softmax([1.0, 0.0])]
    [0.73, 0.27]
    """
    array = np.exp(np.asarray(scores) - max(scores, default=0.0))
    return array / array.sum() if array.size else array


def reader_text(document: Document, clause: Clause, lead: str, sentence: str) -> str:
    """Return what the reader sees of a sentence: title, nearest heading, the words above, the sentence itself."""
    heading = next((h for h in reversed(clause.headings) if h.strip(NUMBERING)), "")[:HEADING]
    parts = (document.title[:TITLE], heading, lead[-LEAD:], sentence[:SENTENCE])
    return " ".join(part.replace("\n", " ") for part in parts if part)


def seen(choice: Choice, table: ClauseTable) -> str:
    """Return what the reader sees of a choice."""
    item = choice.evidence
    return reader_text(item.document, item.clause, table.lead(item.clause), choice.text)


def documents_of(choices: Sequence[Choice]) -> dict[str, Document]:
    """Return the documents that sentences are of, by id, in the order of the sentences."""
    return {choice.evidence.document.id: choice.evidence.document for choice in choices}


def _ordered(choices: Sequence[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda c: (-c.score, c.rank, c.span.start))


def _same_year(query: Query, text: str) -> float:
    """Return 1 when the text names a year that the question names, -1 when it names only later ones, else 0: what was
    set last year may hold this year."""
    told = years(text)
    if not query.years or not told:
        return 0.0
    return 1.0 if query.years & told else -1.0 if min(told) > max(query.years) else 0.0


def _parts(query: Query, kind: str, item: Evidence, text: str, near: float) -> dict[str, float]:
    plain = normalise(text)
    heading = normalise(" ".join(item.clause.headings[-1:]))
    return {
        "near": near,
        "words": covered(query.weights, plain),
        "heading_words": covered(query.weights, heading),
        "bridged": covered(query.extra, plain),
        "kind": float(holds_kind(kind, text)),
        "length": min(len(text), 300) / 100,
        "short": float(len(text) < 12),
        "year": _same_year(query, item.document.title + text),
        # Heading, signature and imprint name the matter and answer nothing but whom to call (paper.py tells the rest).
        "block": float(kind != "phone" and is_block(item.clause)),
    }
